// PNG files whose texts were stripped, and which still say in their pixels how they were made.
#include "core/metadata/hidden_text.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 200, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

GreyImage hiding(const std::string& name, const std::string& bytes, std::optional<size_t> said_bits = std::nullopt) {
    const size_t bits = said_bits.value_or(bytes.size() * 8);
    std::string all = name;
    for (int shift = 24; shift >= 0; shift -= 8) all += static_cast<char>(bits >> shift);
    all += bytes;
    GreyImage opacity{64, 48, std::vector<uint8_t>(64 * 48, 255)};
    for (size_t i = 0; i < all.size() * 8; ++i) {
        const int bit = all[i / 8] >> (7 - i % 8) & 1;
        opacity.pixels[i % 48 * 64 + i / 48] = static_cast<uint8_t>(254 | bit);
    }
    return opacity;
}

// As a file without texts, read and understood.
Result<Imported> read_back(const GreyImage& opacity) {
    const test::TempFolder folder;
    const auto path = folder.path() / "stripped.png";
    write_clear_picture(path, {as_rgb(opacity), as_rgb(opacity)}, {}, {});
    const auto metadata = read_metadata(path);
    if (!metadata) return Failure{metadata.error()};
    return import_request(*metadata);
}

TEST(HiddenTexts, OfNovelAiAreReadFromAStrippedPicture) {
    const auto read = read_back(hiding("stealth_pngcomp", gzipped(R"j({"Software": "NovelAI", "Source": "NovelAI Diffusion V4",
        "Comment": "{\"prompt\": \"{steam}\", \"uc\": \"rust\", \"steps\": 28, \"seed\": 77, \"scale\": 5.5, \"width\": 832, \"height\": 1216, \"sampler\": \"k_euler\"}"})j")));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->program, "NovelAI");
    EXPECT_EQ(read->request.prompt, "(steam:1.05)");
    EXPECT_EQ(read->request.seed, 77u);
    EXPECT_EQ(read->request.guidance, 5.5);
}

TEST(HiddenTexts, OfA1111AreReadPlainAndCompressed) {
    const std::string text = "a kettle\nNegative prompt: rust\nSteps: 9, Sampler: Euler a, CFG scale: 4, Seed: 5, Size: 512x768";
    for (const auto& [name, bytes] : {std::pair<std::string, std::string>{"stealth_pnginfo", text}, {"stealth_pngcomp", gzipped(text)}}) {
        const auto read = read_back(hiding(name, bytes));
        ASSERT_TRUE(read) << read.error();
        EXPECT_EQ(read->request.prompt, "a kettle") << name;
        EXPECT_EQ(read->request.steps, 9) << name;
        EXPECT_EQ(read->request.height, 768) << name;
    }
}

TEST(HiddenTexts, DamagedOrAbsentOnesAreNone) {
    EXPECT_FALSE(read_hidden_texts({}));
    EXPECT_FALSE(read_hidden_texts({8, 8, std::vector<uint8_t>(64, 255)}));
    EXPECT_FALSE(read_hidden_texts(hiding("stealth_pngcomp", "no gzip")));
    EXPECT_FALSE(read_hidden_texts(hiding("stealth_pngcomp", gzipped("cut").substr(0, 9))));
    EXPECT_FALSE(read_hidden_texts(hiding("stealth_rgbinfo", "another channel")));
    for (const size_t bits : {size_t{0}, size_t{7}, size_t{64 * 48}, size_t{0xfffffff8}}) {
        EXPECT_FALSE(read_hidden_texts(hiding("stealth_pnginfo", "text", bits))) << bits;
    }
}

}  // namespace
}  // namespace imagelab
