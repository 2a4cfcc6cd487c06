// Models of few steps are known by name or title, and settings of ordinary ones are warned of.
#include "core/families/few_step.h"

#include <gtest/gtest.h>

#include "core/families/model_files.h"
#include "core/samplers/sampler.h"
#include "tests/support/golden.h"
#include "tests/support/single_file.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

TEST(FewStep, NamesTellTheKind) {
    const std::tuple<const char*, const char*, int> models[] = {{"sd_xl_turbo_1.0_fp16", "SDXL Turbo", 4},
                                                                {"sdxl-turbo", "SDXL Turbo", 4},
                                                                {"dreamshaperXL_v21TurboDPMSDE", "SDXL Turbo", 4},
                                                                {"juggernautXL_v9Rdphoto2Lightning", "SDXL Lightning", 4},
                                                                {"sdxl_lightning_8step", "SDXL Lightning", 8},
                                                                {"Hyper-SDXL-1step-Unet-Comfyui", "Hyper-SD", 1},
                                                                {"Hyper-SD15-8steps", "Hyper-SD", 8},
                                                                {"dmd2_sdxl_4step_unet_fp16", "DMD2", 4},
                                                                {"pcm_sdxl_smallcfg_2step", "PCM", 2},
                                                                {"LCM_Dreamshaper_xl", "LCM", 4}};
    for (const auto& [name, kind, steps] : models) {
        const FewStepModel found = few_step_model(name);
        ASSERT_TRUE(found) << name;
        EXPECT_STREQ(found.kind->name, kind) << name;
        EXPECT_EQ(found.settings().steps, steps) << name;
    }
    for (const char* name : {"sd_xl_base_1.0", "HyperRealismXL", "turbochargedXL", "dmdXL", "animagine-xl-4.0-opt", "", "lightningbolt"})
        EXPECT_FALSE(few_step_model(name)) << name;
    EXPECT_TRUE(few_step_model("model", {{"modelspec.title", "SDXL Turbo merge"}}));
    EXPECT_FALSE(few_step_model("model", {{"modelspec.title", "SDXL"}}));
    EXPECT_TRUE(few_step_lora("sdxl_lightning_4step_lora"));
    EXPECT_TRUE(few_step_lora("lcm-lora-sdxl"));
    EXPECT_FALSE(few_step_lora("lightning_storm_xl")) << "a LoRA of storms";
}

TEST(FewStep, WarnsOfAnOrdinaryModelsSettings) {
    Request request;
    request.steps = 30, request.guidance = 7;
    const FewStepModel turbo = few_step_model("sd_xl_turbo_1.0_fp16");
    EXPECT_EQ(
        few_step_caution(turbo, "sd_xl_turbo_1.0_fp16", request),
        "sd_xl_turbo_1.0_fp16 is made for few steps (SDXL Turbo): 30 steps with guidance 7 give burnt pictures; try 4 steps, guidance "
        "1, sampler Euler ancestral");
    request.steps = 4;
    EXPECT_NE(few_step_caution(turbo, "m", request), "");
    request.guidance = 1;
    EXPECT_EQ(few_step_caution(turbo, "m", request), "");
    EXPECT_EQ(few_step_caution({}, "m", request), "");
}

// A lone file says nothing of its schedule: known by its name it begins at the noisiest timestep.
TEST(FewStep, ALoneTurboFileTakesTrailingTimesteps) {
    const test::TempFolder folder;
    const auto turbo = folder / "sd_xl_turbo_1.0_fp16.safetensors", plain = folder / "model.safetensors";
    for (const char* tokenizer : {"tokenizer", "tokenizer_2"})
        std::filesystem::copy(test::small_model_dir("tiny64") / tokenizer, folder / tokenizer, std::filesystem::copy_options::recursive);
    test::write_single_file(turbo, DType::f16);
    std::filesystem::copy_file(turbo, plain);
    const auto distilled = open_model(turbo), ordinary = open_model(plain);
    ASSERT_TRUE(distilled) << distilled.error();
    ASSERT_TRUE(ordinary) << ordinary.error();
    EXPECT_EQ(make_sampler(SamplerKind::euler_ancestral, Spacing::published, (*distilled)->noise, 1)->timesteps()[0], 999);
    EXPECT_EQ(make_sampler(SamplerKind::euler_ancestral, Spacing::published, (*ordinary)->noise, 1)->timesteps()[0], 1);
    EXPECT_EQ((*distilled)->published().steps, 4);
    EXPECT_EQ((*distilled)->published().sampler, SamplerKind::euler_ancestral);
    EXPECT_EQ((*ordinary)->published().steps, 30);
}

}  // namespace
}  // namespace imagelab
