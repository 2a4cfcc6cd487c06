// imagelab gpus, imagelab gpu-pick
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/device/monitor/idle.h"
#include "core/night/device_locks.h"
#include "gpu/vulkan_devices.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct GpusOptions {
    IdlePolicy policy;
    double memory_gib = 1, load_percent = 5, timeout_s = -1;
    int64_t pid = 0;
    bool wait = false, json = false;
    std::vector<std::string> command;

    IdlePolicy idle_policy() const {
        IdlePolicy chosen = policy;
        chosen.memory_bytes = static_cast<int64_t>(memory_gib * (1 << 30));
        chosen.load = load_percent / 100;
        return chosen;
    }
};

// A GPU as the monitor sees it, and what may be done with it.
struct Gpu {
    DeviceSample sample;
    int index = 0;  // among those of its vendor's library, in PCI order, as CUDA_VISIBLE_DEVICES counts
    Idleness idleness;
    std::optional<ProcessIdentity> holder;
    bool free() const { return idleness.idle() && !holder; }
    std::string reason() const {
        if (!idleness.reason.empty()) return idleness.reason;
        return holder ? "given to process " + std::to_string(holder->pid) + " by gpu-pick" : "";
    }
};

std::vector<Gpu> look(DeviceMonitor& monitor, const DeviceLocks& locks, const IdlePolicy& policy) {
    std::vector<Gpu> gpus;
    std::map<std::string, int> counts;
    for (DeviceSample& sample : monitor.sample()) {
        if (sample.key == "cpu") continue;
        Gpu gpu{std::move(sample)};
        gpu.index = counts[gpu.sample.source]++;
        gpu.idleness = idleness(gpu.sample, policy);
        gpu.holder = locks.holder(gpu.sample.key);
        gpus.push_back(std::move(gpu));
    }
    return gpus;
}

std::map<std::string, std::string> device_ids() {
    std::map<std::string, std::string> ids;
    for (const auto& device : make_vulkan_devices()) {
        const DeviceInfo info = device->info();
        if (info.monitor_key != "cpu" && !info.monitor_key.empty()) ids.try_emplace(info.monitor_key, info.id);
    }
    return ids;
}

json gpu_json(const Gpu& gpu, const std::string& id) {
    json users = json::array();
    for (const DeviceUser& user : gpu.sample.users) {
        users.push_back({{"pid", user.pid}, {"name", user.name}, {"account", account_of(user.pid)}});
        users.back()["memory_bytes"] = user.memory_bytes ? json(*user.memory_bytes) : json(nullptr);
    }
    return {{"key", gpu.sample.key},
            {"name", gpu.sample.name},
            {"device", id},
            {"index", gpu.index},
            {"state", gpu.holder && gpu.idleness.idle() ? "given" : idleness_name(gpu.idleness.state)},
            {"reason", gpu.reason()},
            {"holder", gpu.holder ? json(gpu.holder->pid) : json(nullptr)},
            {"users", users}};
}

int list_gpus(const GpusOptions& options) {
    const auto locks = DeviceLocks::open();
    if (!locks) return fail(exit_failed, locks.error(), options.json);
    DeviceMonitor monitor;
    const auto gpus = look(monitor, *locks, options.idle_policy());
    auto ids = device_ids();
    json list = json::array();
    for (const Gpu& gpu : gpus) {
        const std::string& id = ids[gpu.sample.key];
        list.push_back(gpu_json(gpu, id));
        if (!options.json) {
            const std::string state = list.back()["state"], reason = gpu.reason();
            std::printf("%s  %-10s %s\n    %s%s\n", gpu.sample.key.c_str(), id.c_str(), gpu.sample.name.c_str(), state.c_str(),
                        reason.empty() ? "" : (": " + reason).c_str());
        }
    }
    if (options.json) print_json({{"gpus", list}});
    if (gpus.empty() && !options.json)
        std::printf("There is no GPU that NVML or the kernel's drm tells of; `imagelab devices` lists what pictures can be made with.\n");
    return exit_done;
}

// Two looks half a second apart: a job between two of its kernels seems idle for a moment.
std::optional<Gpu> take_idle(DeviceMonitor& monitor, DeviceLocks& locks, const GpusOptions& options, const ProcessIdentity& holder,
                             std::string& trouble) {
    std::string why;
    const auto idle = [&] {
        std::map<std::string, Gpu> found;
        why.clear();
        for (Gpu& gpu : look(monitor, locks, options.idle_policy())) {
            if (!gpu.free()) why += "\n  " + gpu.sample.key + " " + gpu.sample.name + ": " + gpu.reason();
            if (gpu.free()) found.emplace(gpu.sample.key, std::move(gpu));
        }
        return found;
    };
    const auto first = idle();
    if (!first.empty()) {
        std::this_thread::sleep_for(500ms);
        for (auto& [key, gpu] : idle()) {
            if (!first.contains(key)) continue;
            const auto taken = locks.take(key, holder);
            if (!taken) {
                trouble = taken.error();
                return std::nullopt;
            }
            if (*taken) return std::move(gpu);
        }
    }
    trouble = why.empty() ? "no GPU is idle" : "no GPU is idle:" + why;
    return std::nullopt;
}

