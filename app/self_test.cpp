// imagelab self-test
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/subcommand.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "serve/benchmark_history.h"
#include "serve/device_json.h"
#include "serve/self_test.h"

namespace imagelab {
namespace {

using nlohmann::json;

void print_report(const json& device, bool passed) {
    std::printf("%s  %s: %s\n", device["device_id"].get<std::string>().c_str(), device["name"].get<std::string>().c_str(),
                passed ? "passed" : "FAILED");
    for (const json& check : device["checks"]) {
        std::printf("    %-18s %-6s %8s s  %s\n", check["name"].get<std::string>().c_str(), check["passed"].get<bool>() ? "ok" : "FAILED",
                    fixed_text(check["seconds"].get<double>(), 2).c_str(), check["message"].get<std::string>().c_str());
    }
    for (const json& one : device["results"]) {
        std::printf("    %-18s %14s %-12s %s\n", one["name"].get<std::string>().c_str(),
                    general_text(one["value"].get<double>(), 4).c_str(), one["unit"].get<std::string>().c_str(),
                    one["comparison"].get<std::string>().c_str());
    }
}

int self_test_command(const std::string& wanted, bool json_wanted) {
    auto devices = make_devices(0);
    std::vector<Device*> chosen;
    for (const auto& device : devices) {
        if (wanted.empty() || wanted == device->info().id || (wanted == "auto" && chosen.empty())) chosen.push_back(device.get());
    }
    if (chosen.empty()) return fail(exit_device, "the device " + wanted + " is not there; `imagelab devices` lists them", json_wanted);
    Session session(std::move(devices));  // in memory: nothing of it is kept
    const std::filesystem::path scratch = std::filesystem::temp_directory_path();
    json reports = json::array();
    bool all = true;
    for (Device* device : chosen) {
        bool passed = true;
        json checks = json::array(), results = json::array();
        for (const serve::Check& check : serve::end_to_end(session, *device, scratch)) {
            passed = passed && check.passed;
            checks.push_back({{"name", check.name}, {"passed", check.passed}, {"seconds", check.seconds}, {"message", check.message}});
        }
        if (passed) {
            const std::vector<serve::Measure> measures = serve::benchmark(session, *device, scratch);
            const serve::BenchmarkHistory history(data_dir());
            const auto earlier = history.of(device->info());
            for (const serve::Measure& one : measures) {
                results.push_back(serve::measure_json(one, earlier));
                results.back()["comparison"] = serve::comparison(one, earlier);
            }
            if (const auto kept = history.add(device->info(), measures); !kept)
                std::fprintf(stderr, "imagelab: %s\n", kept.error().c_str());
        }
        all = all && passed;
        json report = {
            {"device_id", device->info().id}, {"name", device->info().name}, {"passed", passed}, {"checks", checks}, {"results", results}};
        report["device"] = serve::device_json(device->info());
        if (!json_wanted) print_report(report, passed);
        reports.push_back(std::move(report));
    }
    if (json_wanted) print_json({{"passed", all}, {"version", IMAGELAB_VERSION}, {"devices", reports}});
    return all ? exit_done : exit_failed;
}

}  // namespace

Subcommands add_self_test_commands(CLI::App& app) {
    struct SelfTestOptions {
        std::string device;
        bool json = false;
    };
    const auto options = std::make_shared<SelfTestOptions>();
    CLI::App* command = app.add_subcommand(
        "self-test", "Try each device from end to end: memory, arithmetic, a picture, the same as the processor's; and how fast it is");
    command->add_option("--device", options->device, "One device, see `imagelab devices` (default: all)")->type_name("NAME");
    command->add_flag("--json", options->json, "Print one JSON object, to attach to a report of a fault");
    return {{command, [options] { return self_test_command(options->device, options->json); }}};
}

}  // namespace imagelab
