// Whatever the program reads as JSON or text may be 100,000 brackets deep, a pipe that nobody writes to, or a device without end: every
// reader says so and comes back. A reader that recursed or waited would end or hang this program.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/folders.h"
#include "core/base/paths.h"
#include "core/families/model_files.h"
#include "core/gallery/gallery_index.h"
#include "core/gallery/sidecar.h"
#include "core/image/picture.h"
#include "core/library/model_folders.h"
#include "core/metadata/metadata.h"
#include "core/night/device_locks.h"
#include "core/night/night.h"
#include "core/prompts/profiles.h"
#include "core/prompts/theme.h"
#include "core/results/analytics.h"
#include "core/tokenizers/clip_vocabulary.h"
#include "core/tokenizers/t5.h"
#include "core/weights/settings.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

const fs::path tiny = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

const std::vector<std::string>& deep_texts() {
    static const std::vector<std::string> texts{repeated("[", 100'000) + repeated("]", 100'000), repeated("{\"a\":", 100'000),
                                                repeated("[{\"vocab\":", 50'000)};
    return texts;
}

class HostileFiles : public ::testing::Test {
  protected:
    // `read` is to come back, and to say that it read nothing, from each kind of file at `path`.
    static void expect_refused(const fs::path& path, const std::function<bool()>& read) {
        for (const std::string& text : deep_texts()) {
            fs::remove(path);
            write_file(path, text);
            EXPECT_FALSE(read()) << path << ": " << text.substr(0, 12) << "...";
        }
        expect_irregular_refused(path, read);
    }
    static void expect_irregular_refused(const fs::path& path, const std::function<bool()>& read) {
        fs::remove(path);
        ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
        EXPECT_FALSE(read()) << path << ": a pipe";
        fs::remove(path);
        fs::create_symlink("/dev/zero", path);
        EXPECT_FALSE(read()) << path << ": a device";
        fs::remove(path);
    }
    static bool comes_back(const std::function<void()>& read) {
        try {
            read();
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }
    TempFolder folder_;
};

TEST_F(HostileFiles, Requests) {
    const fs::path file = folder_ / "request.json";
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    const Ran pipe = run_program("plan --request " + (folder_ / "pipe").string());
    EXPECT_EQ(pipe.exit_code, 2);
    EXPECT_NE(pipe.err.find("it is a pipe, expected a file"), std::string::npos) << pipe.err;
    write_file(file, deep_texts()[0]);
    const Ran ran = run_program("plan --request - <" + file.string());
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_NE(ran.err.find("it nests deeper than 128 levels"), std::string::npos) << ran.err;
}

TEST_F(HostileFiles, ConfigurationsOfAModel) {
    const fs::path model = folder_ / "model";
    fs::copy(tiny, model, fs::copy_options::recursive);
    ASSERT_TRUE(open_model(model));
    for (const char* part :
         {"model_index.json", "unet/config.json", "vae/config.json", "text_encoder/config.json", "scheduler/scheduler_config.json"}) {
        expect_refused(model / part, [&] { return open_model(model).ok(); });
        fs::copy_file(tiny / part, model / part);
        ASSERT_TRUE(open_model(model));
    }
    expect_refused(model / "unet" / "diffusion_pytorch_model.safetensors.index.json",
                   [&] { return comes_back([&] { Settings::read(model / "unet" / "diffusion_pytorch_model.safetensors.index.json"); }); });
}

TEST_F(HostileFiles, Vocabularies) {
    const fs::path clip = folder_ / "clip", t5 = folder_ / "t5";
    fs::copy(tiny / "tokenizer", clip);
    fs::create_directories(t5);
    ASSERT_TRUE(ClipVocabulary::open(clip));
    for (const char* part : {"vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
        expect_refused(clip / part, [&] { return ClipVocabulary::open(clip).ok(); });
        if (fs::exists(tiny / "tokenizer" / part)) fs::copy_file(tiny / "tokenizer" / part, clip / part);
    }
    expect_refused(t5 / "tokenizer.json", [&] { return T5Tokenizer::open(t5).ok(); });
    expect_refused(t5 / "spiece.model", [&] { return T5Tokenizer::open(t5).ok(); });
}

TEST_F(HostileFiles, ProfilesThemesAndFolders) {
    const fs::path own = folder_ / "profiles";
    fs::create_directories(own);
    expect_refused(own / "mine.json", [&] { return read_profile(own / "mine.json").ok(); });
    write_file(own / "deep.json", deep_texts()[0]);
    ASSERT_EQ(::mkfifo((own / "pipe.json").c_str(), 0600), 0);
    EXPECT_EQ(ProfileLibrary::load(folder_ / "none", own).problems().size(), 2u);
    expect_irregular_refused(folder_ / "theme.yaml", [&] { return read_theme(folder_ / "theme.yaml", folder_.path()).ok(); });
    expect_refused(folder_ / "gallery.json", [&] { return !read_folder_list(folder_ / "gallery.json").empty(); });
    expect_refused(folder_ / "paths.yaml", [&] { return extra_model_paths(folder_ / "paths.yaml").ok(); });
    EXPECT_FALSE(parse_style_use("anime:" + deep_texts()[0]));
}

TEST_F(HostileFiles, Nights) {
    fs::create_directories(folder_ / "nights");
    expect_refused(folder_ / "nights" / "night-1.json", [&] { return !NightBook(folder_.path()).all().empty(); });
}

TEST_F(HostileFiles, Logs) {
    expect_irregular_refused(folder_ / "jobs.log", [&] { return read_job_log(folder_ / "jobs.log").ok(); });
    for (const std::string& text : deep_texts()) {
        write_file(folder_ / "jobs.log", text + "\n");
        const auto reading = read_job_log(folder_ / "jobs.log");
        ASSERT_TRUE(reading) << reading.error();
        EXPECT_EQ(reading->problems.size(), 1u);
    }
}

TEST_F(HostileFiles, PicturesAndWhatLiesBesideThem) {
    for (const char* name : {"picture.png", "picture.jpg", "picture.exr"}) {
        expect_refused(folder_ / name, [&] { return read_picture(folder_ / name).ok(); });
        expect_refused(folder_ / name, [&] { return read_metadata(folder_ / name).ok(); });
        expect_refused(folder_ / name, [&] { return read_png_texts(folder_ / name).ok(); });
    }
    expect_refused(folder_ / "picture.png.xmp", [&] { return read_sidecar(folder_ / "picture.png.xmp").has_value(); });
    for (const std::string& text : deep_texts()) EXPECT_TRUE(tags_of(text).empty());
    EXPECT_EQ(tags_of(R"(["a", 1, null, "b"])"), (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace imagelab::test