// Becomes the command; it keeps the number of this process, to which the device was given.
int run_command(const GpusOptions& options, const Gpu& gpu, const std::string& device) {
    ::setenv("IMAGELAB_DEVICE", device.c_str(), 1);
    if (gpu.sample.source == "nvml") {
        ::setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 1);
        ::setenv("CUDA_VISIBLE_DEVICES", std::to_string(gpu.index).c_str(), 1);
    }
    std::vector<std::string> words = options.command;
    for (std::string& word : words) {
        for (size_t at = 0; (at = word.find("{}", at)) != std::string::npos; at += device.size()) word.replace(at, 2, device);
    }
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execvp(argv[0], argv.data());
    return fail(errno == ENOENT ? 127 : 126, words[0] + " cannot be run: " + std::strerror(errno), false);
}

int pick_gpu(const GpusOptions& options) {
    auto locks = DeviceLocks::open();
    if (!locks) return fail(exit_failed, locks.error(), options.json);
    const int64_t pid = !options.command.empty() ? ::getpid() : options.pid > 0 ? options.pid : ::getppid();
    const auto holder = process_of(pid);
    if (!holder) return fail(exit_usage, "--pid: there is no process " + std::to_string(pid), options.json);
    DeviceMonitor monitor;
    if (look(monitor, *locks, options.idle_policy()).empty())
        return fail(exit_device, "there is no GPU that NVML or the kernel's drm tells of", options.json);
    const CancelToken cancel;
    std::optional<Gpu> gpu;
    std::string trouble;
    {
        const InterruptGuard guard(cancel);
        const auto begin = Clock::now();
        for (;;) {
            gpu = take_idle(monitor, *locks, options, *holder, trouble);
            const double waited = std::chrono::duration<double>(Clock::now() - begin).count();
            if (gpu || !options.wait || cancel.requested() || (options.timeout_s >= 0 && waited >= options.timeout_s)) break;
            if (!process_of(pid))
                return fail(exit_usage, "the process " + std::to_string(pid) + " ended while it waited for a device", options.json);
            for (int i = 0; i < 10 && !cancel.requested(); ++i) std::this_thread::sleep_for(100ms);
        }
    }
    if (!gpu) return cancel.requested() ? static_cast<int>(exit_cancelled) : fail(exit_device, trouble, options.json);
    const auto ids = device_ids();
    const auto known = ids.find(gpu->sample.key);
    const std::string device = known == ids.end() ? gpu->sample.key : known->second;
    if (!options.command.empty()) return run_command(options, *gpu, device);
    if (options.json) {
        gpu->holder = holder;
        print_json(gpu_json(*gpu, device));
    } else {
        std::cout << device << std::endl;
    }
    return exit_done;
}

void add_policy(CLI::App& command, GpusOptions& options) {
    command.add_option("--memory", options.memory_gib, "Idle: at most so much of its memory is used (default 1)")
        ->type_name("GIB")
        ->check(CLI::Range(0.0, 1024.0).description(""));
    command.add_option("--load", options.load_percent, "Idle: at most so much load (default 5)")
        ->type_name("PERCENT")
        ->check(CLI::Range(0.0, 100.0).description(""));
    command.add_flag("--json", options.json, "Print one JSON object");
}

}  // namespace

Subcommands add_gpu_commands(CLI::App& app) {
    const auto options = std::make_shared<GpusOptions>();
    CLI::App* gpus = app.add_subcommand("gpus", "List the GPUs: idle, or busy with whom");
    add_policy(*gpus, *options);
    CLI::App* pick = app.add_subcommand("gpu-pick", "Print an idle GPU and keep it for the caller, or run a command on it");
    add_policy(*pick, *options);
    pick->add_flag("--wait", options->wait, "Until one is idle");
    pick->add_option("--timeout", options->timeout_s, "Wait no longer than this")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber.description(""));
    pick->add_option("--pid", options->pid, "The process it is kept for (default: the caller)")
        ->type_name("N")
        ->check(CLI::PositiveNumber.description(""));
    pick->add_option("COMMAND", options->command, "Run this on it; {} in it becomes the device")->type_name("");
    pick->footer(
        "\nA picked device stays picked until the process it was picked for ends; in a pipe or subshell say --pid $$. With a command\n"
        "(behind --) it is that command's, with IMAGELAB_DEVICE and, on NVIDIA, CUDA_VISIBLE_DEVICES set:\n"
        "  imagelab gpu-pick --wait -- imagelab queue run --until-empty --device {}\n"
        "Exit code 4: no GPU is idle, or none is there.\n");
    return {{gpus, [options] { return list_gpus(*options); }}, {pick, [options] {
                                                                    if (options->timeout_s >= 0) options->wait = true;
                                                                    return pick_gpu(*options);
                                                                }}};
}

}  // namespace imagelab
