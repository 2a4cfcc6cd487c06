#pragma once
// The database under the queue (core/jobs/queue.h): an SQLite file of the data folder, or a PostgreSQL that several machines share. The
// queue's statements are written once, in the words that both know; what they say differently stands here. One thread at a time.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/store/owner.h"
#include "core/store/store_error.h"

namespace imagelab {

// A value of a statement; truths are 0 and 1.
struct SqlValue : std::variant<std::nullptr_t, int64_t, double, std::string> {
    using variant::variant;
    SqlValue(int value) : variant(int64_t{value}) {}
    SqlValue(bool value) : variant(int64_t{value}) {}
    SqlValue(size_t value) : variant(static_cast<int64_t>(value)) {}
    SqlValue(const char* value) : variant(std::string(value)) {}
    template <class T>
    SqlValue(const std::optional<T>& value) : variant(value ? variant(*value) : variant(nullptr)) {}
};

// Rows of an answer, one after the other. Columns count from 0.
class SqlRows {
  public:
    virtual ~SqlRows() = default;
    virtual bool step() = 0;  // true: a row is there
    virtual bool is_null(int column) const = 0;
    virtual int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string text(int column) const = 0;
};

class QueueStore {
  public:
    virtual ~QueueStore() = default;

    // Values stand as ? in their order, or as ?1, ?2 ... Throw StoreError.
    virtual std::unique_ptr<SqlRows> select(const std::string& sql, const std::vector<SqlValue>& values = {}) const = 0;
    virtual int64_t run(const std::string& sql, const std::vector<SqlValue>& values = {}) const = 0;  // rows it changed
    // `alone`: beside no other such transaction, so that what is read inside stays true; rows may change beside it where locked() was not said.
    virtual void begin(bool alone) const = 0;
    virtual void commit() const = 0;
    virtual void rollback() const noexcept = 0;

    // --- the words in which they differ ---
    virtual std::string json_text(const std::string& column, const std::vector<std::string>& path) const = 0;  // null where it is not there
    virtual std::string joined(const std::string& column) const = 0;  // of a group's rows, with commas
    // Ends a SELECT whose rows of table `j` nobody else may change until the transaction ends; `skip`: leaves out those that are locked.
    virtual std::string locked(bool skip) const = 0;

    // --- who runs jobs ---
    virtual int64_t add_owner() const = 0;                                         // this process; the number of its row
    virtual std::vector<int64_t> dead_owners(std::optional<int64_t> self) const = 0;  // processes that ended, or were not heard of for too long
    virtual bool heartbeat(int64_t owner) const = 0;                               // false: it was taken for dead

    // --- news ---
    virtual void wake() const = 0;        // others may look whether there is something to do; told when the transaction ends
    virtual bool heard() const = 0;       // whether there may be something new for us to do; costs the database nothing
    virtual int64_t version() const = 0;  // another number when this or another process may have changed something

    // --- the store ---
    virtual std::string name() const = 0;      // random, kept for life
    virtual bool shared() const = 0;           // by machines that do not see each other's files
    virtual std::filesystem::path journals(const std::filesystem::path& data) const = 0;  // folder of its jobs' kept steps
    // Of a shared one: a file's bytes by their SHA-256. False, empty: a store that needs none; nullopt: it is not there.
    virtual bool has_file(const std::string& sha256) const = 0;
    virtual void keep_file(const std::string& sha256, const std::string& bytes) const = 0;
    virtual std::optional<std::string> file(const std::string& sha256) const = 0;
};

// A transaction that is rolled back unless it is committed.
class StoreTransaction {
  public:
    explicit StoreTransaction(const QueueStore& store, bool alone = true) : store_(store) { store_.begin(alone); }
    ~StoreTransaction() {
        if (open_) store_.rollback();
    }
    StoreTransaction(const StoreTransaction&) = delete;
    StoreTransaction& operator=(const StoreTransaction&) = delete;
    void commit() {
        store_.commit();
        open_ = false;
    }

  private:
    const QueueStore& store_;
    bool open_ = true;
};

// The data folder's own (core/store/store.h), or that at an address as postgresql://USER@HOST/NAME. The failure says what to do and holds no
// password. An empty folder without an address: in memory.
Result<std::unique_ptr<QueueStore>> open_queue_store(const std::filesystem::path& data, const std::string& address = {});

class Database;
std::unique_ptr<QueueStore> sqlite_queue_store(Database database);

}  // namespace imagelab
