// The queue as its runners see it: who claims a job, what is noted while it runs, and how it ends.
#include <algorithm>

#include "core/jobs/queue.h"
#include "core/jobs/stored_job.h"
#include "core/store/owner.h"
#include "core/store/store.h"

namespace imagelab {
namespace {

// A job that waits may run on a device it was pinned to, or on any it was admitted to, by anybody or by its keeper. The offset keeps
// PostgreSQL from reading all needs at once where the first job in order is looked for.
constexpr const char* runs_on_1_by_2_3 =
    R"sql((j.device = ?1 OR (j.device IS NULL AND EXISTS(SELECT 1 FROM needs n WHERE n.job = j.id AND n.device = ?1 LIMIT 1 OFFSET 0))) AND
        j.keeper IN ('', ?2, ?3))sql";

constexpr const char* is_waited_for = "j.kind = 'picture' AND (j.at_once <> 0 OR j.keeper LIKE 'process-%')";

}  // namespace

int64_t Queue::owner() {
    if (!owner_) owner_ = store_->add_owner();
    return *owner_;
}

std::string Queue::own_keeper_unlocked() const {
    return owner_ ? "process-" + std::to_string(*owner_) : std::string();
}

void Queue::leave() {
    const std::lock_guard lock(mutex_);
    if (owner_) store_->run("UPDATE jobs SET keeper = '' WHERE keeper = ?", {own_keeper_unlocked()});
}

std::string Queue::own_keeper() {
    const std::lock_guard lock(mutex_);
    owner();
    return own_keeper_unlocked();
}

std::optional<Job> Queue::claim(const std::string& device) {
    const std::lock_guard lock(mutex_);
    if (!next_unlocked(device, false)) return std::nullopt;
    if (owner_ && !store_->heartbeat(*owner_)) owner_.reset();  // others took it for dead
    const int64_t self = owner();
    StoreTransaction transaction(*store_, false);
    const auto next = next_unlocked(device, true);
    if (!next) return std::nullopt;  // another process was faster
    store_->run(
        R"sql(UPDATE jobs
            SET state = 'running', owner = ?, device = ?, host = ?, attempts = attempts + 1, wish = '', message = '', cause = '',
            started = ?, stage = 'loading', seconds_left = NULL,
            predicted_peak_bytes = coalesce((SELECT peak_bytes FROM needs WHERE job = jobs.id AND device = ?),
            predicted_peak_bytes)
            WHERE id = ?)sql",
        {self, device, host_name(), now_s(), device, *next});
    auto job = find_unlocked(*next);
    if (job && job->left_alone) {  // another process priced it anew since it was looked at
        troubles_[*next] = {job->problem, true};
        return std::nullopt;
    }
    transaction.commit();
    return job;
}

// A picture that a training would make way for at once goes before it.
std::optional<JobId> Queue::next_unlocked(const std::string& device, bool locked) const {
    const auto next = first_unlocked(device, "", locked);
    if (!next) return std::nullopt;
    const auto row = store_->select("SELECT kind, priority FROM jobs WHERE id = ?", {*next});
    if (!row->step() || row->text(0) == "picture") return next;
    const std::string waited_for = std::string(is_waited_for) + " AND j.priority >= " + std::to_string(row->integer(1));
    const auto picture = first_unlocked(device, waited_for, locked);
    return picture ? picture : next;
}

bool Queue::must_make_way(JobId training, const std::string& device) const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT priority FROM jobs WHERE id = ?", {training});
    if (!row->step()) return false;
    const std::string priority = std::to_string(row->integer(0));
    return first_unlocked(
               device,
               "j.kind = 'picture' AND (j.priority > " + priority + " OR (" + is_waited_for + " AND j.priority >= " + priority + "))",
               false)
        .has_value();
}

