// What machines that share a store tell each other beside the queue: pictures, devices, times.
#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/paths.h"
#include "core/jobs/lab_pictures.h"
#include "core/jobs/queue.h"
#include "core/jobs/timings.h"
#include "core/store/lab_devices.h"
#include "core/store/owner.h"
#include "tests/support/postgres_server.h"
#include "tests/support/queue_program.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The name of this machine, while it lives.
class HostName {
  public:
    explicit HostName(const char* name) { ::setenv("IMAGELAB_HOST", name, 1); }
    ~HostName() { ::unsetenv("IMAGELAB_HOST"); }
};

class Lab : public testing::Test {
  protected:
    std::string address() const { return server_.address(database_); }
    std::string sql(const std::string& text) const { return server_.sql(database_, text); }
    // A job whose only picture appeared as `path`.
    JobId with_picture(Queue& queue, const std::string& prompt, const fs::path& path) {
        Request request;
        request.prompt = prompt;
        request.seed = 7;
        request.model = "/lab/models/ink.safetensors";
        const JobId job = queue.add({{request, "", 0, "", {{"cpu", {}, 3, 4}}}}).front();
        EXPECT_EQ(queue.claim("cpu")->id, job);
        queue.picture_written(job, 0, path, {5, 6});
        EXPECT_TRUE(queue.picture_finished(job, 0));
        JobResult done;
        done.status = JobResult::Status::done;
        EXPECT_TRUE(queue.finish(job, JobState::done, done));
        return job;
    }

    PostgresServer& server_ = PostgresServer::shared();
    std::string database_ = server_.new_database();
    TempFolder folder_;
};

TEST_F(Lab, EveryPictureThatAppearedIsInTheGallery) {
    Queue queue(opened_store(address()));
    const JobId cat = with_picture(queue, "a cat on a wall", "/out/cat.png"), dog = with_picture(queue, "a dog", "/out/dog.png");
    const auto names = [&](const std::string& words) {
        std::string all;
        queue.with_shared_store([&](const QueueStore& store) {
            for (const LabPicture& picture : LabPictures(store).find(words, 10)) all += picture.path.filename().string() + " ";
        });
        return all;
    };
    EXPECT_EQ(names(""), "dog.png cat.png ");
    EXPECT_EQ(names("cat"), "cat.png ");
    EXPECT_EQ(names("-cat"), "dog.png ");
    EXPECT_EQ(names("ink.safetensors horse"), "");
    queue.with_shared_store([&](const QueueStore& store) {
        const auto found = LabPictures(store).of_job(static_cast<int64_t>(cat), 0);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->host, host_name());
        EXPECT_EQ(found->seed, "7");
        EXPECT_EQ(found->bytes, 5);
        EXPECT_EQ(LabPictures(store).picture(found->id)->path, "/out/cat.png");
        EXPECT_FALSE(LabPictures(store).of_job(static_cast<int64_t>(dog), 1));
    });
    // A file that is made anew stands there once.
    with_picture(queue, "a horse", "/out/cat.png");
    EXPECT_EQ(names(""), "cat.png dog.png ");
    EXPECT_EQ(names("horse"), "cat.png ");
    EXPECT_THROW(Queue(open_queue_store(folder_.path()).value()).with_shared_store([](const QueueStore&) {}), Error);
}

TEST_F(Lab, APictureIsFetchedFromTheMachineThatKeepsIt) {
    QueueLab lab(folder_ / "lab", address());
    lab.add_jobs(1, 2);
    std::unique_ptr<Child> runner;
    {
        const HostName node("node1");
        std::vector<std::string> words = lab.run_arguments("node1");
        std::erase(words, "--until-empty");
        runner = std::make_unique<Child>(words, folder_ / "log");
    }
    while (sql("SELECT count(*) FROM imagelab.gallery") == "0" && !runner->wait_for(20)) {
    }
    const std::string store = " --store '" + address() + "' --data '" + (folder_ / "head").string() + "'";
    const Ran listed = run_program("cluster pictures picture --json" + store);
    ASSERT_EQ(listed.exit_code, 0) << listed.err;
    const json picture = json::parse(listed.out)["pictures"][0];
    EXPECT_EQ(picture["host"], "node1");
    const Ran fetched =
        run_program("cluster fetch " + picture["id"].dump() + " --json --output '" + (folder_ / "got").string() + "'" + store);
    ASSERT_EQ(fetched.exit_code, 0) << fetched.err;
    const fs::path got = json::parse(fetched.out)["pictures"][0].get<std::string>();
    EXPECT_EQ(read_text_file(got), read_text_file(picture["path"].get<std::string>()));
    EXPECT_EQ(sql("SELECT count(*) FROM imagelab.picture_wishes"), "0");
    EXPECT_EQ(sql("SELECT count(*) FROM imagelab.files"), "0");
    EXPECT_EQ(run_program("cluster fetch 99" + store).exit_code, 2);
    EXPECT_EQ(run_program("cluster pictures --data '" + (folder_ / "head").string() + "'").exit_code, 2);
    // The file went away; then its machine.
    fs::remove(picture["path"].get<std::string>());
    const Ran gone = run_program("cluster fetch " + picture["id"].dump() + store);
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_NE(gone.err.find("node1"), std::string::npos) << gone.err;
    // Its runner told of the machine's devices, too.
    const json devices = json::parse(run_program("cluster status --json" + store).out)["devices"];
    ASSERT_FALSE(devices.empty());
    EXPECT_EQ(devices[0]["host"], "node1");
    EXPECT_EQ(devices[0]["device_id"], "cpu");
    EXPECT_TRUE(devices[0]["state"] == "available" || devices[0]["state"] == "busy") << devices[0];
    runner->signal(SIGTERM);
    EXPECT_EQ(runner->wait(), 130);
    const Ran alone = run_program("cluster fetch --wait 0.1 " + picture["id"].dump() + store);
    EXPECT_EQ(alone.exit_code, 1);
    EXPECT_NE(alone.err.find("no runner answers"), std::string::npos) << alone.err;
}

