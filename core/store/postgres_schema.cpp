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

// What machines tell each other beside the queue. gallery: each picture that appeared under its name, entered in the same transaction, by whichever
// version of the program; a request whose text the database cannot read leaves its picture out. picture_wishes: bytes that another machine asked for.
// device_health and device_availability: as it is now; device_statistics: sums over ten minutes, for thirty days.
constexpr const char* lab_tables = R"sql(
CREATE TABLE gallery(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host TEXT NOT NULL, path TEXT NOT NULL,
    job BIGINT NOT NULL, number BIGINT NOT NULL,
    bytes BIGINT, crc BIGINT,
    model TEXT NOT NULL, prompt TEXT NOT NULL, negative_prompt TEXT NOT NULL, seed TEXT NOT NULL,
    request JSON NOT NULL,
    created DOUBLE PRECISION NOT NULL,
    words TSVECTOR NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', prompt || ' ' || model)) STORED,
    UNIQUE(host, path)
);
CREATE INDEX gallery_words ON gallery USING GIN(words);
CREATE INDEX gallery_by_time ON gallery(created DESC, id DESC);
CREATE INDEX gallery_by_job ON gallery(job, number);
CREATE TABLE picture_wishes(
    picture BIGINT PRIMARY KEY REFERENCES gallery(id) ON DELETE CASCADE,
    asked DOUBLE PRECISION NOT NULL,
    sha256 TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE device_health(
    host TEXT NOT NULL, device TEXT NOT NULL, name TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('healthy', 'faulty')), fault TEXT NOT NULL,
    temperature_c DOUBLE PRECISION, load_percent DOUBLE PRECISION, power_watts DOUBLE PRECISION,
    memory_used_bytes BIGINT, memory_total_bytes BIGINT,
    time DOUBLE PRECISION NOT NULL,
    PRIMARY KEY(host, device)
);
CREATE TABLE device_availability(
    host TEXT NOT NULL, device TEXT NOT NULL,
    available BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('available', 'busy', 'faulty')), reason TEXT NOT NULL,
    time DOUBLE PRECISION NOT NULL,
    PRIMARY KEY(host, device)
);
CREATE TABLE device_statistics(
    host TEXT NOT NULL, device TEXT NOT NULL,
    time BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    loads BIGINT NOT NULL, load_sum DOUBLE PRECISION NOT NULL, load_min DOUBLE PRECISION, load_max DOUBLE PRECISION,
    memories BIGINT NOT NULL, memory_sum DOUBLE PRECISION NOT NULL, memory_min BIGINT, memory_max BIGINT,
    temperature_max DOUBLE PRECISION,
    PRIMARY KEY(host, device, time)
);
CREATE TABLE timings(
    model TEXT NOT NULL, device TEXT NOT NULL,
    width BIGINT NOT NULL, height BIGINT NOT NULL, guided BIGINT NOT NULL, start_picture BIGINT NOT NULL,
    runs BIGINT NOT NULL,
    load DOUBLE PRECISION, reload DOUBLE PRECISION,
    text DOUBLE PRECISION NOT NULL, step DOUBLE PRECISION NOT NULL, picture DOUBLE PRECISION NOT NULL,
    planned_load DOUBLE PRECISION NOT NULL, planned_text DOUBLE PRECISION NOT NULL,
    planned_step DOUBLE PRECISION NOT NULL, planned_picture DOUBLE PRECISION NOT NULL,
    PRIMARY KEY(model, device, width, height, guided, start_picture)
);
CREATE FUNCTION enter_gallery() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gallery(host, path, job, number, bytes, crc, model, prompt, negative_prompt, seed, request, created)
        SELECT j.host, NEW.path, NEW.job, NEW.number, NEW.bytes, NEW.crc, coalesce(j.request #>> '{model,base}', ''),
            coalesce(j.request #>> '{conditioning,prompt}', ''), coalesce(j.request #>> '{hyperparameters,negative_prompt}', ''),
            coalesce(j.request #>> '{hyperparameters,seed}', ''), j.request, extract(epoch FROM clock_timestamp())
        FROM jobs j WHERE j.id = NEW.job
        ON CONFLICT(host, path) DO UPDATE SET job = excluded.job, number = excluded.number, bytes = excluded.bytes, crc = excluded.crc,
            model = excluded.model, prompt = excluded.prompt, negative_prompt = excluded.negative_prompt, seed = excluded.seed,
            request = excluded.request, created = excluded.created;
    RETURN NULL;
EXCEPTION WHEN untranslatable_character OR invalid_text_representation OR program_limit_exceeded THEN
    RETURN NULL;
END $$;
CREATE TRIGGER pictures_gallery AFTER INSERT OR UPDATE OF finished ON pictures FOR EACH ROW
    WHEN (NEW.finished IS NOT NULL) EXECUTE FUNCTION enter_gallery();
)sql";

}  // namespace

const std::vector<std::string>& postgres_migrations() {
    static const std::vector<std::string> migrations{tables, training_columns, lab_tables};
    return migrations;
}

}  // namespace imagelab
