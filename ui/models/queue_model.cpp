#include "ui/models/queue_model.h"

#include <unistd.h>

#include <QDataStream>
#include <QFileInfo>
#include <QIODevice>
#include <QMimeData>
#include <algorithm>
#include <unordered_set>

#include "core/jobs/enlarging.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

constexpr auto jobs_type = "application/x-imagelab-jobs";

// Of `all` jobs those that are neither open, failed nor cancelled are done.
QString group_state_text(int all, int open, int failed, int cancelled) {
    const int done = all - open - failed - cancelled;
    if (done == all) return QueueModel::tr("Done");
    if (cancelled == all) return QueueModel::tr("Cancelled");
    QStringList parts;
    if (open > 0) parts << QueueModel::tr("%1 to go").arg(open);
    if (open == 0 && done > 0) parts << QueueModel::tr("%1 done").arg(done);
    if (failed > 0) parts << QueueModel::tr("%1 not made").arg(failed);
    if (cancelled > 0) parts << QueueModel::tr("%1 cancelled").arg(cancelled);
    return parts.join(QStringLiteral(", "));
}

bool movable(JobState state) {
    return state == JobState::waiting || state == JobState::paused;
}

}  // namespace

QModelIndex QueueModel::index(int row, int column, const QModelIndex& parent) const {
    if (row < 0 || column < 0 || column >= columns || row >= rowCount(parent)) return {};
    return createIndex(row, column, parent.isValid() ? quintptr(key_of(parent) & ~group_bit) : 0);
}

QModelIndex QueueModel::parent(const QModelIndex& index) const {
    return index.isValid() && index.internalId() != 0 ? group_index(index.internalId()) : QModelIndex();
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(tops_.size());
    if (parent.column() != 0 || parent.internalId() != 0) return 0;
    const Key key = key_of(parent);
    return key & group_bit ? static_cast<int>(keys_of(quintptr(key & ~group_bit)).size()) : 0;
}

int QueueModel::columnCount(const QModelIndex&) const {
    return columns;
}

QueueModel::Key QueueModel::key_of(const QModelIndex& index) const {
    return keys_of(index.internalId())[static_cast<size_t>(index.row())];
}

std::vector<QueueModel::Key>& QueueModel::keys_of(quintptr serial) {
    return serial == 0 ? tops_ : groups_.at(serial).jobs;
}

quintptr QueueModel::serial_of(const std::string& name) {
    const auto [entry, added] = serials_.try_emplace(name, last_serial_ + 1);
    if (added) groups_[++last_serial_].name = QString::fromStdString(name);
    return entry->second;
}

QModelIndex QueueModel::group_index(quintptr serial, int column) const {
    const auto row = std::find(tops_.begin(), tops_.end(), serial | group_bit);
    return row == tops_.end() ? QModelIndex() : createIndex(static_cast<int>(row - tops_.begin()), column, quintptr(0));
}

const JobRow* QueueModel::job(const QModelIndex& index) const {
    return index.isValid() && !(key_of(index) & group_bit) ? job(key_of(index)) : nullptr;
}

const JobRow* QueueModel::job(JobId id) const {
    const auto item = items_.find(id);
    return item == items_.end() ? nullptr : &item->second.row;
}

QString QueueModel::group(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    if (const JobRow* row = job(index)) return QString::fromStdString(row->group);
    return groups_.at(quintptr(key_of(index) & ~group_bit)).name;
}

QModelIndex QueueModel::index_of(JobId id) const {
    const JobRow* row = job(id);
    if (!row) return {};
    const auto within = [&](const std::vector<Key>& keys, quintptr serial) {
        const auto at = std::find(keys.begin(), keys.end(), id);
        return at == keys.end() ? QModelIndex() : createIndex(static_cast<int>(at - keys.begin()), 0, serial);
    };
    if (const auto serial = serials_.find(row->group); serial != serials_.end()) {
        const QModelIndex found = within(keys_of(serial->second), serial->second);
        if (found.isValid()) return found;
    }
    return within(tops_, 0);
}

