#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/jobs/grid.h"
#include "ui/models/queue_model.h"

namespace imagelab {

QString setting_text(const std::string& setting) {
    constexpr std::pair<const char*, const char*> names[] = {
        {"steps", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Steps")},
        {"guidance", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Guidance")},
        {"sampler", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Sampler")},
        {"spacing", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Schedule")},
        {"seed", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Seed")},
        {"strength", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Strength")},
        {"profile", QT_TRANSLATE_NOOP("imagelab::QueueModel", "Style profile")},
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

QString group_title(const GroupInfo& group) {
    const auto about = read_json(group.about);
    if (!about) return {};
    const auto grid = grid_from_json(*about);
    if (!grid) return {};
    const auto name = [](const GridAxis& axis) { return setting_text(std::string(axis.setting.name)); };
    if (grid->x.setting != GridSetting::none && grid->y.setting != GridSetting::none)
        return QueueModel::tr("Grid: %1 × %2").arg(name(grid->x), name(grid->y).toLower());
    const GridAxis& one = grid->x.setting != GridSetting::none ? grid->x : grid->y;
    return QueueModel::tr("%1: %2 values").arg(name(one)).arg(one.values.size());
}

}  // namespace imagelab
