// Where programs put a UserComment, and in which encodings.
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/paths.h"
#include "core/image/containers.h"
#include "core/image/exif.h"
#include "core/image/exif_tags.h"
#include "core/image/png_text.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using namespace std::string_literals;

TEST(UserComment, EveryEncodingThatWritersUse) {
    const std::pair<std::string, const char*> cases[] = {
        {"UNICODE\0a\0b\0"s, "ab"},
        {"UNICODE\0\0a\0b"s, "ab"},
        {"UNICODE\0\xff\xfe\xe5\x65"s, "日"},
        {"UNICODE\0\xfe\xff\x65\xe5"s, "日"},
        {"UNICODE\0\xe9\x9d\x92\xe3\x81\x84 a"s, "青い a"},  // UTF-8: EXIF 3.0
        {"UNICODE\0plain\0"s, "plain"},
        {"Unicode\0a\0b\0"s, "ab"},
        {"UNICODE\0\x52\x97\x44\x30"s, "青い"},  // no zero byte tells the order: letters that are common do
        {"ASCII\0\0\0caf\xc3\xa9\0"s, "café"},
        {"\0\0\0\0\0\0\0\0abc"s, "abc"},
        {"\0\0\0\0\0\0\0\0a\0b\0c\0"s, "abc"},
        {"JIS\0\0\0\0\0\x1b$B@D$$\x1b(B a"s, "青い a"},
        {"JIS\0\0\0\0\0\xe9\x9d\x92"s, "青"},
        {"no mark at all", "no mark at all"},
        {"caf\xe9", "café"},
        {"", ""}};
    for (const auto& [bytes, text] : cases) EXPECT_EQ(text_of_user_comment(bytes), text);
}

std::string little(uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i);
    return out;
}

struct Tag {
    int id, type;
    std::string bytes;
};

// A TIFF structure with these tags in the first directory, or in the Exif directory that it points to.
std::string exif_of(const std::vector<Tag>& tags, bool in_exif_directory) {
    const uint32_t begin = in_exif_directory ? 8 + 2 + 12 + 4 : 8;
    const auto count = static_cast<uint32_t>(tags.size());
    uint32_t data = begin + 2 + 12 * count + 4;
    std::string directory = little(count, 2), values;
    for (const Tag& tag : tags) {
        directory += little(static_cast<uint32_t>(tag.id), 2) + little(static_cast<uint32_t>(tag.type), 2) +
                     little(static_cast<uint32_t>(tag.bytes.size()), 4) + little(data, 4);
        values += tag.bytes;
        data += static_cast<uint32_t>(tag.bytes.size());
    }
    std::string head = "II*\0"s + little(8, 4);
    if (in_exif_directory) head += little(1, 2) + little(0x8769, 2) + little(4, 2) + little(1, 4) + little(begin, 4) + little(0, 4);
    return head + directory + little(0, 4) + values;
}

const std::string settings =
    "a kettle\nNegative prompt: rust\nSteps: 22, Sampler: Euler a, CFG scale: 6.5, Seed: 5, Size: 832x1216, RNG: CPU";
constexpr int user_comment_tag = 0x9286, maker_note = 0x927c, description = 0x10e, software = 0x131, model = 0x110;

std::string jpeg_with(const std::string& exif) {
    test::TempFolder folder;
    write_picture(folder / "x.jpg", RgbImage{8, 8, std::vector<uint8_t>(8 * 8 * 3, 90)}, {}, {PictureFormat::jpeg, 90});
    const std::string whole = read_text_file(folder / "x.jpg"), segment = "Exif\0\0"s + exif;
    return whole.substr(0, 2) + "\xff\xe1"s + static_cast<char>((segment.size() + 2) >> 8) + static_cast<char>((segment.size() + 2) & 255) +
           segment + whole.substr(2);
}

TEST(UserComment, InEitherDirectoryAndInTheDescription) {
    test::TempFolder folder;
    const std::string unicode = user_comment(settings);
    const std::string files[] = {
        jpeg_with(exif_of({{user_comment_tag, 7, unicode}}, true)), jpeg_with(exif_of({{user_comment_tag, 7, unicode}}, false)),
        jpeg_with(
            exif_of({{software, 2, "Fooocus v2.5.5\0"s}, {maker_note, 2, "a1111\0"s}, {user_comment_tag, 2, settings + "\0"s}}, false)),
        jpeg_with(exif_of({{description, 2, settings + "\0"s}}, false))};
    for (const std::string& file : files) {
        test::write_file(folder / "a.jpg", file);
        const auto metadata = read_metadata(folder / "a.jpg");
        ASSERT_TRUE(metadata) << metadata.error();
        EXPECT_EQ(metadata->width, 8);
        const auto imported = import_request(*metadata);
        ASSERT_TRUE(imported) << imported.error();
        EXPECT_EQ(imported->request.prompt, "a kettle");
        EXPECT_EQ(imported->request.seed, 5);
        EXPECT_EQ(imported->sampler, "euler_a");
    }
}

