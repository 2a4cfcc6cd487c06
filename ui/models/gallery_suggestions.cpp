#include "ui/models/gallery_suggestions.h"

#include <QCoreApplication>
#include <algorithm>
#include <optional>

#include "core/gallery/albums.h"

namespace imagelab {
namespace {

struct GallerySuggestionsWords {
    Q_DECLARE_TR_FUNCTIONS(gallery)
};
using Field = GalleryFilter::Field;

constexpr size_t most_of_a_kind = 4;
constexpr qsizetype fewest_letters = 2;

struct Kind {
    Field field;
    QString prefix;  // typed before the value
    QString pattern;
    std::vector<GalleryFacets::Value> values;
};

std::vector<Kind> kinds_of(const GalleryFacets& facets) {
    return {{Field::album, QStringLiteral("album:"), GallerySuggestionsWords::tr("Album: %1"), albums_among(facets)},
            {Field::tag, QStringLiteral("tag:"), GallerySuggestionsWords::tr("Tag: %1"), plain_tags_among(facets)},
            {Field::model, QStringLiteral("model:"), GallerySuggestionsWords::tr("Model: %1"), facets.models},
            {Field::profile, QStringLiteral("style:"), GallerySuggestionsWords::tr("Style: %1"), facets.profiles},
            {Field::sampler, QStringLiteral("sampler:"), GallerySuggestionsWords::tr("Sampler: %1"), facets.samplers}};
}

// Under which words a number of days is looked for, besides what it is called.
struct DateWords {
    int days;
    const char* words;
};
constexpr DateWords date_words[] = {{1, QT_TRANSLATE_NOOP("gallery", "today")},
                                    {2, QT_TRANSLATE_NOOP("gallery", "yesterday")},
                                    {7, QT_TRANSLATE_NOOP("gallery", "week")},
                                    {30, QT_TRANSLATE_NOOP("gallery", "month")},
                                    {365, QT_TRANSLATE_NOOP("gallery", "year")}};

bool has_word(const QString& text, const QString& beginning) {
    for (qsizetype at = text.indexOf(beginning, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(beginning, at + 1, Qt::CaseInsensitive))
        if (at == 0 || !text[at - 1].isLetterOrNumber()) return true;
    return false;
}

}  // namespace

std::vector<GalleryFacets::Value> albums_among(const GalleryFacets& facets) {
    std::vector<GalleryFacets::Value> albums;
    for (const auto& tag : facets.tags)
        if (const auto album = album_of(tag.text)) albums.push_back({*album, tag.pictures});
    std::sort(albums.begin(), albums.end(), [](const auto& a, const auto& b) {
        return QString::localeAwareCompare(QString::fromStdString(a.text), QString::fromStdString(b.text)) < 0;
    });
    return albums;
}

std::vector<GalleryFacets::Value> plain_tags_among(const GalleryFacets& facets) {
    std::vector<GalleryFacets::Value> tags = facets.tags;
    std::erase_if(tags, [](const auto& tag) { return album_of(tag.text).has_value(); });
    return tags;
}

std::vector<GallerySuggestion> gallery_suggestions(const QString& typed, const GalleryFacets& facets) {
    std::vector<GallerySuggestion> found;
    const QString last = typed.section(' ', -1);
    if (last.startsWith('-') || last.startsWith('"')) return found;
    for (const Kind& kind : kinds_of(facets)) {
        const bool asked = last.startsWith(kind.prefix, Qt::CaseInsensitive);
        const QString word = asked ? last.mid(kind.prefix.size()) : last;
        if (!asked && (word.size() < fewest_letters || word.contains(':'))) continue;
        size_t of_kind = 0;
        for (const auto& value : kind.values) {
            const QString text = QString::fromStdString(value.text);
            if (text.isEmpty() || of_kind == most_of_a_kind || !(word.isEmpty() || has_word(text, word))) continue;
            found.push_back({kind.field, text, kind.pattern.arg(text), value.pictures});
            ++of_kind;
        }
    }
    if (last.size() < fewest_letters || last.contains(':')) return found;
    for (const DateWords& date : date_words)
        if (GallerySuggestionsWords::tr(date.words).startsWith(last, Qt::CaseInsensitive))
            found.push_back(
                {Field::date, QString::number(date.days), GallerySuggestionsWords::tr("Made: %1").arg(days_text(date.days)), 0});
    return found;
}

GalleryFilter with_suggestion(GalleryFilter filter, const GallerySuggestion& suggestion) {
    const qsizetype before = filter.words.lastIndexOf(' ');
    filter.words = before < 0 ? QString() : filter.words.left(before);
    switch (suggestion.field) {
        case Field::album:
            filter.album = suggestion.value;
            break;
        case Field::tag:
            filter.tag = suggestion.value;
            break;
        case Field::model:
            filter.model = suggestion.value;
            break;
        case Field::profile:
            filter.profile = suggestion.value;
            break;
        case Field::sampler:
            filter.sampler = suggestion.value;
            break;
        case Field::date:
            filter.days = suggestion.value.toInt();
            break;
        default:
            break;
    }
    return filter;
}

}  // namespace imagelab
