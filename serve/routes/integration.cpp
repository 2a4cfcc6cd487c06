// How devices are doing, what they did, and whether they work.
#include <mutex>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/device/monitor/idle.h"
#include "core/device/monitor/monitor.h"
#include "core/jobs/queue.h"
#include "core/store/device_history.h"
#include "core/store/lab_devices.h"
#include "core/store/store.h"
#include "serve/benchmark_history.h"
#include "serve/device_json.h"
#include "serve/metrics.h"
#include "serve/self_test.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

template <class T>
json told(const std::optional<T>& value) {
    return value ? json(*value) : json();
}

// Looks at most twice a second, however often it is asked.
class Watcher {
  public:
    std::vector<DeviceSample> samples() {
        const std::lock_guard lock(mutex_);
        if (samples_.empty() || seconds_since(looked_) > 0.5) {
            samples_ = monitor_.sample();
            looked_ = Clock::now();
        }
        return samples_;
    }

  private:
    std::mutex mutex_;
    DeviceMonitor monitor_;
    std::vector<DeviceSample> samples_;
    Clock::time_point looked_;
};

const DeviceSample* sample_of(const std::vector<DeviceSample>& samples, const DeviceInfo& device) {
    for (const DeviceSample& sample : samples) {
        if (sample.key == device.monitor_key) return &sample;
    }
    return nullptr;
}

json health_json(const DeviceInfo& device, const DeviceSample* sample) {
    const bool faulty = sample && !sample->fault.empty();
    std::optional<double> load;
    if (sample && sample->load) load = *sample->load * 100;
    const bool own = sample && sample->memory_used && sample->memory_total;
    return {{"device_id", device.id},
            {"state", faulty ? "faulty" : "healthy"},
            {"temperature_c", sample ? told(sample->temperature) : json()},
            {"load_percent", told(load)},
            {"power_watts", sample ? told(sample->power) : json()},
            {"memory_used_bytes", own ? *sample->memory_used : device.memory_total - device.memory_free},
            {"memory_total_bytes", own ? *sample->memory_total : device.memory_total},
            {"time", now_s()}};
}

json availability_json(Service& service, const DeviceInfo& device, const DeviceSample* sample) {
    std::string state = "available", reason;
    if (sample && !sample->fault.empty()) state = "faulty", reason = sample->fault;
    for (const DeviceHolding& holding : service.session().holdings()) {
        if (holding.device != device.id || holding.job == 0 || !reason.empty()) continue;
        state = "busy";
        reason = "runs job " + std::to_string(holding.job);
    }
    return {{"device_id", device.id}, {"available", state == "available"}, {"state", state}, {"reason", reason}};
}

struct Spread {
    std::optional<double> low, high;
    double sum = 0;
    int64_t count = 0;
    void add(double value) {
        low = low ? std::min(*low, value) : value;
        high = high ? std::max(*high, value) : value;
        sum += value;
        ++count;
    }
    json told() const {
        return {
            {"min", serve::told(low)}, {"mean", count > 0 ? json(sum / static_cast<double>(count)) : json()}, {"max", serve::told(high)}};
    }
};

json statistics(Service& service, const DeviceInfo& device, double hours) {
    auto store = open_store(service.data());
    if (!store) throw Error(store.error());
    const double now = now_s(), from = now - hours * 3600;
    Spread load, memory;
    int64_t samples = 0, jobs = 0, pictures = 0;
    for (const HistoryPoint& point : DeviceHistory(*store).points(device.monitor_key, from, now)) {
        ++samples;
        if (point.load) load.add(*point.load * 100);
        if (point.memory_used) memory.add(static_cast<double>(*point.memory_used));
    }
    for (const Job& job : service.session().queue().list(true)) {
        if (job.device != device.id || job.finished < from) continue;
        ++jobs;
        pictures += std::count_if(job.pictures.begin(), job.pictures.end(), [](const JobPicture& p) { return p.finished; });
    }
    return {{"device_id", device.id},
            {"hours", hours},
            {"samples", samples},
            {"load_percent", load.told()},
            {"memory_used_bytes", memory.told()},
            {"jobs", jobs},
            {"pictures", pictures}};
}

json spread_json(const std::optional<double>& low, const std::optional<double>& mean, const std::optional<double>& high) {
    return {{"min", told(low)}, {"mean", told(mean)}, {"max", told(high)}};
}

