#include "core/store/postgres_store.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <pqxx/pqxx>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/store/postgres_address.h"
#include "core/store/postgres_schema.h"

namespace imagelab {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int lock_of_owners = 0x494c4f57, lock_of_store = 0x494c5354;  // first keys of advisory locks: "ILOW", "ILST"
constexpr double stale_s = 1.5;     // a process of another machine that was heard of since is not asked about
constexpr double reconnect_s = 10;  // after a start of the database, for those whose session it ended
constexpr auto look_anyway = 2s;    // where no news came
constexpr auto between_attempts = 500ms;

// Random, as the names of SQLite's stores; without the extension pgcrypto.
constexpr const char* random_name_query = "SELECT replace(gen_random_uuid()::text, '-', '')";

std::string first_line(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    for (const char* prefix : {"ERROR:  ", "FATAL:  "}) {
        if (line.starts_with(prefix)) line.erase(0, 8);
    }
    return line;
}

class PostgresError final : public StoreError {
  public:
    PostgresError(const std::string& what, bool lasting, bool unreachable)
        : StoreError(what), lasting_(lasting), unreachable_(unreachable) {}
    bool lasting() const override { return lasting_; }
    bool unreachable() const override { return unreachable_; }

  private:
    bool lasting_, unreachable_;
};

// ? and ?N as $N, but for those in quotes.
std::string numbered(const std::string& sql) {
    std::string text;
    int next = 0;
    bool quoted = false;
    for (size_t at = 0; at < sql.size(); ++at) {
        if (sql[at] == '\'') quoted = !quoted;
        if (sql[at] != '?' || quoted) {
            text += sql[at];
            continue;
        }
        text += '$';
        const bool has_number = at + 1 < sql.size() && sql[at + 1] >= '1' && sql[at + 1] <= '9';
        if (!has_number) text += std::to_string(++next);
    }
    return text;
}

// The database takes UTF-8 alone; what a message holds beside it, a file's name perhaps, is shown as question marks.
std::string as_utf8(const std::string& text) {
    if (is_utf8(text) && text.find('\0') == std::string::npos) return text;
    std::string plain = text;
    for (char& letter : plain) {
        if (static_cast<unsigned char>(letter) >= 0x80 || letter == '\0') letter = '?';
    }
    return plain;
}

std::string value_text(const SqlValue& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) {
        if (std::isinf(*real)) return *real > 0 ? "Infinity" : "-Infinity";
        char text[64];
        return {text, std::to_chars(text, text + sizeof text, *real).ptr};
    }
    return as_utf8(std::get<std::string>(value));
}

class PostgresRows final : public SqlRows {
  public:
    explicit PostgresRows(pqxx::result result) : result_(std::move(result)) {}
    bool step() override { return ++row_ < static_cast<int>(result_.size()); }
    bool is_null(int column) const override { return field(column).is_null(); }
    int64_t integer(int column) const override {
        const std::string value = text(column);
        if (value == "t") return 1;
        int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return number;
    }
    double real(int column) const override {
        const std::string value = text(column);
        double number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return number;
    }
    std::string text(int column) const override {
        const auto cell = field(column);
        return cell.is_null() ? std::string() : std::string(cell.c_str(), cell.size());
    }

  private:
    pqxx::field field(int column) const {
        return result_[static_cast<pqxx::result::size_type>(row_)][static_cast<pqxx::row::size_type>(column)];
    }
    pqxx::result result_;
    int row_ = -1;
};

class Counter final : public pqxx::notification_receiver {
  public:
    Counter(pqxx::connection_base& connection, const char* channel, int64_t& count)
        : notification_receiver(connection, channel), count_(count) {}
    void operator()(const std::string&, int) override { ++count_; }

  private:
    int64_t& count_;
};

class PostgresStore final : public QueueStore {
  public:
    explicit PostgresStore(PostgresAddress address) : address_(std::move(address)) {}

