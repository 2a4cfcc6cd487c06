#include "core/weights/safetensors.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "core/weights/mapped_weights.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using test::TempFolder;
using test::write_file;

std::string length_of(uint64_t length) {
    std::string bytes(8, '\0');
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(length >> (8 * i));
    return bytes;
}

std::string file_of(const std::string& header, size_t data_bytes) {
    return length_of(header.size()) + header + std::string(data_bytes, '\1');
}

std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return '"' + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + '}';
}

// The message of the failure to open `bytes`, or "opened".
std::string message(const std::string& bytes) {
    const TempFolder folder;
    const auto opened = WeightFile::open(write_file(folder / "model.safetensors", bytes));
    if (opened) return "opened";
    EXPECT_NE(opened.error().find("model.safetensors: "), std::string::npos) << opened.error();
    return opened.error();
}

struct Hostile {
    const char* name;
    std::string bytes;
    std::vector<const char*> says;
};

void expect_messages(const std::vector<Hostile>& cases) {
    for (const Hostile& hostile : cases) {
        const std::string said = message(hostile.bytes);
        for (const char* part : hostile.says)
            EXPECT_NE(said.find(part), std::string::npos) << hostile.name << ": " << said << "\nlacks: " << part;
    }
}

TEST(Safetensors, WhatIsWrittenIsRead) {
    const TempFolder folder;
    std::vector<float> floats(35);
    for (size_t i = 0; i < floats.size(); ++i) floats[i] = static_cast<float>(i) - 7.5f;
    const std::vector<uint16_t> halves{0x3c00, 0x7bff, 0x8001};
    const std::vector<int64_t> ids{-1, INT64_MAX};
    const auto data = [](const auto& values) { return reinterpret_cast<const std::byte*>(values.data()); };
    write_safetensors(folder / "a.safetensors",
                      {{"x", {DType::f32, {5, 7}, data(floats)}},
                       {"h", {DType::f16, {3, 1}, data(halves)}},
                       {"b", {DType::bf16, {3}, data(halves)}},
                       {"scalar", {DType::f32, {}, data(floats)}},
                       {"empty", {DType::f32, {0, 4}, nullptr}},
                       {"ids \"\xc3\xa4\" \n", {DType::i64, {2}, data(ids)}}},
                      {{"format", "pt"}, {"note", "\xe2\x82\xac"}});
    const auto opened = WeightFile::open(folder / "a.safetensors");
    ASSERT_TRUE(opened) << opened.error();
    const auto& tensors = (*opened)->tensors();
    ASSERT_EQ(tensors.size(), 6u);
    EXPECT_EQ(tensors.at("x").shape, (Shape{5, 7}));
    EXPECT_EQ(tensors.at("x").dtype, DType::f32);
    EXPECT_EQ(std::memcmp(tensors.at("x").data, floats.data(), floats.size() * 4), 0);
    EXPECT_EQ(tensors.at("h").dtype, DType::f16);
    EXPECT_EQ(std::memcmp(tensors.at("h").data, halves.data(), 6), 0);
    EXPECT_EQ(tensors.at("b").dtype, DType::bf16);
    EXPECT_EQ(tensors.at("scalar").shape, Shape{});
    EXPECT_EQ(tensors.at("empty").bytes(), 0u);
    EXPECT_EQ(std::memcmp(tensors.at("ids \"\xc3\xa4\" \n").data, ids.data(), 16), 0);
    EXPECT_EQ((*opened)->metadata(), (std::map<std::string, std::string>{{"format", "pt"}, {"note", "\xe2\x82\xac"}}));
}

