// 4-bit weights of bitsandbytes, against its own code (tests/reference/bnb_weights.py), and ones whose parts do not fit.
#include "core/weights/bnb_weights.h"

#include <gtest/gtest.h>

#include "core/weights/convert.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

std::vector<float> elements_of(const TensorView& view, int64_t first, int64_t count) {
    std::vector<float> values(static_cast<size_t>(count));
    EXPECT_TRUE(read_elements(view, first, count, DType::f32, reinterpret_cast<std::byte*>(values.data())));
    return values;
}

TEST(BnbWeights, ReadAsBitsandbytesGivesThem) {
    const auto golden = open_weight_file(golden_path("bnb_weights.safetensors"));
    ASSERT_TRUE(golden) << golden.error();
    EXPECT_TRUE(golden->unreadable.empty());
    EXPECT_EQ(golden->tensors.size(), 10u) << "five weights and what they are: nothing beside them is left";
    const struct {
        const char *name, *storage;
        DType dtype;
    } layers[] = {{"half", "nf4", DType::f16},
                  {"brain", "nf4", DType::bf16},
                  {"single", "fp4", DType::f32},
                  {"nested", "fp4", DType::bf16},
                  {"rest", "nf4", DType::f32}};
    for (const auto& layer : layers) {
        SCOPED_TRACE(layer.name);
        const TensorView& view = golden->tensors.at(layer.name + std::string(".weight"));
        const TensorView& values = golden->tensors.at(layer.name + std::string(".values"));
        ASSERT_EQ(view.shape, values.shape);
        EXPECT_EQ(view.dtype, layer.dtype);
        EXPECT_EQ(storage_name(view), layer.storage);
        const int64_t count = element_count(view.shape);
        EXPECT_LT(view.bytes(), static_cast<size_t>(count));
        const std::vector<float> expected = elements_of(values, 0, count);
        EXPECT_EQ(elements_of(view, 0, count), expected);
        for (int64_t at = 0; at < count; at += 33)  // parts that begin within blocks and bytes
            EXPECT_EQ(elements_of(view, at, std::min<int64_t>(33, count - at)),
                      std::vector<float>(expected.begin() + at, expected.begin() + std::min(at + 33, count)));
    }
}

TEST(BnbWeights, PartsThatDoNotFitAreToldByName) {
    const TempFolder folder;
    const std::vector<float> map(16, 0.5f), scales(2, 1);
    const std::string packed(64, '\x5a');
    const auto bytes = [](const std::string& text) {
        return TensorView{DType::u8, {static_cast<int64_t>(text.size())}, reinterpret_cast<const std::byte*>(text.data())};
    };
    const auto numbers = [](const std::vector<float>& values) {
        return TensorView{DType::f32, {static_cast<int64_t>(values.size())}, reinterpret_cast<const std::byte*>(values.data())};
    };
    const std::string good = R"({"quant_type": "nf4", "blocksize": 64, "dtype": "float16", "shape": [2, 64]})";
    const auto why = [&](const std::string& state, const std::function<void(TensorViews&)>& change = {}) {
        TensorViews tensors{{"a.weight", bytes(packed)},
                            {"a.weight.absmax", numbers(scales)},
                            {"a.weight.quant_map", numbers(map)},
                            {"a.weight.quant_state.bitsandbytes__nf4", bytes(state)}};
        if (change) change(tensors);
        write_safetensors(folder / "weights.safetensors", tensors);
        const auto file = open_weight_file(folder / "weights.safetensors");
        EXPECT_TRUE(file) << file.error();
        if (file->unreadable.empty()) return std::string("read");
        EXPECT_EQ(file->tensors.size(), 0u);
        return file->unreadable.at("a.weight");
    };
    EXPECT_EQ(why(good), "read");
    const auto state = [&](const std::string& from, const std::string& to) {
        std::string other = good;
        return other.replace(other.find(from), from.size(), to);
    };
    const auto expect = [](const std::string& text, const char* word) { EXPECT_NE(text.find(word), std::string::npos) << text; };
    expect(why("{"), "is no JSON object");
    expect(why(state("nf4", "fp4")), "says quant_type fp4");
    expect(why(state("float16", "int8")), "says dtype int8");
    expect(why(state("64,", "0,")), "says blocksize 0");
    expect(why(state("[2, 64]", "[2, 65]")), "the weight has 64 bytes");
    expect(why(state("[2, 64]", "[1099511627776, 1099511627776]")), "too many elements");
    expect(why(state("[2, 64]", "[]")), "says shape []");
    expect(why(state("64,", "32,")), "expects 4 numbers of f32 in \"absmax\"");
    expect(why(good, [&](TensorViews& t) { t.erase("a.weight.quant_map"); }), "in \"quant_map\"");
    expect(why(good, [&](TensorViews& t) { t["a.weight.nested_absmax"] = numbers(scales); }), "says nested_blocksize null");
    expect(why(good, [&](TensorViews& t) { t.erase("a.weight"); }), "stands beside no weight");
}

}  // namespace
}  // namespace imagelab::test
