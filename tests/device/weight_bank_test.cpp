// Packed weights on every device: shared between programs, freed when unused, right from every kind of file, refused when damaged.
#include <gtest/gtest.h>

#include <cmath>

#include "core/weights/convert.h"
#include "tests/support/devices.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;

KernelCase network(DType dtype, int64_t side) {
    KernelCase given(dtype);
    Tensor x = given.input({1, side, side, 12});
    x = ops::silu(ops::group_norm(ops::conv2d(x, "conv", 40, 3, 1, ops::Padding::same(1)), "norm", 8, 1e-5f));
    x = ops::linear(ops::reshape(x, {1, side * side, 40}), "proj", 64);
    ops::output(given.graph, "y", ops::attention(x, x, x, 4));
    given.weigh_rest();
    return given;
}

double run_error(Program& program, const KernelCase& given) {
    test::write_inputs(program, given.graph, given.inputs);
    program.run({});
    return test::kernel_error(program.read("y"), naive::evaluate(given.graph, given.inputs, given.weights).at("y").values);
}

TEST(WeightBanks, ServeProgramsOfSeveralSizesAndAreTrimmed) {
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            SCOPED_TRACE(std::string(dtype_name(dtype)) + " on " + device->info().id);
            const double allowed = dtype == DType::f32 ? 1e-5 : 2e-2;
            const KernelCase small = network(dtype, 5);
            KernelCase large = network(dtype, 23);
            large.weights = small.weights;
            const auto bank = device->make_bank(std::make_shared<test::HostWeights>(small.weights));
            auto first = device->compile(small.graph), again = device->compile(small.graph), second = device->compile(large.graph);
            EXPECT_EQ(bank->bytes(), 0);
            first->load(*bank, {}, {});
            const int64_t alone = bank->bytes();
            EXPECT_EQ(alone, first->memory().weight_bytes);
            again->load(*bank, {}, {});
            EXPECT_EQ(bank->bytes(), alone) << "the same weights twice";
            second->load(*bank, {}, {});
            EXPECT_LT(bank->bytes(), alone + second->memory().weight_bytes) << "nothing is shared";
            EXPECT_LE(run_error(*first, small), allowed);
            EXPECT_LE(run_error(*second, large), allowed);
            first.reset();
            again.reset();
            bank->trim();
            EXPECT_LE(run_error(*second, large), allowed) << "after the trim";
            second.reset();
            bank->trim();
            EXPECT_EQ(bank->bytes(), 0);
            first = device->compile(small.graph);
            first->load(*bank, {}, {});
            EXPECT_LE(run_error(*first, small), allowed) << "loaded anew";
        }
    }
}

TEST(WeightBanks, PackAnewWhereTheyLie) {
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            SCOPED_TRACE(std::string(dtype_name(dtype)) + " on " + device->info().id);
            const double allowed = dtype == DType::f32 ? 1e-5 : 2e-2;
            const KernelCase given = network(dtype, 5);
            KernelCase changed = given;
            for (float& value : changed.weights.at("proj.weight").values) value *= -0.5f;
            const auto bank = device->make_bank(std::make_shared<test::HostWeights>(given.weights));
            const auto program = device->compile(given.graph);
            program->load(*bank, {}, {});
            const int64_t bytes = bank->bytes();
            EXPECT_LE(run_error(*program, given), allowed);
            const std::vector<float> before = program->read("y");
            bank->repack(std::make_shared<test::HostWeights>(changed.weights), {"proj.weight"}, {}, {});
            EXPECT_LE(run_error(*program, changed), allowed);
            bank->repack(std::make_shared<test::HostWeights>(given.weights), {"proj.weight"}, {}, {});
            EXPECT_LE(run_error(*program, given), allowed);
            EXPECT_EQ(program->read("y"), before) << "not the picture there was";
            EXPECT_EQ(bank->bytes(), bytes);
        }
    }
}

TEST(WeightBanks, ReadEveryStorage) {
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            for (const auto& [k, n] : std::vector<std::pair<int64_t, int64_t>>{{1, 1}, {1, 7}, {5, 3}, {64, 64}, {40, 60}, {128, 37}}) {
                KernelCase given(DType::bf16);  // its numbers are exact in either storage
                given.graph.compute = dtype;
                const Tensor x = given.input({77, k});
                ops::output(given.graph, "y", ops::linear(x, "proj", n));
                ops::output(given.graph, "rows", ops::embedding(given.ids({1, 7}, n), "proj", n, k));
                const DType exact = std::exchange(given.graph.compute, DType::bf16);
                given.weigh_rest();
                given.graph.compute = exact;
                const auto expected = naive::evaluate(given.graph, given.inputs, given.weights);
                for (const DType stored : {DType::f32, DType::bf16}) {
                    for (const bool transposed : {false, true}) {
                        SCOPED_TRACE(std::string(dtype_name(dtype)) + " from " + std::string(dtype_name(stored)) +
                                     (transposed ? " transposed " : " ") + shape_text({n, k}) + " on " + device->info().id);
                        const auto bank = device->make_bank(std::make_shared<test::HostWeights>(
                            given.weights, stored, transposed ? std::set<std::string>{"proj.weight"} : std::set<std::string>{}));
                        const auto program = device->compile(given.graph);
                        program->load(*bank, {}, {});
                        test::write_inputs(*program, given.graph, given.inputs);
                        program->run({});
                        EXPECT_LE(test::kernel_error(program->read("y"), expected.at("y").values), dtype == DType::f32 ? 1e-5 : 6e-3);
                        EXPECT_EQ(test::kernel_error(program->read("rows"), expected.at("rows").values), 0);
                    }
                }
            }
        }
    }
}

// What the load of `weights` says.
std::string refusal(Device& device, const Graph& graph, const naive::Tensors& weights) {
    const auto bank = device.make_bank(std::make_shared<test::HostWeights>(weights));
    try {
        device.compile(graph)->load(*bank, {}, {});
    } catch (const Error& error) {
        EXPECT_EQ(bank->bytes(), 0);
        return error.what();
    }
    return "loaded";
}

TEST(WeightBanks, NameWhatIsMissingMisshapenOrDamaged) {
    for (const auto& device : test::test_devices()) {
        const KernelCase given = network(DType::f32, 5);
        const auto expect = [&](const naive::Tensors& weights, const std::vector<std::string>& parts) {
            const std::string message = refusal(*device, given.graph, weights);
            for (const std::string& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
        };
        naive::Tensors weights = given.weights;
        weights.erase("norm.bias");
        expect(weights, {"norm.bias"});
        weights = given.weights;
        weights.at("proj.weight") = weights.at("conv.weight");
        expect(weights, {"proj.weight", "[64, 40]", "[40, 12, 3, 3]"});
        weights = given.weights;
        weights.at("conv.bias").shape = {39}, weights.at("conv.bias").values.resize(39);
        expect(weights, {"conv.bias", "[40]", "[39]"});
        weights = given.weights;
        weights.at("conv.weight").values[77] = NAN;
        expect(weights, {"conv.weight", "77"});
        weights = given.weights;
        weights.at("norm.weight").values[3] = INFINITY;
        expect(weights, {"norm.weight"});
    }
}

}  // namespace
}  // namespace imagelab
