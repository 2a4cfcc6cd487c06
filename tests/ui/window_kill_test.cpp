// The real program with its window and the bundled model, killed in the middle of its jobs and opened again.
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <csignal>
#include <set>
#include <thread>

#include "tests/support/queue_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class WindowKill : public ::testing::Test {
  protected:
    WindowKill() {
        for (const auto& [name, value] : {std::pair<std::string, std::string>{"DISPLAY", ":none"},
                                          {"QT_QPA_PLATFORM", "offscreen"},
                                          {"XDG_CONFIG_HOME", folder_.path().string()}}) {
            const char* before = std::getenv(name.c_str());
            before_.emplace_back(name, before ? std::optional<std::string>(before) : std::nullopt);
            ::setenv(name.c_str(), value.c_str(), 1);
        }
    }
    ~WindowKill() override {
        for (const auto& [name, value] : before_) value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }

    static bool all_done(const QueueLab& lab) {
        const json jobs = lab.jobs();
        return std::all_of(jobs.begin(), jobs.end(), [](const json& job) { return job.at("state") == "done"; });
    }
    static bool running_beyond(const QueueLab& lab, int step) {
        for (const json& job : lab.jobs())
            if (job.at("state") == "running" && job.at("progress").at("step").get<int>() >= step) return true;
        return false;
    }
    template <class Condition>
    static bool wait_for(const Condition& condition, int seconds) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return true;
    }
    // Opens the window on the lab's data folder until all is done; killed that many times on the way, each time in a running job.
    void work_off(const QueueLab& lab, int kills) {
        for (int i = 0; i < kills; ++i) {
            Child window({"--data", lab.data().string()}, folder_ / "log");
            ASSERT_TRUE(wait_for([&] { return running_beyond(lab, 1) || all_done(lab); }, 120));
            EXPECT_FALSE(window.wait_for(0)) << "the window ended by itself";
            window.signal(SIGKILL);
            EXPECT_EQ(window.wait(), -SIGKILL);
        }
        Child window({"--data", lab.data().string()}, folder_ / "log");
        ASSERT_TRUE(wait_for([&] { return all_done(lab); }, 300)) << lab.jobs().dump(1);
        EXPECT_FALSE(window.wait_for(0)) << "the window ended by itself";
    }

    TempFolder folder_;
    std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

TEST_F(WindowKill, EverythingIsWholeAfterwards) {
    QueueLab disturbed(folder_ / "disturbed"), undisturbed(folder_ / "undisturbed");
    for (QueueLab* lab : {&disturbed, &undisturbed}) {
        lab->model.clear();
        lab->add_jobs(3, 300);
    }
    work_off(disturbed, 2);
    work_off(undisturbed, 0);
    const json killed = disturbed.jobs(), smooth = undisturbed.jobs();
    ASSERT_EQ(killed.size(), smooth.size());
    std::set<fs::path> expected;
    int attempts = 0;
    for (const json& job : killed) {
        attempts += job.at("attempts").get<int>();
        const auto same = std::find_if(smooth.begin(), smooth.end(), [&](const json& other) { return other.at("id") == job.at("id"); });
        ASSERT_NE(same, smooth.end());
        ASSERT_EQ(job.at("pictures").size(), same->at("pictures").size());
        for (size_t i = 0; i < job.at("pictures").size(); ++i) {
            const fs::path path = job.at("pictures")[i].at("path").get<std::string>();
            expected.insert(path);
            const auto made = read_picture(path), wanted = read_picture(same->at("pictures")[i].at("path").get<std::string>());
            ASSERT_TRUE(made) << made.error();
            ASSERT_TRUE(wanted) << wanted.error();
            EXPECT_EQ(made->pixels, wanted->pixels) << path;
        }
    }
    EXPECT_GT(attempts, 3) << "no kill hit a job";
    for (const auto& entry : fs::directory_iterator(disturbed.out())) EXPECT_TRUE(expected.contains(entry.path())) << entry.path();
    EXPECT_TRUE(fs::is_empty(disturbed.data() / "journal"));
}

}  // namespace
}  // namespace imagelab::test
#endif
