// A network that gives NaN, or a picture of one colour, is never called a success: the work is repeated in a safer precision, or fails.
#include <gtest/gtest.h>

#include <cmath>

#include "core/cpu/cpu_device.h"
#include "core/jobs/session.h"
#include "tests/support/golden_pictures.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

// What a precision does to an output; other outputs and precisions are the processor's.
struct Poison {
    DType dtype;
    std::string output;
    float value;
};

class PoisonedProgram final : public Program {
  public:
    PoisonedProgram(std::unique_ptr<Program> program, std::vector<Poison> poisons)
        : program_(std::move(program)), poisons_(std::move(poisons)) {}
    const MemoryPlan& memory() const override { return program_->memory(); }
    const std::vector<OpCost>& costs() const override { return program_->costs(); }
    void load(WeightBank& bank, const std::function<void(double)>& progress, const CancelToken& cancel) override {
        program_->load(bank, progress, cancel);
    }
    void write(const std::string& input, std::span<const float> values) override { program_->write(input, values); }
    void write(const std::string& input, std::span<const int32_t> values) override { program_->write(input, values); }
    void run(const CancelToken& cancel) override { program_->run(cancel); }
    std::vector<float> read(const std::string& output) override {
        std::vector<float> values = program_->read(output);
        for (const Poison& poison : poisons_) {
            if (poison.output == output) std::fill(values.begin(), values.end(), poison.value);
        }
        return values;
    }
    void set_profiling(bool on) override { program_->set_profiling(on); }

  private:
    std::unique_ptr<Program> program_;
    std::vector<Poison> poisons_;
};

// Claims f16 and bf16 and computes all in f32, but for its poisons.
class PoisonedDevice final : public Device {
  public:
    explicit PoisonedDevice(std::vector<Poison> poisons) : poisons_(std::move(poisons)) {}
    DeviceInfo info() const override {
        DeviceInfo info = cpu_->info();
        info.dtypes = {DType::f16, DType::bf16, DType::f32};
        return info;
    }
    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        std::vector<Poison> mine = poisons_;
        std::erase_if(mine, [&](const Poison& poison) { return poison.dtype != graph.compute; });
        graph.compute = DType::f32;
        for (Node& node : graph.nodes) {
            if (node.dtype == DType::f16 || node.dtype == DType::bf16) node.dtype = DType::f32;
        }
        return std::make_unique<PoisonedProgram>(cpu_->compile(std::move(graph), options), std::move(mine));
    }
    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override { return cpu_->make_bank(std::move(weights)); }
    double estimated_flops_per_second(DType) override { return 1e10; }

  private:
    std::unique_ptr<Device> cpu_ = make_cpu_device();
    std::vector<Poison> poisons_;
};

class Safety : public testing::Test {
  protected:
    JobResult run(std::vector<Poison> poisons, int batch = 1) {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(std::make_unique<PoisonedDevice>(std::move(poisons)));
        Session session(std::move(devices));
        Request request = golden_.request;
        request.steps = 2;
        request.batch = batch;
        request.output = (folder_.path() / "").string();
        return session.run(request, nullptr, {});
    }
    const test::TempFolder folder_;
    const test::GoldenPicture golden_ = test::golden_pictures("tiny64").front();
};

TEST_F(Safety, NanFromTheDenoiserIsRepeatedInBf16) {
    const JobResult result = run({{DType::f16, "noise", NAN}});
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(result.request.dtype, DType::bf16);
    EXPECT_EQ(result.images.size(), 1u);
    EXPECT_NE(result.message.find("repeated in bf16"), std::string::npos) << result.message;
}

TEST_F(Safety, InfinityFromTheTextEncoderAndAGreyPictureEndInF32) {
    const JobResult result = run({{DType::f16, "pooled", INFINITY}, {DType::bf16, "image", 0.0f}}, 2);
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(result.request.dtype, DType::f32);
    EXPECT_EQ(result.images.size(), 2u);
}

TEST_F(Safety, WhatF32CannotDoEitherFailsWithTheReason) {
    const JobResult black = run({{DType::f16, "image", -1.0f}, {DType::bf16, "image", -1.0f}, {DType::f32, "image", -1.0f}});
    EXPECT_EQ(black.status, JobResult::Status::failed);
    EXPECT_TRUE(black.images.empty());
    EXPECT_NE(black.message.find("flat colour"), std::string::npos) << black.message;
    const JobResult nan = run({{DType::f16, "image", NAN}, {DType::bf16, "noise", NAN}, {DType::f32, "image", NAN}});
    EXPECT_EQ(nan.status, JobResult::Status::failed);
    EXPECT_NE(nan.message.find("picture decoder"), std::string::npos) << nan.message;
}

}  // namespace
}  // namespace imagelab
