#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/jobs/grid.h"
#include "core/samplers/sampler_info.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/queue_model.h"
#include "ui/models/style_names.h"

namespace imagelab {

QString setting_text(const std::string& setting) {
    constexpr std::pair<const char*, const char*> names[] = {
        {"steps", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Steps")},
        {"guidance", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Guidance")},
        {"sampler", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Sampler")},
        {"spacing", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Schedule")},
        {"seed", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Seed")},
        {"strength", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Strength")},
        {"refiner", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Refiner")},
        {"refiner_start", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Start of the refiner")},
        {"refiner_strength", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Strength of the refiner")},
        {"guidance_rescale", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Guidance rescale")},
        {"pag", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Perturbed attention")},
        {"seg", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Smoothed energy")},
        {"seg_blur", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Blur of smoothed energy")},
        {"nag", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Normalized attention")},
        {"apg_eta", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Parallel part of guidance")},
        {"apg_norm", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Longest guidance")},
        {"apg_momentum", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Momentum of guidance")},
        {"mimic_scale", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Mimicked guidance")},
        {"clip_skip", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Clip skip")},
        {"variation_strength", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Variation")},
        {"mask_blur", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Mask blur")},
        {"hires", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Hires scale")},
        {"hires_strength", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Hires strength")},
        {"hires_steps", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Hires steps")},
        {"eta", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Eta")},
        {"noise_scale", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Noise scale")},
        {"deep_cache", QT_TRANSLATE_NOOP("imagelab::QueueModel", "DeepCache's interval")},
        {"guidance_start", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Guidance from")},
        {"guidance_end", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Guidance up to")},
        {"vae", QT_TRANSLATE_NOOP("imagelab::QueueModel", "VAE")},
        {"lora", QT_TRANSLATE_NOOP("imagelab::QueueModel", "LoRA")},
        {"suite", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Suite")},
        {"sharpen", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Sharpening")},
        {"grain", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Grain")},
        {"face_fidelity", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Fidelity of faces")},
        {"face_visibility", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Visibility of restored faces")},
        {"profile", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Style")},
        {"model", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Model")},
        {"size", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Size")},
        {"words", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Words of the prompt")},
        {"negative_words", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Words of the negative prompt")}};
    for (const auto& [name, text] : names)
        if (setting == name) return QueueModel::tr(text);
    return setting == GridSetting::none.name ? QueueModel::tr("Nothing") : QString::fromStdString(setting);
}

QString plain_group_title(const QString& name) {
    static const QRegularExpression own(QStringLiteral("^group-([0-9]{13})$"));
    const auto match = own.match(name);
    if (!match.hasMatch()) return QueueModel::tr("Group %1").arg(name);
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(match.captured(1).toLongLong());
    return QueueModel::tr("Added at %1")
        .arg(when.date() == QDate::currentDate() ? QLocale().toString(when.time(), QLocale::ShortFormat)
                                                 : QLocale().toString(when, QLocale::ShortFormat));
}

QString enlarged_title(size_t pictures) {
    return QueueModel::tr("Enlarge %1").arg(pictures_text(static_cast<int>(pictures)));
}

namespace {

bool is_used(const GridAxis& axis) {
    return axis.setting != GridSetting::none;
}
QString name_of(const GridAxis& axis) {
    return setting_text(std::string(axis.setting.name));
}
QString value_text(const GridAxis& axis, int at) {
    const std::string& value = axis.values[static_cast<size_t>(at)];
    if (axis.setting == GridSetting::model) return model_text(value);
    if (value == "none") return QCoreApplication::translate("grid", "none");  // no style, no LoRA
    if (axis.setting == GridSetting::lora || axis.setting.name == "vae" || axis.setting.name == "refiner")
        return QString::fromStdString(value).section('/', -1);
    if (const SamplerInfo* sampler = axis.setting == GridSetting::sampler ? sampler_named(value) : nullptr)
        return sampler_text(sampler->kind);
    if (const ScheduleInfo* schedule = axis.setting == GridSetting::spacing ? schedule_named(value) : nullptr)
        return spacing_text(schedule->kind);
    const QString text = QString::fromStdString(value);
    if (axis.setting == GridSetting::profile)
        return style_name(text.section(':', 0, 0).toStdString()) + (text.contains(':') ? ' ' + text.section(':', 1) : QString());
    bool is_number = false;
    const double number = text.contains('.') ? text.toDouble(&is_number) : 0;  // QString reads a point whatever the language
    return is_number ? number_text(number, 4) : text;
}

}  // namespace

Grid grid_of(const GroupInfo& group) {
    const auto about = read_json(group.about);
    if (!about) return {};
    const auto grid = grid_from_json(*about);
    return grid ? *grid : Grid();
}

QString training_of(const GroupInfo& group) {
    const auto about = read_json(group.about);
    if (!about || !about->is_object() || !about->contains("training") || !(*about)["training"].is_string()) return {};
    return QString::fromStdString((*about)["training"].get<std::string>());
}

QString group_title(const Grid& grid) {
    std::vector<const GridAxis*> used;
    for (const GridAxis* axis : {&grid.x, &grid.y, &grid.z})
        if (is_used(*axis)) used.push_back(axis);
    if (used.empty()) return {};
    if (used.size() == 1) return QueueModel::tr("%1: %2 values").arg(name_of(*used[0])).arg(used[0]->values.size());
    const QString first = name_of(*used[0]), second = name_of(*used[1]);
    if (used.size() == 2) return QueueModel::tr("Grid: %1 × %2").arg(first, second);
    return QueueModel::tr("Grid: %1 × %2 × %3").arg(first, second, name_of(*used[2]));
}

QString cell_text(const Grid& grid, int cell) {
    if (cell < 0 || cell >= grid.cells()) return {};
    QStringList parts;
    for (const auto& [axis, place] :
         {std::pair(&grid.x, grid.column(cell)), std::pair(&grid.y, grid.row(cell)), std::pair(&grid.z, grid.sheet(cell))})
        if (is_used(*axis)) parts << name_of(*axis) + ' ' + value_text(*axis, place);
    return parts.join(QStringLiteral(" · "));
}

}  // namespace imagelab
