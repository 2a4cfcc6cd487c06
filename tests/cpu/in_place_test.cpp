// Weights used where they lie in their file: the results of packed ones, read ahead of the steps and given back behind them.
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <set>

#include "core/cpu/cpu_device.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/host_weights.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

// A file's weights that note what was given back.
class NotedWeights final : public WeightMap {
  public:
    explicit NotedWeights(const OpenedWeights& file) : mapped_(file.tensors, file.source.string(), file.files) {
        tensors_ = file.tensors;
        source_ = file.source.string();
    }
    void release(const TensorView& view) const override {
        const std::lock_guard lock(mutex_);
        for (const auto& [name, whole] : tensors_) {
            if (view.data >= whole.data && view.data < whole.data + whole.bytes()) released_.insert(name);
        }
        mapped_.release(view);
    }
    std::set<std::string> released() const {
        const std::lock_guard lock(mutex_);
        return released_;
    }

  private:
    MappedWeights mapped_;
    mutable std::mutex mutex_;
    mutable std::set<std::string> released_;
};

class InPlace : public testing::TestWithParam<std::pair<DType, DType>> {  // of the arithmetic, of the file
  protected:
    void SetUp() override {
        const auto [compute, stored] = GetParam();
        const auto offered = device_->info().dtypes;
        if (std::find(offered.begin(), offered.end(), compute) == offered.end()) GTEST_SKIP() << "no such arithmetic here";
        given_.emplace(test::tower(12, compute));
        const test::HostWeights host(given_->weights, stored);
        write_safetensors(folder_ / "weights.safetensors", host.tensors());
        weights_ = std::make_shared<NotedWeights>(open_weight_file(folder_ / "weights.safetensors").value());
    }
    static std::vector<float> run(Program& program, const test::KernelCase& given) {
        test::write_inputs(program, given.graph, given.inputs);
        program.run({});
        return program.read("y");
    }
    const test::TempFolder folder_;
    const std::unique_ptr<Device> device_ = make_cpu_device();
    std::optional<test::KernelCase> given_;
    std::shared_ptr<NotedWeights> weights_;
};

TEST_P(InPlace, ComputesWhatPackedWeightsCompute) {
    const auto bank = device_->make_bank(weights_), other_bank = device_->make_bank(weights_);
    const auto packed = device_->compile(given_->graph);
    const auto in_place = device_->compile(given_->graph, {.weights_in_place = true});
    EXPECT_LT(in_place->memory().weight_bytes, packed->memory().weight_bytes / 4);
    EXPECT_GT(in_place->memory().streamed_bytes, 0);
    packed->load(*bank, {}, {});
    in_place->load(*other_bank, {}, {});
    const std::vector<float> expected = run(*packed, *given_), first = run(*in_place, *given_);
    EXPECT_LE(test::kernel_error(first, expected), GetParam().first == DType::f32 ? 1e-5 : 1e-2);
    EXPECT_EQ(test::different_bits(run(*in_place, *given_), first), 0u);
    for (const auto& [name, view] : weights_->tensors()) EXPECT_TRUE(weights_->released().contains(name)) << name;
}

TEST_P(InPlace, StopsAndStartsAgain) {
    const auto bank = device_->make_bank(weights_);
    const auto program = device_->compile(given_->graph, {.weights_in_place = true});
    program->load(*bank, {}, {});
    const std::vector<float> whole = run(*program, *given_);
    const CancelToken cancel;
    cancel.request();
    EXPECT_THROW(program->run(cancel), Cancelled);
    EXPECT_EQ(test::different_bits(run(*program, *given_), whole), 0u);
}

INSTANTIATE_TEST_SUITE_P(Dtypes, InPlace,
                         testing::Values(std::pair(DType::f32, DType::f32), std::pair(DType::f32, DType::bf16),
                                         std::pair(DType::bf16, DType::bf16), std::pair(DType::bf16, DType::f32)),
                         [](const auto& test) {
                             return std::string(dtype_name(test.param.first)) + "_of_" + std::string(dtype_name(test.param.second));
                         });

}  // namespace
}  // namespace imagelab
