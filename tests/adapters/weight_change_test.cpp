// Each kind of adapter against the library that defines it (tests/reference/adapters.py).
#include "core/adapters/weight_change.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/adapters/matrix_product.h"
#include "tests/adapters/adapter_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

constexpr double tolerance = 1e-5;

const naive::Tensors& weights() {
    static const naive::Tensors read = read_tensors(golden_path("adapters/weights.safetensors"));
    return read;
}

std::vector<std::string> cases() {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : weights()) {
        if (name.ends_with(".base")) names.push_back(name.substr(0, name.size() - 5));
    }
    return names;
}

// All rows of the change of `base`, read `band` rows at a time.
naive::HostTensor changed(const WeightChange& change, const naive::HostTensor& base, int64_t band) {
    const int64_t rows = base.shape[0], columns = element_count(base.shape) / rows;
    naive::HostTensor result{base.shape, std::vector<float>(base.values.size())};
    const RowReader before = [&](int64_t begin, int64_t end, float* target) {
        std::copy(base.values.begin() + begin * columns, base.values.begin() + end * columns, target);
    };
    for (int64_t row = 0; row < rows; row += band)
        change.rows(row, std::min(rows, row + band), before, result.values.data() + row * columns);
    return result;
}

class AdapterGolden : public testing::TestWithParam<std::string> {};

TEST_P(AdapterGolden, MergedAsByItsLibrary) {
    const std::string name = GetParam();
    const auto file = AdapterFile::open(golden_path("adapters/" + name + ".safetensors"));
    ASSERT_TRUE(file.ok()) << file.error();
    EXPECT_EQ((*file)->unknown_keys(), std::vector<std::string>{});
    ASSERT_EQ((*file)->modules().size(), 1u);
    const AdapterModule& module = (*file)->modules()[0];
    const double strength = weights().at(name + ".strength").values[0];
    const DoraRule rule = name.starts_with("comfyui") ? DoraRule::comfyui : DoraRule::lycoris;
    const naive::HostTensor& base = weights().at(name + ".base");
    for (const int64_t band : {16, 5}) {
        const auto change = weight_change(**file, module, {"layer.weight", base.shape}, strength, rule);
        ASSERT_TRUE(change.ok()) << change.error();
        EXPECT_LE(relative_error(changed(**change, base, band), weights().at(name + ".merged")), tolerance) << band;
    }
    EXPECT_EQ(changes_bias(module), weights().contains(name + ".bias"));
    if (!changes_bias(module)) return;
    const naive::HostTensor& bias = weights().at(name + ".bias");
    const auto change = bias_change(**file, module, {"layer.bias", bias.shape}, strength);
    ASSERT_TRUE(change.ok()) << change.error();
    EXPECT_LE(relative_error(changed(**change, bias, 5), weights().at(name + ".merged_bias")), tolerance);
}

INSTANTIATE_TEST_SUITE_P(Cases, AdapterGolden, testing::ValuesIn(cases()), [](const auto& info) { return info.param; });

TEST(WeightChange, FusedModulesGiveEachItsRows) {
    const std::string name = "lora_linear";
    const auto file = AdapterFile::open(golden_path("adapters/" + name + ".safetensors"));
    ASSERT_TRUE(file.ok());
    const naive::HostTensor &base = weights().at(name + ".base"), &merged = weights().at(name + ".merged");
    const double strength = weights().at(name + ".strength").values[0];
    const auto change = weight_change(**file, (*file)->modules()[0], {"q", {8, 12}, 1, 2}, strength, DoraRule::lycoris);
    ASSERT_TRUE(change.ok()) << change.error();
    const naive::HostTensor lower{{8, 12}, {base.values.begin() + 96, base.values.end()}},
        expected{{8, 12}, {merged.values.begin() + 96, merged.values.end()}};
    EXPECT_LE(relative_error(changed(**change, lower, 3), expected), tolerance);
}

