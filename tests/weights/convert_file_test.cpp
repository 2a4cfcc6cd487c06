#include "core/weights/convert_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>

#include "core/base/error.h"
#include "core/weights/convert.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/run_program.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using test::TempFolder;

std::vector<float> values_of(const TensorView& view) {
    std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
    read_elements(view, 0, element_count(view.shape), DType::f32, reinterpret_cast<std::byte*>(values.data()));
    return values;
}

OpenedWeights open_file(const fs::path& path) {
    auto file = open_weight_file(path);
    EXPECT_TRUE(file) << file.error();
    return std::move(file).value();
}

std::string convert(const fs::path& in, const fs::path& out, const std::string& precision) {
    const auto done = convert_file({in, out, precision}, {}, {});
    return done ? "" : done.error();
}

// The largest difference over the largest magnitude of a tensor, over all tensors.
double worst(const OpenedWeights& a, const OpenedWeights& b) {
    double error = 0;
    for (const auto& [name, view] : a.tensors) {
        const TensorView& other = b.tensors.at(name);
        EXPECT_EQ(element_count(view.shape), element_count(other.shape)) << name;
        if (view.dtype == DType::i64 || view.dtype == DType::i32) continue;
        const std::vector<float> x = values_of(view), y = values_of(other);
        double largest = 1e-30, difference = 0;
        for (size_t i = 0; i < x.size(); ++i) {
            largest = std::max<double>(largest, std::fabs(x[i]));
            difference = std::max<double>(difference, std::fabs(x[i] - y[i]));
        }
        error = std::max(error, difference / largest);
    }
    return error;
}

TEST(ConvertFiles, ACheckpointSurvivesEachPrecision) {
    const TempFolder folder;
    const fs::path original = folder / "original.safetensors";
    test::write_single_file(original, DType::f16);
    const OpenedWeights from = open_file(original);
    struct Case {
        const char *precision, *out, *storage;
        double error;
    };
    const Case cases[] = {{"", "same.safetensors", "f16", 0},
                          {"f32", "f32.safetensors", "f32", 0},
                          {"bf16", "bf16.safetensors", "bf16", 4e-3},
                          {"f8_e4m3", "f8.safetensors", "f8_e4m3", 0.0626},
                          {"f8_e5m2", "f8b.safetensors", "f8_e5m2", 0.126},
                          {"int8", "int8.safetensors", "int8", 5e-3},
                          {"", "same.gguf", "f16", 0},
                          {"q8_0", "q8.gguf", "q8_0", 5e-3},
                          {"q4_1", "q4.gguf", "q4_1", 0.08}};
    const std::string weight = "model.diffusion_model.middle_block.1.transformer_blocks.0.attn1.to_q.weight";
    for (const Case& each : cases) {
        ASSERT_EQ(convert(original, folder / each.out, each.precision), "") << each.precision;
        const OpenedWeights to = open_file(folder / each.out);
        EXPECT_EQ(to.tensors.size(), from.tensors.size()) << each.precision;
        EXPECT_EQ(storage_name(to.tensors.at(weight)), each.storage) << each.out;
        EXPECT_LE(worst(from, to), each.error) << each.out;
        EXPECT_EQ(to.tensors.at("first_stage_model.decoder.conv_in.weight").source, nullptr) << "the VAE keeps its bits";
    }
    // Back from blocks: what they hold, exactly.
    ASSERT_EQ(convert(folder / "q8.gguf", folder / "back.safetensors", "f32"), "");
    EXPECT_EQ(worst(open_file(folder / "q8.gguf"), open_file(folder / "back.safetensors")), 0);
}

