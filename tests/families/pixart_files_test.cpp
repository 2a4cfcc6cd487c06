// PixArt's transformer in a file of its own, as its authors publish it, with T5 and the VAE beside it.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/jobs/session.h"
#include "core/library/known_models.h"
#include "core/tokenizers/t5.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/safetensors.h"
#include "gpu/program/imagined_device.h"
#include "tests/support/golden.h"
#include "tests/support/network_cases.h"
#include "tests/support/opened.h"
#include "tests/support/shape_models.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {
namespace fs = std::filesystem;
using Json = nlohmann::json;

// The model's transformer under the original names (original.json of tests/reference/pixart.py), written to `path`.
void write_original(const std::string& model, const fs::path& path, const std::string& without = {}, const std::string& prefix = {}) {
    const PixartFiles files = test::open_pixart(test::small_model_dir(model)).value();
    std::map<std::string, std::vector<std::byte>> stacked;
    TensorViews tensors;
    for (const Json& entry : Json::parse(read_text_file(test::small_model_dir(model) / "original.json"))) {
        if (entry.at(0) == without) continue;
        const std::string name = prefix + entry.at(0).get<std::string>();
        std::vector<std::byte>& bytes = stacked[name];
        TensorView whole;
        for (const Json& part : entry.at(1)) {
            const TensorView& view = files.transformer_weights->tensors().at(part.get<std::string>());
            bytes.insert(bytes.end(), view.data, view.data + view.bytes());
            const int64_t rows = whole.shape.empty() ? 0 : whole.shape[0];
            whole = view;
            whole.shape[0] += rows;
        }
        tensors[name] = whole;
    }
    for (auto& [name, view] : tensors) view.data = stacked[name].data();
    const std::vector<float> caption(static_cast<size_t>(files.caption_tokens * files.t5.width));
    tensors[prefix + "y_embedder.y_embedding"] = {
        DType::f32, {files.caption_tokens, files.t5.width}, reinterpret_cast<const std::byte*>(caption.data())};
    const int64_t side = files.transformer.sample_size / files.transformer.patch;
    const std::vector<float> positions(static_cast<size_t>(side * side));
    tensors[prefix + "pos_embed"] = {DType::f32, {1, side * side, 1}, reinterpret_cast<const std::byte*>(positions.data())};
    write_safetensors(path, tensors);
}

class PixartOpening : public testing::TestWithParam<std::string> {};

