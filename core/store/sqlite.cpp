#include "core/store/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int busy_timeout_ms = 10'000;

[[noreturn]] void fail(sqlite3* database, int code) {
    const char* file = database ? sqlite3_db_filename(database, "main") : nullptr;
    const std::string where = file && *file ? std::string(file) + ": " : "";
    throw SqliteError(code & 0xff, "[sqlite] " + where + (database ? sqlite3_errmsg(database) : sqlite3_errstr(code)));
}

Failure unusable(const fs::path& path, const std::string& why) {
    return Failure{path.string() + " " + why + "; it was left as it is"};
}

constexpr const char* damaged_text =
    "is damaged, or no database: put a copy of it back, or move it away (with its -wal and -shm) to begin a new one";

}  // namespace

bool SqliteError::busy() const {
    return code_ == SQLITE_BUSY || code_ == SQLITE_LOCKED;
}
bool SqliteError::disk() const {
    return code_ == SQLITE_FULL || code_ == SQLITE_IOERR || code_ == SQLITE_CANTOPEN || code_ == SQLITE_READONLY || code_ == SQLITE_PERM;
}
bool SqliteError::damaged() const {
    return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB;
}

bool SqliteError::lasting() const {
    return damaged() || code_ == SQLITE_ERROR;
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* database, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) fail(database, code);
    if (!statement) throw Error("[sqlite] no statement in \"" + std::string(sql) + "\"");
    statement_.reset(statement);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_.get()), code);
}

Statement& Statement::bind(int parameter, int64_t value) {
    check(sqlite3_bind_int64(statement_.get(), parameter, value));
    return *this;
}
Statement& Statement::bind(int parameter, double value) {
    check(sqlite3_bind_double(statement_.get(), parameter, value));
    return *this;
}
Statement& Statement::bind(int parameter, std::string_view value) {
    const char* text = value.data() ? value.data() : "";  // a null pointer would bind NULL
    check(sqlite3_bind_text64(statement_.get(), parameter, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}
Statement& Statement::bind(int parameter, std::span<const std::byte> blob) {
    if (blob.empty()) {
        check(sqlite3_bind_zeroblob(statement_.get(), parameter, 0));
    } else {
        check(sqlite3_bind_blob64(statement_.get(), parameter, blob.data(), blob.size(), SQLITE_TRANSIENT));
    }
    return *this;
}
Statement& Statement::bind(int parameter, std::nullptr_t) {
    check(sqlite3_bind_null(statement_.get(), parameter));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(statement_.get()), code);
}

void Statement::run() {
    while (step()) {
    }
    sqlite3_reset(statement_.get());
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}
std::string Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return text ? std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))) : std::string();
}
std::vector<std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
    return data ? std::vector<std::byte>(data, data + sqlite3_column_bytes(statement_.get(), column)) : std::vector<std::byte>();
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Database::Database(fs::path path) : path_(std::move(path)) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    const int code = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) fail(handle, code);
    sqlite3_busy_timeout(handle, busy_timeout_ms);
}

int64_t Database::pragma(const char* name) const {
    Statement statement = prepare(std::string("PRAGMA ") + name);
    return statement.step() ? statement.integer(0) : 0;
}

Result<void> Database::check_kind(const Schema& schema) const {
    const int64_t id = pragma("application_id"), version = pragma("user_version");
    const bool empty = id == 0 && version == 0 && !prepare("SELECT 1 FROM sqlite_master LIMIT 1").step();
    if (empty) return {};
    if (id != schema.application_id) return unusable(path_, "belongs to another program: choose another folder with --data");
    const auto ours = static_cast<int64_t>(schema.migrations.size());
    if (version > ours) {
        return unusable(path_, "was written by a newer version of this program (format " + std::to_string(version) + ", this one knows " +
                                   std::to_string(ours) + "): start the newer version, or choose another folder with --data");
    }
    return {};
}

// The busy timeout does not cover the switch to WAL, where two processes that create the file may meet.
void Database::configure() const {
    for (int tries = 0;; ++tries) {
        try {
            run("PRAGMA journal_mode = WAL");
            break;
        } catch (const SqliteError& error) {
            if (!error.busy() || tries == busy_timeout_ms / 20) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    script("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 400;");
}

// The version is looked at again under the write lock: another process may have migrated meanwhile.
Result<void> Database::migrate(const Schema& schema) const {
    const auto target = static_cast<int64_t>(schema.migrations.size());
    if (pragma("user_version") == target && pragma("application_id") == schema.application_id) return {};
    Transaction transaction(*this);
    if (const auto fine = check_kind(schema); !fine) return fine;
    for (auto version = pragma("user_version"); version < target; ++version) script(schema.migrations[static_cast<size_t>(version)]);
    script("PRAGMA application_id = " + std::to_string(schema.application_id) + "; PRAGMA user_version = " + std::to_string(target));
    transaction.commit();
    return {};
}

std::vector<std::string> Database::columns() const {
    Statement row = prepare(
        R"sql(SELECT t.name || '.' || c.name
            FROM pragma_table_list t JOIN pragma_table_info(t.name) c
            WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite%'
            ORDER BY 1)sql");
    std::vector<std::string> names;
    while (row.step()) names.push_back(row.text(0));
    return names;
}

// A file that lost a table, or was made by hand, is found here and not by the thread that needs it.
Result<void> Database::check_tables(const Schema& schema) const {
    const Database model(":memory:");
    for (const std::string& migration : schema.migrations) model.script(migration);
    const std::vector<std::string> wanted = model.columns(), found = columns();
    for (const std::string& column : wanted) {
        if (!std::binary_search(found.begin(), found.end(), column))
            return unusable(path_, "lacks " + column +
                                       " among its tables: put a copy of it back, or move it away (with its -wal and -shm) "
                                       "to begin a new one");
    }
    return {};
}

Result<Database> Database::open(const fs::path& path, const Schema& schema, bool thorough) {
    try {
        if (path != ":memory:") fs::create_directories(fs::absolute(path).parent_path());
        Database database(path);
        if (const auto fine = database.check_kind(schema); !fine) return Failure{fine.error()};
        if (thorough) {
            Statement check = database.prepare("PRAGMA quick_check(1)");
            if (!check.step() || check.text(0) != "ok") return unusable(path, damaged_text);
        }
        database.configure();
        if (const auto done = database.migrate(schema); !done) return Failure{done.error()};
        if (const auto whole = database.check_tables(schema); !whole) return Failure{whole.error()};
        return database;
    } catch (const SqliteError& error) {
        if (error.damaged()) return unusable(path, damaged_text);
        return Failure{"could not open the database " + path.string() + ": " + error.what()};
    } catch (const fs::filesystem_error& error) {
        return Failure{"could not create the folder of the database " + path.string() + ": " + error.code().message()};
    }
}

void Database::script(const std::string& sql) const {
    if (const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) fail(handle_.get(), code);
}
int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(handle_.get());
}
int64_t Database::changes() const {
    return sqlite3_changes64(handle_.get());
}

int64_t Database::version() const {
    return (pragma("data_version") << 40) + sqlite3_total_changes64(handle_.get());
}

Transaction::Transaction(const Database& database) : database_(database) {
    database_.script("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_.script("ROLLBACK");
    } catch (const SqliteError&) {  // a failed statement may have rolled back already
    }
}

void Transaction::commit() {
    database_.script("COMMIT");
    open_ = false;
}

}  // namespace imagelab
