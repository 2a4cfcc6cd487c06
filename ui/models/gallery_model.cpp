#include "ui/models/gallery_model.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <QMimeData>
#include <QUrl>
#include <algorithm>
#include <numeric>

#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

constexpr int kept_entries = 5000;
constexpr size_t most_wanted = 400;
constexpr int most_moves = 64;  // more rows than that coming and going at once are a new list

bool same_but_seed(const Request& a, const Request& b) {
    return a.prompt == b.prompt && a.model == b.model && a.width == b.width && a.height == b.height && a.steps == b.steps &&
           a.guidance == b.guidance && a.sampler == b.sampler;
}

QString stars(int rating) {
    return QString(rating, QChar(0x2605));
}

QString tip_of(const StripEntry& e) {
    QString text = details_text(e.request, e.foreign_sampler);
    if (text.size() > 1200) text = text.left(1200) + QChar(0x2026);
    if (e.state == StripEntry::State::done) {
        if (e.seconds > 0) text += '\n' + GalleryModel::tr("Took: %1").arg(duration_text(e.seconds));
        if (e.made > 0)
            text +=
                '\n' + GalleryModel::tr("Made: %1").arg(QLocale().toString(QDateTime::fromSecsSinceEpoch(e.made), QLocale::ShortFormat));
        if (!e.program.isEmpty()) text += '\n' + GalleryModel::tr("Program: %1").arg(e.program);
        if (e.marks.rating > 0) text += '\n' + GalleryModel::tr("Rating: %1").arg(stars(e.marks.rating));
        text += '\n' + GalleryModel::tr("File: %1").arg(QFileInfo(e.path).fileName());
    }
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
}

QString spoken(const StripEntry& e) {
    const QString prompt = QString::fromStdString(e.request.prompt);
    if (!e.known) return GalleryModel::tr("Picture");
    if (e.state == StripEntry::State::running) return GalleryModel::tr("Being made: %1").arg(prompt);
    if (e.state == StripEntry::State::waiting) return GalleryModel::tr("Waiting: %1").arg(prompt);
    QString text = GalleryModel::tr("Picture: %1").arg(prompt);
    if (e.marks.favourite) text += ", " + GalleryModel::tr("favourite");
    if (e.marks.rating > 0) text += ", " + GalleryModel::tr("rated %1 of 5").arg(e.marks.rating);
    return text;
}

}  // namespace

StripEntry strip_entry(const GalleryEntry& entry) {
    StripEntry e;
    e.state = StripEntry::State::done;
    e.id = entry.id;
    e.path = QString::fromStdString(entry.path.string());
    Request& r = e.request;
    r.prompt = entry.prompt;
    if (!entry.negative_prompt.empty()) r.negative_prompt = entry.negative_prompt;
    r.model = entry.model;
    r.width = entry.width;
    r.height = entry.height;
    r.steps = entry.steps;
    r.guidance = entry.guidance;
    r.seed = entry.seed;
    if (const SamplerInfo* known = sampler_named(entry.sampler)) {
        r.sampler = known->kind;
    } else {
        e.foreign_sampler = QString::fromStdString(entry.sampler);
    }
    e.marks = entry.marks;
    e.made = entry.made;
    e.program = QString::fromStdString(entry.program);
    e.profiles = QString::fromStdString(entry.profiles);
    e.format = QString::fromStdString(entry.format);
    return e;
}

GalleryModel::GalleryModel(QObject* parent) : QAbstractListModel(parent), loaded_(kept_entries) {}

int GalleryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(entries_.size() + ids_.size());
}

int64_t GalleryModel::id(int row) const {
    const int at = row - jobs_and_new();
    return at < 0 ? 0 : ids_[static_cast<size_t>(at)];
}

StripEntry GalleryModel::entry(int row) const {
    if (row < jobs_and_new()) return entries_[static_cast<size_t>(row)];
    const int64_t wanted = id(row);
    if (!fresh_.contains(wanted)) want(wanted);
    if (const StripEntry* found = loaded_.object(wanted)) return *found;
    StripEntry unknown;
    unknown.state = StripEntry::State::done;
    unknown.known = false;
    unknown.id = wanted;
    return unknown;
}

