#include "core/jobs/queue.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/jobs/stored_job.h"
#include "core/store/owner.h"
#include "core/store/store.h"

namespace imagelab {
namespace {

constexpr const char* job_columns =
    R"sql(SELECT j.id, j.request, j.state, j.wish, j.in_group, j.priority, ifnull(j.device, ''), ifnull(o.pid, 0), j.attempts,
        j.crashes, j.cause, j.message, j.stage, j.picture, j.step, j.steps, j.fraction, ifnull(j.seconds_left, -1),
        ifnull(j.predicted_peak_bytes, 0), ifnull(j.measured_peak_bytes, 0), j.created, ifnull(j.started, 0),
        ifnull(j.finished, 0), j.cell, j.keeper
        FROM jobs j
        LEFT JOIN owners o ON o.id = j.owner )sql";

// A job that waits may run on a device it was pinned to, or on any it was admitted to, by anybody or by its keeper.
constexpr const char* runs_on_1_by_2 =
    R"sql((j.device = ?1 OR (j.device IS NULL AND EXISTS(SELECT 1 FROM needs n WHERE n.job = j.id AND n.device = ?1))) AND
        j.keeper IN ('', ?2))sql";

constexpr const char* waits_for_model_1_2 =
    R"sql(j.state IN ('waiting', 'paused') AND CASE WHEN json_valid(j.request)
        THEN json_extract(j.request, '$.model.base') = ?1 AND json_extract(j.request, '$.model.vae') = ?2 END)sql";

Failure unknown(JobId job) {
    return Failure{"there is no job " + std::to_string(job) + "; `imagelab queue list --all` lists them"};
}

Failure unfit(JobId job, JobState state, const char* verb) {
    return Failure{"job " + std::to_string(job) + " is " + state_name(state) + " and cannot be " + verb};
}
Failure unfit(const Job& job, const char* verb) {
    return unfit(job.id, job.state, verb);
}

void insert_needs(const Database& database, int64_t job, const std::vector<DeviceNeed>& needs) {
    for (const DeviceNeed& need : needs) {
        database.run("INSERT OR REPLACE INTO needs(job, device, peak_bytes, seconds, stages) VALUES(?, ?, ?, ?, ?)", job, need.device,
                     need.peak_bytes, need.seconds, stages_text(need.stages));
    }
}

}  // namespace

double now_s() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Queue::Queue(Database database, std::string keeper)
    : database_(std::move(database)), keeper_(std::move(keeper)), name_(store_name(database_)) {}

std::vector<JobId> Queue::add(const std::vector<NewJob>& jobs, const std::string& about) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    std::vector<JobId> ids;
    for (const NewJob& job : jobs) {
        int64_t peak = 0;
        for (const DeviceNeed& need : job.needs) peak = std::max(peak, need.peak_bytes);
        const bool refused = !job.refusal.empty();
        database_.run(
            R"sql(INSERT INTO jobs(request, state, in_group, priority, position, device, cause, message, predicted_peak_bytes,
                created, cell, keeper)
                VALUES(?, ?, ?, ?, (SELECT ifnull(max(position), 0) + 1 FROM jobs), nullif(?, ''), ?, ?, nullif(?, 0),
                ?, ?, ?))sql",
            request_to_json(job.request).dump(), refused ? "refused" : "waiting", job.group, job.priority, job.device,
            refused ? "memory" : "", refused ? job.refusal : job.note, peak, now_s(), job.cell, job.keeper);
        const int64_t id = database_.last_id();
        insert_needs(database_, id, job.needs);
        ids.push_back(static_cast<JobId>(id));
    }
    if (!about.empty()) {
        database_.run("INSERT OR REPLACE INTO job_groups(name, about, created) VALUES(?, ?, ?)", jobs.front().group, about, now_s());
    }
    transaction.commit();
    return ids;
}

std::vector<GroupInfo> Queue::groups() const {
    const std::lock_guard lock(mutex_);
    Statement row = database_.prepare("SELECT name, about, created FROM job_groups ORDER BY created DESC");
    std::vector<GroupInfo> groups;
    while (row.step()) groups.push_back({row.text(0), row.text(1), row.real(2)});
    return groups;
}

