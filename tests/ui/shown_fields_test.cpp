// Every field of the request that says what is drawn has a name and a text that people read, in each language.
#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QSpinBox>
#include <set>

#include "core/request/fields.h"
#include "core/request/replay.h"
#include "core/samplers/sampler_info.h"
#include "tests/support/ts_translator.h"
#include "tests/support/window_fixture.h"
#include "ui/look/wording.h"
#include "ui/models/request_difference.h"
#include "ui/models/shown_fields.h"
#include "ui/request/field_range.h"
#include "ui/request/request_panel.h"

namespace imagelab::test {
namespace {

Request all_of_it() {
    Request r;
    r.model = "/m/base.safetensors", r.vae = "/m/vae.safetensors", r.vae_mix = {{"/m/other.safetensors", 0.25}};
    r.unet = "/p/unet.safetensors", r.text_encoder = "/p/clip.safetensors", r.text_encoder_2 = "/p/big.safetensors";
    r.tokenizer = "/p/words", r.tokenizer_2 = "/p/more", r.refiner = "/m/refiner.safetensors", r.refiner_strength = 0.4,
    r.refiner_start = 1;
    r.prompt = "a harbour", r.negative_prompt = "fog", r.prompt_weights = false, r.width = 768, r.height = 512, r.steps = 41;
    r.guidance = 7.25, r.guidance_rescale = 0.7, r.guidance_start = 0.1, r.guidance_end = 0.8, r.clip_skip = 1;
    r.seed = 3, r.like = LikeProgram::comfyui, r.noise_source = NoiseSource::nv;
    r.variation_seed = 9, r.variation_strength = 0.3, r.seed_resize_from = {512, 640};
    r.sampler = SamplerKind::dpmpp_2m, r.spacing = Spacing::karras, r.sigmas = {14.6, 7, 0.5};
    r.step_noise.eta = 0.5, r.step_noise.scale = 1.1, r.prediction = PredictionChoice::v_prediction, r.zero_snr = true;
    r.aspect_bins = false, r.init_image = "/a/start.png", r.strength = 0.3, r.fit = StartFit::crop;
    r.mask = {"/a/mask.png", 4, MaskArea::masked, 16, MaskFill::noise, true}, r.outpaint = {8, 16, 24, 32};
    r.init_latents = "/a/first.safetensors";
    r.control_nets = {{ControlType::canny, 0.7, "/n/union.safetensors", "/a/lines.png", 0, 0.6, ControlMode::control}};
    r.references = {{"/a/look.png", "/n/adapter.safetensors", 0.4, 0.2, 1}};
    r.pag_scale = 3, r.seg_scale = 2, r.seg_blur = 5, r.nag_scale = 4, r.projection = {0.5, 15, -0.5}, r.zero_star = true;
    r.mimic_scale = 7, r.threshold_percentile = 0.99, r.free_u = {1.3, 1.4, 0.9, 0.2}, r.deep_cache = 3;
    r.regions = {{.prompt = "a lighthouse", .weight = 0.5}};
    r.safety = SafetyAction::mark, r.hires = {2, 12, 0.4, "lanczos"}, r.upscaler = "/n/photo.pth", r.upscale = 2;
    r.auto_contrast = r.match_colours = true, r.embeddings = {"/e/haze.safetensors"}, r.loras = {{"/l/ink.safetensors", 0.8, 0.5}};
    r.style.profiles = {{"watercolor", 0.5}};
    r.suite = "harbours", r.suite_filled = true, r.suite_leaves = {"model.vae"}, r.dora = DoraChoice::as_comfyui, r.dynamic_prompts = true;
    r.face_restore = "/f/GFPGAN.onnx", r.face_fidelity = 0.8, r.face_visibility = 0.9;
    r.details = {{.model = "/d/faces.onnx", .prompt = "an old face"}}, r.sharpen = {0.5, 2}, r.grain = 0.3;
    return r;
}

bool of_the_picture(const RequestField& field) {
    return field.copy && field.of_the_picture;
}

class ShownFields : public ::testing::TestWithParam<const char*> {
  protected:
    ShownFields() {
        application();
        if (std::string(GetParam()) == "en") return;
        translator_ = std::make_unique<TsTranslator>(GetParam());
        QApplication::installTranslator(translator_.get());
    }
    ~ShownFields() override {
        if (translator_) QApplication::removeTranslator(translator_.get());
    }
    std::unique_ptr<TsTranslator> translator_;
};

TEST_P(ShownFields, EveryOneHasANameAndATextForPeople) {
    const Request usual, all = all_of_it();
    std::set<std::string> told, names;
    for (const ShownField& shown : shown_fields()) {
        for (const char* path : shown.fields) {
            EXPECT_TRUE(told.insert(path).second) << path << " is told twice";
            EXPECT_TRUE(of_the_picture(request_field(path))) << path;
        }
        EXPECT_TRUE(names.insert(shown.name().toStdString()).second) << shown.name().toStdString() << " is the name of two";
        EXPECT_FALSE(shown.text(usual).isEmpty()) << shown.fields.front();
        const QString text = shown.text(all);
        EXPECT_NE(text, shown.text(usual)) << shown.fields.front() << ": " << text.toStdString();
        for (const char* code : {"{", "[", "\"", "/", "_", "null", "true", "000000"})
            EXPECT_FALSE(text.contains(QLatin1String(code))) << shown.fields.front() << ": " << text.toStdString();
    }
    for (const RequestField& field : request_fields())
        if (of_the_picture(field)) {
            EXPECT_TRUE(told.contains(field.path)) << field.path << " has no row in ui/models/shown_fields.cpp";
        }
    EXPECT_NE(field_name("hyperparameters.hires"), "hyperparameters.hires") << "of its parts";
    EXPECT_EQ(field_name("no.such"), "no.such");
    EXPECT_EQ(problem_text("scheduler.steps: is 0; allowed: an integer"), field_name("scheduler.steps") + ": is 0; allowed: an integer");
    EXPECT_EQ(problem_text("a.png: it is torn"), "A.png: it is torn") << "a file is no field";
}

TEST_P(ShownFields, EachIsADifferenceThatCanBeTaken) {
    const Request theirs = all_of_it();
    Request mine;
    mine.init_image = "/a/mine.png";  // or its fit is nobody's concern
    const auto found = differences(mine, theirs);
    EXPECT_EQ(found.size(), shown_fields().size());
    for (const RequestDifference& difference : found) {
        EXPECT_NE(difference.mine, difference.theirs) << difference.name.toStdString();
        difference.take(mine);
    }
    EXPECT_TRUE(differences(mine, theirs).empty());
    for (const RequestField& field : request_fields())
        if (of_the_picture(field)) {
            EXPECT_TRUE(same_field(field, mine, theirs)) << field.path;
        }
}

// What another program makes otherwise, by a field's name and a clause in the window's language.
TEST_P(ShownFields, WhyAReplayDiffersIsTold) {
    const bool english = std::string(GetParam()) == "en";
    for (const LikeProgram like : {LikeProgram::a1111, LikeProgram::forge, LikeProgram::comfyui})
        for (const SamplerInfo& sampler : samplers())
            for (const MaskFill fill : {MaskFill::original, MaskFill::grey, MaskFill::neighbours, MaskFill::nothing})
                for (const bool odd : {false, true}) {
                    Request r = all_of_it();
                    r.like = like, r.sampler = sampler.kind, r.mask.fill = fill, r.mask.soft = odd;
                    r.mask.area = odd ? MaskArea::masked : MaskArea::picture;
                    r.noise_source = odd ? NoiseSource::nv : NoiseSource::comfy;
                    if (odd) r.sigmas.clear(), r.spacing = Spacing::trailing, r.hires.upscaler = "latent", r.unet = "sd-inpainting";
                    for (const ReplayVerdict& verdict : replay_verdicts(r)) {
                        if (verdict.kind == ReplayVerdict::Kind::exact) continue;
                        EXPECT_FALSE(field_name(verdict.field).contains('.')) << verdict.field;
                        const QString words = message_text(verdict.reason);
                        EXPECT_TRUE(english || words.compare(QString::fromStdString(verdict.reason), Qt::CaseInsensitive) != 0)
                            << verdict.reason;
                    }
                }
}

INSTANTIATE_TEST_SUITE_P(Languages, ShownFields, ::testing::Values("en", "de", "fr"),
                         [](const auto& info) { return std::string(info.param); });

// A field of the window takes what a request may be, to both ends, and shows it as it is.
class RequestNumbers : public WindowTest {};

TEST_F(RequestNumbers, TakeWhatARequestMayBe) {
    open();
    std::set<std::string> there;
    window->document().change("all of it", [](Request& r) { r = all_of_it(); });
    for (const QAbstractSpinBox* spin : window->request_panel().findChildren<QAbstractSpinBox*>()) {
        const QByteArray path = spin->property(ranged_field).toByteArray();
        if (path.isEmpty()) continue;
        there.insert(path.toStdString());
        const auto range = request_field(path.toStdString()).range;
        ASSERT_TRUE(range) << path.toStdString();
        const auto* whole = qobject_cast<const QSpinBox*>(spin);
        const auto* real = qobject_cast<const QDoubleSpinBox*>(spin);
        const bool below_1 = path == "hyperparameters.guidance_scale";  // with CFG++ samplers alone
        EXPECT_LE(whole ? whole->minimum() : real->minimum(), below_1 ? 1 : range->least) << path.toStdString();
        EXPECT_EQ(whole ? whole->maximum() : real->maximum(), range->most) << path.toStdString();
        EXPECT_TRUE(!spin->isVisible() || spin->width() >= spin->minimumSizeHint().width()) << path.toStdString();
    }
    const std::set<std::string> elsewhere{"hyperparameters.width", "hyperparameters.height",                 // in steps of 8 (PixelSpin)
                                          "hyperparameters.guidance_start", "hyperparameters.guidance_end",  // as percents
                                          "postprocessing.sharpen_radius"};  // seldom another: on the command line
    for (const RequestField& field : request_fields())
        if (of_the_picture(field) && field.range && !elsewhere.contains(field.path)) {
            EXPECT_TRUE(there.contains(field.path)) << field.path << " has no field that takes its range";
        }
    window->document().change("ends", [](Request& r) { r.sigmas.clear(), r.steps = 1000, r.guidance = 1000; });
    EXPECT_EQ(control<QSpinBox>("Steps")->text(), "1000");
    EXPECT_EQ(control<QDoubleSpinBox>("Guidance")->text(), "1000");
    window->document().change("as it is", [](Request& r) { r.guidance = 7.25; });
    EXPECT_EQ(control<QDoubleSpinBox>("Guidance")->text().replace(',', '.'), "7.25");
}

}  // namespace
}  // namespace imagelab::test
#endif
