// Nights, whole and killed. The long form: IMAGELAB_NIGHT_JOBS=100 IMAGELAB_NIGHT_KILLS=50 (IMAGELAB_NIGHT_DEVICES=cpu,vulkan:0, _STEPS,
// _SEED).
#include "core/night/night.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/jobs/queue.h"
#include "core/night/night_summary.h"
#include "core/store/store.h"
#include "tests/build_paths.h"
#include "tests/support/queue_program.h"
#include "tests/support/run_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

TEST(QuietHours, WrapAroundMidnight) {
    const QuietHours night = quiet_hours_of("22:30-07:00").value(), day = quiet_hours_of("08:00-18:00").value();
    EXPECT_TRUE(night.covers(23 * 60));
    EXPECT_TRUE(night.covers(6 * 60 + 59));
    EXPECT_FALSE(night.covers(7 * 60));
    EXPECT_FALSE(night.covers(22 * 60));
    EXPECT_TRUE(day.covers(8 * 60));
    EXPECT_FALSE(day.covers(18 * 60));
    EXPECT_TRUE(quiet_hours_of("00:00-24:00")->covers(12 * 60));
    for (const char* wrong : {"", "22-7", "25:00-07:00", "22:00-07:61", "22:00-07:00x"}) EXPECT_FALSE(quiet_hours_of(wrong)) << wrong;
}

class NightPlan : public testing::Test {
  protected:
    NightOrder order() const {
        NightOrder order;
        order.theme_text = "a {red|green|blue} {cat|dog|owl|fox}";
        order.profiles = {"none", "watercolor", "anime"};
        order.models = {"", "/m/a.safetensors"};
        order.settings.batch = 2;
        order.settings.output = (folder_ / "out").string();
        order.jobs = 24;
        return order;
    }
    TempFolder folder_;
};

TEST_F(NightPlan, IsWrittenDownAndFoundAgain) {
    NightBook book(folder_.path());
    const Night begun = book.begin(order(), 5, 1700000000).value();
    EXPECT_TRUE(book.begin(order(), 5, 1700000000)->name.ends_with("-2"));
    NightOrder other = order();
    other.settings.steps = 9;
    EXPECT_FALSE(book.unfinished(other));
    const auto found = book.unfinished(order());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->seed, 5);
    EXPECT_EQ(found->order.settings.batch, 2);
    Night over = *found;
    over.ended = 1700000100;
    ASSERT_TRUE(book.write(over).ok());
    Night second = *book.unfinished(order());
    EXPECT_EQ(second.name, begun.name);
    second.ended = 1;
    ASSERT_TRUE(book.write(second).ok());
    EXPECT_FALSE(book.unfinished(order()));
    write_file(book.folder() / "night-torn.json", "{\"name\": ");
    EXPECT_EQ(book.all().size(), 2u);
}

TEST_F(NightPlan, PictureKIsAlwaysTheSameAndPairsComeEquallyOften) {
    NightBook book(folder_.path());
    const Night night = book.begin(order(), 1000, 1700000000).value();
    NightRequests requests = NightRequests::of(night, folder_.path()).value(), again = NightRequests::of(night, folder_.path()).value();
    std::map<std::string, int> pairs;
    std::set<std::string> prompts;
    for (int k = 0; k < 12; ++k) {
        const Request request = requests.request(k).value();
        EXPECT_EQ(request.seed, 1000 + 2 * k);
        EXPECT_EQ(requests.number_of(request), k);
        Request part = request;
        part.seed += 1;
        EXPECT_EQ(requests.number_of(part), k) << "of a batch that was split";
        prompts.insert(request.style.own_prompt.value_or(request.prompt));
        ++pairs[request.model + "|" + (request.style.profiles.empty() ? "none" : request.style.profiles.front().name)];
        EXPECT_EQ(fs::path(request.output).parent_path(), night.folder);
    }
    EXPECT_EQ(prompts.size(), 12u);
    EXPECT_EQ(pairs.size(), 6u);
    for (const auto& [pair, times] : pairs) EXPECT_EQ(times, 2) << pair;
    EXPECT_EQ(again.request(11)->prompt, requests.request(11)->prompt) << "asked in another order";
    Request foreign;
    foreign.seed = 3;
    EXPECT_FALSE(requests.number_of(foreign));
}