std::optional<GroupInfo> Queue::group(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    Statement row = database_.prepare("SELECT name, about, created FROM job_groups WHERE name = ?");
    if (!row.with(name).step()) return std::nullopt;
    return GroupInfo{row.text(0), row.text(1), row.real(2)};
}

Job Queue::read(const Statement& row) const {
    Job job;
    job.id = static_cast<JobId>(row.integer(0));
    read_stored_request(row.text(1), job);
    job.state = state_of(row.text(2));
    job.wish = row.text(3);
    job.group = row.text(4);
    job.priority = static_cast<int>(row.integer(5));
    job.device = row.text(6);
    job.pid = row.integer(7);
    job.attempts = static_cast<int>(row.integer(8));
    job.crashes = static_cast<int>(row.integer(9));
    job.cause = cause_of(row.text(10));
    job.message = row.text(11);
    job.stage = row.text(12);
    job.progress.picture = static_cast<int>(row.integer(13));
    job.progress.pictures = job.request.batch;
    job.progress.step = static_cast<int>(row.integer(14));
    job.progress.steps = static_cast<int>(row.integer(15));
    job.progress.fraction = row.real(16);
    job.progress.seconds_left = row.real(17);
    job.predicted_peak_bytes = row.integer(18);
    job.measured_peak_bytes = row.integer(19);
    job.created = row.real(20);
    job.started = row.real(21);
    job.finished = row.real(22);
    job.cell = static_cast<int>(row.integer(23));
    job.keeper = row.text(24);
    Statement needs = database_.prepare("SELECT device, stages, peak_bytes, seconds FROM needs WHERE job = ? ORDER BY seconds");
    needs.with(row.integer(0));
    while (needs.step()) read_stored_need({needs.text(0), {}, needs.integer(2), needs.real(3)}, needs.text(1), job);
    Statement pictures = database_.prepare("SELECT number, path, finished IS NOT NULL FROM pictures WHERE job = ? ORDER BY number");
    pictures.with(row.integer(0));
    while (pictures.step()) job.pictures.push_back({static_cast<int>(pictures.integer(0)), pictures.text(1), pictures.integer(2) != 0});
    return job;
}

std::optional<Job> Queue::find_unlocked(JobId job) const {
    Statement row = database_.prepare(std::string(job_columns) + "WHERE j.id = ?");
    row.with(static_cast<int64_t>(job));
    if (!row.step()) return std::nullopt;
    return read(row);
}

std::optional<Job> Queue::find(JobId job) const {
    const std::lock_guard lock(mutex_);
    return find_unlocked(job);
}

std::vector<Job> Queue::list(bool all) const {
    const std::lock_guard lock(mutex_);
    Statement row =
        database_.prepare(std::string(job_columns) + (all ? "" : "WHERE j.state NOT IN ('done', 'cancelled') ") +
                          "ORDER BY CASE j.state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'paused' THEN 1 WHEN 'failed' THEN 2 "
                          "WHEN 'refused' THEN 2 ELSE 3 END, j.priority DESC, j.position, j.id");
    std::vector<Job> jobs;
    while (row.step()) jobs.push_back(read(row));
    return jobs;
}

std::vector<JobId> Queue::in_group(const std::string& group) const {
    const std::lock_guard lock(mutex_);
    Statement row = database_.prepare("SELECT id FROM jobs WHERE in_group = ? ORDER BY priority DESC, position, id");
    row.with(group);
    std::vector<JobId> ids;
    while (row.step()) ids.push_back(static_cast<JobId>(row.integer(0)));
    return ids;
}

