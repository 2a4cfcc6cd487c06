#include "ui/models/night_wish.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/image/picture_format.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {
struct NightWishWords {
    Q_DECLARE_TR_FUNCTIONS(night)
};
}  // namespace

QStringList night_arguments(const NightWish& wish, const Request& request, const QString& output) {
    QStringList arguments{"night", "--json", "--new", "--theme", wish.theme, "--hours", QString::number(wish.hours), "--output", output};
    if (wish.pictures > 0) arguments << "--jobs" << QString::number(wish.pictures);
    if (wish.styles != NightWish::Styles::none)
        arguments << "--profiles" << (wish.styles == NightWish::Styles::all ? QStringLiteral("all") : QStringLiteral("theme"));
    if (wish.hottest > 0) arguments << "--max-temp" << QString::number(wish.hottest);
    if (!request.model.empty()) arguments << "--models" << QString::fromStdString(request.model);
    if (request.width > 0) arguments << "--width" << QString::number(request.width) << "--height" << QString::number(request.height);
    if (request.format) arguments << "--format" << QString::fromStdString(std::string(picture_format_name(*request.format)));
    if (request.threads > 0) arguments << "--threads" << QString::number(request.threads);
    return arguments;
}

NightForecast night_forecast(const QByteArray& written, const QByteArray& errors) {
    for (const QByteArray& line : written.split('\n')) {
        const auto read = read_json(line.toStdString());
        if (!read || !read->is_object() || read->value("event", nlohmann::json()) != "expected") continue;
        const auto number = [&](const char* key) {
            const auto value = read->value(key, nlohmann::json());
            return value.is_number() ? value.get<double>() : 0.0;
        };
        const auto pictures = static_cast<qlonglong>(number("pictures"));
        const QDateTime until = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(number("until")));
        QString text = NightWishWords::tr("about %1 pictures until %2")
                           .arg(QLocale().toString(pictures), QLocale().toString(until.time(), QLocale::ShortFormat));
        if (number("bytes") > 0)
            text +=
                QStringLiteral(" · ") + NightWishWords::tr("up to %1 on the disk").arg(bytes_text(static_cast<int64_t>(number("bytes"))));
        return {text, true};
    }
    QString why = QString::fromUtf8(errors).section(QStringLiteral("imagelab: "), -1).trimmed();
    if (why.isEmpty()) why = NightWishWords::tr("The program does not say what to expect.");
    return {message_text(why.toStdString()), false};
}

}  // namespace imagelab
