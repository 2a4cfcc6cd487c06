#include "core/jobs/headless.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "core/base/paths.h"
#include "core/image/picture.h"
#include "core/jobs/job_log.h"
#include "core/prompts/profiles.h"
#include "tests/build_paths.h"
#include "tests/support/queue_program.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using VariableMap = std::map<std::string, std::string>;

Result<HeadlessSettings> read(VariableMap values) {
    values.try_emplace("PROMPT", "a red apple");
    return read_headless([&](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    });
}

struct Good {
    const char *name, *value;
    std::function<bool(const HeadlessSettings&)> holds;
};

TEST(Headless, GoodValuesOfEveryVariable) {
    const std::vector<Good> table{
        {"PROMPT", "a green star", [](const auto& s) { return s.prompt == "a green star"; }},
        {"NEGATIVE_PROMPT", "blurry", [](const auto& s) { return s.negative_prompt == "blurry"; }},
        {"NEGATIVE_PROMPT", "", [](const auto& s) { return !s.negative_prompt; }},
        {"MODEL", "SDXL Base 1.0", [](const auto& s) { return s.model == "SDXL Base 1.0"; }},
        {"STYLE_PROFILE", "Anime", [](const auto& s) { return s.style_profile == "Anime"; }},
        {"SCHEDULER", "Default", [](const auto& s) { return !s.sampler; }},
        {"SCHEDULER", "Euler", [](const auto& s) { return s.sampler == SamplerKind::euler; }},
        {"SCHEDULER", "DPM++ 2M", [](const auto& s) { return s.sampler == SamplerKind::dpmpp_2m; }},
        {"SCHEDULER", "UniPC", [](const auto& s) { return s.sampler == SamplerKind::unipc; }},
        {"STEPS", "4", [](const auto& s) { return s.steps == 4; }},
        {"STEPS", "80", [](const auto& s) { return s.steps == 80; }},
        {"CFG_SCALE", "1.0", [](const auto& s) { return s.cfg_scale == 1.0; }},
        {"CFG_SCALE", "20", [](const auto& s) { return s.cfg_scale == 20.0; }},
        {"WIDTH", "256", [](const auto& s) { return s.width == 256; }},
        {"WIDTH", "1536", [](const auto& s) { return s.width == 1536; }},
        {"HEIGHT", "1024", [](const auto& s) { return s.height == 1024; }},
        {"INIT_IMAGE", "a.png", [](const auto& s) { return s.init_image == "a.png"; }},
        {"STRENGTH", "0.75", [](const auto& s) { return s.strength == 0.75; }},
        {"MASK", "", [](const auto& s) { return s.mask.empty(); }},
        {"MASK_BLUR", "0", [](const auto& s) { return s.mask_blur == 0; }},
        {"DETAILER", "model=face,strength=0.3,prompt=a face, old; model=hand",
         [](const auto& s) { return s.details.size() == 2 && s.details[0].prompt == "a face, old" && s.details[1].model == "hand"; }},
        {"BATCH_SIZE", "1", [](const auto& s) { return s.batch_size == 1; }},
        {"BATCH_SIZE", "10", [](const auto& s) { return s.batch_size == 10; }},
        {"SEED", "-1", [](const auto& s) { return s.seed == -1; }},
        {"SEED", "9223372036854775807", [](const auto& s) { return s.seed == INT64_MAX; }},
        {"RUN_ALL_PROFILES", "1", [](const auto& s) { return s.run_all_profiles; }},
        {"RUN_ALL_PROFILES", "False", [](const auto& s) { return !s.run_all_profiles; }},
        {"RUN_ALL_MODELS", "yes", [](const auto& s) { return s.run_all_models; }},
        {"RUN_ALL_MODELS", "0", [](const auto& s) { return !s.run_all_models; }},
        {"INSTANCE_ID", "gpu-0", [](const auto& s) { return s.instance_id == "gpu-0"; }},
        {"INSTANCE_ID", "", [](const auto& s) { return !s.instance_id.empty(); }},
        {"PIPE_CACHE_MAX", "3", [](const auto& s) { return s.cached_models == 3; }},
    };
    std::set<std::string> covered;
    for (const Good& good : table) {
        covered.insert(good.name);
        const auto settings = read({{good.name, good.value}});
        ASSERT_TRUE(settings) << good.name << "=" << good.value << ": " << settings.error();
        EXPECT_TRUE(good.holds(*settings)) << good.name << "=" << good.value;
    }
    for (const HeadlessVariable& variable : headless_variables()) EXPECT_TRUE(covered.contains(variable.name)) << variable.name;
    const auto defaults = read({});
    EXPECT_EQ(defaults->seed, -1);
    EXPECT_EQ(defaults->batch_size, 1);
    EXPECT_EQ(defaults->cached_models, 2);
}

