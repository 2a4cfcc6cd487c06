#include "core/results/analytics.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "core/results/analysis_page.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

LabRecord record(const std::string& profile, bool favourite, int rating, int number, const std::string& sampler = "euler") {
    LabRecord made;
    made.values = {"sdxl", profile, sampler, "30", "5"};
    made.picture = "/p/" + profile + sampler + std::to_string(number) + ".png";
    made.favourite = favourite;
    made.rating = rating;
    return made;
}

TEST(Wilson, EqualsPublishedValues) {
    // Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    const auto expect = [](int successes, int trials, double low, double high) {
        const Interval interval = wilson(successes, trials, 1.959964);
        EXPECT_NEAR(interval.low, low, 5e-5) << successes << "/" << trials;
        EXPECT_NEAR(interval.high, high, 5e-5) << successes << "/" << trials;
    };
    expect(81, 263, 0.2553, 0.3662);
    expect(15, 148, 0.0624, 0.1605);
    expect(0, 20, 0.0000, 0.1611);
    expect(1, 29, 0.0061, 0.1718);
    EXPECT_EQ(wilson(0, 0).low, 0);
    EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Analytics, FewPicturesTopNothing) {
    std::vector<LabRecord> records;
    for (int i = 0; i < 3; ++i) records.push_back(record("lucky", true, 5, i));
    for (int i = 0; i < 100; ++i) records.push_back(record("good", i < 80, 0, i));
    for (int i = 0; i < 100; ++i) records.push_back(record("poor", i < 10, 0, i));
    const Analysis analysis = analyze(records, false);
    const FactorTable& profiles = analysis.singles[static_cast<size_t>(Factor::profile)];
    ASSERT_EQ(profiles.groups.size(), 3u);
    EXPECT_EQ(profiles.groups[0].values[0], "good");
    EXPECT_EQ(profiles.groups[1].values[0], "lucky");
    EXPECT_EQ(profiles.groups[2].values[0], "poor");
    EXPECT_DOUBLE_EQ(profiles.groups[1].success_share, 1);
    EXPECT_EQ(analysis.pictures, 203);
    EXPECT_EQ(analysis.successes, 93);
    EXPECT_EQ(analysis.pairs.size(), 10u);
    EXPECT_EQ(analysis.configurations.groups.front().values.size(), 5u);
    const Analysis judged = analyze(records, true);
    EXPECT_EQ(judged.pictures, 93) << "what nobody judged is left out";
}

TEST(Analytics, RatingsLeanTowardsTheMeanOfAll) {
    std::vector<LabRecord> records;
    for (int i = 0; i < 50; ++i) records.push_back(record("many", false, 4, i));
    for (int i = 0; i < 50; ++i) records.push_back(record("few", false, 2, i + 100));
    records.push_back(record("one", false, 5, 1));
    const Analysis analysis = analyze(records, false);
    for (const GroupStatistics& group : analysis.singles[1].groups) {
        if (group.values[0] == "one") {
            EXPECT_LT(group.rating, 3.6);
            EXPECT_GT(group.rating_range.high - group.rating_range.low, 1);
        }
        if (group.values[0] == "many") {
            EXPECT_NEAR(group.rating, 3.94, 0.03);
            EXPECT_LT(group.rating_range.high - group.rating_range.low, 0.7);
        }
    }
}

class JobLogs : public testing::Test {
  protected:
    LogReading read(const std::string& text) {
        test::write_file(folder_ / "jobs_old.log", text);
        return std::move(read_job_log(folder_ / "jobs_old.log")).value();
    }
    test::TempFolder folder_;
};

