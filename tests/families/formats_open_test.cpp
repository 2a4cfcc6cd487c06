#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/weights/convert.h"
#include "core/weights/convert_file.h"
#include "tests/support/golden_dir.h"
#include "tests/support/opened.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;

std::vector<float> read(const TensorView& view) {
    std::vector<float> values(static_cast<size_t>(element_count(view.shape)));
    read_elements(view, 0, element_count(view.shape), DType::f32, reinterpret_cast<std::byte*>(values.data()));
    return values;
}

// The largest difference over the largest expected magnitude.
float relative(const std::vector<float>& found, const std::vector<float>& expected) {
    float worst = 0, largest = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        worst = std::max(worst, std::fabs(found[i] - expected[i]));
        largest = std::max(largest, std::fabs(expected[i]));
    }
    return largest > 0 ? worst / largest : worst;
}

TEST(Formats, AWholeCheckpointOpensInEach) {
    const test::TempFolder folder;
    for (const char* part : {"tokenizer", "tokenizer_2"}) fs::copy(test::golden_dir() / "tiny64" / part, folder / part);
    const fs::path plain = folder / "model.safetensors";
    test::write_single_file(plain, DType::f16);
    const Result<SdxlFiles> from = test::open_sdxl(plain);
    ASSERT_TRUE(from) << from.error();
    const std::pair<const char*, const char*> kinds[] = {
        {"f8_e4m3", "f8.safetensors"}, {"int8", "int8.safetensors"}, {"q8_0", "q8.gguf"}, {"bf16", "bf16.gguf"}};
    for (const auto& [precision, name] : kinds) {
        const auto converted = convert_file({plain, folder / name, precision}, {}, {});
        ASSERT_TRUE(converted) << converted.error();
        const Result<SdxlFiles> opened = test::open_sdxl(folder / name);
        ASSERT_TRUE(opened) << opened.error();
        // The rows of the second encoder's attention are cut out of fused ones.
        for (const auto& [weight, view] : opened->text_encoder_2_weights->tensors()) {
            const TensorView* expected = from->text_encoder_2_weights->find(weight);
            ASSERT_NE(expected, nullptr) << weight;
            EXPECT_LE(relative(read(view), read(*expected)), 0.0626f) << name << " " << weight;
        }
        EXPECT_EQ(opened->unet_weights->tensors().size(), from->unet_weights->tensors().size());
    }
}

}  // namespace
}  // namespace imagelab
