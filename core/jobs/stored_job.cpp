#include "core/jobs/stored_job.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/jobs/training_job.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr JsonLimits limits{.bytes = size_t{16} << 20, .values = 100'000};

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() > 300) text.replace(300, std::string::npos, "...");
    return text;
}

// No program wrote it like this.
void is_damaged(Job& job, const std::string& what, const std::string& why) {
    if (!job.problem.empty()) return;
    job.problem = what + " cannot be read (" + one_line(why) + "): the store was damaged; add the job anew";
}

// Sound JSON that this program does not know.
void is_of_another_version(Job& job, const std::string& what, const std::string& why) {
    if (job.left_alone) return;
    job.left_alone = true;
    job.problem = "left alone: a newer version of this program wrote it, or it is damaged. " + what + ": " + one_line(why) +
                  ". Start the newer version, or cancel the job";
}

// JSON has no infinity: it is written as null.
double number_of(const json& value) {
    return value.is_null() ? INFINITY : value.get<double>();
}

}  // namespace

void read_stored_request(const std::string& text, Job& job) {
    const auto stored = read_json(text, limits);
    if (!stored) return is_damaged(job, "its request", stored.error());
    if (!stored->is_object()) return is_damaged(job, "its request", "it is no object");
    if (is_training_job(*stored)) {
        auto training = training_job_from_json(*stored);
        if (!training) return is_of_another_version(job, "Its training", training.error());
        job.training = std::make_shared<const TrainingJob>(std::move(*training));
        return;
    }
    auto request = request_from_json(*stored);
    if (!request) return is_of_another_version(job, "Its request", request.error());
    job.request = std::move(*request);
}

std::string with_map_noted(const std::string& text, int control, const std::filesystem::path& map) {
    auto stored = read_json(text, limits);
    if (!stored) throw Error("a stored request cannot be read: " + stored.error());
    const json::json_pointer at("/conditioning/control_nets/" + std::to_string(control));
    if (!stored->contains(at)) throw Error("a stored request has no control number " + std::to_string(control));
    json& maps = stored->at(at)["maps"];
    if (std::find(maps.begin(), maps.end(), map.string()) == maps.end()) maps.push_back(map.string());
    return stored->dump();
}

void read_stored_need(DeviceNeed need, const std::string& stages, Job& job) {
    const std::string what = "what it needs on " + need.device;
    const auto stored = read_json(stages, limits);
    if (!stored) return is_damaged(job, what, stored.error());
    try {
        if (!stored->is_array()) return is_damaged(job, what, "it is no list");
        for (const json& entry : *stored) {
            const std::string name = entry.at(0);
            const auto stage = stage_planned_as(name);
            if (!stage) return is_of_another_version(job, "Its stages", "there is no stage \"" + name + "\"");
            need.stages.push_back({*stage, 1, entry.at(1), entry.at(2), entry.at(3), entry.at(4), entry.at(5), number_of(entry.at(6)),
                                   number_of(entry.at(7)), number_of(entry.at(8))});
        }
    } catch (const json::exception& error) {
        return is_of_another_version(job, "Its stages", error.what());
    }
    job.needs.push_back(std::move(need));
}

std::string stages_text(const std::vector<StagePlan>& stages) {
    json list = json::array();
    for (const StagePlan& stage : stages) {
        list.push_back({stage_info(stage.stage).plan, stage.weight_bytes, stage.arena_bytes, stage.peak_bytes, stage.streamed_bytes,
                        stage.host_bytes, stage.seconds, stage.load_seconds, stage.flops});
    }
    return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace imagelab
