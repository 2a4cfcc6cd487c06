// Stores that another version of the program wrote, or that a disk spoiled: one job never keeps the others from running.
#include "core/jobs/stored_job.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/jobs/queue.h"
#include "core/jobs/session.h"
#include "core/jobs/start_pictures.h"
#include "core/store/store.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Request small_request(const fs::path& out) {
    Request request;
    request.model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";
    request.prompt = "a cat";
    request.width = request.height = 64;
    request.steps = 1;
    request.seed = 3;
    request.dtype = DType::f32;
    request.output = (out / "").string();
    return request;
}

struct Change {
    const char* what;
    std::string table, column, value;
    bool blob = false;
};

std::vector<Change> damages(const json& sound) {
    const std::string text = sound.dump();
    std::string flipped = text;
    flipped[text.find("conditioning") - 1] ^= 1;  // a quotation mark
    return {{"empty", "jobs", "request", ""},
            {"cut short", "jobs", "request", text.substr(0, text.size() / 2)},
            {"a blob", "jobs", "request", std::string("\x00\xff\x01", 3), true},
            {"one bit flipped", "jobs", "request", flipped},
            {"no object", "jobs", "request", "[1]"},
            {"100,000 brackets", "jobs", "request", std::string(100'000, '[')},
            {"stages of no JSON", "needs", "stages", "[[\"denoise\","},
            {"stages of a blob", "needs", "stages", std::string("\xff\x00", 2), true},
            {"stages of no list", "needs", "stages", "7"}};
}

std::vector<Change> news(json sound) {
    json field = sound, sampler = sound, type = sound;
    field["hyperparameters"]["dreaminess"] = 0.5;
    sampler["scheduler"]["type"] = "quantum";
    type["conditioning"]["prompt"] = {"a cat", "a dog"};
    return {{"an unknown field", "jobs", "request", field.dump()},
            {"an unknown sampler", "jobs", "request", sampler.dump()},
            {"another type", "jobs", "request", type.dump()},
            {"an unknown stage", "needs", "stages", R"([["dream",1,2,3,4,5,6,7,8]])"},
            {"stages in another shape", "needs", "stages", R"([{"stage":"denoise","bytes":1}])"}};
}

class StoredJobs : public testing::Test {
  protected:
    StoredJobs() { fs::create_directories(data_); }
    Database store() const { return std::move(open_store(data_)).value(); }
    NewJob job() const {
        return {small_request(folder_ / "out"), "", 0, "", {{"cpu", {{Stage::denoising, 1, 1, 2, 3, 4, 5, 6, 7, 8}}, 3, 4}}};
    }
    JobId add(Queue& queue, const Change& change) const {
        const JobId id = queue.add({job()}).front();
        const std::string sql =
            "UPDATE " + change.table + " SET " + change.column + " = ? WHERE " + (change.table == "jobs" ? "id" : "job") + " = ?";
        const Database database = store();
        if (change.blob) {
            database.run(sql, std::as_bytes(std::span(change.value)), static_cast<int64_t>(id));
        } else {
            database.run(sql, change.value, static_cast<int64_t>(id));
        }
        return id;
    }
    json sound() const { return request_to_json(job().request); }
    std::string option() const { return " --data '" + data_.string() + "'"; }

    TempFolder folder_;
    fs::path data_ = folder_ / "data";
};

TEST_F(StoredJobs, ADamagedOneComesInItsTurnWithTheReason) {
    Queue queue(store());
    for (const Change& change : damages(sound())) {
        SCOPED_TRACE(change.what);
        const JobId id = add(queue, change);
        const auto found = queue.find(id);
        ASSERT_TRUE(found);
        EXPECT_FALSE(found->left_alone);
        EXPECT_NE(found->problem.find("the store was damaged; add the job anew"), std::string::npos) << found->problem;
        EXPECT_EQ(queue.rows(5).front().problem, found->problem);
        EXPECT_TRUE(queue.claimable({"cpu"}));
        const auto claimed = queue.claim("cpu");
        ASSERT_TRUE(claimed);
        EXPECT_EQ(claimed->id, id);
        JobResult result;
        result.status = JobResult::Status::failed;
        EXPECT_TRUE(queue.finish(id, JobState::failed, result));
        EXPECT_FALSE(queue.retry(id, false));
    }
    EXPECT_TRUE(queue.priced(small_request(folder_ / "out"), "cpu").empty());
}

TEST_F(StoredJobs, OneOfANewerVersionIsLeftAlone) {
    Queue queue(store());
    for (const Change& change : news(sound())) {
        SCOPED_TRACE(change.what);
        const JobId id = add(queue, change);
        const auto found = queue.find(id);
        ASSERT_TRUE(found);
        EXPECT_TRUE(found->left_alone);
        EXPECT_NE(found->problem.find("a newer version of this program wrote it"), std::string::npos) << found->problem;
        const JobRow row = queue.rows(5).back();
        EXPECT_TRUE(row.left_alone);
        EXPECT_EQ(row.problem, found->problem);
        EXPECT_FALSE(queue.claimable({"cpu"}));
        EXPECT_FALSE(queue.claim("cpu"));
        EXPECT_EQ(queue.find(id)->state, JobState::waiting);
    }
    EXPECT_EQ(estimate(queue.rows(0)).all, -1) << "nobody runs them";
    const JobId after = queue.add({job()}).front();
    EXPECT_TRUE(queue.claimable({"cpu"}));
    EXPECT_EQ(queue.claim("cpu")->id, after);
    EXPECT_TRUE(queue.cancel(1)) << "whoever wants it out of the way may";
    EXPECT_EQ(queue.find(1)->state, JobState::cancelled);
    remove_unused_start_pictures(data_, store(), 0);
}

TEST_F(StoredJobs, ASessionRunsAllOthers) {
    std::vector<JobId> broken, newer, sane;
    {
        Queue queue(store());
        for (const Change& change : damages(sound())) broken.push_back(add(queue, change));
        sane.push_back(queue.add({job()}).front());
        for (const Change& change : news(sound())) newer.push_back(add(queue, change));
        sane.push_back(queue.add({job()}).front());
    }
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
    auto session = std::move(Session::open(std::move(devices), {.data = data_})).value();
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    for (const JobId id : broken) {
        const auto job = session->queue().find(id);
        EXPECT_EQ(job->state, JobState::failed) << id;
        EXPECT_EQ(job->message, job->problem);
        EXPECT_EQ(job->cause, JobResult::Cause::request);
        EXPECT_FALSE(session->retry(id));
    }
    for (const JobId id : newer) {
        EXPECT_EQ(session->queue().find(id)->state, JobState::waiting) << id;
        EXPECT_EQ(session->queue().find(id)->attempts, 0) << id;
    }
    for (const JobId id : sane) EXPECT_EQ(session->queue().find(id)->state, JobState::done) << session->queue().find(id)->message;
}

TEST_F(StoredJobs, TheCommandLineSaysSo) {
    {
        Queue queue(store());
        for (const Change& change : damages(sound())) add(queue, change);
        for (const Change& change : news(sound())) add(queue, change);
    }
    const Ran listed = run_program("queue list" + option());
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    EXPECT_NE(listed.out.find("left alone: a newer version of this program wrote it"), std::string::npos) << listed.out;
    EXPECT_NE(listed.out.find("the store was damaged"), std::string::npos) << listed.out;
    const Ran ran = run_program("queue run --until-empty" + option());
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    const json jobs = json::parse(run_program("queue list --all --json" + option()).out).at("jobs");
    EXPECT_EQ(jobs.size(), damages(sound()).size() + news(sound()).size());
    for (const json& job : jobs) {
        EXPECT_EQ(job.at("state"), job.at("left_alone") ? "waiting" : "failed");
        EXPECT_TRUE(job.at("request").is_null());
    }
    EXPECT_EQ(run_program("queue cancel --all" + option()).exit_code, 0);
    EXPECT_EQ(run_program("queue retry 1" + option()).exit_code, 2);
    EXPECT_EQ(run_program("monitor" + option()).exit_code, 0);
}

TEST_F(StoredJobs, AStoreThatLacksATableEndsWithOneMessage) {
    Queue(store()).add({job()});
    for (const char* table : {"needs", "pictures", "owners"}) {
        SCOPED_TRACE(table);
        fs::remove_all(folder_ / "copy");
        fs::copy(data_, folder_ / "copy", fs::copy_options::recursive);
        std::move(open_store(folder_ / "copy")).value().script(std::string("PRAGMA foreign_keys = OFF; DROP TABLE ") + table);
        const Ran ran = run_program("queue run --until-empty --data '" + (folder_ / "copy").string() + "'");
        EXPECT_EQ(ran.exit_code, 5) << ran.err;
        EXPECT_NE(ran.err.find(std::string("lacks ") + table + "."), std::string::npos) << ran.err;
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    }
}

TEST_F(StoredJobs, AStoreThatLosesATableWhileItIsRunEndsTheRun) {
    Queue(store()).add({job()});
    std::mutex mutex;
    std::vector<std::string> told;
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
    SessionOptions options{.data = data_};
    options.events = [&](const JobEvent& event) {
        const std::lock_guard lock(mutex);
        if (event.kind == JobEvent::Kind::trouble && event.job == 0) told.push_back(event.message);
    };
    auto session = std::move(Session::open(std::move(devices), options)).value();
    store().script("PRAGMA foreign_keys = OFF; DROP TABLE jobs");
    EXPECT_FALSE(session->run_until_cancelled(CancelToken()));
    EXPECT_FALSE(session->run_until_empty(CancelToken()));
    session.reset();
    const std::lock_guard lock(mutex);
    EXPECT_FALSE(told.empty());
    std::sort(told.begin(), told.end());
    EXPECT_EQ(std::unique(told.begin(), told.end()), told.end()) << "each is told once";
}

TEST_F(StoredJobs, AListenerThatThrowsEndsNothing) {
    const JobId id = Queue(store()).add({job()}).front();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
    SessionOptions options{.data = data_};
    options.events = [](const JobEvent&) { throw std::runtime_error("a listener's fault"); };
    auto session = std::move(Session::open(std::move(devices), options)).value();
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    EXPECT_EQ(session->queue().find(id)->state, JobState::done) << session->queue().find(id)->message;
}

TEST_F(StoredJobs, WhatIsNoNumberDoesNotStopTheCleaningOfJournals) {
    fs::create_directories(data_ / "journal");
    write_file(data_ / "journal" / (std::string(40, '9') + ".steps"), "x");
    const JobId id = Queue(store()).add({job()}).front();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(std::make_shared<DeviceWatch>()));
    auto session = std::move(Session::open(std::move(devices), {.data = data_})).value();
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    EXPECT_EQ(session->queue().find(id)->state, JobState::done);
}

}  // namespace
}  // namespace imagelab::test
