#include "ui/models/request_difference.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "core/library/model_library.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(difference)
};

QString quoted(const std::string& text) {
    return text.empty() ? Words::tr("empty") : QString::fromStdString(text);
}
QString negative_text(const Request& r) {
    return r.negative_prompt ? quoted(*r.negative_prompt) : Words::tr("none");
}
QString size_words(const Request& r) {
    return r.width > 0 ? size_text(r.width, r.height) : Words::tr("the model's own");
}
QString seed_words(const Request& r) {
    return r.seed < 0 ? Words::tr("random") : QString::number(r.seed);
}
QString start_words(const Request& r) {
    if (r.init_image.empty()) return Words::tr("none");
    return Words::tr("%1, strength %2").arg(QFileInfo(QString::fromStdString(r.init_image)).fileName()).arg(r.strength);
}

// The queue keeps copies of start pictures under their names: one of mine and its copy are the same.
bool same_start(const Request& mine, const Request& theirs) {
    const QFileInfo a(QString::fromStdString(mine.init_image)), b(QString::fromStdString(theirs.init_image));
    return mine.init_image == theirs.init_image || (a.exists() && a.fileName() == b.fileName() && a.size() == b.size());
}
QString vae_words(const Request& r) {
    return r.vae.empty() ? Words::tr("the model's own") : model_text(r.vae);
}

}  // namespace

QString profiles_text(const Style& style) {
    QStringList parts;
    for (const StyleUse& use : style.profiles) {
        const QString name = QString::fromStdString(use.name);
        parts << (use.weight == 1 ? name : QStringLiteral("%1 %2").arg(name).arg(use.weight));
    }
    return parts.isEmpty() ? Words::tr("none") : parts.join(", ");
}

Request as_written(Request r) {
    if (r.style.own_prompt) {
        r.prompt = *r.style.own_prompt;
        r.negative_prompt = r.style.own_negative_prompt;
    }
    r.style.own_prompt.reset();
    r.style.own_negative_prompt.reset();
    return r;
}

std::vector<RequestDifference> differences(const Request& mine, const Request& picture) {
    const Request theirs = as_written(picture);
    std::vector<RequestDifference> found;
    const auto add = [&](bool differ, const QString& name, const QString& my_text, const QString& their_text, auto take) {
        if (differ) found.push_back({name, my_text, their_text, name.toLower(), take});
    };
    const auto term = [](Term t) { return term_name(t); };
    add(mine.prompt != theirs.prompt, term(Term::prompt), quoted(mine.prompt), quoted(theirs.prompt),
        [v = theirs.prompt](Request& r) { r.prompt = v; });
    add(mine.negative_prompt != theirs.negative_prompt, term(Term::negative_prompt), negative_text(mine), negative_text(theirs),
        [v = theirs.negative_prompt](Request& r) { r.negative_prompt = v; });
    add(mine.style.profiles != theirs.style.profiles, Words::tr("Style profiles"), profiles_text(mine.style), profiles_text(theirs.style),
        [v = theirs.style](Request& r) { r.style = v; });
    add(model_text(mine.model) != model_text(theirs.model), term(Term::model), model_text(mine.model), model_text(theirs.model),
        [v = theirs.model](Request& r) { r.model = v; });
    add(mine.vae != theirs.vae, term(Term::vae), vae_words(mine), vae_words(theirs), [v = theirs.vae](Request& r) { r.vae = v; });
    add(mine.width != theirs.width || mine.height != theirs.height, term(Term::size), size_words(mine), size_words(theirs),
        [w = theirs.width, h = theirs.height](Request& r) { r.width = w, r.height = h; });
    add(mine.steps != theirs.steps, term(Term::steps), QString::number(mine.steps), QString::number(theirs.steps),
        [v = theirs.steps](Request& r) { r.steps = v; });
    add(mine.guidance != theirs.guidance, term(Term::guidance), QString::number(mine.guidance), QString::number(theirs.guidance),
        [v = theirs.guidance](Request& r) { r.guidance = v; });
    add(mine.sampler != theirs.sampler, term(Term::sampler), sampler_text(mine.sampler), sampler_text(theirs.sampler),
        [v = theirs.sampler](Request& r) { r.sampler = v; });
    add(mine.spacing != theirs.spacing, term(Term::schedule), spacing_text(mine.spacing), spacing_text(theirs.spacing),
        [v = theirs.spacing](Request& r) { r.spacing = v; });
    add(mine.seed != theirs.seed, term(Term::seed), seed_words(mine), seed_words(theirs), [v = theirs.seed](Request& r) { r.seed = v; });
    const bool starts = !mine.init_image.empty() || !theirs.init_image.empty();
    add(starts && (!same_start(mine, theirs) || mine.strength != theirs.strength), term(Term::start_picture), start_words(mine),
        start_words(theirs), [v = theirs.init_image, s = theirs.strength](Request& r) { r.init_image = v, r.strength = s; });
    return found;
}

Restored with_settings_of(const Request& mine, const Imported& picture, const std::vector<ModelFile>& models) {
    Restored restored{as_written(picture.request), {}};
    Request& r = restored.request;
    r.output = mine.output;
    r.format = mine.format;
    r.quality = mine.quality;
    r.device = mine.device;
    r.threads = mine.threads;
    r.dtype = mine.dtype;
    r.memory_budget = mine.memory_budget;
    r.batch = mine.batch;
    const auto model = model_of_picture(models, r.model, picture.model_hash);
    const QString theirs = model_text(r.model), here = model_text(model ? *model : mine.model);
    if (!model && theirs != here) restored.notes << Words::tr("The model %1 is not here; yours stays.").arg(theirs);
    if (model && !here.startsWith(theirs)) restored.notes << Words::tr("The model %1 is called %2 here.").arg(theirs, here);
    r.model = model ? *model : mine.model;
    if (const auto vae = model_of_picture(models, r.vae, "")) {
        r.vae = *vae;
    } else {
        restored.notes << Words::tr("The VAE %1 is not here; the model's own is used.").arg(model_text(r.vae));
        r.vae.clear();
    }
    if (!r.init_image.empty() && !QFileInfo::exists(QString::fromStdString(r.init_image))) {
        restored.notes << Words::tr("The start picture %1 is not here.").arg(QString::fromStdString(r.init_image));
        r.init_image.clear();
    }
    for (const std::string& note : picture.notes) restored.notes << QString::fromStdString(note);
    return restored;
}

}  // namespace imagelab
