#include "core/families/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/families/adaptation.h"
#include "core/weights/convert.h"
#include "tests/support/golden_dir.h"
#include "tests/support/opened.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using test::golden_dir;
using test::TempFolder;

std::vector<float> numbers(const TensorView& view) {
    std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
    EXPECT_TRUE(read_rows(view, 0, view.shape.empty() ? 1 : view.shape[0], values.data()));
    return values;
}

OpenedModel opened(const fs::path& path) {
    const auto model = open_model(path);
    EXPECT_TRUE(model) << (model ? "" : model.error());
    return *model;
}

std::vector<AppliedAdapter> lora(double scale) {
    const auto file = AdapterFile::open(golden_dir() / "tiny64/lora.safetensors");
    EXPECT_TRUE(file) << (file ? "" : file.error());
    return {{.file = *file, .scale = scale, .text_scale = scale}};
}

std::string merged(MergeRequest request) {
    const auto done = merge_models(request, {}, {});
    return done ? "" : done.error();
}

// tiny64 as a diffusers folder without what tests lay beside it, and as an original single file with the tokenizers beside it.
fs::path folder_model(const TempFolder& folder) {
    fs::create_directories(folder / "model");
    for (const char* item : {"model_index.json", "scheduler", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet", "vae"})
        fs::copy(golden_dir() / "tiny64" / item, folder / "model" / item, fs::copy_options::recursive);
    return folder / "model";
}
fs::path single_model(const TempFolder& folder, const char* name, DType dtype = DType::f32) {
    for (const char* part : {"tokenizer", "tokenizer_2"})
        fs::copy(golden_dir() / "tiny64" / part, folder / part, fs::copy_options::skip_existing | fs::copy_options::recursive);
    test::write_single_file(folder / name, dtype);
    return folder / name;
}

// The largest difference of any number of the two models, over all parts.
double worst(const std::vector<ModelPart>& a, const std::vector<ModelPart>& b) {
    double difference = 0;
    EXPECT_EQ(a.size(), b.size());
    for (size_t p = 0; p < a.size(); ++p) {
        EXPECT_EQ(a[p].weights->tensors().size(), b[p].weights->tensors().size()) << a[p].name;
        for (const auto& [name, view] : a[p].weights->tensors()) {
            if (view.dtype == DType::i64) continue;
            const std::vector<float> x = numbers(view), y = numbers(b[p].weights->at(name, view.shape));
            for (size_t i = 0; i < x.size(); ++i) difference = std::max<double>(difference, std::fabs(x[i] - y[i]));
        }
    }
    return difference;
}

std::vector<ModelPart> adapted(const ModelFiles& files, double scale) {
    const auto made = adapt(files, lora(scale));
    EXPECT_TRUE(made) << (made ? "" : made.error());
    std::vector<ModelPart> parts = files.parts();
    for (ModelPart& part : parts) {
        if (made->parts.contains(part.name)) part.weights = made->parts.at(part.name);
    }
    return parts;
}

TEST(MergeModels, ALoraIsInTheFileAsItIsInTheRun) {
    const TempFolder folder;
    const fs::path single = single_model(folder, "base.safetensors");
    ASSERT_EQ(merged({.models = {{single}}, .adapters = lora(0.7), .out = folder / "inked.safetensors"}), "");
    EXPECT_EQ(worst(adapted(*opened(single), 0.7), opened(folder / "inked.safetensors")->parts()), 0);
    EXPECT_GT(worst(opened(single)->parts(), opened(folder / "inked.safetensors")->parts()), 1e-3);
}

TEST(MergeModels, AFolderBecomesAFolder) {
    const TempFolder folder;
    const fs::path model = folder_model(folder);
    ASSERT_EQ(merged({.models = {{model}}, .adapters = lora(0.7), .out = folder / "inked", .precision = "f32"}), "");
    EXPECT_EQ(worst(adapted(*opened(model), 0.7), opened(folder / "inked")->parts()), 0);
    EXPECT_TRUE(fs::exists(folder / "inked/scheduler/scheduler_config.json"));
    EXPECT_FALSE(fs::exists(folder / "inked.part"));
}

TEST(MergeModels, SharesAddAndDifferencesCancel) {
    const TempFolder folder;
    const fs::path exact = single_model(folder, "exact.safetensors"), coarse = single_model(folder, "coarse.safetensors", DType::bf16);
    ASSERT_EQ(merged({.models = {{exact, 0.25}, {coarse, 0.75}}, .out = folder / "mix.safetensors"}), "");
    const auto a = opened(exact)->parts(), b = opened(coarse)->parts(), sum = opened(folder / "mix.safetensors")->parts();
    size_t compared = 0, between = 0;
    for (size_t p = 0; p < a.size(); ++p) {
        for (const auto& [name, view] : a[p].weights->tensors()) {
            const std::vector<float> x = numbers(view), y = numbers(b[p].weights->at(name, view.shape)),
                                     z = numbers(sum[p].weights->at(name, view.shape));
            for (size_t i = 0; i < x.size(); ++i, ++compared) {
                ASSERT_FLOAT_EQ(z[i], 0.25f * x[i] + 0.75f * y[i]) << name;
                between += z[i] != x[i] && z[i] != y[i];
            }
        }
    }
    EXPECT_GT(between, compared / 2);
    ASSERT_EQ(merged({.models = {{exact, 1}, {coarse, 1}, {coarse, -1}}, .out = folder / "same.safetensors"}), "");
    EXPECT_LT(worst(a, opened(folder / "same.safetensors")->parts()), 1e-5);
    ASSERT_EQ(merged({.models = {{coarse, 0}, {exact, 1}}, .out = folder / "other.safetensors", .precision = "f32"}), "");
    EXPECT_EQ(worst(a, opened(folder / "other.safetensors")->parts()), 0);
}

TEST(MergeModels, RefusesWhatDoesNotFit) {
    const TempFolder folder;
    const fs::path single = single_model(folder, "base.safetensors"), out = folder / "out.safetensors";
    const auto refused = [&](MergeRequest request, const std::string& word) {
        request.out = request.out.empty() ? out : request.out;
        const std::string error = merged(request);
        EXPECT_NE(error.find(word), std::string::npos) << error;
        EXPECT_FALSE(fs::exists(out));
    };
    refused({.models = {{single, 0.5}, {single, 0.4}}}, "sum to 0.9");
    refused({.models = {{single}}}, "nothing to merge");
    refused({}, "--model A:0.6");
    refused({.models = {{single, 0.5}, {golden_dir() / "h16", 0.5}}}, "expected");
    refused({.models = {{single, 0.5}, {golden_dir() / "sigma72", 0.5}}}, "of the family pixart");
    refused({.models = {{golden_dir() / "tiny64"}}, .adapters = lora(1)}, "without an ending");
    refused({.models = {{single}}, .adapters = lora(1), .out = single}, "there already");
    const CancelToken cancel;
    cancel.request();
    EXPECT_THROW(merge_models({.models = {{single}}, .adapters = lora(1), .out = out}, {}, cancel), Cancelled);
    EXPECT_FALSE(fs::exists(out));
}

}  // namespace
}  // namespace imagelab
