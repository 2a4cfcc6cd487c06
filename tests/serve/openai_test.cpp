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

json openai_body() {
    return {{"prompt", "a cat"}, {"model", small_model}, {"size", "64x64"}, {"seed", 5}, {"steps", 4}, {"guidance", 4}};
}

// The events of a stream: their names and what they hold.
std::vector<std::pair<std::string, json>> events_of(const std::string& text) {
    std::vector<std::pair<std::string, json>> events;
    for (size_t at = 0; (at = text.find("event: ", at)) != text.npos;) {
        const size_t data = text.find("\ndata: ", at), end = text.find("\n\n", at);
        events.emplace_back(text.substr(at + 7, data - at - 7), json::parse(text.substr(data + 7, end - data - 7)));
        at = end;
    }
    return events;
}

TEST(HttpOpenAi, AStreamShowsPicturesOnTheirWay) {
    json body = openai_body();
    const std::string whole = lab().post("/v1/images/generations", body)["data"][0]["b64_json"];
    body.update({{"stream", true}, {"partial_images", 2}});
    const auto reply = lab().client().Post("/v1/images/generations", body.dump(), "application/json");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->get_header_value("Content-Type"), "text/event-stream");
    const auto events = events_of(reply->body);
    ASSERT_GE(events.size(), 1u);
    ASSERT_LE(events.size(), 3u);  // a fast machine may be done before one was looked for
    for (size_t i = 0; i + 1 < events.size(); ++i) {
        EXPECT_EQ(events[i].first, "image_generation.partial_image");
        EXPECT_EQ(events[i].second["type"], events[i].first);
        EXPECT_EQ(events[i].second["partial_image_index"], i);
        EXPECT_EQ(events[i].second["size"], "64x64");
        EXPECT_EQ(pixels_of(bytes_of_base64(events[i].second["b64_json"].get<std::string>()).value()).size(), 64u * 64 * 3);
    }
    EXPECT_EQ(events.back().first, "image_generation.completed");
    EXPECT_EQ(events.back().second["usage"]["total_tokens"], 0);
    EXPECT_EQ(pixels_of(bytes_of_base64(events.back().second["b64_json"].get<std::string>()).value()),
              pixels_of(bytes_of_base64(whole).value()));
    // What is wrong with a request is said before the stream begins.
    body["size"] = "large";
    expect_error(lab().post("/v1/images/generations", body, 400), "bad_request", "size");
}

TEST(HttpOpenAi, AClientThatLeavesAStreamStopsItsPicture) {
    json body = openai_body();
    body.update({{"stream", true}, {"steps", 1000}, {"partial_images", 3}, {"size", "128x128"}});
    httplib::Request request;
    request.method = "POST", request.path = "/v1/images/generations", request.body = body.dump();
    request.set_header("Content-Type", "application/json");
    request.content_receiver = [](const char*, size_t, uint64_t, uint64_t) { return false; };  // at the first one
    lab().client().send(request);
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (lab().service().pictures().under_way("/v1") && std::chrono::steady_clock::now() < end) lab().get("/health");
    EXPECT_FALSE(lab().service().pictures().under_way("/v1"));
}

TEST(HttpOpenAi, AnEditMayComeAsJson) {
    const std::string picture = lab().post("/v1/images/generations", openai_body())["data"][0]["b64_json"];
    json body = openai_body();
    const auto draw = [&] {
        return pixels_of(bytes_of_base64(lab().post("/v1/images/edits", body)["data"][0]["b64_json"].get<std::string>()).value());
    };
    body["image"] = picture;
    const auto edited = draw();
    body.erase("image");
    body["images"] = {{{"image_url", "data:image/png;base64," + picture}}};
    EXPECT_EQ(draw(), edited);
    body["stream"] = true;
    const auto reply = lab().client().Post("/v1/images/edits", body.dump(), "application/json");
    ASSERT_TRUE(reply);
    EXPECT_EQ(events_of(reply->body).back().first, "image_edit.completed");
    body.erase("stream");
    body["images"] = {picture, picture};  // the second is a reference picture, which takes an adapter
    expect_error(lab().post("/v1/images/edits", body, 400), "bad_request", "image");
    body["images"] = {{{"image_url", "https://example.com/a.png"}}};
    expect_error(lab().post("/v1/images/edits", body, 400), "bad_request", "images");
    body["images"] = {{{"file_id", "file-1"}}};
    expect_error(lab().post("/v1/images/edits", body, 400), "bad_request", "images");
    body.erase("images");
    expect_error(lab().post("/v1/images/edits", body, 400), "bad_request", "image");
}

TEST(HttpOpenAi, AdditionsAndNamesThatClientsSend) {
    json body = openai_body();
    const auto draw = [&] {
        return pixels_of(bytes_of_base64(lab().post("/v1/images/generations", body)["data"][0]["b64_json"].get<std::string>()).value());
    };
    const auto plain = draw();
    body.update({{"quality", "high"}, {"style", "natural"}, {"moderation", "low"}, {"user", "x"}, {"output_compression", 100}});
    EXPECT_EQ(draw(), plain);
    body.erase("guidance");
    body["guidance_scale"] = 4;
    EXPECT_EQ(draw(), plain);
    body["loras"] = {"no-such-lora:0.5"};
    expect_error(lab().post("/v1/images/generations", body, 400), "bad_request", "loras");
    body["loras"] = {{{"name", "/etc/passwd"}, {"scale", 0.5}}};
    expect_error(lab().post("/v1/images/generations", body, 400), "bad_request", "loras");
    body["loras"] = {1};
    expect_error(lab().post("/v1/images/generations", body, 400), "bad_request", "loras");
    body.erase("loras");
    body["background"] = "transparent";
    expect_error(lab().post("/v1/images/generations", body, 400), "bad_request", "background");
}

}  // namespace
}  // namespace imagelab::test
