// The session with a small random-weight model on a processor device that can be looked into.
#include "core/jobs/session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/image/picture.h"
#include "core/library/model_hashes.h"
#include "core/metadata/import.h"
#include "core/samplers/sampler_info.h"
#include "tests/build_paths.h"
#include "tests/support/ended_jobs.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Sessions : public testing::Test {
  protected:
    Request request(int steps = 6, SamplerKind sampler = SamplerKind::dpmpp_2m) const {
        Request request;
        request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = steps;
        request.sampler = sampler;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    std::unique_ptr<Session> open(int cached_models = 0) {
        std::vector<std::unique_ptr<Device>> devices;
        for (const auto& watch : watches_) devices.push_back(make_watched_device(watch));
        SessionOptions options{.data = folder_ / "data", .cached_models = cached_models};
        options.events = ended_.listener();
        return std::move(Session::open(std::move(devices), std::move(options))).value();
    }
    // Pixels of the request run by itself on an ordinary device.
    // `runs`: how often the denoiser ran.
    std::vector<uint8_t> undisturbed(const Request& request, int* runs = nullptr) const {
        std::vector<std::unique_ptr<Device>> devices;
        const auto watch = std::make_shared<DeviceWatch>();
        watch->before_run = [runs](const std::string& output) {
            if (runs != nullptr && output == "noise") ++*runs;
        };
        devices.push_back(make_watched_device(watch));
        Session session(std::move(devices));
        const JobResult result = session.run(request, {}, CancelToken());
        return result.images.empty() ? std::vector<uint8_t>{} : pixels(result.images.front());
    }
    static std::vector<uint8_t> pixels(const fs::path& path) {
        const auto picture = read_picture(path);
        return picture ? picture->pixels : std::vector<uint8_t>{};
    }
    JobEvent next_end() { return ended_.next(); }

    TempFolder folder_;
    std::shared_ptr<DeviceWatch> watch_ = std::make_shared<DeviceWatch>();
    std::vector<std::shared_ptr<DeviceWatch>> watches_{watch_};
    std::mutex mutex_;
    std::condition_variable changed_;
    EndedJobs ended_;
};

TEST_F(Sessions, ALostDeviceGoesOnAtItsStep) {
    for (const SamplerInfo& sampler : samplers()) {
        int runs = 0;
        watch_->before_run = [&](const std::string& output) {
            if (output == "noise" && ++runs == 4) throw Error("[test] device lost");
        };
        const auto session = open();
        const Request asked = request(4, sampler.kind);
        const JobResult result = session->run(asked, {}, CancelToken());
        ASSERT_EQ(result.status, JobResult::Status::done) << sampler.option << ": " << result.message;
        int whole = 0;
        EXPECT_EQ(pixels(result.images.front()), undisturbed(asked, &whole)) << sampler.option;
        EXPECT_EQ(runs, whole + 1) << sampler.option << ": and the lost one";
        if (!sampler.own_pace) {
            EXPECT_EQ(whole, make_sampler(sampler.kind, Spacing::published, {}, 4)->steps()) << sampler.option;
        }
    }
}

// Noise at the steps goes on where it was, whoever's it is: an ancestral sampler's and a Brownian motion's.
TEST_F(Sessions, NoiseOfOtherProgramsGoesOnAtItsStep) {
    std::vector<std::vector<uint8_t>> seen;
    for (const NoiseSource source : {NoiseSource::cpu, NoiseSource::nv, NoiseSource::comfy}) {
        for (const SamplerKind sampler : {SamplerKind::euler_ancestral, SamplerKind::dpmpp_3m_sde}) {
            int runs = 0;
            watch_->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == 3) throw Error("[test] device lost");
            };
            const auto session = open();
            Request asked = request(4, sampler);
            asked.noise_source = source;
            asked.batch = 2;
            const JobResult result = session->run(asked, {}, CancelToken());
            ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
            EXPECT_EQ(runs, 9) << "eight steps and the lost one";
            EXPECT_EQ(pixels(result.images.front()), undisturbed(asked));
            for (const fs::path& image : result.images) seen.push_back(pixels(image));
        }
    }
    for (size_t i = 0; i < seen.size(); ++i) {
        // ComfyUI's first picture begins with the processor's noise, and its Brownian motion is of the same seed.
        for (size_t k = 0; k < i; ++k) EXPECT_EQ(seen[i] == seen[k], i == 10 && k == 2) << i << " and " << k;
    }
}