    // Throws PostgresError where the database cannot be reached; the failure is of one that cannot be used.
    Result<void> open() {
        try {
            connected();
            return migrate();
        } catch (const pqxx::failure& error) {
            return Failure{told(error)};
        }
    }

    std::unique_ptr<SqlRows> select(const std::string& sql, const std::vector<SqlValue>& values) const override {
        return std::make_unique<PostgresRows>(execute(sql, values));
    }
    int64_t run(const std::string& sql, const std::vector<SqlValue>& values) const override {
        return static_cast<int64_t>(execute(sql, values).affected_rows());
    }
    void begin(bool alone) const override {
        guarded([&] {
            auto beginning = std::make_unique<pqxx::work>(connected());
            if (alone) beginning->exec_params("SELECT pg_advisory_xact_lock($1, 1)", lock_of_store);
            transaction_ = std::move(beginning);
        });
    }
    void commit() const override {
        guarded([&] { transaction_->commit(); });
        transaction_.reset();
    }
    void rollback() const noexcept override { transaction_.reset(); }

    std::string json_text(const std::string& column, const std::vector<std::string>& path) const override {
        std::string steps;
        for (const std::string& step : path) steps += (steps.empty() ? "" : ",") + step;
        return "(" + column + " #>> '{" + steps + "}')";
    }
    std::string joined(const std::string& column) const override { return "string_agg(" + column + ", ',')"; }
    std::string locked(bool skip) const override { return skip ? " FOR UPDATE OF j SKIP LOCKED" : " FOR UPDATE OF j"; }

    int64_t add_owner() const override {
        const ProcessIdentity self = this_process();
        const auto row = select(
            "INSERT INTO owners(pid, started, boot, place, host, since, heartbeat) VALUES(?, ?, ?, ?, ?, extract(epoch FROM "
            "clock_timestamp()), "
            "extract(epoch FROM clock_timestamp())) RETURNING id",
            {self.pid, self.started, self.boot, self.place, host_name()});
        row->step();
        owner_ = row->integer(0);
        hold_owner();
        return *owner_;
    }

