#include "core/library/model_library.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/library/known_models.h"
#include "core/library/model_hashes.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/gguf_files.h"
#include "tests/support/run_program.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempFolder;

const fs::file_time_type some_time = std::chrono::file_clock::now() - std::chrono::hours(1) + std::chrono::nanoseconds(1);
const fs::path small_model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";

// A file of some tensors, all zeros, in f16.
void write_tensors(const fs::path& path, const std::map<std::string, Shape>& shapes,
                   const std::map<std::string, std::string>& metadata = {}) {
    fs::create_directories(path.parent_path());
    static const std::vector<std::byte> zeros(1 << 20);
    std::map<std::string, TensorView> views;
    for (const auto& [name, shape] : shapes) views[name] = {DType::f16, shape, zeros.data()};
    write_safetensors(path, views, metadata);
}

class Library : public testing::Test {
  protected:
    Library() {
        for (const char* name : {"HF_HUB_CACHE", "HF_HOME", "HF_ENDPOINT"}) ::unsetenv(name);
        ::setenv("HF_HUB_CACHE", (folder_ / "hub").c_str(), 1);
        fs::create_directories(folder_ / "hub");
    }
    ~Library() override { ::unsetenv("HF_HUB_CACHE"); }
    static const ModelFile& model(const ModelLibrary& library, const std::string& name) {
        const auto found = library.find(name);
        if (!found) throw Error(found.error());
        return **found;
    }
    TempFolder folder_;
    fs::path data_ = folder_ / "data";
};

