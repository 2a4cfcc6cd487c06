// Whole jobs on Vulkan devices: the pictures of the processor, within a budget, after faults, and refused where nothing helps.
#include "core/jobs/session.h"

#include <gtest/gtest.h>

#include "core/image/picture.h"
#include "gpu/vulkan/faults.h"
#include "tests/support/golden_pictures.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

// A device that another program takes memory from.
class SharedCard final : public Device {
  public:
    SharedCard(std::unique_ptr<Device> inner, const int64_t& free) : inner_(std::move(inner)), free_(free) {}
    DeviceInfo info() const override {
        DeviceInfo info = inner_->info();
        info.memory_free = std::max<int64_t>(0, free_ - info.memory_here);
        return info;
    }
    std::unique_ptr<Program> compile(Graph graph, const CompileOptions& options) override {
        return inner_->compile(std::move(graph), options);
    }
    std::unique_ptr<WeightBank> make_bank(std::shared_ptr<const WeightMap> weights) override {
        return inner_->make_bank(std::move(weights));
    }
    double estimated_flops_per_second(DType dtype) override { return inner_->estimated_flops_per_second(dtype); }

  private:
    std::unique_ptr<Device> inner_;
    const int64_t& free_;
};

class VulkanJobs : public testing::Test {
  protected:
    static std::vector<std::string> ids() {
        std::vector<std::string> ids;
        for (const auto& device : test::vulkan_devices()) ids.push_back(device->info().id);
        return ids;
    }
    Request request(const std::string& device) const {
        Request request = golden_.request;
        request.device = device;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "").string();
        return request;
    }
    Request short_request(const std::string& device) const {
        Request short_one = request(device);
        short_one.steps = 2;
        return short_one;
    }
    static std::vector<uint8_t> pixels(const JobResult& result) {
        EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
        return result.images.empty() ? std::vector<uint8_t>() : read_picture(result.images[0]).value().pixels;
    }
    const test::TempFolder folder_;
    const test::GoldenPicture golden_ = test::golden_pictures("tiny64").front();
};

TEST_F(VulkanJobs, MakeTheProcessorsPictures) {
    Session session(test::vulkan_devices());
    for (const std::string& id : ids()) {
        SCOPED_TRACE(id);
        const JobResult result = session.run(request(id), nullptr, {});
        ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
        ASSERT_EQ(result.images.size(), golden_.images.size());
        EXPECT_EQ(result.measured_peak_bytes, result.predicted_peak_bytes) << "to the byte";
        for (size_t i = 0; i < golden_.images.size(); ++i) {
            const test::PictureError error = test::picture_error(read_picture(result.images[i]).value(), golden_.images[i]);
            EXPECT_LE(error.mean, 0.25);
            EXPECT_LE(error.worst, 2);
        }
    }
}

TEST_F(VulkanJobs, StreamWithinABudgetAndAreRefusedBelowIt) {
    for (const std::string& id : ids()) {
        SCOPED_TRACE(id);
        Session session(test::vulkan_devices());
        const JobPlan whole = session.plan(short_request(id)).value();
        const std::vector<uint8_t> resident = pixels(session.run(short_request(id), nullptr, {}));
        Request small = short_request(id);
        int64_t streamed = 0, arena = 0;
        for (const StagePlan& stage : whole.stages) arena = std::max(arena, stage.arena_bytes);
        small.memory_budget = arena + (whole.peak_bytes - arena) / 4;
        const JobPlan plan = session.plan(small).value();
        for (const StagePlan& stage : plan.stages) streamed += stage.streamed_bytes;
        EXPECT_GT(streamed, 0);
        EXPECT_LE(plan.peak_bytes, small.memory_budget);
        EXPECT_EQ(pixels(session.run(small, nullptr, {})), resident);
        small.memory_budget = 64 << 10;
        const JobResult refused = session.run(small, nullptr, {});
        EXPECT_EQ(refused.status, JobResult::Status::failed);
        EXPECT_EQ(refused.cause, JobResult::Cause::memory);
        EXPECT_NE(refused.message.find("--memory-budget"), std::string::npos) << refused.message;
    }
}

TEST_F(VulkanJobs, StreamWhereAnotherProgramTookMemorySinceTheModelWasOpened) {
    for (auto& device : test::vulkan_devices()) {
        const std::string id = device->info().id;
        SCOPED_TRACE(id);
        int64_t free = int64_t{1} << 30;
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(std::make_unique<SharedCard>(std::move(device), free));
        Session session(std::move(devices));
        const JobPlan whole = session.plan(short_request(id)).value();
        const std::vector<uint8_t> resident = pixels(session.run(short_request(id), nullptr, {}));
        int64_t arena = 0;
        for (const StagePlan& stage : whole.stages) arena = std::max(arena, stage.arena_bytes);
        free = arena + (whole.peak_bytes - arena) / 2;
        session.free_memory();
        const JobResult result = session.run(short_request(id), nullptr, {});
        EXPECT_EQ(pixels(result), resident);
        EXPECT_LE(result.measured_peak_bytes, free);
    }
}

TEST_F(VulkanJobs, FailWithTheReasonAndTheNextSucceeds) {
    for (const std::string& id : ids()) {
        SCOPED_TRACE(id);
        Session session(test::vulkan_devices());
        const std::vector<uint8_t> before = pixels(session.run(short_request(id), nullptr, {}));
        gpu::inject_fault(gpu::Fault::submit_device_lost, 4);
        const JobResult lost = session.run(short_request(id), nullptr, {});
        EXPECT_EQ(lost.status, JobResult::Status::failed);
        EXPECT_EQ(lost.cause, JobResult::Cause::device);
        EXPECT_NE(lost.message.find("device lost"), std::string::npos) << lost.message;
        Request other = short_request(id);
        other.prompt += " again";
        gpu::inject_fault(gpu::Fault::allocate_out_of_memory, 1);
        const JobResult full = session.run(other, nullptr, {});
        EXPECT_EQ(full.status, JobResult::Status::failed);
        EXPECT_EQ(full.cause, JobResult::Cause::memory);
        EXPECT_NE(full.message.find("out of device memory"), std::string::npos) << full.message;
        EXPECT_EQ(pixels(session.run(short_request(id), nullptr, {})), before);
    }
}

}  // namespace
}  // namespace imagelab
