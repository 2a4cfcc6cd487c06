#include "core/jobs/training_queue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/bytes.h"
#include "core/base/paths.h"
#include "core/jobs/admission.h"
#include "core/jobs/session.h"
#include "core/jobs/tagging.h"
#include "core/library/model_library.h"
#include "core/training/lora_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// Another process may run it from another folder, and after a crash it draws the same numbers.
TrainingConfig pinned_down(TrainingConfig config) {
    if (config.dataset) throw BadField("dataset", "uploads are the server's; name a folder with images");
    config.output = fs::absolute(config.output).lexically_normal().string();
    if (!config.more_devices.empty())
        throw BadField("more_devices", "a training in the queue runs on one device; `imagelab train` shares its steps with others");
    config.images = fs::absolute(config.images).lexically_normal().string();
    if (!config.class_images.empty()) config.class_images = fs::absolute(config.class_images).lexically_normal().string();
    if (!config.model.empty()) {
        const auto path = model_path(config.model, data_dir());
        if (!path) throw BadField("model", path.error());
        config.model = fs::absolute(*path).string();
    }
    if (const auto tagger = tagger_to_train(config, data_dir())) config.tagger = fs::absolute(tagger->model.path()).string();
    if (!config.seed) config.seed = std::random_device()();
    return config;
}

// Of those that it fits, as admit() chooses for a request.
std::vector<DeviceNeed> training_needs(const std::vector<TrainingPrice>& prices, const std::string& device) {
    std::vector<DeviceNeed> needs;
    for (const TrainingPrice& price : prices) {
        const bool fast = needs.empty() || price.seconds <= usual_slowest_share * needs.front().seconds;
        if (price.fits() && (fast || device == price.device)) needs.push_back({price.device, {}, price.peak_bytes, price.seconds});
    }
    return needs;
}

std::string why_it_fits_nowhere(const std::vector<TrainingPrice>& prices) {
    std::string text;
    for (const TrainingPrice& price : prices)
        text += (text.empty() ? "" : "; ") + price.device + ": this training needs " + readable_bytes(price.peak_bytes) +
                " and there are " + readable_bytes(price.there_bytes) + " for jobs: choose a smaller width and height, batch_size or rank";
    return text;
}

// Another step's file of the same training: beside it, or, of a word, of the same name in a folder beside its own.
bool is_snapshot_beside(const fs::path& other, const fs::path& file) {
    if (other == file) return false;
    const fs::path folder = other.parent_path(), own = file.parent_path();
    return folder == own || (other.filename() == file.filename() && folder.parent_path() == own.parent_path());
}

std::string group_of_training(const std::string& name) {
    return "training-" + name + "-" + std::to_string(static_cast<int64_t>(now_s() * 1000));
}

}  // namespace

Result<std::vector<TrainingPrice>> TrainingQueue::price(const TrainingJob& training) const {
    const TrainingConfig& config = training.config;
    std::vector<TrainingPrice> prices;
    std::string problem = "device: there is no " + config.device + " here; `imagelab devices` lists what there is";
    const bool software_too =
        std::all_of(session_.runners.begin(), session_.runners.end(), [](const auto& runner) { return runner->info().kind == "software"; });
    for (const auto& runner : session_.runners) {
        const DeviceInfo device = runner->info();
        if (config.device != device.id && (config.device != "auto" || (device.kind == "software" && !software_too))) continue;
        auto price = runner->price(config);
        if (price) {
            prices.push_back(std::move(*price));
        } else {
            problem = price.error();
        }
    }
    if (prices.empty()) return Failure{problem};
    std::sort(prices.begin(), prices.end(), [](const TrainingPrice& a, const TrainingPrice& b) { return a.seconds < b.seconds; });
    if (!training.sample) return prices;
    const auto sample = session_.plan(*training.sample);
    if (!sample) return Failure{"samples: " + sample.error()};
    for (TrainingPrice& price : prices) {
        price.sample_seconds = sample->seconds * sample_count(training);
        price.sample_peak_bytes = sample->peak_bytes;
    }
    return prices;
}