TEST(Headless, ValuesOutOfRangeNameTheVariableAndWhatIsAllowed) {
    const std::vector<std::array<const char*, 3>> table{
        {"PROMPT", " ", "say what to draw"},
        {"SCHEDULER", "Heun 3000",
         "Default, Euler, Euler ancestral, DDIM, DPM++ 2M, UniPC, UniPC bh2, PNDM (PLMS), LMS, Heun, DPM2, DPM2 ancestral, DPM++ 2S "
         "ancestral, "
         "DPM++ SDE, DPM++ 2M SDE, DPM++ 2M SDE Heun, DPM++ 3M SDE, DEIS, DDPM, LCM, TCD, RES multistep, RES multistep ancestral, ER-SDE, "
         "Euler CFG++, Euler ancestral CFG++, DPM adaptive"},
        {"STEPS", "3", "4 to 80"},
        {"STEPS", "81", "4 to 80"},
        {"STEPS", "ten", "4 to 80"},
        {"STEPS", "30.5", "4 to 80"},
        {"CFG_SCALE", "0.9", "1.0 to 20.0"},
        {"CFG_SCALE", "20.1", "1.0 to 20.0"},
        {"CFG_SCALE", "nan", "1.0 to 20.0"},
        {"WIDTH", "248", "256 to 1536"},
        {"WIDTH", "1544", "256 to 1536"},
        {"WIDTH", "260", "a multiple of 8"},
        {"HEIGHT", "0", "256 to 1536"},
        {"HEIGHT", "1e3", "256 to 1536"},
        {"DETAILER", "strength=2", "a number from 0 to 1"},
        {"DETAILER", "size=2", "sets nothing of a detailer"},
        {"BATCH_SIZE", "0", "1 to 10"},
        {"BATCH_SIZE", "11", "1 to 10"},
        {"SEED", "-2", "-1 for a random one"},
        {"SEED", "18446744073709551616", "-1 for a random one"},
        {"SEED", "x", "-1 for a random one"},
        {"RUN_ALL_PROFILES", "maybe", "1 or 0"},
        {"RUN_ALL_MODELS", "2", "1 or 0"},
        {"INSTANCE_ID", "a/b", "without /"},
        {"PIPE_CACHE_MAX", "0", "1 to 64"}};
    for (const auto& [name, value, allowed] : table) {
        const auto settings = read({{name, value}});
        ASSERT_FALSE(settings) << name << "=" << value;
        EXPECT_EQ(settings.error().find(name), 0u) << settings.error();
        EXPECT_NE(settings.error().find(allowed), std::string::npos) << settings.error();
    }
    const auto several = read({{"STEPS", "1"}, {"WIDTH", "7"}, {"SCHEDULER", "x"}});
    for (const char* name : {"STEPS", "WIDTH", "SCHEDULER"}) EXPECT_NE(several.error().find(name), std::string::npos);
}

