// Pictures as other programs write them: turned by EXIF, in other colours by an ICC profile, with alpha; in each format that holds it.
#include <OpenImageIO/imageio.h>
#include <gtest/gtest.h>
#include <lcms2.h>
#include <webp/encode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

#include "core/base/paths.h"
#include "core/image/colour_profile.h"
#include "core/image/exif.h"
#include "core/image/orientation.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Colour = std::array<uint8_t, 3>;

constexpr int block = 16;  // pixels; flat, so that JPEG keeps its colour
const std::map<char, Colour> colours{{'a', {230, 20, 20}},  {'b', {20, 230, 20}},  {'c', {20, 20, 230}},
                                     {'d', {230, 230, 20}}, {'e', {230, 20, 230}}, {'f', {20, 230, 230}}};
// As Pillow's ImageOps.exif_transpose turns "abc" above "def".
const std::vector<std::vector<std::string>> turned{{"abc", "def"},     {"cba", "fed"},     {"fed", "cba"},     {"def", "abc"},
                                                   {"ad", "be", "cf"}, {"da", "eb", "fc"}, {"fc", "eb", "da"}, {"cf", "be", "ad"}};

RgbImage drawn(const std::vector<std::string>& rows, int side) {
    RgbImage image{static_cast<int>(rows[0].size()) * side, static_cast<int>(rows.size()) * side, {}};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x)
            for (const uint8_t level : colours.at(rows[static_cast<size_t>(y / side)][static_cast<size_t>(x / side)]))
                image.pixels.push_back(level);
    }
    return image;
}

// The letters that a picture of blocks shows.
std::vector<std::string> letters(const RgbImage& image) {
    std::vector<std::string> rows;
    for (int y = block / 2; y < image.height; y += block) {
        rows.emplace_back();
        for (int x = block / 2; x < image.width; x += block) {
            const uint8_t* pixel =
                image.pixels.data() + (static_cast<size_t>(y) * static_cast<size_t>(image.width) + static_cast<size_t>(x)) * 3;
            char nearest = '?';
            int least = 40;
            for (const auto& [letter, colour] : colours) {
                const int away = std::abs(pixel[0] - colour[0]) + std::abs(pixel[1] - colour[1]) + std::abs(pixel[2] - colour[2]);
                if (away < least) least = away, nearest = letter;
            }
            rows.back() += nearest;
        }
    }
    return rows;
}

std::string number(uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
    return text;
}

std::string exif_of(int orientation) {
    return "II*" + std::string(1, '\0') + number(8, 4) + number(1, 2) + number(0x112, 2) + number(3, 2) + number(1, 4) +
           number(static_cast<uint32_t>(orientation), 4) + number(0, 4);
}

struct Tagged {
    int orientation = 1;
    std::string profile;
};

// WebP's extended container around a lossless picture of 3 or 4 channels.
void write_webp(const fs::path& path, const std::vector<uint8_t>& samples, int width, int height, int channels, const Tagged& tags) {
    uint8_t* bytes = nullptr;
    const size_t size = channels == 4 ? WebPEncodeLosslessRGBA(samples.data(), width, height, width * 4, &bytes)
                                      : WebPEncodeLosslessRGB(samples.data(), width, height, width * 3, &bytes);
    const std::string simple(reinterpret_cast<const char*>(bytes), size);
    WebPFree(bytes);
    const auto chunk = [](const std::string& name, const std::string& data) {
        return name + number(static_cast<uint32_t>(data.size()), 4) + data + (data.size() % 2 == 1 ? std::string(1, '\0') : "");
    };
    const uint32_t flags = (tags.profile.empty() ? 0u : 0x20u) | (channels == 4 ? 0x10u : 0u) | 0x08u;
    std::string body =
        chunk("VP8X", number(flags, 4) + number(static_cast<uint32_t>(width - 1), 3) + number(static_cast<uint32_t>(height - 1), 3));
    if (!tags.profile.empty()) body += chunk("ICCP", tags.profile);
    body += simple.substr(12) + chunk("EXIF", exif_of(tags.orientation));
    test::write_file(path, "RIFF" + number(static_cast<uint32_t>(body.size() + 4), 4) + "WEBP" + body);
}