TEST_F(JobLogs, EarlierVersionsFieldsAreUnderstood) {
    const LogReading reading = read(
        R"({"timestamp": "2025-03-01T22:10:05", "instance_id": "box-1", "model": "SG161222/RealVisXL_V5.0", "style_profile": "Cinematic", "scheduler": "DPM++ 2M", "steps": 30, "cfg_scale": 7.0, "seed": 4, "width": 1024, "prompt": "a cat", "image_path": "out/a.png", "elapsed_sec": 12.5, "gpu": {"name": "x"}, "unknown": [1, 2]})"
        "\n\n"
        R"(2025-03-01 22:11:00 INFO {"model_name": "sdxl_base.safetensors", "profile": null, "sampler": "EulerDiscreteScheduler", "num_inference_steps": "25", "guidance_scale": "6.5", "outputs": ["a1.png", "a2.png"], "duration": "8.0 s", "favorite": true, "rating": 5})"
        "\n"
        R"({"model": "m", "scheduler": "UniPC", "steps": 20, "status": "error", "error": "CUDA out of memory"})"
        "\nTraceback (most recent call last):\n"
        R"({"request": {"model": {"base": "stabilityai/sdxl-base"}, "scheduler": {"type": "DPM++", "steps": 50}, "hyperparameters": {"guidance_scale": 7.5, "seed": 1, "batch_size": 2}}, "status": "completed"})"
        "\n");
    EXPECT_EQ(reading.lines, 5);
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_NE(reading.problems[0].find("jobs_old.log:5"), std::string::npos) << reading.problems[0];
    ASSERT_EQ(reading.records.size(), 1u + 2u + 1u + 2u);
    const auto values = [&](size_t i) { return reading.records[i].values; };
    EXPECT_EQ(values(0), (std::array<std::string, 5>{"RealVisXL_V5.0", "Cinematic", "dpmpp_2m", "30", "7"}));
    EXPECT_EQ(reading.records[0].seconds, 12.5);
    EXPECT_EQ(values(1), (std::array<std::string, 5>{"sdxl_base", "none", "euler", "25", "6.5"}));
    EXPECT_EQ(reading.records[2].picture, "a2.png");
    EXPECT_EQ(reading.records[2].seconds, 4.0);
    EXPECT_TRUE(reading.records[1].success());
    EXPECT_TRUE(reading.records[3].failed);
    EXPECT_TRUE(reading.records[3].picture.empty());
    EXPECT_EQ(values(3)[2], "unipc");
    EXPECT_EQ(values(4), (std::array<std::string, 5>{"sdxl-base", "none", "dpmpp_2m", "50", "7.5"}));
    EXPECT_NE(reading.records[4].picture, reading.records[5].picture);
    const Analysis analysis = analyze(joined({}, reading.records), false);
    EXPECT_EQ(analysis.pictures, 5);
    EXPECT_EQ(analysis.jobs_failed, 1);
    EXPECT_FALSE(read_job_log(folder_ / "none.log"));
}

TEST_F(JobLogs, JoinTheGallerysPicturesOnce) {
    std::vector<LabRecord> gallery{record("anime", true, 0, 1)};
    gallery[0].picture = folder_ / "a.png";
    std::vector<LabRecord> log{record("anime", false, 0, 1)};
    log[0].picture = folder_ / "x/../a.png";
    log[0].seconds = 3;
    const auto all = joined(gallery, log);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_TRUE(all[0].favourite);
    EXPECT_EQ(all[0].seconds, 3.0);
    test::write_file(folder_ / "deep/jobs_a.log", "");
    test::write_file(folder_ / "deep/other.log", "");
    EXPECT_EQ(job_logs({folder_.path()}).size(), 1u);
}