TEST(Headless, ContradictionsAreRefused) {
    const auto both = read({{"RUN_ALL_PROFILES", "1"}, {"RUN_ALL_MODELS", "true"}});
    ASSERT_FALSE(both);
    EXPECT_NE(both.error().find("exclude each other"), std::string::npos);
    EXPECT_TRUE(read({{"RUN_ALL_PROFILES", "1"}, {"RUN_ALL_MODELS", "no"}}));
    const auto wanted = [](const char* value) {
        return headless_wanted([&](const std::string&) { return std::optional<std::string>(value); });
    };
    for (const char* yes : {"1", "true", "YES", "on"}) EXPECT_TRUE(*wanted(yes)) << yes;
    for (const char* no : {"", "0", "false", "off"}) EXPECT_FALSE(*wanted(no)) << no;
    EXPECT_FALSE(wanted("perhaps").ok());
}

TEST(Headless, OneJobForEachProfileOrModel) {
    auto settings = read({{"RUN_ALL_PROFILES", "1"}, {"STEPS", "12"}});
    const auto by_profile = headless_requests(*settings, {}, "/out/run");
    ASSERT_TRUE(by_profile) << by_profile.error();
    EXPECT_EQ(by_profile->size(), ProfileLibrary::load().profiles().size());
    std::set<std::string> prompts;
    for (const Request& request : *by_profile) {
        EXPECT_EQ(request.steps, 12) << "what is given wins over the profile";
        EXPECT_EQ(request.seed, by_profile->front().seed) << "so that profiles can be compared";
        EXPECT_EQ(request.output, "/out/run/");
        prompts.insert(request.prompt);
    }
    EXPECT_GT(prompts.size(), 25u);
    settings = read({{"RUN_ALL_MODELS", "1"}, {"STYLE_PROFILE", "giger"}});
    EXPECT_FALSE(headless_requests(*settings, {}, "/out")) << "no such profile, no model";
    settings = read({{"RUN_ALL_MODELS", "1"}, {"STYLE_PROFILE", "hr-giger"}});
    const auto by_model = headless_requests(*settings, {"", "/m/a.safetensors"}, "/out");
    ASSERT_TRUE(by_model) << by_model.error();
    ASSERT_EQ(by_model->size(), 2u);
    EXPECT_EQ((*by_model)[1].model, "/m/a.safetensors");
    EXPECT_EQ((*by_model)[1].steps, 40) << "the profile's";
}

TEST(Headless, RunFoldersAreNamedByTimeAndModel) {
    EXPECT_EQ(model_slug(""), "demo");
    EXPECT_EQ(model_slug("SG161222/RealVisXL_V5.0"), "realvisxl-v5-0");
    EXPECT_EQ(model_slug("/models/sd_xl_base_1.0.safetensors"), "sd-xl-base-1-0");
    EXPECT_EQ(model_slug("/models/folder/"), "folder");
    test::TempFolder folder;
    auto settings = read({{"MODEL", "/m/x.safetensors"}});
    const auto first = make_run_folder(folder.path(), *settings, 1700000000),
               second = make_run_folder(folder.path(), *settings, 1700000000);
    EXPECT_TRUE(first->filename().string().starts_with("run_2023111") && first->filename().string().ends_with("_x")) << *first;
    EXPECT_EQ(second->string(), first->string() + "-2");
    settings = read({{"RUN_ALL_MODELS", "1"}});
    EXPECT_TRUE(make_run_folder(folder.path(), *settings, 1700000000)->string().ends_with("_multi_models"));
}

TEST(JobLog, LinesOfManyWritersStayWhole) {
    test::TempFolder folder;
    const fs::path file = folder / "jobs_x.log";
    test::write_file(file, "{\"torn\": ");  // what a crash left
    constexpr int writers = 4, lines = 50;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            for (int i = 0; i < lines; ++i) ASSERT_TRUE(append_line(file, {{"writer", writer}, {"text", std::string(5000, 'x')}}).ok());
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::ifstream in(file);
    int whole = 0, torn = 0;
    for (std::string line; std::getline(in, line);) (json::parse(line, nullptr, false).is_object() ? whole : torn) += 1;
    EXPECT_EQ(whole, writers * lines);
    EXPECT_EQ(torn, 1);
    EXPECT_FALSE(append_line(folder / "none/x.log", {}).ok());
}

