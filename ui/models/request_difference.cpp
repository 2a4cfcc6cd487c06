#include "ui/models/request_difference.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/paths.h"
#include "core/library/model_library.h"
#include "core/library/picture_networks.h"
#include "core/request/fields.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/mask_file.h"
#include "ui/models/request_document.h"

namespace imagelab {
namespace {

struct RequestDifferenceWords {
    Q_DECLARE_TR_FUNCTIONS(difference)
};

QString quoted(const std::string& text) {
    return text.empty() ? RequestDifferenceWords::tr("empty") : QString::fromStdString(text);
}
QString negative_text(const Request& r) {
    return r.negative_prompt ? quoted(*r.negative_prompt) : RequestDifferenceWords::tr("none");
}
QString size_words(const Request& r) {
    return r.width > 0 ? size_text(r.width, r.height) : RequestDifferenceWords::tr("the model's own");
}
QString start_words(const Request& r) {
    if (r.init_image.empty()) return RequestDifferenceWords::tr("none");
    return RequestDifferenceWords::tr("%1, strength %2")
        .arg(QFileInfo(QString::fromStdString(r.init_image)).fileName(), number_text(r.strength));
}

// The queue keeps copies of start pictures under their names: one of mine and its copy are the same.
bool same_start(const Request& mine, const Request& theirs) {
    const QFileInfo a(QString::fromStdString(mine.init_image)), b(QString::fromStdString(theirs.init_image));
    return mine.init_image == theirs.init_image || (a.exists() && a.fileName() == b.fileName() && a.size() == b.size());
}
QString fit_words(const Request& r) {
    switch (r.fit) {
        case StartFit::stretch:
            return RequestDifferenceWords::tr("stretched");
        case StartFit::crop:
            return RequestDifferenceWords::tr("cropped");
        case StartFit::pad:
            return RequestDifferenceWords::tr("padded");
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
    if (r.mask == InpaintMask()) return RequestDifferenceWords::tr("none");
    QStringList parts;
    const QFileInfo file(QString::fromStdString(r.mask.file));
    if (!r.mask.file.empty()) parts << (is_painted_mask(file.filePath()) ? RequestDifferenceWords::tr("painted") : file.fileName());
    if (r.mask.blur > 0) parts << RequestDifferenceWords::tr("blur %1").arg(r.mask.blur);
    if (r.mask.area == MaskArea::masked) parts << RequestDifferenceWords::tr("masked part with %1 px around").arg(r.mask.padding);
    if (r.mask.fill == MaskFill::noise) parts << RequestDifferenceWords::tr("from noise");
    if (r.mask.fill == MaskFill::neighbours) parts << RequestDifferenceWords::tr("from the colours around");
    if (r.mask.fill == MaskFill::nothing) parts << RequestDifferenceWords::tr("from nothing");
    if (r.mask.fill == MaskFill::grey) parts << RequestDifferenceWords::tr("from grey");
    if (r.mask.soft) parts << RequestDifferenceWords::tr("soft");
    return parts.join(", ");
}
QString outpaint_words(const Request& r) {
    QStringList parts;
    const auto add = [&](const QString& text, int pixels) {
        if (pixels > 0) parts << text.arg(pixels);
    };
    add(RequestDifferenceWords::tr("left %1"), r.outpaint.left);
    add(RequestDifferenceWords::tr("top %1"), r.outpaint.top);
    add(RequestDifferenceWords::tr("right %1"), r.outpaint.right);
    add(RequestDifferenceWords::tr("bottom %1"), r.outpaint.bottom);
    return parts.isEmpty() ? RequestDifferenceWords::tr("none") : parts.join(", ");
}
QString refiner_words(const Request& r) {
    if (r.refiner.empty()) return RequestDifferenceWords::tr("none");
    if (r.refiner_start < 1) return RequestDifferenceWords::tr("%1 from %2").arg(model_text(r.refiner)).arg(r.refiner_start);
    return r.refiner_strength
               ? RequestDifferenceWords::tr("%1, second pass of strength %2").arg(model_text(r.refiner)).arg(*r.refiner_strength)
               : RequestDifferenceWords::tr("%1, second pass as needed").arg(model_text(r.refiner));
}
QString vae_words(const Request& r) {
    return r.vae.empty() ? RequestDifferenceWords::tr("the model's own") : model_text(r.vae);
}

}  // namespace

QString profiles_text(const Style& style) {
    QStringList parts;
    for (const StyleUse& use : style.profiles) {
        const QString name = QString::fromStdString(use.name);
        parts << (use.weight == 1 ? name : QStringLiteral("%1 %2").arg(name, number_text(use.weight)));
    }
    return parts.isEmpty() ? RequestDifferenceWords::tr("none") : parts.join(", ");
}

namespace {

// How one part of a request is shown: fields that people see as one thing (width and height) stand together.
struct Shown {
    std::vector<const char*> fields;
    QString (*name)();
    QString (*text)(const Request&);
    bool (*same)(const Request& mine, const Request& theirs) = nullptr;  // null: equal fields
};

QString yes_no(bool value) {
    return value ? RequestDifferenceWords::tr("yes") : RequestDifferenceWords::tr("no");
}

const std::vector<Shown>& shown_fields() {
    static const std::vector<Shown> shown{
        {{"conditioning.prompt"}, [] { return term_name(Term::prompt); }, [](const Request& r) { return quoted(r.prompt); }},
        {{"hyperparameters.negative_prompt"}, [] { return term_name(Term::negative_prompt); }, negative_text},
        {{"style.profiles"}, [] { return RequestDifferenceWords::tr("Styles"); }, [](const Request& r) { return profiles_text(r.style); }},
        {{"conditioning.prompt_weights"},
         [] { return RequestDifferenceWords::tr("Weights in prompts"); },
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
         [] { return RequestDifferenceWords::tr("Nearest trained size"); },
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
        {{"conditioning.outpaint"}, [] { return term_name(Term::outpaint); }, outpaint_words}};
    return shown;
}

// Of a field that has no words of its own: as the request has it.
QString plain_text(const RequestField& field, const Request& request) {
    const nlohmann::json value = field.write(request);
    if (value.is_number_float()) return number_text(value.get<double>(), 4);
    return value.is_null() ? RequestDifferenceWords::tr("none")
                           : QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

void copy_fields(const std::vector<const char*>& fields, const Request& from, Request& to) {
    for (const char* path : fields) request_field(path).copy(from, to);
}

}  // namespace

std::vector<RequestDifference> differences(const Request& mine, const Request& picture, const QString& foreign_sampler) {
    const Request theirs = in_own_words(picture);
    std::vector<RequestDifference> found;
    std::set<std::string> told;
    for (const Shown& part : shown_fields()) {
        told.insert(part.fields.begin(), part.fields.end());
        const bool same = part.same ? part.same(mine, theirs) : std::all_of(part.fields.begin(), part.fields.end(), [&](const char* path) {
            return same_field(request_field(path), mine, theirs);
        });
        const bool foreign = !foreign_sampler.isEmpty() && part.fields.front() == std::string_view("scheduler.type");
        if (same && !foreign) continue;
        const QString text =
            foreign ? RequestDifferenceWords::tr("%1 (not here: %2)").arg(foreign_sampler, part.text(theirs)) : part.text(theirs);
        found.push_back({part.name(), part.text(mine), text, part.name().toLower(),
                         [fields = part.fields, theirs](Request& r) { copy_fields(fields, theirs, r); }});
    }
    for (const RequestField& field : request_fields()) {
        if (!field.copy || !field.of_the_picture || told.contains(field.path) || same_field(field, mine, theirs)) continue;
        const QString name = QString::fromStdString(field.path);
        found.push_back(
            {name, plain_text(field, mine), plain_text(field, theirs), name, [&field, theirs](Request& r) { field.copy(theirs, r); }});
    }
    return found;
}

namespace {

// The LoRAs and embeddings that the picture was made with, by hash or name.
void take_networks(Request& r, const Imported& picture, const std::vector<ModelFile>& models, QStringList& notes) {
    const PictureNetworks found = networks_of_picture(models, picture, data_dir());
    r.loras = found.loras;
    if (r.prompt == picture.request.prompt) r.prompt = found.prompt;
    for (const NetworkHash& missing : found.missing_loras)
        notes
            << RequestDifferenceWords::tr("The LoRA %1 is not here and was left out.").arg(QString::fromStdString(name_with_hash(missing)));
    for (const NetworkHash& missing : found.missing_embeddings)
        notes << RequestDifferenceWords::tr("The embedding %1 is not here: its name is read as plain words.")
                     .arg(QString::fromStdString(name_with_hash(missing)));
    for (const auto& [was, is] : found.renamed)
        notes << RequestDifferenceWords::tr("%1 is called %2 here.").arg(QString::fromStdString(was), QString::fromStdString(is));
    for (const std::string& name : found.other_files)
        notes << RequestDifferenceWords::tr("The LoRA %1 here is another file than the picture's.").arg(QString::fromStdString(name));
}

}  // namespace

Restored with_settings_of(const Request& mine, const Imported& picture, const std::vector<ModelFile>& models) {
    Restored restored{in_own_words(picture.request), {}};
    Request& r = restored.request;
    for (const RequestField& field : request_fields()) {
        if (field.copy && !field.of_the_picture) field.copy(mine, r);
    }
    const auto model = model_of_picture(models, r.model, picture.model_hash);
    const QString theirs = model_text(r.model), here = model_text(model ? *model : mine.model);
    if (!model && theirs != here) restored.notes << RequestDifferenceWords::tr("The model %1 is not here; yours stays.").arg(theirs);
    if (model && !here.startsWith(theirs))
        restored.notes << RequestDifferenceWords::tr("The model %1 is called %2 here.").arg(theirs, here);
    r.model = model ? *model : mine.model;
    if (const auto vae = model_of_picture(models, r.vae, r.vae.empty() ? "" : picture.vae_hash)) {
        r.vae = *vae;
    } else {
        restored.notes << RequestDifferenceWords::tr("The VAE %1 is not here; the model's own is used.").arg(model_text(r.vae));
        r.vae.clear();
    }
    if (const auto refiner = model_of_picture(models, r.refiner, r.refiner.empty() ? "" : picture.refiner_hash)) {
        r.refiner = *refiner;
    } else {
        restored.notes << RequestDifferenceWords::tr("The refiner %1 is not here; the model draws alone.").arg(model_text(r.refiner));
        without_refiner(r);
    }
    take_networks(r, picture, models, restored.notes);
    if (!r.init_image.empty() && !QFileInfo::exists(QString::fromStdString(r.init_image))) {
        restored.notes << RequestDifferenceWords::tr("The start picture %1 is not here.").arg(QString::fromStdString(r.init_image));
        without_start_picture(r);
    }
    if (!r.mask.file.empty() && !QFileInfo::exists(QString::fromStdString(r.mask.file))) {
        restored.notes
            << RequestDifferenceWords::tr("The mask %1 is not here; nothing is masked.").arg(QString::fromStdString(r.mask.file));
        without_mask(r);
    }
    for (const std::string& note : picture.notes) restored.notes << QString::fromStdString(note);
    return restored;
}

}  // namespace imagelab
