// Trainings as jobs of the queue: what they make, and that nothing which comes between changes a bit of it.
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/training/lora_file.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class TrainingJobs : public JobFixture {
  protected:
    TrainingJob training(const std::string& name, int steps = 8) const {
        json config = read_json_file(golden_path("training") / "all" / "config.json").value();
        config["images"] = (golden_path("training") / "pictures").string();
        config["model"] = small_model_dir("tiny64").string();
        config["dtype"] = "f32";
        config["device"] = "cpu";
        config["lr_schedule"] = "constant";
        config["save_every"] = 3;
        config["steps"] = steps;
        config["output"] = (folder_ / (name + ".safetensors")).string();
        return {training_config(config)};
    }
    Request picture() const {
        Request request;
        request.prompt = "a ring";
        request.model = small_model_dir("tiny64").string();
        request.width = request.height = 64;
        request.steps = 2;
        request.seed = 5;
        request.dtype = DType::f32;
        request.output = (folder_ / "pictures/").string();
        return request;
    }
    // What `imagelab train` writes.
    std::string undisturbed(int steps = 8) { return undisturbed(training("lora", steps)); }
    std::string undisturbed(TrainingJob job) {
        job.config.output = (folder_ / "undisturbed" / "lora.safetensors").string();  // the file says how it is called
        const auto device = make_watched_device(std::make_shared<DeviceWatch>());
        train(job.config, open_model(job.config.model).value(), *device, TrainingResume::no, {}, CancelToken());
        return read_text_file(job.config.output);
    }
    std::string written(const std::string& name) const { return read_text_file(folder_ / (name + ".safetensors")); }
    static std::string run_to_the_end(Session& session) { return session.run_until_empty(CancelToken()) ? "" : "it was stopped"; }
};

// Lets a training's steps pass up to one, then holds it there.
class Gate {
  public:
    explicit Gate(DeviceWatch& watch) {
        watch.before_run = [this](const std::string& output) {
            if (output != "loss") return;
            std::unique_lock lock(mutex_);
            ++steps_;
            changed_.notify_all();
            if (steps_ >= closed_at_) changed_.wait_for(lock, std::chrono::milliseconds(200), [&] { return open_; });
        };
    }
    void close_at(int step) { closed_at_ = step; }  // from that step on each takes a moment
    void wait_for_step(int step) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return steps_ >= step; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int steps_ = 0, closed_at_ = 1 << 30;
    bool open_ = false;
};

TEST_F(TrainingJobs, MakeWhatTheTerminalMakesAndKeepTheirMetrics) {
    const auto session = open(std::make_shared<DeviceWatch>());
    const JobId id = session->enqueue_training(training("lora"), {}).value();
    const Job waiting = session->queue().find(id).value();
    ASSERT_TRUE(waiting.training);
    ASSERT_FALSE(waiting.needs.empty());
    EXPECT_GT(waiting.predicted_peak_bytes, 0);
    EXPECT_TRUE(waiting.training->config.seed);
    EXPECT_EQ(run_to_the_end(*session), "");
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_TRUE(done.training);
    EXPECT_EQ(done.result.trained, folder_ / "lora.safetensors");
    EXPECT_TRUE(written("lora") == undisturbed()) << "other bytes";
    const auto steps = session->training_steps(id);
    ASSERT_EQ(steps.size(), 8u);
    EXPECT_EQ(steps.front().step, 1);
    EXPECT_GT(steps.back().gradient_norm, 0);
    EXPECT_EQ(session->training_steps(id, 7).size(), 2u);
    const auto rows = session->queue().rows(10);
    EXPECT_EQ(rows.front().trains, (folder_ / "lora.safetensors").string());
    EXPECT_EQ(rows.front().loss, steps.back().loss);
    EXPECT_EQ(rows.front().pictures, 0);
}

TEST_F(TrainingJobs, MakeWayForAPictureThatSomebodyWaitsFor) {
    const auto watch = std::make_shared<DeviceWatch>();
    Gate gate(*watch);
    gate.close_at(3);
    const auto session = open(watch);
    const JobId id = session->enqueue_training(training("lora", 40), {}).value();
    session->start();
    gate.wait_for_step(3);
    const JobId later = session->enqueue(picture(), {}).value().front();  // waits behind it
    const JobId wanted = session->enqueue(picture(), {.at_once = true}).value().front();
    const JobEvent parked = next_end();
    EXPECT_EQ(parked.job, id);
    EXPECT_EQ(parked.state, JobState::waiting);
    EXPECT_GE(parked.result.kept_step.value_or(0), 3);
    gate.open();
    const JobEvent made = next_end();
    EXPECT_EQ(made.job, wanted);
    EXPECT_EQ(made.state, JobState::done) << made.result.message;
    const JobEvent trained = next_end();
    EXPECT_EQ(trained.job, id);
    EXPECT_EQ(trained.state, JobState::done) << trained.result.message;
    EXPECT_EQ(next_end().job, later);
    EXPECT_TRUE(written("lora") == undisturbed(40)) << "other bytes";
    EXPECT_EQ(session->training_steps(id).size(), 40u);
}