class NightProgram : public testing::Test {
  protected:
    std::string devices() const {
        const char* named = std::getenv("IMAGELAB_NIGHT_DEVICES");
        return named ? named : "cpu";
    }
    std::vector<std::string> arguments(int jobs, int steps) const {
        return {"night",
                "--theme",
                "demo",
                "--jobs",
                std::to_string(jobs),
                "--steps",
                std::to_string(steps),
                "--devices",
                devices(),
                "--profiles",
                "none,watercolor",
                "--seed",
                "77",
                "--min-free",
                "0.01",
                "--threads",
                "1",
                "--output",
                lab_.out().string(),
                "--data",
                lab_.data().string(),
                "--json"};
    }
    fs::path night_folder() const {
        fs::path found;
        for (const auto& entry : fs::directory_iterator(lab_.out())) {
            EXPECT_TRUE(found.empty()) << "a second night was begun";
            found = entry.path();
        }
        return found;
    }
    // Log, store and files tell of the same pictures, each once and each of its own.
    void expect_whole(int jobs) const {
        const fs::path folder = night_folder();
        std::set<std::string> store, logged, files, contents, prompts;
        std::set<int> numbers;
        for (const json& job : lab_.jobs()) {
            EXPECT_EQ(job.at("state"), "done") << job.at("message");
            ASSERT_EQ(job.at("pictures").size(), 1u);
            EXPECT_TRUE(store.insert(job.at("pictures")[0].at("path").get<std::string>()).second);
            const Request request = request_from_json(job.at("request")).value();
            prompts.insert(request.style.own_prompt.value_or(request.prompt));
        }
        std::ifstream in(folder / ("jobs_" + folder.filename().string() + ".log"));
        int lines = 0;
        for (std::string line; std::getline(in, line);) {
            const json entry = json::parse(line, nullptr, false);
            if (!entry.is_object()) continue;
            ++lines;
            EXPECT_EQ(entry.at("status"), "done") << line;
            EXPECT_TRUE(numbers.insert(entry.at("number").get<int>()).second) << line;
            logged.insert(entry.at("images")[0].get<std::string>());
        }
        for (const auto& entry : fs::directory_iterator(folder)) {
            const std::string name = entry.path().filename().string();
            if (name == "summary.html" || name.ends_with(".log")) continue;
            EXPECT_TRUE(name.ends_with(".png") && name[0] != '.') << name;
            files.insert(entry.path().string());
            contents.insert(sha256_of_file(entry.path()).value());
        }
        EXPECT_EQ(static_cast<int>(files.size()), jobs);
        EXPECT_EQ(static_cast<int>(contents.size()), jobs) << "distinct pictures";
        EXPECT_EQ(static_cast<int>(prompts.size()), jobs) << "distinct prompts";
        EXPECT_EQ(lines, jobs);
        EXPECT_EQ(store, files);
        EXPECT_EQ(logged, files);
        EXPECT_EQ(*numbers.rbegin(), jobs - 1);
        const std::string page = read_text_file(folder / "summary.html");
        size_t thumbnails = 0;
        for (size_t at = 0; (at = page.find("data:image/jpeg;base64,", at)) != std::string::npos; ++at) ++thumbnails;
        EXPECT_EQ(static_cast<int>(thumbnails), jobs);
    }
    Ran night(const std::string& options) const {
        const std::string disk = options.find("--min-free") == std::string::npos ? " --min-free 0.01" : "";
        return run_program("night --data '" + lab_.data().string() + "' --output '" + lab_.out().string() + "'" + disk +
                           " --threads 1 --devices cpu --json " + options);
    }
    static json last_line(const Ran& ran) {
        const size_t end = ran.out.find_last_not_of('\n'), begin = ran.out.rfind('\n', end);
        return json::parse(ran.out.substr(begin == std::string::npos ? 0 : begin + 1));
    }
    TempFolder folder_;
    QueueLab lab_{folder_.path()};
};

TEST_F(NightProgram, KilledAtRandomMomentsLosesAndRepeatsNothing) {
    const int jobs = number_from_environment("IMAGELAB_NIGHT_JOBS", 8), kills = number_from_environment("IMAGELAB_NIGHT_KILLS", 5);
    const int steps = number_from_environment("IMAGELAB_NIGHT_STEPS", 16);
    std::mt19937 random(static_cast<unsigned>(number_from_environment("IMAGELAB_NIGHT_SEED", 1)));
    const auto command = arguments(jobs, steps);
    // The same command behind a night that ended would begin a second one.
    const auto ended = [&] {
        const auto nights = NightBook(lab_.data()).all();
        return !nights.empty() && nights.front().ended != 0;
    };
    int within = 0;
    for (int kill = 0; kill < kills && !ended(); ++kill) {
        fs::remove(folder_ / "log");
        Child run(command, folder_ / "log");
        // Of two moments one lies anywhere from the start on, the other behind a picture of this run.
        const auto begun = [&] {
            return fs::exists(folder_ / "log") &&
                   read_text_file(folder_ / "log").find(kill % 4 == 1 ? "expected" : "picture") != std::string::npos;
        };
        if (kill % 2 == 1) {
            while (!run.wait_for(2) && !begun()) {
            }
        }
        if (!run.wait_for(std::uniform_int_distribution<int>(0, kill % 2 == 1 ? 400 : 1500)(random))) ++within;
        run.signal(SIGKILL);
        run.wait();
    }
    if (!ended()) {
        Child last(command, folder_ / "log");
        EXPECT_EQ(last.wait(), 0) << read_text_file(folder_ / "log");
    }
    expect_whole(jobs);
    int attempts = 0;
    std::map<std::string, int> by;
    for (const json& job : lab_.jobs()) {
        attempts += job.at("attempts").get<int>();
        ++by[job.at("device")];
    }
    std::printf("%d kills while it ran, %d jobs, %d attempts", within, jobs, attempts);
    for (const auto& [device, count] : by) std::printf(", %d on %s", count, device.c_str());
    std::printf("\n");
    EXPECT_GT(within, 0);
}

