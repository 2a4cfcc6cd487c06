#include "core/store/postgres_schema.h"

namespace imagelab {
namespace {

// The columns of jobs, needs, pictures and job_groups are those of SQLite's tables: the queue's statements are the same. owners has what a
// machine that sees nothing of the others needs to know; files are what requests read, start pictures and masks, by their SHA-256. A
// request is JSON, which the database looks at on its way in.
constexpr const char* tables = R"sql(
CREATE TABLE owners(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pid BIGINT NOT NULL, started BIGINT NOT NULL, boot TEXT NOT NULL, place TEXT NOT NULL,
    host TEXT NOT NULL,
    since DOUBLE PRECISION NOT NULL,
    heartbeat DOUBLE PRECISION NOT NULL
);
CREATE TABLE jobs(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request JSON NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled', 'refused')),
    wish TEXT NOT NULL DEFAULT '' CHECK(wish IN ('', 'pause', 'cancel')),
    in_group TEXT NOT NULL DEFAULT '',
    cell BIGINT NOT NULL DEFAULT 0,
    keeper TEXT NOT NULL DEFAULT '',
    priority BIGINT NOT NULL DEFAULT 0,
    position BIGINT NOT NULL,
    device TEXT,
    owner BIGINT REFERENCES owners(id) ON DELETE SET NULL,
    host TEXT NOT NULL DEFAULT '',
    attempts BIGINT NOT NULL DEFAULT 0,
    crashes BIGINT NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    picture BIGINT NOT NULL DEFAULT 0, step BIGINT NOT NULL DEFAULT 0, steps BIGINT NOT NULL DEFAULT 0,
    fraction DOUBLE PRECISION NOT NULL DEFAULT 0, seconds_left DOUBLE PRECISION,
    predicted_peak_bytes BIGINT, measured_peak_bytes BIGINT,
    created DOUBLE PRECISION NOT NULL, started DOUBLE PRECISION, finished DOUBLE PRECISION,
    CHECK((state = 'running') = (owner IS NOT NULL))
);
CREATE INDEX jobs_in_order ON jobs(priority DESC, position, id) WHERE state = 'waiting';
CREATE INDEX jobs_by_state ON jobs(state);
CREATE INDEX jobs_by_position ON jobs(position);
CREATE INDEX jobs_in_group ON jobs(in_group);
CREATE INDEX jobs_of_owner ON jobs(owner) WHERE owner IS NOT NULL;
CREATE TABLE needs(
    job BIGINT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    peak_bytes BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    stages TEXT NOT NULL,
    PRIMARY KEY(job, device)
);
CREATE TABLE pictures(
    job BIGINT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    path TEXT NOT NULL,
    bytes BIGINT, crc BIGINT,
    finished DOUBLE PRECISION,
    PRIMARY KEY(job, number)
);
CREATE TABLE job_groups(
    name TEXT PRIMARY KEY,
    about TEXT NOT NULL,
    created DOUBLE PRECISION NOT NULL
);
CREATE TABLE files(
    sha256 TEXT PRIMARY KEY,
    bytes BYTEA NOT NULL,
    created TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE FUNCTION tell_news() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN NOTIFY imagelab_news; RETURN NULL; END $$;
CREATE TRIGGER jobs_news AFTER INSERT OR UPDATE OR DELETE ON jobs FOR EACH STATEMENT EXECUTE FUNCTION tell_news();
CREATE TRIGGER needs_news AFTER INSERT OR UPDATE OR DELETE ON needs FOR EACH STATEMENT EXECUTE FUNCTION tell_news();
CREATE TRIGGER pictures_news AFTER INSERT OR UPDATE OR DELETE ON pictures FOR EACH STATEMENT EXECUTE FUNCTION tell_news();
CREATE TRIGGER groups_news AFTER INSERT OR UPDATE OR DELETE ON job_groups FOR EACH STATEMENT EXECUTE FUNCTION tell_news();
)sql";

// As store.cpp's.
constexpr const char* training_columns = R"sql(
ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'picture';
ALTER TABLE jobs ADD COLUMN at_once BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN loss DOUBLE PRECISION;
)sql";

}  // namespace

const std::vector<std::string>& postgres_migrations() {
    static const std::vector<std::string> migrations{tables, training_columns};
    return migrations;
}

}  // namespace imagelab