TEST_F(TrainingJobs, ShowHowFarTheyAre) {
    const auto session = open(std::make_shared<DeviceWatch>());
    TrainingJob wanted = training("lora", 5);
    wanted.sample_every = 2;
    wanted.sample = picture();
    wanted.config.learning_rate = 0.1;  // so that two steps can be seen
    const auto prices = session->price_training(wanted);
    ASSERT_TRUE(prices) << prices.error();
    EXPECT_GT(prices->front().sample_seconds, 0);
    const JobId id = session->enqueue_training(wanted, {}).value();
    EXPECT_EQ(run_to_the_end(*session), "");
    const std::string group = session->queue().find(id)->group;
    std::vector<int> cells;
    std::vector<fs::path> pictures;
    for (const JobId of : session->queue().in_group(group)) {
        const Job job = session->queue().find(of).value();
        EXPECT_EQ(job.state, JobState::done) << job.message;
        if (job.training) continue;
        cells.push_back(job.cell);
        ASSERT_FALSE(job.pictures.empty());
        pictures.push_back(job.pictures.front().path);
        ASSERT_EQ(job.request.loras.size(), 1u);
    }
    std::sort(cells.begin(), cells.end());
    EXPECT_EQ(cells, (std::vector<int>{2, 4, 5}));
    EXPECT_NE(read_picture(pictures[0]).value().pixels, read_picture(pictures[1]).value().pixels);
    EXPECT_TRUE(written("lora") == undisturbed(wanted)) << "other bytes";
    EXPECT_TRUE(fs::exists(folder_ / "lora.preview.png"));
}

// A word that is learnt is shown by prompts that call it by the name of its file.
TEST_F(TrainingJobs, ShowHowFarAWordIs) {
    const auto session = open(std::make_shared<DeviceWatch>());
    TrainingJob wanted = training("lora", 3);
    wanted.config.network.reset();
    wanted.config.token = "ring", wanted.config.vectors = 1;
    wanted.config.learning_rate = 1;  // so that a step can be seen
    wanted.sample_every = 2;
    wanted.sample = picture();
    const auto refused = session->enqueue_training(wanted, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("ring.safetensors"), std::string::npos) << refused.error();
    wanted.config.output = (folder_ / "ring.safetensors").string();
    const JobId id = session->enqueue_training(wanted, {}).value();
    EXPECT_EQ(run_to_the_end(*session), "");
    std::map<int, std::vector<uint8_t>> shown;
    for (const JobId of : session->queue().in_group(session->queue().find(id)->group)) {
        const Job job = session->queue().find(of).value();
        ASSERT_EQ(job.state, JobState::done) << job.message;
        if (job.training) continue;
        ASSERT_EQ(job.request.embeddings.size(), 1u);
        EXPECT_EQ(fs::path(job.request.embeddings.front()).stem(), "ring");
        shown[job.cell] = read_picture(job.pictures.front().path).value().pixels;
    }
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_TRUE(shown.contains(2) && shown.contains(3));
    EXPECT_NE(shown[2], shown[3]);
    EXPECT_TRUE(fs::exists(folder_ / "ring.preview.png"));
}

TEST_F(TrainingJobs, GoOnAfterAPauseAndAfterTheProgramEnded) {
    const auto watch = std::make_shared<DeviceWatch>();
    JobId id = 0;
    {
        Gate gate(*watch);
        gate.close_at(4);
        const auto session = open(watch);
        id = session->enqueue_training(training("lora"), {}).value();
        session->start();
        gate.wait_for_step(4);
        EXPECT_TRUE(session->pause(id));
        const JobEvent paused = next_end();
        EXPECT_EQ(paused.state, JobState::paused);
        watch->before_run = {};
        EXPECT_EQ(session->queue().find(id)->state, JobState::paused);
        EXPECT_FALSE(fs::exists(folder_ / "lora.safetensors"));
    }
    int later = 0;
    watch->before_run = [&](const std::string& output) { later += output == "loss"; };
    const auto session = open(watch);
    EXPECT_TRUE(session->resume(id));
    EXPECT_EQ(run_to_the_end(*session), "");
    EXPECT_EQ(next_end().state, JobState::done);
    EXPECT_LT(later, 8);
    EXPECT_TRUE(written("lora") == undisturbed()) << "other bytes";
}