std::vector<JobId> QueueModel::jobs(const QModelIndexList& indexes) const {
    std::vector<std::tuple<int, int, JobId>> found;  // row of the top, row within
    std::unordered_set<JobId> seen;
    const auto take = [&](int top, int within, JobId id) {
        if (seen.insert(id).second) found.emplace_back(top, within, id);
    };
    for (const QModelIndex& index : indexes) {
        if (!index.isValid()) continue;
        const Key key = key_of(index);
        if (!(key & group_bit)) {
            const int top = index.internalId() == 0 ? index.row() : group_index(index.internalId()).row();
            take(top, index.internalId() == 0 ? 0 : index.row(), key);
            continue;
        }
        int within = 0;
        for (const Key job : keys_of(quintptr(key & ~group_bit))) take(index.row(), within++, job);
    }
    std::sort(found.begin(), found.end());
    std::vector<JobId> ids;
    for (const auto& [top, within, id] : found) ids.push_back(id);
    return ids;
}

int QueueModel::count(JobState state) const {
    return static_cast<int>(
        std::count_if(items_.begin(), items_.end(), [state](const auto& item) { return item.second.row.state == state; }));
}

int QueueModel::waiting_for_keepers() const {
    return static_cast<int>(std::count_if(items_.begin(), items_.end(), [](const auto& item) {
        return item.second.row.state == JobState::waiting && runs_in_its_own_time(item.second.row.keeper);
    }));
}

int QueueModel::pictures_to_come() const {
    int pictures = 0;
    for (const auto& [id, item] : items_) {
        if (item.row.state == JobState::waiting || item.row.state == JobState::running) pictures += item.row.pictures;
    }
    return pictures;
}

void QueueModel::set_listing(QueueListing listing) {
    std::unordered_map<std::string, int> sizes;
    for (const JobRow& row : listing.rows) ++sizes[row.group];
    std::vector<Key> tops;
    std::unordered_map<quintptr, std::vector<Key>> members;
    std::unordered_set<JobId> there;
    for (size_t i = 0; i < listing.rows.size(); ++i) {
        JobRow& row = listing.rows[i];
        const JobId id = row.id;
        there.insert(id);
        if (row.group.empty() || sizes[row.group] < 2) {
            tops.push_back(id);
        } else {
            const quintptr serial = serial_of(row.group);
            if (members[serial].empty()) tops.push_back(serial | group_bit);
            members[serial].push_back(id);
        }
        Item& item = items_[id];
        if (row.state != JobState::running && row.state != JobState::paused) item.preview = {};
        item.row = std::move(row);
        item.left = listing.estimate.left[i];
    }
    for (const GroupInfo& info : listing.groups) {
        const auto serial = serials_.find(info.name);
        if (serial == serials_.end()) continue;
        Group& group = groups_.at(serial->second);
        group.grid = grid_of(info);
        const size_t enlarged = enlarged_by_group(info.about);
        group.title = enlarged > 0 ? enlarged_title(enlarged) : group_title(group.grid);
        group.trained = training_of(info);
        if (!group.trained.isEmpty()) group.title = tr("Training “%1”").arg(group.trained);
    }
    all_left_ = listing.estimate.all;
    // Jobs that leave a group go first, so that none stands twice.
    for (auto& [serial, group] : groups_) remove_gone(serial, members[serial]);
    synchronise(0, tops);
    for (const auto& [serial, jobs] : members) {
        if (!jobs.empty()) synchronise(serial, jobs);
    }
    std::erase_if(items_, [&](const auto& item) { return !there.contains(item.first); });
    all_changed();
}