TEST(Safetensors, HostileHeaders) {
    const std::string a = tensor("a", "F32", "[2]", "[0,8]");
    const std::string deep = std::string(200000, '[');
    expect_messages({
        {"overlap", file_of("{" + a + "," + tensor("b", "F32", "[2]", "[4,12]") + "}", 12), {"\"b\"", "overlap", "\"a\"", "[4, 12]"}},
        {"same range", file_of("{" + a + "," + tensor("b", "F32", "[2]", "[0,8]") + "}", 8), {"\"b\"", "overlap"}},
        {"gap", file_of("{" + a + "," + tensor("b", "F32", "[2]", "[12,20]") + "}", 20), {"\"b\"", "[12, 20]", "at 8", "no tensor"}},
        {"gap at the start", file_of("{" + tensor("b", "F32", "[2]", "[4,12]") + "}", 12), {"\"b\"", "expected the first at 0"}},
        {"bytes after the end", file_of("{" + a + "}", 11), {"3 bytes after its last tensor"}},
        {"truncated data", file_of("{" + a + "}", 7), {"still downloading?", "8 bytes", "7 are there", "\"a\""}},
        {"size beyond the file",
         file_of("{" + tensor("a", "F32", "[1073741824]", "[0,4294967296]") + "}", 8),
         {"still downloading?", "4294967296"}},
        {"truncated header", length_of(500) + "{\"a\"", {"header should be 500 bytes", "has 4", "still downloading?"}},
        {"huge header", length_of(100'000'001) + "{" + std::string(100, ' '), {"100000001", "at most 100000000"}},
        {"header length of all ones", length_of(~0ull) + "{}", {"18446744073709551615"}},
        {"empty file", "", {"empty", "still downloading?"}},
        {"seven bytes", "\1\2\3\4\5\6\7", {"only 7 bytes"}},
        {"length only", length_of(2), {"no file of weights"}},
        {"wrong size for shape", file_of("{" + tensor("a", "F32", "[3]", "[0,8]") + "}", 8), {"\"a\"", "8 bytes", "[3]", "takes 12"}},
        {"overflowing shape",
         file_of("{" + tensor("a", "F32", "[4611686018427387904,4]", "[0,0]") + "}", 0),
         {"\"a\"", "larger than any file"}},
        {"overflow past zero", file_of("{" + tensor("a", "F64", "[4294967296,4294967296,0]", "[0,0]") + "}", 0), {"larger than any file"}},
        {"negative extent", file_of("{" + tensor("a", "F32", "[-2]", "[0,8]") + "}", 8), {"\"a\"", "-2", "shape", "whole number"}},
        {"negative offset", file_of("{" + tensor("a", "F32", "[2]", "[-8,0]") + "}", 8), {"\"a\"", "-8", "data_offsets"}},
        {"huge offset",
         file_of("{" + tensor("a", "F32", "[2]", "[0,99999999999999999999999]") + "}", 8),
         {"99999999999999999999999", "data_offsets"}},
        {"number beyond doubles", file_of("{" + tensor("a", "F32", "[1e999]", "[0,8]") + "}", 8), {"not valid JSON"}},
        {"fraction", file_of("{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}", 8), {"2.0", "whole number"}},
        {"offsets backwards", file_of("{" + tensor("a", "F32", "[2]", "[8,0]") + "}", 8), {"end before they begin"}},
        {"three offsets", file_of("{" + tensor("a", "F32", "[2]", "[0,4,8]") + "}", 8), {"3 data_offsets"}},
        {"doubled tensor", file_of("{" + a + "," + a + "}", 8), {"names \"a\" twice"}},
        {"doubled field",
         file_of(R"({"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8),
         {"\"a\" names dtype twice"}},
        {"doubled metadata", file_of(R"({"__metadata__":{"k":"1","k":"2"}})", 0), {"names \"k\" twice"}},
        {"metadata twice", file_of(R"({"__metadata__":{},"__metadata__":{}})", 0), {"\"__metadata__\" twice"}},
        {"metadata not text", file_of(R"({"__metadata__":{"k":1}})", 0), {"__metadata__", "a number", "\"k\""}},
        {"metadata nested", file_of(R"({"__metadata__":{"k":{}}})", 0), {"an object", "\"k\""}},
        {"metadata a list", file_of(R"({"__metadata__":[]})", 0), {"__metadata__", "a list"}},
        {"tensor is null", file_of(R"({"a":null})", 0), {"\"a\"", "null"}},
        {"missing field", file_of(R"({"a":{"dtype":"F32","shape":[2]}})", 8), {"\"a\" lacks data_offsets"}},
        {"foreign field", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}})", 8), {"field \"x\""}},
        {"unknown dtype", file_of("{" + tensor("a", "Q4_K", "[2]", "[0,8]") + "}", 8), {"\"a\"", "unknown dtype \"Q4_K\""}},
        {"dtype a number", file_of(R"({"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}})", 8), {"a number", "dtype's name"}},
        {"shape a text", file_of(R"({"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}})", 8), {"a text", "extents"}},
        {"half bytes", file_of("{" + tensor("a", "F4", "[3]", "[0,1]") + "}", 1), {"does not end at a byte"}},
        {"deep nesting", file_of("{\"a\":" + deep, 0), {"\"a\" is a list"}},
        {"deep nesting in a shape", file_of(R"({"a":{"shape":)" + deep, 0), {"a list where"}},
        {"33 dimensions",
         file_of("{" + tensor("a", "F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,4]") + "}", 4),
         {"more than 32"}},
        {"a list", file_of("[1,2]", 0), {"no file of weights"}},
        {"cut JSON", file_of("{\"a\":{\"dtype\":", 0), {"not valid JSON"}},
        {"text after the JSON", file_of("{} {}", 0), {"not valid JSON"}},
        {"zero bytes after the JSON", file_of(std::string("{}\0\0garbage", 11), 0), {"zero byte"}},
        {"not UTF-8", file_of("{\"\xff\xfe\":null}", 0), {"not valid JSON"}},
        {"byte order mark", file_of("\xef\xbb\xbf{}", 0), {"no file of weights"}},
    });
}

