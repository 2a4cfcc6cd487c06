// Kill -9 under every sampler: the real program on a queue of one job a sampler, killed when a job's journal holds so many steps, begun
// again, to the pixels of an undisturbed run. The long form: IMAGELAB_SAMPLER_KILLS=6 (of each job), IMAGELAB_SOAK_SEED=7.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "core/base/paths.h"
#include "core/samplers/sampler_info.h"
#include "tests/support/queue_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// States that a journal took so far, as its newest slot numbers them: magic and the slots' size stand in its header
// (core/jobs/journal.cpp).
uint64_t kept_states(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, 8> magic{};
    size_t slot_bytes = 0;
    if (!file.read(magic.data(), magic.size()) || !(file >> slot_bytes)) return 0;
    uint64_t newest = 0;
    for (int slot = 0; slot < 2; ++slot) {
        uint64_t sequence = 0;
        file.seekg(static_cast<std::streamoff>(4096 + slot * slot_bytes + 8));
        std::array<char, sizeof sequence> bytes{};
        if (file.read(bytes.data(), bytes.size())) std::memcpy(&sequence, bytes.data(), sizeof sequence);
        newest = std::max(newest, sequence);
    }
    return newest;
}

class SamplerKills : public testing::Test {
  protected:
    const int kills_ = number_from_environment("IMAGELAB_SAMPLER_KILLS", 1), steps_ = 24;
    std::mt19937 random_{static_cast<unsigned>(number_from_environment("IMAGELAB_SOAK_SEED", 1))};
    TempFolder folder_;
    QueueLab lab_{folder_.path()};

    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

    void add_a_job_a_sampler(const std::string& options) {
        std::string names;
        for (const std::string& name : sampler_options()) names += (names.empty() ? "" : ",") + name;
        lab_.command("add --model '" + lab_.model + "' --width 64 --height 64 --prompt 'a house' --seed 5 --steps " +
                     std::to_string(steps_) + " --device cpu --dtype f32 --output '" + lab_.out().string() +
                     "/' --grid-x sampler=" + names + options);
    }
    // Whether a job was killed in the middle: false where it was over before.
    bool run_and_kill(int job, uint64_t states) {
        Child run(lab_.run_arguments(), folder_ / "log");
        const fs::path journal = lab_.data() / "journal" / (std::to_string(job) + ".steps");
        bool begun = false;
        while (!run.wait_for(1)) {
            const bool reached = kept_states(journal) >= states, over = begun && !fs::exists(journal);
            begun = begun || fs::exists(journal);
            if (!reached && !over) continue;
            run.signal(SIGKILL);
            return run.wait() == -SIGKILL && reached;
        }
        return false;
    }
};

TEST_F(SamplerKills, EachGoesOnToTheSamePixels) {
    add_a_job_a_sampler("");
    const auto count = static_cast<int>(samplers().size());
    ASSERT_EQ(static_cast<int>(lab_.jobs().size()), count);
    int killed = 0;
    for (int job = 1; job <= count; ++job) {
        uint64_t states = 0;
        for (int i = 0; i < kills_; ++i) {
            states += static_cast<uint64_t>(between(1, std::max(1, (steps_ - 4) / kills_)));
            killed += run_and_kill(job, states);
        }
    }
    Child last(lab_.run_arguments(), folder_ / "log");
    EXPECT_EQ(last.wait(), 0) << read_text_file(folder_ / "log");
    lab_.expect_complete();
    int went_on = 0;
    std::istringstream lines(read_text_file(folder_ / "log"));
    for (std::string line; std::getline(lines, line);) {
        const json event = json::parse(line, nullptr, false);
        if (event.is_discarded() || event.value("event", "") != "ended") continue;
        went_on += event.at("steps").get<int>() < steps_;
    }
    RecordProperty("kills", killed);
    std::printf("%d kills of %d samplers, %d jobs went on in the middle\n", killed, count, went_on);
    EXPECT_GT(went_on, 0) << "no kill hit a job";
}

}  // namespace
}  // namespace imagelab::test
