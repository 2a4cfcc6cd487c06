#include "core/jobs/journal.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

StepState state(int step, size_t latents = 100) {
    StepState state{1, step};
    TorchGenerator generator(7);
    state.latents = generator.randn(latents);
    state.latents[0] = static_cast<float>(step);
    state.sampler.history = generator.randn(latents);
    state.carried = generator.randn(latents);
    generator.randn(3);  // leaves a pending value
    state.generator = generator.state();
    return state;
}

TEST(StepJournal, GivesBackTheNewestStateBitForBit) {
    const test::TempFolder folder;
    const fs::path path = folder / "journal" / "1.steps";
    {
        StepJournal journal(path, "identity", 100);
        EXPECT_FALSE(journal.found());
        for (int step = 1; step <= 7; ++step) {
            journal.keep(state(step));
            if (step % 2) journal.flush();
        }
    }
    const StepJournal journal(path, "identity", 100);
    ASSERT_TRUE(journal.found());
    EXPECT_EQ(*journal.found(), state(7));
    EXPECT_EQ(journal.kept_step(), 7);
    ASSERT_TRUE(journal.found()->generator.pending);
}

TEST(StepJournal, KeepsThePicturesThatDetailsArePaintedOn) {
    const test::TempFolder folder;
    const auto picture = [](uint8_t value) { return std::make_shared<const RgbImage>(RgbImage{5, 4, std::vector<uint8_t>(60, value)}); };
    StepState kept = state(2);
    kept.stage = Stage::detailing;
    kept.detail = DetailState{1, 3, {{4, 4}, {9, 3}}, picture(1), picture(2)};
    const auto back = [&](const StepState& wanted) {
        { StepJournal(folder / "1.steps", "identity", 100, 120).keep(wanted); }
        return StepJournal(folder / "1.steps", "identity", 100, 120).found();
    };
    EXPECT_EQ(back(kept), kept);
    kept.detail->before = kept.detail->now;
    kept.next_step = 3;
    EXPECT_EQ(back(kept), kept) << "one picture stands for both";
    kept.detail.reset();
    EXPECT_EQ(back(kept), kept);
}

TEST(StepJournal, AnotherIdentityBeginsAnew) {
    const test::TempFolder folder;
    {
        StepJournal journal(folder / "1.steps", "one", 100);
        journal.keep(state(3));
    }
    EXPECT_FALSE(StepJournal(folder / "1.steps", "other", 100).found());
    EXPECT_FALSE(StepJournal(folder / "1.steps", "one", 100).found()) << "the other identity took the file";
}

// Whatever byte a write stops at or a disk loses, an older whole state or none is found, never a wrong one.
TEST(StepJournal, ATornWriteLeavesTheStateBefore) {
    const test::TempFolder folder;
    const fs::path path = folder / "1.steps";
    {
        StepJournal journal(path, "identity", 100);
        for (int step = 1; step <= 2; ++step) {
            journal.keep(state(step));
            journal.flush();
        }
    }
    const std::string whole = read_text_file(path);
    int older = 0, newest = 0;
    for (size_t at = 0; at < whole.size(); at += 37) {
        std::string torn = whole;
        torn[at] = static_cast<char>(torn[at] ^ 0x40);
        test::write_file(path, torn);
        const StepJournal journal(path, "identity", 100);
        if (!journal.found()) continue;
        const bool is_older = *journal.found() == state(1);
        EXPECT_TRUE(is_older || *journal.found() == state(2)) << at;
        (is_older ? older : newest) += 1;
    }
    EXPECT_GT(older, 0);
    EXPECT_GT(newest, 0);
    test::write_file(path, whole.substr(0, 4096 + 100));
    EXPECT_FALSE(StepJournal(path, "identity", 100).found());
}

TEST(StepJournal, APlaceThatCannotBeWrittenIsAProblemAndNoFailure) {
    const test::TempFolder folder;
    test::write_file(folder / "file", "x");
    StepJournal journal(folder / "file" / "1.steps", "identity", 100);
    EXPECT_NE(journal.problem(), "");
    journal.keep(state(1));
    journal.flush();
    EXPECT_FALSE(journal.kept_step());
}

TEST(StepJournal, AStateThatIsTooLargeIsAProblem) {
    const test::TempFolder folder;
    StepJournal journal(folder / "1.steps", "identity", 100);
    journal.keep(state(1));
    journal.flush();
    journal.keep(state(2, 5000));
    journal.flush();
    EXPECT_NE(journal.problem(), "");
    EXPECT_EQ(journal.kept_step(), 1);
}

}  // namespace
}  // namespace imagelab