TEST(Safetensors, ForeignFilesAreNamed) {
    expect_messages({
        {"page", "<!DOCTYPE html><html><head>", {"web page", "download it again"}},
        {"page after spaces", "\n\n  <HTML lang=en>", {"web page"}},
        {"pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 6938078334\n", {"git-lfs pointer", "git lfs pull"}},
        {"json", "{\"error\": \"Access denied\"}", {"JSON text"}},
        {"text", "Repository not found, sorry.", {"text file"}},
        {"zeros", std::string(4096, '\0'), {"zeros only", "download"}},
        {"noise", "\x93\x11\x27\xf0\xe1\xc2\xa3\x84 noise \xff", {"no file of weights"}},
    });
}

TEST(Safetensors, PlacesThatAreNoFile) {
    const TempFolder folder;
    EXPECT_NE(WeightFile::open(folder / "absent.safetensors").error().find("no such file"), std::string::npos);
    EXPECT_NE(WeightFile::open(folder.path()).error().find("folder"), std::string::npos);
    EXPECT_NE(WeightFile::open("/dev/null").error().find("not a regular file"), std::string::npos);
}

TEST(Safetensors, TensorsOfOtherDtypesAreListed) {
    const TempFolder folder;
    const auto opened = WeightFile::open(
        write_file(folder / "m.safetensors",
                   file_of("{" + tensor("a", "F8_E8M0", "[2]", "[0,2]") + "," + tensor("b", "U8", "[2]", "[2,4]") + "}", 4)));
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ((*opened)->unreadable(), (std::map<std::string, std::string>{{"a", "F8_E8M0"}}));
    EXPECT_EQ((*opened)->tensors().size(), 1u);
}

