// Networks that enlarge pictures against spandrel and plain torch (tests/reference/upscalers.py), opened from files as people have them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/base/read_file.h"
#include "core/library/model_file.h"
#include "core/library/network_paths.h"
#include "core/pipelines/upscaler.h"
#include "core/weights/detect_upscaler.h"
#include "core/weights/weight_file.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/parity_report.h"
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
                                  {"span_x2", "span_x2.safetensors", "SPAN", 2},
                                  {"hat_x2", "hat_x2.safetensors", "HAT", 2},
                                  {"hat_x3", "hat_x3.safetensors", "HAT", 3},
                                  {"dat_x1", "dat_x1.safetensors", "DAT", 1},
                                  {"dat_light_x3", "dat_light_x3.safetensors", "DAT", 3},
                                  {"omnisr_x2", "omnisr_x2.pth", "OmniSR", 2},
                                  {"omnisr_x4", "omnisr_x4.safetensors", "OmniSR", 4},
                                  {"plksr_x4", "plksr_x4.pth", "PLKSR", 4},
                                  {"plksr_dccm_x2", "plksr_dccm_x2.safetensors", "PLKSR", 2},
                                  {"plksr_sparse_x2", "plksr_sparse_x2.safetensors", "PLKSR", 2},
                                  {"realplksr_x4", "realplksr_x4.safetensors", "RealPLKSR", 4},
                                  {"realplksr_dysample_x2", "realplksr_dysample_x2.safetensors", "RealPLKSR", 2},
                                  {"realplksr_dysample_x3", "realplksr_dysample_x3.safetensors", "RealPLKSR", 3},
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

const naive::Tensors& upscaler_golden() {
    static const naive::Tensors golden = test::read_tensors(test::golden_path("upscalers") / "cases.safetensors");
    return golden;
}

// Mean and worst difference.
std::pair<double, double> apart(const std::vector<float>& made, const std::vector<float>& expected) {
    if (made.size() != expected.size()) throw Error("other sizes");
    double sum = 0, worst = 0;
    for (size_t i = 0; i < made.size(); ++i) {
        const double difference = std::abs(static_cast<double>(made[i]) - expected[i]);
        sum += difference, worst = std::max(worst, difference);
    }
    return {sum / static_cast<double>(made.size()), worst};
}

// As 8 bits have them.
RgbImage upscaler_picture(const naive::HostTensor& from) {
    RgbImage image{static_cast<int>(from.shape[2]), static_cast<int>(from.shape[1]), {}};
    for (const float value : from.values) image.pixels.push_back(static_cast<uint8_t>(std::nearbyint(std::clamp(value, 0.0f, 1.0f) * 255)));
    return image;
}

class UpscalerNetworks : public testing::TestWithParam<UpscalerCase> {};

TEST_P(UpscalerNetworks, EqualTheirPapersOnEveryDevice) {
    const UpscalerCase& each = GetParam();
    const UpscalerFiles files = opened(each);
    EXPECT_EQ(files.architecture, each.architecture);
    ASSERT_EQ(files.scale(), each.scale);
    const naive::Tensors& golden = upscaler_golden();
    const auto &image = golden.at(std::string(each.name) + "/image"), &expected = golden.at(std::string(each.name) + "/output");
    const int height = static_cast<int>(image.shape[1]), width = static_cast<int>(image.shape[2]), unit = upscaler_unit(files.config);
    for (const auto& device : test::test_devices()) {
        for (const DType dtype : device->info().dtypes) {
            SCOPED_TRACE(device->info().id + " " + std::string(dtype_name(dtype)));
            if (const auto possible = Upscaler::computes_in(dtype, files); !possible) {
                EXPECT_NE(possible.error().find("choose f32"), std::string::npos) << possible.error();
                EXPECT_THROW(Upscaler(*device, files, dtype), Error);
                continue;
            }
            Upscaler upscaler(*device, files, dtype);
            if (height % unit != 0 || width % unit != 0) continue;  // what fills windows belongs to running it
            Program& program = upscaler.network.ready({1, height, width, 0}, {}, {});
            program.write("image", std::span<const float>(image.values));
            program.run({});
            const auto [mean, worst] = apart(program.read("image"), expected.values);
            if (dtype == DType::f32) test::expect_parity("upscaler / 255", each.name, worst * 255, 0.02);
            const bool exact = dtype == DType::f32, half = dtype == DType::f16;
            EXPECT_LE(mean * 255, exact ? 0.002 : half ? 0.5 : 4);
            EXPECT_LE(worst * 255, exact ? 0.02 : half ? 3 : 24);
        }
    }
}