// The first in order of those that wait, may run here and are `which`.
std::optional<JobId> Queue::first_unlocked(const std::string& device, const std::string& which, bool locked) const {
    std::string others;  // that are left alone
    for (const auto& [id, trouble] : troubles_) {
        if (trouble.left_alone) others += (others.empty() ? "" : ", ") + std::to_string(id);
    }
    const std::string here = store_->shared() ? " AND (j.kind = 'picture' OR j.host = ?4)" : "";
    std::vector<SqlValue> values{device, keeper_, own_keeper_unlocked()};
    if (store_->shared()) values.emplace_back(host_name());
    for (;;) {
        const auto row =
            store_->select(std::string("SELECT j.id FROM jobs j WHERE j.state = 'waiting' AND ") + runs_on_1_by_2_3 + here +
                               (which.empty() ? "" : " AND " + which) + (others.empty() ? "" : " AND j.id NOT IN (" + others + ")") +
                               " ORDER BY j.priority DESC, j.position, j.id LIMIT 1" + (locked ? store_->locked(true) : ""),
                           values);
        if (!row->step()) return std::nullopt;
        const auto id = static_cast<JobId>(row->integer(0));
        if (!trouble_of_unlocked(id).left_alone) return id;
        others += (others.empty() ? "" : ", ") + std::to_string(id);
    }
}

const Queue::StoredTrouble& Queue::trouble_of_unlocked(JobId id) const {
    const auto known = troubles_.find(id);
    if (known != troubles_.end()) return known->second;
    const auto job = find_unlocked(id);
    return troubles_[id] = job ? StoredTrouble{job->problem, job->left_alone} : StoredTrouble{};
}

void Queue::keep_group(const std::string& group, const std::string& keeper) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    store_->run("UPDATE jobs SET keeper = ? WHERE in_group = ?", {keeper, group});
    store_->wake();
    transaction.commit();
}

// Kept steps belong to their device; a job without any may be begun anew by every one that it was admitted to.
void Queue::release_dead(int64_t owner) {
    store_->run(
        R"sql(UPDATE jobs
            SET device = NULL
            WHERE owner = ? AND step = 0 AND picture = 0 AND crashes + 1 < ? AND
            EXISTS(SELECT 1 FROM needs WHERE job = jobs.id))sql",
        {owner, most_crashes});
    store_->run(
        R"sql(UPDATE jobs
            SET crashes = crashes + 1, owner = NULL,
            state = CASE WHEN wish = 'cancel' THEN 'cancelled' WHEN wish = 'pause' THEN 'paused' WHEN crashes + 1 >= ?1
            THEN 'failed' ELSE 'waiting' END, wish = '',
            finished = CASE WHEN wish = 'cancel' OR crashes + 1 >= ?1 THEN CAST(?2 AS DOUBLE PRECISION) END,
            message = CASE WHEN crashes + 1 >= ?1 AND wish = '' THEN 'the program ended ' || (crashes + 1) ||
            ' times in this job before it took a step' ELSE '' END
            WHERE owner = ?3)sql",
        {most_crashes, now_s(), owner});
    store_->run("UPDATE jobs SET keeper = '' WHERE keeper = ?", {"process-" + std::to_string(owner)});
    store_->run("DELETE FROM owners WHERE id = ?", {owner});
}

std::vector<QueueRunner> Queue::runners() const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select(
        "SELECT o.host, o.pid, o.heartbeat, (SELECT count(*) FROM jobs j WHERE j.owner = o.id) FROM owners o ORDER BY o.host, o.pid");
    std::vector<QueueRunner> runners;
    while (row->step()) runners.push_back({row->text(0), row->integer(1), now_s() - row->real(2), static_cast<int>(row->integer(3))});
    return runners;
}

int Queue::recover() {
    const std::lock_guard lock(mutex_);
    if (store_->dead_owners(owner_).empty()) return 0;
    StoreTransaction transaction(*store_);
    int jobs = 0;
    for (const int64_t id : store_->dead_owners(owner_)) {  // looked at again where nobody else can change it
        {
            const auto count = store_->select("SELECT count(*) FROM jobs WHERE owner = ?", {id});
            count->step();
            jobs += static_cast<int>(count->integer(0));
        }
        release_dead(id);
    }
    store_->wake();
    transaction.commit();
    return jobs;
}