// Whatever happens to the bytes, opening answers, and every view of an opened file can be read to its end (ASan sees where it cannot).
TEST(Safetensors, MutatedHeadersNeverCrash) {
    const int memory = ::memfd_create("mutated", MFD_CLOEXEC);  // a file that costs no disk
    ASSERT_GE(memory, 0);
    const std::string valid = file_of(R"({"__metadata__":{"format":"pt"},)" + tensor("a.weight", "F32", "[2,3]", "[0,24]") + "," +
                                          tensor("b.bias", "F16", "[4]", "[24,32]") + "," + tensor("c", "I64", "[]", "[32,40]") + "}  ",
                                      40);
    const std::string digits = "0123456789[]{},:\"-eE.F\\u \n\xff\x80";
    std::mt19937 random(20240501);
    const auto below = [&](size_t limit) { return random() % limit; };
    size_t opened_count = 0, checksum = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = valid;
        for (size_t change = 0, changes = 1 + below(4); change < changes && !bytes.empty(); ++change) {
            const size_t at = below(bytes.size());
            switch (below(6)) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes[at] = digits[below(digits.size())];
                    break;
                case 2:
                    bytes.insert(at, 1, digits[below(digits.size())]);
                    break;
                case 3:
                    bytes.erase(at, 1 + below(3));
                    break;
                case 4:
                    bytes.resize(std::max<size_t>(at, 1));
                    break;
                case 5:
                    bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
                    break;
            }
            if (below(2) && bytes.size() > 48) bytes.replace(0, 8, length_of(bytes.size() - 48));  // else most fail at the length
        }
        ASSERT_EQ(::ftruncate(memory, 0), 0);
        ASSERT_EQ(::pwrite(memory, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
        const auto opened = WeightFile::open("/proc/self/fd/" + std::to_string(memory));
        if (!opened) {
            ASSERT_GT(opened.error().size(), 20u);
            continue;
        }
        ++opened_count;
        for (const auto& [name, view] : (*opened)->tensors()) {
            for (size_t i = 0; i < view.bytes(); ++i) checksum += static_cast<size_t>(view.data[i]);
        }
    }
    ::close(memory);
    EXPECT_GT(opened_count, 10u);
    EXPECT_GT(checksum, 0u);
}

TEST(Safetensors, ReleaseDropsWholePagesAndTheyReadAgain) {
    const TempFolder folder;
    const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    const std::string bytes(64 * page, '\5');
    write_safetensors(folder / "m.safetensors",
                      {{"a", {DType::u8, {static_cast<int64_t>(bytes.size())}, reinterpret_cast<const std::byte*>(bytes.data())}}});
    Result<OpenedWeights> opened = open_weight_file(folder / "m.safetensors");
    ASSERT_TRUE(opened) << opened.error();
    const MappedWeights weights(opened->tensors, opened->source, opened->files);
    const TensorView& view = weights.tensors().at("a");
    const auto sum = [&] {
        size_t total = 0;
        for (size_t i = 0; i < view.bytes(); ++i) total += static_cast<size_t>(view.data[i]);
        return total;
    };
    const auto mapped_kib = [&] {  // Rss of the mapping, from smaps
        std::FILE* maps = std::fopen("/proc/self/smaps", "r");
        char line[512];
        size_t kib = 0;
        bool inside = false;
        while (std::fgets(line, sizeof line, maps)) {
            unsigned long begin = 0, end = 0;
            if (std::sscanf(line, "%lx-%lx ", &begin, &end) == 2)
                inside = reinterpret_cast<uintptr_t>(view.data) >= begin && reinterpret_cast<uintptr_t>(view.data) < end;
            if (inside && std::strncmp(line, "Rss:", 4) == 0) kib = std::strtoul(line + 4, nullptr, 10);
        }
        std::fclose(maps);
        return kib;
    };
    EXPECT_EQ(sum(), bytes.size() * 5);
    EXPECT_GE(mapped_kib(), 63 * page / 1024);
    weights.release(view);
    EXPECT_LE(mapped_kib(), 3 * page / 1024);
    EXPECT_EQ(sum(), bytes.size() * 5);

    std::string heap(16 * page, '\7');  // no mapping of ours: left alone
    weights.release({DType::u8, {static_cast<int64_t>(heap.size())}, reinterpret_cast<const std::byte*>(heap.data())});
    EXPECT_EQ(heap, std::string(16 * page, '\7'));
}