// Pictures that fill no whole number of windows, through what programs call.
TEST_P(UpscalerNetworks, FillWindowsAsTheirProgramsDo) {
    const UpscalerCase& each = GetParam();
    const auto &image = upscaler_golden().at(std::string(each.name) + "/image"),
               &expected = upscaler_golden().at(std::string(each.name) + "/output");
    const RgbImage picture = upscaler_picture(image), wanted = upscaler_picture(expected);
    for (size_t i = 0; i < image.values.size(); ++i) {
        if (std::abs(image.values[i] * 255 - static_cast<float>(picture.pixels[i])) > 0.01) GTEST_SKIP() << "its picture has no 8 bits";
    }
    Upscaler upscaler(*test::test_devices().front(), opened(each), DType::f32);
    const RgbImage made = upscaler.enlarge(picture, {}, {});
    ASSERT_EQ(made.width, wanted.width);
    ASSERT_EQ(made.height, wanted.height);
    int worst = 0;
    for (size_t i = 0; i < made.pixels.size(); ++i) worst = std::max(worst, std::abs(made.pixels[i] - wanted.pixels[i]));
    EXPECT_LE(worst, 1);
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
    const TensorViews atd = named({"params.conv_first.weight", "params.layers.0.residual_group.layers.0.attn_atd.scale"});
    EXPECT_EQ(upscaler_architecture(atd), "ATD");
    const auto refused = detect_upscaler(atd);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("ATD"), std::string::npos);
    EXPECT_NE(refused.error().find("ESRGAN"), std::string::npos) << "it says what opens";
    EXPECT_EQ(upscaler_architecture(named({"encoder.conv_in.weight"})), "");
}

// Of each architecture a file whose shapes cannot be: the reason is told, nothing is believed.
TEST(UpscalerFile, WithShapesThatCannotBeIsRefusedWithTheReason) {
    struct Broken {
        const char *file, *tensor;
        Shape shape;
        const char* says;
    };
    const Broken broken[] = {
        {"hat_x2.safetensors", "layers.0.residual_group.overlap_attn.relative_position_bias_table", {1, 2}, "windows or heads"},
        {"hat_x2.safetensors", "conv_first.weight", {12, 1, 3, 3}, "takes 1 channels"},
        {"hat_x2.safetensors", "upsample.0.weight", {6 * 144, 6, 3, 3}, "12 times"},
        {"dat_x1.safetensors", "layers.0.blocks.0.attn.attns.0.rpe_biases", {20, 2}, "windows or heads"},
        {"dat_x1.safetensors", "layers.0.blocks.1.attn.temperature", {0, 1, 1}, "windows or heads"},
        {"omnisr_x4.safetensors", "up.0.weight", {50, 16, 3, 3}, "gives 50"},
        {"omnisr_x4.safetensors", "input.weight", {15, 3, 3, 3}, "windows or blocks"},
        {"plksr_sparse_x2.safetensors", "feats.1.lk.convs.0.weight", {2, 2, 7, 7}, "sparse kernels"},
        {"plksr_dccm_x2.safetensors", "feats.1.channe_mixer.0.weight", {16, 8, 2, 2}, "blocks or kernels"},
    };
    for (const Broken& each : broken) {
        SCOPED_TRACE(std::string(each.file) + " " + each.tensor);
        const auto file = WeightFile::open(test::golden_path("upscalers") / each.file);
        ASSERT_TRUE(file) << file.error();
        TensorViews tensors = (*file)->tensors();
        ASSERT_TRUE(detect_upscaler(tensors));
        ASSERT_TRUE(tensors.contains(each.tensor));
        tensors[each.tensor].shape = each.shape;
        const auto refused = detect_upscaler(tensors);
        ASSERT_FALSE(refused);
        EXPECT_NE(refused.error().find(each.says), std::string::npos) << refused.error();
    }
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