// An owner that others took for dead is written down anew; its jobs are not its own any more.
void Queue::heartbeat() {
    const std::lock_guard lock(mutex_);
    if (owner_ && !store_->heartbeat(*owner_)) owner_.reset();
}

// Those whose session lives are known by its lock, however long they were not heard of up to their lease.
double Queue::report_pause_s() const {
    constexpr double shortest = 1, longest = 10, runners_a_second = 32;
    const std::lock_guard lock(mutex_);
    if (!store_->shared()) return shortest;
    const auto row = store_->select("SELECT count(*) FROM owners");
    return row->step() ? std::clamp(static_cast<double>(row->integer(0)) / runners_a_second, shortest, longest) : shortest;
}

bool Queue::heard() const {
    const std::lock_guard lock(mutex_);
    return store_->heard();
}

std::vector<std::pair<JobId, std::string>> Queue::wishes() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<JobId, std::string>> wishes;
    if (!owner_) return wishes;
    const auto row = store_->select("SELECT id, wish FROM jobs WHERE owner = ?", {*owner_});
    while (row->step()) wishes.emplace_back(static_cast<JobId>(row->integer(0)), row->text(1));
    return wishes;
}

bool Queue::claimable(const std::vector<std::string>& devices) const {
    const std::lock_guard lock(mutex_);
    const std::string running = std::string("SELECT 1 FROM jobs j WHERE j.state = 'running' AND ") + runs_on_1_by_2_3 + " LIMIT 1";
    return std::any_of(devices.begin(), devices.end(), [&](const std::string& device) {
        return store_->select(running, {device, keeper_, own_keeper_unlocked()})->step() || next_unlocked(device, false).has_value();
    });
}

void Queue::report(JobId job, const Progress& progress) {
    const std::lock_guard lock(mutex_);
    if (!owner_) return;
    store_->run(
        "UPDATE jobs SET stage = ?, picture = ?, step = ?, steps = ?, fraction = ?, seconds_left = ?, loss = coalesce(CAST(? AS DOUBLE "
        "PRECISION), loss) WHERE id = ? AND owner = ?",
        {stage_info(progress.stage).name, progress.picture, progress.step, progress.steps, progress.fraction,
         progress.seconds_left < 0 ? std::nullopt : std::optional(progress.seconds_left), progress.loss, job, *owner_});
}

std::optional<JobId> Queue::writer_of(const std::filesystem::path& lora) const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT id FROM jobs WHERE kind = 'training' AND state IN ('waiting', 'running', 'paused') AND " +
                                        store_->json_text("request", {"training", "output"}) + " = ?",
                                    {lora.string()});
    return row->step() ? std::optional(static_cast<JobId>(row->integer(0))) : std::nullopt;
}

void Queue::stepped(JobId job) {
    const std::lock_guard lock(mutex_);
    store_->run("UPDATE jobs SET crashes = 0 WHERE id = ? AND crashes > 0", {job});
}

// A path that was fixed may become another one until its picture is there: the next runner may have another output folder.
void Queue::reserve(JobId job, const std::vector<std::filesystem::path>& paths) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    int number = 0;
    for (const auto& path : paths) {
        store_->run(
            "INSERT INTO pictures(job, number, path) VALUES(?, ?, ?) ON CONFLICT(job, number) DO UPDATE SET path = excluded.path, bytes = "
            "NULL, crc = NULL WHERE pictures.finished IS NULL",
            {job, number++, path.string()});
    }
    transaction.commit();
}

bool Queue::reserved(const std::filesystem::path& path, JobId but) const {
    const std::lock_guard lock(mutex_);
    return store_->select("SELECT 1 FROM pictures WHERE path = ? AND job <> ? AND finished IS NULL", {path.string(), but})->step();
}