json machines_json(Service& service, double hours) {
    json list = json::array();
    Queue& queue = service.session().queue();
    if (!queue.shared()) return list;
    std::vector<LabDevice> devices;
    std::vector<LabStatistics> statistics;
    queue.with_shared_store([&](const QueueStore& store) {
        const LabDevices lab(store);
        devices = lab.all(), statistics = lab.statistics(hours);
    });
    for (const LabDevice& device : devices) {
        LabStatistics past;
        for (const LabStatistics& one : statistics) {
            if (one.host == device.host && one.device == device.device) past = one;
        }
        json row = lab_device_json(device);
        row["statistics"] = {{"samples", past.samples},
                             {"load_percent", spread_json(past.load_min, past.load_mean, past.load_max)},
                             {"memory_used_bytes", spread_json(past.memory_min, past.memory_mean, past.memory_max)},
                             {"jobs", past.jobs},
                             {"pictures", past.pictures}};
        list.push_back(std::move(row));
    }
    return list;
}

DeviceInfo device_named(Service& service, const std::string& id) {
    for (const DeviceInfo& device : service.session().devices()) {
        if (device.id == id) return device;
    }
    throw HttpError(404, "there is no device " + id + "; GET /api/device lists those that are");
}

json checks_json(const std::vector<Check>& checks, bool& passed) {
    json list = json::array();
    for (const Check& check : checks) {
        passed = passed && check.passed;
        list.push_back({{"name", check.name}, {"passed", check.passed}, {"seconds", check.seconds}, {"message", check.message}});
    }
    return list;
}

}  // namespace

