#include "core/image/picture.h"
#include "core/image/resize.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zlib.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/base/paths.h"
#include "core/image/png_text.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
// OpenImageIO 2.4 leaks its error text where libpng jumps out of a truncated PNG.
#define IGNORE_LEAKS_OF_OPENIMAGEIO const __lsan::ScopedDisabler ignored
#else
#define IGNORE_LEAKS_OF_OPENIMAGEIO static_cast<void>(0)
#endif

namespace imagelab {
namespace {

namespace fs = std::filesystem;

const fs::path data = fs::path(IMAGELAB_SOURCE_DIR) / "tests" / "image" / "data";  // written by tests/reference/image_goldens.py

RgbImage picture(const std::string& name) {
    auto read = read_picture(data / name);
    if (!read) throw Error(read.error());
    return *read;
}

// The largest difference of a sample; 1000 where the sizes differ.
int difference(const RgbImage& a, const RgbImage& b) {
    if (a.width != b.width || a.height != b.height || a.pixels.size() != b.pixels.size()) return 1000;
    int largest = 0;
    for (size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
    return largest;
}

class Scratch {
  public:
    Scratch() : path_(fs::temp_directory_path() / ("imagelab_picture_" + std::to_string(::getpid()))) { fs::create_directories(path_); }
    ~Scratch() { fs::remove_all(path_); }
    fs::path operator/(const std::string& name) const { return path_ / name; }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

TEST(Picture, ResizeEqualsPillowsLanczos) {
    const RgbImage source = picture("source.png");
    ASSERT_EQ(source.width, 53);
    for (const auto& [width, height] : {std::pair{16, 24}, {80, 96}, {53, 20}, {200, 37}, {7, 5}}) {
        const std::string name = "lanczos_" + std::to_string(width) + "x" + std::to_string(height) + ".png";
        EXPECT_EQ(difference(resize(source, width, height), picture(name)), 0) << name;
    }
    EXPECT_EQ(difference(resize(source, 53, 37), source), 0);
    EXPECT_THROW(resize(source, 0, 5), Error);
}

// What cv2.resize of opencv-python 5.0 gives with INTER_LINEAR: the first channel, and the sum of all.
TEST(Picture, BilinearEqualsOpenCvs) {
    RgbImage source{6, 5, {}};
    for (int y = 0; y < 5; ++y)
        for (int x = 0; x < 6; ++x)
            for (int c = 0; c < 3; ++c) source.pixels.push_back(static_cast<uint8_t>((x * 41 + y * 97 + c * 59) % 256));
    struct Case {
        int width, height, sum;
        std::vector<int> first;
    };
    const Case cases[] = {{4, 3, 4562, {43, 104, 144, 142, 204, 74, 71, 133, 110, 171, 190, 124}},
                          {9, 8, 26965, {0,   20,  48,  75,  102, 130, 157, 184, 205, 42,  63,  90,  118, 145, 154, 106, 115, 135,
                                         103, 123, 148, 165, 190, 177, 44,  31,  52,  164, 184, 182, 92,  90,  104, 78,  92,  113,
                                         144, 165, 163, 73,  71,  98,  125, 153, 173, 45,  65,  90,  107, 131, 159, 186, 213, 234,
                                         90,  110, 137, 165, 192, 195, 127, 130, 151, 132, 152, 180, 207, 234, 219, 76,  60,  81}},
                          {3, 11, 12374, {20,  102, 184, 38,  120, 155, 82,  164, 83,  126, 185, 34,  170, 113, 78,  215, 41,
                                          123, 142, 85,  167, 70,  129, 211, 91,  173, 162, 135, 217, 89,  152, 234, 60}}};
    for (const Case& each : cases) {
        SCOPED_TRACE(each.width);
        const RgbImage made = resize_bilinear(source, each.width, each.height);
        ASSERT_EQ(made.pixels.size(), each.first.size() * 3);
        int sum = 0;
        for (size_t i = 0; i < made.pixels.size(); ++i) {
            sum += made.pixels[i];
            if (i % 3 > 0) continue;
            EXPECT_EQ(made.pixels[i], each.first[i / 3]) << i / 3;
        }
        EXPECT_EQ(sum, each.sum);
    }
    EXPECT_EQ(resize_bilinear(source, 6, 5).pixels, source.pixels);
}

TEST(Picture, EverySampleLayoutBecomesRgb) {
    EXPECT_LE(difference(picture("rgba.png"), picture("rgba_over_white.png")), 1);
    EXPECT_EQ(difference(picture("palette.png"), picture("palette_as_rgb.png")), 0);
    const RgbImage grey = picture("grey.png");
    for (size_t i = 0; i < grey.pixels.size(); i += 3)
        ASSERT_TRUE(grey.pixels[i] == grey.pixels[i + 1] && grey.pixels[i] == grey.pixels[i + 2]);
}

TEST(Picture, OrientationOfTheCameraIsApplied) {
    EXPECT_LE(difference(picture("turned.jpg"), picture("turned_upright.png")), 3);
}

TEST(Picture, WhatCannotBeReadIsNamed) {
    const Scratch scratch;
    EXPECT_NE(read_picture(scratch / "none.png").error().find("none.png: there is no such file"), std::string::npos);
    std::ofstream(scratch / "text.png") << "no picture at all";
    EXPECT_NE(read_picture(scratch / "text.png").error().find("text.png: "), std::string::npos);
    const std::string whole = read_text_file(data / "source.png");
    std::ofstream(scratch / "cut.png", std::ios::binary) << whole.substr(0, whole.size() / 2);
    IGNORE_LEAKS_OF_OPENIMAGEIO;
    EXPECT_FALSE(read_picture(scratch / "cut.png"));
    EXPECT_FALSE(read_png_texts(scratch / "text.png"));
    EXPECT_FALSE(read_png_texts(scratch / "none.png"));
}

TEST(Picture, PngKeepsPixelsAndTexts) {
    const Scratch scratch;
    const RgbImage source = picture("source.png");
    const std::vector<PictureText> texts = {
        {"parameters", "plain\nSteps: 3"}, {"imagelab_request", "{\"prompt\":\"日本 café 🎨\"}"}, {"empty", ""}};
    write_png(scratch / "a.png", source, texts);
    EXPECT_EQ(difference(*read_picture(scratch / "a.png"), source), 0);
    const auto read = read_png_texts(scratch / "a.png");
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ((*read)[i].key, texts[i].key);
        EXPECT_EQ((*read)[i].value, texts[i].value);
    }
    const std::string bytes = read_text_file(scratch / "a.png");
    EXPECT_NE(bytes.find("tEXtparameters"), std::string::npos);
    EXPECT_NE(bytes.find("iTXtimagelab_request"), std::string::npos);
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1) << "a temporary file stayed";
}

TEST(Picture, ReadsTheTextsOfPillow) {
    const auto texts = read_png_texts(data / "texts.png");
    ASSERT_TRUE(texts) << texts.error();
    ASSERT_EQ(texts->size(), 4u);
    std::string words, packed;
    for (int i = 0; i < 40; ++i) words += "word ", packed += "日本 ";
    EXPECT_EQ((*texts)[0].value, "café 日本");
    EXPECT_EQ((*texts)[1].key, "Comment");
    EXPECT_EQ((*texts)[1].value, "café");
    EXPECT_EQ((*texts)[2].value, words);
    EXPECT_EQ((*texts)[3].value, packed);
}

TEST(Picture, BadTextsAndSizesAreErrors) {
    EXPECT_THROW(png_text_chunk({"", "x"}), Error);
    EXPECT_THROW(png_text_chunk({std::string(80, 'k'), "x"}), Error);
    EXPECT_THROW(png_text_chunk({"key", std::string("a\0b", 3)}), Error);
    EXPECT_THROW(write_png("/tmp/never.png", RgbImage{2, 2, std::vector<uint8_t>(11)}, {}), Error);
}

TEST(Picture, ChunkEqualsTheOneOfThePngBook) {
    // zlib.crc32(b"tEXtTitle\0Hi") of Python
    const std::string expected("\x00\x00\x00\x08tEXtTitle\x00Hi\xff\x0f\xa7\x7d", 20);
    EXPECT_EQ(png_text_chunk({"Title", "Hi"}), expected);
}

TEST(Picture, DamagedChunksEndTheListAndNothingElse) {
    const std::string good = png_text_chunk({"a", "1"});
    const std::string head("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\2\0\x8\2\0\0\0....", 33), end("\0\0\0\0IEND\xae\x42\x60\x82", 12);
    std::string bad = png_text_chunk({"b", "2"});
    bad.back() ^= 1;
    const auto read = [](const std::string& bytes) {
        std::istringstream stream(bytes);
        return read_png_texts(stream);
    };
    EXPECT_EQ(read(head + good + good + end)->texts.size(), 2u);
    EXPECT_EQ(read(head + good + end)->problems, std::vector<std::string>{});
    EXPECT_EQ(read(head + good + end)->width, 256);
    EXPECT_EQ(read(head + good + end)->height, 512);
    EXPECT_EQ(read(head + good + bad + good + end)->texts.size(), 1u);
    EXPECT_EQ(read(head + good + bad + good + end)->problems.size(), 1u);
    EXPECT_EQ(read(head + good + std::string("\xff\xff\xff\xfftEXt", 8))->texts.size(), 1u);
    EXPECT_EQ(read(head)->problems, std::vector<std::string>{"the file is cut short"});
    EXPECT_FALSE(read("GIF89a"));
}

TEST(Picture, AFullDiskLeavesTheOldFile) {
    const Scratch scratch;
    const RgbImage source = picture("source.png");
    write_png(scratch / "a.png", source, {});
    const std::string before = read_text_file(scratch / "a.png");
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{200, limit.rlim_max};  // a file of 200 bytes and no more, as a full disk would
    ::setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_THROW(write_png(scratch / "a.png", resize(source, 400, 400), {}), Error);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(read_text_file(scratch / "a.png"), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);
}

// A header alone, of a picture that would take more memory than there is.
std::string tiff_header(uint32_t width, uint32_t height, uint32_t channels, uint32_t bits) {
    std::string bytes("II*\0\x08\0\0\0\x0a\0", 10);
    const auto tag = [&](uint32_t id, uint32_t value) {
        const uint32_t fields[] = {id | 4u << 16, 1, value};  // one LONG
        bytes.append(reinterpret_cast<const char*>(fields), sizeof fields);
    };
    for (const auto& [id, value] : {std::pair<uint32_t, uint32_t>{256, width},
                                    {257, height},
                                    {258, bits},
                                    {259, 1},
                                    {262, 1},
                                    {273, 8},
                                    {277, channels},
                                    {278, height},
                                    {279, 100},
                                    {284, 1}})
        tag(id, value);
    return bytes + std::string(200, '\0');
}

TEST(Pictures, AreRefusedByTheirHeaderWhereTheyAreTooLarge) {
    IGNORE_LEAKS_OF_OPENIMAGEIO;
    const auto big_endian = [](uint32_t value) {
        return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                           static_cast<char>(value)};
    };
    const std::string side = big_endian(100'000);
    const std::string ihdr = "IHDR" + side + side + std::string("\x08\x02\0\0\0", 5);
    const std::string png =
        "\x89PNG\r\n\x1a\n" + big_endian(13) + ihdr +
        big_endian(static_cast<uint32_t>(::crc32_z(0, reinterpret_cast<const unsigned char*>(ihdr.data()), ihdr.size()))) + big_endian(10) +
        "IDAT0123456789....";
    const std::string jpeg(
        "\xff\xd8\xff\xc0\0\x11\x08\xff\xdc\xff\xdc\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0", 35);
    struct Case {
        const char* name;
        std::string bytes;
        const char* why;
    };
    const test::TempFolder folder;
    for (const Case& c : {Case{"channels.tif", tiff_header(512, 512, 1000, 8), "1000 channels"},
                          Case{"deep.tif", tiff_header(16000, 16000, 8, 16), "2 GiB"},
                          Case{"wide.tif", tiff_header(100'000, 100'000, 3, 8), "100000x100000"}, Case{"wide.png", png, "100000x100000"},
                          Case{"wide.jpg", jpeg, "65500x65500"}, Case{"wide.ppm", "P6\n100000 100000\n255\n", "100000x100000"}}) {
        const auto read = read_picture(test::write_file(folder / c.name, c.bytes));
        ASSERT_FALSE(read) << c.name;
        EXPECT_NE(read.error().find(c.why), std::string::npos) << read.error();
    }
}

}  // namespace
}  // namespace imagelab
