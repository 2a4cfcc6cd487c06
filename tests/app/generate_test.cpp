// From the command line to the file, with a small random-weight model.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Generate : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    Ran generate(const std::string& options) const {
        return run_program(
            "generate --model " IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64 --width 64 --height 72 --steps 3 --seed 5 " + options);
    }
    static std::string text_of(const std::string& png, const std::string& key) {
        const auto texts = read_png_texts(png);
        if (!texts) return texts.error();
        for (const PictureText& text : *texts) {
            if (text.key == key) return text.value;
        }
        return "no " + key;
    }
    static std::vector<uint8_t> pixels(const std::string& png) {
        const auto picture = read_picture(png);
        return picture ? picture->pixels : std::vector<uint8_t>{};
    }

    fs::path folder_ = fs::temp_directory_path() / ("imagelab_generate_" + std::to_string(::getpid()));
};

TEST_F(Generate, JsonTellsWhatHappened) {
    const Ran ran = generate("--prompt 'a cat' --json --output " + file("a.png"));
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    const json result = json::parse(ran.out);
    EXPECT_EQ(result["status"], "done");
    EXPECT_EQ(result["images"], json::array({file("a.png")}));
    EXPECT_EQ(result["step_s"].size(), 3u);
    for (const char* seconds : {"load_s", "text_s", "decode_s"}) EXPECT_GT(result[seconds].get<double>(), 0) << seconds;
    for (const char* bytes : {"predicted_peak_bytes", "measured_peak_bytes"}) EXPECT_GT(result[bytes].get<int64_t>(), 0) << bytes;
    EXPECT_EQ(result["request"]["hyperparameters"]["seed"], 5);
    const auto picture = read_picture(file("a.png"));
    ASSERT_TRUE(picture) << picture.error();
    EXPECT_EQ(picture->width, 64);
    EXPECT_EQ(picture->height, 72);
}

TEST_F(Generate, APictureCarriesTheRequestThatMakesItAgain) {
    ASSERT_EQ(generate("--prompt 'ein Kätzchen' --batch-size 2 --sampler euler_a --output " + file("b.png")).exit_code, 0);
    const std::string second = file("b-2.png");
    EXPECT_NE(text_of(second, "parameters").find("ein Kätzchen\nSteps: 3, Sampler: Euler a, "), std::string::npos)
        << text_of(second, "parameters");
    EXPECT_NE(text_of(second, "parameters").find(", Seed: 6, Size: 64x72, Model: tiny64"), std::string::npos)
        << text_of(second, "parameters");
    std::ofstream(file("request.json")) << text_of(second, "imagelab_request");
    const Ran again = run_program("generate --request " + file("request.json") + " --output " + file("again.png"));
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(again.out, file("again.png") + "\n");
    ASSERT_FALSE(pixels(second).empty());
    EXPECT_EQ(pixels(file("again.png")), pixels(second));
    EXPECT_NE(pixels(file("b-1.png")), pixels(second));
}

TEST_F(Generate, ImageToImageStartsFromThePicture) {
    ASSERT_EQ(generate("--prompt x --output " + file("start.png")).exit_code, 0);
    const Ran ran = generate("--prompt x --init-image " + file("start.png") + " --strength 0.7 --json --output " + file("c.png"));
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(json::parse(ran.out)["step_s"].size(), 2u);  // int(3 * 0.7)
    EXPECT_NE(text_of(file("c.png"), "parameters").find(", Denoising strength: 0.7, "), std::string::npos);
    EXPECT_NE(pixels(file("c.png")), pixels(file("start.png")));
}

TEST_F(Generate, AnUnreadableStartIsAnError) {
    std::ofstream(file("text.png")) << "no picture";
    const Ran ran = generate("--prompt x --init-image " + file("text.png"));
    EXPECT_NE(ran.exit_code, 0);
    EXPECT_NE(ran.err.find("could not read the picture " + file("text.png")), std::string::npos) << ran.err;
}

TEST_F(Generate, CtrlCKeepsWhatIsFinished) {
    // 64 pictures of 900 steps take minutes; the signal comes when the first is being drawn.
    std::ofstream(file("stop.sh")) << "'" IMAGELAB_PROGRAM "' generate --model " IMAGELAB_SOURCE_DIR
                                      "/tests/reference/golden/tiny64 --width 64 --height 64 "
                                   << "--prompt x --batch-size 64 --steps 900 --output " << file("out/") << " 2>" << file("log")
                                   << " & program=$!\n"
                                   << "for i in $(seq 1000); do grep -q denoising " << file("log") << " && break; sleep 0.1; done\n"
                                   << "kill -INT $program; wait $program; echo $?\n";
    const Ran ran = run_program("--version; sh " + file("stop.sh"));
    EXPECT_NE(ran.out.find("\n130\n"), std::string::npos) << ran.out;
    const std::string log = read_text_file(file("log"));
    EXPECT_NE(log.find("imagelab: cancelled; "), std::string::npos) << log;
    for (const auto& entry : fs::directory_iterator(file("out"))) EXPECT_TRUE(read_picture(entry.path())) << entry.path();
}

TEST_F(Generate, PlanAgreesWithTheRunAboutStagesAndSizes) {
    const Ran ran =
        run_program("plan --json --prompt x --width 128 --height 64 --model " IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json plan = json::parse(ran.out);
    EXPECT_GE(plan["stages"].size(), 3u);
    EXPECT_EQ(plan["request"]["hyperparameters"]["width"], 128);
    int64_t peak = 0;
    for (const json& stage : plan["stages"]) peak = std::max(peak, stage["peak_bytes"].get<int64_t>());
    EXPECT_EQ(plan["predicted_peak_bytes"], peak);
}

TEST_F(Generate, PlansForACardThatIsNotHere) {
    const std::string plan = "plan --prompt x --width 128 --height 64 --model " IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64 ";
    const Ran ran = run_program(plan + "--json --device-memory 16G");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json object = json::parse(ran.out);
    EXPECT_LE(object["predicted_peak_bytes"], object["memory_budget"]);
    EXPECT_LT(object["memory_budget"], int64_t{16} << 30);
    EXPECT_TRUE(object["seconds"].is_null());
    for (const json& stage : object["stages"]) EXPECT_EQ(stage["streamed_bytes"], 0);
    const Ran small = run_program(plan + "--device-memory 4M");
    EXPECT_EQ(small.exit_code, 0) << small.err;
    EXPECT_NE(small.out.find("does not fit"), std::string::npos) << small.out;
    EXPECT_EQ(run_program(plan + "--device-memory lots").exit_code, 2);
    EXPECT_EQ(run_program(plan + "--device-memory 16G --device cpu").exit_code, 4);
}

}  // namespace
}  // namespace imagelab
