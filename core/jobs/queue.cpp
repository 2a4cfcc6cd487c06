#include "core/jobs/queue.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/jobs/stored_job.h"
#include "core/jobs/training_job.h"
#include "core/samplers/sampler_info.h"
#include "core/store/optional_cell.h"
#include "core/store/owner.h"
#include "core/store/store.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr const char* job_columns =
    R"sql(SELECT j.id, j.request, j.state, j.wish, j.in_group, j.priority, coalesce(j.device, ''), coalesce(o.pid, 0), j.attempts,
        j.crashes, j.cause, j.message, j.stage, j.picture, j.step, j.steps, j.fraction, coalesce(j.seconds_left, -1),
        coalesce(j.predicted_peak_bytes, 0), coalesce(j.measured_peak_bytes, 0), j.created, coalesce(j.started, 0),
        coalesce(j.finished, 0), j.cell, j.keeper, j.host, j.at_once, j.loss
        FROM jobs j
        LEFT JOIN owners o ON o.id = j.owner )sql";

Failure unknown(JobId job) {
    return Failure{"there is no job " + std::to_string(job) + "; `imagelab queue list --all` lists them"};
}

Failure unfit(JobId job, JobState state, const char* verb) {
    return Failure{"job " + std::to_string(job) + " is " + state_name(state) + " and cannot be " + verb};
}
Failure unfit(const Job& job, const char* verb) {
    return unfit(job.id, job.state, verb);
}

void insert_needs(const QueueStore& store, JobId job, const std::vector<DeviceNeed>& needs) {
    for (const DeviceNeed& need : needs) {
        store.run(
            R"sql(INSERT INTO needs(job, device, peak_bytes, seconds, stages)
                VALUES(?, ?, ?, ?, ?)
                ON CONFLICT(job, device) DO UPDATE
                SET peak_bytes = excluded.peak_bytes, seconds = excluded.seconds, stages = excluded.stages)sql",
            {job, need.device, need.peak_bytes, need.seconds, stages_text(need.stages)});
    }
}

}  // namespace

double now_s() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Queue::Queue(std::unique_ptr<QueueStore> store, std::string keeper)
    : store_(std::move(store)), keeper_(std::move(keeper)), name_(store_->name()) {}

Queue::Queue(Database database, std::string keeper) : Queue(sqlite_queue_store(std::move(database)), std::move(keeper)) {}

fs::path Queue::journals(const fs::path& data) const {
    return store_->journals(data);
}

fs::path Queue::journal(const fs::path& data, JobId job) const {
    return journals(data) / (std::to_string(job) + ".steps");
}

std::string Queue::waits_for_model_1_2() const {
    return "j.state IN ('waiting', 'paused') AND " + store_->json_text("j.request", {"model", "base"}) + " = ?1 AND " +
           store_->json_text("j.request", {"model", "vae"}) + " = ?2";
}

std::vector<JobId> Queue::add(const std::vector<NewJob>& jobs, const std::string& about) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    std::vector<JobId> ids;
    for (const NewJob& job : jobs) {
        int64_t peak = 0;
        for (const DeviceNeed& need : job.needs) peak = std::max(peak, need.peak_bytes);
        const bool refused = !job.refusal.empty();
        auto row = store_->select(
            R"sql(INSERT INTO jobs(request, state, in_group, priority, position, device, cause, message, predicted_peak_bytes,
                created, cell, keeper, kind, at_once, host, steps)
                VALUES(?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM jobs), nullif(?, ''), ?, ?,
                nullif(CAST(? AS BIGINT), 0), ?, ?, ?, ?, ?, ?, ?)
                RETURNING id)sql",
            {(job.training ? training_job_to_json(*job.training) : request_to_json(job.request)).dump(), refused ? "refused" : "waiting",
             job.group, job.priority, job.device, refused ? "memory" : "", refused ? job.refusal : job.note, peak, now_s(), job.cell,
             job.keeper, job.training ? "training" : "picture", job.at_once,
             // Its pictures, state and LoRA are files of this machine.
             job.training && store_->shared() ? host_name() : "", job.training ? job.training->config.steps : 0});
        if (!row->step()) throw Error("[queue] a job was added without a number");
        ids.push_back(static_cast<JobId>(row->integer(0)));
        row.reset();
        insert_needs(*store_, ids.back(), job.needs);
    }
    if (!about.empty()) {
        store_->run(
            R"sql(INSERT INTO job_groups(name, about, created)
                VALUES(?, ?, ?)
                ON CONFLICT(name) DO UPDATE SET about = excluded.about, created = excluded.created)sql",
            {jobs.front().group, about, now_s()});
    }
    store_->wake();
    transaction.commit();
    return ids;
}

std::vector<GroupInfo> Queue::groups() const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT name, about, created FROM job_groups ORDER BY created DESC");
    std::vector<GroupInfo> groups;
    while (row->step()) groups.push_back({row->text(0), row->text(1), row->real(2)});
    return groups;
}