    std::vector<int64_t> dead_owners(std::optional<int64_t> self) const override {
        const ProcessIdentity here = this_process();
        const auto row = select(
            R"sql(SELECT o.id, o.pid, o.started, o.boot, o.place, extract(epoch FROM clock_timestamp()) - o.heartbeat,
                EXISTS(SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ?1 AND l.objsubid = 2
                AND l.objid = o.id AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())),
                o.since < extract(epoch FROM pg_postmaster_start_time()) AND
                clock_timestamp() - pg_postmaster_start_time() < make_interval(secs => ?6)
                FROM owners o WHERE o.id <> ?3 AND ((o.boot = ?4 AND o.place = ?5) OR
                o.heartbeat < extract(epoch FROM clock_timestamp()) - CAST(?2 AS DOUBLE PRECISION)))sql",
            {lock_of_owners, stale_s, self.value_or(0), here.boot, here.place, reconnect_s});
        std::vector<int64_t> ids;
        while (row->step()) {
            const ProcessIdentity process{row->integer(1), row->integer(2), row->text(3), row->text(4)};
            const double silent_s = row->real(5);
            const bool holds = row->integer(6) != 0, seen_from_here = process.boot == here.boot && process.place == here.place;
            const bool lives_here = seen_from_here && is_alive(process, 0);
            const bool ended = seen_from_here ? !lives_here : !holds && row->integer(7) == 0;
            const bool silent = silent_s > lease_s && !(lives_here && holds);
            if (ended || silent) ids.push_back(row->integer(0));
        }
        return ids;
    }
    bool heartbeat(int64_t owner) const override {
        return run("UPDATE owners SET heartbeat = extract(epoch FROM clock_timestamp()) WHERE id = ?", {owner}) > 0;
    }

    void wake() const override { execute("NOTIFY imagelab_jobs", {}); }
    bool heard() const override {
        const int64_t before = calls_;
        listen();
        const Clock::time_point now = Clock::now();
        if (connection_ && calls_ == before && now - looked_ < look_anyway) return false;
        looked_ = now;
        return true;
    }
    int64_t version() const override {
        execute("SELECT 1", {});
        if (!news_receiver_) guarded([&] { news_receiver_ = std::make_unique<Counter>(connected(), "imagelab_news", news_); });
        listen();
        return news_;
    }

    std::string name() const override {
        if (name_.empty()) {
            const auto row = select("SELECT name FROM store", {});
            if (!row->step()) throw PostgresError("[postgres] " + address_.shown + ": the store has no name", true, false);
            name_ = row->text(0);
        }
        return name_;
    }
    bool shared() const override { return true; }
    std::filesystem::path journals(const std::filesystem::path& data) const override {
        return shared_dir(data) / ("journal-" + name().substr(0, 8));
    }

    bool has_file(const std::string& sha256) const override { return select("SELECT 1 FROM files WHERE sha256 = ?", {sha256})->step(); }
    void keep_file(const std::string& sha256, const std::string& bytes) const override {
        run("INSERT INTO files(sha256, bytes) VALUES(?, decode(?, 'base64')) ON CONFLICT DO NOTHING", {sha256, base64_of(bytes)});
    }
    std::optional<std::string> file(const std::string& sha256) const override {
        const auto row = select("SELECT encode(bytes, 'base64') FROM files WHERE sha256 = ?", {sha256});
        if (!row->step()) return std::nullopt;
        std::string text = row->text(0);
        std::erase(text, '\n');
        auto bytes = bytes_of_base64(text);
        if (!bytes) throw PostgresError("[postgres] " + address_.shown + ": the file " + sha256 + ": " + bytes.error(), true, false);
        return std::move(*bytes);
    }

  private:
    // What a session must have; owners and listeners of the one before are taken over.
    void connect() const {
        attempted_ = Clock::now();
        connection_ = std::make_unique<pqxx::connection>(address_.settings);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        connection_->inhibit_reactivation(true);  // a new session holds no lock: it must be known that it is one
#pragma GCC diagnostic pop
        pqxx::nontransaction setting(*connection_);
        setting.exec(std::string("SET search_path TO ") + postgres_schema_name);
        setting.exec("SET client_min_messages = warning");
        setting.exec("SET enable_bitmapscan = off");  // tables of which it knows nothing yet would be read whole and sorted for the first
                                                      // job in order
        setting.exec("SET idle_in_transaction_session_timeout = '15s'");
        setting.exec("SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3");
        setting.commit();
    }

    pqxx::connection& connected() const {
        if (connection_ && connection_->is_open()) return *connection_;
        if (transaction_) throw PostgresError(lost_text(), false, true);
        drop();
        if (Clock::now() - attempted_ < between_attempts) throw PostgresError(lost_text(), false, true);
        connect();
        jobs_receiver_ = std::make_unique<Counter>(*connection_, "imagelab_jobs", calls_);
        ++calls_;  // what was told meanwhile is not known
        ++news_;
        hold_owner();
        return *connection_;
    }
    void drop() const {
        transaction_.reset();
        jobs_receiver_.reset();
        news_receiver_.reset();
        connection_.reset();
    }
    void hold_owner() const {
        if (!owner_) return;
        execute("SELECT pg_try_advisory_lock(?, CAST(? AS INTEGER))", {lock_of_owners, *owner_});
        run("UPDATE owners SET since = extract(epoch FROM clock_timestamp()) WHERE id = ?", {*owner_});
    }
    std::string lost_text() const {
        return "[postgres] " + address_.shown + " cannot be reached";
    }

    template <class Action>
    std::invoke_result_t<Action> guarded(const Action& action) const {
        try {
            return action();
        } catch (const pqxx::failure& error) {
            fail(error);
        } catch (const std::logic_error& error) {  // of the library: a transaction that was aborted, a result that is none
            throw PostgresError("[postgres] " + address_.shown + ": " + first_line(error.what()), false, false);
        }
    }
    std::string told(const pqxx::failure& error) const {
        return address_.shown + ": " + first_line(error.what());
    }
    [[noreturn]] void fail(const pqxx::failure& error) const {
        const auto* said = dynamic_cast<const pqxx::sql_error*>(&error);
        const std::string state = said ? said->sqlstate() : "";
        const bool shut_down = state.starts_with("57P") || state.starts_with("08") || state == "53300";
        const bool lost = shut_down || !connection_ || !connection_->is_open() || dynamic_cast<const pqxx::broken_connection*>(&error);
        const bool lasting = !lost && (state.starts_with("42") || state.starts_with("3F"));
        if (lost) drop();
        throw PostgresError("[postgres] " + told(error), lasting, lost);
    }

    pqxx::result execute(const std::string& sql, const std::vector<SqlValue>& values) const {
        std::vector<std::string> texts;
        std::vector<const char*> given;
        texts.reserve(values.size());
        for (const SqlValue& value : values) {
            const bool null = std::holds_alternative<std::nullptr_t>(value);
            texts.push_back(null ? std::string() : value_text(value));
            given.push_back(null ? nullptr : texts.back().c_str());
        }
        return guarded([&] {
            pqxx::connection& connection = connected();
            const std::string statement = numbered(sql);
            if (transaction_) return transaction_->exec_params(statement, pqxx::prepare::make_dynamic_params(given));
            pqxx::nontransaction alone(connection);
            pqxx::result result = alone.exec_params(statement, pqxx::prepare::make_dynamic_params(given));
            alone.commit();
            return result;
        });
    }

    void listen() const {
        if (!connection_) return;
        try {
            connection_->get_notifs();
        } catch (const pqxx::failure&) {
            drop();
        }
    }

    Result<void> migrate() {
        pqxx::work work(*connection_);
        work.exec_params("SELECT pg_advisory_xact_lock($1, 2)", lock_of_store);
        const std::string schema = postgres_schema_name;
        if (work.exec("SELECT 1 FROM pg_namespace WHERE nspname = '" + schema + "'").empty()) work.exec("CREATE SCHEMA " + schema);
        if (work.exec("SELECT to_regclass('" + schema + ".store')")[0][0].is_null())
            work.exec("CREATE TABLE store(name TEXT NOT NULL, version BIGINT NOT NULL)");
        pqxx::result row = work.exec("SELECT version FROM store");
        const auto ours = static_cast<int64_t>(postgres_migrations().size());
        const int64_t version = row.empty() ? 0 : row[0][0].as<int64_t>();
        if (version > ours) {
            return Failure{address_.shown + " was written by a newer version of this program (format " + std::to_string(version) +
                           ", this one knows " + std::to_string(ours) + "): start the newer version; it was left as it is"};
        }
        for (int64_t step = version; step < ours; ++step) work.exec(postgres_migrations()[static_cast<size_t>(step)]);
        if (row.empty()) {
            work.exec_params("INSERT INTO store(name, version) VALUES($1, $2)", work.exec(random_name_query)[0][0].as<std::string>(), ours);
        } else if (version < ours) {
            work.exec_params("UPDATE store SET version = $1", ours);
        }
        work.commit();
        return {};
    }

    const PostgresAddress address_;
    mutable std::unique_ptr<pqxx::connection> connection_;
    mutable std::unique_ptr<Counter> jobs_receiver_, news_receiver_;
    mutable std::unique_ptr<pqxx::work> transaction_;
    mutable std::optional<int64_t> owner_;
    mutable std::string name_;
    mutable int64_t calls_ = 0, news_ = 0;
    mutable Clock::time_point attempted_{}, looked_{};
};

}  // namespace

Result<std::unique_ptr<QueueStore>> open_postgres_store(const std::string& address) {
    auto read = postgres_address(address);
    if (!read) return Failure{"--store: " + read.error()};
    auto store = std::make_unique<PostgresStore>(std::move(*read));
    if (const auto opened = store->open(); !opened) return Failure{"the store " + opened.error()};
    return std::unique_ptr<QueueStore>(std::move(store));
}

}  // namespace imagelab
