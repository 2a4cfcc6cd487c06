#include "ui/models/gallery_filter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QLocale>

#include "core/gallery/albums.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

struct GalleryFilterWords {
    Q_DECLARE_TR_FUNCTIONS(gallery)
};

// The last word is the beginning of one while it is being typed; a single letter does not narrow yet: too many words begin with it.
std::string begun(const QString& typed) {
    const QString last = typed.section(' ', -1);
    if (last.isEmpty() || !last.back().isLetterOrNumber()) return typed.toStdString();
    if (last.size() == 1 && last.front().unicode() < 0x80) return typed.chopped(1).toStdString();
    return typed.toStdString() + "*";
}

// When the first of the last `days` days began, in local time.
std::time_t day_start(std::time_t now, int days) {
    return QDateTime(QDateTime::fromSecsSinceEpoch(now).date().addDays(1 - days), QTime(0, 0)).toSecsSinceEpoch();
}

}  // namespace

bool GalleryFilter::narrows() const {
    return !words.trimmed().isEmpty() || !chips_of(*this).empty();
}

GalleryQuery GalleryFilter::query(std::time_t now) const {
    GalleryQuery q;
    q.words = begun(words);
    q.favourites = favourites;
    q.least_rating = least_rating;
    // What was chosen from a list is searched as it is written: as a word, a model's name would find those that only begin alike.
    q.model = model.toStdString();
    q.profile = profile.toStdString();
    q.sampler = sampler.toStdString();
    q.program = program.toStdString();
    if (!tag.isEmpty()) q.tags.push_back(tag.toStdString());
    if (!album.isEmpty()) q.tags.push_back(album_tag(album.toStdString()));
    if (!folder.isEmpty()) q.folder = folder.toStdString();
    q.width = size.section('x', 0, 0).toInt();
    q.height = size.section('x', 1, 1).toInt();
    if (days > 0) q.from = day_start(now, days);
    q.sort = sort;
    return q;
}

std::vector<FilterChip> chips_of(const GalleryFilter& f) {
    using Field = GalleryFilter::Field;
    std::vector<FilterChip> chips;
    if (f.favourites) chips.push_back({Field::favourites, GalleryFilterWords::tr("Favourites")});
    if (f.least_rating > 0) chips.push_back({Field::rating, GalleryFilterWords::tr("Rating: %1 or better").arg(f.least_rating)});
    const auto text = [&](Field field, const QString& value, const QString& pattern) {
        if (!value.isEmpty()) chips.push_back({field, pattern.arg(value)});
    };
    text(Field::model, f.model, GalleryFilterWords::tr("Model: %1"));
    text(Field::profile, f.profile, GalleryFilterWords::tr("Style: %1"));
    text(Field::sampler, f.sampler, GalleryFilterWords::tr("Sampler: %1"));
    text(Field::program, f.program, GalleryFilterWords::tr("Program: %1"));
    text(Field::size, QString(f.size).replace('x', QStringLiteral(" × ")), GalleryFilterWords::tr("Size: %1"));
    text(Field::tag, f.tag, GalleryFilterWords::tr("Tag: %1"));
    text(Field::album, f.album, GalleryFilterWords::tr("Album: %1"));
    if (f.days > 0) chips.push_back({Field::date, days_text(f.days)});
    text(Field::folder, f.folder.isEmpty() ? QString() : QDir(f.folder).dirName(), GalleryFilterWords::tr("Folder: %1"));
    return chips;
}

GalleryFilter without(GalleryFilter f, GalleryFilter::Field field) {
    using Field = GalleryFilter::Field;
    switch (field) {
        case Field::favourites:
            f.favourites = false;
            break;
        case Field::rating:
            f.least_rating = 0;
            break;
        case Field::model:
            f.model.clear();
            break;
        case Field::profile:
            f.profile.clear();
            break;
        case Field::sampler:
            f.sampler.clear();
            break;
        case Field::program:
            f.program.clear();
            break;
        case Field::size:
            f.size.clear();
            break;
        case Field::tag:
            f.tag.clear();
            break;
        case Field::album:
            f.album.clear();
            break;
        case Field::date:
            f.days = 0;
            break;
        case Field::folder:
            f.folder.clear();
            break;
    }
    return f;
}

QString sort_text(GallerySort sort) {
    switch (sort) {
        case GallerySort::newest:
            return GalleryFilterWords::tr("Newest first");
        case GallerySort::oldest:
            return GalleryFilterWords::tr("Oldest first");
        case GallerySort::rating:
            return GalleryFilterWords::tr("Best rated first");
        case GallerySort::model:
            return GalleryFilterWords::tr("By model");
        case GallerySort::name:
            return GalleryFilterWords::tr("By folder and name");
        case GallerySort::largest:
            return GalleryFilterWords::tr("Largest first");
    }
    return {};
}

QString days_text(int days) {
    switch (days) {
        case 0:
            return GalleryFilterWords::tr("Any time");
        case 1:
            return GalleryFilterWords::tr("Today");
        case 2:
            return GalleryFilterWords::tr("Since yesterday");
        default:
            return GalleryFilterWords::tr("Last %1 days").arg(days);
    }
}

QString pictures_text(int64_t count) {
    return count == 1 ? GalleryFilterWords::tr("1 picture")
                      : GalleryFilterWords::tr("%1 pictures").arg(QLocale().toString(static_cast<qlonglong>(count)));
}

}  // namespace imagelab