// Asked for once all that is painted now is known to be missing.
void GalleryModel::want(int64_t id) const {
    if (std::find(wanted_.begin(), wanted_.end(), id) == wanted_.end()) wanted_.push_back(id);
    if (wanted_.size() > most_wanted) wanted_.erase(wanted_.begin(), wanted_.begin() + most_wanted / 2);  // scrolled past
    if (asked_) return;
    asked_ = true;
    QMetaObject::invokeMethod(
        const_cast<GalleryModel*>(this), [this] { emit const_cast<GalleryModel*>(this)->entries_wanted(std::exchange(wanted_, {})); },
        Qt::QueuedConnection);
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    switch (role) {
        case PictureRole:
            return entry(index.row()).picture;
        case StateRole:
            return static_cast<int>(entry(index.row()).state);
        case FractionRole:
            return entry(index.row()).fraction;
        case PathRole:
            return entry(index.row()).path;
        case KnownRole:
            return entry(index.row()).known;
        case RatingRole:
            return entry(index.row()).marks.rating;
        case FavouriteRole:
            return entry(index.row()).marks.favourite;
        case Qt::AccessibleTextRole:
            return spoken(entry(index.row()));
        case Qt::ToolTipRole: {
            const StripEntry e = entry(index.row());
            return e.known ? tip_of(e) : QVariant();
        }
        default:
            return {};
    }
}

Qt::ItemFlags GalleryModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

QStringList GalleryModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* GalleryModel::mimeData(const QModelIndexList& indexes) const {
    QList<QUrl> urls;
    for (const QModelIndex& index : indexes) {
        const QString path = entry(index.row()).path;
        if (!path.isEmpty()) urls << QUrl::fromLocalFile(path);
    }
    if (urls.isEmpty()) return nullptr;
    auto* data = new QMimeData;
    data->setUrls(urls);
    data->setData(pictures_type, {});
    return data;
}

int GalleryModel::row_of(Ticket ticket) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const StripEntry& e) { return e.ticket == ticket && e.state != StripEntry::State::done; });
    return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

int GalleryModel::session_row(const QString& path) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const StripEntry& e) { return e.path == path; });
    return found == entries_.end() || path.isEmpty() ? -1 : static_cast<int>(found - entries_.begin());
}

int GalleryModel::row_of(const QString& path) const {
    const int row = session_row(path);
    return row >= 0 ? row : row_of_id(by_path_.value(path));
}

int GalleryModel::row_of_id(int64_t id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? -1 : found->second + jobs_and_new();
}

std::vector<int> GalleryModel::batch_of(int row, int most) const {
    if (row < 0 || row >= rowCount()) return {};
    const StripEntry e = entry(row);
    if (!e.known || e.state != StripEntry::State::done) return {};
    int first = row, last = row;
    const auto belongs = [&](int other) {
        if (other < 0 || other >= rowCount()) return false;
        const StripEntry candidate = entry(other);
        return candidate.known && candidate.state == StripEntry::State::done && same_but_seed(candidate.request, e.request);
    };
    while (last - first + 1 < most && belongs(first - 1)) --first;
    while (last - first + 1 < most && belongs(last + 1)) ++last;
    std::vector<int> rows(static_cast<size_t>(last - first + 1));
    std::iota(rows.begin(), rows.end(), first);
    return rows;
}

void GalleryModel::add_job(Ticket ticket, const Request& request) {
    beginInsertRows({}, 0, 0);
    StripEntry e;
    e.ticket = ticket;
    e.request = request;
    entries_.insert(entries_.begin(), std::move(e));
    endInsertRows();
}

void GalleryModel::set_progress(Ticket ticket, double fraction, const QImage& preview) {
    const int row = row_of(ticket);
    if (row < 0) return;
    StripEntry& e = entries_[static_cast<size_t>(row)];
    e.state = StripEntry::State::running;
    e.fraction = fraction;
    if (!preview.isNull()) e.picture = preview;
    emit dataChanged(index(row), index(row));
}

int GalleryModel::finish(Ticket ticket, const JobResult& result) {
    const int row = row_of(ticket);
    if (row < 0) return -1;
    const QImage last_preview = entries_[static_cast<size_t>(row)].picture;
    beginRemoveRows({}, row, row);
    entries_.erase(entries_.begin() + row);
    endRemoveRows();
    if (result.images.empty()) return -1;
    // Jobs end in order, so what is still to come stands above.
    const int count = static_cast<int>(result.images.size());
    beginInsertRows({}, row, row + count - 1);
    const double seconds = std::accumulate(result.step_s.begin(), result.step_s.end(), result.load_s + result.text_s + result.decode_s);
    for (int i = 0; i < count; ++i) {
        StripEntry e;
        e.state = StripEntry::State::done;
        e.ticket = ticket;
        e.request = request_of_picture(result.request, i);
        e.path = QString::fromStdString(result.images[static_cast<size_t>(i)].string());
        if (count == 1) e.picture = last_preview;
        e.seconds = seconds;
        entries_.insert(entries_.begin() + row + i, std::move(e));
    }
    endInsertRows();
    return row;
}

