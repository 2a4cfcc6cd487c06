#include "core/store/queue_store.h"

#include <chrono>

#include "core/store/postgres_store.h"
#include "core/store/sqlite.h"
#include "core/store/store.h"

namespace imagelab {
namespace {

class SqliteRows final : public SqlRows {
  public:
    explicit SqliteRows(Statement statement) : statement_(std::move(statement)) {}
    bool step() override { return statement_.step(); }
    bool is_null(int column) const override { return statement_.is_null(column); }
    int64_t integer(int column) const override { return statement_.integer(column); }
    double real(int column) const override { return statement_.real(column); }
    std::string text(int column) const override { return statement_.text(column); }

  private:
    Statement statement_;
};

// One file, whose write lock a transaction holds; processes under one kernel see each other die.
class SqliteQueueStore final : public QueueStore {
  public:
    explicit SqliteQueueStore(Database database) : database_(std::move(database)), name_(store_name(database_)) {}

    std::unique_ptr<SqlRows> select(const std::string& sql, const std::vector<SqlValue>& values) const override {
        return std::make_unique<SqliteRows>(bound(sql, values));
    }
    int64_t run(const std::string& sql, const std::vector<SqlValue>& values) const override {
        bound(sql, values).run();
        return database_.changes();
    }
    void begin(bool) const override { database_.script("BEGIN IMMEDIATE"); }
    void commit() const override { database_.script("COMMIT"); }
    void rollback() const noexcept override {
        try {
            database_.script("ROLLBACK");
        } catch (const SqliteError&) {  // a failed statement may have rolled back already
        }
    }

    std::string json_text(const std::string& column, const std::vector<std::string>& path) const override {
        std::string steps = "$";
        for (const std::string& step : path) steps += "." + step;
        return "CASE WHEN json_valid(" + column + ") THEN json_extract(" + column + ", '" + steps + "') END";
    }
    std::string joined(const std::string& column) const override { return "group_concat(" + column + ")"; }
    std::string locked(bool) const override { return ""; }

    int64_t add_owner() const override {
        const ProcessIdentity self = this_process();
        const auto row = select("INSERT INTO owners(pid, started, boot, place, host, heartbeat) VALUES(?, ?, ?, ?, ?, ?) RETURNING id",
                                {self.pid, self.started, self.boot, self.place, host_name(), now()});
        row->step();
        const int64_t id = row->integer(0);
        row->step();  // a statement that returns rows ends behind the last one
        return id;
    }
    std::vector<int64_t> dead_owners(std::optional<int64_t> self) const override {
        std::vector<int64_t> ids;
        Statement row = database_.prepare("SELECT id, pid, started, boot, place, heartbeat FROM owners");
        while (row.step()) {
            if (self && row.integer(0) == *self) continue;
            if (!is_alive({row.integer(1), row.integer(2), row.text(3), row.text(4)}, now() - row.real(5))) ids.push_back(row.integer(0));
        }
        return ids;
    }
    bool heartbeat(int64_t owner) const override { return run("UPDATE owners SET heartbeat = ? WHERE id = ?", {now(), owner}) > 0; }

    void wake() const override {}
    bool heard() const override { return true; }  // to look is cheap
    int64_t version() const override { return database_.version(); }

    std::string name() const override { return name_; }
    bool shared() const override { return false; }
    std::filesystem::path journals(const std::filesystem::path& data) const override { return data / "journal"; }
    bool has_file(const std::string&) const override { return true; }
    void keep_file(const std::string&, const std::string&) const override {}
    std::optional<std::string> file(const std::string&) const override { return std::nullopt; }

  private:
    static double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }
    Statement bound(const std::string& sql, const std::vector<SqlValue>& values) const {
        Statement statement = database_.prepare(sql);
        int parameter = 0;
        for (const SqlValue& value : values) std::visit([&](const auto& one) { statement.bind(++parameter, one); }, value);
        return statement;
    }

    Database database_;
    std::string name_;
};

}  // namespace

std::unique_ptr<QueueStore> sqlite_queue_store(Database database) {
    return std::make_unique<SqliteQueueStore>(std::move(database));
}

Result<std::unique_ptr<QueueStore>> open_queue_store(const std::filesystem::path& data, const std::string& address) {
    if (!address.empty()) return open_postgres_store(address);
    auto database = open_store(data);
    if (!database) return Failure{database.error()};
    return sqlite_queue_store(std::move(*database));
}

}  // namespace imagelab
