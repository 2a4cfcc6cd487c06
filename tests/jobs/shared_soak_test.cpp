// Three runners on one shared store against kill -9 and a database that is started anew. The long form: IMAGELAB_SHARED_SOAK_JOBS=100
// IMAGELAB_SHARED_SOAK_KILLS=60 IMAGELAB_SHARED_SOAK_STEPS=30 IMAGELAB_SHARED_SOAK_RESTARTS=5.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "core/base/paths.h"
#include "tests/support/postgres_server.h"
#include "tests/support/queue_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

TEST(SharedStoreSoak, NoPictureIsLostOrMadeTwice) {
    const int jobs = number_from_environment("IMAGELAB_SHARED_SOAK_JOBS", 6), kills = number_from_environment("IMAGELAB_SHARED_SOAK_KILLS", 4);
    const int steps = number_from_environment("IMAGELAB_SHARED_SOAK_STEPS", 12);
    const int restarts = number_from_environment("IMAGELAB_SHARED_SOAK_RESTARTS", 1);
    std::mt19937 random(static_cast<unsigned>(number_from_environment("IMAGELAB_SHARED_SOAK_SEED", 1)));
    const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
    TempFolder folder;
    PostgresServer server;
    QueueLab lab(folder / "lab", server.fresh());
    lab.add_jobs(jobs, steps);
    const auto start = [&](int runner) {
        const std::string data = "runner" + std::to_string(runner);
        return std::make_unique<Child>(lab.run_arguments(data), folder / data);
    };
    std::vector<std::unique_ptr<Child>> runners;
    for (int i = 0; i < 3; ++i) runners.push_back(start(i));
    int killed = 0, last = 0;
    for (int event = 0; event < kills + restarts; ++event) {
        const bool restart = event % std::max(1, (kills + restarts) / std::max(1, restarts)) == 1 && last++ < restarts;
        std::this_thread::sleep_for(std::chrono::milliseconds(between(50, 900)));
        if (restart) {
            server.stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(between(0, 500)));
            server.start();
            continue;
        }
        const int victim = between(0, 2);
        killed += !runners[static_cast<size_t>(victim)]->wait_for(0).has_value();
        runners[static_cast<size_t>(victim)].reset();  // kill -9
        runners[static_cast<size_t>(victim)] = start(victim);
    }
    for (int i = 0; i < 3; ++i) EXPECT_EQ(runners[static_cast<size_t>(i)]->wait(), 0) << read_text_file(folder / ("runner" + std::to_string(i)));
    lab.expect_complete();
    std::printf("%d jobs, %d runners killed while they ran, the database started anew %d times\n", jobs, killed, std::min(last, restarts));
}

}  // namespace
}  // namespace imagelab::test