std::vector<std::string> GalleryModel::session_paths() const {
    std::vector<std::string> paths;
    for (const StripEntry& e : entries_) {
        if (e.state == StripEntry::State::done) paths.push_back(e.path.toStdString());
    }
    return paths;
}

void GalleryModel::drop_known(const std::map<std::string, int64_t>& known) {
    for (const auto& [path, id] : known) {
        const QString name = QString::fromStdString(path);
        by_path_.insert(name, id);
        const int row = session_row(name);
        if (row < 0) continue;
        beginRemoveRows({}, row, row);
        entries_.erase(entries_.begin() + row);
        endRemoveRows();
    }
}

void GalleryModel::drop_session_pictures(const std::vector<std::filesystem::path>& pictures) {
    emit updating();
    for (const auto& path : pictures) {
        const int row = session_row(QString::fromStdString(path.string()));
        if (row < 0) continue;
        beginRemoveRows({}, row, row);
        entries_.erase(entries_.begin() + row);
        endRemoveRows();
    }
    emit updated();
}

void GalleryModel::set_found(std::vector<int64_t> ids, const std::map<std::string, int64_t>& known) {
    emit updating();
    drop_known(known);
    change_ids(std::move(ids));
    emit updated();
}

// Few rows that come and go are told one by one, so that the view keeps its place; anything else is a new list.
void GalleryModel::change_ids(std::vector<int64_t> ids) {
    if (ids == ids_) return;
    const std::unordered_set<int64_t> now(ids.begin(), ids.end());
    std::vector<int64_t> kept;
    int moves = 0;
    for (const int64_t id : ids_) now.contains(id) ? kept.push_back(id) : void(++moves);
    size_t matched = 0;
    for (const int64_t id : ids) matched < kept.size() && kept[matched] == id ? void(++matched) : void(++moves);
    const bool few = matched == kept.size() && moves <= most_moves;
    const int above = jobs_and_new();
    if (!few) beginResetModel();
    if (few) {
        for (int row = static_cast<int>(ids_.size()) - 1; row >= 0; --row) {
            if (now.contains(ids_[static_cast<size_t>(row)])) continue;
            beginRemoveRows({}, above + row, above + row);
            ids_.erase(ids_.begin() + row);
            endRemoveRows();
        }
        for (size_t row = 0; row < ids.size(); ++row) {
            if (row < ids_.size() && ids_[row] == ids[row]) continue;
            beginInsertRows({}, above + static_cast<int>(row), above + static_cast<int>(row));
            ids_.insert(ids_.begin() + static_cast<ptrdiff_t>(row), ids[row]);
            endInsertRows();
        }
    }
    ids_ = std::move(ids);
    rows_.clear();
    rows_.reserve(ids_.size());
    for (size_t row = 0; row < ids_.size(); ++row) rows_[ids_[row]] = static_cast<int>(row);
    if (!few) endResetModel();
}

void GalleryModel::take(const std::vector<GalleryEntry>& entries) {
    asked_ = false;
    int first = rowCount(), last = -1;
    for (const GalleryEntry& entry : entries) {
        auto e = std::make_unique<StripEntry>(strip_entry(entry));
        by_path_.insert(e->path, e->id);
        fresh_.insert(e->id);
        const int row = row_of_id(entry.id);
        loaded_.insert(entry.id, e.release());
        if (row < 0) continue;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0) emit dataChanged(index(first), index(last));
    if (!wanted_.empty()) want(wanted_.front());
}

void GalleryModel::forget_entries() {
    fresh_.clear();
    asked_ = false;
    if (rowCount() > jobs_and_new()) emit dataChanged(index(jobs_and_new()), index(rowCount() - 1));
}

void GalleryModel::show_marks(const std::vector<int64_t>& ids, const std::function<void(Marks&)>& change) {
    int first = rowCount(), last = -1;
    for (const int64_t id : ids) {
        StripEntry* e = loaded_.object(id);
        if (!e) continue;
        change(e->marks);
        const int row = row_of_id(id);
        if (row < 0) continue;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0) emit dataChanged(index(first), index(last));
}

}  // namespace imagelab
