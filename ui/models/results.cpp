#include "ui/models/results.h"

#include <QDateTime>
#include <QLocale>
#include <QObject>
#include <algorithm>
#include <climits>
#include <optional>

#include "core/gallery/gallery.h"
#include "core/results/analysis_page.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/queue_model.h"
#include "ui/models/style_names.h"

namespace imagelab {
namespace {

constexpr size_t most_rows = 12;

QString row_html(const QStringList& cells, const char* tag) {
    QString html = QStringLiteral("<tr>");
    for (qsizetype i = 0; i < cells.size(); ++i)
        html += QStringLiteral("<%1 align='%2'>%3</%1>").arg(QLatin1String(tag), i == 0 ? "left" : "right", cells[i].toHtmlEscaped());
    return html + QStringLiteral("</tr>");
}

// Not 100 %: Qt rounds such a table up, so that every fifth width would have a scroll bar for one pixel.
QString table_html(const QStringList& head, const std::vector<QStringList>& rows) {
    QString html = QStringLiteral("<table cellpadding='4' cellspacing='0' width='99%'>") + row_html(head, "th");
    for (const QStringList& row : rows) html += row_html(row, "td");
    return html + QStringLiteral("</table>");
}

// "pencil-sketch:0.7, anime" of the gallery's index: "Pencil Sketch 0.7, Anime".
QString styles_text(const std::string& profiles) {
    QStringList texts;
    for (const QString& use : QString::fromStdString(profiles).split(QStringLiteral(", "))) {
        const QString weight = use.section(':', 1);
        texts << style_name(use.section(':', 0, 0).toStdString()) + (weight.isEmpty() ? QString() : ' ' + number_text(weight.toDouble()));
    }
    return texts.join(QStringLiteral(", "));
}

// As the request's form calls it.
QString factor_text(Factor factor, const std::string& value) {
    if (value.empty()) return QObject::tr("not known");
    if (factor == Factor::model && value == bundled_model_word) return model_text({});
    if (factor == Factor::profile && value == no_profile_word) return QObject::tr("no style");
    if (factor == Factor::profile) return styles_text(value);
    const QString text = QString::fromStdString(value_word(factor, value));
    bool is_number = false;
    const double number = text.toDouble(&is_number);
    return is_number && (factor == Factor::steps || factor == Factor::guidance) ? number_text(number) : text;
}

QString label_of(const FactorTable& table, const GroupStatistics& group) {
    QStringList values;
    const bool whole = table.factors.size() > 1;  // a number alone says nothing then
    for (size_t i = 0; i < group.values.size(); ++i) {
        const Factor factor = table.factors[i];
        QString text = factor_text(factor, group.values[i]);
        if (whole && factor == Factor::steps) text = QObject::tr("%1 steps").arg(text);
        if (whole && factor == Factor::guidance) text = QObject::tr("guidance %1").arg(text);
        values << text;
    }
    return values.join(QStringLiteral(" · "));
}

QString factor_table(const FactorTable& table, const QString& title) {
    std::vector<QStringList> rows;
    for (const GroupStatistics& group : table.groups) {
        if (rows.size() == most_rows) break;
        const auto percent = [](double share) { return QString::number(share * 100, 'f', 0); };
        rows.push_back(
            {label_of(table, group), QLocale().toString(group.pictures), QLocale().toString(group.successes),
             QObject::tr("%1 % (%2 to %3)").arg(percent(group.success_share), percent(group.success.low), percent(group.success.high)),
             group.rated > 0 ? fixed_text(group.rating, 1) : QString()});
    }
    return table_html({title, QObject::tr("pictures"), QObject::tr("liked"), QObject::tr("share, 95 %"), QObject::tr("rating")}, rows);
}

QString share_table(const std::vector<NightShare>& shares, const QString& title, std::optional<Factor> factor) {
    if (shares.size() < 2) return {};
    std::vector<QStringList> rows;
    for (const NightShare& share : shares)
        rows.push_back({factor ? factor_text(*factor, share.name) : QString::fromStdString(share.name), QLocale().toString(share.pictures),
                        share.failed > 0 ? QLocale().toString(share.failed) : QString(), duration_text(share.seconds)});
    return table_html({title, QObject::tr("pictures"), QObject::tr("failed"), QObject::tr("each")}, rows);
}

QString counted_text(const Analysis& analysis) {
    return QObject::tr("%1, of them judged: %2, liked: %3 (favourites, or rated 4 and 5); failed jobs: %4")
        .arg(pictures_text(analysis.pictures), QLocale().toString(analysis.judged), QLocale().toString(analysis.successes),
             QLocale().toString(analysis.jobs_failed));
}

QString when_text(double seconds) {
    return seconds > 0 ? QLocale().toString(QDateTime::fromSecsSinceEpoch(static_cast<qint64>(seconds)), QLocale::ShortFormat) : QString();
}

}  // namespace

Results read_results(const std::filesystem::path& data, const Queue& queue) {
    Results results;
    const auto gallery = Gallery::open(data);
    GalleryQuery query;
    query.limit = INT_MAX;
    const auto entries = gallery ? gallery->search(query) : Result<std::vector<GalleryEntry>>(Failure{gallery.error()});
    if (entries)
        results.analysis = analyze(gallery_records(*entries), false);
    else
        results.problem = message_text(entries.error());
    for (const Night& night : NightBook(data).all()) results.nights.push_back({summary_of(night, queue), night.folder});
    return results;
}

QString analysis_html(const Analysis& analysis) {
    if (analysis.pictures == 0)
        return QStringLiteral("<p>%1</p>").arg(QObject::tr("No picture is in the gallery yet. What you like there is counted here."));
    QString html = QStringLiteral("<p><b>%1</b></p>").arg(counted_text(analysis).toHtmlEscaped());
    if (analysis.judged == 0)
        html += QStringLiteral("<p>%1</p>")
                    .arg(QObject::tr("Nothing is judged yet: F marks a favourite, 1 to 5 rate. Liked are favourites and 4 or 5 stars."));
    html += factor_table(analysis.configurations, QObject::tr("Whole settings"));
    for (const FactorTable& table : analysis.singles) {
        if (table.groups.size() > 1) html += factor_table(table, setting_text(factor_name(table.factors.front())));
    }
    return html + QStringLiteral("<p>%1</p>")
                      .arg(QObject::tr("The order goes by the lower end of the interval, so that a few lucky pictures top nothing."));
}

QString night_html(const NightSummary& night) {
    QString html =
        QStringLiteral("<p><b>%1</b></p>")
            .arg((night.pictures.size() == 1 ? QObject::tr("1 picture of the theme %1")
                                             : QObject::tr("%n pictures of the theme %1", nullptr, static_cast<int>(night.pictures.size())))
                     .arg(QString::fromStdString(night.theme))
                     .toHtmlEscaped());
    html += QStringLiteral("<p>%1</p>")
                .arg(QObject::tr("From %1 to %2. %3")
                         .arg(when_text(night.started), when_text(night.finished),
                              night.end.empty() ? QObject::tr("It is not over.") : message_text(night.end))
                         .toHtmlEscaped());
    html += table_html({QObject::tr("jobs"), QObject::tr("done"), QObject::tr("failed"), QObject::tr("cancelled"), QObject::tr("open")},
                       {{QLocale().toString(night.jobs), QLocale().toString(night.done), QLocale().toString(night.failed + night.refused),
                         QLocale().toString(night.cancelled), QLocale().toString(night.open)}});
    html += share_table(night.models, QObject::tr("Model"), Factor::model) +
            share_table(night.profiles, QObject::tr("Style"), Factor::profile) +
            share_table(night.devices, QObject::tr("Device"), std::nullopt);
    if (!night.failures.empty()) html += QStringLiteral("<p><b>%1</b></p>").arg(QObject::tr("What failed"));
    for (const NightFailure& failure : night.failures) {
        const QString text = message_text(failure.message);
        html += QStringLiteral("<p>%1</p>")
                    .arg((failure.times > 1 ? QObject::tr("%1 times: %2").arg(failure.times).arg(text) : text).toHtmlEscaped());
    }
    return html;
}

}  // namespace imagelab
