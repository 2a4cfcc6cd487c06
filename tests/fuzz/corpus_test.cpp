// What libFuzzer found (`./dev fuzz`), given to the same targets without it: tests/fuzz/corpus/TARGET holds a small file for each way through
// the code, and FAULT-* are those that were faults once.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/base/read_file.h"
#include "tests/build_paths.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

const std::filesystem::path corpus = IMAGELAB_SOURCE_DIR "/tests/fuzz/corpus";

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, EveryFileIsSurvived) {
    std::set<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(corpus / GetParam().name)) files.insert(file.path());
    EXPECT_GE(files.size(), 8u);
    for (const auto& file : files) {
        const auto bytes = read_regular_file(file);
        ASSERT_TRUE(bytes) << bytes.error();
        EXPECT_NO_THROW(GetParam().run(std::as_bytes(std::span(*bytes)))) << file;
    }
}

// The cheapest faults: a file that ends too early.
TEST_P(FuzzCorpus, EveryCutIsSurvived) {
    size_t cuts = 0;
    for (const auto& file : std::filesystem::directory_iterator(corpus / GetParam().name)) {
        const auto bytes = read_regular_file(file.path());
        ASSERT_TRUE(bytes) << bytes.error();
        for (size_t length = 0; length < bytes->size(); length += 1 + bytes->size() / 8, ++cuts) {
            const std::string cut = bytes->substr(0, length);  // of its own, so that the sanitizer sees its end
            EXPECT_NO_THROW(GetParam().run(std::as_bytes(std::span(cut)))) << file.path() << " cut to " << length;
        }
    }
    EXPECT_GE(cuts, 50u);
}

const auto name_of = [](const auto& target) { return std::string(target.param.name); };
INSTANTIATE_TEST_SUITE_P(Targets, FuzzCorpus, testing::ValuesIn(targets), name_of);
INSTANTIATE_TEST_SUITE_P(Doors, FuzzCorpus, testing::ValuesIn(door_targets), name_of);

}  // namespace
}  // namespace imagelab::fuzz