TEST_F(Library, TellsEveryKindFromItsHeader) {
    const fs::path models = data_ / "models";
    write_tensors(models / "ink.safetensors", {{"lora_unet_a.lora_down.weight", {4, 8}}, {"lora_unet_a.lora_up.weight", {8, 4}}},
                  {{"ss_base_model_version", "sdxl_base_v1-0"}, {"ss_tag_frequency", std::string(5000, 'x')}});
    write_tensors(models / "vae.safetensors", {{"first_stage_model.decoder.conv_in.weight", {4, 4, 3, 3}}});
    write_tensors(models / "esrgan.safetensors", {{"model.0.weight", {4, 3, 3, 3}}, {"model.1.sub.0.RDB1.conv1.0.weight", {2, 4, 3, 3}}});
    write_tensors(models / "odd.safetensors", {{"something.else", {2}}});
    test::write_file(models / "cut.safetensors", std::string("\xff\x00\x00\x00\x00\x00\x00\x00{\"a\"", 12));
    test::write_file(models / "page.safetensors", "<!DOCTYPE html><html>login</html>");
    test::write_file(models / "old.ckpt", std::string("PK\x03\x04....", 8));
    const std::string word = test::PickleWriter()
                                 .raw("}")
                                 .text("string_to_param")
                                 .raw("}")
                                 .text("*")
                                 .tensor("HalfStorage", "0", 8, 0, {2, 4}, {4, 1})
                                 .raw("ss")
                                 .done();
    test::write_file(models / "word.pt", test::torch_zip(word, {std::string(16, '\0')}));
    test::write_file(models / "extra.bin", "no weights at all");
    test::write_file(models / "blocks.gguf",
                     test::GgufWriter().tensor("model.diffusion_model.out.2.weight", {2, 256}, 12, std::string(288, '\0')).done());
    test::write_file(models / "notes.txt", "no model");
    fs::create_directories(models / "sub");
    fs::copy(small_model, models / "sub" / "tiny64", fs::copy_options::recursive);
    const ModelLibrary library = ModelLibrary::scan(data_);
    ASSERT_EQ(library.models().size(), 11u);
    EXPECT_EQ(model(library, "ink").kind, "lora");
    EXPECT_EQ(model(library, "ink").state, ModelFile::State::other);
    EXPECT_EQ(model(library, "ink").parameters, 64);
    EXPECT_EQ(model(library, "ink").precision, "f16");
    EXPECT_EQ(model(library, "ink").metadata, (std::map<std::string, std::string>{{"ss_base_model_version", "sdxl_base_v1-0"}}));
    EXPECT_EQ(model(library, "vae").kind, "vae");
    EXPECT_EQ(model(library, "esrgan.safetensors").kind, "upscaler");
    EXPECT_EQ(model(library, "odd").state, ModelFile::State::other);
    for (const char* with : {"ink", "vae", "esrgan.safetensors", "word"}) EXPECT_TRUE(model(library, with).works_with_a_model()) << with;
    EXPECT_FALSE(model(library, "odd").works_with_a_model());
    EXPECT_EQ(model(library, "word").kind, "embedding");
    EXPECT_EQ(model(library, "word").precision, "f16");
    EXPECT_EQ(model(library, "extra").state, ModelFile::State::other) << "many programs name their files so";
    EXPECT_EQ(model(library, "blocks").precision, "q4_k");
    EXPECT_EQ(model(library, "blocks").kind, "unet");
    for (const char* broken : {"cut", "page", "old"}) {
        EXPECT_EQ(model(library, broken).state, ModelFile::State::broken) << broken;
        EXPECT_FALSE(model(library, broken).reason.empty()) << broken;
    }
    EXPECT_NE(model(library, "page").reason.find("web page"), std::string::npos);
    EXPECT_NE(model(library, "old").reason.find("cut short"), std::string::npos);
    const ModelFile& tiny = model(library, "TINY64");
    EXPECT_EQ(tiny.state, ModelFile::State::ready) << tiny.reason;
    EXPECT_EQ(tiny.kind, "sdxl");
    EXPECT_EQ(tiny.source, "own");
    EXPECT_EQ(tiny.precision, "f16");
    EXPECT_GT(tiny.parameters, 100'000);
    EXPECT_EQ(tiny.memory_bytes(2), tiny.parameters * 2);
    EXPECT_GT(tiny.bytes, tiny.parameters * 2);
    EXPECT_NE(library.find("tin").error().find("did you mean: tiny64"), std::string::npos) << library.find("tin").error();
}

TEST_F(Library, FindsTheTreesOfOtherPrograms) {
    const std::map<std::string, Shape> some = {{"something.else", {2}}};
    const fs::path a1111 = folder_ / "a1111", comfy = folder_ / "comfy", elsewhere = folder_ / "elsewhere";
    write_tensors(a1111 / "models/Stable-diffusion/one.safetensors", some);
    write_tensors(a1111 / "models/Lora/deep/two.safetensors", some);
    write_tensors(a1111 / "extensions/three.safetensors", some);
    test::write_file(
        [&] {
            fs::create_directories(a1111 / "embeddings");
            return a1111 / "embeddings/four.pt";
        }(),
        std::string("PK\x03\x04....", 8));
    write_tensors(comfy / "models/checkpoints/five.safetensors", some);
    write_tensors(comfy / "models/upscale_models/six.safetensors", some);
    write_tensors(elsewhere / "loras_a/seven.safetensors", some);
    write_tensors(elsewhere / "loras_b/eight.safetensors", some);
    write_tensors(comfy / "relative/nine.safetensors", some);
    test::write_file(comfy / "extra_model_paths.yaml",
                     "# as the example\nother:\n    base_path: " + elsewhere.string() +
                         "\n    is_default: true\n    loras: |\n        loras_a\n        loras_b\n    vae: missing/\n"
                         "here:\n  vae: relative\n");
    for (const fs::path& root : {a1111, comfy}) ASSERT_TRUE(add_model_folder(data_, root));
    const ModelLibrary library = ModelLibrary::scan(data_);
    std::map<std::string, std::string> kinds;
    for (const ModelFile& found : library.models()) kinds[found.name] = found.source + "/" + found.kind;
    EXPECT_EQ(kinds, (std::map<std::string, std::string>{{"one", "A1111/checkpoint"},
                                                         {"two", "A1111/lora"},
                                                         {"four", "A1111/embedding"},
                                                         {"five", "ComfyUI/checkpoint"},
                                                         {"six", "ComfyUI/upscaler"},
                                                         {"seven", "ComfyUI/lora"},
                                                         {"eight", "ComfyUI/lora"},
                                                         {"nine", "ComfyUI/vae"}}));
    EXPECT_EQ(library.problems(), std::vector<std::string>{});
    test::write_file(comfy / "extra_model_paths.yaml", "a: [unclosed\n");
    EXPECT_NE(ModelLibrary::scan(data_).problems().at(0).find("this is no YAML"), std::string::npos);
    ASSERT_TRUE(remove_model_folder(data_, comfy));
    EXPECT_EQ(ModelLibrary::scan(data_).models().size(), 3u);
    EXPECT_FALSE(add_model_folder(data_, "/nowhere"));
    EXPECT_FALSE(remove_model_folder(data_, "/nowhere"));
}

TEST_F(Library, TheHuggingFaceCacheAndKnownNames) {
    const fs::path repository = folder_ / "hub/models--stabilityai--stable-diffusion-xl-base-1.0";
    fs::create_directories(repository / "snapshots/old");
    fs::create_directories(repository / "refs");
    fs::copy(small_model, repository / "snapshots/abc123", fs::copy_options::recursive);
    test::write_file(repository / "refs/main", "abc123\n");
    const ModelLibrary library = ModelLibrary::scan(data_);
    ASSERT_EQ(library.models().size(), 1u);
    EXPECT_EQ(library.models()[0].name, "stabilityai/stable-diffusion-xl-base-1.0");
    for (const char* name : {"SDXL Base 1.0", "sdxl-base", "stabilityai/stable-diffusion-xl-base-1.0", "sd_xl_base_1.0"}) {
        EXPECT_EQ(*model_path(name, data_), repository / "snapshots/abc123") << name;
    }
    ASSERT_EQ(known_models().size(), 7u);
    const std::string missing = model_path("Animagine XL 4.0", data_).error();
    EXPECT_NE(missing.find("imagelab models get animagine-xl"), std::string::npos) << missing;
    EXPECT_NE(missing.find("https://huggingface.co/cagliostrolab/animagine-xl-4.0"), std::string::npos);
    EXPECT_EQ(model_path("/missing.safetensors", data_).error(), "/missing.safetensors: there is no such file or folder");
    EXPECT_EQ(*model_path(small_model.string(), data_), small_model);
}

TEST_F(Library, HashesInTheBackgroundAndRemembersThem) {
    const fs::path file = data_ / "models/a.safetensors";
    write_tensors(file, {{"something.else", {1000}}});
    const std::string expected = *sha256_of_file(file);
    int hashed = 0;
    {
        BackgroundHashing background(ModelLibrary::scan(data_), [&](const ModelFile&) { ++hashed; });
        background.wait();
    }
    EXPECT_EQ(hashed, 1);
    ModelLibrary again = ModelLibrary::scan(data_);
    EXPECT_EQ(again.models().at(0).sha256, expected);
    EXPECT_EQ(&model(again, expected.substr(0, 10)), &again.models()[0]) << "found by its AutoV2";
    again.hash_all({}, [&](const ModelFile&) { ++hashed; });
    EXPECT_EQ(hashed, 1) << "it is remembered";
    write_tensors(file, {{"something.else", {1001}}});
    EXPECT_EQ(ModelLibrary::scan(data_).models().at(0).sha256, "") << "a changed file is hashed anew";
    const CancelToken cancelled;
    cancelled.request();
    ModelLibrary stopped = ModelLibrary::scan(data_);
    EXPECT_THROW(stopped.hash_all(cancelled, {}), Cancelled);
}

TEST_F(Library, NamesWithFoldersOfEitherSeparatorFindTheFile) {
    int64_t size = 1;  // each its own, so that their hashes differ
    for (const char* name : {"SDXL/realistic/myMix_v2", "SDXL/anime/myMix_v2", "other"})
        write_tensors(data_ / "models" / (std::string(name) + ".safetensors"), {{"something.else", {++size}}});
    const fs::path realistic = data_ / "models/SDXL/realistic/myMix_v2.safetensors",
                   anime = data_ / "models/SDXL/anime/myMix_v2.safetensors";
    ModelLibrary library = ModelLibrary::scan(data_);
    for (const char* name : {"SDXL\\realistic\\myMix_v2.safetensors", "SDXL/realistic/myMix_v2.safetensors", "sdxl/realistic/mymix v2",
                             "C:\\models\\SDXL\\realistic\\myMix_v2.ckpt", "elsewhere/realistic/myMix_v2.safetensors"})
        EXPECT_EQ(model(library, name).path, realistic) << name;
    EXPECT_EQ(model(library, "anime\\myMix_v2.safetensors").path, anime);
    EXPECT_EQ(model(library, "checkpoints/XL\\other.safetensors").name, "other");
    EXPECT_EQ(model(library, "other.ckpt").name, "other") << "the stem, whatever its kind was there";
    EXPECT_FALSE(library.find("SDXL/realistic/another.safetensors"));
    EXPECT_FALSE(library.find("SDXL\\realistic"));
    EXPECT_FALSE(library.find("///"));
    library.hash_all({}, {});
    const std::string hash = model(library, "other").sha256;
    EXPECT_EQ(model_of_picture(library.models(), "SDXL\\anime\\myMix_v2.safetensors", hash), std::nullopt) << "a kind that does not run";
    EXPECT_EQ(model(library, hash).name, "other");
    EXPECT_EQ(model(library, hash.substr(0, 12)).name, "other");
}

TEST_F(Library, ARenamedModelIsFoundByTheHashThatAPictureCarries) {
    const fs::path first = data_ / "models/first.safetensors", second = data_ / "models/sub/second.safetensors";
    for (const fs::path& file : {first, second}) {
        fs::create_directories(file.parent_path());
        for (const char* part : {"tokenizer", "tokenizer_2"})
            fs::copy(small_model / part, file.parent_path() / part, fs::copy_options::recursive);
    }
    test::write_single_file(first, DType::f16);
    fs::last_write_time(first, some_time);
    ModelLibrary library = ModelLibrary::scan(data_);
    ASSERT_EQ(library.models().at(0).state, ModelFile::State::ready) << library.models()[0].reason;
    library.hash_all({}, {});
    const std::string hash = library.models()[0].sha256;
    fs::rename(first, second);
    EXPECT_EQ(ModelLibrary::scan(data_).models().at(0).sha256, hash) << "its size and time are known, and its old place is empty";
    const std::vector<ModelFile> models = ModelLibrary::scan(data_).models();
    for (const std::string& told : {hash, hash.substr(0, 10)})
        EXPECT_EQ(model_of_picture(models, first.string(), told), second.string()) << told;
    EXPECT_EQ(model_of_picture(models, "second", ""), second.string()) << "A1111 tells the name alone";
    EXPECT_EQ(model_of_picture(models, second.string(), "0123456789"), second.string()) << "it is there";
    EXPECT_FALSE(model_of_picture(models, first.string(), "0123456789"));
    EXPECT_FALSE(model_of_picture(models, first.string(), hash.substr(0, 3))) << "too short to tell";
    EXPECT_EQ(model_of_picture(models, "", ""), "") << "the bundled one";
}

TEST(Hashes, OfTheSameSizeAndTimeAreNotMixedUp) {
    TempFolder folder;
    const HashStore store(folder.path());
    const fs::path a = test::write_file(folder / "a", "one"), b = test::write_file(folder / "b", "two");
    for (const fs::path& file : {a, b}) fs::last_write_time(file, some_time);
    store.remember(*hashed_file(a), "hash of a");
    EXPECT_EQ(store.find(*hashed_file(b)), "") << "a is where it was";
    fs::remove(a);
    EXPECT_EQ(store.find(*hashed_file(b)), "hash of a") << "b may be a under another name";
    store.remember({(folder / "c").string(), hashed_file(b)->bytes, hashed_file(b)->modified_ns}, "hash of c");
    EXPECT_EQ(store.find(*hashed_file(b)), "") << "or c";
    fs::last_write_time(b, std::chrono::floor<std::chrono::seconds>(some_time));
    store.remember({(folder / "d").string(), hashed_file(b)->bytes, hashed_file(b)->modified_ns}, "hash of d");
    EXPECT_EQ(store.find(*hashed_file(b)), "") << "many files of an archive have such a time";
}

TEST(Hashes, AreFoundInTheBackgroundForThoseWhoMustNotWait) {
    TempFolder folder;
    const fs::path file = test::write_file(folder / "abc", "abc");
    const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto known = [&](ModelHashes& hashes) {
        for (int tries = 0; tries < 30000; ++tries) {
            if (const std::string hash = hashes.sha256(file); !hash.empty()) return hash;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return std::string();
    };
    {
        ModelHashes hashes(folder.path());
        EXPECT_EQ(known(hashes), expected);
        EXPECT_EQ(hashes.sha256(folder.path()), "") << "a folder";
        EXPECT_EQ(hashes.sha256(folder / "nothing"), "");
    }
    EXPECT_EQ(HashStore(folder.path()).find(*hashed_file(file)), expected) << "it is remembered";
    ModelHashes in_memory({});
    EXPECT_EQ(known(in_memory), expected);
    const ModelHashes unused(folder / "nowhere");
}

TEST(Hashes, AreThoseOfTheStandards) {
    TempFolder folder;
    EXPECT_EQ(*sha256_of_file(test::write_file(folder / "abc", "abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(md5("file:///home/jens/photos/me.png"), "c6ee772d9e49320e97ec29a7eb5b1697");  // the thumbnail standard's example
    EXPECT_FALSE(sha256_of_file(folder / "none"));
    const fs::path big = test::write_file(folder / "big", std::string(1 << 20, 'x'));
    const std::string before = *fingerprint_of_file(big);
    std::string changed(1 << 20, 'x');
    changed.back() = 'y';
    test::write_file(big, changed);
    EXPECT_NE(*fingerprint_of_file(big), before);
}

TEST_F(Library, ThroughTheTerminal) {
    fs::create_directories(data_ / "models");
    fs::copy(small_model, data_ / "models/tiny64", fs::copy_options::recursive);
    const std::string data = " --data " + data_.string();
    const Ran list = run_program("models list --json" + data);
    ASSERT_EQ(list.exit_code, 0) << list.err;
    const json object = json::parse(list.out);
    EXPECT_EQ(object["models"].size(), 1u);
    EXPECT_EQ(object["known"].size(), 7u);
    EXPECT_EQ(object["models"][0]["state"], "ready");
    EXPECT_EQ(json::parse(run_program("models info tiny64 --json" + data).out)["kind"], "sdxl");
    EXPECT_EQ(run_program("models info nothing" + data).exit_code, 3);
    const Ran plan = run_program("plan --model Tiny64 --width 64 --height 64 --prompt x --json" + data);
    ASSERT_EQ(plan.exit_code, 0) << plan.err;
    EXPECT_EQ(json::parse(plan.out)["request"]["model"]["base"], "Tiny64");
    const Ran info = run_program("info Tiny64 --json" + data);
    ASSERT_EQ(info.exit_code, 0) << info.err;
    EXPECT_EQ(json::parse(info.out)["path"], (data_ / "models/tiny64").string());
    EXPECT_NE(run_program("info tiny" + data).err.find("did you mean: tiny64"), std::string::npos);
    EXPECT_EQ(run_program("info nothing" + data).exit_code, 3);
    const Ran bench = run_program("bench --model Tiny64 --width 64 --height 64 --device cpu --threads 1 --json" + data);
    ASSERT_EQ(bench.exit_code, 0) << bench.err;
    EXPECT_EQ(json::parse(bench.out)["model"], "tiny64");
    EXPECT_EQ(run_program("bench --model nothing --device cpu" + data).exit_code, 3);
    EXPECT_EQ(run_program("plan --model nothing --prompt x" + data).exit_code, 3);
    EXPECT_EQ(run_program("models scan --add /nowhere" + data).exit_code, 2);
    EXPECT_EQ(run_program("models get nonsense" + data).exit_code, 1);
}

}  // namespace
}  // namespace imagelab
