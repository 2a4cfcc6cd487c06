#include "core/store/lab_devices.h"

#include <algorithm>

#include "core/store/optional_cell.h"

namespace imagelab {
namespace {

constexpr const char* clock_now = "extract(epoch FROM clock_timestamp())";  // the database's: machines' clocks differ
constexpr int between_clearings = 500;                                      // times that something is told

}  // namespace

void LabDevices::tell(const std::vector<Known>& devices, const std::vector<DeviceSample>& samples) {
    StoreTransaction transaction(store_, false);
    std::map<std::string, std::string> jobs;  // that run here, by device
    const auto running = store_.select("SELECT device, id FROM jobs WHERE state = 'running' AND host = ?", {host_name()});
    while (running->step()) jobs[running->text(0)] = running->text(1);
    for (const Known& device : devices) {
        const auto sample =
            std::find_if(samples.begin(), samples.end(), [&](const DeviceSample& s) { return s.key == device.monitor_key; });
        const auto job = jobs.find(device.id);
        tell_one(device, sample == samples.end() ? nullptr : &*sample, job == jobs.end() ? "" : job->second);
    }
    if (told_++ % between_clearings == 0) forget_old_ones();
    transaction.commit();
}

void LabDevices::tell_one(const Known& device, const DeviceSample* sample, const std::string& job) {
    const DeviceSample none;
    const DeviceSample& seen = sample ? *sample : none;
    const std::string host = host_name(), now = clock_now;
    std::optional<double> load;
    if (seen.load) load = *seen.load * 100;
    const bool faulty = !seen.fault.empty();
    store_.run(
        "INSERT INTO device_health(host, device, name, state, fault, temperature_c, load_percent, power_watts, memory_used_bytes, "
        "memory_total_bytes, time) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " +
            now +
            ") ON CONFLICT(host, device) DO UPDATE SET name = excluded.name, state = excluded.state, fault = excluded.fault, "
            "temperature_c = excluded.temperature_c, load_percent = excluded.load_percent, power_watts = excluded.power_watts, "
            "memory_used_bytes = excluded.memory_used_bytes, memory_total_bytes = excluded.memory_total_bytes, time = excluded.time",
        {host, device.id, device.name, faulty ? "faulty" : "healthy", seen.fault, seen.temperature, load, seen.power, seen.memory_used,
         seen.memory_total});
    const std::string state = faulty ? "faulty" : job.empty() ? "available" : "busy";
    store_.run(
        "INSERT INTO device_availability(host, device, available, state, reason, time) VALUES(?, ?, CAST(? AS INTEGER) = 1, ?, ?, " + now +
            ") ON CONFLICT(host, device) DO UPDATE SET available = excluded.available, state = excluded.state, reason = excluded.reason, "
            "time = excluded.time",
        {host, device.id, state == "available", state,
         faulty        ? seen.fault
         : job.empty() ? ""
                       : "runs job " + job});
    std::optional<double> memory;
    if (seen.memory_used) memory = static_cast<double>(*seen.memory_used);
    store_.run(
        "INSERT INTO device_statistics AS s(host, device, time, samples, loads, load_sum, load_min, load_max, memories, memory_sum, "
        "memory_min, "
        "memory_max, temperature_max) VALUES(?, ?, CAST(floor(" +
            now +
            " / 600) * 600 AS BIGINT), 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(host, device, time) DO UPDATE SET samples = s.samples + "
            "1, "
            "loads = s.loads + excluded.loads, load_sum = s.load_sum + excluded.load_sum, load_min = least(s.load_min, excluded.load_min), "
            "load_max = greatest(s.load_max, excluded.load_max), memories = s.memories + excluded.memories, "
            "memory_sum = s.memory_sum + excluded.memory_sum, memory_min = least(s.memory_min, excluded.memory_min), "
            "memory_max = greatest(s.memory_max, excluded.memory_max), "
            "temperature_max = greatest(s.temperature_max, excluded.temperature_max)",
        {host, device.id, load.has_value(), load.value_or(0), load, load, memory.has_value(), memory.value_or(0), seen.memory_used,
         seen.memory_used, seen.temperature});
}

void LabDevices::forget_old_ones() {
    constexpr int64_t month_s = 30 * 24 * 3600;
    for (const char* table : {"device_statistics", "device_health", "device_availability"})
        store_.run(std::string("DELETE FROM ") + table + " WHERE time < " + clock_now + " - ?", {month_s});
}

std::vector<LabDevice> LabDevices::all() const {
    const auto row =
        store_.select(std::string("SELECT h.host, h.device, h.name, h.fault, a.state, a.reason, h.temperature_c, h.load_percent, "
                                  "h.power_watts, h.memory_used_bytes, h.memory_total_bytes, ") +
                      clock_now +
                      " - h.time FROM device_health h JOIN device_availability a ON a.host = h.host AND a.device = h.device ORDER BY "
                      "h.host, h.device");
    std::vector<LabDevice> devices;
    while (row->step()) {
        LabDevice device{row->text(0), row->text(1), row->text(2), row->text(4), row->text(5)};
        device.temperature_c = optional_cell<double>(*row, 6), device.load_percent = optional_cell<double>(*row, 7),
        device.power_watts = optional_cell<double>(*row, 8);
        device.memory_used = optional_cell<int64_t>(*row, 9), device.memory_total = optional_cell<int64_t>(*row, 10);
        device.silent_s = std::max(0.0, row->real(11));
        if (device.silent_s > lost_s) device.state = "lost", device.reason = "no runner of its machine was heard of for a while";
        device.available = device.state == "available";
        devices.push_back(std::move(device));
    }
    return devices;
}

std::vector<LabStatistics> LabDevices::statistics(double hours) const {
    const auto row =
        store_.select(std::string(R"sql(WITH since AS (SELECT )sql") + clock_now + R"sql( - CAST(? AS DOUBLE PRECISION) * 3600 AS t)
            SELECT s.host, s.device, sum(s.samples), min(s.load_min), sum(s.load_sum) / nullif(sum(s.loads), 0), max(s.load_max),
            min(s.memory_min), sum(s.memory_sum) / nullif(sum(s.memories), 0), max(s.memory_max), max(s.temperature_max),
            (SELECT count(*) FROM jobs j WHERE j.host = s.host AND j.device = s.device AND j.finished >= (SELECT t FROM since)),
            (SELECT count(*) FROM jobs j JOIN gallery g ON g.job = j.id WHERE j.host = s.host AND j.device = s.device
            AND g.created >= (SELECT t FROM since))
            FROM device_statistics s WHERE s.time + 600 > (SELECT t FROM since) GROUP BY s.host, s.device ORDER BY s.host, s.device)sql",
                      {hours});
    std::vector<LabStatistics> all;
    while (row->step()) {
        LabStatistics one{row->text(0), row->text(1), row->integer(2)};
        one.load_min = optional_cell<double>(*row, 3), one.load_mean = optional_cell<double>(*row, 4),
        one.load_max = optional_cell<double>(*row, 5);
        one.memory_min = optional_cell<double>(*row, 6), one.memory_mean = optional_cell<double>(*row, 7),
        one.memory_max = optional_cell<double>(*row, 8);
        one.temperature_max = optional_cell<double>(*row, 9);
        one.jobs = row->integer(10), one.pictures = row->integer(11);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace imagelab
