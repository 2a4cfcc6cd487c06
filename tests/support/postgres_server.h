#pragma once
// A PostgreSQL of the tests' own, on a socket in a temporary folder: Debian's package `postgresql` must be there, else the test fails.
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/store/queue_store.h"

namespace imagelab::test {

class PostgresServer {
  public:
    PostgresServer();   // throws Error where it cannot be started
    ~PostgresServer();  // stops it and removes its folder
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // One that lives as long as the tests.
    static PostgresServer& shared();

    std::string new_database();                           // empty; its name
    std::string address(const std::string& database) const;  // for --store
    std::string fresh() { return address(new_database()); }
    void stop();   // as a power cut does: nothing is told to clients
    void start();  // and waits until it answers
    // As an administrator of the database; the first column of the first row.
    std::string sql(const std::string& database, const std::string& text) const;

  private:
    void copy_new_cluster();
    void run_as_nobody(const std::vector<std::string>& words, bool wait);

    std::filesystem::path folder_, programs_;
    pid_t pid_ = -1;
    int databases_ = 0;
};

std::unique_ptr<QueueStore> opened_store(const std::string& address);

}  // namespace imagelab::test
