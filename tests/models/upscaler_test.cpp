// Networks that enlarge pictures against plain torch (tests/reference/upscalers.py), opened from files as people have them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/base/read_file.h"
#include "core/library/model_file.h"
#include "core/library/network_paths.h"
#include "core/pipelines/upscaler.h"
#include "core/weights/detect_upscaler.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

struct UpscalerCase {
    const char *name, *file, *architecture;
    int scale;
};
constexpr UpscalerCase cases[] = {{"esrgan_old", "esrgan_old.safetensors", "ESRGAN+", 4},
                                  {"esrgan_x2plus", "esrgan_x2plus.pth", "ESRGAN", 2},
                                  {"bsrgan_x2", "bsrgan_x2.safetensors", "ESRGAN", 2},
                                  {"compact_x2", "compact_x2.safetensors", "Real-ESRGAN Compact", 2},
                                  {"span_x3", "span_x3.safetensors", "SPAN", 3},
                                  {"bundled", "", "Real-ESRGAN Compact", 4},
                                  {"swinir_x2", "swinir_x2.safetensors", "SwinIR", 2},
                                  {"swinir_x3", "swinir_x3.safetensors", "SwinIR", 3},
                                  {"swinir_light_x4", "swinir_light_x4.safetensors", "SwinIR", 4},
                                  {"swinir_real_x4", "swinir_real_x4.safetensors", "SwinIR", 4},
                                  {"swinir_x1", "swinir_x1.safetensors", "SwinIR", 1},
                                  {"ncnn_x2", "ncnn_x2.param", "ncnn", 2},
                                  {"ncnn_x3", "ncnn_x3.bin", "ncnn", 3},
                                  {"ncnn_dense", "ncnn_dense.param", "ncnn", 3}};

fs::path file_of(const UpscalerCase& each) {
    return *each.file ? test::golden_path("upscalers") / each.file : bundled_upscaler();
}

UpscalerFiles opened(const UpscalerCase& each) {
    auto files = open_upscaler(file_of(each));
    if (!files) throw Error(files.error());
    return std::move(*files);
}

class UpscalerNetworks : public testing::TestWithParam<UpscalerCase> {};

TEST_P(UpscalerNetworks, EqualTheirPapersOnEveryDevice) {
    const UpscalerCase& each = GetParam();
    const UpscalerFiles files = opened(each);
    EXPECT_EQ(files.architecture, each.architecture);
    ASSERT_EQ(files.scale(), each.scale);
    const naive::Tensors golden = test::read_tensors(test::golden_path("upscalers") / "cases.safetensors");
    const auto &image = golden.at(std::string(each.name) + "/image"), &expected = golden.at(std::string(each.name) + "/output");
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            SCOPED_TRACE(device->info().id + " " + std::string(dtype_name(dtype)));
            Upscaler upscaler(*device, files, dtype);
            Program& program = upscaler.network.ready({1, static_cast<int>(image.shape[1]), static_cast<int>(image.shape[2]), 0}, {}, {});
            program.write("image", std::span<const float>(image.values));
            program.run({});
            const std::vector<float> made = program.read("image");
            ASSERT_EQ(made.size(), expected.values.size());
            double sum = 0, worst = 0;
            for (size_t i = 0; i < made.size(); ++i) {
                const double difference = std::abs(static_cast<double>(made[i]) - expected.values[i]);
                sum += difference, worst = std::max(worst, difference);
            }
            const bool exact = dtype == DType::f32, half = dtype == DType::f16;
            EXPECT_LE(sum / static_cast<double>(made.size()) * 255, exact ? 0.002 : half ? 0.5 : 4);
            EXPECT_LE(worst * 255, exact ? 0.02 : half ? 3 : 24);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, UpscalerNetworks, testing::ValuesIn(cases), [](const auto& info) { return std::string(info.param.name); });

