#include "serve/metrics.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace imagelab::serve {
namespace {

using nlohmann::json;

// Values of labels escape backslashes, quotes and line feeds, as JSON does for names of devices.
void sample(std::string& text, const std::string& name, const std::string& label, const std::string& of, const json& value) {
    text += name + "{" + label + "=" + json(of).dump() + "} " + value.dump() + "\n";
}

void head(std::string& text, const std::string& name, const std::string& help, const char* type = "gauge") {
    text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void add_model_uses(std::string& text, const std::vector<ModelUse>& models) {
    const struct {
        const char *name, *help, *type;
        json (*value)(const ModelUse&);
    } facts[] = {
        {"imagelab_model_loads_total", "Jobs that loaded the model.", "counter", [](const ModelUse& use) { return json(use.loads); }},
        {"imagelab_model_hits_total", "Jobs that found it loaded.", "counter", [](const ModelUse& use) { return json(use.hits); }},
        {"imagelab_model_load_seconds_total", "Seconds that its loads took.", "counter",
         [](const ModelUse& use) { return json(use.load_s); }},
        {"imagelab_model_bytes", "What it held when it was used last.", "gauge", [](const ModelUse& use) { return json(use.bytes); }}};
    for (const auto& fact : facts) {
        head(text, fact.name, fact.help, fact.type);
        for (const ModelUse& use : models)
            text += std::string(fact.name) + "{model=" + json(use.path.string()).dump(-1, ' ', false, json::error_handler_t::replace) +
                    ",device=" + json(use.device).dump() + "} " + fact.value(use).dump() + "\n";
    }
}

}  // namespace

std::string metrics_text(const std::vector<Job>& jobs, const json& devices, const std::vector<ModelUse>& models) {
    std::string text;
    head(text, "imagelab_jobs", "Jobs of the queue by their state.");
    for (const JobState state : {JobState::waiting, JobState::running, JobState::paused, JobState::done, JobState::failed,
                                 JobState::cancelled, JobState::refused}) {
        sample(text, "imagelab_jobs", "state", state_name(state),
               std::count_if(jobs.begin(), jobs.end(), [&](const Job& job) { return job.state == state; }));
    }
    head(text, "imagelab_pictures", "Finished pictures of the jobs in the queue, by the device that made them.");
    for (const json& device : devices) {
        int64_t pictures = 0;
        for (const Job& job : jobs) {
            if (job.device != device.at("device_id")) continue;
            pictures += std::count_if(job.pictures.begin(), job.pictures.end(), [](const JobPicture& p) { return p.finished; });
        }
        sample(text, "imagelab_pictures", "device", device.at("device_id"), pictures);
    }
    const struct {
        const char *field, *name, *help;
    } facts[] = {{"memory_used_bytes", "imagelab_device_memory_used_bytes", "Memory in use on the device, by all programs."},
                 {"memory_total_bytes", "imagelab_device_memory_total_bytes", "Memory of the device."},
                 {"load_percent", "imagelab_device_load_percent", "How busy the device is."},
                 {"temperature_c", "imagelab_device_temperature_celsius", "Its temperature."},
                 {"power_watts", "imagelab_device_power_watts", "What it draws."}};
    for (const auto& fact : facts) {
        head(text, fact.name, fact.help);
        for (const json& device : devices) {
            if (!device.at(fact.field).is_null()) sample(text, fact.name, "device", device.at("device_id"), device.at(fact.field));
        }
    }
    head(text, "imagelab_device_healthy", "1 where the device reports no fault.");
    for (const json& device : devices)
        sample(text, "imagelab_device_healthy", "device", device.at("device_id"), device.at("state") == "healthy" ? 1 : 0);
    add_model_uses(text, models);
    return text;
}

}  // namespace imagelab::serve