TEST(WeightChange, LargeBlocksRotate) {
    const TempFolder temp;
    naive::HostTensor blocks = host_tensor({2, 80, 80}, 1);
    for (float& value : blocks.values) value *= 0.02f;
    const auto file = AdapterFile::open(write_adapter(temp / "oft.safetensors", {{"m.oft_blocks", blocks}}));
    ASSERT_TRUE(file.ok()) << file.error();
    const auto change = weight_change(**file, (*file)->modules()[0], {"w", {160, 160}}, 1, DoraRule::lycoris);
    ASSERT_TRUE(change.ok()) << change.error();
    naive::HostTensor one{{160, 160}, std::vector<float>(160 * 160)};
    for (size_t i = 0; i < 160; ++i) one.values[i * 161] = 1;
    const naive::HostTensor turned = changed(**change, one, 33);
    for (size_t i = 0; i < 160; ++i) {
        for (size_t j = 0; j < 160; ++j) {
            double product = 0;
            for (size_t k = 0; k < 160; ++k) product += static_cast<double>(turned.values[i * 160 + k]) * turned.values[j * 160 + k];
            ASSERT_NEAR(product, i == j ? 1 : 0, 2e-6);
        }
    }
    EXPECT_GT(std::abs(turned.values[1]), 1e-3);
}

// Small factors of a product that no memory holds.
TEST(WeightChange, HugeProductsAreRefused) {
    const TempFolder temp;
    const int64_t huge = 1 << 17;
    const naive::Tensors lokr{
        {"m.lokr_w1_a", host_tensor({huge, 1}, 1)}, {"m.lokr_w1_b", host_tensor({1, huge}, 1)}, {"m.lokr_w2", host_tensor({1, 1}, 1)}},
        tucker{{"m.lora_up.weight", host_tensor({4, huge}, 1)},
               {"m.lora_down.weight", host_tensor({1, huge}, 1)},
               {"m.lora_mid.weight", host_tensor({huge, 1, 1, 1}, 1)}};
    for (const naive::Tensors& tensors : {lokr, tucker}) {
        const auto file = AdapterFile::open(write_adapter(temp / "huge.safetensors", tensors));
        ASSERT_TRUE(file.ok()) << file.error();
        const auto change = weight_change(**file, (*file)->modules()[0], {"w", {4, 4}}, 1, DoraRule::lycoris);
        ASSERT_FALSE(change.ok());
        EXPECT_NE(change.error().find("too large for any layer"), std::string::npos) << change.error();
    }
}

TEST(WeightChange, ShapesThatDoNotFitAreNamed) {
    const auto file = AdapterFile::open(golden_path("adapters/lora_linear.safetensors"));
    ASSERT_TRUE(file.ok());
    const auto change = weight_change(**file, (*file)->modules()[0], {"layer.weight", {16, 20}}, 1, DoraRule::lycoris);
    ASSERT_FALSE(change.ok());
    EXPECT_EQ(
        change.error(),
        "tensor \"lora_unet_layer.lora_up.weight\" changes a weight of 16 rows and 12 columns, expected 16 and 20 (layer.weight [16, 20])");
}

TEST(MatrixProduct, AwkwardShapes) {
    for (const auto& [m, k, n] : {std::tuple(1, 1, 1), std::tuple(7, 3, 33), std::tuple(13, 300, 65), std::tuple(6, 256, 32)}) {
        const naive::HostTensor a = host_tensor({m, k}, 1), b = host_tensor({k, n}, 2), c = host_tensor({m, n}, 3);
        naive::HostTensor expected = c, found = c;
        for (int i = 0; i < m; ++i) {
            for (int j = 0; j < n; ++j) {
                double sum = c.values[static_cast<size_t>(i * n + j)];
                for (int l = 0; l < k; ++l)
                    sum += 0.5 * a.values[static_cast<size_t>(i * k + l)] * b.values[static_cast<size_t>(l * n + j)];
                expected.values[static_cast<size_t>(i * n + j)] = static_cast<float>(sum);
            }
        }
        add_product(a.values.data(), b.values.data(), m, k, n, 0.5f, found.values.data());
        EXPECT_LE(relative_error(found, expected), tolerance) << m << " " << k << " " << n;
    }
}

}  // namespace
}  // namespace imagelab::test
