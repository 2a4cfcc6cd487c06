// What a training takes, before it begins.
#include <algorithm>
#include <cmath>

#include "core/training/dataset.h"
#include "core/training/prepared.h"
#include "core/training/step_program.h"
#include "core/training/subject.h"
#include "core/training/trainer.h"
#include "core/training/validation.h"

namespace imagelab {
namespace {

constexpr int size_step = 64, largest_side = 4096;

// Pictures that are trained on, those of their class and those held out.
struct PictureCounts {
    int learnt = 0, of_class = 0;
    std::vector<std::string> uncaptioned;  // of those that are learnt
};
PictureCounts pictures_of(const TrainingConfig& config) {
    const std::vector<TrainingExample> examples = training_examples(config.images);
    PictureCounts counts{static_cast<int>(examples.size()), 0, {}};
    for (const TrainingExample& each : examples) {
        if (each.caption.empty()) counts.uncaptioned.push_back(each.path.filename().string());
    }
    if (!config.class_images.empty()) counts.of_class = static_cast<int>(training_examples(config.class_images, "class_images").size());
    return counts;
}

double flops_of(const std::vector<OpCost>& costs) {
    double flops = 0;
    for (const OpCost& cost : costs) flops += cost.flops;
    return flops;
}

}  // namespace

void check_training(const TrainingConfig& given, const OpenedModel& files, const DeviceInfo& device) {
    const auto subject = training_subject(files);
    const TrainingConfig config = prepared_for(given, *files);
    pictures_of(config);
    subject->graph(config, training_dtype(config, device), subject->most_tokens());
}

TrainingPlan plan_training(const TrainingConfig& given, const OpenedModel& files, Device& device) {
    const auto subject = training_subject(files);
    const TrainingConfig config = prepared_for(given, *files);
    TrainingPlan plan;
    plan.device = device.info().id;
    plan.dtype = training_dtype(config, device.info());
    plan.width = config.width, plan.height = config.height;
    const PictureCounts pictures = pictures_of(config);
    plan.pictures = pictures.learnt;
    plan.uncaptioned = pictures.uncaptioned;
    TrainingGraph graph = subject->graph(config, plan.dtype, subject->most_tokens());
    plan.modules = static_cast<int>(graph.modules.size());
    const std::vector<Trainable> trained = trainables_of(config, graph);
    for (const Trainable& each : trained) plan.trained_values += element_count(each.shape);
    plan.state_bytes = training_host_bytes(config, *files, *subject, pictures.learnt + pictures.of_class, trained);
    const int64_t budget = step_budget(config, device.info(), plan.state_bytes);
    const StepProgram step = compile_step(device, std::move(graph.graph), {budget, config.threads});
    plan.memory = step.program->memory();
    plan.plain_bytes = step.plain_bytes, plan.again = step.again, plan.weights_stay = step.weights_stay;
    const double runs = static_cast<double>(config.step_examples()) / subject->run_batch(config);
    plan.step_flops = flops_of(step.program->costs()) * runs;
    const double at_once = static_cast<double>(1 + config.more_devices.size());
    const double rate = device.estimated_flops_per_second(plan.dtype);  // 0 of a card that is not here
    plan.step_seconds = rate > 0 ? plan.step_flops / runs * std::ceil(runs / at_once) / rate : 0;
    plan.seconds = plan.step_seconds * config.steps;
    if (config.validation_share > 0) {
        const int shown = held_out_count(plan.pictures, config.validation_share) * validation_draws;
        plan.seconds += plan.step_seconds * measured_count(config) * std::ceil(static_cast<double>(shown) / config.step_examples());
    }
    return plan;
}

std::vector<LargestThatFits> largest_trainings(const TrainingConfig& given, const OpenedModel& files, Device& device, int64_t budget) {
    const TrainingConfig config = prepared_for(given, *files);
    const auto with = [&](const std::string& field, int64_t value) {
        TrainingConfig changed = config;
        changed.memory_budget = budget;
        if (field == "rank") changed.alpha *= static_cast<double>(value) / changed.rank, changed.rank = static_cast<int>(value);
        if (field == "batch_size") changed.batch_size = static_cast<int>(value);
        if (field == "size") changed.width = changed.height = static_cast<int>(value);
        return changed;
    };
    const auto planned = [&](const std::string& field, int64_t value) -> std::optional<TrainingPlan> {
        TrainingPlan plan = plan_training(with(field, value), files, device);
        return plan.device_bytes(device.info()) <= budget ? std::optional(std::move(plan)) : std::nullopt;
    };
    struct Range {
        std::string field;
        int64_t step, most;
    };
    std::vector<LargestThatFits> found;
    for (const Range& range : {Range{"size", size_step, largest_side}, Range{"batch_size", 1, 64}, Range{"rank", 1, 512}}) {
        LargestThatFits largest{range.field};
        // Doubled while it fits, then halved between.
        int64_t least = 0, most = 0;
        for (int64_t count = 1; most == 0; count *= 2) {
            const int64_t value = count * range.step;
            const auto plan = value <= range.most ? planned(range.field, value) : std::nullopt;
            if (!plan) most = count;
            if (plan) least = count, largest.value = value, largest.peak_bytes = plan->device_bytes(device.info()), largest.step_seconds = plan->step_seconds;
        }
        while (most - least > 1 && least > 0) {
            const int64_t middle = (least + most) / 2;
            const auto plan = middle * range.step <= range.most ? planned(range.field, middle * range.step) : std::nullopt;
            if (!plan) most = middle;
            if (plan) {
                least = middle, largest.value = middle * range.step;
                largest.peak_bytes = plan->device_bytes(device.info()), largest.step_seconds = plan->step_seconds;
            }
        }
        found.push_back(largest);
    }
    return found;
}

}  // namespace imagelab