Result<JobId> TrainingQueue::add(TrainingJob training, const EnqueueOptions& options) const {
    training.config = pinned_down(std::move(training.config));
    const TrainingConfig& config = training.config;
    if (const auto writer = session_.queue.writer_of(config.output))
        throw BadField("output", "job " + std::to_string(*writer) + " trains this file already; choose another name");
    if (training.sample && config.inverts_text() && config.token != training_name(config))
        return Failure{"samples: prompts call a word by the name of its file, so that pictures on the way need both to be one: name the output " +
                       config.token + ".safetensors, or the token " + training_name(config)};
    if (training.sample) {
        const auto kept = session_.kept(*training.sample);
        if (!kept) return Failure{"samples: " + kept.error()};
        training.sample = repeated(*kept, 1).front();
    }
    const auto prices = price(training);
    if (!prices) return Failure{prices.error()};
    NewJob job;
    job.needs = training_needs(*prices, config.device);
    if (job.needs.empty()) job.refusal = why_it_fits_nowhere(*prices);
    const std::string name = training_name(config);
    const bool own_group = options.group.empty() && training.sample;
    job.group = own_group ? group_of_training(name) : options.group;
    job.priority = options.priority;
    job.keeper = options.keeper;
    job.training = std::make_shared<const TrainingJob>(std::move(training));
    return session_.queue.add({job}, own_group ? nlohmann::json{{"training", name}}.dump() : options.about).front();
}

Result<void> TrainingQueue::admit_refused(const Job& job) const {
    try {
        const auto prices = price(*job.training);
        if (!prices) return Failure{prices.error()};
        const std::vector<DeviceNeed> needs = training_needs(*prices, job.training->config.device);
        if (needs.empty()) return Failure{why_it_fits_nowhere(*prices)};
        return session_.queue.admit(job.id, needs);
    } catch (const BadField& bad) {
        return Failure{bad.what()};
    }
}

bool TrainingQueue::add_sample(const Job& job, int step, const fs::path& lora) const {
    const TrainingJob& training = *job.training;
    std::error_code ignored;
    if (!training.sample || !fs::exists(lora, ignored)) return false;
    for (const JobId id : session_.queue.in_group(job.group)) {
        const auto other = session_.queue.find(id);
        if (!other || other->training || !other->problem.empty()) continue;
        if (other->cell == step) return false;
        const bool over = other->state == JobState::done || other->state == JobState::cancelled;
        const fs::path its = learnt_file(other->request);
        if (over && is_snapshot_beside(its, lora)) fs::remove(its, ignored);
    }
    const Request request = sample_request(training, lora);
    std::vector<DeviceInfo> devices;
    for (const auto& runner : session_.runners) devices.push_back(runner->info());
    auto parts = admit(request, devices, session_.plan);
    if (!parts) {
        session_.trouble(job.id, "samples: " + parts.error());
        return false;
    }
    for (NewJob& part : *parts) {
        part.group = job.group;
        part.priority = job.priority;
        part.cell = step;
        part.at_once = true;
    }
    session_.queue.add(*parts);
    return true;
}

void TrainingQueue::keep_preview(const JobResult& picture) const {
    const fs::path lora = learnt_file(picture.request);
    if (picture.images.empty() || lora.empty() || picture.images.front().extension() != ".png") return;
    fs::path preview = lora;
    preview.replace_extension(".preview.png");
    std::error_code code;
    const bool trained_here = lora.is_absolute() && fs::exists(state_path(lora), code) && fs::exists(lora, code);
    if (trained_here && !fs::exists(preview, code)) fs::copy_file(picture.images.front(), preview, code);
}

std::vector<TrainingStep> TrainingQueue::saved_steps(JobId id, int from) const {
    const auto job = session_.queue.find(id);
    if (!job || !job->training) return {};
    const auto state = read_state(state_path(job->training->config.output));
    if (!state || (!job->training->resume && state->run != training_run(session_.queue.name(), id))) return {};
    std::vector<TrainingStep> steps;
    std::copy_if(state->metrics.begin(), state->metrics.end(), std::back_inserter(steps),
                 [from](const TrainingStep& step) { return step.step >= from; });
    return steps;
}

}  // namespace imagelab
