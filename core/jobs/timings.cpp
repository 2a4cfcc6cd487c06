#include "core/jobs/timings.h"

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/base/number.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr double share_of_newest = 0.3;  // in the running mean, once there are a few

// One row a kind of job: load is of a model that was not in memory, reload of one that was; NULL: not seen yet. planned_... is what the
// plan said of the same.
const Schema timings_schema{0x494c5449,  // "ILTI"
                            {R"sql(
CREATE TABLE timings(
    model TEXT NOT NULL, device TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, guided INTEGER NOT NULL, start_picture INTEGER NOT NULL,
    runs INTEGER NOT NULL,
    load REAL, reload REAL, text REAL NOT NULL, step REAL NOT NULL, picture REAL NOT NULL,
    planned_load REAL NOT NULL, planned_text REAL NOT NULL, planned_step REAL NOT NULL, planned_picture REAL NOT NULL,
    PRIMARY KEY(model, device, width, height, guided, start_picture)
) WITHOUT ROWID;
)sql"}};

std::unique_ptr<Database> opened(const fs::path& folder) {
    if (!folder.empty()) {
        const fs::path file = folder / "timings.db";
        std::error_code ignored;
        fs::create_directories(folder, ignored);
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (auto database = Database::open(file, timings_schema)) return std::make_unique<Database>(std::move(*database));
            for (const char* part : {"", "-wal", "-shm"}) fs::remove(file.string() + part, ignored);
        }
        log_debug(file.string() + " cannot be used: what jobs took is forgotten with this process");
    }
    return std::make_unique<Database>(Database::open(":memory:", timings_schema).value());
}

// The names of files in a model's name, without where this machine keeps them: "/lab/a.safetensors /lab/vae.pt" is "a.safetensors vae.pt".
std::string without_folders(const std::string& model) {
    std::string names;
    for (size_t at = 0; at < model.size();) {
        const size_t end = std::min({model.find('\n', at), model.find(" /", at + 1), model.size()});
        const std::string piece = model.substr(at, end - at);
        const size_t slash = piece.find('/'), last = piece.rfind('/');
        names += slash == piece.npos ? piece : piece.substr(0, slash) + piece.substr(last + 1);
        at = end;
        if (at < model.size()) names += model[at++];
    }
    return names;
}

}  // namespace

JobTimes times_of(const std::vector<StagePlan>& stages, int steps, int pictures) {
    using Part = StageInfo::Part;
    JobTimes times;
    for (const StagePlan& stage : stages) {
        const double work = stage.seconds - stage.load_seconds;
        const Part part = stage_info(stage.stage).part;
        times.load += stage.load_seconds + (part == Part::load ? work : 0);
        if (part == Part::text) times.text += work;
        if (part == Part::step) times.step += work / std::max(1, steps * pictures);
        if (part == Part::picture) times.picture += work / std::max(1, pictures);
    }
    return times;
}

// What the nearest row says.
struct Timings::Known {
    bool any = false;        // there is a row
    bool load = false;       // loading was measured, from where this job starts
    bool same_size = false;  // and all else that the row is named by
    JobTimes measured, planned;
};

Timings::Timings(fs::path folder, std::string store) : folder_(std::move(folder)), store_(std::move(store)) {}
Timings::~Timings() = default;

Database* Timings::database(bool wanted) const {
    std::error_code ignored;
    if (!database_ && (wanted || (!folder_.empty() && fs::exists(folder_ / "timings.db", ignored)))) database_ = opened(folder_);
    return database_.get();
}

