#include "serve/library_files.h"

#include <gtest/gtest.h>

#include "core/library/model_library.h"
#include "serve/http.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using serve::check_library_files;

class LibraryFiles : public testing::Test {
  protected:
    LibraryFiles() {
        for (const char* folder : {"data", "added", "model", "elsewhere"}) {
            fs::create_directories(folder_ / folder);
            write_file(folder_ / folder / "ink.safetensors", "x");
        }
        EXPECT_TRUE(add_model_folder(folder_ / "data", folder_ / "added"));
        fs::create_symlink(folder_ / "elsewhere" / "ink.safetensors", folder_ / "data" / "link.safetensors");
    }
    // The field that is refused; empty: none.
    std::string refused(const Request& request) const {
        try {
            check_library_files(request, folder_ / "data", 422);
        } catch (const serve::HttpError& error) {
            EXPECT_EQ(error.status, 422);
            EXPECT_EQ(std::string(error.what()).find("elsewhere"), std::string::npos);
            return error.param;
        }
        return {};
    }
    std::string refused_vae(const fs::path& path) const {
        Request request;
        request.model = (folder_ / "model" / "base.safetensors").string();
        request.vae = path.string();
        return refused(request);
    }
    TempFolder folder_;
};

TEST_F(LibraryFiles, AreThoseOfItsFolders) {
    for (const char* folder : {"data", "added", "model"}) EXPECT_EQ(refused_vae(folder_ / folder / "ink.safetensors"), "") << folder;
    EXPECT_EQ(refused_vae("ink"), "") << "a name";
    EXPECT_EQ(refused_vae("SG161222/RealVisXL_V5.0"), "");
    for (const fs::path& path :
         {folder_ / "elsewhere" / "ink.safetensors", folder_ / "elsewhere" / "missing", fs::path("/etc/passwd"), fs::path("/dev/zero"),
          folder_ / "data" / ".." / "elsewhere" / "ink.safetensors", folder_ / "data" / "link.safetensors",
          fs::path("../../../../../../etc/passwd"), fs::path((folder_ / "data").string() + "base/x")})
        EXPECT_EQ(refused_vae(path), "model.vae") << path;
}

TEST_F(LibraryFiles, EveryFieldThatNamesAFileIsLookedAt) {
    const auto with = [&](const auto& change) {
        Request request;
        change(request);
        return refused(request);
    };
    EXPECT_EQ(with([](Request& r) { r.prompt = "a cat <lora:/etc/passwd:1>"; }), "conditioning.prompt");
    EXPECT_EQ(with([](Request& r) { r.loras = {{"/etc/passwd"}}; }), "conditioning.loras");
    EXPECT_EQ(with([](Request& r) { r.embeddings = {"/etc/passwd"}; }), "conditioning.embeddings");
    EXPECT_EQ(with([](Request& r) { r.control_nets.resize(1), r.control_nets[0].model = "/etc/passwd"; }), "conditioning.control_nets");
    EXPECT_EQ(with([](Request& r) { r.references.resize(1), r.references[0].model = "/etc/passwd"; }), "conditioning.references");
    EXPECT_EQ(with([](Request& r) { r.vae_mix = {{"/etc/passwd", 0.5}}; }), "model.vae_mix");
    EXPECT_EQ(with([](Request& r) { r.refiner = "/etc/passwd"; }), "model.refiner");
    EXPECT_EQ(with([](Request& r) { r.tokenizer_2 = "/etc/passwd"; }), "model.tokenizer_2");
    EXPECT_EQ(with([](Request& r) { r.hires.upscaler = "/etc/passwd"; }), "hyperparameters.hires.upscaler");
}

TEST(LibraryFilesOverHttp, NoDoorReadsAFileElsewhere) {
    Request request = same_request_of_ours();
    request.vae = "/etc/hostname";
    expect_error(lab().post("/api/jobs", request_to_json(request), 400), "bad_request", "model.vae");
    const json a1111{{"prompt", "a cat <lora:/etc/hostname:1>"}, {"steps", 1}, {"width", 64}, {"height", 64}};
    expect_error(lab().post("/sdapi/v1/txt2img", a1111, 422), "unprocessable", "prompt");
    const json openai{{"prompt", "a cat <lora:../../etc/hostname:1>"}, {"size", "64x64"}};
    expect_error(lab().post("/v1/images/generations", openai, 400), "bad_request", "prompt");
}

}  // namespace
}  // namespace imagelab::test