TEST_F(TrainingJobs, ThatLoseTheirDeviceLoseNoStep) {
    const auto watch = std::make_shared<DeviceWatch>();
    int steps = 0;
    watch->before_run = [&](const std::string& output) {
        if (output == "loss" && (++steps == 5 || steps >= 8)) throw DeviceLost("[test] device lost");
    };
    const auto session = open(watch);
    const JobId id = session->enqueue_training(training("lora"), {}).value();
    EXPECT_EQ(run_to_the_end(*session), "");
    const JobEvent lost = next_end();
    EXPECT_EQ(lost.state, JobState::failed);
    EXPECT_EQ(lost.result.cause, JobResult::Cause::device);
    EXPECT_EQ(lost.result.kept_step, 6);  // four, the fifth lost, two more of the second attempt, the next lost
    EXPECT_NE(lost.result.message.find("step 6 is kept"), std::string::npos) << lost.result.message;
    int later = 0;
    watch->before_run = [&](const std::string& output) { later += output == "loss"; };
    ASSERT_TRUE(session->retry(id));
    EXPECT_EQ(run_to_the_end(*session), "");
    EXPECT_EQ(next_end().state, JobState::done);
    EXPECT_EQ(later, 2);
    EXPECT_TRUE(written("lora") == undisturbed()) << "other bytes";
}

TEST_F(TrainingJobs, TakeUpNoStateOfAnother) {
    const auto session = open(std::make_shared<DeviceWatch>());
    session->enqueue_training(training("lora"), {}).value();
    EXPECT_EQ(run_to_the_end(*session), "");
    next_end();
    std::vector<int> first;
    const auto begins = [&](bool resume, int steps) {
        TrainingJob job = training("lora", steps);
        job.resume = resume;
        const JobId id = session->enqueue_training(job, {}).value();
        EXPECT_EQ(run_to_the_end(*session), "");
        EXPECT_EQ(next_end().state, JobState::done);
        return session->queue().find(id)->attempts * 100 + static_cast<int>(session->training_steps(id).size());
    };
    EXPECT_EQ(begins(true, 10), 110);  // two more steps behind the eight, whose metrics are there
    EXPECT_TRUE(written("lora") == undisturbed(10)) << "other bytes";
    EXPECT_EQ(begins(false, 8), 108);
    EXPECT_TRUE(written("lora") == undisturbed(8)) << "other bytes";
}

TEST_F(TrainingJobs, AreRefusedByTheFieldThatIsWrong) {
    const auto session = open(std::make_shared<DeviceWatch>());
    const auto refused = [&](const std::function<void(TrainingConfig&)>& change) {
        TrainingJob job = training("lora");
        change(job.config);
        try {
            const auto added = session->enqueue_training(job, {});
            return added ? std::string("nothing") : added.error();
        } catch (const BadField& bad) {
            return bad.field();
        }
    };
    EXPECT_EQ(refused([](TrainingConfig& c) { c.images = "/nowhere"; }), "images");
    EXPECT_EQ(refused([](TrainingConfig& c) { c.targets = {"nothing"}; }), "targets");
    EXPECT_EQ(refused([](TrainingConfig& c) { c.model = "no such model"; }), "model");
    EXPECT_EQ(refused([](TrainingConfig& c) { c.width = 60; }), "width");
    EXPECT_EQ(refused([](TrainingConfig&) {}), "nothing");
    EXPECT_EQ(refused([](TrainingConfig&) {}), "output");  // the one before writes there
    EXPECT_NE(refused([](TrainingConfig& c) {
                  c.output = "/tmp/other.safetensors";
                  c.device = "vulkan:7";
              }).find("vulkan:7"),
              std::string::npos);
}

TEST_F(TrainingJobs, ThatFitNowhereAreThereAsRefused) {
    const auto watch = std::make_shared<DeviceWatch>();
    watch->memory_total = 64 << 20;
    const auto session = open(watch);
    const JobId id = session->enqueue_training(training("lora"), {}).value();
    const Job job = session->queue().find(id).value();
    EXPECT_EQ(job.state, JobState::refused);
    EXPECT_NE(job.message.find("smaller width and height"), std::string::npos) << job.message;
    EXPECT_FALSE(session->retry(id));
    watch->memory_total = 0;
    EXPECT_TRUE(session->retry(id));
    EXPECT_EQ(session->queue().find(id)->state, JobState::waiting);
}

}  // namespace
}  // namespace imagelab::test
