#include "core/store/device_history.h"

#include "core/store/optional_cell.h"

namespace imagelab {
namespace {

constexpr double minute = 60, hour = 3600, kept_days = 30 * 24 * hour;

}  // namespace

// seconds: how long a point stands for; 0 is one moment.
const char* const device_history_tables = R"sql(
CREATE TABLE devices(
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    memory_total INTEGER
) WITHOUT ROWID;
CREATE TABLE device_samples(
    device TEXT NOT NULL REFERENCES devices(key) ON DELETE CASCADE,
    time REAL NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    memory_used INTEGER, memory_ours INTEGER,
    load REAL, temperature REAL, power REAL,
    PRIMARY KEY(device, time)
) WITHOUT ROWID;
)sql";

void DeviceHistory::add(const std::vector<DeviceSample>& samples, double now) {
    Transaction transaction(store_);
    for (const DeviceSample& sample : samples) {
        store_.run(
            R"sql(INSERT INTO devices(key, name, memory_total)
                VALUES(?, ?, ?)
                ON CONFLICT(key) DO UPDATE
                SET name = excluded.name, memory_total = ifnull(excluded.memory_total, memory_total))sql",
            sample.key, sample.name, sample.memory_total);
        store_.run(
            R"sql(INSERT OR REPLACE INTO device_samples(device, time, memory_used, memory_ours, load, temperature,
                power)
                VALUES(?, ?, ?, ?, ?, ?, ?))sql",
            sample.key, now, sample.memory_used, sample.memory_ours, sample.load, sample.temperature, sample.power);
    }
    transaction.commit();
    if (now - thinned_ > 10 * minute) thin(now);
}

void DeviceHistory::thin(double now) {
    const double before = static_cast<double>(static_cast<int64_t>((now - hour) / minute)) * minute;
    Transaction transaction(store_);
    store_.run("DELETE FROM device_samples WHERE time < ?", now - kept_days);
    store_.script("CREATE TEMP TABLE IF NOT EXISTS minutes AS SELECT * FROM device_samples WHERE 0; DELETE FROM minutes;");
    store_.run(
        R"sql(INSERT INTO minutes
            SELECT device, CAST(time / 60 AS INTEGER) * 60.0, 60, max(memory_used), max(memory_ours), avg(load),
            avg(temperature), avg(power)
            FROM device_samples
            WHERE seconds = 0 AND time < ?
            GROUP BY 1, 2)sql",
        before);
    store_.run("DELETE FROM device_samples WHERE seconds = 0 AND time < ?", before);
    store_.script("INSERT OR IGNORE INTO device_samples SELECT * FROM minutes; DELETE FROM minutes;");
    transaction.commit();
    thinned_ = now;
}

std::vector<HistoryPoint> DeviceHistory::points(const std::string& device, double from, double to) const {
    Statement row = store_.prepare(
        R"sql(SELECT time, memory_used, memory_ours, load, temperature, power
            FROM device_samples
            WHERE device = ? AND time BETWEEN ? AND ?
            ORDER BY time)sql");
    row.with(device, from, to);
    std::vector<HistoryPoint> points;
    while (row.step()) {
        points.push_back({row.real(0), optional_cell<int64_t>(row, 1), optional_cell<int64_t>(row, 2), optional_cell<double>(row, 3),
                          optional_cell<double>(row, 4), optional_cell<double>(row, 5)});
    }
    return points;
}

std::vector<DeviceStatistics> DeviceHistory::statistics(double from, double to) const {
    // Means are weighted by time: a moment stands for the seconds until the next one, at most a minute.
    Statement row = store_.prepare(
        R"sql(WITH spans AS (SELECT *, CASE WHEN seconds > 0 THEN seconds ELSE min(60, ifnull(lead(time) OVER (PARTITION
            BY device ORDER BY time) - time, 0)) END AS span FROM device_samples WHERE time BETWEEN ? AND ?)
            SELECT device, name, count(*), min(time), max(time), memory_total, max(memory_used), max(memory_ours),
            sum(load * span) / nullif(sum(CASE WHEN load IS NOT NULL THEN span END), 0), max(temperature),
            sum(power * span) / nullif(sum(CASE WHEN power IS NOT NULL THEN span END), 0), sum(power * span) / 3600
            FROM spans JOIN devices ON key = device
            GROUP BY device
            ORDER BY device)sql");
    row.with(from, to);
    std::vector<DeviceStatistics> found;
    while (row.step()) {
        found.push_back({row.text(0), row.text(1), row.integer(2), row.real(3), row.real(4), optional_cell<int64_t>(row, 5),
                         optional_cell<int64_t>(row, 6), optional_cell<int64_t>(row, 7), optional_cell<double>(row, 8),
                         optional_cell<double>(row, 9), optional_cell<double>(row, 10), optional_cell<double>(row, 11)});
    }
    return found;
}

}  // namespace imagelab