TEST_F(NightProgram, StopsByItsTimeAndLeavesNothingBehind) {
    const auto begin = std::chrono::steady_clock::now();
    const Ran ran = night("--template 'a {red|green|blue} {star|apple|car}' --hours 0.0015 --steps 60");  // 5.4 s
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json end = last_line(ran);
    EXPECT_GT(end.at("pictures").get<int>(), 0);
    EXPECT_EQ(end.at("open"), 0);
    EXPECT_LT(took, 60) << "on however busy a machine";
    for (const json& job : lab_.jobs()) EXPECT_TRUE(job.at("state") == "done" || job.at("state") == "cancelled") << job.at("state");
    EXPECT_NE(run_program("night --list --data '" + lab_.data().string() + "'").out.find("the time was over"), std::string::npos);
    EXPECT_EQ(night("--resume").exit_code, 2) << "it ended";
}

TEST_F(NightProgram, QuietHoursDiskAndMistakes) {
    const Ran quiet = night("--template 'a {red|green} star' --hours 0.0004 --quiet 00:00-24:00");
    EXPECT_EQ(quiet.exit_code, 0) << quiet.err;
    EXPECT_EQ(last_line(quiet).at("pictures"), 0);
    const Ran full = night("--template 'a star' --jobs 1 --new --min-free 900000");
    EXPECT_EQ(full.exit_code, 5) << full.err;
    EXPECT_NE(full.err.find(" left: free some space"), std::string::npos);
    EXPECT_EQ(night("--theme nothing --jobs 1").exit_code, 2);
    EXPECT_EQ(night("--template 'a {star' --jobs 1").exit_code, 2);
    EXPECT_EQ(night("--theme demo").exit_code, 2) << "how long?";
    EXPECT_EQ(night("--theme demo --jobs 1 --profiles nothing").exit_code, 2);
    EXPECT_EQ(night("--theme demo --jobs 1 --quiet always").exit_code, 2);
    EXPECT_EQ(night("--theme demo --jobs 1 --devices nothing").exit_code, 2);
    EXPECT_EQ(run_program("night --theme demo --jobs 1 --devices vulkan:9 --data '" + lab_.data().string() + "'").exit_code, 2);
    const Ran expected = night("--theme demo --hours 8 --dry-run --duty 50");
    EXPECT_EQ(expected.exit_code, 0) << expected.err;
    EXPECT_GT(last_line(expected).at("jobs").get<int>(), 100);
}

TEST_F(NightProgram, ItsJobsAreRunByNobodyElse) {
    auto command = arguments(3, 4);
    command.insert(command.end(), {"--quiet", "00:00-24:00"});
    const auto states = [&] {
        std::map<std::string, int> found;
        for (const Job& job : Queue(std::move(open_store(lab_.data())).value()).list(true))
            ++found[(job.keeper.empty() ? "anybody's " : "night's ") + std::string(state_name(job.state))];
        return found;
    };
    Child resting(command, folder_ / "log");
    while (!resting.wait_for(20) && states()["night's waiting"] < 3) {
    }
    lab_.add_jobs(1, 4);
    lab_.command("run --until-empty --device cpu");  // another process
    EXPECT_EQ(states(), (std::map<std::string, int>{{"anybody's done", 1}, {"night's waiting", 3}}));
    resting.signal(SIGKILL);
    resting.wait();
    lab_.command("run --until-empty --device cpu");
    EXPECT_EQ(states()["night's waiting"], 3) << "also of a night that was cut off";
    EXPECT_EQ(night("--resume").exit_code, 0);
    EXPECT_EQ(states(), (std::map<std::string, int>{{"anybody's done", 4}})) << "it ended and let them go";
}

TEST_F(NightProgram, ASecondOneOfTheSameNightIsRefusedAndCtrlCLeavesItResumable) {
    const auto command = arguments(6, 30);
    Child first(command, folder_ / "log");
    while (!first.wait_for(5) && (!fs::exists(folder_ / "log") || read_text_file(folder_ / "log").find("expected") == std::string::npos)) {
    }
    Child second(command, folder_ / "second");
    EXPECT_EQ(second.wait(), 2);
    first.signal(SIGINT);
    EXPECT_EQ(first.wait(), 130);
    EXPECT_NE(run_program("night --list --data '" + lab_.data().string() + "'").out.find("not ended"), std::string::npos);
    Child rest({"night", "--resume", "--threads", "1", "--min-free", "0.01", "--data", lab_.data().string(), "--json"}, folder_ / "log");
    EXPECT_EQ(rest.wait(), 0);
    expect_whole(6);
}

}  // namespace
}  // namespace imagelab::test