std::optional<GroupInfo> Queue::group(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT name, about, created FROM job_groups WHERE name = ?", {name});
    if (!row->step()) return std::nullopt;
    return GroupInfo{row->text(0), row->text(1), row->real(2)};
}

Job Queue::read(const SqlRows& row) const {
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
    job.progress.stage = stage_named(job.stage).value_or(Stage::waiting);
    job.progress.picture = static_cast<int>(row.integer(13));
    job.progress.pictures = job.request.batch;
    job.progress.step = static_cast<int>(row.integer(14));
    job.progress.steps = static_cast<int>(row.integer(15));
    job.progress.about = job.progress.steps > 0 && sampler_info(job.request.sampler).own_pace;
    job.progress.fraction = row.real(16);
    job.progress.seconds_left = row.real(17);
    job.predicted_peak_bytes = row.integer(18);
    job.measured_peak_bytes = row.integer(19);
    job.created = row.real(20);
    job.started = row.real(21);
    job.finished = row.real(22);
    job.cell = static_cast<int>(row.integer(23));
    job.keeper = row.text(24);
    job.host = row.text(25);
    job.at_once = row.integer(26) != 0;
    job.progress.loss = optional_cell<double>(row, 27);
    const auto needs = store_->select("SELECT device, stages, peak_bytes, seconds FROM needs WHERE job = ? ORDER BY seconds", {job.id});
    while (needs->step()) read_stored_need({needs->text(0), {}, needs->integer(2), needs->real(3)}, needs->text(1), job);
    const auto pictures = store_->select("SELECT number, path, finished IS NOT NULL FROM pictures WHERE job = ? ORDER BY number", {job.id});
    while (pictures->step()) job.pictures.push_back({static_cast<int>(pictures->integer(0)), pictures->text(1), pictures->integer(2) != 0});
    return job;
}

std::optional<Job> Queue::find_unlocked(JobId job) const {
    const auto row = store_->select(std::string(job_columns) + "WHERE j.id = ?", {job});
    if (!row->step()) return std::nullopt;
    return read(*row);
}

std::optional<Job> Queue::find(JobId job) const {
    const std::lock_guard lock(mutex_);
    return find_unlocked(job);
}

std::vector<Job> Queue::list(bool all) const {
    const std::lock_guard lock(mutex_);
    const auto row =
        store_->select(std::string(job_columns) + (all ? "" : "WHERE j.state NOT IN ('done', 'cancelled') ") +
                       "ORDER BY CASE j.state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'paused' THEN 1 WHEN 'failed' THEN 2 "
                       "WHEN 'refused' THEN 2 ELSE 3 END, j.priority DESC, j.position, j.id");
    std::vector<Job> jobs;
    while (row->step()) jobs.push_back(read(*row));
    return jobs;
}

std::vector<JobId> Queue::in_group(const std::string& group) const {
    const std::lock_guard lock(mutex_);
    const auto row = store_->select("SELECT id FROM jobs WHERE in_group = ? ORDER BY priority DESC, position, id", {group});
    std::vector<JobId> ids;
    while (row->step()) ids.push_back(static_cast<JobId>(row->integer(0)));
    return ids;
}

std::vector<Queue::Work> Queue::work_of(const std::string& group) const {
    const std::lock_guard lock(mutex_);
    const auto row =
        store_->select("SELECT running, devices, count(*) FROM (SELECT state = 'running' AS running, coalesce(device, (SELECT " +
                           store_->joined("n.device") +
                           " FROM needs n WHERE n.job = jobs.id)) AS devices FROM jobs WHERE in_group = ? AND state IN "
                           "('waiting', 'running')) AS work GROUP BY running, devices",
                       {group});
    std::vector<Work> work;
    while (row->step()) work.push_back({row->integer(0) != 0, row->text(1), static_cast<int>(row->integer(2))});
    return work;
}

Result<void> Queue::change_unlocked(JobId id, JobChange change) {
    auto row = store_->select("SELECT state, wish FROM jobs j WHERE id = ?" + store_->locked(false), {id});
    if (!row->step()) return unknown(id);
    const JobState state = state_of(row->text(0));
    const std::string wish = row->text(1);
    row.reset();
    const bool runs = state == JobState::running;
    switch (change) {
        case JobChange::pause:
            if (runs) {
                store_->run("UPDATE jobs SET wish = 'pause' WHERE id = ? AND wish = ''", {id});
            } else if (state == JobState::waiting) {
                store_->run("UPDATE jobs SET state = 'paused' WHERE id = ?", {id});
            } else if (state != JobState::paused) {
                return unfit(id, state, "paused");
            }
            break;
        case JobChange::resume:
            if (state == JobState::paused) {
                store_->run("UPDATE jobs SET state = 'waiting', message = '' WHERE id = ?", {id});
            } else if (runs && wish != "cancel") {
                store_->run("UPDATE jobs SET wish = '' WHERE id = ?", {id});
            } else if (state != JobState::waiting) {
                return unfit(id, state, "resumed");
            }
            break;
        case JobChange::cancel:
            if (runs) {
                store_->run("UPDATE jobs SET wish = 'cancel' WHERE id = ?", {id});
            } else if (state == JobState::done) {
                return unfit(id, state, "cancelled");
            } else if (state != JobState::cancelled) {
                store_->run("UPDATE jobs SET state = 'cancelled', finished = ? WHERE id = ?", {now_s(), id});
            }
            break;
    }
    return {};
}