void QueueModel::remove_gone(quintptr parent, const std::vector<Key>& wanted) {
    std::vector<Key>& have = keys_of(parent);
    const std::unordered_set<Key> stay(wanted.begin(), wanted.end());
    const QModelIndex above = parent == 0 ? QModelIndex() : group_index(parent);
    for (auto last = static_cast<int>(have.size()) - 1; last >= 0; --last) {
        if (stay.contains(have[static_cast<size_t>(last)])) continue;
        int first = last;
        while (first > 0 && !stay.contains(have[static_cast<size_t>(first) - 1])) --first;
        beginRemoveRows(above, first, last);
        have.erase(have.begin() + first, have.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void QueueModel::reorder(quintptr parent, const std::vector<Key>& wanted) {
    std::vector<Key>& have = keys_of(parent);
    const std::unordered_set<Key> known(have.begin(), have.end());
    std::vector<Key> order;
    for (const Key key : wanted) {
        if (known.contains(key)) order.push_back(key);
    }
    if (order == have) return;
    const QModelIndex above = parent == 0 ? QModelIndex() : group_index(parent);
    emit layoutAboutToBeChanged({above}, VerticalSortHint);
    std::unordered_map<Key, int> rows;
    for (size_t i = 0; i < order.size(); ++i) rows[order[i]] = static_cast<int>(i);
    for (const QModelIndex& old : persistentIndexList()) {
        if (old.internalId() != parent) continue;
        changePersistentIndex(old, createIndex(rows.at(have[static_cast<size_t>(old.row())]), old.column(), parent));
    }
    have = std::move(order);
    emit layoutChanged({above}, VerticalSortHint);
}

void QueueModel::synchronise(quintptr parent, const std::vector<Key>& wanted) {
    remove_gone(parent, wanted);
    reorder(parent, wanted);
    std::vector<Key>& have = keys_of(parent);
    const QModelIndex above = parent == 0 ? QModelIndex() : group_index(parent);
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (i < have.size() && have[i] == wanted[i]) continue;
        size_t end = i;  // those before the next that is there already are new
        while (end < wanted.size() && (i >= have.size() || wanted[end] != have[i])) ++end;
        beginInsertRows(above, static_cast<int>(i), static_cast<int>(end) - 1);
        have.insert(have.begin() + static_cast<ptrdiff_t>(i), wanted.begin() + static_cast<ptrdiff_t>(i),
                    wanted.begin() + static_cast<ptrdiff_t>(end));
        endInsertRows();
        i = end;
    }
}

void QueueModel::all_changed() {
    if (tops_.empty()) return;
    emit dataChanged(createIndex(0, 0, quintptr(0)), createIndex(static_cast<int>(tops_.size()) - 1, columns - 1, quintptr(0)));
    for (const auto& [serial, group] : groups_) {
        if (group.jobs.empty()) continue;
        emit dataChanged(createIndex(0, 0, serial), createIndex(static_cast<int>(group.jobs.size()) - 1, columns - 1, serial));
    }
}

void QueueModel::set_progress(JobId id, const Progress& progress, const QImage& preview) {
    const auto item = items_.find(id);
    if (item == items_.end() || item->second.row.state != JobState::running) return;
    JobRow& row = item->second.row;
    row.stage = stage_info(progress.stage).name;
    row.step = progress.step;
    row.steps = progress.steps;
    row.about = progress.about;
    row.fraction = progress.fraction;
    row.seconds_left = progress.seconds_left;
    if (progress.seconds_left >= 0) item->second.left = progress.seconds_left;
    if (!preview.isNull()) item->second.preview = preview;
    const QModelIndex index = index_of(id);
    emit dataChanged(index, index.siblingAtColumn(columns - 1));
}

void QueueModel::set_thumbnail(const QString& path, const QImage& image) {
    if (!asked_for_.contains(path) || image.isNull()) return;
    thumbnails_[path] = image.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    for (const auto& [id, item] : items_) {
        if (QString::fromStdString(item.row.picture) != path) continue;
        const QModelIndex index = index_of(id);
        emit dataChanged(index, index);
        if (index.parent().isValid()) emit dataChanged(index.parent(), index.parent());
    }
}

QImage QueueModel::picture_of(const Item& item) const {
    if (!item.preview.isNull()) return item.preview;
    if (item.row.picture.empty()) return {};
    const QString path = QString::fromStdString(item.row.picture);
    if (!asked_for_.contains(path)) {
        asked_for_[path] = true;
        emit thumbnail_wanted(path);
    }
    return thumbnails_.value(path);
}

// Of its first job that has one.
QImage QueueModel::picture_of_group(const Group& group) const {
    for (const Key job : group.jobs) {
        const Item& item = items_.at(job);
        if (!item.preview.isNull() || !item.row.picture.empty()) return picture_of(item);
    }
    return {};
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Key key = key_of(index);
    if (role == GroupRole) return bool(key & group_bit);
    if (role == Qt::TextAlignmentRole && (index.column() == TimeColumn || index.column() == PriorityColumn))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (key & group_bit) return group_data(groups_.at(quintptr(key & ~group_bit)), index.column(), role);
    return job_data(items_.at(key), index.column(), role);
}

QStringList QueueModel::axes_of(JobId id) const {
    QStringList names;
    const JobRow* row = job(id);
    const auto serial = row ? serials_.find(row->group) : serials_.end();
    if (serial == serials_.end()) return names;
    const Grid& grid = groups_.at(serial->second).grid;
    for (const GridAxis* axis : {&grid.x, &grid.y, &grid.z})
        if (axis->setting != GridSetting::none) names << QString::fromStdString(std::string(axis->setting.name));
    return names;
}

QString QueueModel::cell_of(const JobRow& row) const {
    const auto serial = serials_.find(row.group);
    if (serial == serials_.end()) return {};
    const Group& group = groups_.at(serial->second);
    if (!group.trained.isEmpty()) return row.cell > 0 ? tr("After step %1").arg(row.cell) : QString();
    return group.jobs.empty() ? QString() : cell_text(group.grid, row.cell);
}

QVariant QueueModel::job_data(const Item& item, int column, int role) const {
    const JobRow& row = item.row;
    const QString prompt = row.trains.empty() ? QString::fromStdString(row.prompt).simplified()
                                              : tr("Training “%1”").arg(QFileInfo(QString::fromStdString(row.trains)).completeBaseName());
    const QString cell = cell_of(row);
    switch (role) {
        case IdRole:
            return QVariant::fromValue<quint64>(row.id);
        case PictureRole:
            return picture_of(item);
        case FractionRole:
            return row.state == JobState::running ? row.fraction : is_open(row.state) && row.fraction > 0 ? row.fraction : -1.0;
        case TroubleRole:
            return row.state == JobState::failed || row.state == JobState::refused || !row.problem.empty();
        case DetailRole: {
            const QString job = row.pictures > 1 ? tr("Job %1 · %2 pictures").arg(row.id).arg(row.pictures) : tr("Job %1").arg(row.id);
            return cell.isEmpty() ? job : job + QStringLiteral(" · ") + prompt;
        }
        case Qt::ToolTipRole: {
            QString text = prompt + "\n" + state_text(row);
            if (!row.problem.empty()) text += "\n" + QString::fromStdString(row.problem);
            if (is_open(row.state) && runs_in_its_own_time(row.keeper)) text += "\n" + keeper_text(row.keeper);
            if (row.predicted_peak_bytes > 0) text += "\n" + tr("Memory predicted: %1").arg(bytes_text(row.predicted_peak_bytes));
            if (row.measured_peak_bytes > 0) text += "\n" + tr("Memory measured: %1").arg(bytes_text(row.measured_peak_bytes));
            return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
        }
        case Qt::AccessibleTextRole:
        case Qt::DisplayRole:
            break;
        default:
            return {};
    }
    switch (column) {
        case JobColumn:
            return cell.isEmpty() ? prompt : cell;
        case StateColumn:
            return state_text(row);
        case DeviceColumn: {
            if (!row.device.empty()) return QString::fromStdString(row.device);
            QStringList devices;
            for (const auto& [device, seconds] : row.needs) devices << QString::fromStdString(device);
            return devices.join(", ");
        }
        case PriorityColumn:
            return row.priority == 0 ? QString() : QString::number(row.priority);
        case TimeColumn:
            if (row.state == JobState::done && row.finished > row.started && row.started > 0)
                return duration_text(row.finished - row.started);
            return is_open(row.state) && item.left >= 0 ? time_left_text(item.left) : QString();
        default:
            return {};
    }
}

QVariant QueueModel::group_data(const Group& group, int column, int role) const {
    int open = 0, failed = 0, cancelled = 0;
    double left = -1, fraction = 0;
    std::string keeper;
    for (const Key job : group.jobs) {
        const Item& item = items_.at(job);
        if (is_open(item.row.state) && runs_in_its_own_time(item.row.keeper)) keeper = item.row.keeper;
        open += is_open(item.row.state);
        failed += item.row.state == JobState::failed || item.row.state == JobState::refused;
        cancelled += item.row.state == JobState::cancelled;
        left = std::max(left, is_open(item.row.state) ? item.left : -1);
        fraction += item.row.state == JobState::done ? 1 : item.row.state == JobState::running ? item.row.fraction : 0;
    }
    const auto all = static_cast<int>(group.jobs.size());
    switch (role) {
        case FractionRole:
            return open > 0 && fraction > 0 ? fraction / all : -1.0;
        case TroubleRole:
            return failed > 0;
        case PictureRole:
            return picture_of_group(group);
        case DetailRole:
            return all == 1 ? tr("1 job") : tr("%n jobs", nullptr, all);
        case Qt::ToolTipRole:
            if (!keeper.empty()) return QStringLiteral("<p>%1</p>").arg(keeper_text(keeper).toHtmlEscaped());
            break;
        case Qt::AccessibleTextRole:
        case Qt::DisplayRole:
            break;
        default:
            return {};
    }
    switch (column) {
        case JobColumn:
            return group.title.isEmpty() ? plain_group_title(group.name) : group.title;
        case StateColumn:
            return group_state_text(all, open, failed, cancelled);
        case TimeColumn:
            return left >= 0 ? time_left_text(left) : QString();
        default:
            return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == TimeColumn || section == PriorityColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case JobColumn:
            return tr("Job");
        case StateColumn:
            return tr("State");
        case DeviceColumn:
            return tr("Device");
        case PriorityColumn:
            return tr("Priority");
        case TimeColumn:
            return tr("Time");
        default:
            return {};
    }
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    const Key key = key_of(index);
    if (first_movable(key)) flags |= Qt::ItemIsDragEnabled;
    if (key & group_bit) flags |= Qt::ItemIsDropEnabled;
    return flags;
}

QStringList QueueModel::mimeTypes() const {
    return {jobs_type};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const JobId id : jobs(indexes)) {
        if (movable(items_.at(id).row.state)) stream << quint64(id);
    }
    auto* data = new QMimeData;
    data->setData(jobs_type, bytes);
    return data;
}

std::optional<JobId> QueueModel::first_movable(Key key, const std::vector<JobId>& but) const {
    const auto is = [&](Key job) { return movable(items_.at(job).row.state) && std::find(but.begin(), but.end(), job) == but.end(); };
    if (!(key & group_bit)) return is(key) ? std::optional<JobId>(key) : std::nullopt;
    const auto& jobs = keys_of(quintptr(key & ~group_bit));
    const auto found = std::find_if(jobs.begin(), jobs.end(), is);
    return found == jobs.end() ? std::nullopt : std::optional<JobId>(*found);
}

// Before the first job from there on that waits and is not moved itself; behind all of them where none is left.
QueuePlace QueueModel::place_at(int row, const QModelIndex& parent, const std::vector<JobId>& moved) const {
    const bool in_group = parent.isValid() && (key_of(parent) & group_bit) && row >= 0;
    const auto& keys = in_group ? keys_of(quintptr(key_of(parent) & ~group_bit)) : tops_;
    const size_t from = row >= 0 ? static_cast<size_t>(row) : parent.isValid() ? static_cast<size_t>(parent.row()) : keys.size();
    for (size_t i = from; i < keys.size(); ++i) {
        if (const auto job = first_movable(keys[i], moved)) return {QueuePlace::Kind::before, *job};
    }
    for (size_t i = std::min(from, keys.size()); in_group && i-- > 0;) {
        if (const auto job = first_movable(keys[i], moved)) return {QueuePlace::Kind::after, *job};
    }
    return {QueuePlace::Kind::last};
}

bool QueueModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int, const QModelIndex&) const {
    return action == Qt::MoveAction && data->hasFormat(jobs_type) && !data->data(jobs_type).isEmpty();
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) {
    if (!canDropMimeData(data, action, row, column, parent)) return false;
    QDataStream stream(data->data(jobs_type));
    std::vector<JobId> ids;
    for (quint64 id = 0; !stream.atEnd();) {
        stream >> id;
        ids.push_back(id);
    }
    emit move_wanted(ids, place_at(row, parent, ids));
    return false;  // the store moves them; the view must not remove its rows
}