TEST(UpscalerFile, IsToldByTheLibrary) {
    const ModelFile model = inspect_model(bundled_upscaler());
    EXPECT_EQ(model.kind, "upscaler");
    EXPECT_EQ(model.state, ModelFile::State::other);
    EXPECT_NE(model.reason.find("Real-ESRGAN Compact, x4"), std::string::npos) << model.reason;
    EXPECT_GT(model.parameters, 600'000);
}

TEST(UpscalerFile, OfNcnnIsToldByTheLibrary) {
    for (const char* name : {"ncnn_x3.param", "ncnn_x3.bin"}) {
        const ModelFile model = inspect_model(test::golden_path("upscalers") / name);
        EXPECT_EQ(model.kind, "upscaler");
        EXPECT_EQ(model.state, ModelFile::State::other);
        EXPECT_NE(model.reason.find("ncnn, x3"), std::string::npos) << model.reason;
    }
}

TensorViews named(std::initializer_list<const char*> names) {
    TensorViews views;
    for (const char* name : names) views.emplace(name, TensorView{DType::f32, {3, 3}});
    return views;
}

TEST(UpscalerFile, OfAnotherArchitectureIsRefusedByName) {
    const TensorViews hat = named({"params.conv_first.weight", "params.layers.0.residual_group.overlap_attn.qkv.weight"});
    EXPECT_EQ(upscaler_architecture(hat), "HAT");
    const auto refused = detect_upscaler(hat);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("HAT"), std::string::npos);
    EXPECT_NE(refused.error().find("ESRGAN"), std::string::npos) << "it says what opens";
    EXPECT_EQ(upscaler_architecture(named({"encoder.conv_in.weight"})), "");
}

TEST(UpscalerFile, ThatMissesATensorIsNamedWithIt) {
    const test::TempFolder folder;
    std::ifstream in(bundled_upscaler(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    const size_t at = bytes.find("body.20.bias");
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 12, "body.20.bOas");
    const auto opened = open_upscaler(test::write_file(folder / "damaged.safetensors", bytes));
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find("body.20.bias"), std::string::npos) << opened.error();
}

TEST(UpscalerFile, OfNcnnThatIsDamagedIsRefusedWithTheReason) {
    const test::TempFolder folder;
    const auto bytes_of = [](const std::string& name) { return read_regular_file(test::golden_path("upscalers") / name).value(); };
    const std::string param = bytes_of("ncnn_x2.param"), bin = bytes_of("ncnn_x2.bin");
    const auto error = [&](const std::string& text, const std::string& weights) {
        test::write_file(folder / "n.bin", weights);
        const auto opened = open_upscaler(test::write_file(folder / "n.param", text));
        return opened ? std::string() : opened.error();
    };
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string text = param;
        const size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    };
    const auto says = [](const std::string& why, const char* what) { return why.find(what) != std::string::npos; };
    EXPECT_EQ(error(param, bin), "");
    EXPECT_TRUE(says(error(param, bin.substr(0, bin.size() - 5)), "it is not whole")) << error(param, bin.substr(0, bin.size() - 5));
    EXPECT_TRUE(says(error(param, bin + "more"), "4 bytes are left"));
    EXPECT_TRUE(says(error("7767518" + param.substr(7), bin), "7767517"));
    EXPECT_TRUE(says(error(replaced("PReLU", "Softmax"), bin), "unknown storage")) << "its weights are taken for the next layer's";
    EXPECT_TRUE(says(error(replaced("BinaryOp", "MemoryOp"), bin), "MemoryOp")) << "it names the layer's kind";
    EXPECT_TRUE(says(error(replaced("0=48 1=3", "0=47 1=3"), bin), "do not fill"));
    EXPECT_TRUE(says(error(replaced("0=48 1=3", "0=x 1=3"), bin), "no number"));
    EXPECT_TRUE(says(error(replaced(" 2 1 ", " 9 1 "), bin), "names fewer"));
    std::string int8 = bin;
    int8.replace(0, 4, std::string("\x38\x4b\x0d\x00", 4));
    EXPECT_TRUE(says(error(param, int8), "int8"));
    std::filesystem::remove(folder / "n.bin");
    EXPECT_TRUE(says(open_upscaler(folder / "n.param").error(), "n.bin"));
}

TEST(UpscalerNames, TheBundledOneNeedsNoLibrary) {
    const test::TempFolder data;
    const auto found = upscaler_path("RealESR-AnimeVideoV3", data.path());
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(*found, bundled_upscaler());
    EXPECT_EQ(upscaler_path("R-ESRGAN AnimeVideo", data.path()).value(), bundled_upscaler()) << "as A1111 calls it";
    const auto missing = upscaler_path("4x-nothing", data.path());
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().find("realesr-animevideov3"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