Result<void> Queue::change_unlocked(JobId id, JobChange change) {
    const auto key = static_cast<int64_t>(id);
    Statement row = database_.prepare("SELECT state, wish FROM jobs WHERE id = ?");
    if (!row.with(key).step()) return unknown(id);
    const JobState state = state_of(row.text(0));
    const std::string wish = row.text(1);
    row.reset();
    const bool runs = state == JobState::running;
    switch (change) {
        case JobChange::pause:
            if (runs) {
                database_.run("UPDATE jobs SET wish = 'pause' WHERE id = ? AND wish = ''", key);
            } else if (state == JobState::waiting) {
                database_.run("UPDATE jobs SET state = 'paused' WHERE id = ?", key);
            } else if (state != JobState::paused) {
                return unfit(id, state, "paused");
            }
            break;
        case JobChange::resume:
            if (state == JobState::paused) {
                database_.run("UPDATE jobs SET state = 'waiting', message = '' WHERE id = ?", key);
            } else if (runs && wish != "cancel") {
                database_.run("UPDATE jobs SET wish = '' WHERE id = ?", key);
            } else if (state != JobState::waiting) {
                return unfit(id, state, "resumed");
            }
            break;
        case JobChange::cancel:
            if (runs) {
                database_.run("UPDATE jobs SET wish = 'cancel' WHERE id = ?", key);
            } else if (state == JobState::done) {
                return unfit(id, state, "cancelled");
            } else if (state != JobState::cancelled) {
                database_.run("UPDATE jobs SET state = 'cancelled', finished = ? WHERE id = ?", now_s(), key);
            }
            break;
    }
    return {};
}

ManyChanged Queue::change(const std::vector<JobId>& jobs, JobChange change) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    ManyChanged result;
    for (const JobId job : jobs) {
        const auto done = change_unlocked(job, change);
        if (done) {
            result.changed.push_back(job);
        } else if (result.problem.empty()) {
            result.problem = done.error();
        }
    }
    transaction.commit();
    return result;
}

Result<void> Queue::pause(JobId id) {
    const ManyChanged done = change({id}, JobChange::pause);
    return done.problem.empty() ? Result<void>() : Failure{done.problem};
}

Result<void> Queue::resume(JobId id) {
    const ManyChanged done = change({id}, JobChange::resume);
    return done.problem.empty() ? Result<void>() : Failure{done.problem};
}

Result<void> Queue::cancel(JobId id) {
    const ManyChanged done = change({id}, JobChange::cancel);
    return done.problem.empty() ? Result<void>() : Failure{done.problem};
}

Result<void> Queue::retry(JobId id, bool on_its_device) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    const auto job = find_unlocked(id);
    if (!job) return unknown(id);
    if (job->state != JobState::failed && job->state != JobState::cancelled) return unfit(*job, "run again");
    if (!job->problem.empty()) return Failure{"job " + std::to_string(id) + ": " + job->problem};
    database_.run(
        R"sql(UPDATE jobs
            SET state = 'waiting', wish = '', cause = '', message = '', crashes = 0, finished = NULL,
            device = CASE WHEN ? OR NOT EXISTS(SELECT 1 FROM needs WHERE job = jobs.id) THEN device END
            WHERE id = ?)sql",
        on_its_device, static_cast<int64_t>(id));
    transaction.commit();
    return {};
}

Result<void> Queue::admit(JobId id, const std::vector<DeviceNeed>& needs) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    const auto job = find_unlocked(id);
    if (!job) return unknown(id);
    if (job->state != JobState::refused) return unfit(*job, "admitted");
    insert_needs(database_, static_cast<int64_t>(id), needs);
    database_.run("UPDATE jobs SET state = 'waiting', cause = '', message = '' WHERE id = ?", static_cast<int64_t>(id));
    transaction.commit();
    return {};
}

std::vector<Job> Queue::priced(const Request& like, const std::string& device) const {
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    Statement row = database_.prepare(std::string("SELECT min(j.id) FROM jobs j JOIN needs n ON n.job = j.id WHERE n.device = ?3 AND ") +
                                      waits_for_model_1_2 + " GROUP BY n.stages");
    row.with(like.model, like.vae, device);
    while (row.step()) {
        auto job = find_unlocked(static_cast<JobId>(row.integer(0)));
        if (job && job->problem.empty()) jobs.push_back(std::move(*job));
    }
    return jobs;
}

void Queue::price(const Request& like, const std::vector<NewPrice>& prices) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    std::string update = R"sql(UPDATE needs
        SET seconds = ?5, peak_bytes = ?6, stages = ?7
        WHERE device = ?3 AND stages = ?4 AND EXISTS(SELECT 1 FROM jobs j WHERE j.id = needs.job AND )sql";
    update.append(waits_for_model_1_2).append(")");
    for (const auto& [was, now] : prices) {
        database_.run(update, like.model, like.vae, now.device, stages_text(was.stages), now.seconds, now.peak_bytes,
                      stages_text(now.stages));
    }
    transaction.commit();
}