// The program with nothing around it: no home, no display, no terminal.
class HeadlessProgram : public testing::Test {
  protected:
    Ran run(const std::string& variables, const std::string& arguments = "") {
        const std::string command = "cd '" + folder_.path().string() + "' && env -i OMP_WAIT_POLICY=passive VK_ICD_FILENAMES=/none " +
                                    variables + " '" IMAGELAB_PROGRAM "' " + arguments + " >out 2>err </dev/null";
        const int status = std::system(command.c_str());
        return {WEXITSTATUS(status), read_text_file(folder_ / "out"), read_text_file(folder_ / "err")};
    }
    std::vector<json> log(const std::string& instance) const {
        std::vector<json> lines;
        std::ifstream in(folder_ / ("jobs_" + instance + ".log"));
        for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
        return lines;
    }
    test::TempFolder folder_;
};

TEST_F(HeadlessProgram, RunsWithoutHomeDisplayAndTerminal) {
    const Ran ran = run("HEADLESS=1 PROMPT='a red apple' STEPS=4 BATCH_SIZE=2 SEED=5 SCHEDULER=UniPC INSTANCE_ID=box");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const auto lines = log("box");
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].at("status"), "done");
    EXPECT_EQ(lines[0].at("scheduler"), "unipc");
    EXPECT_EQ(lines[0].at("seed"), 5);
    EXPECT_GT(lines[0].at("seconds").get<double>(), 0);
    std::istringstream paths(ran.out);
    int pictures = 0;
    for (std::string path; std::getline(paths, path); ++pictures) {
        EXPECT_TRUE(fs::exists(path)) << path;
        EXPECT_EQ(lines[0].at("images")[static_cast<size_t>(pictures)], path);
        EXPECT_TRUE(fs::path(path).parent_path().filename().string().ends_with("_demo"));
        EXPECT_TRUE(fs::path(path).parent_path().filename().string().starts_with("run_"));
    }
    EXPECT_EQ(pictures, 2);
    // An option wins over its variable, and the command needs no HEADLESS.
    EXPECT_EQ(run("PROMPT='a star' STEPS=80 INSTANCE_ID=two", "headless --steps 4 --json").exit_code, 0);
    EXPECT_EQ(log("two").at(0).at("steps"), 4);
}