TEST_F(Sessions, AFailedDecodeIsRepeatedFromTheKeptLatents) {
    std::atomic<int> steps = 0, decodes = 0;
    watch_->before_run = [&](const std::string& output) {
        steps += output == "noise";
        if (output == "image" && ++decodes <= 2) throw Error("[test] no memory for the picture");
    };
    const auto session = open();
    const JobId job = session->enqueue(request(), {}).value().front();
    session->start();
    const JobEvent failed = next_end();
    EXPECT_EQ(failed.state, JobState::failed);
    EXPECT_NE(failed.result.message.find("step 6 of its newest picture is kept"), std::string::npos) << failed.result.message;
    EXPECT_TRUE(failed.result.images.empty());
    ASSERT_TRUE(session->retry(job));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_EQ(steps, 6) << "no step was made twice";
    EXPECT_EQ(pixels(done.result.images.front()), undisturbed(request()));
    EXPECT_FALSE(fs::exists(folder_ / "data" / "journal" / (std::to_string(job) + ".steps")));
}

TEST_F(Sessions, APausedJobGivesItsMemoryBackAndGoesOn) {
    std::unique_ptr<Session> session;
    std::atomic<int> steps = 0;
    std::atomic<JobId> job = 0;
    watch_->before_run = [&](const std::string& output) {
        if (output != "noise" || ++steps != 3) return;
        ASSERT_TRUE(session->pause(job));
        std::this_thread::sleep_for(1s);
    };
    session = open();
    job = session->enqueue(request(), {}).value().front();
    session->start();
    EXPECT_EQ(next_end().state, JobState::paused);
    EXPECT_EQ(watch_->programs, 0);
    EXPECT_LE(steps, 3);
    const int before = steps;
    ASSERT_TRUE(session->resume(job));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_LE(steps - before, 4) << "two or three steps were kept";
    EXPECT_EQ(pixels(done.result.images.front()), undisturbed(request()));
}

TEST_F(Sessions, WhatASessionLeavesTheNextGoesOnWith) {
    std::atomic<int> steps = 0;
    std::unique_ptr<Session> session;
    std::mutex mutex;
    std::condition_variable reached;
    watch_->before_run = [&](const std::string& output) {
        if (output != "noise" || ++steps != 4) return;
        reached.notify_all();
        std::this_thread::sleep_for(300ms);
    };
    session = open();
    session->enqueue(request(), {}).value();
    session->start();
    std::unique_lock lock(mutex);
    ASSERT_TRUE(reached.wait_for(lock, 120s, [&] { return steps >= 4; }));
    session.reset();
    EXPECT_EQ(next_end().state, JobState::waiting);
    const int before = steps;
    session = open();
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_LE(steps - before, 3);
    EXPECT_EQ(pixels(done.result.images.front()), undisturbed(request()));
}