namespace {

// A training's begins with its file, which its name tells already.
std::string said_at_the_end(const JobRow& job) {
    if (job.trains.empty() || !job.message.starts_with(job.trains)) return job.message;
    const size_t behind = job.message.find_first_not_of("; ", job.trains.size());
    return behind == std::string::npos ? std::string() : job.message.substr(behind);
}

}  // namespace

QString state_text(const JobRow& job) {
    if (!job.problem.empty()) return job.left_alone ? QueueModel::tr("Left to a newer version") : QueueModel::tr("Cannot be read");
    switch (job.state) {
        case JobState::waiting:
            if (runs_in_its_own_time(job.keeper)) return QueueModel::tr("Waits for its night");
            return job.fraction > 0 ? QueueModel::tr("Waiting, goes on at %1 %").arg(int(job.fraction * 100)) : QueueModel::tr("Waiting");
        case JobState::paused:
            return job.fraction > 0 ? QueueModel::tr("Paused at %1 %").arg(int(job.fraction * 100)) : QueueModel::tr("Paused");
        case JobState::done:
            return said_at_the_end(job).empty() ? QueueModel::tr("Done")
                                                : QueueModel::tr("Done: %1").arg(message_text(said_at_the_end(job)));
        case JobState::cancelled:
            return QueueModel::tr("Cancelled");
        case JobState::failed:
        case JobState::refused:
            return problem_text(job.message);
        case JobState::running:
            break;
    }
    if (job.wish == "pause") return QueueModel::tr("Pausing");
    if (job.wish == "cancel") return QueueModel::tr("Cancelling");
    QString text = QueueModel::tr("Starting");
    if (const auto stage = stage_named(job.stage); stage && *stage != Stage::waiting)
        text = progress_text({.stage = *stage, .step = job.step, .steps = job.steps, .about = job.about});
    if (job.stage == "training")
        text = job.loss ? QueueModel::tr("Training, step %1 of %2, loss %3").arg(job.step).arg(job.steps).arg(number_text(*job.loss, 4))
                        : QueueModel::tr("Preparing to train");
    return job.pid > 0 && job.pid != ::getpid() ? QueueModel::tr("%1, by process %2").arg(text).arg(job.pid) : text;
}

QString keeper_text(const std::string& keeper) {
    return QueueModel::
        tr("These jobs are run by %1 alone, within its hours and limits; one that was cut off goes on when it is started again. Here they "
           "may be paused, moved and cancelled.")
            .arg(QString::fromStdString(keeper));
}

}  // namespace imagelab
