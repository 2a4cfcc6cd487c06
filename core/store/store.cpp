#include "core/store/store.h"

#include <cstdio>
#include <random>

#include "core/store/device_history.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// jobs.wish is what somebody wants of a job that runs; its owner obeys. needs are the devices a job was admitted to. times are seconds
// since 1970.
constexpr const char* queue_tables = R"sql(
CREATE TABLE store(
    name TEXT NOT NULL
);
CREATE TABLE owners(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL, started INTEGER NOT NULL, boot TEXT NOT NULL, place TEXT NOT NULL,
    heartbeat REAL NOT NULL
);
CREATE TABLE jobs(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled', 'refused')),
    wish TEXT NOT NULL DEFAULT '' CHECK(wish IN ('', 'pause', 'cancel')),
    in_group TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL,
    device TEXT,
    owner INTEGER REFERENCES owners(id) ON DELETE SET NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    picture INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL DEFAULT 0,
    fraction REAL NOT NULL DEFAULT 0, seconds_left REAL,
    predicted_peak_bytes INTEGER, measured_peak_bytes INTEGER,
    created REAL NOT NULL, started REAL, finished REAL,
    CHECK((state = 'running') = (owner IS NOT NULL))
);
CREATE INDEX jobs_in_order ON jobs(state, priority DESC, position);
CREATE TABLE needs(
    job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    peak_bytes INTEGER NOT NULL,
    seconds REAL NOT NULL,
    stages TEXT NOT NULL,
    PRIMARY KEY(job, device)
) WITHOUT ROWID;
CREATE TABLE pictures(
    job INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER, crc INTEGER,
    finished REAL,
    PRIMARY KEY(job, number)
) WITHOUT ROWID;
)sql";

// What jobs that entered together are, and which of them each is.
constexpr const char* group_tables = R"sql(
ALTER TABLE jobs ADD COLUMN cell INTEGER NOT NULL DEFAULT 0;
CREATE TABLE job_groups(
    name TEXT PRIMARY KEY,
    about TEXT NOT NULL,
    created REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_in_group ON jobs(in_group);
)sql";

// Who alone may run a job; nights that were cut off before this was known keep theirs.
constexpr const char* keeper_column = R"sql(
ALTER TABLE jobs ADD COLUMN keeper TEXT NOT NULL DEFAULT '';
UPDATE jobs SET keeper = in_group WHERE in_group GLOB 'night-[0-9]*' AND state IN ('waiting', 'running', 'paused');
)sql";

// The machine that runs a job, or ran it: a data folder may lie on a disk that several share.
constexpr const char* host_columns = R"sql(
ALTER TABLE jobs ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE owners ADD COLUMN host TEXT NOT NULL DEFAULT '';
)sql";

// Jobs that train beside those that make pictures (kind); whether somebody waits for a job's picture (at_once); a training's newest loss.
constexpr const char* training_columns = R"sql(
ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'picture';
ALTER TABLE jobs ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN loss REAL;
)sql";

const Schema& schema() {
    static const Schema schema{0x494c4231,
                               {queue_tables, device_history_tables, group_tables, keeper_column, host_columns, training_columns}};
    return schema;
}

std::string random_name() {
    std::random_device random;
    char text[33];
    std::snprintf(text, sizeof text, "%08x%08x%08x%08x", random(), random(), random(), random());
    return text;
}

}  // namespace

Result<Database> open_store(const fs::path& data_dir) {
    auto database = Database::open(data_dir.empty() ? fs::path(":memory:") : data_dir / "imagelab.db", schema());
    if (!database) return database;
    try {
        database->run("INSERT INTO store(name) SELECT ? WHERE NOT EXISTS(SELECT 1 FROM store)", random_name());
    } catch (const SqliteError& error) {
        return Failure{error.what()};
    }
    return database;
}

std::string store_name(const Database& database) {
    Statement row = database.prepare("SELECT name FROM store");
    if (!row.step()) throw Error("[store] " + database.path().string() + " has no name");
    return row.text(0);
}

}  // namespace imagelab