ManyChanged Queue::change(const std::vector<JobId>& jobs, JobChange change) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    ManyChanged result;
    for (const JobId job : jobs) {
        const auto done = change_unlocked(job, change);
        if (done) {
            result.changed.push_back(job);
        } else if (result.problem.empty()) {
            result.problem = done.error();
        }
    }
    store_->wake();
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
    StoreTransaction transaction(*store_);
    const auto job = find_unlocked(id);
    if (!job) return unknown(id);
    if (job->state != JobState::failed && job->state != JobState::cancelled) return unfit(*job, "run again");
    if (!job->problem.empty()) return Failure{"job " + std::to_string(id) + ": " + job->problem};
    store_->run(
        R"sql(UPDATE jobs
            SET state = 'waiting', wish = '', cause = '', message = '', crashes = 0, finished = NULL,
            device = CASE WHEN ? OR NOT EXISTS(SELECT 1 FROM needs WHERE job = jobs.id) THEN device END
            WHERE id = ?)sql",
        {on_its_device, id});
    store_->wake();
    transaction.commit();
    return {};
}

Result<void> Queue::admit(JobId id, const std::vector<DeviceNeed>& needs) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    const auto job = find_unlocked(id);
    if (!job) return unknown(id);
    if (job->state != JobState::refused) return unfit(*job, "admitted");
    insert_needs(*store_, id, needs);
    store_->run("UPDATE jobs SET state = 'waiting', cause = '', message = '' WHERE id = ?", {id});
    store_->wake();
    transaction.commit();
    return {};
}

std::vector<Job> Queue::priced(const Request& like, const std::string& device) const {
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    const auto row = store_->select(
        "SELECT min(j.id) FROM jobs j JOIN needs n ON n.job = j.id WHERE n.device = ?3 AND " + waits_for_model_1_2() + " GROUP BY n.stages",
        {like.model, like.vae, device});
    while (row->step()) {
        auto job = find_unlocked(static_cast<JobId>(row->integer(0)));
        if (job && job->problem.empty()) jobs.push_back(std::move(*job));
    }
    return jobs;
}

void Queue::price(const Request& like, const std::vector<NewPrice>& prices) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    std::string update = R"sql(UPDATE needs
        SET seconds = ?5, peak_bytes = ?6, stages = ?7
        WHERE device = ?3 AND stages = ?4 AND EXISTS(SELECT 1 FROM jobs j WHERE j.id = needs.job AND )sql";
    update.append(waits_for_model_1_2()).append(")");
    for (const auto& [was, now] : prices) {
        store_->run(update,
                    {like.model, like.vae, now.device, stages_text(was.stages), now.seconds, now.peak_bytes, stages_text(now.stages)});
    }
    transaction.commit();
}

Result<void> Queue::set_priority(JobId id, int priority) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    if (!find_unlocked(id)) return unknown(id);
    store_->run("UPDATE jobs SET priority = ? WHERE id = ?", {priority, id});
    transaction.commit();
    return {};
}

// The jobs that still wait, in order, get new positions; there are few of them.
Result<void> Queue::move(const std::vector<JobId>& jobs, QueuePlace place) {
    using Kind = QueuePlace::Kind;
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
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
    if (order.empty()) return {};
    int64_t position =
        std::min_element(order.begin(), order.end(), [](const JobPlace& a, const JobPlace& b) { return a.position < b.position; })
            ->position -
        1;  // what runs, and comes back, keeps its place among them
    for (const JobPlace& entry : order)
        store_->run("UPDATE jobs SET position = ?, priority = ? WHERE id = ?", {++position, entry.priority, entry.id});
    transaction.commit();
    return {};
}

std::vector<JobPlace> Queue::places_unlocked() const {
    const auto row =
        store_->select("SELECT id, priority, position FROM jobs WHERE state IN ('waiting', 'paused') ORDER BY priority DESC, position, id");
    std::vector<JobPlace> places;
    while (row->step()) places.push_back({static_cast<JobId>(row->integer(0)), row->integer(1), row->integer(2)});
    return places;
}

std::vector<JobPlace> Queue::places() const {
    const std::lock_guard lock(mutex_);
    return places_unlocked();
}

void Queue::restore(const std::vector<JobPlace>& places) {
    const std::lock_guard lock(mutex_);
    StoreTransaction transaction(*store_);
    for (const JobPlace& place : places) {
        store_->run("UPDATE jobs SET position = ?, priority = ? WHERE id = ? AND state IN ('waiting', 'paused')",
                    {place.position, place.priority, place.id});
    }
    transaction.commit();
}

}  // namespace imagelab
