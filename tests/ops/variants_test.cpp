// Every way the GPU device has to multiply matrices and to attend, each forced where a device can run it; elsewhere the usual choice runs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "gpu/kernels/attention.h"
#include "gpu/kernels/matrix.h"
#include "gpu/vulkan/shader_modules.h"
#include "tests/support/devices.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

class Forced {
  public:
    Forced(const char* variable, const std::string& value) : variable_(variable) { ::setenv(variable, value.c_str(), 1); }
    ~Forced() { ::unsetenv(variable_); }

  private:
    const char* variable_;
};

// Around the borders of tiles of 16, 64 and 128, depths that end within a block of 16 or 32, columns no multiple of 8.
std::vector<KernelRow> products() {
    std::vector<KernelRow> rows;
    for (const auto& [tokens, k, n] : std::vector<std::array<int64_t, 3>>{{1, 8, 8}, {17, 40, 72}, {65, 72, 63}, {129, 136, 130}}) {
        rows.push_back({std::to_string(tokens) + " x " + std::to_string(k) + " -> " + std::to_string(n), [=](KernelCase& given) {
                            const Tensor x = given.input({1, tokens, k}), r = given.input({1, tokens, n}), f = given.input({1, tokens, n});
                            const Tensor y = ops::linear(x, "proj", n);
                            given.node(y).factor = f.id();
                            given.node(y).residual = r.id();
                            return y;
                        }});
    }
    struct Window {
        Shape x;
        int64_t n;
        int kernel, stride;
        ops::Padding padding;
    };
    for (const Window& w : {Window{{2, 9, 7, 24}, 72, 3, 1, ops::Padding::same(1)}, Window{{1, 17, 13, 40}, 64, 3, 2, {0, 0, 1, 1}},
                            Window{{1, 13, 9, 8}, 8, 1, 2, {}}}) {
        rows.push_back({shape_text(w.x) + " " + std::to_string(w.kernel) + "/" + std::to_string(w.stride),
                        [=](KernelCase& given) { return ops::conv2d(given.input(w.x), "conv", w.n, w.kernel, w.stride, w.padding); }});
    }
    rows.push_back({"behind an upsampling", [](KernelCase& given) {
                        const Tensor x = given.input({2, 7, 5, 16});
                        return ops::conv2d(ops::upsample_nearest(x, 14, 10), "conv", 24, 3, 1, ops::Padding::same(1));
                    }});
    return rows;
}

TEST(VariantKernels, MatrixProducts) {
    for (const gpu::MatrixVariant& variant : gpu::matrix_variants()) {
        for (const std::string splits : {"", ":3"}) {
            SCOPED_TRACE(std::string(variant.name) + splits);
            const bool can_split = variant.kind != gpu::MatrixKind::plain && variant.kind != gpu::MatrixKind::lanes;
            if (!splits.empty() && !can_split) continue;
            const Forced forced("IMAGELAB_MATRIX_VARIANT", std::string(variant.name) + splits);
            test::expect_reference(products());
        }
    }
}

std::vector<KernelRow> attentions() {
    std::vector<KernelRow> rows;
    for (const auto& [head, queries, keys, mask] : std::vector<std::tuple<int64_t, int64_t, int64_t, Mask>>{{64, 65, 77, Mask::none},
                                                                                                            {40, 7, 33, Mask::none},
                                                                                                            {72, 129, 31, Mask::none},
                                                                                                            {64, 97, 97, Mask::causal},
                                                                                                            {160, 33, 40, Mask::none}}) {
        rows.push_back({"head " + std::to_string(head) + ", " + std::to_string(queries) + " x " + std::to_string(keys),
                        [=](KernelCase& given) {
                            const Tensor q = given.input({2, queries, 2 * head}, {0, 2}), kv = given.input({2, keys, 4 * head}, {0, 2});
                            const Tensor y = ops::attention(q, q, q, 2, mask);
                            given.node(y).inputs = {q.id(), kv.id(), kv.id()};
                            std::get<op::Attention>(given.node(y).op).v_column = 2 * head;
                            return y;
                        },
                        1e-5, 1e-2});
    }
    return rows;
}