Result<void> Queue::set_priority(JobId id, int priority) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    if (!find_unlocked(id)) return unknown(id);
    database_.run("UPDATE jobs SET priority = ? WHERE id = ?", priority, static_cast<int64_t>(id));
    transaction.commit();
    return {};
}

// The jobs that still wait, in order, get new positions; there are few of them.
Result<void> Queue::move(const std::vector<JobId>& jobs, QueuePlace place) {
    using Kind = QueuePlace::Kind;
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    std::vector<JobPlace> order = places_unlocked();
    const std::unordered_set<JobId> chosen(jobs.begin(), jobs.end());
    std::vector<JobPlace> moved;
    for (const JobId id : jobs) {
        const auto at = std::find_if(order.begin(), order.end(), [&](const JobPlace& entry) { return entry.id == id; });
        if (at == order.end()) {
            const auto job = find_unlocked(id);
            return job ? unfit(*job, "moved") : unknown(id);
        }
        moved.push_back(*at);
    }
    const bool beside = place.kind == Kind::before || place.kind == Kind::after;
    std::erase_if(order, [&](const JobPlace& entry) { return chosen.contains(entry.id); });
    auto at = place.kind == Kind::first ? order.begin() : order.end();
    if (beside) {
        at = std::find_if(order.begin(), order.end(), [&](const JobPlace& entry) { return entry.id == place.other; });
        if (at == order.end()) return Failure{"job " + std::to_string(place.other) + " does not wait, so nothing can be moved beside it"};
        if (place.kind == Kind::after) ++at;
    }
    if (!order.empty()) {
        const bool before = place.kind == Kind::first || place.kind == Kind::before;
        for (JobPlace& entry : moved) entry.priority = before ? at->priority : (at - 1)->priority;
    }
    order.insert(at, moved.begin(), moved.end());
    int64_t position = 0;
    Statement update = database_.prepare("UPDATE jobs SET position = ?, priority = ? WHERE id = ?");
    for (const JobPlace& entry : order) update.with(++position, entry.priority, static_cast<int64_t>(entry.id)).run();
    transaction.commit();
    return {};
}

std::vector<JobPlace> Queue::places_unlocked() const {
    Statement row = database_.prepare(
        "SELECT id, priority, position FROM jobs WHERE state IN ('waiting', 'paused') ORDER BY priority DESC, position, id");
    std::vector<JobPlace> places;
    while (row.step()) places.push_back({static_cast<JobId>(row.integer(0)), row.integer(1), row.integer(2)});
    return places;
}

std::vector<JobPlace> Queue::places() const {
    const std::lock_guard lock(mutex_);
    return places_unlocked();
}

void Queue::restore(const std::vector<JobPlace>& places) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    Statement update = database_.prepare("UPDATE jobs SET position = ?, priority = ? WHERE id = ? AND state IN ('waiting', 'paused')");
    for (const JobPlace& place : places) update.with(place.position, place.priority, static_cast<int64_t>(place.id)).run();
    transaction.commit();
}

int64_t Queue::owner() {
    if (owner_) return *owner_;
    const ProcessIdentity self = this_process();
    database_.run("INSERT INTO owners(pid, started, boot, place, heartbeat) VALUES(?, ?, ?, ?, ?)", self.pid, self.started, self.boot,
                  self.place, now_s());
    return *(owner_ = database_.last_id());
}

std::optional<Job> Queue::claim(const std::string& device) {
    const std::lock_guard lock(mutex_);
    if (!next_unlocked(device)) return std::nullopt;
    const int64_t self = owner();
    Transaction transaction(database_);
    const auto next = next_unlocked(device);
    if (!next) return std::nullopt;  // another process was faster
    const auto id = static_cast<int64_t>(*next);
    database_.run(
        R"sql(UPDATE jobs
            SET state = 'running', owner = ?, device = ?, attempts = attempts + 1, wish = '', message = '', cause = '',
            started = ?, stage = 'loading', fraction = 0, seconds_left = NULL,
            predicted_peak_bytes = ifnull((SELECT peak_bytes FROM needs WHERE job = jobs.id AND device = ?),
            predicted_peak_bytes)
            WHERE id = ?)sql",
        self, device, now_s(), device, id);
    auto job = find_unlocked(*next);
    if (job && job->left_alone) {  // another process priced it anew since it was looked at
        troubles_[*next] = {job->problem, true};
        return std::nullopt;
    }
    transaction.commit();
    return job;
}