void write_tagged(const fs::path& path, const std::vector<uint8_t>& samples, int width, int height, int channels, const Tagged& tags) {
    if (path.extension() == ".webp") return write_webp(path, samples, width, height, channels, tags);
    auto out = OIIO::ImageOutput::create(path.string());
    ASSERT_TRUE(out);
    OIIO::ImageSpec spec(width, height, channels, OIIO::TypeDesc::UINT8);
    spec.attribute("Orientation", tags.orientation);
    spec.attribute("Compression", path.extension() == ".jpg" ? "jpeg:98" : "zip");
    spec.attribute("oiio:UnassociatedAlpha", 1);
    if (!tags.profile.empty())
        spec.attribute("ICCProfile", OIIO::TypeDesc(OIIO::TypeDesc::UINT8, static_cast<int>(tags.profile.size())), tags.profile.data());
    ASSERT_TRUE(out->open(path.string(), spec)) << out->geterror();
    ASSERT_TRUE(out->write_image(OIIO::TypeDesc::UINT8, samples.data()));
    ASSERT_TRUE(out->close());
    if (path.extension() != ".png") return;
    const std::string file = read_text_file(path), type_and_data = "eXIf" + exif_of(tags.orientation);
    const auto big = [](uint32_t value) {
        std::string text = number(value, 4);
        std::reverse(text.begin(), text.end());
        return text;
    };
    const auto checksum =
        static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(type_and_data.data()), static_cast<uInt>(type_and_data.size())));
    constexpr size_t behind_header = 33;
    test::write_file(path, file.substr(0, behind_header) + big(static_cast<uint32_t>(type_and_data.size() - 4)) + type_and_data +
                               big(checksum) + file.substr(behind_header));
}

RgbImage read(const fs::path& path) {
    auto image = read_picture(path);
    if (!image) throw Error(image.error());
    return *image;
}

TEST(StartPictureFiles, AllEightOrientationsInEveryFormat) {
    const test::TempFolder folder;
    const RgbImage stored = drawn(turned[0], block);
    for (const std::string extension : {".png", ".jpg", ".webp", ".tif"}) {
        for (int orientation = 1; orientation <= 8; ++orientation) {
            const fs::path path = folder / (std::to_string(orientation) + extension);
            write_tagged(path, stored.pixels, stored.width, stored.height, 3, {orientation, {}});
            EXPECT_EQ(letters(read(path)), turned[static_cast<size_t>(orientation - 1)]) << orientation << extension;
        }
    }
    EXPECT_EQ(upright(drawn(turned[0], 1), 9).pixels, drawn(turned[0], 1).pixels) << "no such orientation";
    EXPECT_EQ(orientation_of_exif(std::string("Exif\0\0", 6) + exif_of(7)), 7);
    for (const std::string broken : {"", "II*", "nonsense nonsense"}) EXPECT_EQ(orientation_of_exif(broken), 1);
}

// ICC profile of Adobe RGB (1998): its primaries, D65, gamma 563/256.
std::string adobe_rgb() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
    cmsToneCurve* gamma = cmsBuildGamma(nullptr, 563.0 / 256);
    cmsToneCurve* curves[3] = {gamma, gamma, gamma};
    const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    std::string bytes(size, '\0');
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(gamma);
    return bytes;
}

