// What the CPU device alone promises: the instruction set it was told to use, and the same bits for any number of threads in our own
// kernels.
#include "core/cpu/cpu_device.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "core/cpu/simd/features.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;

// ctest runs the kernel table once for each value of this variable (tests/CMakeLists.txt).
TEST(CpuKernels, UseTheInstructionSetAskedFor) {
    const char* asked = std::getenv("ONEDNN_MAX_CPU_ISA");
    const std::string name = asked == nullptr ? "" : asked;
    const cpu::Isa best = name == "SSE41"         ? cpu::Isa::baseline
                          : name == "AVX2"        ? cpu::Isa::avx2
                          : name == "AVX512_CORE" ? cpu::Isa::avx512
                                                  : cpu::Isa::avx512_bf16;
    EXPECT_LE(cpu::isa(), best);
    EXPECT_EQ(cpu::has_bf16(), cpu::isa() == cpu::Isa::avx512_bf16);
    const DeviceInfo info = make_cpu_device()->info();
    EXPECT_EQ(info.dtypes.front(), cpu::has_bf16() ? DType::bf16 : DType::f32);
    EXPECT_EQ(info.dtypes.back(), DType::f32);
    const std::map<std::string, std::set<std::string>> by{{"SSE41", {"plain"}}, {"AVX2", {"avx2", "avx_vnni"}}, {"AVX512_CORE", {"avx512"}}};
    const auto known = by.find(name);
    if (known != by.end()) EXPECT_TRUE(known->second.contains(info.int8_by)) << info.int8_by;
    EXPECT_TRUE(info.int8_by != "amx_int8" || cpu::has_amx());
}

TEST(CpuDevice, RefusesArithmeticItLacks) {
    KernelCase given(DType::f16);
    ops::output(given.graph, "y", ops::linear(given.input({7, 5}), "proj", 3));
    try {
        make_cpu_device()->compile(given.graph);
        ADD_FAILURE() << "compiled f16";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("f32"), std::string::npos) << error.what();
    }
}

// Everything that is not oneDNN's.
KernelCase own_kernels(DType dtype) {
    KernelCase given(dtype);
    const Tensor x = given.input({2, 37, 41, 36});
    Tensor y = ops::silu(ops::group_norm(ops::add(x, given.input({2, 36})), "group", 6, 1e-5f));
    y = ops::layer_norm(ops::reshape(y, {2, 37 * 41, 36}), "layer", 1e-5f);
    y = ops::add(ops::attention(y, y, y, 2), ops::unary(y, Unary::gelu_erf));
    y = ops::mul(ops::reshape(y, {2, 37, 41, 36}), given.input({2, 36}));
    ops::output(given.graph, "y", ops::upsample_nearest(ops::concat({ops::affine(y, 2, 1), x}, -1), 74, 82));
    given.weigh_rest();
    return given;
}

TEST(CpuKernels, GiveTheSameBitsForAnyNumberOfThreads) {
    for (const DType dtype : make_cpu_device()->info().dtypes) {
        const KernelCase given = own_kernels(dtype);
        std::vector<float> alone;
        for (const int threads : {1, 2, 3, 5}) {
            const auto device = make_cpu_device(threads);
            EXPECT_EQ(device->info().threads, threads);
            const auto bank = device->make_bank(std::make_shared<test::HostWeights>(given.weights));
            const auto program = device->compile(given.graph);
            program->load(*bank, {}, {});
            test::write_inputs(*program, given.graph, given.inputs);
            program->run({});
            if (threads == 1) alone = program->read("y");
            EXPECT_EQ(test::different_bits(program->read("y"), alone), 0u) << threads << " threads, " << dtype_name(dtype);
        }
    }
}

}  // namespace
}  // namespace imagelab