std::optional<JobId> Queue::next_unlocked(const std::string& device) const {
    Statement row = database_.prepare(std::string("SELECT j.id FROM jobs j WHERE j.state = 'waiting' AND ") + runs_on_1_by_2 +
                                      " ORDER BY j.priority DESC, j.position, j.id");
    row.with(device, keeper_);
    while (row.step()) {
        const auto id = static_cast<JobId>(row.integer(0));
        if (!trouble_of_unlocked(id).left_alone) return id;
    }
    return std::nullopt;
}

const Queue::StoredTrouble& Queue::trouble_of_unlocked(JobId id) const {
    const auto known = troubles_.find(id);
    if (known != troubles_.end()) return known->second;
    const auto job = find_unlocked(id);
    return troubles_[id] = job ? StoredTrouble{job->problem, job->left_alone} : StoredTrouble{};
}

void Queue::keep_group(const std::string& group, const std::string& keeper) {
    const std::lock_guard lock(mutex_);
    database_.run("UPDATE jobs SET keeper = ? WHERE in_group = ?", keeper, group);
}

// Kept steps belong to their device; a job without any may be begun anew by every one that it was admitted to.
void Queue::release_dead(int64_t owner) {
    database_.run(
        R"sql(UPDATE jobs
            SET device = NULL
            WHERE owner = ? AND step = 0 AND picture = 0 AND crashes + 1 < ? AND
            EXISTS(SELECT 1 FROM needs WHERE job = jobs.id))sql",
        owner, most_crashes);
    database_.run(
        R"sql(UPDATE jobs
            SET crashes = crashes + 1, owner = NULL,
            state = CASE WHEN wish = 'cancel' THEN 'cancelled' WHEN wish = 'pause' THEN 'paused' WHEN crashes + 1 >= ?
            THEN 'failed' ELSE 'waiting' END, wish = '',
            finished = CASE WHEN wish = 'cancel' OR crashes + 1 >= ? THEN ? END,
            message = CASE WHEN crashes + 1 >= ? AND wish = '' THEN 'the program ended ' || (crashes + 1) ||
            ' times in this job before it took a step' ELSE '' END
            WHERE owner = ?)sql",
        most_crashes, most_crashes, now_s(), most_crashes, owner);
    database_.run("DELETE FROM owners WHERE id = ?", owner);
}

int Queue::recover() {
    const std::lock_guard lock(mutex_);
    const auto dead = [&] {
        std::vector<int64_t> ids;
        Statement row = database_.prepare("SELECT id, pid, started, boot, place, heartbeat FROM owners");
        while (row.step()) {
            if (owner_ && row.integer(0) == *owner_) continue;
            if (!is_alive({row.integer(1), row.integer(2), row.text(3), row.text(4)}, now_s() - row.real(5))) ids.push_back(row.integer(0));
        }
        return ids;
    };
    if (dead().empty()) return 0;
    Transaction transaction(database_);
    int jobs = 0;
    for (const int64_t id : dead()) {  // looked at again under the write lock
        Statement count = database_.prepare("SELECT count(*) FROM jobs WHERE owner = ?");
        count.with(id).step();
        jobs += static_cast<int>(count.integer(0));
        release_dead(id);
    }
    transaction.commit();
    return jobs;
}

// An owner that others took for dead is written down anew; its jobs are not its own any more.
void Queue::heartbeat() {
    const std::lock_guard lock(mutex_);
    if (!owner_) return;
    database_.run("UPDATE owners SET heartbeat = ? WHERE id = ?", now_s(), *owner_);
    if (database_.changes() == 0) owner_.reset();
}

std::vector<std::pair<JobId, std::string>> Queue::wishes() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<JobId, std::string>> wishes;
    if (!owner_) return wishes;
    Statement row = database_.prepare("SELECT id, wish FROM jobs WHERE owner = ? AND wish <> ''");
    row.with(*owner_);
    while (row.step()) wishes.emplace_back(static_cast<JobId>(row.integer(0)), row.text(1));
    return wishes;
}