TEST(UserComment, InPngsExifChunkAndSwarmUisModelTag) {
    test::TempFolder folder;
    const auto chunk = [](const std::string& exif) {
        const auto length = static_cast<uint32_t>(exif.size());
        return std::string{static_cast<char>(length >> 24), static_cast<char>(length >> 16), static_cast<char>(length >> 8),
                           static_cast<char>(length)} +
               "eXIf" + exif + "crc ";
    };
    const std::string head("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x8\0\0\0\x8\x8\2\0\0\0....", 33), end("\0\0\0\0IEND\xae\x42\x60\x82", 12);
    test::write_file(folder / "a.png", head + chunk(exif_of({{user_comment_tag, 7, user_comment(settings)}}, true)) + end);
    EXPECT_EQ(import_request(*read_metadata(folder / "a.png"))->request.prompt, "a kettle");
    test::write_file(folder / "b.jpg",
                     jpeg_with(exif_of({{model, 2, R"({"sui_image_params": {"prompt": "a kettle", "seed": 3}})"}}, false)));
    EXPECT_EQ(import_request(*read_metadata(folder / "b.jpg"))->program, "SwarmUI");
}

TEST(UserComment, InXmpAsDrawThingsWritesIt) {
    test::TempFolder folder;
    const std::string xmp =
        R"x(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"><xmp:CreatorTool>Draw Things</xmp:CreatorTool>
        <exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">{"c": "a &lt;kettle&gt;", "uc": "rust", "steps": 20, "scale": 6.5, "seed": 7,
        "size": "1024x768", "sampler": "UniPC", "model": "m.ckpt", "seed_mode": "Scale Alike"}</rdf:li></rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>)x";
    const std::string head("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x8\0\0\0\x8\x8\2\0\0\0....", 33), end("\0\0\0\0IEND\xae\x42\x60\x82", 12);
    test::write_file(folder / "a.png", head + png_text_chunk({"XML:com.adobe.xmp", xmp}) + end);
    const auto imported = import_request(*read_metadata(folder / "a.png"));
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ(imported->program, "Draw Things");
    EXPECT_EQ(imported->request.prompt, "a <kettle>");
    EXPECT_EQ(imported->sampler, "unipc");
}

TEST(UserComment, ABareCopyKeepsItsPixelsAndNothingElse) {
    test::TempFolder folder;
    for (const auto& [name, format] : {std::pair{"a.jpg", PictureFormat::jpeg}, {"a.webp", PictureFormat::webp}}) {
        write_picture(folder / name, RgbImage{8, 8, std::vector<uint8_t>(8 * 8 * 3, 90)}, {{"parameters", settings}}, {format, 90});
        const auto pixels = read_picture(folder / name);
        test::write_file(folder / name, without_metadata(read_text_file(folder / name)));
        EXPECT_TRUE(read_metadata(folder / name)->texts.empty());
        ASSERT_TRUE(read_picture(folder / name));
        EXPECT_EQ(read_picture(folder / name)->pixels, pixels->pixels);
    }
    EXPECT_THROW(without_metadata("no picture"), Error);
    EXPECT_THROW(without_metadata("\xff\xd8 cut"), Error);
}

TEST(UserComment, DamagedStructuresAreReadAsFarAsTheyGo) {
    const std::string whole = jpeg_with(exif_of({{description, 2, settings}, {user_comment_tag, 7, user_comment(settings)}}, true));
    for (size_t i = 0; i < std::min<size_t>(whole.size(), 400); ++i) {
        for (const char bits : {'\x01', '\x80', '\xff'}) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(whole[i] ^ bits);
            std::istringstream file(damaged);
            if (const auto parts = jpeg_parts(file))
                static_cast<void>(texts_of_exif(read_exif_tags(file, parts->exif_base, parts->exif_size)));
        }
    }
}

}  // namespace
}  // namespace imagelab