void Timings::add(const JobKind& kind, const JobTimes& planned, const JobTimes& measured) {
    const std::lock_guard lock(mutex_);
    try {
        Statement row = database(true)->prepare(
            R"sql(INSERT INTO timings
                VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1, iif(?7, NULL, ?8), iif(?7, ?8, NULL), ?9, ?10, ?11, ?12, ?13, ?14,
                ?15)
                ON CONFLICT DO UPDATE
                SET runs = runs + 1,
                load = iif(?7, load, ifnull(load * iif(planned_load > 0 AND ?12 > 0, ?12 / planned_load, 1), ?8) + (?8 - ifnull(load * iif(planned_load > 0
                AND ?12 > 0, ?12 / planned_load, 1), ?8)) * max(?16, 1.0 / (runs + 1))),
                reload = iif(?7, ifnull(reload, ?8) + (?8 - ifnull(reload, ?8)) * max(?16, 1.0 / (runs + 1)), reload),
                text = text + (?9 - text) * max(?16, 1.0 / (runs + 1)),
                step = step + (?10 - step) * max(?16, 1.0 / (runs + 1)),
                picture = picture + (?11 - picture) * max(?16, 1.0 / (runs + 1)), planned_load = iif(?12 > 0, ?12, planned_load),
                planned_text = ?13, planned_step = ?14, planned_picture = ?15)sql");
        row.with(kind.model, kind.device, kind.width, kind.height, kind.guided, kind.start_picture, kind.warm, measured.load, measured.text,
                 measured.step, measured.picture, planned.load, planned.text, planned.step, planned.picture, share_of_newest)
            .run();
    } catch (const SqliteError& error) {
        log_debug(std::string("what a job took is not kept: ") + error.what());
    }
    add_shared(kind, planned, measured);
}

template <class Action>
void Timings::with_shared(const Action& action) const {
    using Clock = std::chrono::steady_clock;
    constexpr auto pause = std::chrono::seconds(30);  // behind an attempt that failed: nobody waits for a help
    if (store_.empty()) return;
    const std::lock_guard lock(shared_mutex_);
    if (!shared_ && Clock::now() < next_attempt_) return;
    try {
        if (!shared_) {
            auto opened = open_queue_store({}, store_);
            if (!opened) throw Error(opened.error());
            shared_ = std::move(*opened);
        }
        action(*shared_);
    } catch (const std::exception& error) {
        log_debug(std::string("the shared store does not tell what jobs take: ") + error.what());
        shared_.reset();
        next_attempt_ = Clock::now() + pause;
    }
}

void Timings::add_shared(const JobKind& kind, const JobTimes& planned, const JobTimes& measured) {
    with_shared([&](const QueueStore& store) {
        std::optional<double> load, reload;
        (kind.warm ? reload : load) = measured.load;
        const std::string share = "greatest(" + general_text(share_of_newest) + ", 1.0 / (t.runs + 1))";
        const auto mean = [&](const std::string& name) {
            return name + " = coalesce(t." + name + " + (excluded." + name + " - t." + name + ") * " + share + ", excluded." + name +
                   ", t." + name + ")";
        };
        std::string means;
        for (const char* name : {"load", "reload", "text", "step", "picture"}) means += ", " + mean(name);
        store.run(
            "INSERT INTO timings AS t VALUES(?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(model, device, width, height, "
            "guided, "
            "start_picture) DO UPDATE SET runs = t.runs + 1, planned_load = excluded.planned_load, planned_text = excluded.planned_text, "
            "planned_step = excluded.planned_step, planned_picture = excluded.planned_picture" +
                means,
            {without_folders(kind.model), kind.device, kind.width, kind.height, kind.guided, kind.start_picture, load, reload,
             measured.text, measured.step, measured.picture, planned.load, planned.text, planned.step, planned.picture});
    });
}

Timings::Known Timings::nearest_shared(const JobKind& kind) const {
    Known known;
    with_shared([&](const QueueStore& store) {
        const auto row = store.select(
            std::string("SELECT ") + (kind.warm ? "reload" : "load") +
                ", text, step, picture, planned_load, planned_text, planned_step, planned_picture, width, height, guided, start_picture "
                "FROM timings "
                "WHERE model = ? AND device = ? ORDER BY guided <> CAST(? AS BIGINT), abs(width * height - CAST(? AS BIGINT)), "
                "start_picture <> CAST(? AS BIGINT) LIMIT 1",
            {without_folders(kind.model), kind.device, kind.guided, int64_t{kind.width} * kind.height, kind.start_picture});
        if (!row->step()) return;
        known.any = true;
        known.load = !row->is_null(0);
        known.measured = {row->real(0), row->real(1), row->real(2), row->real(3)};
        known.planned = {row->real(4), row->real(5), row->real(6), row->real(7)};
        known.same_size = row->integer(8) == kind.width && row->integer(9) == kind.height && (row->integer(10) != 0) == kind.guided &&
                          (row->integer(11) != 0) == kind.start_picture;
    });
    return known;
}

