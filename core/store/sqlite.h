#pragma once
// A thin layer over SQLite for the lab's stores: prepared statements, transactions, and opening a file with its migrations.
// A connection is used by one thread at a time; threads that work at once open their own.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/store/store_error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace imagelab {

// What SQLite said; thrown by everything below but Database::open.
class SqliteError : public StoreError {
  public:
    SqliteError(int code, const std::string& message) : StoreError(message), code_(code) {}
    int code() const { return code_; }  // primary result code
    bool busy() const;                  // another connection holds the write lock beyond the timeout
    bool disk() const;                  // full disk, input/output error, no permission
    bool damaged() const;
    bool lasting() const override;  // damaged, or a table or column is missing

  private:
    int code_;
};

// A prepared statement. Parameters and columns count from 1 and 0, as in SQLite.
class Statement {
  public:
    Statement(sqlite3* database, std::string_view sql);

    Statement& bind(int parameter, int64_t value);
    Statement& bind(int parameter, int value) { return bind(parameter, static_cast<int64_t>(value)); }
    Statement& bind(int parameter, bool value) { return bind(parameter, static_cast<int64_t>(value)); }
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view value);
    Statement& bind(int parameter, const std::string& value) { return bind(parameter, std::string_view(value)); }
    Statement& bind(int parameter, const char* value) { return bind(parameter, std::string_view(value)); }
    Statement& bind(int parameter, std::span<const std::byte> blob);
    Statement& bind(int parameter, std::nullptr_t);
    template <class T>
    Statement& bind(int parameter, const std::optional<T>& value) {
        return value ? bind(parameter, *value) : bind(parameter, nullptr);
    }
    // Every parameter in order.
    template <class... T>
    Statement& with(const T&... values) {
        reset();
        int parameter = 0;
        (bind(++parameter, values), ...);
        return *this;
    }

    bool step();   // true: a row is there
    void run();    // to its end, rows ignored
    void reset();  // ready to step anew; what was bound is forgotten

    bool is_null(int column) const;
    int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::vector<std::byte> blob(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void check(int code) const;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// What a file holds. Migration i brings it from version i to i + 1; published ones are never changed, new ones are appended.
struct Schema {
    int32_t application_id = 0;  // tells our files from those of other programs; any number but 0
    std::vector<std::string> migrations;
};

class Database {
  public:
    // Opens or creates: WAL, foreign keys, a busy timeout of 10 s, a commit is on the disk (synchronous FULL). A file that is damaged, of
    // another program or of a newer version is a failure that says what to do, and is left as it is. `path` ":memory:" is a database of
    // its own that nothing keeps. `thorough`: reads every page (PRAGMA quick_check) first.
    static Result<Database> open(const std::filesystem::path& path, const Schema& schema, bool thorough = true);

    Statement prepare(std::string_view sql) const { return {handle_.get(), sql}; }
    template <class... T>
    void run(std::string_view sql, const T&... values) const {
        prepare(sql).with(values...).run();
    }
    void script(const std::string& sql) const;  // several statements
    int64_t last_id() const;                    // rowid of the newest insert
    int64_t changes() const;                    // rows that the newest statement changed
    int64_t version() const;                    // another number when this or another connection may have changed the file
    const std::filesystem::path& path() const { return path_; }

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(std::filesystem::path path);
    void configure() const;
    Result<void> migrate(const Schema& schema) const;
    Result<void> check_kind(const Schema& schema) const;
    Result<void> check_tables(const Schema& schema) const;
    std::vector<std::string> columns() const;  // of all tables, as "table.column", sorted
    int64_t pragma(const char* name) const;

    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

// BEGIN IMMEDIATE: what is read inside stays true until commit, also beside other processes. Rolled back unless committed.
class Transaction {
  public:
    explicit Transaction(const Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    const Database& database_;
    bool open_ = true;
};

}  // namespace imagelab
