#include "ui/models/shown_fields.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>

#include "core/pipelines/resolved.h"
#include "core/request/fields.h"
#include "core/request/replay.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/mask_file.h"
#include "ui/models/style_names.h"

namespace imagelab {
namespace {

struct ShownFieldsWords {
    Q_DECLARE_TR_FUNCTIONS(difference)
};

QString yes_no(bool value) {
    return value ? ShownFieldsWords::tr("yes") : ShownFieldsWords::tr("no");
}

QString quoted(const std::string& text) {
    return text.empty() ? ShownFieldsWords::tr("empty") : QString::fromStdString(text);
}
QString negative_text(const Request& r) {
    return r.negative_prompt ? quoted(*r.negative_prompt) : ShownFieldsWords::tr("none");
}
QString size_words(const Request& r) {
    return r.width > 0 ? size_text(r.width, r.height) : ShownFieldsWords::tr("the model's own");
}
QString start_words(const Request& r) {
    if (r.init_image.empty()) return ShownFieldsWords::tr("none");
    return ShownFieldsWords::tr("%1, strength %2").arg(start_file_text(r), number_text(r.strength));
}

// The queue keeps copies of start pictures under their names: one of mine and its copy are the same.
bool same_start(const Request& mine, const Request& theirs) {
    const QFileInfo a(QString::fromStdString(mine.init_image)), b(QString::fromStdString(theirs.init_image));
    return mine.init_image == theirs.init_image || (a.exists() && a.fileName() == b.fileName() && a.size() == b.size());
}
QString fit_words(const Request& r) {
    switch (r.fit) {
        case StartFit::stretch:
            return ShownFieldsWords::tr("stretched");
        case StartFit::crop:
            return ShownFieldsWords::tr("cropped");
        case StartFit::pad:
            return ShownFieldsWords::tr("padded");
    }
    return {};
}
// The queue keeps copies of masks under their names, too.
bool same_mask(const Request& mine, const Request& theirs) {
    InpaintMask a = mine.mask, b = theirs.mask;
    a.file = QFileInfo(QString::fromStdString(a.file)).fileName().toStdString();
    b.file = QFileInfo(QString::fromStdString(b.file)).fileName().toStdString();
    return a == b;
}
QString mask_words(const Request& r) {
    if (r.mask == InpaintMask()) return ShownFieldsWords::tr("none");
    QStringList parts;
    const QFileInfo file(QString::fromStdString(r.mask.file));
    if (!r.mask.file.empty()) parts << (is_painted_mask(file.filePath()) ? ShownFieldsWords::tr("painted") : file.fileName());
    if (r.mask.blur > 0) parts << ShownFieldsWords::tr("blur %1").arg(r.mask.blur);
    if (r.mask.area == MaskArea::masked) parts << ShownFieldsWords::tr("masked part with %1 px around").arg(r.mask.padding);
    if (r.mask.fill == MaskFill::noise) parts << ShownFieldsWords::tr("from noise");
    if (r.mask.fill == MaskFill::neighbours) parts << ShownFieldsWords::tr("from the colours around");
    if (r.mask.fill == MaskFill::nothing) parts << ShownFieldsWords::tr("from nothing");
    if (r.mask.fill == MaskFill::grey) parts << ShownFieldsWords::tr("from grey");
    if (r.mask.soft) parts << ShownFieldsWords::tr("soft");
    return parts.join(", ");
}
QString outpaint_words(const Request& r) {
    QStringList parts;
    const auto add = [&](const QString& text, int pixels) {
        if (pixels > 0) parts << text.arg(pixels);
    };
    add(ShownFieldsWords::tr("left %1"), r.outpaint.left);
    add(ShownFieldsWords::tr("top %1"), r.outpaint.top);
    add(ShownFieldsWords::tr("right %1"), r.outpaint.right);
    add(ShownFieldsWords::tr("bottom %1"), r.outpaint.bottom);
    return parts.isEmpty() ? ShownFieldsWords::tr("none") : parts.join(", ");
}
QString refiner_words(const Request& r) {
    if (r.refiner.empty()) return ShownFieldsWords::tr("none");
    if (r.refiner_start < 1) return ShownFieldsWords::tr("%1 from %2").arg(model_text(r.refiner), number_text(r.refiner_start));
    return r.refiner_strength
               ? ShownFieldsWords::tr("%1, second pass of strength %2").arg(model_text(r.refiner), number_text(*r.refiner_strength))
               : ShownFieldsWords::tr("%1, second pass as needed").arg(model_text(r.refiner));
}
QString vae_words(const Request& r) {
    return r.vae.empty() ? ShownFieldsWords::tr("the model's own") : model_text(r.vae);
}

QString file_words(const std::string& path) {
    if (path.empty()) return ShownFieldsWords::tr("none");
    const QFileInfo file(QString::fromStdString(path));
    return file.fileName().isEmpty() ? file.filePath() : file.fileName();
}
QString part_words(const std::string& path) {
    return path.empty() ? ShownFieldsWords::tr("the model's own") : file_words(path);
}
QString listed(const QStringList& parts, const char* between = ", ") {
    return parts.isEmpty() ? ShownFieldsWords::tr("none") : parts.join(QLatin1String(between));
}
QString off_or(double value, const QString& text) {
    return value == 0 ? ShownFieldsWords::tr("off") : text;
}
QString percent_text(double share) {
    return ShownFieldsWords::tr("%1 %").arg(number_text(share * 100, 1));
}
// ", from 20 % to 60 %", where it is not all of the steps.
QString span_words(double start, double end) {
    return start == 0 && end == 1 ? QString() : ShownFieldsWords::tr(", steps from %1 to %2").arg(percent_text(start), percent_text(end));
}

QString mix_words(const Request& r) {
    QStringList parts;
    for (const VaeShare& use : r.vae_mix) parts << QStringLiteral("%1 %2").arg(file_words(use.name), number_text(use.share));
    return listed(parts);
}
QString sigmas_words(const Request& r) {
    QStringList levels;
    for (const double sigma : r.sigmas) levels << number_text(sigma, 4);
    return levels.isEmpty() ? ShownFieldsWords::tr("by the schedule") : levels.join(QStringLiteral("; "));
}
QString eta_words(const Request& r) {
    return r.step_noise.eta ? number_text(*r.step_noise.eta) : ShownFieldsWords::tr("the sampler's own");
}
QString prediction_words(const Request& r) {
    switch (r.prediction) {
        case PredictionChoice::from_the_file:
            return ShownFieldsWords::tr("as the file says");
        case PredictionChoice::epsilon:
            return ShownFieldsWords::tr("noise (epsilon)");
        case PredictionChoice::v_prediction:
            return ShownFieldsWords::tr("velocity (v)");
    }
    return {};
}
QString zero_snr_words(const Request& r) {
    return r.zero_snr ? yes_no(*r.zero_snr) : ShownFieldsWords::tr("as the file says");
}
QString smoothed_words(const Request& r) {
    const QString scale = number_text(r.seg_scale);
    return off_or(r.seg_scale, r.seg_blur > 0 ? ShownFieldsWords::tr("%1, blur %2").arg(scale, number_text(r.seg_blur)) : scale);
}
QString projected_words(const Request& r) {
    const ProjectedGuidance& p = r.projection;
    if (p.neutral()) return ShownFieldsWords::tr("off");
    QStringList parts;
    if (p.parallel != 1) parts << ShownFieldsWords::tr("parallel %1").arg(number_text(p.parallel));
    if (p.length > 0) parts << ShownFieldsWords::tr("longest %1").arg(number_text(p.length));
    if (p.momentum != 0) parts << ShownFieldsWords::tr("momentum %1").arg(number_text(p.momentum));
    return listed(parts);
}
QString mimic_words(const Request& r) {
    const QString scale = number_text(r.mimic_scale);
    return off_or(r.mimic_scale, r.threshold_percentile < 1
                                     ? ShownFieldsWords::tr("%1, keeps %2").arg(scale, percent_text(r.threshold_percentile))
                                     : scale);
}
QString free_u_words(const Request& r) {
    const FreeU& f = r.free_u;
    if (f == FreeU()) return ShownFieldsWords::tr("off");
    return QStringLiteral("b %1, %2 · s %3, %4").arg(number_text(f.b1), number_text(f.b2), number_text(f.s1), number_text(f.s2));
}
QString noise_words(const Request& r) {
    switch (r.noise_source) {
        case NoiseSource::cpu:
            return ShownFieldsWords::tr("this program (diffusers)");
        case NoiseSource::nv:
            return ShownFieldsWords::tr("an NVIDIA GPU (A1111, Forge)");
        case NoiseSource::comfy:
            return QStringLiteral("ComfyUI");
    }
    return {};
}
// A program's random numbers come with it, unless somebody chose others.
QString like_words(const Request& r) {
    const std::string_view program = program_name(r.like);
    const QString name = QString::fromUtf8(program.data(), static_cast<qsizetype>(program.size()));
    return r.noise_source == usual_noise(r.like) ? name : ShownFieldsWords::tr("%1, noise of %2").arg(name, noise_words(r));
}
QString variation_words(const Request& r) {
    return r.variation_strength == 0
               ? ShownFieldsWords::tr("none")
               : ShownFieldsWords::tr("%1 towards seed %2").arg(number_text(r.variation_strength), seed_text(r.variation_seed));
}
QString seed_resize_words(const Request& r) {
    return r.seed_resize_from == SeedSize() ? ShownFieldsWords::tr("off") : size_text(r.seed_resize_from.width, r.seed_resize_from.height);
}
QString control_words(const Request& r) {
    QStringList parts;
    for (const ControlUse& use : r.control_nets) {
        const QString what = use.type == ControlType::none ? network_text(use.model) : control_type_text(use.type);
        const QString of = use.image.empty() ? QString() : ShownFieldsWords::tr(" of %1").arg(file_words(use.image));
        parts << (what.isEmpty() ? ShownFieldsWords::tr("a map") : what) + of + ' ' + number_text(use.weight) +
                     span_words(use.start, use.end);
    }
    return listed(parts, "; ");
}
// What was made of their pictures follows from the rest.
bool same_controls(const Request& mine, const Request& theirs) {
    const auto without_maps = [](std::vector<ControlUse> uses) {
        for (ControlUse& use : uses) use.maps.clear();
        return uses;
    };
    return without_maps(mine.control_nets) == without_maps(theirs.control_nets);
}
QString reference_words(const Request& r) {
    QStringList parts;
    const auto gives = [](ReferenceMode mode) {
        if (mode == ReferenceMode::style) return ShownFieldsWords::tr(", its style");
        if (mode == ReferenceMode::composition) return ShownFieldsWords::tr(", its composition");
        return mode == ReferenceMode::style_composition ? ShownFieldsWords::tr(", style and composition") : QString();
    };
    for (const ReferenceUse& use : r.references) {
        const QString where = use.mask.empty() ? QString() : ShownFieldsWords::tr(", where %1 is white").arg(file_words(use.mask));
        parts << file_words(use.image) + ' ' + number_text(use.scale) + span_words(use.start, use.end) + gives(use.mode) + where;
    }
    return listed(parts, "; ");
}
QString region_words(const Request& r) {
    QStringList parts;
    for (const Region& region : r.regions) {
        const QString words = quoted(region.prompt).simplified();
        parts << (region.weight == 1 ? words : words + ' ' + number_text(region.weight));
    }
    return listed(parts, "; ");
}
QString lora_words(const Request& r) {
    QStringList parts;
    for (const LoraUse& use : r.loras) {
        const QString name = network_text(use.name) + ' ' + number_text(use.scale);
        parts << (use.text_scale ? ShownFieldsWords::tr("%1 (text %2)").arg(name, number_text(*use.text_scale)) : name);
    }
    return listed(parts);
}
QString embedding_words(const Request& r) {
    QStringList parts;
    for (const std::string& file : r.embeddings) parts << network_text(file);
    return listed(parts);
}
QString enlarger_words(const std::string& name) {
    if (name == "latent") return ShownFieldsWords::tr("latents");
    return enlarges_by_lanczos(name) ? QStringLiteral("Lanczos") : network_text(name);
}
QString hires_words(const Request& r) {
    const Hires& h = r.hires;
    if (h.scale == 1) return ShownFieldsWords::tr("off");
    const QString steps = h.steps == 0 ? ShownFieldsWords::tr("steps as the first") : ShownFieldsWords::tr("%1 steps").arg(h.steps);
    const QString words = ShownFieldsWords::tr("%1 ×, %2, strength %3, by %4")
                              .arg(number_text(h.scale), steps, number_text(h.strength), enlarger_words(h.upscaler));
    return h.tile == 0 ? words : ShownFieldsWords::tr("%1, in tiles of %2 pixels").arg(words).arg(h.tile);
}
QString enlarge_words(const Request& r) {
    if (r.upscaler.empty() && !r.upscale) return ShownFieldsWords::tr("no");
    const QString by = r.upscaler.empty() ? QStringLiteral("Lanczos") : enlarger_words(r.upscaler);
    return r.upscale ? ShownFieldsWords::tr("%1 ×, by %2").arg(number_text(*r.upscale), by) : by;
}
QString face_words(const Request& r) {
    if (r.face_restore.empty()) return ShownFieldsWords::tr("no");
    const QString by = network_text(r.face_restore);
    return ShownFieldsWords::tr("by %1, fidelity %2, visibility %3").arg(by, number_text(r.face_fidelity), number_text(r.face_visibility));
}
QString detail_words(const Request& r) {
    QStringList parts;
    for (const DetailUse& use : r.details) {
        const QString words = QString::fromStdString(use.prompt.empty() ? use.classes : use.prompt).simplified();
        const QString what = use.model.empty() ? ShownFieldsWords::tr("the first detector") : network_text(use.model);
        parts << what + ' ' + number_text(use.strength) + (words.isEmpty() ? QString() : QStringLiteral(": ") + words);
    }
    return listed(parts, "; ");
}
QString sharpen_words(const Request& r) {
    return off_or(r.sharpen.amount,
                  ShownFieldsWords::tr("%1, radius %2").arg(number_text(r.sharpen.amount), number_text(r.sharpen.radius)));
}
QString dora_words(const Request& r) {
    return r.dora == DoraChoice::as_trained ? ShownFieldsWords::tr("as it was trained") : ShownFieldsWords::tr("as ComfyUI does");
}
QString safety_words(const Request& r) {
    switch (r.safety) {
        case SafetyAction::off:
            return ShownFieldsWords::tr("off");
        case SafetyAction::mark:
            return ShownFieldsWords::tr("marks");
        case SafetyAction::blur:
            return ShownFieldsWords::tr("blurs");
        case SafetyAction::refuse:
            return ShownFieldsWords::tr("leaves out");
    }
    return {};
}

// What is drawn, and on what.
std::vector<ShownField> what_is_drawn() {
    return {
        {{"conditioning.prompt"}, [] { return term_name(Term::prompt); }, [](const Request& r) { return quoted(r.prompt); }},
        {{"hyperparameters.negative_prompt"}, [] { return term_name(Term::negative_prompt); }, negative_text},
        {{"style.profiles", "style.own_prompt", "style.own_negative_prompt"},
         [] { return ShownFieldsWords::tr("Styles"); },
         [](const Request& r) { return profiles_text(r.style); }},
        {{"conditioning.dynamic_prompts"},
         [] { return ShownFieldsWords::tr("Words drawn from a template"); },
         [](const Request& r) { return yes_no(r.dynamic_prompts); }},
        {{"conditioning.prompt_weights"},
         [] { return ShownFieldsWords::tr("Weights in prompts"); },
         [](const Request& r) { return yes_no(r.prompt_weights); }},
        {{"model.base"},
         [] { return term_name(Term::model); },
         [](const Request& r) { return model_text(r.model); },
         [](const Request& mine, const Request& theirs) { return model_text(mine.model) == model_text(theirs.model); }},
        {{"model.vae"}, [] { return term_name(Term::vae); }, vae_words},
        {{"model.refiner", "scheduler.refiner_start", "scheduler.refiner_strength"},
         [] { return term_name(Term::refiner); },
         refiner_words},
        {{"hyperparameters.width", "hyperparameters.height"}, [] { return term_name(Term::size); }, size_words},
        {{"hyperparameters.aspect_bins"},
         [] { return ShownFieldsWords::tr("Nearest trained size"); },
         [](const Request& r) { return yes_no(r.aspect_bins); }},
        {{"scheduler.steps"}, [] { return term_name(Term::steps); }, [](const Request& r) { return QString::number(r.steps); }},
        {{"hyperparameters.guidance_scale"},
         [] { return term_name(Term::guidance); },
         [](const Request& r) { return number_text(r.guidance); }},
        {{"scheduler.type"}, [] { return term_name(Term::sampler); }, [](const Request& r) { return sampler_text(r.sampler); }},
        {{"scheduler.spacing"}, [] { return term_name(Term::schedule); }, [](const Request& r) { return spacing_text(r.spacing); }},
        {{"hyperparameters.seed"}, [] { return term_name(Term::seed); }, [](const Request& r) { return seed_text(r.seed); }},
        {{"conditioning.init_image", "conditioning.img2img_strength"},
         [] { return term_name(Term::start_picture); },
         start_words,
         [](const Request& mine, const Request& theirs) {
             const bool starts = !mine.init_image.empty() || !theirs.init_image.empty();
             return !starts || (same_start(mine, theirs) && mine.strength == theirs.strength);
         }},
        {{"conditioning.init_fit"},
         [] { return term_name(Term::fit); },
         fit_words,
         [](const Request& mine, const Request& theirs) {
             return mine.init_image.empty() || theirs.init_image.empty() || mine.fit == theirs.fit;
         }},
        {{"conditioning.mask", "conditioning.mask_blur", "conditioning.mask_area", "conditioning.mask_padding", "conditioning.mask_fill",
          "conditioning.mask_soft"},
         [] { return term_name(Term::mask); },
         mask_words,
         same_mask},
        {{"conditioning.outpaint"}, [] { return term_name(Term::outpaint); }, outpaint_words},
    };
}

// The parts of the model, the steps and their noise.
std::vector<ShownField> how_it_is_stepped() {
    return {
        {{"model.suite", "model.suite_filled", "model.suite_leaves"},
         [] { return ShownFieldsWords::tr("Suite"); },
         [](const Request& r) { return r.suite.empty() ? ShownFieldsWords::tr("none") : QString::fromStdString(r.suite); }},
        {{"model.vae_mix"}, [] { return ShownFieldsWords::tr("VAE blend"); }, mix_words},
        {{"model.unet"}, [] { return QStringLiteral("UNet"); }, [](const Request& r) { return part_words(r.unet); }},
        {{"model.text_encoder"},
         [] { return ShownFieldsWords::tr("Text encoder"); },
         [](const Request& r) { return part_words(r.text_encoder); }},
        {{"model.text_encoder_2"},
         [] { return ShownFieldsWords::tr("Text encoder 2"); },
         [](const Request& r) { return part_words(r.text_encoder_2); }},
        {{"model.tokenizer"}, [] { return ShownFieldsWords::tr("Tokenizer"); }, [](const Request& r) { return part_words(r.tokenizer); }},
        {{"model.tokenizer_2"},
         [] { return ShownFieldsWords::tr("Tokenizer 2"); },
         [](const Request& r) { return part_words(r.tokenizer_2); }},
        {{"scheduler.sigmas"}, [] { return ShownFieldsWords::tr("Noise levels"); }, sigmas_words},
        {{"scheduler.eta"}, [] { return ShownFieldsWords::tr("Eta"); }, eta_words},
        {{"scheduler.seed_noise_scale"},
         [] { return ShownFieldsWords::tr("Noise scale"); },
         [](const Request& r) { return number_text(r.step_noise.scale); }},
        {{"scheduler.prediction"}, [] { return ShownFieldsWords::tr("Prediction"); }, prediction_words},
        {{"scheduler.zero_snr"}, [] { return ShownFieldsWords::tr("Zero SNR"); }, zero_snr_words},
        {{"hyperparameters.like", "hyperparameters.noise_source"},
         [] { return ShownFieldsWords::tr("Numbers of"); },
         like_words,
         [](const Request& mine, const Request& theirs) { return mine.like == theirs.like && mine.noise_source == theirs.noise_source; }},
        {{"hyperparameters.variation_strength", "hyperparameters.variation_seed"},
         [] { return ShownFieldsWords::tr("Variation"); },
         variation_words,
         [](const Request& mine, const Request& theirs) {
             const bool both = mine.variation_strength == theirs.variation_strength;
             return both && (mine.variation_strength == 0 || mine.variation_seed == theirs.variation_seed);
         }},
        {{"hyperparameters.seed_resize_from"}, [] { return ShownFieldsWords::tr("Seed resize"); }, seed_resize_words},
        {{"conditioning.init_latents"},
         [] { return ShownFieldsWords::tr("Start latents"); },
         [](const Request& r) { return file_words(r.init_latents); }},
    };
}

std::vector<ShownField> how_it_is_guided() {
    return {
        {{"hyperparameters.guidance_rescale"},
         [] { return ShownFieldsWords::tr("Guidance rescale"); },
         [](const Request& r) { return number_text(r.guidance_rescale); }},
        {{"hyperparameters.guidance_start", "hyperparameters.guidance_end"},
         [] { return ShownFieldsWords::tr("Guided steps"); },
         [](const Request& r) {
             return ShownFieldsWords::tr("%1 to %2").arg(percent_text(r.guidance_start), percent_text(r.guidance_end));
         }},
        {{"hyperparameters.pag_scale"},
         [] { return ShownFieldsWords::tr("Perturbed attention"); },
         [](const Request& r) { return off_or(r.pag_scale, number_text(r.pag_scale)); }},
        {{"hyperparameters.seg_scale", "hyperparameters.seg_blur"},
         [] { return ShownFieldsWords::tr("Smoothed energy"); },
         smoothed_words,
         [](const Request& mine, const Request& theirs) {
             return mine.seg_scale == theirs.seg_scale && (mine.seg_scale == 0 || mine.seg_blur == theirs.seg_blur);
         }},
        {{"hyperparameters.nag_scale"},
         [] { return ShownFieldsWords::tr("Normalized attention"); },
         [](const Request& r) { return off_or(r.nag_scale, number_text(r.nag_scale)); }},
        {{"hyperparameters.apg_eta", "hyperparameters.apg_norm", "hyperparameters.apg_momentum"},
         [] { return ShownFieldsWords::tr("Projected guidance"); },
         projected_words},
        {{"hyperparameters.cfg_zero_star"},
         [] { return QStringLiteral("CFG-Zero*"); },
         [](const Request& r) { return yes_no(r.zero_star); }},
        {{"hyperparameters.mimic_scale", "hyperparameters.threshold_percentile"},
         [] { return ShownFieldsWords::tr("Dynamic thresholding"); },
         mimic_words},
        {{"hyperparameters.freeu"}, [] { return QStringLiteral("FreeU"); }, free_u_words},
        {{"hyperparameters.deep_cache"},
         [] { return QStringLiteral("DeepCache"); },
         [](const Request& r) { return off_or(r.deep_cache - 1, ShownFieldsWords::tr("each %1 steps").arg(r.deep_cache)); }},
        {{"conditioning.clip_skip"},
         [] { return ShownFieldsWords::tr("Clip skip"); },
         [](const Request& r) { return QString::number(r.clip_skip); }},
        {{"conditioning.control_nets"}, [] { return term_name(Term::control); }, control_words, same_controls},
        {{"conditioning.references"}, [] { return term_name(Term::reference); }, reference_words},
        {{"conditioning.regions"}, [] { return term_name(Term::region); }, region_words},
        {{"conditioning.loras"}, [] { return term_name(Term::lora); }, lora_words},
        {{"conditioning.dora"}, [] { return QStringLiteral("DoRA"); }, dora_words},
        {{"conditioning.embeddings"}, [] { return ShownFieldsWords::tr("Textual inversions"); }, embedding_words},
    };
}

std::vector<ShownField> how_it_is_finished() {
    return {
        {{"hyperparameters.hires.scale", "hyperparameters.hires.steps", "hyperparameters.hires.strength", "hyperparameters.hires.upscaler",
          "hyperparameters.hires.tile"},
         [] { return ShownFieldsWords::tr("Hires pass"); },
         hires_words,
         [](const Request& mine, const Request& theirs) {
             return mine.hires == theirs.hires || (mine.hires.scale == 1 && theirs.hires.scale == 1);
         }},
        {{"postprocessing.upscaler", "postprocessing.upscale"}, [] { return ShownFieldsWords::tr("Enlarged"); }, enlarge_words},
        {{"postprocessing.detailers"}, [] { return term_name(Term::details); }, detail_words},
        {{"postprocessing.face_restore", "postprocessing.face_fidelity", "postprocessing.face_visibility"},
         [] { return ShownFieldsWords::tr("Restored faces"); },
         face_words},
        {{"postprocessing.sharpen", "postprocessing.sharpen_radius"}, [] { return ShownFieldsWords::tr("Sharpening"); }, sharpen_words},
        {{"postprocessing.grain"},
         [] { return ShownFieldsWords::tr("Film grain"); },
         [](const Request& r) { return off_or(r.grain, number_text(r.grain)); }},
        {{"postprocessing.safety_action"}, [] { return ShownFieldsWords::tr("Safety checker"); }, safety_words},
        {{"postprocessing.auto_contrast"},
         [] { return ShownFieldsWords::tr("Stretched tones"); },
         [](const Request& r) { return yes_no(r.auto_contrast); }},
        {{"postprocessing.match_colours"},
         [] { return ShownFieldsWords::tr("Colours of the start picture"); },
         [](const Request& r) { return yes_no(r.match_colours); }},
    };
}

}  // namespace

std::span<const ShownField> shown_fields() {
    static const std::vector<ShownField> all = [] {
        std::vector<ShownField> fields = what_is_drawn();
        for (const auto& more : {how_it_is_stepped(), how_it_is_guided(), how_it_is_finished()})
            fields.insert(fields.end(), more.begin(), more.end());
        return fields;
    }();
    return all;
}

QString shown_word(const RequestField& field, const Request& request) {
    using Type = RequestField::Type;
    if (field.type != Type::text && field.type != Type::choice && field.type != Type::boolean) return {};
    for (const ShownField& shown : shown_fields())
        if (shown.fields.size() == 1 && field.path == shown.fields.front()) return shown.text(request);
    return {};
}

bool same_shown(const ShownField& shown, const Request& mine, const Request& theirs) {
    if (shown.same) return shown.same(mine, theirs);
    return std::all_of(shown.fields.begin(), shown.fields.end(),
                       [&](const char* path) { return same_field(request_field(path), mine, theirs); });
}

QString start_file_text(const Request& request) {
    const QString path = QString::fromStdString(request.init_image);
    return is_painted_mask(path) ? ShownFieldsWords::tr("painted with colours") : QFileInfo(path).fileName();
}

QString details_text(const Request& request, const QString& foreign_sampler) {
    constexpr std::string_view of_every_picture[] = {"conditioning.prompt", "model.base",     "hyperparameters.width",
                                                     "scheduler.steps",     "scheduler.type", "hyperparameters.guidance_scale",
                                                     "hyperparameters.seed"};
    const Request usual;
    QStringList lines;
    const auto add = [&](const QString& name, const QString& text) { lines << ShownFieldsWords::tr("%1: %2").arg(name, text); };
    for (const ShownField& shown : shown_fields()) {
        const std::string_view first = shown.fields.front();
        const bool always = std::find(std::begin(of_every_picture), std::end(of_every_picture), first) != std::end(of_every_picture);
        if (!always && same_shown(shown, usual, request)) continue;
        add(shown.name(), first == "scheduler.type" && !foreign_sampler.isEmpty() ? foreign_sampler : shown.text(request));
    }
    add(term_name(Term::device), QString::fromStdString(request.device));
    return lines.join('\n');
}

QString field_name(std::string_view path) {
    const auto is_of = [path](std::string_view field) {
        return field == path || (field.size() > path.size() && field.starts_with(path) && field[path.size()] == '.');
    };
    for (const ShownField& shown : shown_fields())
        if (std::any_of(shown.fields.begin(), shown.fields.end(), is_of)) return shown.name();
    return QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size()));
}

QString named_field(const QString& text) {
    static const QRegularExpression path(QStringLiteral("^[A-Za-z]+\\.[a-z0-9_.]+(?=: )"));
    const QRegularExpressionMatch found = path.match(text);
    if (!found.hasMatch()) return text;
    const std::string field = found.captured().toLower().toStdString();  // a sentence begins with a capital
    const QString name = field_name(field);
    return name == QString::fromStdString(field) ? text : name + text.mid(found.capturedLength());  // else a file's name
}

QString problem_text(const std::string& message) {
    return named_field(message_text(message));
}

QString profiles_text(const Style& style) {
    QStringList parts;
    for (const StyleUse& use : style.profiles) {
        const QString name = style_name(use.name);
        parts << (use.weight == 1 ? name : QStringLiteral("%1 %2").arg(name, number_text(use.weight)));
    }
    return parts.isEmpty() ? ShownFieldsWords::tr("none") : parts.join(", ");
}

}  // namespace imagelab
