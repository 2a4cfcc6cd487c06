// imagelab monitor
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/jobs/queue.h"
#include "core/store/device_history.h"
#include "core/store/store.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr size_t shown_jobs = 10;

template <class T>
json told(const std::optional<T>& value) {
    return value ? json(*value) : json(nullptr);
}

json sample_json(const DeviceSample& sample) {
    json users = json::array();
    for (const DeviceUser& user : sample.users)
        users.push_back({{"pid", user.pid}, {"name", user.name}, {"memory_bytes", told(user.memory_bytes)}});
    return {{"key", sample.key},
            {"name", sample.name},
            {"source", sample.source},
            {"memory_total_bytes", told(sample.memory_total)},
            {"memory_used_bytes", told(sample.memory_used)},
            {"load", told(sample.load)},
            {"temperature_c", told(sample.temperature)},
            {"power_w", told(sample.power)},
            {"power_limit_w", told(sample.power_limit)},
            {"users", users},
            {"fault", sample.fault}};
}

json statistics_json(const DeviceStatistics& past) {
    return {{"key", past.device},
            {"name", past.name},
            {"samples", past.samples},
            {"first", past.first},
            {"last", past.last},
            {"memory_peak_bytes", told(past.memory_peak)},
            {"ours_peak_bytes", told(past.ours_peak)},
            {"load_mean", told(past.load_mean)},
            {"temperature_peak_c", told(past.temperature_peak)},
            {"power_mean_w", told(past.power_mean)},
            {"energy_wh", told(past.energy_wh)}};
}

std::string number(const char* before, const std::optional<double>& value, const char* behind, int decimals = 0, double factor = 1) {
    return value ? before + fixed_text(*value * factor, decimals) + behind : "";
}

std::string signed_text(double value) {
    return (value < 0 ? "" : "+") + fixed_text(value, 1);
}

void print_now(const DeviceSample& sample) {
    std::printf("%s  %s\n", sample.key.c_str(), sample.name.c_str());
    if (!sample.fault.empty()) std::printf("    FAULT         %s\n", sample.fault.c_str());
    if (sample.memory_used)
        std::printf("    memory        %s of %s used\n", readable_bytes(*sample.memory_used).c_str(),
                    readable_bytes(sample.memory_total.value_or(0)).c_str());
    const std::string line = number("load ", sample.load, " %  ", 0, 100) + number("", sample.temperature, " °C  ") +
                             number("", sample.power, " W") + number(" of ", sample.power_limit, " W");
    if (!line.empty()) std::printf("    now           %s\n", line.c_str());
    for (const DeviceUser& user : sample.users) {
        if (sample.key == "cpu") break;  // the program itself
        std::printf("    used by       %lld %s%s\n", static_cast<long long>(user.pid), user.name.c_str(),
                    user.memory_bytes ? (", " + readable_bytes(*user.memory_bytes)).c_str() : "");
    }
}

void print_past(const DeviceStatistics& past, double hours) {
    const std::string memory = past.memory_peak ? "peak memory " + readable_bytes(*past.memory_peak) + ", ours " +
                                                      readable_bytes(past.ours_peak.value_or(0)) + "  "
                                                : "";
    std::printf("%s  last %s h: %s%s%s%s%s\n", past.device.c_str(), general_text(hours, 6).c_str(), memory.c_str(),
                number("load ", past.load_mean, " %  ", 0, 100).c_str(), number("up to ", past.temperature_peak, " °C  ").c_str(),
                number("", past.power_mean, " W  ").c_str(), number("", past.energy_wh, " Wh", 1).c_str());
}

int monitor_command(double hours, bool json_wanted) {
    DeviceMonitor monitor;
    monitor.sample();
    std::this_thread::sleep_for(std::chrono::milliseconds(250));  // loads are measured between two looks
    const auto samples = monitor.sample();
    auto store = open_store(data_dir());
    if (!store) return fail(exit_failed, store.error(), json_wanted);
    const auto past = DeviceHistory(*store).statistics(now_s() - hours * 3600, now_s());
    Queue queue(std::move(*store));
    json jobs = json::array();
    const auto all = queue.list(true);
    for (auto job = all.rbegin(); job != all.rend() && jobs.size() < shown_jobs; ++job) {
        if (job->measured_peak_bytes == 0) continue;
        jobs.push_back({{"job", job->id},
                        {"device", job->device},
                        {"predicted_peak_bytes", job->predicted_peak_bytes},
                        {"measured_peak_bytes", job->measured_peak_bytes}});
    }
    if (json_wanted) {
        json now = json::array(), history = json::array();
        for (const auto& sample : samples) now.push_back(sample_json(sample));
        for (const auto& device : past) history.push_back(statistics_json(device));
        print_json({{"devices", now}, {"history", history}, {"jobs", jobs}});
        return exit_done;
    }
    for (const auto& sample : samples) print_now(sample);
    if (!past.empty()) std::printf("\n");
    for (const auto& device : past) print_past(device, hours);
    if (!jobs.empty()) std::printf("\nmemory of the latest jobs, predicted and measured\n");
    for (const json& job : jobs) {
        const double predicted = job["predicted_peak_bytes"].get<double>(), measured = job["measured_peak_bytes"].get<double>();
        std::printf("%6lld  %-10s %10s %10s  %s %%\n", job["job"].get<long long>(), job["device"].get<std::string>().c_str(),
                    readable_bytes(static_cast<int64_t>(predicted)).c_str(), readable_bytes(static_cast<int64_t>(measured)).c_str(),
                    signed_text(predicted > 0 ? 100 * (measured / predicted - 1) : 0.0).c_str());
    }
    return exit_done;
}

}  // namespace

Subcommands add_monitor_commands(CLI::App& app) {
    struct MonitorOptions {
        double hours = 24;
        bool json = false;
    };
    const auto options = std::make_shared<MonitorOptions>();
    CLI::App* monitor =
        app.add_subcommand("monitor", "How the devices are doing, now and in the past hours; memory of jobs, predicted and measured");
    monitor->add_option("--hours", options->hours, "How far to look back (default 24)")->type_name("N")->check(CLI::Range(0.01, 720.0));
    monitor->add_flag("--json", options->json, "Print one JSON object");
    return {{monitor, [options] { return monitor_command(options->hours, options->json); }}};
}

}  // namespace imagelab