TEST_F(Sessions, DevicesWorkAtOnceEachOnItsJobs) {
    watches_.push_back(std::make_shared<DeviceWatch>());
    watches_[1]->id = "vulkan:0";
    std::atomic<int> inside = 0, most = 0;
    for (const auto& watch : watches_) {
        watch->before_run = [&](const std::string& output) {
            if (output != "noise") return;
            most = std::max<int>(most, ++inside);
            const auto until = std::chrono::steady_clock::now() + 10s;
            while (most < 2 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
            --inside;
        };
    }
    const auto session = open();
    for (const char* device : {"cpu", "vulkan:0"}) {
        Request one = request(3);
        one.device = device;
        session->enqueue(one, {.count = 2}).value();
    }
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    EXPECT_EQ(most, 2);
    for (const Job& job : session->queue().list(true)) {
        EXPECT_EQ(job.state, JobState::done) << job.message;
        EXPECT_EQ(job.device, job.needs.at(0).device);
        Request alone = job.request;
        alone.device = "cpu";
        EXPECT_EQ(pixels(job.pictures.at(0).path), undisturbed(alone));
    }
}

TEST_F(Sessions, WhatHappensToOneJobLeavesTheOthers) {
    const auto session = open();
    RgbImage start{64, 64, std::vector<uint8_t>(64 * 64 * 3, 90)};
    write_png(folder_ / "start.png", start, {});
    Request from_picture = request();
    from_picture.init_image = (folder_ / "start.png").string();
    Request no_place = request();
    no_place.output = "/proc/nowhere/";
    session->enqueue(from_picture, {}).value();
    session->enqueue(no_place, {}).value();
    session->enqueue(request(), {}).value();
    fs::remove(folder_ / "start.png");
    fs::remove_all(folder_ / "data" / "start_pictures");
    session->start();
    const JobEvent first = next_end(), second = next_end(), third = next_end();
    EXPECT_EQ(first.state, JobState::failed);
    EXPECT_EQ(first.result.cause, JobResult::Cause::request);
    EXPECT_NE(first.result.message.find("start.png"), std::string::npos) << first.result.message;
    EXPECT_EQ(second.state, JobState::failed);
    EXPECT_EQ(second.result.cause, JobResult::Cause::disk);
    EXPECT_EQ(third.state, JobState::done) << third.result.message;
}

TEST_F(Sessions, RefusesWhatFitsNowhereAndNamesWhatFits) {
    const auto session = open();
    Request large = request();
    large.width = large.height = 512;
    watch_->memory_total = session->plan(large).value().peak_bytes * 20 / 19 - (4 << 20);
    const JobId id = session->enqueue(large, {}).value().front();
    const Job refused = session->queue().find(id).value();
    EXPECT_EQ(refused.state, JobState::refused);
    EXPECT_NE(refused.message.find("448x448 fits"), std::string::npos) << refused.message;
    EXPECT_FALSE(session->retry(id)) << "it still does not fit";
    large.width = large.height = 448;
    const JobId smaller = session->enqueue(large, {}).value().front();
    EXPECT_EQ(session->queue().find(smaller)->state, JobState::waiting);
    EXPECT_GT(session->queue().find(smaller)->needs.at(0).stages.size(), 2u);
}

TEST_F(Sessions, KeepsTheModelsUsedLast) {
    const auto session = open(1);
    Request other = request();
    other.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/h16";
    ASSERT_EQ(session->run(request(1), {}, CancelToken()).status, JobResult::Status::done);
    const int one = watch_->programs;
    EXPECT_GT(one, 0);
    other.steps = 2;
    other.width = other.height = 0;
    const JobResult second = session->run(other, {}, CancelToken());
    ASSERT_EQ(second.status, JobResult::Status::done) << second.message;
    EXPECT_EQ(watch_->programs, one) << "the first model gave its memory back";
    const auto two = open(2);
    const int before = watch_->programs;
    two->run(request(1), {}, CancelToken());
    two->run(other, {}, CancelToken());
    EXPECT_EQ(watch_->programs - before, 2 * one);
}

TEST_F(Sessions, SubmittedJobsTellTheirEndAlsoWhenCancelledBeforeTheyRan) {
    std::atomic<bool> go = false;
    watch_->before_run = [&](const std::string&) {
        while (!go) std::this_thread::sleep_for(1ms);
    };
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(watch_));
    Session session(std::move(devices));
    std::map<int, JobResult> results;
    const auto callbacks = [&](int number) {
        JobCallbacks callbacks;
        callbacks.finished = [&, number](const JobResult& result) {
            const std::lock_guard lock(mutex_);
            results[number] = result;
            changed_.notify_all();
        };
        return callbacks;
    };
    session.submit(request(), callbacks(0));
    const JobId second = session.submit(request(), callbacks(1));
    Request bad = request();
    bad.steps = 0;
    session.submit(bad, callbacks(2));
    session.cancel(second);
    {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(changed_.wait_for(lock, 60s, [&] { return results.size() == 2; }));
        EXPECT_EQ(results[1].status, JobResult::Status::cancelled);
        EXPECT_EQ(results[2].status, JobResult::Status::failed);
        EXPECT_NE(results[2].message.find("scheduler.steps"), std::string::npos) << results[2].message;
    }
    go = true;
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 60s, [&] { return results.size() == 3; }));
    EXPECT_EQ(results[0].status, JobResult::Status::done) << results[0].message;
}