TEST(ConvertFiles, ALoneUnetIsWrittenAsComfyUiGgufDoes) {
    const TempFolder folder;
    std::vector<float> values(2816 * 4, 0.5f);
    const auto* data = reinterpret_cast<const std::byte*>(values.data());
    write_safetensors(folder / "unet.safetensors", {{"label_emb.0.0.weight", {DType::f32, {4, 2816}, data}},
                                                    {"input_blocks.1.0.in_layers.2.weight", {DType::f32, {32, 16, 3, 3}, data}},
                                                    {"input_blocks.1.0.in_layers.2.bias", {DType::f32, {32}, data}}});
    ASSERT_EQ(convert(folder / "unet.safetensors", folder / "unet.gguf", "q4_0"), "");
    const OpenedWeights unet = open_file(folder / "unet.gguf");
    EXPECT_EQ(unet.metadata.at("general.architecture"), "sdxl");
    const TensorView& kernel = unet.tensors.at("input_blocks.1.0.in_layers.2.weight");
    EXPECT_EQ(kernel.shape, (Shape{32, 16, 3, 3}));
    EXPECT_EQ(storage_name(kernel), "q4_0");
    EXPECT_EQ(values_of(kernel), std::vector<float>(4608, 0.5f));
    EXPECT_EQ(storage_name(unet.tensors.at("label_emb.0.0.weight")), "f16");
    EXPECT_EQ(storage_name(unet.tensors.at("input_blocks.1.0.in_layers.2.bias")), "f32");
}

TEST(ConvertFiles, RefusalsSayWhatToDo) {
    const TempFolder folder;
    const float values[3] = {1, 500, 1};
    std::vector<float> large(2048, 500.0f), broken(4, std::nanf(""));
    const auto data = [](const float* floats) { return reinterpret_cast<const std::byte*>(floats); };
    write_safetensors(folder / "a.safetensors", {{"x", {DType::f32, {3}, data(values)}}});
    write_safetensors(folder / "large.safetensors", {{"x.weight", {DType::f32, {32, 64}, data(large.data())}}});
    write_safetensors(folder / "broken.safetensors", {{"x.weight", {DType::f32, {4}, data(broken.data())}}});
    write_safetensors(folder / "bytes.safetensors", {{"x", {DType::u8, {3}, data(values)}}});
    const auto says = [&](const std::string& in, const std::string& out, const std::string& precision, const std::string& part) {
        const std::string said = convert(folder / in, folder / out, precision);
        EXPECT_NE(said.find(part), std::string::npos) << said << "\nlacks: " << part;
    };
    says("a.safetensors", "o.ckpt", "", "must end in .safetensors or .gguf");
    says("a.safetensors", "o.safetensors", "q8_0", "let the name end in .gguf");
    says("a.safetensors", "o.gguf", "int8", "let the name end in .safetensors");
    says("a.safetensors", "a.safetensors", "f16", "there already");
    says("absent.safetensors", "o.safetensors", "", "no such file");
    says("large.safetensors", "o.safetensors", "f8_e4m3", "\"x.weight\" holds 500.0");
    says("broken.safetensors", "o.safetensors", "f16", "NaN");
    says("bytes.safetensors", "o.gguf", "", "\"x\" is u8, which GGUF has not");
    says("a.safetensors", "none/o.safetensors", "", "could not write");
    size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) files += entry.is_regular_file();
    EXPECT_EQ(files, 4u) << "a failure leaves nothing behind";
}

TEST(ConvertFiles, AStopLeavesNothingBehind) {
    const TempFolder folder;
    test::write_single_file(folder / "m.safetensors", DType::f16);
    const CancelToken cancel;
    double last = 0;
    const auto stop_halfway = [&](double share) {
        EXPECT_GE(share, last);
        last = share;
        if (share > 0.5) cancel.request();
    };
    EXPECT_THROW((void)convert_file({folder / "m.safetensors", folder / "o.gguf", "q8_0"}, stop_halfway, cancel), Cancelled);
    EXPECT_GT(last, 0.5);
    size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) files += entry.is_regular_file();
    EXPECT_EQ(files, 1u);
}

TEST(ConvertFiles, TheCommand) {
    const TempFolder folder;
    test::write_single_file(folder / "m.safetensors", DType::f16);
    const std::string in = (folder / "m.safetensors").string(), out = (folder / "o.gguf").string();
    const Ran done = run_program("convert " + in + " " + out + " --quantize q8_0");
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_NE(done.out.find("o.gguf"), std::string::npos) << done.out;
    EXPECT_NE(done.err.find("100 %"), std::string::npos) << done.err;
    EXPECT_EQ(run_program("convert " + in + " " + out).exit_code, 1) << "the file is there";
    EXPECT_EQ(run_program("convert " + in + " " + out + " --dtype f16 --quantize q8_0").exit_code, 2);
}

}  // namespace
}  // namespace imagelab