void Queue::note_map(JobId job, int control, const std::filesystem::path& map) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_, false);
    must_be_ours(job);
    const auto row = store_->select("SELECT request FROM jobs WHERE id = ?", {job});
    if (!row->step()) return;
    store_->run("UPDATE jobs SET request = ? WHERE id = ?", {with_map_noted(row->text(0), control, map), job});
    transaction.commit();
}

// A process that was taken for dead while it only could not reach the store makes no second picture.
void Queue::must_be_ours(JobId job) const {
    const auto row = store_->select("SELECT owner FROM jobs j WHERE id = ?" + store_->locked(false), {job});
    if (row->step() && (row->is_null(0) || !owner_ || row->integer(0) != *owner_))
        throw Error("job " + std::to_string(job) + " was taken over by another process");
}

void Queue::picture_written(JobId job, int number, const std::filesystem::path& path, FileMark mark) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_, false);
    must_be_ours(job);
    store_->run(
        R"sql(INSERT INTO pictures(job, number, path, bytes, crc)
            VALUES(?, ?, ?, ?, ?)
            ON CONFLICT(job, number) DO UPDATE
            SET path = excluded.path, bytes = excluded.bytes, crc = excluded.crc, finished = NULL)sql",
        {job, number, path.string(), mark.bytes, mark.crc});
    transaction.commit();
}

std::optional<FileMark> Queue::written(JobId job, int number) const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT bytes, crc FROM pictures WHERE job = ? AND number = ? AND bytes IS NOT NULL", {job, number});
    if (!row->step()) return std::nullopt;
    return FileMark{row->integer(0), row->integer(1)};
}

bool Queue::picture_finished(JobId job, int number, const std::function<bool()>& appear) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_, false);
    must_be_ours(job);
    if (!appear()) return false;
    store_->run("UPDATE pictures SET finished = ? WHERE job = ? AND number = ?", {now_s(), job, number});
    transaction.commit();
    return true;
}

void Queue::with_shared_store(const std::function<void(const QueueStore&)>& use) const {
    const std::lock_guard lock(mutex_);
    if (!store_->shared()) throw Error("other machines are known to a shared store alone; name one with --store postgresql://...");
    use(*store_);
}

bool Queue::keeps_file(const std::string& sha256) const {
    const std::lock_guard lock(mutex_);
    return store_->has_file(sha256);
}

void Queue::keep_file(const std::string& sha256, const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    store_->keep_file(sha256, bytes);
}

std::optional<std::string> Queue::kept_file(const std::string& sha256) const {
    const std::lock_guard lock(mutex_);
    return store_->file(sha256);
}

bool Queue::finish(JobId job, JobState to, const JobResult& result) {
    const std::lock_guard lock(mutex_);
    if (!owner_) return false;
    const bool ended = to != JobState::waiting && to != JobState::paused;
    const bool failed = to == JobState::failed;
    const bool anew = to == JobState::waiting && !result.kept_step && result.images.empty();  // see release_dead
    const int64_t changed = store_->run(
        R"sql(UPDATE jobs
            SET state = ?, device = CASE WHEN ? AND EXISTS(SELECT 1 FROM needs WHERE job = jobs.id) THEN NULL ELSE device END,
            owner = NULL, wish = '', cause = ?, message = ?, finished = ?,
            predicted_peak_bytes = coalesce(nullif(CAST(? AS BIGINT), 0), predicted_peak_bytes),
            measured_peak_bytes = coalesce(nullif(CAST(? AS BIGINT), 0), measured_peak_bytes),
            fraction = CASE WHEN ? THEN 1 ELSE fraction END, crashes = 0
            WHERE id = ? AND owner = ?)sql",
        {state_name(to), anew, failed ? cause_name(result.cause) : "", failed || to == JobState::done ? result.message : "",
         ended ? std::optional(now_s()) : std::nullopt, result.predicted_peak_bytes, result.measured_peak_bytes, to == JobState::done, job,
         *owner_});
    if (changed > 0 && to == JobState::waiting) store_->wake();
    return changed > 0;
}

}  // namespace imagelab