TEST_F(Sessions, PicturesCarryTheHashOfTheirModelOnceItIsKnown) {
    const auto session = open();
    Request one = request(2);
    const auto imported = [&] {
        const JobResult result = session->run(one, {}, CancelToken());
        if (result.images.empty()) throw std::runtime_error(result.message);
        const PictureMetadata metadata = read_metadata(result.images.front()).value();
        return std::pair(import_request(metadata).value().model_hash, import_a1111(*metadata.text("parameters")).model_hash);
    };
    EXPECT_EQ(imported(), std::pair(std::string(), std::string())) << "a folder has none";
    one.model = (folder_ / "one.safetensors").string();
    for (const char* part : {"tokenizer", "tokenizer_2"})
        fs::copy(fs::path(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64") / part, folder_ / part, fs::copy_options::recursive);
    test::write_single_file(one.model, DType::f32);
    const std::string hash = *sha256_of_file(one.model);
    auto found = imported();  // asks for it
    for (int pictures = 0; found.first.empty() && pictures < 20000; ++pictures, std::this_thread::sleep_for(20ms)) found = imported();
    EXPECT_EQ(found, std::pair(hash, hash.substr(0, 10)));
    EXPECT_EQ(HashStore(folder_ / "data").find(*hashed_file(one.model)), hash) << "remembered";
}

TEST_F(Sessions, TellsWhatItsDevicesHoldAndGivesItBack) {
    const auto session = open();
    EXPECT_TRUE(session->holdings().at(0).models.empty());
    JobId during = 0;
    watch_->before_run = [&](const std::string& output) {
        if (output == "noise") during = session->holdings().at(0).job;
    };
    const JobId job = session->enqueue(request(), {}).value().front();
    session->start();
    ASSERT_EQ(next_end().state, JobState::done);
    EXPECT_EQ(during, job);
    const DeviceHolding held = session->holdings().at(0);
    EXPECT_EQ(held.job, 0u);
    ASSERT_EQ(held.models.size(), 1u);
    EXPECT_EQ(held.models[0].path.filename(), "tiny64");
    EXPECT_GT(held.models[0].bytes, 0);
    EXPECT_EQ(session->free_memory(), held.models[0].bytes);
    EXPECT_TRUE(session->holdings().at(0).models.empty());
    EXPECT_EQ(session->free_memory(), 0);
}

TEST_F(Sessions, SaysTheSmallestChangeThatFits) {
    const auto session = open();
    EXPECT_EQ(session->smallest_change(request()), "");
    Request tight = request();
    tight.memory_budget = 1 << 20;
    EXPECT_NE(session->smallest_change(tight).find("needs"), std::string::npos);
}

TEST_F(Sessions, WhatWaitsIsPricedByTheFirstThatRan) {
    watch_->before_run = [](const std::string& output) {
        if (output == "noise") std::this_thread::sleep_for(30ms);  // far from what the device's speed promises for so small a model
    };
    const auto session = open();
    Request other = request(6);
    other.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/h16";
    other.width = other.height = 0;
    const auto ids = session->enqueue(std::vector{request(6), request(6), request(9), other}, {}).value();
    const auto seconds = [&](size_t i) { return session->queue().find(ids[i])->needs.at(0).seconds; };
    const std::vector<double> promised{seconds(0), seconds(1), seconds(2), seconds(3)};
    for (size_t i = 1; i < 4; ++i) ASSERT_TRUE(session->queue().change({ids[i]}, JobChange::pause).problem.empty());
    ASSERT_TRUE(session->run_until_empty(CancelToken()));
    EXPECT_EQ(next_end().state, JobState::done);
    EXPECT_EQ(seconds(0), promised[0]) << "it has run";
    EXPECT_GT(seconds(1), 6 * 0.03);
    EXPECT_GT(seconds(2), 9 * 0.03);
    EXPECT_NEAR(seconds(1), session->plan(request(6))->seconds, 1e-6);
    EXPECT_NEAR(seconds(2), session->plan(request(9))->seconds, 1e-6);
    EXPECT_EQ(seconds(3), promised[3]) << "of another model";
}

TEST_F(Sessions, SeveralEnterTogetherAndAreCancelledTogether) {
    const auto session = open();
    const auto ids = session->enqueue(std::vector{request(), request(7), request(8)}, {.group = "grid", .about = "{}"}).value();
    ASSERT_EQ(ids.size(), 3u);
    for (int i = 0; i < 3; ++i) {
        const auto job = session->queue().find(ids[static_cast<size_t>(i)]);
        EXPECT_EQ(job->cell, i);
        EXPECT_EQ(job->group, "grid");
    }
    EXPECT_EQ(session->queue().group("grid")->about, "{}");
    EXPECT_EQ(session->change(ids, JobChange::cancel).changed.size(), 3u);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(next_end().state, JobState::cancelled) << "told, though they never ran";
    Request bad = request();
    bad.steps = 0;
    EXPECT_FALSE(session->enqueue(std::vector{request(), bad}, {}));
    EXPECT_EQ(session->queue().rows(0).size(), 0u) << "all or none";
}

}  // namespace
}  // namespace imagelab::test
