// What is written into each format comes back, by us and by another reader.
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/metadata/provenance.h"
#include "core/pipelines/output_name.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

// As a run saves a picture.
Result<std::filesystem::path> save_picture(const Request& as_run, int index, const RgbImage& image, const A1111Model& model,
                                           std::time_t when) {
    auto path = picture_path(as_run, index, when);
    if (path) write_picture(*path, image, picture_texts(as_run, index, model), output_encoding(as_run));
    return path;
}

using nlohmann::json;
using test::TempFolder;

RgbImage gradient() {
    RgbImage image{40, 24, {}};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            image.pixels.push_back(static_cast<uint8_t>(x * 6));
            image.pixels.push_back(static_cast<uint8_t>(y * 10));
            image.pixels.push_back(static_cast<uint8_t>((x * 7 + y * 13) & 255));
        }
    }
    return image;
}

Request odd_request() {
    Request request;
    request.prompt = "日本 🎨 \"quoted\" & <b>\nline two: x, y";
    request.negative_prompt = "blurry";
    request.width = 40;
    request.height = 24;
    request.seed = 77;
    request.guidance = 6.25;
    request.style = {{{"cinematic", 0.5}}, "日本", std::nullopt};
    return request;
}

class Formats : public testing::TestWithParam<PictureFormat> {
  protected:
    TempFolder folder_;
};

TEST_P(Formats, PixelsAndTheWholeRequestComeBack) {
    Request request = odd_request();
    request.output = (folder_.path() / "").string();
    request.format = GetParam();
    request.quality = 100;
    const auto path = save_picture(request, 0, gradient(), {"mödel, v1"}, 0);
    ASSERT_TRUE(path) << path.error();
    EXPECT_EQ(path->extension(), picture_extension(GetParam()));
    const auto metadata = read_metadata(*path);
    ASSERT_TRUE(metadata) << metadata.error();
    EXPECT_EQ(metadata->format, GetParam());
    EXPECT_EQ(metadata->width, 40);
    EXPECT_EQ(metadata->height, 24);
    EXPECT_EQ(metadata->problems, std::vector<std::string>{});
    for (const PictureText& text : picture_texts(request, 0, {"mödel, v1"})) {
        ASSERT_TRUE(metadata->text(text.key)) << text.key;
        EXPECT_EQ(*metadata->text(text.key), text.value);
    }
    const auto imported = import_request(*metadata);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->program, "Image Lab");
    EXPECT_EQ(request_to_json(imported->request), request_to_json(request));
    const auto pixels = read_picture(*path);
    ASSERT_TRUE(pixels) << pixels.error();
    int worst = 0;
    const RgbImage expected = gradient();
    ASSERT_EQ(pixels->pixels.size(), expected.pixels.size());
    for (size_t i = 0; i < expected.pixels.size(); ++i) worst = std::max(worst, std::abs(pixels->pixels[i] - expected.pixels[i]));
    EXPECT_LE(worst, GetParam() == PictureFormat::jpeg ? 8 : 0);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1) << "a temporary file stayed";
}

TEST_P(Formats, TheA1111TextAloneIsReadAsWell) {
    const auto path = folder_ / ("x" + std::string(picture_extension(GetParam())));
    write_picture(path, gradient(), {{"parameters", "ein Kätzchen 🐈\nSteps: 20, Sampler: Euler, Seed: 3, RNG: CPU"}}, {GetParam(), 95});
    const auto imported = import_request(*read_metadata(path));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->program, "AUTOMATIC1111");
    EXPECT_EQ(imported->request.prompt, "ein Kätzchen 🐈");
    EXPECT_EQ(imported->request.seed, 3);
}

TEST_P(Formats, ABrokenFileIsReadAsFarAsItGoesOrRefused) {
    const auto path = folder_ / ("x" + std::string(picture_extension(GetParam())));
    write_picture(path, gradient(), {{"parameters", std::string(5000, 'x')}}, {GetParam(), 95});
    const std::string whole = read_text_file(path);
    for (size_t length = 0; length < whole.size(); length += 1 + whole.size() / 97) {
        test::write_file(path, std::string_view(whole).substr(0, length));
        const auto read = read_metadata(path);
        if (!read) {
            EXPECT_NE(read.error().find(path.string()), std::string::npos) << read.error();
        }
        std::string flipped = whole;
        flipped[length] = static_cast<char>(flipped[length] ^ 0x5a);
        test::write_file(path, flipped);
        if (const auto damaged = read_metadata(path)) static_cast<void>(import_request(*damaged));
    }
}

