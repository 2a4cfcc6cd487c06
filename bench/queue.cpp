// How many jobs a second does a shared queue bring through? bench_queue OUT.json [JOBS]
// A PostgreSQL of its own on a socket (fsync on, as a real one); its queue holds JOBS jobs, and 1 to 32 connections claim, report once, and
// finish them as runners do, without drawing anything.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/jobs/queue.h"

using namespace imagelab;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

int shell(const std::string& command) {
    return std::system(command.c_str());
}

class Postgres {
  public:
    Postgres() {
        char name[] = "/tmp/imagelab_bench_pg_XXXXXX";
        folder_ = ::mkdtemp(name);
        for (const auto& version : fs::directory_iterator("/usr/lib/postgresql")) programs_ = std::max(programs_, version.path());
        const std::string as = ::system("test $(id -u) = 0") == 0 ? "setpriv --reuid=nobody --clear-groups " : "";
        if (!as.empty()) shell("chown nobody " + folder_.string());
        const std::string bin = (programs_ / "bin").string();
        if (shell(as + bin + "/initdb -D " + data() + " -U imagelab -A trust -E UTF8 --locale=C >/dev/null") != 0)
            throw std::runtime_error("initdb failed; is Debian's package postgresql installed?");
        as_ = as + bin;
        if (shell(as_ + "/pg_ctl -D " + data() + " -w -l " + folder_.string() + "/log -o \"-k " + folder_.string() +
                  " -c listen_addresses= -c max_connections=200\" start >/dev/null") != 0)
            throw std::runtime_error("PostgreSQL does not start; see " + folder_.string() + "/log");
    }
    ~Postgres() {
        shell(as_ + "/pg_ctl -D " + data() + " -m fast stop >/dev/null");
        fs::remove_all(folder_);
    }
    std::string version() const { return programs_.filename().string(); }
    std::string address() const { return "postgresql:///postgres?host=" + folder_.string() + "&user=imagelab"; }

  private:
    std::string data() const { return folder_.string() + "/data"; }
    fs::path folder_, programs_;
    std::string as_;
};

Queue opened(const Postgres& postgres) {
    return Queue(open_queue_store({}, postgres.address()).value());
}

double add(Queue& queue, int jobs) {
    const auto begin = Clock::now();
    constexpr int at_once = 500;
    for (int i = 0; i < jobs; i += at_once) {
        std::vector<NewJob> some;
        for (int j = i; j < std::min(jobs, i + at_once); ++j) {
            Request request;
            request.prompt = "picture " + std::to_string(j);
            request.seed = j;
            some.push_back({request, "", 0, "", {{"cpu", {}, 3, 4}}});
        }
        queue.add(some);
    }
    return jobs / seconds_since(begin);
}

json rate(const Postgres& postgres, int connections, double seconds) {
    std::vector<std::thread> threads;
    std::vector<std::vector<double>> times(static_cast<size_t>(connections));
    std::atomic<bool> stop = false;
    const auto begin = Clock::now();
    for (int i = 0; i < connections; ++i) {
        threads.emplace_back([&, i] {
            Queue queue = opened(postgres);
            JobResult done;
            done.status = JobResult::Status::done;
            while (!stop) {
                const auto start = Clock::now();
                const auto job = queue.claim("cpu");
                if (!job) break;
                queue.report(job->id, {});
                queue.picture_written(job->id, 0, "/out/" + std::to_string(job->id) + ".png", {1, 2});
                queue.picture_finished(job->id, 0);
                queue.finish(job->id, JobState::done, done);
                times[static_cast<size_t>(i)].push_back(1e3 * seconds_since(start));
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    for (std::thread& thread : threads) thread.join();
    const double took = seconds_since(begin);
    std::vector<double> all;
    for (const auto& some : times) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    if (all.empty()) throw std::runtime_error("no job was brought through");
    return {{"connections", connections},
            {"jobs_a_second", static_cast<double>(all.size()) / took},
            {"median_ms", all[all.size() / 2]},
            {"p99_ms", all[all.size() * 99 / 100]}};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "bench_queue OUT.json [JOBS]\n");
        return 2;
    }
    const int jobs = argc > 2 ? std::atoi(argv[2]) : 20'000;
    try {
        const Postgres postgres;
        Queue queue = opened(postgres);
        json result = {{"postgres", postgres.version()}, {"waiting", jobs}, {"added_a_second", add(queue, jobs)}, {"rates", json::array()}};
        for (const int connections : {1, 4, 16, 32}) {
            result["rates"].push_back(rate(postgres, connections, 5));
            std::printf("%s\n", result["rates"].back().dump().c_str());
        }
        std::ofstream(argv[1]) << result.dump(1) << "\n";
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_queue: %s\n", error.what());
        return 1;
    }
    return 0;
}
