#include "core/jobs/queue.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "core/store/owner.h"
#include "core/store/store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using Kind = QueuePlace::Kind;

enum class Side { file, database };

class Queues : public testing::TestWithParam<Side> {
  protected:
    Queues() : address_(GetParam() == Side::database ? test::PostgresServer::shared().fresh() : "") {}
    Queue open(const std::string& keeper = {}) const {
        return Queue(std::move(open_queue_store(folder_.path(), address_)).value(), keeper);
    }
    static NewJob job(const std::string& prompt, const std::string& device = "cpu", int priority = 0) {
        Request request;
        request.prompt = prompt;
        request.seed = 7;
        return {request, "", priority, "", {{device, {{Stage::denoising, 1, 1, 2, 3, 4, 5, 6, 7, 8}}, 3, 4}}};
    }
    static std::string order(const Queue& queue) {
        std::string text;
        for (const Job& job : queue.list(false)) text += job.request.prompt;
        return text;
    }
    static JobResult failure(const std::string& message) {
        JobResult result;
        result.status = JobResult::Status::failed;
        result.cause = JobResult::Cause::disk;
        result.message = message;
        return result;
    }
    test::TempFolder folder_;
    std::string address_;
};

TEST_P(Queues, KeepsTheWholeRequestAndItsNeeds) {
    NewJob full = job("Kätzchen \"x\"\n2");
    full.group = "night";
    full.request.negative_prompt = "";
    full.request.strength = 0.1 + 0.2;
    full.request.guidance = 7.3;
    full.request.sampler = SamplerKind::dpmpp_2m;
    full.request.spacing = Spacing::karras;
    full.request.dtype = DType::bf16;
    full.request.init_image = "/a b.png";
    const JobId id = open().add({full}).front();
    const auto kept = open().find(id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(request_to_json(kept->request), request_to_json(full.request));
    EXPECT_EQ(kept->group, "night");
    ASSERT_EQ(kept->needs.size(), 1u);
    EXPECT_EQ(kept->needs[0].device, "cpu");
    EXPECT_EQ(kept->needs[0].stages.at(0).stage, Stage::denoising);
    EXPECT_EQ(kept->needs[0].stages.at(0).peak_bytes, 3);
    EXPECT_EQ(kept->needs[0].stages.at(0).flops, 8);
    EXPECT_EQ(kept->predicted_peak_bytes, 3);
    EXPECT_FALSE(open().find(id + 1));
}

TEST_P(Queues, RunsByPriorityThenByPlace) {
    Queue queue = open();
    const auto ids = queue.add({job("a"), job("b"), job("c"), job("d", "cpu", 5)});
    EXPECT_EQ(order(queue), "dabc");
    EXPECT_TRUE(queue.move(ids[2], {Kind::first}));
    EXPECT_EQ(order(queue), "cdab");
    EXPECT_TRUE(queue.move(ids[3], {Kind::last}));
    EXPECT_EQ(order(queue), "cabd");
    EXPECT_TRUE(queue.move(ids[3], {Kind::before, ids[1]}));
    EXPECT_EQ(order(queue), "cadb");
    EXPECT_TRUE(queue.move(ids[2], {Kind::after, ids[0]}));
    EXPECT_EQ(order(queue), "acdb");
    EXPECT_TRUE(queue.set_priority(ids[1], 1));
    EXPECT_EQ(order(queue), "bacd");
    EXPECT_FALSE(queue.move(99, {Kind::first}));
    EXPECT_FALSE(queue.move(ids[0], {Kind::before, 99}));
    std::string claimed;
    while (const auto next = queue.claim("cpu")) claimed += next->request.prompt;
    EXPECT_EQ(claimed, "bacd");
    EXPECT_FALSE(queue.move(ids[0], {Kind::first})) << "it runs";
}

TEST_P(Queues, ADeviceTakesOnlyWhatWasAdmittedToIt) {
    Queue queue = open();
    queue.add({job("gpu", "vulkan:0")});
    NewJob pinned = job("pinned");
    pinned.device = "vulkan:1";
    queue.add({pinned});
    EXPECT_FALSE(queue.claim("cpu"));
    EXPECT_TRUE(queue.claimable({"cpu", "vulkan:1"}));
    EXPECT_FALSE(queue.claimable({"cpu"}));
    EXPECT_EQ(queue.claim("vulkan:1")->request.prompt, "pinned");
    EXPECT_EQ(queue.claim("vulkan:0")->request.prompt, "gpu");
}

TEST_P(Queues, AKeepersJobsAreItsAloneUntilItLetsThemGo) {
    NewJob kept = job("night's");
    kept.group = kept.keeper = "night-1";
    Queue anybody = open(), other = open("night-2"), night = open("night-1");
    const JobId first = anybody.add({kept, kept}).front();
    EXPECT_EQ(anybody.find(first)->keeper, "night-1");
    EXPECT_EQ(anybody.rows(0).front().keeper, "night-1");
    for (Queue* queue : {&anybody, &other}) {
        EXPECT_FALSE(queue->claimable({"cpu"}));
        EXPECT_FALSE(queue->claim("cpu"));
    }
    EXPECT_EQ(night.claim("cpu")->id, first);
    EXPECT_TRUE(night.finish(first, JobState::failed, failure("full")));
    ASSERT_TRUE(anybody.retry(first, false)) << "anybody may ask";
    EXPECT_FALSE(anybody.claim("cpu")) << "the night runs it";
    ASSERT_TRUE(anybody.cancel(first));
    anybody.add({job("mine")});
    EXPECT_TRUE(night.claimable({"cpu"}));
    night.keep_group("night-1", "");
    EXPECT_EQ(anybody.claim("cpu")->request.prompt, "night's");
    EXPECT_EQ(night.claim("cpu")->request.prompt, "mine") << "anybody's job is a keeper's too";
}

TEST_P(Queues, StatesChangeOnlyWhereTheyMay) {
    Queue queue = open();
    const JobId id = queue.add({job("a")}).front();
    EXPECT_TRUE(queue.pause(id));
    EXPECT_FALSE(queue.claim("cpu"));
    EXPECT_FALSE(queue.retry(id, false));
    EXPECT_TRUE(queue.resume(id));
    ASSERT_TRUE(queue.claim("cpu"));
    EXPECT_TRUE(queue.pause(id));
    ASSERT_EQ(queue.wishes().size(), 1u);
    EXPECT_EQ(queue.wishes().front().second, "pause");
    EXPECT_TRUE(queue.finish(id, JobState::paused, {}));
    EXPECT_FALSE(queue.finish(id, JobState::done, {})) << "it is not ours any more";
    EXPECT_EQ(queue.find(id)->state, JobState::paused);
    EXPECT_TRUE(queue.resume(id));
    ASSERT_TRUE(queue.claim("cpu"));
    EXPECT_TRUE(queue.finish(id, JobState::failed, failure("no room")));
    EXPECT_EQ(queue.find(id)->message, "no room");
    EXPECT_EQ(queue.find(id)->cause, JobResult::Cause::disk);
    EXPECT_FALSE(queue.pause(id));
    EXPECT_TRUE(queue.retry(id, false));
    EXPECT_EQ(queue.find(id)->message, "");
    EXPECT_EQ(queue.claim("cpu")->attempts, 3);
    EXPECT_TRUE(queue.cancel(id));
    EXPECT_EQ(queue.wishes().front().second, "cancel");
    EXPECT_TRUE(queue.finish(id, JobState::done, {})) << "it was faster";
    EXPECT_FALSE(queue.cancel(id));
    EXPECT_EQ(queue.list(false).size(), 0u);
    EXPECT_EQ(queue.list(true).size(), 1u);
}

TEST_P(Queues, ConnectionsClaimEachJobOnce) {
    Queue queue = open();
    queue.add(std::vector<NewJob>(40, job("a")));
    std::array<std::vector<JobId>, 4> claimed;
    std::vector<std::thread> threads;
    for (auto& mine : claimed) {
        threads.emplace_back([&] {
            Queue own = open();
            while (const auto next = own.claim("cpu")) mine.push_back(next->id);
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<JobId> all;
    for (const auto& mine : claimed) all.insert(all.end(), mine.begin(), mine.end());
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all.size(), 40u);
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST_P(Queues, JobsOfADeadProcessWaitAgain) {
    const auto ids = open().add({job("a"), job("b"), job("c"), job("d")});
    const pid_t child = ::fork();
    if (child == 0) {
        Queue queue = open();
        for (int i = 0; i < 3; ++i) queue.claim("cpu");
        static_cast<void>(queue.cancel(ids[1]));
        static_cast<void>(queue.pause(ids[2]));
        ::_exit(0);
    }
    Queue queue = open();
    const auto self = queue.claim("nothing");
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        queue.recover();
        ::usleep(1000);
    }
    queue.recover();
    EXPECT_EQ(queue.find(ids[0])->state, JobState::waiting);
    EXPECT_EQ(queue.find(ids[0])->crashes, 1);
    EXPECT_EQ(queue.find(ids[1])->state, JobState::cancelled);
    EXPECT_EQ(queue.find(ids[2])->state, JobState::paused);
    EXPECT_EQ(queue.recover(), 0);
    ASSERT_TRUE(queue.claim("cpu"));
    Queue other = open();
    EXPECT_EQ(other.recover(), 0) << "this process lives";
    EXPECT_EQ(queue.find(ids[0])->state, JobState::running);
    queue.stepped(ids[0]);
    EXPECT_EQ(queue.find(ids[0])->crashes, 0);
}

// A device that is slow to start would else keep a job from the others for good, where the program is ended again and again.
TEST_P(Queues, AJobWithoutAKeptStepMayBeBegunElsewhere) {
    NewJob both = job("a");
    both.needs.push_back(both.needs.front());
    both.needs.back().device = "vulkan:0";
    const auto ids = open().add({both, both, job("c", "vulkan:0")});
    for (const bool stepped : {false, true}) {
        const pid_t child = ::fork();
        if (child == 0) {
            Queue queue = open();
            for (int i = 0; i < 3; ++i) queue.claim("vulkan:0");
            Progress progress;
            progress.step = 2;
            if (stepped) queue.report(ids[0], progress);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        Queue queue = open();
        EXPECT_EQ(queue.recover(), 3);
        EXPECT_EQ(queue.find(ids[0])->device, stepped ? "vulkan:0" : "") << "a kept step belongs to its device";
        EXPECT_EQ(queue.find(ids[1])->device, "");
    }
    Queue queue = open();
    EXPECT_EQ(queue.claim("cpu")->id, ids[1]) << "the first has steps on the other device";
    EXPECT_FALSE(queue.claim("cpu")) << "and the last was admitted to that one alone";
    JobResult left;
    left.status = JobResult::Status::cancelled;
    EXPECT_TRUE(queue.finish(ids[1], JobState::waiting, left));
    EXPECT_EQ(queue.find(ids[1])->device, "");
    ASSERT_TRUE(queue.claim("cpu"));
    left.kept_step = 3;
    EXPECT_TRUE(queue.finish(ids[1], JobState::waiting, left));
    EXPECT_EQ(queue.find(ids[1])->device, "cpu");
}

TEST_P(Queues, AJobThatEndsTheProgramAgainAndAgainFails) {
    const JobId id = open().add({job("a")}).front();
    for (int i = 0; i < Queue::most_crashes; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            Queue queue = open();
            queue.recover();
            queue.claim("cpu");
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
    }
    Queue queue = open();
    queue.recover();
    EXPECT_EQ(queue.find(id)->state, JobState::failed);
    EXPECT_NE(queue.find(id)->message.find("before it took a step"), std::string::npos) << queue.find(id)->message;
}

TEST(Owner, KnowsTheLivingFromTheDead) {
    const ProcessIdentity self = this_process();
    EXPECT_TRUE(is_alive(self, 1e9)) << "however long nothing was heard of it";
    ProcessIdentity earlier = self;
    earlier.started -= 1;
    EXPECT_FALSE(is_alive(earlier, 0)) << "another process has its number now";
    ProcessIdentity other = self;
    other.boot = "another machine";
    EXPECT_TRUE(is_alive(other, 10));
    EXPECT_FALSE(is_alive(other, foreign_timeout_s + 1));
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ProcessIdentity zombie = self;
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
    zombie.pid = child;
    EXPECT_FALSE(is_alive(zombie, 0));
    ::waitpid(child, nullptr, 0);
}

TEST_P(Queues, ManyChangeInOneTransactionAndTheRestIsTold) {
    Queue queue = open();
    const auto ids = queue.add({job("a"), job("b"), job("c")});
    ASSERT_TRUE(queue.cancel(ids[1]));
    const ManyChanged done = queue.change({ids[0], ids[1], ids[2], 99}, JobChange::pause);
    EXPECT_EQ(done.changed, (std::vector<JobId>{ids[0], ids[2]}));
    EXPECT_NE(done.problem.find("cancelled"), std::string::npos);
    EXPECT_EQ(queue.find(ids[2])->state, JobState::paused);
}

TEST_P(Queues, SeveralMoveTogetherAndGoBack) {
    Queue queue = open();
    const auto ids = queue.add({job("a"), job("b"), job("c"), job("d", "cpu", 1)});
    EXPECT_EQ(order(queue), "dabc");
    const auto before = queue.places();
    ASSERT_TRUE(queue.move(std::vector<JobId>{ids[2], ids[0]}, {Kind::first}));
    EXPECT_EQ(order(queue), "cadb");
    EXPECT_EQ(queue.find(ids[0])->priority, 1) << "that of the place";
    queue.restore(before);
    EXPECT_EQ(order(queue), "dabc");
    EXPECT_FALSE(queue.move(std::vector<JobId>{ids[0], 99}, {Kind::first}));
    EXPECT_FALSE(queue.move(std::vector<JobId>{ids[0]}, {Kind::before, ids[0]})) << "not beside itself";
    EXPECT_EQ(order(queue), "dabc");
}

TEST_P(Queues, AJobThatGoesOnCostsWhatIsLeftOfIt) {
    Queue queue = open();
    const JobId id = queue.add({job("a")}).front();
    ASSERT_TRUE(queue.claim("cpu"));
    Progress progress;
    progress.stage = Stage::denoising;
    progress.step = 15, progress.steps = 30, progress.fraction = 0.5, progress.seconds_left = 2;
    queue.report(id, progress);
    ASSERT_TRUE(queue.pause(id));
    queue.finish(id, JobState::paused, {});
    ASSERT_TRUE(queue.resume(id));
    EXPECT_EQ(estimate(queue.rows(0)).all, 2) << "while it waits";
    const auto again = queue.claim("cpu");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->progress.fraction, 0.5);
    EXPECT_EQ(again->progress.stage, Stage::loading);
    EXPECT_EQ(queue.rows(0).front().fraction, 0.5);
    EXPECT_EQ(estimate(queue.rows(0)).all, 2) << "and while it loads";
}

TEST_P(Queues, RowsTellWhatAListShows) {
    Queue queue = open();
    NewJob styled = job("oil painting of a cat");
    styled.request.style.own_prompt = "a cat";
    styled.request.style.profiles = {{"oil", 1}};
    styled.request.batch = 3;
    styled.group = "night";
    styled.cell = 5;
    const auto ids = queue.add({styled, job("b"), job("c")}, R"({"kind": "test"})");
    ASSERT_TRUE(queue.cancel(ids[2]));
    const auto claimed = queue.claim("cpu");
    ASSERT_TRUE(claimed);
    queue.reserve(claimed->id, {"/out/1.png", "/out/2.png"});
    queue.picture_finished(claimed->id, 0);
    Progress progress;
    progress.stage = Stage::denoising;
    progress.step = 3;
    progress.steps = 30;
    progress.fraction = 0.25;
    queue.report(claimed->id, progress);
    const int64_t version = queue.version();
    const auto rows = queue.rows(10);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(queue.version(), version) << "reading changes nothing";
    EXPECT_EQ(rows[0].prompt, "a cat");
    EXPECT_EQ(rows[0].pictures, 3);
    EXPECT_EQ(rows[0].group, "night");
    EXPECT_EQ(rows[0].cell, 5);
    EXPECT_EQ(rows[0].state, JobState::running);
    EXPECT_EQ(rows[0].stage, "denoising");
    EXPECT_EQ(rows[0].step, 3);
    EXPECT_EQ(rows[0].picture, "/out/1.png");
    ASSERT_EQ(rows[0].needs.size(), 1u);
    EXPECT_EQ(rows[0].needs[0], (std::pair<std::string, double>("cpu", 4)));
    EXPECT_EQ(rows[1].id, ids[1]);
    EXPECT_EQ(rows[2].state, JobState::cancelled);
    EXPECT_EQ(queue.rows(0).size(), 2u) << "without those that are over";
    ASSERT_TRUE(queue.group("night"));
    EXPECT_EQ(queue.group("night")->about, R"({"kind": "test"})");
    EXPECT_EQ(queue.groups().size(), 1u);
    EXPECT_EQ(queue.find(ids[0])->cell, 5);
    ASSERT_TRUE(queue.pause(ids[1]));
    EXPECT_NE(queue.version(), version);
    Queue other = open();
    const int64_t seen = queue.version();
    ASSERT_TRUE(other.resume(ids[1]));
    EXPECT_NE(queue.version(), seen) << "what another connection changed is seen";
}

INSTANTIATE_TEST_SUITE_P(Stores, Queues, testing::Values(Side::file, Side::database),
                         [](const auto& side) { return side.param == Side::file ? "sqlite" : "postgres"; });

}  // namespace
}  // namespace imagelab
