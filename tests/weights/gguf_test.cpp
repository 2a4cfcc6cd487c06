#include "core/weights/gguf.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/weights/convert.h"
#include "core/weights/ggml_types.h"
#include "core/weights/mapped_weights.h"
#include "tests/support/gguf_files.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
using test::GgufWriter;

std::span<const std::byte> bytes_of(const std::string& file) {
    return std::as_bytes(std::span(file));
}
std::string floats(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}
std::vector<float> read(const TensorView& view, int64_t first, int64_t count) {
    std::vector<float> values(static_cast<size_t>(count));
    read_elements(view, first, count, DType::f32, reinterpret_cast<std::byte*>(values.data()));
    return values;
}
std::vector<float> read(const TensorView& view) {
    return read(view, 0, element_count(view.shape));
}

std::string said(const std::string& file) {
    try {
        read_gguf(bytes_of(file));
        return "opened";
    } catch (const Error& trouble) {
        return trouble.what();
    }
}
void expect_says(const std::string& file, const std::vector<std::string>& parts) {
    const std::string text = said(file);
    for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << text << "\nlacks: " << part;
}

// Against the gguf package's own code (tests/reference/ggml_blocks.py), bit for bit.
TEST(GgmlBlocks, AsTheReference) {
    const auto golden = open_weight_file(test::golden_path("ggml_blocks.safetensors"));
    ASSERT_TRUE(golden) << golden.error();
    int decoded = 0, encoded = 0;
    for (const auto& [name, view] : golden->tensors) {
        const std::string kind = name.substr(0, name.find('.')), part = name.substr(name.find('.') + 1);
        const GgmlType* type = ggml_type(kind);
        ASSERT_NE(type, nullptr) << kind;
        const auto* bytes = reinterpret_cast<const uint8_t*>(view.data);
        if (part == "blocks") {
            const std::vector<float> expected = read(golden->tensors.at(kind + ".values"));
            std::vector<float> values(expected.size());
            type->decode(bytes, view.shape[0], values.data());
            EXPECT_EQ(values, expected) << kind;
            ++decoded;
        } else if (part == "quantised") {
            const std::vector<float> values = read(golden->tensors.at(kind + ".from"));
            std::vector<uint8_t> blocks(view.bytes());
            type->encode(values.data(), static_cast<int64_t>(values.size()) / type->elements, blocks.data());
            EXPECT_EQ(blocks, std::vector<uint8_t>(bytes, bytes + blocks.size())) << kind;
            ++encoded;
        }
    }
    EXPECT_EQ(decoded, 10);
    EXPECT_EQ(encoded, 5);
}

std::string q8_blocks(int count) {
    std::string blocks;
    for (int block = 0; block < count; ++block) {
        blocks += std::string("\x00\x38", 2);  // 0.5
        for (int i = 0; i < 32; ++i) blocks += static_cast<char>(block * 32 + i);
    }
    return blocks;
}

