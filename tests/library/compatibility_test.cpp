// How models, parts and adapters go together: the score follows its rule, and every reason says what and what to do.
#include "core/library/compatibility.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/jobs/model_check.h"
#include "core/library/model_suites.h"
#include "core/weights/safetensors.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using Weight = FitReason::Weight;

const fs::path tiny_base = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64",
               tiny_refiner = IMAGELAB_SOURCE_DIR "/tests/reference/golden/refiner64",
               tiny_pixart = IMAGELAB_SOURCE_DIR "/tests/reference/golden/sigma72";

class Compatibility : public testing::Test {
  protected:
    // Rank 2 on the attention of the middle block; `width`: what the module takes in.
    fs::path write_lora(const std::string& name, const std::map<std::string, std::string>& metadata = {}, int64_t width = 64,
                        const std::string& module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q") {
        static const std::vector<float> zeros(1 << 16);
        const auto* bytes = reinterpret_cast<const std::byte*>(zeros.data());
        const fs::path path = folder_ / (name + ".safetensors");
        write_safetensors(
            path,
            {{module + ".lora_down.weight", {DType::f32, {2, width}, bytes}}, {module + ".lora_up.weight", {DType::f32, {64, 2}, bytes}}},
            metadata);
        return path;
    }
    static ModelFit fit(const fs::path& lora, const fs::path& base = tiny_base) {
        return lora_fit(*AdapterFile::open(lora).value(), *open_model(base).value());
    }
    static std::string all(const ModelFit& fit) { return fit_to_json(fit).dump(1); }
    TempFolder folder_;
};

TEST_F(Compatibility, TheScoreFollowsItsRule) {
    ModelFit fit;
    EXPECT_EQ(fit.score(), 100);
    EXPECT_STREQ(fit.verdict(), "fits");
    fit.add({Weight::note, "", "", "a", ""});
    EXPECT_EQ(fit.score(), 100);
    fit.add({Weight::hint, "", "", "b", ""});
    fit.add({Weight::doubt, "", "", "c", ""});
    EXPECT_EQ(fit.score(), 60);
    EXPECT_STREQ(fit.verdict(), "doubtful");
    EXPECT_EQ(fit.reasons.front().what, "c") << "the heaviest first";
    for (int i = 0; i < 5; ++i) fit.add({Weight::doubt, "", "", "d", ""});
    EXPECT_EQ(fit.score(), 1);
    EXPECT_STREQ(fit.verdict(), "poor");
    fit.add({Weight::refused, "", "", "e", ""});
    EXPECT_EQ(fit.score(), 0);
    EXPECT_FALSE(fit.usable());
}

TEST_F(Compatibility, ALoraOfThisModelFits) {
    const ModelFit plain = fit(write_lora("ink"));
    EXPECT_EQ(plain.score(), 100) << all(plain);
    EXPECT_EQ(fit(write_lora("own", {{"ss_base_model_version", "sdxl_base_v1-0"}, {"ss_v_parameterization", "False"}})).score(), 100);
}

TEST_F(Compatibility, ALoraOfOtherWidthsIsRefusedWithTheReason) {
    const ModelFit wide = fit(write_lora("wide", {}, 320));
    EXPECT_EQ(wide.score(), 0);
    ASSERT_FALSE(wide.reasons.empty());
    EXPECT_NE(wide.reasons.front().what.find("made for another model"), std::string::npos) << all(wide);
    EXPECT_NE(wide.reasons.front().advice.find("choose a base model of its kind"), std::string::npos);
    // Cross attention over texts of 768: Stable Diffusion 1.x.
    const ModelFit old = fit(write_lora("sd15", {}, 768, "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k"));
    EXPECT_EQ(old.score(), 0);
    EXPECT_EQ(old.reasons.front().what.find("it is made for Stable Diffusion 1.x"), 0u) << all(old);
}

TEST_F(Compatibility, MetadataOfAnotherBaseOrPredictionIsADoubt) {
    const ModelFit flux = fit(write_lora("flux", {{"modelspec.architecture", "Flux.1-dev/lora"}}));
    EXPECT_EQ(flux.score(), 70) << all(flux);
    EXPECT_NE(flux.reasons.front().what.find("which is FLUX"), std::string::npos) << all(flux);
    EXPECT_EQ(flux.reasons.front().advice, "take the version made for SDXL");
    const ModelFit v = fit(write_lora("v", {{"ss_v_parameterization", "True"}}));
    EXPECT_EQ(v.score(), 70) << all(v);
    EXPECT_NE(v.reasons.front().what.find("trained to predict v-prediction"), std::string::npos) << all(v);
    const ModelFit other = fit(write_lora("pony", {{"ss_sd_model_name", "ponyDiffusionV6XL.safetensors"}}));
    EXPECT_EQ(other.score(), 100) << all(other);
    ASSERT_EQ(other.reasons.size(), 1u);
    EXPECT_EQ(other.reasons.front().weight, Weight::note);
}

TEST_F(Compatibility, AFewStepLoraSaysItsSettings) {
    const ModelFit few = fit(write_lora("sdxl_lightning_4step_lora"));
    EXPECT_EQ(few.score(), 90) << all(few);
    EXPECT_NE(few.reasons.front().advice.find("4 steps"), std::string::npos) << all(few);
    const fs::path turbo = folder_ / "sd_xl_turbo_1.0";
    fs::copy(tiny_base, turbo, fs::copy_options::recursive);
    EXPECT_EQ(fit(write_lora("sdxl_lightning_8step_lora"), turbo).score(), 70);
}