// As in a container: an account without a name, nothing in the environment, and no folder to write in but that of the pictures.
TEST_F(HeadlessProgram, RunsInAReadOnlyFolderWithAPlaceForPicturesAlone) {
    const fs::path work = folder_ / "work", out = work / "output_images";
    const bool root = ::geteuid() == 0;  // whom permissions do not hold
    const std::string nobody = root ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
    if (std::system((nobody + "test -x '" IMAGELAB_PROGRAM "'").c_str()) != 0) GTEST_SKIP() << "the program is in a private folder";
    fs::create_directories(out);
    fs::permissions(folder_.path(), fs::perms::all);
    fs::permissions(out, fs::perms::all);
    fs::permissions(work, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
    const auto headless = [&](const std::string& arguments) {
        const std::string command =
            "cd '" + work.string() + "' && " + nobody +
            "env -i OMP_WAIT_POLICY=passive VK_ICD_FILENAMES=/none HEADLESS=1 PROMPT='a red apple' STEPS=4 INSTANCE_ID=box '" +
            IMAGELAB_PROGRAM "' " + arguments + " >../out 2>../err </dev/null";
        return WEXITSTATUS(std::system(command.c_str()));
    };
    EXPECT_EQ(headless(""), 0) << read_text_file(folder_ / "err");
    const json line = json::parse(read_text_file(out / "jobs_box.log"));
    EXPECT_EQ(line.at("status"), "done");
    EXPECT_EQ(line.at("images")[0].get<std::string>() + "\n", read_text_file(folder_ / "out"));
    EXPECT_TRUE(read_picture(line.at("images")[0].get<std::string>())) << "a whole picture";
    EXPECT_EQ(std::distance(fs::directory_iterator(work), fs::directory_iterator()), 1) << "the pictures' folder alone";
    EXPECT_EQ(headless("headless --log-dir ."), 5) << "said before anything is computed";
    EXPECT_NE(read_text_file(folder_ / "err").find("--log-dir"), std::string::npos);
    EXPECT_EQ(headless("headless --output elsewhere"), 5);
    fs::permissions(work, fs::perms::all);
}

TEST_F(HeadlessProgram, ExitCodes) {
    EXPECT_EQ(run("HEADLESS=1").exit_code, 2) << "no prompt";
    EXPECT_EQ(run("HEADLESS=what PROMPT=x").exit_code, 2);
    const Ran range = run("HEADLESS=1 PROMPT=x STEPS=3 WIDTH=100");
    EXPECT_EQ(range.exit_code, 2);
    EXPECT_NE(range.err.find("STEPS"), std::string::npos);
    EXPECT_NE(range.err.find("WIDTH"), std::string::npos);
    EXPECT_EQ(run("HEADLESS=1 PROMPT=x RUN_ALL_PROFILES=1 RUN_ALL_MODELS=1").exit_code, 2);
    EXPECT_EQ(run("HEADLESS=1 PROMPT=x STYLE_PROFILE=nothing").exit_code, 2);
    EXPECT_EQ(run("HEADLESS=1 PROMPT=x MODEL=/nowhere/model.safetensors").exit_code, 3);
    EXPECT_EQ(run("HEADLESS=1 PROMPT=x", "headless --device vulkan:7").exit_code, 4);
    test::write_file(folder_ / "file", "");
    EXPECT_EQ(run("HEADLESS=1 PROMPT=x", "headless --output file").exit_code, 5);
    EXPECT_FALSE(fs::exists(folder_ / "output_images")) << "nothing was begun";
}

TEST_F(HeadlessProgram, TerminationKeepsWhatIsFinishedAndIsLogged) {
    const fs::path log_file = folder_ / "jobs_stop.log", home = folder_ / "home";
    ::setenv("IMAGELAB_DATA", home.c_str(), 1);
    test::Child child({"headless", "--prompt", "a red apple", "--steps", "80", "--batch-size", "10", "--instance-id", "stop", "--output",
                       (folder_ / "o").string(), "--log-dir", folder_.path().string(), "--device", "cpu"},
                      folder_ / "out");
    const auto pictures = [&] {
        size_t count = 0;
        std::error_code ignored;
        for (const auto& entry : fs::recursive_directory_iterator(folder_ / "o", ignored))
            count += entry.path().extension() == ".png" && entry.path().filename().string()[0] != '.';
        return count;
    };
    while (!child.wait_for(20) && pictures() == 0) {
    }
    child.signal(SIGTERM);
    EXPECT_EQ(child.wait(), 130);
    ::unsetenv("IMAGELAB_DATA");
    const json line = json::parse(read_text_file(log_file));
    EXPECT_EQ(line.at("status"), "cancelled");
    EXPECT_EQ(line.at("images").size(), pictures());
    EXPECT_GE(pictures(), 1u);
    EXPECT_LT(pictures(), 10u);
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "o")) {
        const bool picture = entry.path().extension() == ".png" && read_picture(entry.path());
        EXPECT_TRUE(entry.is_directory() || picture) << entry.path() << " is a half file";
    }
}

}  // namespace
}  // namespace imagelab
