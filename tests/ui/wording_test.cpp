#if __has_include(<QApplication>)
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"

#include <gtest/gtest.h>

#include <QLocale>
#include <nlohmann/json.hpp>

#include "core/jobs/grid.h"
#include "ui/look/translations.h"
#include "ui/models/palette_settings.h"
#include "ui/models/queue_model.h"
#include "ui/models/request_chips.h"
#include "ui/models/size_presets.h"
#include "ui/models/verdict.h"

namespace imagelab {
namespace {

TEST(Wording, Durations) {
    EXPECT_EQ(duration_text(0.04), "0.0 s");
    EXPECT_EQ(duration_text(9.44), "9.4 s");
    EXPECT_EQ(duration_text(9.96), "10 s");
    EXPECT_EQ(duration_text(89.4), "89 s");
    EXPECT_EQ(duration_text(130), "2 min 10 s");
    EXPECT_EQ(duration_text(3900), "1 h 5 min");
    EXPECT_EQ(duration_text(-3), "0.0 s");
    EXPECT_EQ(time_left_text(0.4), "a moment left");
    EXPECT_EQ(time_left_text(8.2), "9 s left");
    EXPECT_EQ(time_left_text(130), "2 min 10 s left");
}

TEST(Wording, EveryAxisOfAGridHasAName) {
    for (const GridSetting& setting : grid_settings()) {
        const std::string name(setting.name);
        EXPECT_NE(setting_text(name).toStdString(), name);
    }
}

TEST(Wording, Bytes) {
    EXPECT_EQ(bytes_text(int64_t{512} << 20), "512 MiB");
    EXPECT_EQ(bytes_text(int64_t{5222} << 20), "5.1 GiB");
    EXPECT_EQ(share_text(int64_t{5222} << 20, int64_t{24} << 30), "5.1 of 24.0 GiB");
    EXPECT_EQ(share_text(int64_t{900} << 20, int64_t{24} << 30), "900 MiB of 24.0 GiB");
}

TEST(Wording, NamesOfNetworksKeepTheirPoints) {
    for (const char* name : {"style_v1.5", "/loras/style_v1.5.safetensors", "/loras/style_v1.5.SAFETENSORS", "style_v1.5.pt"})
        EXPECT_EQ(network_text(name), "style_v1.5") << name;
    EXPECT_EQ(network_text("/faces/GFPGANv1.4.onnx"), "GFPGANv1.4");
    EXPECT_EQ(network_text("/nets/controlnet-canny-sdxl-1.0/diffusion_pytorch_model.fp16.safetensors"), "controlnet-canny-sdxl-1.0");
}

TEST(Wording, NumbersFollowTheLanguageOfTheWindow) {
    const QLocale before;
    EXPECT_EQ(number_text(7.5), "7.5");
    EXPECT_EQ(number_text(5), "5");
    EXPECT_EQ(number_text(0.0501), "0.05");
    EXPECT_EQ(number_text(1234.5), "1234.5") << "as it is typed";
    QLocale::setDefault(locale_of("de"));
    EXPECT_EQ(duration_text(1.14), "1,1 s");
    EXPECT_EQ(bytes_text(int64_t{5222} << 20), "5,1 GiB");
    EXPECT_EQ(share_text(int64_t{5222} << 20, int64_t{24} << 30), "5,1 of 24,0 GiB");
    Request r;
    r.init_image = "start.png", r.strength = 0.6, r.guidance = 7.5;
    EXPECT_TRUE(settings_text(r).contains("guidance 7,5")) << settings_text(r).toStdString();
    EXPECT_TRUE(details_text(r).contains("strength 0,6"));
    EXPECT_EQ(request_chips(r, ProfileModel()).front().text, "From a picture · 0,6");
    int set = 0;
    const auto entries = setting_entries(r, "guidance 6,5", [&](const Request& next, const QString&) { set = next.guidance == 6.5; });
    ASSERT_FALSE(entries.empty());
    EXPECT_TRUE(entries.front().title.endsWith("6,5")) << entries.front().title.toStdString();
    entries.front().run();
    EXPECT_EQ(set, 1) << "typed with the mark of the language";
    EXPECT_EQ(request_to_json(r)["conditioning"]["img2img_strength"].dump(), "0.6") << "files have a point";
    QLocale::setDefault(before);
    EXPECT_EQ(locale_of("").language(), QLocale::English);
    EXPECT_EQ(locale_of("fr").language(), QLocale::French);
}

TEST(Wording, ProgressSaysWhichStepOfWhichPicture) {
    Progress p;
    p.stage = Stage::denoising, p.step = 12, p.steps = 30;
    EXPECT_EQ(progress_text(p), "Denoising, step 12 of 30");
    p.picture = 1, p.pictures = 4;
    EXPECT_EQ(progress_text(p), "Denoising, step 12 of 30 · picture 2 of 4");
    for (int stage = 0; stage <= static_cast<int>(Stage::training); ++stage)
        EXPECT_FALSE(progress_text({.stage = static_cast<Stage>(stage), .step = 3, .steps = 30}).isEmpty()) << stage;
}

TEST(Wording, DetailsTellNoNegativePromptFromAnEmptyOne) {
    Request r;
    r.prompt = "a";
    EXPECT_FALSE(details_text(r).contains("Negative"));
    r.negative_prompt = "";
    EXPECT_TRUE(details_text(r).contains("Negative prompt: empty\n"));
    EXPECT_FALSE(details_text(r).contains("LoRA")) << "what is as usual is not told";
    r.loras = {{"/l/ink.safetensors", 0.8, {}}};
    r.hires.scale = 2;
    EXPECT_TRUE(details_text(r).contains("\nLoRAs: ink 0.8\n")) << details_text(r).toStdString();
    EXPECT_TRUE(details_text(r).contains("\nHires pass: 2 ×, steps as the first, strength 0.7, by latents\n"));
    EXPECT_EQ(model_text("/models/sd/juggernaut.safetensors"), "juggernaut.safetensors");
    EXPECT_EQ(model_text(""), "Bundled model");
}

Price price_of(int64_t peak, int64_t free, int64_t held) {
    Price price;
    price.plan = JobPlan{};
    price.plan->peak_bytes = peak;
    price.plan->seconds = 14.2;
    Session::DeviceInfo cpu;
    cpu.id = "cpu";
    cpu.memory_total = int64_t{16} << 30;
    cpu.memory_free = free;
    price.devices = {cpu};
    price.held_bytes = held;
    return price;
}

TEST(Verdict, SaysThePriceAndWhetherItFits) {
    const int64_t gib = int64_t{1} << 30;
    const Verdict fits = judge(price_of(5 * gib, 8 * gib, 0));
    EXPECT_EQ(fits.level, Verdict::Level::fits);
    EXPECT_EQ(fits.price, "about 14 s · 5.0 of 16.0 GiB");
    EXPECT_TRUE(fits.note.isEmpty());
    EXPECT_EQ(judge(price_of(9 * gib, 8 * gib, 0)).level, Verdict::Level::not_now);
    EXPECT_EQ(judge(price_of(9 * gib, 8 * gib, 2 * gib)).level, Verdict::Level::fits) << "memory this program holds already counts as free";
    const Verdict too_much = judge(price_of(17 * gib, 8 * gib, 0));
    EXPECT_EQ(too_much.level, Verdict::Level::impossible);
    EXPECT_TRUE(too_much.note.contains("17.0 GiB"));
    Price refused;
    refused.problem = "no such model";
    EXPECT_EQ(judge(refused).level, Verdict::Level::impossible);
    EXPECT_EQ(judge(refused).note, "No such model");
}

TEST(SizePresets, AreTheBucketsOfSdxl) {
    std::vector<std::pair<int, int>> sizes;
    for (const SizePreset& preset : size_presets(1024, 1024)) sizes.emplace_back(preset.width, preset.height);
    EXPECT_EQ(sizes, (std::vector<std::pair<int, int>>{
                         {1024, 1024}, {1152, 896}, {1216, 832}, {1344, 768}, {896, 1152}, {832, 1216}, {768, 1344}}));
    for (const int side : {64, 128, 256, 512, 768, 1536})
        for (const SizePreset& preset : size_presets(side, side)) {
            EXPECT_EQ(preset.width % 8, 0);
            EXPECT_EQ(preset.height % 8, 0);
            EXPECT_NEAR(double(preset.width) * preset.height, double(side) * side, 0.15 * side * side)
                << preset.name.toStdString() << " at " << side;
        }
}

}  // namespace
}  // namespace imagelab
#endif
