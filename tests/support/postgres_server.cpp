#include "tests/support/postgres_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <pqxx/pqxx>
#include <thread>

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

fs::path newest_programs() {
    std::vector<std::pair<int, fs::path>> found;
    std::error_code ignored;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        if (fs::exists(version.path() / "bin/initdb")) found.emplace_back(std::atoi(version.path().filename().c_str()), version.path() / "bin");
    }
    if (found.empty()) throw Error("PostgreSQL is not installed: ./dev test installs Debian's package `postgresql`");
    return std::max_element(found.begin(), found.end())->second;
}

}  // namespace

// The server refuses to run as root.
void PostgresServer::run_as_nobody(const std::vector<std::string>& words, bool wait) {
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const passwd* nobody = ::geteuid() == 0 ? ::getpwnam("nobody") : nullptr;
    const pid_t child = ::fork();
    if (child == 0) {
        if (nobody && (::setgid(nobody->pw_gid) != 0 || ::setuid(nobody->pw_uid) != 0)) ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        ::dup2(log, 1);
        ::dup2(log, 2);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    pid_ = child;
    if (!wait) return;
    int status = 0;
    ::waitpid(child, &status, 0);
    pid_ = -1;
    if (status != 0) throw Error(words.front() + " failed with " + std::to_string(status) + "; see " + (folder_ / "log").string());
}

PostgresServer::PostgresServer() : programs_(newest_programs()) {
    char name[] = "/tmp/imagelab_pg_XXXXXX";  // short: a socket's path may have 107 bytes
    folder_ = ::mkdtemp(name);
    if (const passwd* nobody = ::getpwnam("nobody"); nobody && ::geteuid() == 0)
        static_cast<void>(::chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid));
    fs::permissions(folder_, fs::perms(0755));
    copy_new_cluster();
    start();
}

// initdb takes seconds: it runs once for all processes of the tests, which copy what it made.
void PostgresServer::copy_new_cluster() {
    const fs::path kept = fs::temp_directory_path() /
                          ("imagelab_pg_new_" + programs_.parent_path().filename().string() + "_" + std::to_string(::geteuid()));
    if (!fs::exists(kept / "PG_VERSION")) {
        run_as_nobody({programs_ / "initdb", "-D", folder_ / "new", "-U", "imagelab", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
                      true);
        std::error_code other_process_was_faster;
        fs::rename(folder_ / "new", kept, other_process_was_faster);
        if (other_process_was_faster) fs::remove_all(folder_ / "new");
    }
    run_as_nobody({"/bin/cp", "-r", kept, folder_ / "data"}, true);
    fs::permissions(folder_ / "data", fs::perms(0700));
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

void PostgresServer::start() {
    run_as_nobody({programs_ / "postgres", "-D", folder_ / "data", "-k", folder_, "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                   "shared_buffers=16MB", "-c", "max_connections=80"},
                  false);
    for (int tries = 0; tries < 600; ++tries) {
        try {
            sql("postgres", "SELECT 1");
            return;
        } catch (const pqxx::failure&) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    throw Error("PostgreSQL does not start; see " + (folder_ / "log").string());
}

void PostgresServer::stop() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGQUIT);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

std::string PostgresServer::address(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + folder_.string() + "&user=imagelab";
}

std::string PostgresServer::new_database() {
    const std::string name = "lab" + std::to_string(++databases_);
    sql("postgres", "CREATE DATABASE " + name);
    return name;
}

std::string PostgresServer::sql(const std::string& database, const std::string& text) const {
    pqxx::connection connection(address(database));
    pqxx::nontransaction work(connection);
    const pqxx::result result = work.exec(text);
    return result.empty() || result[0].size() == 0 ? std::string() : result[0][0].as<std::string>("");
}

std::unique_ptr<QueueStore> opened_store(const std::string& address) {
    return std::move(open_queue_store({}, address)).value();
}

}  // namespace imagelab::test
