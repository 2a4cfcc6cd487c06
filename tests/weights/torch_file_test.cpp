#include "core/weights/torch_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/json_reader.h"
#include "core/base/read_file.h"
#include "core/weights/convert.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/pickle.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab {
namespace {
using namespace std::string_literals;
using test::PickleWriter;

std::string raw_floats(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::span<const std::byte> raw_bytes(const std::string& file) {
    return std::as_bytes(std::span(file));
}

std::vector<float> elements_of(const TensorView& view) {
    std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
    read_elements(view, 0, element_count(view.shape), DType::f32, reinterpret_cast<std::byte*>(values.data()));
    return values;
}

// What is said of the file, or "opened".
std::string torch_said(const std::string& file) {
    try {
        read_torch_file(raw_bytes(file));
        return "opened";
    } catch (const Error& trouble) {
        return trouble.what();
    }
}
void expect_torch_says(const std::string& file, const std::vector<std::string>& parts) {
    const std::string text = torch_said(file);
    for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << text << "\nlacks: " << part;
}

const std::vector<float> six{1, 2, 3, 4, 5, 6};

// {"state_dict": {"a.weight": [2, 3] of six, "b": its transpose, "half": [2] of f16}, "epoch": 7, "callbacks": {a class: an object}}
std::string checkpoint() {
    PickleWriter pickle;
    pickle.raw("}(").text("state_dict").global("collections", "OrderedDict").raw(")R(");
    pickle.text("a.weight").tensor("FloatStorage", "0", 6, 0, {2, 3}, {3, 1});
    pickle.text("b").tensor("FloatStorage", "0", 6, 0, {3, 2}, {1, 3});
    pickle.text("last").tensor("FloatStorage", "0", 6, 4, {2}, {1});
    pickle.text("half").tensor("HalfStorage", "1", 2, 0, {2}, {1});
    pickle.text("odd").global("some.module", "Thing").raw(")R");
    pickle.raw("u}(").text("_metadata").raw("}ub");  // BUILD: the state_dict's own attributes
    pickle.text("epoch").integer(7).text("callbacks").raw("}").global("pytorch_lightning.callbacks", "ModelCheckpoint").raw("Ns");
    return pickle.raw("u").done();
}
const std::vector<std::string> storages{raw_floats(six), "\x00\x3c\x00\xc0"s};

void expect_checkpoint(const WeightContents& contents) {
    ASSERT_EQ(contents.tensors.size(), 4u);
    EXPECT_EQ(contents.tensors.at("a.weight").shape, (Shape{2, 3}));
    EXPECT_EQ(contents.tensors.at("a.weight").source, nullptr) << "a view, no copy";
    EXPECT_EQ(elements_of(contents.tensors.at("a.weight")), six);
    EXPECT_EQ(elements_of(contents.tensors.at("b")), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(elements_of(contents.tensors.at("last")), (std::vector<float>{5, 6}));
    EXPECT_EQ(contents.tensors.at("half").dtype, DType::f16);
    EXPECT_EQ(elements_of(contents.tensors.at("half")), (std::vector<float>{1, -2}));
    EXPECT_EQ(contents.unreadable, (std::map<std::string, std::string>{{"odd", "a Python object of some.module.Thing"}}));
    EXPECT_EQ(contents.metadata.at("epoch"), "7");
}

TEST(TorchFiles, TheZipIsRead) {
    const std::string file = test::torch_zip(checkpoint(), storages);
    expect_checkpoint(read_torch_file(raw_bytes(file)));
    const std::string wide = test::zip_of({{"x/data.pkl", checkpoint()}, {"x/data/0", storages[0]}, {"x/data/1", storages[1]}}, true);
    expect_checkpoint(read_torch_file(raw_bytes(wide)));
}

TEST(TorchFiles, TheStreamBeforeItIsRead) {
    const std::string file = test::torch_stream(checkpoint(), {{6, storages[0]}, {2, storages[1]}});
    expect_checkpoint(read_torch_file(raw_bytes(file)));
    expect_torch_says(test::torch_stream(checkpoint(), {{5, storages[0]}, {2, storages[1]}}), {"\"0\" has 5 elements", "say 6"});
    expect_torch_says(test::torch_stream(checkpoint(), {{6, storages[0]}}), {"\"half\"", "does not list the storage \"1\""});
}

TEST(TorchFiles, OpenedByContentWhateverTheName) {
    const test::TempFolder folder;
    const auto file = open_weight_file(test::write_file(folder / "model.safetensors", test::torch_zip(checkpoint(), storages)));
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ(file->tensors.size(), 4u);
    EXPECT_EQ(file->files.front()->format(), "PyTorch pickle");
    // 0x280 bytes of header: a safetensors file that starts as a pickle of protocol 2 does.
    const std::string header = R"({"__metadata__":{"k":")" + std::string(0x280 - 25, 'x') + "\"}}";
    const auto other = WeightFile::open(test::write_file(folder / "m.ckpt", "\x80\x02\0\0\0\0\0\0"s + header));
    ASSERT_TRUE(other) << other.error();
    EXPECT_EQ((*other)->format(), "safetensors");
}

TEST(TorchFiles, NestedDictionariesParametersAndNewDtypes) {
    PickleWriter pickle;
    pickle.raw("}(").text("image_proj").raw("}(").text("norm.weight");
    pickle.global("torch._utils", "_rebuild_parameter").raw("(").tensor("FloatStorage", "0", 6, 0, {6}, {1}).raw("\x88").raw("}tR");
    pickle.raw("u").text("string_to_param").raw("}(").text("*").tensor("FloatStorage", "0", 6, 0, {1, 6}, {6, 1}).raw("u");
    pickle.text("f8").global("torch._utils", "_rebuild_tensor_v3").raw("((").text("storage").global("torch.storage", "UntypedStorage");
    pickle.text("1")
        .text("cpu")
        .integer(2)
        .raw("tQ")
        .integer(0)
        .tuple({2})
        .tuple({1})
        .raw("\x89}")
        .global("torch", "float8_e5m2")
        .raw("tR");
    pickle.text("flags").tensor("BoolStorage", "1", 2, 0, {2}, {1});
    pickle.text("repeated").tensor("FloatStorage", "0", 6, 0, {9, 6}, {0, 1});
    pickle.text("from").global("torch._tensor", "_rebuild_from_type_v2").raw("(").global("torch._utils", "_rebuild_tensor_v2");
    pickle.global("torch.nn.parameter", "Parameter").raw("((").text("storage").global("torch", "FloatStorage").text("0").text("cpu");
    pickle.integer(6).raw("tQ").integer(1).tuple({2}).tuple({2}).raw("\x89}t}tR");
    pickle.text("name").text("kitten").raw("u");
    const std::string file = test::torch_zip(pickle.done(), {raw_floats(six), "\x3c\xc0"s});
    const WeightContents contents = read_torch_file(raw_bytes(file));
    EXPECT_EQ(elements_of(contents.tensors.at("image_proj.norm.weight")), six);
    EXPECT_EQ(contents.tensors.at("string_to_param.*").shape, (Shape{1, 6}));
    EXPECT_EQ(elements_of(contents.tensors.at("f8")), (std::vector<float>{1, -2}));
    EXPECT_EQ(elements_of(contents.tensors.at("from")), (std::vector<float>{2, 4}));
    EXPECT_EQ(contents.unreadable, (std::map<std::string, std::string>{{"flags", "BOOL"}, {"repeated", "F32 with strides [0, 1]"}}));
    EXPECT_EQ(contents.metadata.at("name"), "kitten");
}

// The forms that fickling writes: a call before the object, one in its place, one in an attribute, and by every way to name a function.
TEST(TorchFiles, WhatAPickleWouldRunIsNamedAndNotRun) {
    const std::string command = PickleWriter().text("touch /tmp/owned").done().substr(2);
    const std::string argument = command.substr(0, command.size() - 1);
    const std::string bare[] = {
        "\x80\x02"
        "cposix\nsystem\n" +
            argument + "\x85R.",
        "\x80\x04\x8c\x05posix\x8c\x06system\x93" + argument + "\x85R.", "\x80\x02(" + argument + "iposix\nsystem\n.",
        "\x80\x02(cposix\nsystem\n" + argument + "o.",
        "\x80\x02"
        "cposix\nsystem\n" +
            argument + "\x85\x81."};
    for (const std::string& pickle : bare) {
        expect_torch_says(pickle, {"posix.system", "Nothing of it was run"});
        expect_torch_says(test::torch_zip(pickle, {}), {"posix.system", "Nothing of it was run"});
    }
    // What is unknown and stands beside tensors is not read, and runs as little.
    PickleWriter beside;
    beside.raw("}(").text("good").tensor("FloatStorage", "0", 6, 0, {6}, {1}).text("bad").global("some.module", "make").raw("(").text("1");
    beside.raw("tRu").global("some.module", "other").text("x").raw("\x85R0");
    const std::string file = test::torch_zip(beside.done(), {raw_floats(six)});
    const WeightContents contents = read_torch_file(raw_bytes(file));
    EXPECT_EQ(contents.tensors.size(), 1u);
    EXPECT_EQ(contents.unreadable, (std::map<std::string, std::string>{{"bad", "a Python object of some.module.make"}}));
    // A tensor whose storage is made by a call.
    PickleWriter made;
    made.raw("}").text("t").global("torch._utils", "_rebuild_tensor_v2").raw("(").global("some", "storage").raw(")R").integer(0);
    made.tuple({1}).tuple({1}).raw("tRs");
    expect_torch_says(test::torch_zip(made.done(), {}), {"\"t\"", "not given as storage"});
}

// Files of fickling that Python runs, and harmless ones (tests/reference/hostile_pickles.py).
TEST(TorchFiles, FicklingsAttacksAreRefusedAndHarmlessFilesRead) {
    const std::filesystem::path folder = IMAGELAB_SOURCE_DIR "/tests/reference/golden/pickles";
    const auto expected = read_json_file(folder / "expected.json");
    ASSERT_TRUE(expected) << expected.error();
    size_t attacks = 0;
    for (const auto& [name, want] : expected->items()) {
        const auto file = WeightFile::open(folder / (name + ".pt"));
        if (want.contains("names")) {
            ++attacks;
            ASSERT_FALSE(file.ok()) << name;
            for (const std::string& part : {want.at("names").get<std::string>(), "Nothing of it was run"s, name + ".pt"})
                EXPECT_NE(file.error().find(part), std::string::npos) << file.error();
            continue;
        }
        ASSERT_TRUE(file) << name << ": " << file.error();
        std::vector<std::string> tensors;
        for (const auto& [tensor, view] : (*file)->tensors()) tensors.push_back(tensor);
        EXPECT_EQ(tensors, want.at("tensors").get<std::vector<std::string>>()) << name;
        EXPECT_EQ(elements_of((*file)->tensors().at("a.weight")), six) << name;
        EXPECT_EQ(elements_of((*file)->tensors().at("half")), (std::vector<float>{1, -2})) << name;
    }
    EXPECT_GE(attacks, 13u);
    const auto tar = WeightFile::open(folder / "tar.pt");
    EXPECT_EQ(elements_of((*tar)->tensors().at("last")), (std::vector<float>{5, 6})) << "a view of a.weight's storage";
    const auto unknown = WeightFile::open(folder / "unknown.pt");
    EXPECT_EQ((*unknown)->metadata().at("epoch"), "7");
}

TEST(TorchFiles, EveryCutOfATarIsRefused) {
    const auto read = read_regular_file(IMAGELAB_SOURCE_DIR "/tests/reference/golden/pickles/tar.pt", 1 << 20);
    ASSERT_TRUE(read);
    const std::string tar = read->substr(0, read->find_last_not_of('\0') + 1);
    EXPECT_EQ(torch_said(tar), "opened");
    for (size_t length = 512; length < tar.size(); length += 7) EXPECT_NE(torch_said(tar.substr(0, length)), "opened") << length;
    std::string negative = tar;  // the rank of the first tensor becomes 2^31
    negative[tar.find("FloatTensor\nt.") + 17] = '\x80';
    expect_torch_says(negative, {"\"tensors\"", "dimensions"});
}

TEST(TorchFiles, TensorsThatLeaveTheirStorageAreRefused) {
    const auto of = [&](int64_t count, int64_t offset, const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
        return test::torch_zip(PickleWriter().raw("}").text("t").tensor("FloatStorage", "0", count, offset, shape, strides).raw("s").done(),
                               {raw_floats(six)});
    };
    EXPECT_EQ(torch_said(of(6, 0, {2, 3}, {3, 1})), "opened");
    EXPECT_EQ(torch_said(of(6, 6, {0, 3}, {3, 1})), "opened");
    expect_torch_says(of(6, 1, {2, 3}, {3, 1}), {"\"t\" [2, 3]", "strides [3, 1]", "from element 1", "storage \"0\" of 6"});
    expect_torch_says(of(6, -1, {1}, {1}), {"from element -1", "leaves its storage"});
    expect_torch_says(of(6, INT64_MAX, {1}, {1}), {"leaves its storage"});
    expect_torch_says(of(6, 0, {INT64_MAX, 2}, {1, 1}), {"leaves its storage"});
    expect_torch_says(of(6, 0, {2, 2}, {INT64_MAX, INT64_MAX}), {"leaves its storage"});
    expect_torch_says(of(6, 0, {-2}, {1}), {"no lists of whole numbers"});
    expect_torch_says(of(6, 0, {2}, {-1}), {"no lists of whole numbers"});
    expect_torch_says(of(6, 0, {2, 3}, {1}), {"of one length"});
    expect_torch_says(of(7, 0, {7}, {1}), {"\"t\"", "\"model/data/0\" has 24 bytes, expected 28"});
    expect_torch_says(of(INT64_MAX, 0, {1}, {1}), {"larger than any file"});
}

TEST(TorchFiles, HostileArchives) {
    const std::string pickle = checkpoint(), good = test::torch_zip(pickle, storages);
    expect_torch_says(test::zip_of({{"readme.txt", "x"}}), {"no data.pkl", "Unpack"});
    expect_torch_says(test::zip_of({{"a/data.pkl", pickle}, {"b/data.pkl", pickle}}), {"\"a/data.pkl\" and \"b/data.pkl\""});
    expect_torch_says(test::zip_of({{"a/data.pkl", pickle, 8}}), {"\"a/data.pkl\" is compressed"});
    expect_torch_says(test::zip_of({{"a/data.pkl", pickle}, {"a/data.pkl", pickle}}), {"there twice"});
    expect_torch_says(test::zip_of({{"a/data.pkl", pickle}, {"a/byteorder", "big"}}), {"big-endian"});
    std::string renamed = good;
    renamed.replace(good.find("model/data/0"), 12, "model/data/9");
    expect_torch_says(renamed, {"another name"});
    // The directory says that two entries stand at one place.
    std::string twice = test::zip_of({{"a/data.pkl", pickle}, {"a/data/00", "x"}, {"a/data/00", "x"}});
    twice[twice.rfind("a/data/00") + 8] = '1';
    EXPECT_NE(torch_said(twice), "opened");
    for (size_t length = 4; length < good.size(); ++length) EXPECT_NE(torch_said(good.substr(0, length)), "opened") << length;
    const std::string stream = test::torch_stream(pickle, {{6, storages[0]}, {2, storages[1]}});
    for (size_t length = 2; length < stream.size(); ++length) EXPECT_NE(torch_said(stream.substr(0, length)), "opened") << length;
}

TEST(TorchFiles, HostilePickles) {
    const auto zip = [](const std::string& pickle) { return test::torch_zip(pickle, {raw_floats(six)}); };
    expect_torch_says(zip("\x80\x02.\x80"s), {"empty stack"});
    expect_torch_says(zip("\x80\x02}(e."s), {"no list"});
    expect_torch_says(zip("\x80\x02h\x05."s), {"memo 5", "not set"});
    expect_torch_says(zip("\x80\x07N."s), {"protocol 7"});
    expect_torch_says(zip("\x80\x02\xff."s), {"0xff", "byte 2"});
    expect_torch_says(zip("\x80\x02X\xff\xff\xff\x7f."s), {"wants 2147483647 bytes"});
    expect_torch_says(zip("\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xff."s), {"wants 18446744073709551615 bytes"});
    expect_torch_says(zip("\x80\x02]q\x00h\x00"
                          "a."s),
                      {"a list", "expected a dictionary"});
    // A dictionary that holds itself, and one whose parts are named a billion times.
    expect_torch_says(zip(PickleWriter().raw("}q\1"s).text("x").raw("h\1s"s).done()), {"more than 32 deep"});
    PickleWriter laughs;
    laughs.raw("}q\0"s);
    for (char level = 1; level < 30; ++level) {
        laughs.raw("}q"s + level + "(");
        for (const char* key : {"a", "b", "c", "d"}) laughs.text(key).raw("h"s + static_cast<char>(level - 1));
        laughs.raw("u");
    }
    expect_torch_says(zip(laughs.done()), {"more than 100000 entries"});
    // Deep nesting costs memory by its length only.
    std::string deep = "\x80\x02";
    for (int i = 0; i < 100'000; ++i) deep += "(";
    expect_torch_says(zip(deep + "N."), {"holds nothing"});
    std::string lists = "\x80\x02N";
    for (int i = 0; i < 100'000; ++i) lists += "\x85";
    expect_torch_says(zip(lists + "."), {"a tuple"});
    expect_torch_says(zip("\x80\x02" + std::string(max_pickle_steps + 1, '(') + "."), {"more than 4000000 steps"});
}

// Whatever happens to the bytes, opening answers, and every view can be read to its end (ASan sees where it cannot).
TEST(TorchFiles, MutatedFilesNeverCrash) {
    std::mt19937 random(20261128);
    const auto below = [&](size_t limit) { return random() % limit; };
    const std::string valid[] = {test::torch_zip(checkpoint(), storages),
                                 test::torch_stream(checkpoint(), {{6, storages[0]}, {2, storages[1]}})};
    const std::string codes = "()]}tR.0aesuQcqhXKJ\x85\x86\x87\x81\x93\x94\x8a\xff\x00"s;
    size_t opened = 0;
    double checksum = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string file = valid[round % 2];
        for (size_t change = 0, changes = 1 + below(3); change < changes; ++change) {
            const size_t at = below(file.size());
            switch (below(4)) {
                case 0:
                    file[at] = static_cast<char>(random());
                    break;
                case 1:
                    file[at] = codes[below(codes.size())];
                    break;
                case 2:
                    file.insert(at, 1, codes[below(codes.size())]);
                    break;
                case 3:
                    file.erase(at, 1 + below(3));
                    break;
            }
        }
        try {
            const WeightContents contents = read_torch_file(raw_bytes(file));
            ++opened;
            for (const auto& [name, view] : contents.tensors) {
                if (element_count(view.shape) > 100 || view.dtype == DType::i64 || view.dtype == DType::i32) continue;
                if (view.dtype == DType::u8 || view.dtype == DType::i8) continue;
                for (const float value : elements_of(view)) checksum += value == value && value < 1e9f ? value : 0;
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