TEST(WeightMap, AtNamesFileTensorFoundAndExpected) {
    const float values[6] = {};
    const MappedWeights weights({{"a", {DType::f32, {2, 3}, reinterpret_cast<const std::byte*>(values)}},
                                 {"i", {DType::i32, {2}, reinterpret_cast<const std::byte*>(values)}}},
                                "some/file", {});
    EXPECT_EQ(weights.at("a", {2, 3}).data, reinterpret_cast<const std::byte*>(values));
    EXPECT_EQ(weights.find("b"), nullptr);
    const auto said = [&](const std::string& name, const Shape& shape) {
        try {
            weights.at(name, shape);
            return std::string();
        } catch (const Error& trouble) {
            return std::string(trouble.what());
        }
    };
    EXPECT_EQ(said("a", {3, 2}), "some/file: tensor \"a\" has shape [2, 3], expected [3, 2]");
    EXPECT_EQ(said("b", {4}), "some/file: tensor \"b\" is missing, expected shape [4]");
    EXPECT_EQ(said("i", {2}), "some/file: tensor \"i\" is stored as i32, expected f32, f16, bf16 or f64");
}

TEST(WeightFolder, ShardsVariantsAndWhatIsMissing) {
    const TempFolder folder;
    const float values[4] = {1, 2, 3, 4};
    const TensorView view{DType::f32, {2}, reinterpret_cast<const std::byte*>(values)};
    const auto said = [](const Result<OpenedWeights>& result) { return result ? "opened" : result.error(); };
    fs::create_directories(folder / "s");
    write_safetensors(folder / "s/model-00001-of-00002.safetensors", {{"a", view}});
    const fs::path index = write_file(folder / "s/model.safetensors.index.json",
                                      R"({"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}})");
    EXPECT_NE(said(open_weight_folder(folder / "s", "model")).find("model-00002-of-00002.safetensors: there is no such file"),
              std::string::npos);
    write_safetensors(folder / "s/model-00002-of-00002.safetensors", {{"b", view}});
    const auto sharded = open_weight_folder(folder / "s", "model");
    ASSERT_TRUE(sharded) << sharded.error();
    EXPECT_EQ(sharded->tensors.size(), 2u);
    EXPECT_EQ(sharded->files.size(), 2u);
    write_file(index, R"({"weight_map":{"a":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"}})");
    EXPECT_NE(said(open_weight_folder(folder / "s", "model")).find("tensor \"c\" is missing"), std::string::npos);
    write_file(index, R"({"weight_map":{"a":"../s/model-00001-of-00002.safetensors"}})");
    EXPECT_NE(said(open_weight_folder(folder / "s", "model")).find("name of a file beside the index"), std::string::npos);
    write_file(index, R"({"weight_map":{"a":3}})");
    EXPECT_NE(said(open_weight_folder(folder / "s", "model")).find("\"weight_map\""), std::string::npos);

    fs::create_directories(folder / "v");
    EXPECT_NE(said(open_weight_folder(folder / "v", "model")).find("model.safetensors is missing"), std::string::npos);
    write_file(folder / "v/pytorch_model.bin", "x");
    EXPECT_NE(said(open_weight_folder(folder / "v", "model")).find("pytorch_model.bin"), std::string::npos);
    write_file(folder / "v/pytorch_model.bin",
               test::torch_zip(test::PickleWriter().raw("}").text("a").tensor("FloatStorage", "0", 2, 0, {2}, {1}).raw("s").done(),
                               {std::string(8, '\0')}));
    EXPECT_EQ(open_weight_folder(folder / "v", "model")->tensors.size(), 1u) << "what older programs wrote";
    write_file(folder / "v/pytorch_model.bin.index.json", R"({"weight_map":{"a":"pytorch_model.bin"}})");
    fs::rename(folder / "v/pytorch_model.bin", folder / "v/part.bin");
    write_file(folder / "v/pytorch_model.bin.index.json", R"({"weight_map":{"a":"part.bin"}})");
    EXPECT_EQ(open_weight_folder(folder / "v", "model")->source, folder / "v/pytorch_model.bin.index.json");
    write_safetensors(folder / "v/model.fp16.safetensors", {{"a", view}});
    EXPECT_EQ(open_weight_folder(folder / "v", "model")->source, folder / "v/model.fp16.safetensors");
    write_safetensors(folder / "v/model.safetensors", {{"a", view}});
    EXPECT_EQ(open_weight_folder(folder / "v", "model")->source, folder / "v/model.safetensors");
}

}  // namespace
}  // namespace imagelab
