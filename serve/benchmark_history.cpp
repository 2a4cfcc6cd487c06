#include "serve/benchmark_history.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/jobs/queue.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr size_t largest_file = size_t{1} << 20;  // bytes; older lines go beyond it
constexpr size_t longest_line = 64 << 10;

std::string key_of(const DeviceInfo& device) {
    return device.id + ", " + device.name + ", " + device.driver + ", " + std::to_string(device.threads);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

}  // namespace

std::map<std::string, Earlier> BenchmarkHistory::of(const DeviceInfo& device) const {
    const auto text = read_regular_file(file_, 2 * largest_file);
    if (!text) return {};
    std::map<std::string, std::vector<double>> values;
    for (const std::string& line : lines_of(*text)) {
        const auto run = read_json(line, JsonLimits{.bytes = longest_line});
        if (!run || !run->is_object() || run->value("device", json()) != key_of(device) || !run->contains("values")) continue;
        for (const auto& [name, value] : (*run)["values"].items()) {
            if (value.is_number()) values[name].push_back(value.get<double>());
        }
    }
    std::map<std::string, Earlier> earlier;
    for (auto& [name, all] : values) {
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
        std::nth_element(all.begin(), middle, all.end());
        earlier[name] = {static_cast<int>(all.size()), *middle};
    }
    return earlier;
}

Result<void> BenchmarkHistory::add(const DeviceInfo& device, const std::vector<Measure>& measures) const {
    json values = json::object();
    for (const Measure& one : measures) values[one.name] = one.value;
    const json run = {{"time", now_s()}, {"version", IMAGELAB_VERSION}, {"device", key_of(device)}, {"values", values}};
    std::string text;
    if (auto before = read_regular_file(file_, 2 * largest_file)) text = std::move(*before);
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += run.dump() + "\n";
    if (text.size() > largest_file) text.erase(0, text.find('\n', text.size() - largest_file / 2) + 1);
    try {
        std::filesystem::create_directories(file_.parent_path());
        write_file_atomically(file_, text.data(), text.size());
    } catch (const std::exception& error) {
        return Failure{"the benchmark is not kept for later comparison: " + std::string(error.what())};
    }
    return {};
}

std::string comparison(const Measure& measure, const std::map<std::string, Earlier>& earlier) {
    const auto before = earlier.find(measure.name);
    if (before == earlier.end() || before->second.median == 0) return {};
    return fixed_text(measure.value / before->second.median, 2) + " of the median of " + std::to_string(before->second.runs) + " earlier " +
           (before->second.runs == 1 ? "run" : "runs");
}

json measure_json(const Measure& measure, const std::map<std::string, Earlier>& earlier) {
    const auto before = earlier.find(measure.name);
    return {{"name", measure.name},
            {"value", measure.value},
            {"unit", measure.unit},
            {"earlier", before == earlier.end() ? json() : json{{"runs", before->second.runs}, {"median", before->second.median}}}};
}

}  // namespace imagelab::serve