TEST_P(PixartOpening, OriginalNamesBecomeDiffusers) {
    const test::TempFolder folder;
    write_original(GetParam(), folder.path() / "model.safetensors");
    const auto file = open_weight_file(folder.path() / "model.safetensors");
    ASSERT_TRUE(file) << file.error();
    ASSERT_TRUE(is_original_pixart(file->tensors));
    TensorViews renamed = pixart_from_original(file->tensors);
    renamed.erase("pos_embed");
    const PixartFiles diffusers = test::open_pixart(test::small_model_dir(GetParam())).value();
    ASSERT_EQ(renamed.size(), diffusers.transformer_weights->tensors().size());
    for (const auto& [name, view] : diffusers.transformer_weights->tensors()) {
        const auto found = renamed.find(name);
        ASSERT_NE(found, renamed.end()) << name;
        ASSERT_EQ(found->second.shape, view.shape) << name;
        EXPECT_EQ(std::memcmp(found->second.data, view.data, view.bytes()), 0) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Models, PixartOpening, testing::ValuesIn(test::pixart_models()), [](const auto& test) { return test.param; });

TEST(PixartFile, OpensWithItsPartsBesideIt) {
    const test::TempFolder folder;
    write_original("sigma72", folder.path() / "PixArt.safetensors");
    for (const char* part : {"text_encoder", "vae", "tokenizer"})
        fs::copy(test::small_model_dir("sigma72") / part, folder.path() / part, fs::copy_options::recursive);
    const auto model = test::open_pixart(folder.path() / "PixArt.safetensors");
    ASSERT_TRUE(model) << model.error();
    const PixartFiles whole = test::open_pixart(test::small_model_dir("sigma72")).value();
    EXPECT_EQ(model->layout, "single file");
    EXPECT_EQ(model->transformer.heads, whole.transformer.heads);
    EXPECT_EQ(model->transformer.sample_size, whole.transformer.sample_size);
    EXPECT_EQ(model->transformer.position_scale, whole.transformer.position_scale);
    EXPECT_EQ(model->caption_tokens, 300);
    EXPECT_EQ(model->noise.beta_end, whole.noise.beta_end);
    EXPECT_EQ(model->noise.betas, whole.noise.betas);
    EXPECT_EQ(model->noise.timestep_spacing, whole.noise.timestep_spacing);
    EXPECT_EQ(model->parts().size(), 3u);
}

TEST(PixartFile, SaysWhatIsMissing) {
    const test::TempFolder folder;
    const auto error = [&] {
        const auto model = test::open_pixart(folder.path() / "PixArt.safetensors");
        return model ? std::string() : model.error();
    };
    write_original("sigma72", folder.path() / "PixArt.safetensors");
    EXPECT_NE(error().find("text_encoder"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "text_encoder", folder.path() / "text_encoder", fs::copy_options::recursive);
    EXPECT_NE(error().find("vae"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "vae", folder.path() / "vae", fs::copy_options::recursive);
    EXPECT_NE(error().find("spiece.model"), std::string::npos) << error();
    fs::copy(test::small_model_dir("sigma72") / "tokenizer", folder.path() / "tokenizer", fs::copy_options::recursive);
    EXPECT_EQ(error(), "");
    write_original("sigma72", folder.path() / "PixArt.safetensors", "blocks.1.cross_attn.proj.weight");
    EXPECT_NE(error().find("transformer_blocks.1.attn2.to_out.0.weight"), std::string::npos) << error();
}

TEST(PixartFolder, IsReadAsItsConfigurationsSay) {
    const PixartFiles sigma = test::open_pixart(test::small_model_dir("sigma72")).value(),
                      alpha = test::open_pixart(test::small_model_dir("alpha")).value();
    EXPECT_EQ(sigma.caption_tokens, 300);
    EXPECT_EQ(alpha.caption_tokens, 120);
    EXPECT_EQ(sigma.transformer.head_size, 72);
    EXPECT_EQ(alpha.transformer.head_size, 20);
    EXPECT_FALSE(sigma.transformer.size_conditions);
    EXPECT_TRUE(alpha.transformer.size_conditions);
    EXPECT_EQ(sigma.transformer.position_scale, 0.5);
    EXPECT_EQ(alpha.transformer.position_scale, 2);
    EXPECT_EQ(sigma.t5.head_size, 16);
    EXPECT_EQ(sigma.sample_size(), 32);
    EXPECT_EQ(sigma.noise.timestep_spacing, NoiseScheduleConfig::TimestepSpacing::linspace);
}

// ---- the ways people keep them ----

void copy_model(const std::string& model, const fs::path& folder) {
    fs::create_directories(folder.parent_path());
    fs::copy(test::small_model_dir(model), folder, fs::copy_options::recursive);
}

// The text encoder of a model, which lies in shards, in one file.
void write_whole_t5(const fs::path& text_encoder, const fs::path& file) {
    const OpenedWeights shards = open_weight_folder(text_encoder, "model").value();
    write_safetensors(file, shards.tensors);
}

// The tensors of a file in two files named FIRST-0000N-of-00002LAST, with an index.
void shard(const fs::path& file, const std::string& first, const std::string& last, const std::string& index) {
    const OpenedWeights whole = open_weight_file(file).value();
    Json map = Json::object();
    TensorViews parts[2];
    for (const auto& [name, view] : whole.tensors) {
        const size_t part = map.size() % 2;
        parts[part][name] = view;
        map[name] = first + "-0000" + std::to_string(part + 1) + "-of-00002" + last;
    }
    for (size_t part = 0; part < 2; ++part)
        write_safetensors(file.parent_path() / (first + "-0000" + std::to_string(part + 1) + "-of-00002" + last), parts[part]);
    test::write_file(file.parent_path() / index, Json{{"weight_map", map}}.dump());
    fs::remove(file);
}

void expect_same_weights(const WeightMap& a, const WeightMap& b) {
    ASSERT_EQ(a.tensors().size(), b.tensors().size());
    for (const auto& [name, view] : a.tensors()) {
        const TensorView* other = b.find(name);
        ASSERT_NE(other, nullptr) << name;
        EXPECT_EQ(std::memcmp(view.data, other->data, view.bytes()), 0) << name;
    }
}

TEST(PixartVariants, OfT5OpenUnderEachNameTheyArePublishedWith) {
    const PixartFiles expected = test::open_pixart(test::small_model_dir("sigma72")).value();
    const auto opened = [&](const std::function<void(const fs::path& text)>& change) {
        const test::TempFolder folder;
        copy_model("sigma72", folder / "model");
        const fs::path text = folder / "model" / "text_encoder";
        write_whole_t5(text, folder / "whole");
        for (const auto& file : fs::directory_iterator(text)) {
            if (file.path().filename() != "config.json") fs::remove(file);
        }
        fs::rename(folder / "whole", text / "model.safetensors");
        change(text);
        const auto model = test::open_pixart(folder / "model");
        ASSERT_TRUE(model) << model.error();
        expect_same_weights(*model->t5_weights, *expected.t5_weights);
    };
    opened([](const fs::path& t) { fs::rename(t / "model.safetensors", t / "model.fp16.safetensors"); });
    opened([](const fs::path& t) { fs::rename(t / "model.safetensors", t / "model.bf16.safetensors"); });
    opened([](const fs::path& t) { shard(t / "model.safetensors", "model", ".safetensors", "model.safetensors.index.json"); });
    opened([](const fs::path& t) { shard(t / "model.safetensors", "model.fp16", ".safetensors", "model.safetensors.index.fp16.json"); });
    opened([](const fs::path& t) { shard(t / "model.safetensors", "model", ".fp16.safetensors", "model.fp16.safetensors.index.json"); });
    // The index of the f32 files came along with the download of the fp16 ones.
    opened([](const fs::path& t) {
        fs::copy_file(t / "model.safetensors", t / "kept");
        shard(t / "model.safetensors", "model", ".safetensors", "model.safetensors.index.json");
        for (const char* part : {"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"}) fs::remove(t / part);
        fs::rename(t / "kept", t / "model.fp16.safetensors");
    });
}

TEST(PixartVariants, AnIndexWithoutItsFilesIsNamed) {
    const test::TempFolder folder;
    copy_model("sigma72", folder / "model");
    const fs::path text = folder / "model" / "text_encoder";
    fs::remove(text / "model-00002-of-00003.safetensors");
    const auto model = test::open_pixart(folder / "model");
    ASSERT_FALSE(model);
    EXPECT_NE(model.error().find("model-00002-of-00003.safetensors"), std::string::npos) << model.error();
}

TEST(PixartTokenizers, OfThePublishedVocabularyMayBeMissingOrInAnotherFormat) {
    const test::TempFolder folder;
    test::write_pixart_shapes(folder.path());
    const auto open = [&] { return test::open_pixart(folder.path()); };
    ASSERT_TRUE(open()) << open().error();
    EXPECT_EQ(open()->tokenizer_dir, fs::path());

    const T5Tokenizer published = T5Tokenizer::published().value();
    Json pieces = Json::array();
    for (int id = 0; id < published.pieces(); ++id) pieces.push_back({published.piece(id), -1.5});
    for (int i = 0; i < T5Tokenizer::sentinels; ++i) pieces.push_back({"<extra_id_" + std::to_string(99 - i) + ">", 0.0});
    const fs::path file = folder / "tokenizer" / "tokenizer.json";
    test::write_file(file, Json{{"model", {{"type", "Unigram"}, {"vocab", pieces}}}}.dump());
    ASSERT_TRUE(open()) << open().error();
    const auto vocabulary = [&] { return T5Tokenizer::open(open()->tokenizer_dir); };
    EXPECT_TRUE(vocabulary()) << vocabulary().error();
    pieces[1234][0] = "\\NaN";
    test::write_file(file, Json{{"model", {{"type", "Unigram"}, {"vocab", pieces}}}}.dump());
    ASSERT_FALSE(vocabulary());
    EXPECT_NE(vocabulary().error().find("spiece.model"), std::string::npos) << vocabulary().error();
    for (const char* wrong : {"{}", "[", "\"text\""}) {
        test::write_file(file, wrong);
        EXPECT_FALSE(vocabulary()) << wrong;
    }
}

TEST(PixartFile, OpensInComfyUisFolders) {
    const test::TempFolder folder;
    const fs::path models = folder.path(), small = test::small_model_dir("sigma72"),
                   file = models / "diffusion_models" / "PixArt.safetensors";
    for (const char* place : {"diffusion_models", "text_encoders", "vae"}) fs::create_directories(models / place);
    write_original("sigma72", file, {}, "model.diffusion_model.");
    fs::copy(small / "tokenizer", models / "diffusion_models" / "tokenizer", fs::copy_options::recursive);
    const auto error = [&] {
        const auto model = test::open_pixart(file);
        return model ? std::string() : model.error();
    };
    test::write_file(models / "text_encoders" / "t5_base.safetensors", "{}");
    test::write_file(models / "vae" / "flux_vae.safetensors", "{}");
    EXPECT_NE(error().find("put T5"), std::string::npos) << error();
    write_whole_t5(small / "text_encoder", models / "text_encoders" / "t5xxl_fp16.safetensors");
    EXPECT_NE(error().find("its VAE"), std::string::npos) << error();
    const auto with_vae = test::open_pixart(file, small / "vae");
    EXPECT_TRUE(with_vae) << with_vae.error();
    fs::copy_file(small / "vae" / "diffusion_pytorch_model.safetensors", models / "vae" / "sdxl_vae.safetensors");
    fs::copy_file(small / "vae" / "config.json", models / "vae" / "sdxl_vae.json");
    EXPECT_EQ(error(), "");
    const PixartFiles model = test::open_pixart(file).value(), whole = test::open_pixart(small).value();
    EXPECT_EQ(model.caption_tokens, 300);
    EXPECT_EQ(model.transformer.sample_size, whole.transformer.sample_size);
    expect_same_weights(*model.t5_weights, *whole.t5_weights);
}

TEST(PixartFile, AsAPickleSaysWhereToGetAnother) {
    const test::TempFolder folder;
    const fs::path file = test::write_file(folder / "PixArt-Sigma-XL-2-1024-MS.pth", "PK\x03\x04 and more");
    const auto model = test::open_pixart(file);
    ASSERT_FALSE(model);
    EXPECT_NE(model.error().find("imagelab models get pixart-sigma"), std::string::npos) << model.error();
    EXPECT_NE(known_model("pixart-sigma"), nullptr);
}

// As PixArt-Sigma-XL-2-512-MS and -2K-MS are published.
TEST(PixartFolder, OfATransformerAloneTakesTheRestFromTheFolderBesideIt) {
    const test::TempFolder folder;
    copy_model("sigma72", folder / "pixart_sigma_sdxlvae_T5_diffusers");
    fs::create_directories(folder / "Sigma-512");
    fs::rename(folder / "pixart_sigma_sdxlvae_T5_diffusers" / "transformer", folder / "Sigma-512" / "transformer");
    const auto model = test::open_pixart(folder / "Sigma-512");
    ASSERT_TRUE(model) << model.error();
    EXPECT_EQ(model->name, "Sigma-512");
    const PixartFiles whole = test::open_pixart(test::small_model_dir("sigma72")).value();
    expect_same_weights(*model->transformer_weights, *whole.transformer_weights);
    EXPECT_EQ(model->noise.timestep_spacing, whole.noise.timestep_spacing);
    fs::remove_all(folder / "pixart_sigma_sdxlvae_T5_diffusers" / "vae");
    const auto without = test::open_pixart(folder / "Sigma-512");
    ASSERT_FALSE(without);
    EXPECT_NE(without.error().find("pixart_sigma_sdxlvae_T5_diffusers"), std::string::npos) << without.error();
}

// 512, 1024 and 2048 pixels: no size conditions, positions stretched by 1, 2, 4; in a file of its own the length of pos_embed tells it.
TEST(PixartSizes, AreThoseTheModelWasMadeFor) {
    const std::pair<int, double> sizes[] = {{64, 1}, {128, 2}, {256, 4}};
    for (const auto& [side, scale] : sizes) {
        SCOPED_TRACE(side);
        const test::TempFolder folder;
        test::write_pixart_shapes(folder.path(), side);
        const auto whole = test::open_pixart(folder.path());
        ASSERT_TRUE(whole) << whole.error();
        NeededTensors tensors = test::needed_tensors(whole->transformer);
        tensors.push_back({"pos_embed", {1, int64_t{side} / 2 * side / 2, whole->transformer.width()}});
        test::write_shapes(folder / "PixArt.safetensors", tensors, DType::f16);
        const auto file = test::open_pixart(folder / "PixArt.safetensors");
        ASSERT_TRUE(file) << file.error();
        for (const PixartFiles& model : {*whole, *file}) {
            EXPECT_EQ(model.sample_size(), side);
            EXPECT_EQ(model.transformer.position_scale, scale);
            EXPECT_FALSE(model.transformer.size_conditions);
            std::vector<std::unique_ptr<Device>> devices;
            devices.push_back(make_imagined_device(int64_t{16} << 30));
            Session session(std::move(devices));
            Request request;
            request.prompt = "a lighthouse";
            request.model = model.path.string();
            const auto plan = session.plan(request);
            ASSERT_TRUE(plan) << plan.error();
            EXPECT_EQ(plan->request.width, 8 * side);
            EXPECT_EQ(plan->request.height, 8 * side);
            EXPECT_LE(plan->peak_bytes, plan->memory_budget);
        }
    }
}

}  // namespace
}  // namespace imagelab
