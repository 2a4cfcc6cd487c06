#include "core/training/metrics.h"

#include "core/base/number.h"
#include "core/base/paths.h"

namespace imagelab {

std::string metrics_csv(std::span<const TrainingStep> steps) {
    std::string text = "step,loss,learning_rate,gradient_norm,seconds,validation_loss\n";
    for (const TrainingStep& step : steps) {
        text += std::to_string(step.step);
        for (const double value : {step.loss, step.learning_rate, step.gradient_norm, step.seconds}) text += "," + general_text(value, 9);
        text += "," + (step.validation_loss ? general_text(*step.validation_loss, 9) : "") + "\n";
    }
    return text;
}

void write_metrics_csv(const std::filesystem::path& path, std::span<const TrainingStep> steps) {
    const std::string text = metrics_csv(steps);
    write_file_atomically(path, text.data(), text.size());
}

std::vector<double> smoothed(std::span<const double> values, double kept) {
    std::vector<double> result;
    result.reserve(values.size());
    double mean = 0, weight = 0;
    for (const double value : values) {
        mean = kept * mean + (1 - kept) * value;
        weight = kept * weight + (1 - kept);
        result.push_back(mean / weight);
    }
    return result;
}

}  // namespace imagelab
