// Trainings in the queue's store, on both of its sides: which job is next, and what is kept of them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/jobs/queue.h"
#include "core/jobs/training_job.h"
#include "core/store/store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

enum class TrainingSide { file, database };

class TrainingQueues : public testing::TestWithParam<TrainingSide> {
  protected:
    TrainingQueues() : address_(GetParam() == TrainingSide::database ? test::PostgresServer::shared().fresh() : "") {}
    Queue open() const { return Queue(std::move(open_queue_store(folder_.path(), address_)).value()); }
    static TrainingJob training() {
        TrainingJob job{training_config({{"images", "/pictures"}, {"output", "/loras/cats.safetensors"}, {"seed", 3}, {"steps", 20}})};
        job.sample_every = 5;
        job.sample = Request();
        job.sample->prompt = "a cat";
        return job;
    }
    static NewJob job(bool trains, int priority = 0, bool at_once = false) {
        NewJob job;
        job.request.prompt = "a picture";
        job.request.seed = 7;
        job.priority = priority;
        job.at_once = at_once;
        job.needs = {{"cpu", {}, 3, 4}};
        if (trains) job.training = std::make_shared<const TrainingJob>(training());
        return job;
    }
    test::TempFolder folder_;
    std::string address_;
};

TEST_P(TrainingQueues, KeepTheWholeConfiguration) {
    const JobId id = open().add({job(true)}).front();
    const Queue queue = open();
    const Job job = queue.find(id).value();
    EXPECT_EQ(job.problem, "");
    ASSERT_TRUE(job.training);
    EXPECT_EQ(training_job_to_json(*job.training), training_job_to_json(training()));
    EXPECT_EQ(job.progress.steps, 20);
    EXPECT_EQ(queue.writer_of("/loras/cats.safetensors"), id);
    EXPECT_FALSE(queue.writer_of("/loras/dogs.safetensors"));
}

TEST_P(TrainingQueues, LetAPictureThatSomebodyWaitsForGoFirst) {
    Queue queue = open();
    const JobId training = queue.add({job(true)}).front(), picture = queue.add({job(false)}).front();
    const JobId wanted = queue.add({job(false, 0, true)}).front();
    EXPECT_EQ(queue.claim("cpu")->id, wanted);
    EXPECT_EQ(queue.claim("cpu")->id, training);
    EXPECT_FALSE(queue.must_make_way(training, "cpu"));
    const JobId behind = queue.add({job(false, -1, true)}).front();
    EXPECT_FALSE(queue.must_make_way(training, "cpu"));
    ASSERT_TRUE(queue.set_priority(picture, 1));
    EXPECT_TRUE(queue.must_make_way(training, "cpu"));
    EXPECT_FALSE(queue.must_make_way(training, "vulkan:0"));
    ASSERT_TRUE(queue.set_priority(picture, 0));
    ASSERT_TRUE(queue.set_priority(behind, 0));
    EXPECT_TRUE(queue.must_make_way(training, "cpu"));
    const JobId other = queue.add({job(true, 5)}).front();  // trainings do not displace each other
    ASSERT_TRUE(queue.cancel(behind));
    EXPECT_FALSE(queue.must_make_way(training, "cpu"));
    EXPECT_EQ(queue.claim("cpu")->id, other);
}

TEST_P(TrainingQueues, TellHowFarTheyAre) {
    Queue queue = open();
    const JobId id = queue.add({job(true)}).front();
    queue.claim("cpu");
    Progress progress;
    progress.stage = Stage::training;
    progress.step = 12, progress.steps = 20;
    progress.loss = 0.125;
    queue.report(id, progress);
    const JobRow row = open().rows(1).front();
    EXPECT_EQ(row.trains, "/loras/cats.safetensors");
    EXPECT_EQ(row.stage, "training");
    EXPECT_EQ(row.step, 12);
    EXPECT_EQ(row.loss, 0.125);
    EXPECT_EQ(open().find(id)->progress.loss, 0.125);
}

// As a program that knows no trainings reads them.
TEST_P(TrainingQueues, AreNoRequestsForAnOlderProgram) {
    EXPECT_FALSE(request_from_json(training_job_to_json(training())));
    nlohmann::json newer = training_job_to_json(training());
    newer["training"]["a field of tomorrow"] = 1;
    EXPECT_FALSE(training_job_from_json(newer));
}

TEST_P(TrainingQueues, KeepTheirPlaceWhereOthersAreMoved) {
    Queue queue = open();
    std::vector<JobId> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(queue.add({job(false)}).front());
    const JobId training = queue.add({job(true)}).front(), last = queue.add({job(false)}).front();
    const JobId very_last = queue.add({job(false)}).front();
    for (const JobId id : ids) ASSERT_TRUE(queue.cancel(id));
    ASSERT_EQ(queue.claim("cpu")->id, training);
    ASSERT_TRUE(queue.move(very_last, {QueuePlace::Kind::first}));
    JobResult kept;
    kept.status = JobResult::Status::cancelled;
    kept.kept_step = 3;
    ASSERT_TRUE(queue.finish(training, JobState::waiting, kept));
    EXPECT_EQ(queue.claim("cpu")->id, training);
    EXPECT_EQ(queue.claim("cpu")->id, very_last);
    EXPECT_EQ(queue.claim("cpu")->id, last);
}

std::string training_side_name(const testing::TestParamInfo<TrainingSide>& side) {
    return side.param == TrainingSide::file ? "file" : "database";
}
INSTANTIATE_TEST_SUITE_P(Stores, TrainingQueues, testing::Values(TrainingSide::file, TrainingSide::database), training_side_name);

TEST(TrainingEstimates, SetPicturesThatSomebodyWaitsForBeforeATraining) {
    JobRow training, picture, later;
    training.id = 1, training.state = JobState::running, training.trains = "/a.safetensors", training.device = "cpu";
    training.seconds_left = 100;
    picture.id = 2, picture.at_once = true, picture.needs = {{"cpu", 5.0}};
    later.id = 3, later.needs = {{"cpu", 7.0}};
    EXPECT_EQ(estimate({training, picture, later}).left, (std::vector<double>{105, 5, 112}));
    training.state = JobState::waiting, training.needs = {{"cpu", 100.0}};
    EXPECT_EQ(estimate({training, picture, later}).left, (std::vector<double>{100, 105, 112}));
}

}  // namespace
}  // namespace imagelab
