#include "core/jobs/job_row.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/jobs/queue.h"
#include "core/store/optional_cell.h"

namespace imagelab {
namespace {

// Stored requests that are read whole for one list, to tell which cannot be; of longer ones the next list tells the rest.
constexpr int most_looks = 500;

// The request's JSON is read where it lies: whole requests of ten thousand jobs would take seconds.
std::string row_columns(const QueueStore& store) {
    const auto of = [&](std::initializer_list<std::string> path) { return store.json_text("j.request", path); };
    return R"sql(SELECT j.id, j.state, j.wish, j.in_group, j.cell, j.priority, coalesce(j.device, ''), coalesce(o.pid, 0),
        coalesce()sql" +
           of({"style", "own_prompt"}) + ", " + of({"conditioning", "prompt"}) + ", ''), " + of({"hyperparameters", "batch_size"}) +
           R"sql(,
        coalesce((SELECT p.path FROM pictures p WHERE p.job = j.id AND p.finished IS NOT NULL ORDER BY p.number LIMIT 1), ''),
        j.message, j.stage, j.step, j.steps, j.fraction, coalesce(j.seconds_left, -1), coalesce(j.predicted_peak_bytes, 0),
        coalesce(j.measured_peak_bytes, 0), coalesce(j.started, 0), coalesce(j.finished, 0), j.keeper, coalesce()sql" +
           of({"training", "output"}) + R"sql(, ''), j.at_once, j.loss
        FROM jobs j
        LEFT JOIN owners o ON o.id = j.owner )sql";
}

JobRow read_row(const SqlRows& row) {
    JobRow job;
    job.id = static_cast<JobId>(row.integer(0));
    job.state = state_of(row.text(1));
    job.wish = row.text(2);
    job.group = row.text(3);
    job.cell = static_cast<int>(row.integer(4));
    job.priority = static_cast<int>(row.integer(5));
    job.device = row.text(6);
    job.pid = row.integer(7);
    job.prompt = row.text(8);
    job.pictures = row.is_null(9) ? 1 : static_cast<int>(row.integer(9));
    job.picture = row.text(10);
    job.message = row.text(11);
    job.stage = row.text(12);
    job.step = static_cast<int>(row.integer(13));
    job.steps = static_cast<int>(row.integer(14));
    job.fraction = row.real(15);
    job.seconds_left = row.real(16);
    job.predicted_peak_bytes = row.integer(17);
    job.measured_peak_bytes = row.integer(18);
    job.started = row.real(19);
    job.finished = row.real(20);
    job.keeper = row.text(21);
    job.trains = row.text(22);
    job.at_once = row.integer(23) != 0;
    job.loss = optional_cell<double>(row, 24);
    if (!job.trains.empty()) job.pictures = 0;
    return job;
}

}  // namespace

std::vector<JobRow> Queue::rows(int most_over) const {
    const std::lock_guard lock(mutex_);
    std::vector<JobRow> rows;
    std::unordered_map<JobId, size_t> place;
    const std::string columns = row_columns(*store_);
    const auto open = store_->select(columns + R"sql(
            WHERE j.state NOT IN ('done', 'cancelled')
            ORDER BY CASE j.state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'paused' THEN 1 ELSE 2 END,
            j.priority DESC, j.position, j.id)sql");
    while (open->step()) {
        rows.push_back(read_row(*open));
        place[rows.back().id] = rows.size() - 1;
    }
    int looks = 0;
    for (JobRow& job : rows) {
        if (job.state != JobState::waiting && job.state != JobState::paused) continue;
        if (!troubles_.contains(job.id) && ++looks > most_looks) continue;
        const StoredTrouble& trouble = trouble_of_unlocked(job.id);
        job.problem = trouble.problem;
        job.left_alone = trouble.left_alone;
    }
    const auto needs = store_->select(
        R"sql(SELECT n.job, n.device, n.seconds
            FROM needs n JOIN jobs j ON j.id = n.job
            WHERE j.state NOT IN ('done', 'cancelled')
            ORDER BY n.job, n.seconds)sql");
    while (needs->step()) {
        const auto of = place.find(static_cast<JobId>(needs->integer(0)));
        if (of != place.end()) rows[of->second].needs.emplace_back(needs->text(1), needs->real(2));
    }
    const auto over =
        store_->select(columns + "WHERE j.state IN ('done', 'cancelled') ORDER BY j.finished DESC, j.id DESC LIMIT ?", {most_over});
    while (over->step()) rows.push_back(read_row(*over));
    return rows;
}

int64_t Queue::version() const {
    const std::lock_guard lock(mutex_);
    return store_->version();
}

bool is_open(JobState state) {
    return state == JobState::waiting || state == JobState::running || state == JobState::paused;
}

QueueEstimate estimate(const std::vector<JobRow>& rows) {
    QueueEstimate result;
    result.left.assign(rows.size(), -1);
    std::map<std::string, double> busy_until;
    const auto take = [&](size_t row, const std::string& device, double until) {
        busy_until[device] = until;
        result.left[row] = until;
        result.all = std::max(result.all, until);
    };
    const auto running = [&](size_t i) {
        const JobRow& job = rows[i];
        double left = job.seconds_left;
        for (const auto& [device, seconds] : job.needs)
            if (left < 0 && device == job.device) left = seconds * (1 - job.fraction);
        const double until = busy_until[job.device];
        if (left >= 0) take(i, job.device, job.trains.empty() ? std::max(until, left) : until + left);
    };
    const auto waiting = [&](size_t i) {
        const JobRow& job = rows[i];
        const std::pair<std::string, double>* best = nullptr;
        for (const auto& need : job.needs) {
            if (!job.device.empty() && need.first != job.device) continue;
            if (!best || busy_until[need.first] < busy_until[best->first]) best = &need;
        }
        if (best) take(i, best->first, busy_until[best->first] + best->second * (1 - job.fraction));
    };
    // A training that runs makes way for pictures that somebody waits for, and goes on behind them.
    enum class Turn { picture_runs, at_once, training_runs, in_order, none };
    const auto turn_of = [](const JobRow& job) {
        if (job.state == JobState::running) return job.trains.empty() ? Turn::picture_runs : Turn::training_runs;
        if (job.state != JobState::waiting || runs_in_its_own_time(job.keeper) || !job.problem.empty()) return Turn::none;
        return job.trains.empty() && (job.at_once || !job.keeper.empty()) ? Turn::at_once : Turn::in_order;
    };
    const bool trains = std::any_of(rows.begin(), rows.end(), [&](const JobRow& job) { return turn_of(job) == Turn::training_runs; });
    for (const Turn turn : {Turn::picture_runs, Turn::at_once, Turn::training_runs, Turn::in_order}) {
        for (size_t i = 0; i < rows.size(); ++i) {
            Turn its = turn_of(rows[i]);
            if (its == Turn::at_once && !trains) its = Turn::in_order;
            if (its != turn) continue;
            rows[i].state == JobState::running ? running(i) : waiting(i);
        }
    }
    return result;
}

}  // namespace imagelab