INSTANTIATE_TEST_SUITE_P(All, Formats,
                         testing::Values(PictureFormat::png, PictureFormat::jpeg, PictureFormat::webp, PictureFormat::tiff,
                                         PictureFormat::exr),
                         [](const auto& info) { return std::string(picture_format_name(info.param)); });

TEST(Formats, TheUserCommentHasTheBytesOfA1111) {
    const std::string expected("UNICODE\0\0a\x65\xe5\xd8\x3c\xdf\xa8", 16);  // piexif.helper.UserComment.dump("a日🎨", "unicode")
    EXPECT_EQ(user_comment("a日🎨"), expected);
    EXPECT_EQ(text_of_user_comment(expected), "a日🎨");
    EXPECT_EQ(text_of_user_comment(std::string("UNICODE\0a\0b\0", 12)), "ab");
    EXPECT_EQ(text_of_user_comment(std::string("UNICODE\0\xff\xfe\xe5\x65", 12)), "日");
    EXPECT_EQ(text_of_user_comment(std::string("ASCII\0\0\0abc\0", 12)), "abc");
    EXPECT_EQ(text_of_user_comment("plain text"), "plain text");
    EXPECT_EQ(text_of_user_comment("caf\xe9"), "café");
    EXPECT_EQ(text_of_user_comment(std::string("UNICODE\0\xd8\x00\x00\x61", 12)),
              "\xef\xbf\xbd"
              "a");
    EXPECT_EQ(text_of_user_comment(""), "");
}

TEST(Formats, ATooLongRequestIsRefusedForJpegBeforeAnythingIsMade) {
    TempFolder folder;
    Request request = odd_request();
    request.prompt = std::string(70'000, 'p');
    request.output = (folder / "a.jpg").string();
    EXPECT_NE(prepare_output(request).error().find("too long for a JPEG"), std::string::npos);
    request.output = (folder / "a.webp").string();
    EXPECT_TRUE(prepare_output(request));
    ASSERT_TRUE(save_picture(request, 0, gradient(), {"m"}, 0));
    EXPECT_EQ(import_request(*read_metadata(folder / "a.webp"))->request.prompt, request.prompt);
    request.format = PictureFormat::png;
    EXPECT_NE(prepare_output(request).error().find("the output is named a.webp and its format is png"), std::string::npos);
}

TEST(Formats, MarksSurviveTheirXmp) {
    const Marks marks{4, true, {"portrait", "日本, with comma", "<&>"}};
    const auto read = parse_xmp(with_marks("", {marks, {{"Fingerprint", "abc"}}}));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->marks, marks);
    ASSERT_EQ(read->texts.size(), 1u);
    EXPECT_EQ(read->texts[0].value, "abc");
    EXPECT_FALSE(parse_xmp("<x"));
    EXPECT_FALSE(parse_xmp(""));
    // darktable's and digiKam's
    const auto other = parse_xmp(R"(<?xml version="1.0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="-1"><dc:subject><rdf:Seq><rdf:li>a</rdf:li></rdf:Seq></dc:subject>
        </rdf:Description></rdf:RDF></x:xmpmeta>)");
    ASSERT_TRUE(other) << other.error();
    EXPECT_EQ(other->marks.rating, 0);
    EXPECT_EQ(other->marks.tags, std::vector<std::string>{"a"});
    const std::string titled = with_marks(R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmp:Label="green" xmp:Rating="2"/></rdf:RDF></x:xmpmeta>)",
                                          {Marks{5, false, {}}, {}});
    EXPECT_NE(titled.find("green"), std::string::npos) << "what others wrote stays";
    EXPECT_EQ(parse_xmp(titled)->marks.rating, 5);
    EXPECT_TRUE(says_more_than_marks(titled));
    EXPECT_FALSE(says_more_than_marks(with_marks("", {marks, {}})));
}

TEST(Formats, TheProgramWritesThem) {
    TempFolder folder;
    const std::string small =
        "--model " IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64 --width 64 --height 64 --steps 2 --seed 1 --prompt x ";
    const Ran named = run_program("generate " + small + "--output " + (folder / "a.webp").string());
    ASSERT_EQ(named.exit_code, 0) << named.err;
    EXPECT_EQ(read_metadata(folder / "a.webp")->format, PictureFormat::webp);
    const Ran chosen = run_program("generate " + small + "--format jpeg --quality 80 --json --output " + folder.path().string() + "/");
    ASSERT_EQ(chosen.exit_code, 0) << chosen.err;
    const std::string path = json::parse(chosen.out)["images"][0];
    EXPECT_TRUE(path.ends_with(".jpg")) << path;
    EXPECT_EQ(import_request(*read_metadata(path))->request.quality, 80);
    EXPECT_EQ(run_program("generate " + small + "--format gif").exit_code, 2);
}

}  // namespace
}  // namespace imagelab