TEST_F(Lab, DevicesOfAllMachines) {
    const auto store = opened_store(address());
    LabDevices lab(*store);
    DeviceSample gpu;
    gpu.key = "0000:01:00.0";
    gpu.load = 0.5, gpu.temperature = 60, gpu.power = 200, gpu.memory_used = 10, gpu.memory_total = 100;
    const std::vector<LabDevices::Known> known{{"vulkan:0", "a GPU", gpu.key}, {"cpu", "a processor", "cpu"}};
    for (const char* host : {"node1", "node2"}) {
        const HostName name(host);
        lab.tell(known, {gpu});
        gpu.load = 1, gpu.memory_used = 30;
        if (host == std::string("node2")) gpu.fault = "uncorrected ECC errors: 2";
        lab.tell(known, {gpu});
    }
    std::vector<LabDevice> devices = lab.all();
    ASSERT_EQ(devices.size(), 4u);
    EXPECT_EQ(devices[0].device, "cpu");
    EXPECT_FALSE(devices[0].load_percent);
    EXPECT_EQ(devices[1].host, "node1");
    EXPECT_EQ(devices[1].state, "available");
    EXPECT_EQ(devices[1].load_percent, 100);
    EXPECT_EQ(devices[1].memory_used, 30);
    EXPECT_EQ(devices[3].state, "faulty");
    EXPECT_EQ(devices[3].reason, gpu.fault);
    EXPECT_FALSE(devices[3].available);
    const auto statistics = lab.statistics(1);
    ASSERT_EQ(statistics.size(), 4u);
    EXPECT_EQ(statistics[1].samples, 2);
    EXPECT_EQ(statistics[1].load_min, 50);
    EXPECT_EQ(statistics[1].load_mean, 75);
    EXPECT_EQ(statistics[1].memory_max, 30);
    EXPECT_FALSE(statistics[0].load_mean);
    // What a device runs.
    Queue queue(opened_store(address()));
    Request request;
    request.prompt = "x";
    queue.add({{request, "", 0, "", {{"vulkan:0", {}, 3, 4}}}});
    const HostName name("node1");
    gpu.fault.clear();
    const auto job = queue.claim("vulkan:0");
    ASSERT_TRUE(job);
    lab.tell(known, {gpu});
    devices = lab.all();
    EXPECT_EQ(devices[1].state, "busy");
    EXPECT_EQ(devices[1].reason, "runs job " + std::to_string(job->id));
    EXPECT_EQ(devices[0].state, "available");
    sql("UPDATE imagelab.device_health SET time = time - 120 WHERE host = 'node1'");
    EXPECT_EQ(lab.all()[1].state, "lost");
}

TEST_F(Lab, TimesThatOneMachineMeasuredAreAnothersToo) {
    const auto kind = [](const std::string& folder, int width) {
        JobKind kind;
        kind.model = folder + "/base.safetensors " + folder + "/vae one.pt\nrefiner " + folder + "/fine.safetensors 0.8 auto";
        kind.device = "a GPU, driver 1, 0, f16";
        kind.width = width, kind.height = 64, kind.steps = 10;
        return kind;
    };
    const auto planned = [] { return std::vector<StagePlan>{{.stage = Stage::denoising, .units = 10, .seconds = 10}}; };
    const JobTimes by_speed = times_of(planned(), 10, 1);
    Timings here(folder_ / "here", address()), there(folder_ / "there", address()), alone(folder_ / "alone");
    std::vector<StagePlan> stages = planned();
    EXPECT_FALSE(there.correct(kind("/b", 64), stages));
    here.add(kind("/a", 64), by_speed, {1, 0.1, 0.5, 0.2});
    here.add(kind("/a", 64), by_speed, {1, 0.1, 0.5, 0.2});
    EXPECT_TRUE(there.correct(kind("/b", 64), stages));
    EXPECT_NEAR(stages[0].seconds, 5, 1e-6);
    stages = planned();
    EXPECT_TRUE(there.correct(kind("/b", 128), stages)) << "of another size";
    EXPECT_FALSE(alone.correct(kind("/a", 64), stages));
    JobKind other = kind("/a", 64);
    other.device = "another GPU";
    EXPECT_FALSE(there.correct(other, stages));
    // A warm load beside a cold one.
    JobKind warm = kind("/a", 64);
    warm.warm = true;
    here.add(warm, by_speed, {0.25, 0.1, 0.5, 0.2});
    EXPECT_EQ(sql("SELECT runs || ' ' || load || ' ' || reload FROM imagelab.timings"), "3 1 0.25");
}

}  // namespace
}  // namespace imagelab::test