std::span<const uint8_t> as_bytes(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Adobe RGB (1998) to sRGB by the published matrices.
Colour adobe_in_srgb(const Colour& from) {
    double rgb[3], out[3];
    for (int c = 0; c < 3; ++c) rgb[c] = std::pow(from[static_cast<size_t>(c)] / 255.0, 563.0 / 256);
    constexpr double to_xyz[3][3] = {{0.57667, 0.18556, 0.18823}, {0.29734, 0.62736, 0.07529}, {0.02703, 0.07069, 0.99134}};
    constexpr double to_srgb[3][3] = {{3.24097, -1.53738, -0.49861}, {-0.96924, 1.87597, 0.04156}, {0.05563, -0.20398, 1.05697}};
    double xyz[3] = {};
    for (int i = 0; i < 3; ++i) {
        for (int c = 0; c < 3; ++c) xyz[i] += to_xyz[i][c] * rgb[c];
    }
    Colour result{};
    for (int i = 0; i < 3; ++i) {
        out[i] = 0;
        for (int c = 0; c < 3; ++c) out[i] += to_srgb[i][c] * xyz[c];
        const double linear = std::clamp(out[i], 0.0, 1.0);
        const double level = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
        result[static_cast<size_t>(i)] = static_cast<uint8_t>(std::lround(255 * level));
    }
    return result;
}

TEST(StartPictureFiles, ColourProfilesBecomeSrgbInEveryFormat) {
    const test::TempFolder folder;
    const Colour colour{150, 120, 90}, expected = adobe_in_srgb(colour);
    ASSERT_GT(expected[0], colour[0] + 5) << "the profile makes a difference";
    std::vector<uint8_t> samples;
    for (int i = 0; i < 32 * 16; ++i) samples.insert(samples.end(), colour.begin(), colour.end());
    for (const std::string extension : {".png", ".jpg", ".webp", ".tif"}) {
        const fs::path path = folder / ("p" + extension);
        write_tagged(path, samples, 32, 16, 3, {6, adobe_rgb()});
        const RgbImage image = read(path);
        EXPECT_EQ(image.width, 16) << extension << ": turned as well";
        for (size_t c = 0; c < 3; ++c) EXPECT_NEAR(image.pixels[c], expected[c], 3) << extension;
    }
}

TEST(StartPictureFiles, ProfilesThatSayNothingNewChangeNothing) {
    const std::vector<uint8_t> some{0, 1, 2, 100, 150, 200, 255, 254, 253};
    const cmsHPROFILE profile = cmsCreate_sRGBProfile();
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    std::string srgb(size, '\0');
    cmsSaveProfileToMem(profile, srgb.data(), &size);
    cmsCloseProfile(profile);
    EXPECT_EQ(in_srgb({3, some}, as_bytes(srgb)).values, some);
    EXPECT_EQ(in_srgb({3, some}, as_bytes("no profile")).values, some);
    EXPECT_EQ(in_srgb({3, some}, {}).values, some);
    const Samples with_alpha = in_srgb({4, {150, 120, 90, 77}}, as_bytes(adobe_rgb()));
    EXPECT_EQ(with_alpha.values[3], 77);
    const Samples grey = in_srgb({2, {100, 50}}, as_bytes(adobe_rgb()));
    ASSERT_EQ(grey.channels, 4);
    EXPECT_EQ(grey.values[3], 50);
    EXPECT_EQ(grey.values[0], grey.values[2]);
}

TEST(StartPictureFiles, AlphaLiesOverWhiteInEveryFormat) {
    const test::TempFolder folder;
    std::vector<uint8_t> samples;
    for (int i = 0; i < 16 * 16; ++i) {
        const uint8_t alpha = i % 16 < 8 ? 0 : 128;
        samples.insert(samples.end(), {200, 100, 0, alpha});
    }
    for (const std::string extension : {".png", ".webp", ".tif"}) {
        const fs::path path = folder / ("a" + extension);
        write_tagged(path, samples, 16, 16, 4, {2, {}});
        const RgbImage image = read(path);
        const std::vector<int> expected{227, 177, 127};
        for (size_t c = 0; c < 3; ++c) {
            EXPECT_NEAR(image.pixels[c], expected[c], 1) << extension << ": mirrored, so the covered half comes first";
            EXPECT_EQ(image.pixels[15 * 3 + c], 255) << extension;
        }
    }
}

}  // namespace
}  // namespace imagelab