// Pictures of a data folder of their own, judged on the command line.
class AnalyzeProgram : public testing::Test {
  protected:
    void SetUp() override {
        for (int i = 0; i < 6; ++i) {
            Request request;
            request.prompt = "a <red> cat, oil";
            request.style.own_prompt = "a <red> cat";
            request.style.profiles = {{i % 2 == 0 ? "anime" : "watercolor", 1}};
            request.seed = i;
            request.width = request.height = 16;
            const fs::path path = folder_ / ("pictures/p" + std::to_string(i) + ".png");
            fs::create_directories(path.parent_path());
            write_png(path, {16, 16, std::vector<uint8_t>(16 * 16 * 3, static_cast<uint8_t>(40 * i))}, picture_texts(request, 0, {}));
        }
        EXPECT_EQ(run("gallery add '" + (folder_ / "pictures").string() + "'").exit_code, 0);
        EXPECT_EQ(run("gallery favourite " + picture(0) + " " + picture(2)).exit_code, 0);
        EXPECT_EQ(run("gallery rate 2 " + picture(1)).exit_code, 0);
        EXPECT_EQ(run("gallery tag --tag kept " + picture(2)).exit_code, 0);
    }
    Ran run(const std::string& arguments) const { return run_program(arguments + " --data '" + (folder_ / "data").string() + "'"); }
    std::string picture(int i) const { return "'" + (folder_ / ("pictures/p" + std::to_string(i) + ".png")).string() + "'"; }
    test::TempFolder folder_;
};

TEST_F(AnalyzeProgram, NumbersPageAndPlots) {
    test::write_file(
        folder_ / "logs/jobs_x.log",
        R"({"model": "old", "style_profile": "anime", "scheduler": "Euler", "steps": 30, "cfg_scale": 5, "image": "/gone/z.png", "seconds": 2})"
        "\n");
    const std::string page = (folder_ / "page.html").string(), plots = (folder_ / "plots").string();
    const Ran ran = run("analyze --json --logs '" + (folder_ / "logs").string() + "' --html '" + page + "' --plots '" + plots + "'");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json out = json::parse(ran.out);
    EXPECT_EQ(out.at("pictures"), 7);
    EXPECT_EQ(out.at("judged"), 3);
    EXPECT_EQ(out.at("liked"), 2);
    const json& best = out.at("singles")[1].at("groups")[0];
    EXPECT_EQ(best.at("profile"), "anime");
    EXPECT_STREQ(factor_word(Factor::profile), "style") << "people read of styles";
    EXPECT_EQ(best.at("pictures"), 4);
    const std::string html = read_text_file(page);
    EXPECT_NE(html.find("<svg"), std::string::npos);
    EXPECT_NE(html.find("watercolor"), std::string::npos);
    const auto plot = read_picture(fs::path(plots) / "liked_by_profile.png");
    ASSERT_TRUE(plot) << plot.error();
    EXPECT_EQ(plot->width, 900);
    EXPECT_NE(run("analyze").out.find("anime"), std::string::npos);
    EXPECT_EQ(run("analyze --logs /nowhere.log").exit_code, 2);
}

TEST_F(AnalyzeProgram, FavouritesBecomeACaptionedTrainingSet) {
    const fs::path set = folder_ / "set";
    for (int again = 0; again < 2; ++again) {
        const Ran ran = run("gallery export --favourites --json '" + set.string() + "'");
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        EXPECT_EQ(json::parse(ran.out).at("pictures"), 2);
        EXPECT_EQ(std::distance(fs::directory_iterator(set), fs::directory_iterator()), 5)
            << "two pictures, two captions, one list, also the second time";
    }
    EXPECT_EQ(read_text_file(set / "p0.txt"), "a <red> cat\n");
    EXPECT_EQ(read_text_file(set / "p2.txt"), "a <red> cat, kept\n");
    EXPECT_EQ(read_text_file(set / "p2.png"), read_text_file(folder_ / "pictures/p2.png"));
    std::istringstream lines(read_text_file(set / "metadata.jsonl"));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_TRUE(fs::exists(set / json::parse(line).at("file_name").get<std::string>()));
    EXPECT_EQ(count, 2);
    test::write_file(set / "metadata.jsonl", R"({"file_name": "another.png", "text": "of before"})"
                                             "\n");
    ASSERT_EQ(run("gallery export --favourites '" + set.string() + "'").exit_code, 0);
    EXPECT_NE(read_text_file(set / "metadata.jsonl").find("of before"), std::string::npos) << "lines on other pictures stay";
    EXPECT_EQ(run("gallery export --tag nothing '" + set.string() + "'").exit_code, 2);
}

}  // namespace
}  // namespace imagelab
