#include "core/adapters/new_adapter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/families/adaptation.h"
#include "core/weights/convert.h"
#include "tests/adapters/adapter_fixture.h"
#include "tests/support/golden_dir.h"
#include "tests/support/opened.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

AppliedAdapter applied(const std::filesystem::path& path, double scale, double text_scale) {
    const auto file = AdapterFile::open(path);
    EXPECT_TRUE(file) << (file ? "" : file.error());
    return {.file = file ? *file : nullptr, .scale = scale, .text_scale = text_scale};
}

std::vector<float> numbers(const TensorView& view) {
    std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
    EXPECT_TRUE(read_rows(view, 0, view.shape.empty() ? 1 : view.shape[0], values.data()));
    return values;
}

const OpenedModel& tiny() {
    static const OpenedModel model = *open_model(golden_dir() / "tiny64");
    return model;
}

// All weights but the VAE's with these adapters on them.
std::vector<ModelPart> parts_with(const std::vector<AppliedAdapter>& adapters) {
    const auto made = adapt(*tiny(), adapters);
    EXPECT_TRUE(made) << (made ? "" : made.error());
    std::vector<ModelPart> parts = tiny()->parts();
    std::erase_if(parts, [](const ModelPart& part) { return part.name == "vae"; });
    for (ModelPart& part : parts) part.weights = made->parts.at(part.name);
    return parts;
}

std::vector<AdapterComponent> components(const std::vector<ModelPart>& parts) {
    std::vector<AdapterComponent> components;
    for (const ModelPart& part : parts) components.push_back({part.name, part.weights.get()});
    return components;
}

struct Distance {
    double between = 0, changed = 0;  // of the two to each other, and of the first to the model without adapters
};
Distance distance(const std::vector<ModelPart>& a, const std::vector<ModelPart>& b) {
    Distance distance;
    const std::vector<ModelPart> base = tiny()->parts();
    for (size_t p = 0; p < a.size(); ++p) {
        for (const auto& [name, view] : a[p].weights->tensors()) {
            if (!view.source && view.dtype == DType::i64) continue;
            const std::vector<float> x = numbers(view), y = numbers(b[p].weights->at(name, view.shape)),
                                     z = numbers(base[p].weights->at(name, view.shape));
            for (size_t i = 0; i < x.size(); ++i) {
                distance.between = std::max<double>(distance.between, std::fabs(x[i] - y[i]));
                distance.changed = std::max<double>(distance.changed, std::fabs(x[i] - z[i]));
            }
        }
    }
    return distance;
}

TEST(NewAdapters, TwoLorasJoinedDoWhatBothDo) {
    const TempFolder folder;
    const auto one = applied(golden_dir() / "tiny64/lora.safetensors", 0.75, 0.25),
               other = applied(golden_dir() / "tiny64/lora.safetensors", -0.5, 1);
    auto joined = join_loras({one, other});
    ASSERT_TRUE(joined) << joined.error();
    const auto written = joined->write(folder / "both.safetensors", "", {}, {});
    ASSERT_TRUE(written) << written.error();
    const Distance found = distance(parts_with({one, other}), parts_with({applied(folder / "both.safetensors", 1, 1)}));
    EXPECT_LT(found.between, 1e-6);
    EXPECT_GT(found.changed, 1e-3);
}

TEST(NewAdapters, OtherKindsAndSpellingsAreNotJoined) {
    const auto lora = applied(golden_dir() / "tiny64/lora.safetensors", 1, 1);
    for (const char* other : {"loha_linear", "dora_out", "lora_conv_mid"}) {
        const auto joined = join_loras({lora, applied(golden_dir() / "adapters" / (std::string(other) + ".safetensors"), 1, 1)});
        ASSERT_FALSE(joined) << other;
        EXPECT_NE(joined.error().find("imagelab merge --model"), std::string::npos) << joined.error();
    }
}

TEST(NewAdapters, TheExtractOfAModelMakesItAgain) {
    const TempFolder folder;
    const std::vector<ModelPart> base = tiny()->parts(), tuned = parts_with({applied(golden_dir() / "tiny64/lora.safetensors", 1, 1)});
    ExtractedLora made = extract_lora(components(tuned), components(base), 16, {}, {});
    EXPECT_GT(made.modules, 4U);
    EXPECT_GT(made.kept, 0.9999);
    EXPECT_EQ(made.left_out, std::vector<std::string>{});
    const auto written = made.adapter.write(folder / "extract.safetensors", "f32", {}, {});
    ASSERT_TRUE(written) << written.error();
    const Distance whole = distance(tuned, parts_with({applied(folder / "extract.safetensors", 1, 1)}));
    EXPECT_LT(whole.between, 1e-3 * whole.changed);

    ExtractedLora thin = extract_lora(components(tuned), components(base), 1, {}, {});
    EXPECT_LT(thin.kept, made.kept);
    EXPECT_GT(thin.kept, 0.1);
    EXPECT_EQ(extract_lora(components(base), components(base), 4, {}, {}).modules, 0U);
}

}  // namespace
}  // namespace imagelab::test
