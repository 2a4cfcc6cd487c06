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
#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

struct RequestDifferenceWords {
    Q_DECLARE_TR_FUNCTIONS(difference)
};

void copy_fields(const std::vector<const char*>& fields, const Request& from, Request& to) {
    for (const char* path : fields) request_field(path).copy(from, to);
}

}  // namespace

std::vector<RequestDifference> differences(const Request& mine, const Request& picture, const QString& foreign_sampler) {
    const Request theirs = in_own_words(picture);
    std::vector<RequestDifference> found;
    for (const ShownField& part : shown_fields()) {
        const bool same = same_shown(part, mine, theirs);
        const bool foreign = !foreign_sampler.isEmpty() && part.fields.front() == std::string_view("scheduler.type");
        if (same && !foreign) continue;
        const QString text =
            foreign ? RequestDifferenceWords::tr("%1 (not here: %2)").arg(foreign_sampler, part.text(theirs)) : part.text(theirs);
        found.push_back({part.name(), part.text(mine), text, part.name().toLower(),
                         [fields = part.fields, theirs](Request& r) { copy_fields(fields, theirs, r); }});
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