TEST(Gguf, TensorsValuesAndOwnShapes) {
    const test::TempFolder folder;
    const std::string file = GgufWriter()
                                 .text("general.architecture", "sdxl")
                                 .word("general.file_type", 7)
                                 .numbers("comfy.gguf.orig_shape.conv.weight", {8, 2, 2, 2})
                                 .tensor("linear.weight", {2, 3}, 0, floats({1, 2, 3, 4, 5, 6}))
                                 .tensor("conv.weight", {2, 32}, 8, q8_blocks(2))
                                 .tensor("half", {2}, 1, std::string("\x00\x3c\x00\xc0", 4))
                                 .tensor("rare", {256}, 16, std::string(66, 'x'))
                                 .done();
    const auto opened = open_weight_file(test::write_file(folder / "any.name", file));
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ(opened->files.front()->format(), "GGUF");
    EXPECT_EQ(opened->metadata.at("general.architecture"), "sdxl");
    const TensorView& linear = opened->tensors.at("linear.weight");
    EXPECT_EQ(linear.shape, (Shape{2, 3}));
    EXPECT_EQ(linear.source, nullptr) << "a view, no copy";
    EXPECT_EQ(read(linear), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    const TensorView& conv = opened->tensors.at("conv.weight");
    EXPECT_EQ(conv.shape, (Shape{8, 2, 2, 2}));
    EXPECT_EQ(storage_name(conv), "q8_0");
    EXPECT_EQ(conv.bytes(), 68u);
    const std::vector<float> whole = read(conv);
    for (int64_t i = 0; i < 64; ++i) EXPECT_EQ(whole[static_cast<size_t>(i)], 0.5f * static_cast<float>(i));
    for (int64_t first = 0; first < 64; first += 7) {
        for (int64_t count = 0; first + count <= 64; count += 5)
            EXPECT_EQ(read(conv, first, count), std::vector<float>(whole.begin() + first, whole.begin() + first + count));
    }
    EXPECT_EQ(read(opened->tensors.at("half")), (std::vector<float>{1, -2}));
    EXPECT_EQ(opened->unreadable, (std::map<std::string, std::string>{{"rare", "IQ2_XXS"}}));
}

TEST(Gguf, HostileFiles) {
    const std::string six = floats({1, 2, 3, 4, 5, 6});
    expect_says(GgufWriter().done(1), {"version 1", "expected 2 or 3"});
    expect_says(GgufWriter().done(0x03000000), {"big-endian"});
    expect_says(GgufWriter().tensor("a", {2, 3}, 0, six).tensor("b", {6}, 0, six, 0).done(), {"\"b\" starts at 0, within \"a\""});
    expect_says(GgufWriter().tensor("a", {2, 3}, 0, six).tensor("a", {6}, 0, six).done(), {"\"a\" twice"});
    expect_says(GgufWriter().tensor("a", {6}, 0, six, 32).done(), {"\"a\"", "24 bytes from 32", "32 bytes of tensors are there"});
    expect_says(GgufWriter().tensor("a", {6}, 0, six, 4).done(), {"\"a\" starts at 4", "multiple of 32"});
    expect_says(GgufWriter().tensor("a", {6}, 0, six, INT64_MAX - 31).done(), {"\"a\"", "cut short"});
    expect_says(GgufWriter().tensor("a", {INT64_MAX, 2}, 0, "").done(), {"larger than any file"});
    expect_says(GgufWriter().tensor("a", {-1}, 0, "").done(), {"larger than any file"});
    expect_says(GgufWriter().tensor("a", {INT64_MAX}, 28, "").done(), {"larger than any file"});
    expect_says(GgufWriter().tensor("a", {1, 1, 1, 1, 1}, 0, six).done(), {"5 dimensions"});
    expect_says(GgufWriter().tensor("a", {33}, 8, six).done(), {"[33]", "blocks of 32", "Q8_0"});
    expect_says(GgufWriter().tensor("a", {6}, 999, six).done(), {"type 999"});
    expect_says(GgufWriter().tensor("a", {6}, 0, six).numbers("comfy.gguf.orig_shape.a", {2, 4}).done(), {"orig_shape [2, 4]", "[6]"});
    expect_says(GgufWriter().tensor("a", {6}, 0, six).numbers("comfy.gguf.orig_shape.a", {-2, -3}).done(), {"orig_shape [-2, -3]"});
    expect_says(GgufWriter().text("k", "1").text("k", "2").done(), {"\"k\" twice"});
    expect_says(GgufWriter().word("general.alignment", 48).done(), {"general.alignment is 48"});
    expect_says(GgufWriter().value(GgufWriter::string("k") + GgufWriter::number(13, 4)).done(), {"\"k\"", "type 13"});
    const std::string list = GgufWriter::string("k") + GgufWriter::number(9, 4);
    expect_says(GgufWriter().value(list + GgufWriter::number(9, 4) + GgufWriter::number(1, 8)).done(), {"list of the type 9"});
    expect_says(GgufWriter().value(list + GgufWriter::number(10, 4) + GgufWriter::number(~0ull / 4, 8)).done(), {"longer than any file"});
    expect_says(GgufWriter().value(list + GgufWriter::number(8, 4) + GgufWriter::number(1ull << 60, 8)).done(), {"cut short"});
    expect_says(GgufWriter().value(GgufWriter::number(~0ull, 8)).done(), {"wants 18446744073709551615 bytes"});
    std::string many = GgufWriter().done();
    many.replace(8, 8, GgufWriter::number(1ull << 40, 8));
    expect_says(many, {"announces 1099511627776 tensors"});
    const std::string good =
        GgufWriter().text("k", "v").numbers("comfy.gguf.orig_shape.a", {3, 2}).tensor("a", {6}, 0, six + std::string(8, 'x')).done();
    EXPECT_EQ(said(good), "opened");
    for (size_t length = 4; length < good.size() - 8; ++length) EXPECT_NE(said(good.substr(0, length)), "opened") << length;
}

// Whatever happens to the bytes, opening answers, and every view can be read to its end (ASan sees where it cannot).
TEST(Gguf, MutatedFilesNeverCrash) {
    std::mt19937 random(20261128);
    const auto below = [&](size_t limit) { return random() % limit; };
    const std::string valid = GgufWriter()
                                  .text("general.architecture", "sdxl")
                                  .numbers("comfy.gguf.orig_shape.c", {8, 2, 2, 2})
                                  .tensor("a", {2, 3}, 0, floats({1, 2, 3, 4, 5, 6}))
                                  .tensor("c", {2, 32}, 8, q8_blocks(2))
                                  .tensor("k", {256}, 12, std::string(144, '\x11'))
                                  .done();
    size_t opened = 0;
    double checksum = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string file = valid;
        for (size_t change = 0, changes = 1 + below(3); change < changes; ++change) {
            const size_t at = below(file.size());
            if (below(3) == 0) {
                file.replace(at, 1, std::string(below(3), static_cast<char>(random())));
            } else {
                file[at] = static_cast<char>(below(2) ? random() : below(16));
            }
        }
        try {
            const WeightContents contents = read_gguf(bytes_of(file));
            ++opened;
            for (const auto& [name, view] : contents.tensors) {
                if (!view.source && view.dtype != DType::f32 && view.dtype != DType::f16) continue;
                for (const float value : read(view)) checksum += value == value && value < 1e9f ? value : 0;
            }
        } catch (const Error& trouble) {
            ASSERT_GT(std::strlen(trouble.what()), 15u) << trouble.what();
        }
    }
    EXPECT_GT(opened, 100u);
    EXPECT_NE(checksum, 0);
}

}  // namespace
}  // namespace imagelab