bool Queue::claimable(const std::vector<std::string>& devices) const {
    const std::lock_guard lock(mutex_);
    Statement running = database_.prepare(std::string("SELECT 1 FROM jobs j WHERE j.state = 'running' AND ") + runs_on_1_by_2 + " LIMIT 1");
    return std::any_of(devices.begin(), devices.end(), [&](const std::string& device) {
        return running.with(device, keeper_).step() || next_unlocked(device).has_value();
    });
}

void Queue::report(JobId job, const Progress& progress) {
    const std::lock_guard lock(mutex_);
    if (!owner_) return;
    database_.run("UPDATE jobs SET stage = ?, picture = ?, step = ?, steps = ?, fraction = ?, seconds_left = ? WHERE id = ? AND owner = ?",
                  stage_info(progress.stage).name, progress.picture, progress.step, progress.steps, progress.fraction,
                  progress.seconds_left < 0 ? std::nullopt : std::optional(progress.seconds_left), static_cast<int64_t>(job), *owner_);
}

void Queue::stepped(JobId job) {
    const std::lock_guard lock(mutex_);
    database_.run("UPDATE jobs SET crashes = 0 WHERE id = ? AND crashes > 0", static_cast<int64_t>(job));
}

void Queue::reserve(JobId job, const std::vector<std::filesystem::path>& paths) {
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    int number = 0;
    for (const auto& path : paths) {
        database_.run("INSERT OR IGNORE INTO pictures(job, number, path) VALUES(?, ?, ?)", static_cast<int64_t>(job), number++,
                      path.string());
    }
    transaction.commit();
}

bool Queue::reserved(const std::filesystem::path& path, JobId but) const {
    const std::lock_guard lock(mutex_);
    Statement row = database_.prepare("SELECT 1 FROM pictures WHERE path = ? AND job <> ? AND finished IS NULL");
    return row.with(path.string(), static_cast<int64_t>(but)).step();
}

void Queue::picture_written(JobId job, int number, const std::filesystem::path& path, FileMark mark) {
    const std::lock_guard lock(mutex_);
    database_.run("INSERT OR REPLACE INTO pictures(job, number, path, bytes, crc) VALUES(?, ?, ?, ?, ?)", static_cast<int64_t>(job), number,
                  path.string(), mark.bytes, mark.crc);
}

std::optional<FileMark> Queue::written(JobId job, int number) const {
    const std::lock_guard lock(mutex_);
    Statement row = database_.prepare("SELECT bytes, crc FROM pictures WHERE job = ? AND number = ? AND bytes IS NOT NULL");
    if (!row.with(static_cast<int64_t>(job), number).step()) return std::nullopt;
    return FileMark{row.integer(0), row.integer(1)};
}

void Queue::picture_finished(JobId job, int number) {
    const std::lock_guard lock(mutex_);
    database_.run("UPDATE pictures SET finished = ? WHERE job = ? AND number = ?", now_s(), static_cast<int64_t>(job), number);
}

bool Queue::finish(JobId job, JobState to, const JobResult& result) {
    const std::lock_guard lock(mutex_);
    if (!owner_) return false;
    const bool ended = to != JobState::waiting && to != JobState::paused;
    const bool failed = to == JobState::failed;
    const bool anew = to == JobState::waiting && !result.kept_step && result.images.empty();  // see release_dead
    database_.run(
        R"sql(UPDATE jobs
            SET state = ?, device = CASE WHEN ? AND EXISTS(SELECT 1 FROM needs WHERE job = jobs.id) THEN NULL ELSE device END,
            owner = NULL, wish = '', cause = ?, message = ?, finished = ?,
            predicted_peak_bytes = ifnull(nullif(?, 0), predicted_peak_bytes),
            measured_peak_bytes = ifnull(nullif(?, 0), measured_peak_bytes), fraction = CASE WHEN ? THEN 1 ELSE fraction END,
            crashes = 0
            WHERE id = ? AND owner = ?)sql",
        state_name(to), anew, failed ? cause_name(result.cause) : "", failed || to == JobState::done ? result.message : "",
        ended ? std::optional(now_s()) : std::nullopt, result.predicted_peak_bytes, result.measured_peak_bytes, to == JobState::done,
        static_cast<int64_t>(job), *owner_);
    return database_.changes() > 0;
}

}  // namespace imagelab