TEST_F(Compatibility, FamiliesAreToldFromWhatTrainersWrite) {
    const std::pair<const char*, const char*> said[] = {{"sdxl_base_v1-0", "sdxl"},
                                                        {"stable-diffusion-xl-v1-base/lora", "sdxl"},
                                                        {"SDXL 1.0", "sdxl"},
                                                        {"Illustrious", "sdxl"},
                                                        {"sd_v1", "sd1"},
                                                        {"stable-diffusion-v1/lora", "sd1"},
                                                        {"SD 1.5", "sd1"},
                                                        {"sd_v2_v", "sd2"},
                                                        {"Stable Diffusion 2.x", "sd2"},
                                                        {"SD 3.5", "sd3"},
                                                        {"flux1", "flux"},
                                                        {"PixArt", "pixart"},
                                                        {"somebody's mix", ""},
                                                        {"", ""}};
    for (const auto& [text, family] : said) EXPECT_EQ(family_said(text), family) << text;
}

TEST_F(Compatibility, AVaeOfAnotherScaleIsADoubt) {
    const OpenedModel own = open_model(tiny_base).value();
    struct Other : ModelFiles {
        const ModelFiles& own;
        explicit Other(const ModelFiles& files) : ModelFiles(files), own(files) {}
        const Family& family() const override { return own.family(); }
        int sample_size() const override { return own.sample_size(); }
        std::vector<ModelPart> parts() const override { return own.parts(); }
        void check() const override {}
        Result<PromptReader> prompt_reader(const std::vector<PromptNames::Name>& vectors) const override {
            return own.prompt_reader(vectors);
        }
        nlohmann::json configuration() const override { return {}; }
    } other(*own);
    other.vae_path = "/vaes/sd15.safetensors";
    EXPECT_EQ(vae_fit(other, *own).score(), 100);
    other.vae.scaling_factor = 0.18215f;
    const ModelFit scaled = vae_fit(other, *own);
    EXPECT_EQ(scaled.score(), 70);
    EXPECT_NE(scaled.reasons.front().what.find("0.18215"), std::string::npos) << all(scaled);
    other.vae.latent_channels = 16;
    EXPECT_EQ(vae_fit(other, *own).score(), 0);
}

TEST_F(Compatibility, ARequestIsJudgedWhole) {
    Request request;
    request.model = tiny_base.string();
    request.refiner = tiny_refiner.string();
    request.loras = {{write_lora("ink").string(), 1, {}}};
    const ModelFit good = fit_of_models(request, folder_.path());
    EXPECT_EQ(good.score(), 100) << all(good);
    request.loras.push_back({"nowhere", 1, {}});
    request.prompt = "a cat <lora:also-missing:1>";
    const ModelFit missing = fit_of_models(request, folder_.path());
    EXPECT_EQ(missing.score(), 0);
    ASSERT_EQ(missing.reasons.size(), 2u) << all(missing);
    EXPECT_EQ(missing.reasons[0].part, "conditioning.loras");
    EXPECT_NE(missing.reasons[1].what.find("also-missing"), std::string::npos);
    request = Request();
    request.model = tiny_pixart.string();
    request.refiner = tiny_refiner.string();
    const ModelFit family = fit_of_models(request, folder_.path());
    EXPECT_EQ(family.score(), 0) << all(family);
    EXPECT_EQ(family.reasons.front().part, "model.refiner");
    request = Request();
    request.model = "/gone.safetensors";
    EXPECT_EQ(fit_of_models(request, folder_.path()).reasons.front().part, "model.base");
    request = Request();
    request.model = tiny_base.string();
    request.vae = "/gone.safetensors";
    EXPECT_EQ(fit_of_models(request, folder_.path()).reasons.front().part, "model.vae");
    request = Request();
    request.suite = "none";
    EXPECT_EQ(fit_of_models(request, folder_.path()).reasons.front().part, "model.suite");
}

TEST_F(Compatibility, AnEmbeddingOfAnotherWidthIsRefused) {
    static const std::vector<float> zeros(4096);
    const auto* bytes = reinterpret_cast<const std::byte*>(zeros.data());
    const OpenedModel base = open_model(tiny_base).value();
    const EncoderWidths widths = base->embedding_widths();
    write_safetensors(folder_ / "fits.safetensors", {{"clip_l", {DType::f32, {1, widths.at("text_encoder")}, bytes}},
                                                     {"clip_g", {DType::f32, {1, widths.at("text_encoder_2")}, bytes}}});
    write_safetensors(folder_ / "half.safetensors", {{"clip_l", {DType::f32, {1, widths.at("text_encoder")}, bytes}}});
    write_safetensors(folder_ / "wide.safetensors",
                      {{"clip_l", {DType::f32, {1, 768}, bytes}}, {"clip_g", {DType::f32, {1, 1280}, bytes}}});
    EXPECT_EQ(embedding_fit(folder_ / "fits.safetensors", *base).score(), 100);
    EXPECT_EQ(embedding_fit(folder_ / "half.safetensors", *base).score(), 90);
    const ModelFit wide = embedding_fit(folder_ / "wide.safetensors", *base);
    EXPECT_EQ(wide.score(), 0);
    EXPECT_NE(wide.reasons.front().what.find("made for another base model"), std::string::npos) << all(wide);
    EXPECT_EQ(embedding_fit(folder_ / "fits.safetensors", *open_model(tiny_pixart).value()).score(), 0);
}

}  // namespace
}  // namespace imagelab::test
