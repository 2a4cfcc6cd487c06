// `imagelab replay` over pictures of this program and of another one.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempFolder;

const std::string tiny_model = "--model '" IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64' ";

json told(const Ran& ran) {
    return json::parse(ran.out, nullptr, false);
}

TEST(Replay, MakesAPictureAgainAndComparesIt) {
    const TempFolder folder;
    const std::string picture = (folder / "a.png").string(), again = "--output " + (folder / "again.png").string();
    const auto made = run_program(
        "generate --prompt 'a cat' --steps 3 --width 64 --height 64 --seed 5 --sampler euler_a --like a1111 "
        "--variation-strength 0.2 --variation-seed 9 --device cpu " +
        tiny_model + "--output " + picture);
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const auto own = run_program("replay --json --device cpu " + picture + " " + again);
    EXPECT_EQ(own.exit_code, 0) << own.err;
    EXPECT_EQ(told(own)["equal"], true) << own.out;
    EXPECT_EQ(told(own)["largest_difference"], 0);
    EXPECT_EQ(told(own)["program"], "Image Lab");

    // The same pixels as A1111 would describe them, and with another seed.
    const auto pixels = read_picture(picture);
    ASSERT_TRUE(pixels);
    const auto described = [&](const std::string& seed) {
        write_png(folder / "b.png", *pixels,
                  {{"parameters",
                    "a cat\nSteps: 3, Sampler: Euler a, Schedule type: Uniform, CFG scale: 5, Seed: " + seed +
                        ", Size: 64x64, Model: none-here, Variation seed: 9, Variation seed strength: 0.2, RNG: NV, Version: v1.10.1"}});
        return run_program("replay --json --device cpu " + tiny_model + (folder / "b.png").string() + " " + again);
    };
    const auto same = described("5");
    EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
    EXPECT_EQ(told(same)["program"], "AUTOMATIC1111");
    const auto other = described("6");
    EXPECT_EQ(other.exit_code, 1);
    EXPECT_EQ(told(other)["equal"], false);
    EXPECT_GT(told(other)["largest_difference"], 2);
    EXPECT_TRUE(told(other).contains("psnr_db"));
}

TEST(Replay, SaysWhatIsMissing) {
    const TempFolder folder;
    const fs::path picture = folder / "a.png";
    write_png(picture, {64, 64, std::vector<uint8_t>(64 * 64 * 3, 90)}, {});
    const auto silent = run_program("replay " + picture.string());
    EXPECT_EQ(silent.exit_code, 2);
    EXPECT_NE(silent.err, "");
    write_png(picture, {64, 64, std::vector<uint8_t>(64 * 64 * 3, 90)},
              {{"parameters", "a cat\nSteps: 3, Sampler: Euler, CFG scale: 5, Seed: 1, Size: 64x64, Model: none-here, RNG: CPU"}});
    const auto without = run_program("replay " + picture.string());
    EXPECT_EQ(without.exit_code, 3);
    EXPECT_NE(without.err.find("none-here"), std::string::npos) << without.err;
    EXPECT_NE(without.err.find("--model"), std::string::npos) << without.err;
    EXPECT_EQ(run_program("replay " + (folder / "nothing.png").string()).exit_code, 2);
}

}  // namespace
}  // namespace imagelab