Timings::Known Timings::nearest(const JobKind& kind) const {
    const std::lock_guard lock(mutex_);
    const Database* there = database(false);
    if (!there) return {};
    Statement row = there->prepare(
        R"sql(SELECT iif(?7, reload, load), text, step, picture, planned_load, planned_text, planned_step,
            planned_picture, width = ?3 AND height = ?4 AND guided = ?5 AND start_picture = ?6
            FROM timings
            WHERE model = ?1 AND device = ?2
            ORDER BY guided <> ?5, abs(width * height - ?3 * ?4), start_picture <> ?6
            LIMIT 1)sql");
    row.with(kind.model, kind.device, kind.width, kind.height, kind.guided, kind.start_picture, kind.warm);
    if (!row.step()) return {};
    Known known;
    known.any = true;
    known.load = !row.is_null(0);
    known.measured = {row.real(0), row.real(1), row.real(2), row.real(3)};
    known.planned = {row.real(4), row.real(5), row.real(6), row.real(7)};
    known.same_size = row.integer(8) != 0;
    return known;
}

bool Timings::correct(const JobKind& kind, std::vector<StagePlan>& stages) const {
    const auto unknown = [](const StagePlan& stage) { return !std::isfinite(stage.seconds); };
    if (std::any_of(stages.begin(), stages.end(), unknown)) return false;  // a device that is only imagined
    const Known known = [&] {
        try {
            const Known here = nearest(kind);
            return here.any ? here : nearest_shared(kind);
        } catch (const SqliteError& error) {
            log_debug(std::string("what jobs took cannot be read: ") + error.what());
            return Known{};
        }
    }();
    const JobTimes planned = times_of(stages, kind.steps, kind.pictures);
    JobTimes expected = planned;
    if (kind.warm && !kind.start_picture) expected.load = 0;  // also before anything was measured
    if (known.any) {
        const auto of = [&](double JobTimes::*time) {
            const double then = known.measured.*time, said = known.planned.*time, now = planned.*time;
            if (known.same_size || said <= 0) return then;
            const double by_share = now * then / said;  // a slower device than promised is so at every size,
            const double by_rest = now + then - said;   // what each operation costs beside its work is the same at every size
            return then < said ? by_share : std::min(by_share, by_rest);
        };
        expected.text = of(&JobTimes::text);
        expected.step = of(&JobTimes::step);
        expected.picture = of(&JobTimes::picture);
        // What loading takes depends on what is kept packed: another plan than then, another time.
        const double then = known.planned.load;
        if (known.load) expected.load = known.measured.load * (!kind.warm && then > 0 && planned.load > 0 ? planned.load / then : 1);
    }
    const double load_share = planned.load > 0 ? expected.load / planned.load : 0;
    // Several stages of one part share what was measured of it as they share what was planned.
    for (StagePlan& stage : stages) {
        double work = stage.seconds - stage.load_seconds;
        switch (stage_info(stage.stage).part) {
            case StageInfo::Part::load:
                work *= load_share;
                break;
            case StageInfo::Part::text:
                work = planned.text > 0 ? work * expected.text / planned.text : expected.text;
                break;
            case StageInfo::Part::step:
                work = planned.step > 0 ? work * expected.step / planned.step : expected.step * kind.steps * kind.pictures;
                break;
            case StageInfo::Part::picture:
                work = planned.picture > 0 ? work * expected.picture / planned.picture : expected.picture * kind.pictures;
                break;
            case StageInfo::Part::other:
                break;
        }
        stage.load_seconds *= load_share;
        stage.seconds = stage.load_seconds + work;
    }
    return known.any;
}

}  // namespace imagelab
