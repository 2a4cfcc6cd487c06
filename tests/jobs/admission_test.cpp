#include "core/jobs/admission.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

constexpr int64_t mib = 1 << 20;

DeviceInfo device(const std::string& id, int64_t total_mib) {
    DeviceInfo info;
    info.id = id;
    info.dtypes = {DType::f32, DType::bf16};
    info.memory_total = total_mib * mib;
    return info;
}

// A model whose memory grows with pixels, pictures of a batch and bytes of its arithmetic; vulkan:1 is ten times as slow.
Result<JobPlan> plan(const Request& request) {
    if (request.device == "vulkan:9") return Failure{"dtype: not there"};
    JobPlan plan{request};
    if (plan.request.width == 0) plan.request.width = plan.request.height = 1024;
    if (!plan.request.dtype) plan.request.dtype = DType::f32;
    const int64_t pixels = int64_t{plan.request.width} * plan.request.height;
    plan.peak_bytes = 100 * mib + pixels * request.batch * 100 * static_cast<int64_t>(dtype_bytes(*plan.request.dtype));
    plan.stages = {{Stage::encoding, 1, 0, 0, 50 * mib}, {Stage::denoising, 1, 0, 0, plan.peak_bytes}};
    plan.seconds = request.device == "vulkan:1" ? 100 : 10;
    return plan;
}

Request request(int batch = 1) {
    Request request;
    request.prompt = "x";
    request.seed = 40;
    request.batch = batch;
    return request;
}

TEST(Admission, AutoGoesWhereItFitsAndIsNotMuchSlower) {
    const auto jobs =
        admit(request(), {device("cpu", 1000), device("vulkan:0", 1000), device("vulkan:1", 1000), device("vulkan:2", 300)}, plan);
    ASSERT_TRUE(jobs) << jobs.error();
    ASSERT_EQ(jobs->size(), 1u);
    std::vector<std::string> ids;
    for (const DeviceNeed& need : jobs->front().needs) ids.push_back(need.device);
    EXPECT_EQ(ids, (std::vector<std::string>{"cpu", "vulkan:0"}));
    EXPECT_EQ(jobs->front().needs.front().stages.size(), 2u);
    Request named = request();
    named.device = "vulkan:1";
    EXPECT_EQ(admit(named, {device("cpu", 1000), device("vulkan:1", 1000)}, plan)->front().needs.front().device, "vulkan:1");
}

TEST(Admission, AutoAsksNoSoftwareDriverWhereThereIsSomethingElse) {
    DeviceInfo software = device("vulkan:0", 1000);
    software.kind = "software";
    std::vector<std::string> asked;
    const Planner counting = [&](const Request& r) {
        asked.push_back(r.device);
        return plan(r);
    };
    ASSERT_TRUE(admit(request(), {device("cpu", 1000), software}, counting));
    EXPECT_EQ(std::count(asked.begin(), asked.end(), "vulkan:0"), 0) << "to plan on one is to test and to measure it first";
    asked.clear();
    ASSERT_TRUE(admit(request(), {software}, counting));
    EXPECT_NE(std::count(asked.begin(), asked.end(), "vulkan:0"), 0);
}

TEST(Admission, AMeasuredTimeIsNotHeldAgainstAPromise) {
    const std::vector<DeviceInfo> devices{device("cpu", 64000), device("vulkan:0", 64000)};
    bool both = false;
    const auto planner = [&](const Request& r) -> Result<JobPlan> {
        JobPlan plan;
        plan.request = r;
        plan.request.dtype = DType::f32;
        const bool cpu = r.device == "cpu";
        plan.seconds = cpu ? 30 : 40;
        plan.seconds_by_speed = cpu ? 5 : 40;
        plan.measured = cpu || both;
        return plan;
    };
    const auto alone = admit(request(), devices, planner);
    ASSERT_TRUE(alone) << alone.error();
    ASSERT_EQ(alone->front().needs.size(), 1u) << "40 s promised are much more than 5";
    EXPECT_EQ(alone->front().needs.front().seconds, 30) << "but what was measured is said";
    both = true;
    EXPECT_EQ(admit(request(), devices, planner)->front().needs.size(), 2u);
}