TEST(VariantKernels, Attentions) {
    for (const std::string& variant : gpu::attention_variants()) {
        SCOPED_TRACE(variant);
        const Forced forced("IMAGELAB_ATTENTION_VARIANT", variant);
        test::expect_reference(attentions());
    }
}

// What a device ran stands in its table of costs.
std::set<std::string> variants_that_run(const std::vector<std::string>& names, const char* variable,
                                        const std::function<Tensor(KernelCase&)>& build) {
    std::set<std::string> ran;
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            for (const std::string& name : names) {
                const Forced forced(variable, name);
                KernelCase given(dtype);
                ops::output(given.graph, "y", build(given));
                const auto program = device->compile(given.graph);
                for (const OpCost& cost : program->costs()) {
                    if (cost.detail.ends_with(", " + name)) ran.insert(name);
                }
            }
        }
    }
    return ran;
}

TEST(VariantKernels, AllButMatrixUnitsRunOnSoftwareDrivers) {
    bool lavapipe = false;
    for (const auto& device : test::test_devices()) lavapipe = lavapipe || device->info().name.find("llvmpipe") != std::string::npos;
    if (!lavapipe) GTEST_SKIP() << "no lavapipe here";
    std::vector<std::string> names;
    for (const gpu::MatrixVariant& variant : gpu::matrix_variants()) names.emplace_back(variant.name);
    const auto products = variants_that_run(names, "IMAGELAB_MATRIX_VARIANT", [](KernelCase& given) {
        return ops::linear(given.input({1, 64, 64}), "proj", 64);
    });
    const auto attentions = variants_that_run(gpu::attention_variants(), "IMAGELAB_ATTENTION_VARIANT", [](KernelCase& given) {
        const Tensor x = given.input({1, 64, 128});
        return ops::attention(x, x, x, 2);
    });
    for (const std::string& name : names) EXPECT_TRUE(name.starts_with("coop") || products.contains(name)) << name;
    for (const std::string& name : gpu::attention_variants()) EXPECT_TRUE(name.starts_with("coop") || attentions.contains(name)) << name;
}

// Opcodes and capabilities from the SPIR-V registry: what tools/khr_matrix.cpp must leave behind, and what it must not.
TEST(VariantKernels, MatrixUnitsAreTheKhronosOnes) {
    int found = 0;
    for (const gpu::ShaderModule& module : gpu::shader_modules()) {
        if (module.name.find("_coop_") == std::string_view::npos) continue;
        SCOPED_TRACE(module.name);
        ++found;
        std::map<uint32_t, int> opcodes, capabilities;
        for (size_t i = 5; i < module.spirv.size(); i += module.spirv[i] >> 16) {
            ASSERT_GT(module.spirv[i] >> 16, 0u);
            ++opcodes[module.spirv[i] & 0xffff];
            if ((module.spirv[i] & 0xffff) == 17) ++capabilities[module.spirv[i + 1]];
        }
        for (uint32_t nvidia = 5358; nvidia <= 5362; ++nvidia) EXPECT_EQ(opcodes[nvidia], 0) << nvidia;
        EXPECT_EQ(opcodes[4456], 3) << "types: two factors and the sums";
        for (const uint32_t khronos : {4457, 4458, 4459}) EXPECT_GT(opcodes[khronos], 0) << khronos;
        EXPECT_EQ(capabilities[5357], 0);
        EXPECT_EQ(capabilities[6022], 1);
        EXPECT_EQ(capabilities[5118], module.name.ends_with("_bf16") ? 1 : 0) << "bfloat16 factors";
    }
    EXPECT_EQ(found, 4);
}

}  // namespace
}  // namespace imagelab
