// OpenAI's images interface.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/image/picture.h"
#include "tests/support/golden.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

TEST(HttpOpenAi, ImagesComeAsTextAndAsAddresses) {
    const json models = lab().get("/v1/models");
    EXPECT_EQ(models["data"][0]["id"], "demo");
    const json body = {{"prompt", "a cat"},   {"model", small_model},       {"size", "64x72"},    {"seed", 5}, {"steps", 2},
                       {"guidance_scale", 4}, {"negative_prompt", "a dog"}, {"sampler", "euler"}, {"n", 2}};
    const json reply = lab().post("/v1/images/generations", body);
    Request request = same_request_of_ours();
    request.sampler = SamplerKind::euler, request.spacing = Spacing::published, request.batch = 2;
    const auto expected = drawn(request);
    ASSERT_EQ(reply["data"].size(), 2u);
    const std::string first = bytes_of_base64(reply["data"][0]["b64_json"].get<std::string>()).value();
    EXPECT_EQ(pixels_of(first), expected[0]);
    EXPECT_EQ(pixels_of(bytes_of_base64(reply["data"][1]["b64_json"].get<std::string>()).value()), expected[1]);
    json as_address = body;
    as_address["response_format"] = "url", as_address["n"] = 1;
    const std::string url = lab().post("/v1/images/generations", as_address)["data"][0]["url"];
    const auto picture = lab().client().Get(url.substr(url.find("/v1/")));
    ASSERT_TRUE(picture);
    EXPECT_EQ(pixels_of(picture->body), expected[0]);

    const auto edit = [&](std::vector<httplib::MultipartFormData> parts, int status) {
        for (const auto& [name, value] :
             {std::pair("prompt", "a cat"), std::pair("model", small_model), std::pair("size", "64x72"), std::pair("seed", "5"),
              std::pair("steps", "3"), std::pair("guidance_scale", "4"), std::pair("strength", "0.8")})
            parts.push_back({name, value, "", ""});
        return ServeLab::said(lab().client().Post("/v1/images/edits", parts), status);
    };
    const json edited = edit({{"image", first, "a.png", "image/png"}}, 200);
    const TempFolder folder;
    request.batch = 1, request.steps = 3, request.strength = 0.8, request.negative_prompt = std::nullopt;
    request.init_image = write_file(folder / "init.png", first).string();
    EXPECT_EQ(pixels_of(bytes_of_base64(edited["data"][0]["b64_json"].get<std::string>()).value()), drawn(request).front());
    expect_error(edit({{"image", first, "a.png", "image/png"}, {"mask", first, "m.png", "image/png"}}, 400), "bad_request", "mask");
    const std::string mask = read_text_file(write_transparent_png(folder / "mask.png"));
    const json painted = edit({{"image", first, "a.png", "image/png"}, {"mask", mask, "m.png", "image/png"}}, 200);
    request.mask.file = (folder / "mask.png").string();
    EXPECT_EQ(pixels_of(bytes_of_base64(painted["data"][0]["b64_json"].get<std::string>()).value()), drawn(request).front());
    expect_error(edit({{"image", "no picture", "a.png", "image/png"}}, 400), "bad_request", "image");
    expect_error(edit({}, 400), "bad_request", "image");
    expect_error(lab().post("/v1/images/generations", {{"prompt", "x"}, {"size", "9000x9000"}}, 400), "bad_request", "size");
    expect_error(lab().post("/v1/images/generations", {{"prompt", "x"}, {"size", "large"}}, 400), "bad_request", "size");
    expect_error(lab().post("/v1/images/generations", {{"prompt", "x"}, {"model", "no such model"}}, 404), "not_found", "model");
    expect_error(lab().post("/v1/images/generations", {{"size", "64x64"}}, 400), "bad_request", "prompt");
}

}  // namespace
}  // namespace imagelab::test