TEST(Admission, ABatchThatDoesNotFitIsSplitWithItsSeeds) {
    const auto jobs = admit(request(7), {device("cpu", 1500)}, plan);  // three at 400 MiB each fit
    ASSERT_TRUE(jobs) << jobs.error();
    std::vector<std::pair<Seed, int>> parts;
    for (const NewJob& job : *jobs) {
        parts.emplace_back(job.request.seed, job.request.batch);
        EXPECT_EQ(job.refusal, "");
        EXPECT_LE(job.needs.at(0).peak_bytes, capacity(device("cpu", 1500)));
    }
    EXPECT_EQ(parts, (std::vector<std::pair<Seed, int>>{{40, 3}, {43, 3}, {46, 1}}));
}

TEST(Admission, ASplitBatchKeepsTheNamesOfItsFiles) {
    Request named = request(2);
    named.output = "/a/cat.png";
    const auto jobs = admit(named, {device("cpu", 600)}, plan);
    ASSERT_TRUE(jobs) << jobs.error();
    ASSERT_EQ(jobs->size(), 2u);
    EXPECT_EQ((*jobs)[0].request.output, "/a/cat-1.png");
    EXPECT_EQ((*jobs)[1].request.output, "/a/cat-2.png");
    EXPECT_EQ((*jobs)[1].request.seed, 41);
}

TEST(Admission, WhatFitsNowhereIsRefusedWithWhatDoes) {
    const auto jobs = admit(request(), {device("cpu", 400)}, plan);
    ASSERT_TRUE(jobs) << jobs.error();
    ASSERT_EQ(jobs->size(), 1u);
    const std::string& text = jobs->front().refusal;
    for (const char* part : {"cpu: 1024x1024 needs 500.0 MiB (stage denoise)", "380.0 MiB for jobs", "--dtype bf16 fits", "832x832 fits"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
    // What it names fits, and one step more does not.
    Request nearest = request();
    nearest.device = "cpu";
    nearest.width = nearest.height = 832;
    EXPECT_EQ(admit(nearest, {device("cpu", 400)}, plan)->front().refusal, "");
    nearest.width = nearest.height = 896;
    EXPECT_NE(admit(nearest, {device("cpu", 400)}, plan)->front().refusal, "");
    EXPECT_NE(admit(request(), {device("cpu", 50)}, plan)->front().refusal.find("no size of this model fits"), std::string::npos);
}

TEST(Admission, KeepsTheShapeOfWhatIsAskedFor) {
    Request wide = request();
    wide.width = 1536;
    wide.height = 768;
    const auto jobs = admit(wide, {device("cpu", 400)}, plan);
    EXPECT_NE(jobs->front().refusal.find("1152x576 fits"), std::string::npos) << jobs->front().refusal;
}

TEST(Admission, OtherTroubleIsAFailure) {
    Request other = request();
    other.device = "vulkan:9";
    EXPECT_EQ(admit(other, {device("vulkan:9", 400)}, plan).error(), "dtype: not there");
    EXPECT_NE(admit(other, {device("cpu", 400)}, plan).error().find("there is no vulkan:9"), std::string::npos);
}

TEST(Admission, RepeatedRequestsHaveSeedsAndNamesOfTheirOwn) {
    Request named = request(2);
    named.output = "out/cat.png";
    const auto requests = repeated(named, 3);
    ASSERT_EQ(requests.size(), 3u);
    EXPECT_EQ(requests[2].seed, 44);
    EXPECT_EQ(requests[2].output, "out/cat-3.png");
    Request drawn = request();
    drawn.seed = -1;
    EXPECT_GE(repeated(drawn, 1).front().seed, 0);
}

}  // namespace
}  // namespace imagelab