void add_integration_routes(Routes& routes, Service& service) {
    const auto watcher = std::make_shared<Watcher>();
    const Schema number_or_null = or_null(real());
    const Schema health = object({{"device_id*", text()},
                                  {"state*", one_of({"healthy", "faulty"})},
                                  {"temperature_c*", number_or_null},
                                  {"load_percent*", number_or_null},
                                  {"power_watts*", number_or_null},
                                  {"memory_used_bytes*", whole()},
                                  {"memory_total_bytes*", whole()},
                                  {"time*", real()}});
    const Schema spread = object({{"min*", number_or_null}, {"mean*", number_or_null}, {"max*", number_or_null}});
    const auto get = [&](const char* group, const char* path, const char* about, std::function<HttpReply(HttpRequest&)> handler,
                         const Schema& gives, std::vector<Property> query = {}) {
        routes.push_back({.method = "GET",
                          .path = path,
                          .group = group,
                          .about = about,
                          .handler = std::move(handler),
                          .gives = gives,
                          .query = std::move(query)});
    };
    const auto of_all = [&service](auto one) {
        json list = json::array();
        for (const DeviceInfo& device : service.session().devices()) list.push_back(one(device));
        return list;
    };
    get(
        "Integration", "/api/integration/health", "How each device is doing",
        [watcher, of_all](HttpRequest&) {
            const auto samples = watcher->samples();
            return HttpReply::of({{"devices", of_all([&](const DeviceInfo& d) { return health_json(d, sample_of(samples, d)); })}});
        },
        object({{"devices*", list_of(health)}}));
    routes.push_back({.method = "GET",
                      .path = "/metrics",
                      .group = "Integration",
                      .about = "Jobs, pictures and devices for Prometheus",
                      .handler =
                          [watcher, of_all, &service](HttpRequest&) {
                              const auto samples = watcher->samples();
                              HttpReply reply;
                              reply.type = "text/plain; version=0.0.4; charset=utf-8";
                              reply.body = metrics_text(service.session().queue().list(true),
                                                        of_all([&](const DeviceInfo& d) { return health_json(d, sample_of(samples, d)); }),
                                                        service.session().model_uses());
                              return reply;
                          },
                      .gives = text(),
                      .gives_type = "text/plain"});
    get(
        "Integration", "/api/integration/health/{id}", "How one device is doing",
        [watcher, &service](HttpRequest& r) {
            const DeviceInfo device = device_named(service, r.path_values.front());
            const auto samples = watcher->samples();
            return HttpReply::of(health_json(device, sample_of(samples, device)));
        },
        health);
    get("Integration", "/api/integration/statistics/{id}", "What a device did in the past hours",
        [&service](HttpRequest& r) {
            return HttpReply::of(statistics(service, device_named(service, r.path_values.front()), number_of(r.query_values, "hours", 24)));
        },
        object({{"device_id*", text()},
                {"hours*", real()},
                {"samples*", whole()},
                {"load_percent*", spread},
                {"memory_used_bytes*", spread},
                {"jobs*", whole()},
                {"pictures*", whole()}}),
        {{"hours", number(0.01, 720)}});
    get(
        "Integration", "/api/integration/availability", "Which devices would take a job now",
        [watcher, of_all, &service](HttpRequest&) {
            const auto samples = watcher->samples();
            return HttpReply::of(
                {{"devices", of_all([&](const DeviceInfo& d) { return availability_json(service, d, sample_of(samples, d)); })}});
        },
        object(
            {{"devices*", list_of(object({{"device_id*", text()}, {"available*", boolean()}, {"state*", text()}, {"reason*", text()}}))}}));
    get("Integration", "/api/integration/machines",
        "Devices of all machines that share the store: how they are and what they did; without one, none",
        [&service](HttpRequest& r) {
            return HttpReply::of({{"devices", machines_json(service, number_of(r.query_values, "hours", 24))}});
        },
        object({{"devices*", list_of(object({{"host*", text()},
                                             {"device_id*", text()},
                                             {"name*", text()},
                                             {"state*", one_of({"available", "busy", "faulty", "lost"})},
                                             {"available*", boolean()},
                                             {"reason*", text()},
                                             {"temperature_c*", number_or_null},
                                             {"load_percent*", number_or_null},
                                             {"power_watts*", number_or_null},
                                             {"memory_used_bytes*", or_null(whole())},
                                             {"memory_total_bytes*", or_null(whole())},
                                             {"silent_s*", real()},
                                             {"statistics*", object({{"samples*", whole()},
                                                                     {"load_percent*", spread},
                                                                     {"memory_used_bytes*", spread},
                                                                     {"jobs*", whole()},
                                                                     {"pictures*", whole()}})}}))}}),
        {{"hours", number(0.01, 720)}});
    get(
        "Testing", "/api/testing/device-health", "Whether the drivers report faults",
        [watcher, of_all](HttpRequest&) {
            const auto samples = watcher->samples();
            bool passed = true;
            const json devices = of_all([&](const DeviceInfo& d) {
                const DeviceSample* sample = sample_of(samples, d);
                const std::string fault = sample ? sample->fault : "";
                passed = passed && fault.empty();
                return json{{"device_id", d.id}, {"passed", fault.empty()}, {"message", fault.empty() ? "no fault is reported" : fault}};
            });
            return HttpReply::of({{"passed", passed}, {"devices", devices}});
        },
        object({{"passed*", boolean()},
                {"devices*", list_of(object({{"device_id*", text()}, {"passed*", boolean()}, {"message*", text()}}))}}));

    const auto post = [&](const char* path, const char* about, std::function<json(Device&)> what, const Schema& gives) {
        routes.push_back({.method = "POST",
                          .path = path,
                          .group = "Testing",
                          .about = about,
                          .handler =
                              [&service, what](HttpRequest& r) {
                                  const std::string id = service.one_device(text_of(r.json, "device_id", "auto"), "device_id");
                                  for (Device* device : service.devices()) {
                                      if (device->info().id == id) return HttpReply::of(what(*device));
                                  }
                                  throw HttpError(404, "there is no device " + id, "device_id");
                              },
                          .body = Body::json,
                          .takes = object({{"device_id", or_null(text("auto, or an id of GET /api/device"))}}),
                          .body_needed = false,
                          .gives = gives,
                          .errors = {404}});
    };
    post(
        "/api/testing/end-to-end", "Memory, arithmetic and pictures of a device, from end to end",
        [&service](Device& device) {
            const Clock::time_point begin = Clock::now();
            bool passed = true;
            const json checks = checks_json(end_to_end(service.session(), device, service.pictures().scratch()), passed);
            return json{{"passed", passed}, {"seconds", seconds_since(begin)}, {"checks", checks}};
        },
        object({{"passed*", boolean()},
                {"seconds*", real()},
                {"checks*", list_of(object({{"name*", text()}, {"passed*", boolean()}, {"seconds*", real()}, {"message*", text()}}))}}));
    post(
        "/api/testing/performance-benchmark", "How fast a device multiplies, moves bytes and draws",
        [&service](Device& device) {
            const Clock::time_point begin = Clock::now();
            json results = json::array();
            const std::vector<Measure> measures = benchmark(service.session(), device, service.pictures().scratch());
            const BenchmarkHistory history(service.data());
            const auto earlier = history.of(device.info());
            for (const Measure& one : measures) results.push_back(measure_json(one, earlier));
            if (const auto kept = history.add(device.info(), measures); !kept) log_warning("[serve] " + kept.error());
            return json{{"device_id", device.info().id}, {"seconds", seconds_since(begin)}, {"results", results}};
        },
        object({{"device_id*", text()},
                {"seconds*", real()},
                {"results*",
                 list_of(object({{"name*", text()},
                                 {"value*", real()},
                                 {"unit*", text()},
                                 {"earlier*", or_null(object({{"runs*", whole()}, {"median*", real()}}, "On this machine"))}}))}}));
}

}  // namespace imagelab::serve
