// Adafactor (Shazeer and Stern 2018, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", Algorithm 4) without a first moment,
// as transformers.Adafactor computes it with relative_step=False. Squares of a matrix are kept as means of its rows and columns.
#include <algorithm>
#include <cmath>

#include "core/training/optimizers.h"

namespace imagelab {
namespace {

bool is_factored(const Trainable& trained) {
    return trained.shape.size() == 2;
}

float root_mean_square(const std::vector<float>& values) {
    double squares = 0;
    for (const float value : values) squares += static_cast<double>(value) * value;
    return static_cast<float>(std::sqrt(squares / static_cast<double>(std::max<size_t>(1, values.size()))));
}

}  // namespace

// Two parts each: rows and columns, or squares and nothing.
std::vector<StatePart> adafactor_state(std::span<const Trainable> trained) {
    std::vector<StatePart> parts;
    for (const Trainable& each : trained) {
        parts.push_back({"rows " + each.name, DType::f32, is_factored(each) ? Shape{each.shape[0]} : each.shape});
        parts.push_back({"columns " + each.name, DType::f32, is_factored(each) ? Shape{each.shape[1]} : Shape{0}});
    }
    return parts;
}

namespace {

class Adafactor final : public Optimizer {
  public:
    Adafactor(const OptimizerConfig& config, std::span<const Trainable> trained) : Optimizer(adafactor_state(trained)), config_(config) {}

    void step(std::vector<Trainable>& trained, const Gradients& gradients, int step, double schedule) override {
        const double kept = 1 - std::pow(step, -config_.decay_rate);
        for (size_t i = 0; i < trained.size(); ++i) {
            double rate = trained[i].learning_rate * schedule;
            if (config_.scale_parameter) rate *= std::max(least_scale, static_cast<double>(root_mean_square(trained[i].values)));
            std::vector<float> update =
                is_factored(trained[i]) ? factored(i, trained[i].shape, gradients[i], kept) : plain(i, gradients[i], kept);
            const float length = root_mean_square(update) / static_cast<float>(config_.clip_threshold);
            const float scale = static_cast<float>(rate) / std::max(1.0f, length);
            const auto decay = static_cast<float>(1 - config_.weight_decay * rate);
            for (size_t at = 0; at < update.size(); ++at) trained[i].values[at] = trained[i].values[at] * decay - scale * update[at];
        }
    }

  private:
    static constexpr double least_scale = 1e-3;  // transformers' eps[1]

    std::vector<float> factored(size_t i, const Shape& shape, const std::vector<float>& gradient, double kept) {
        const auto rows = static_cast<size_t>(shape[0]), columns = static_cast<size_t>(shape[1]);
        float *row = part<float>(2 * i), *column = part<float>(2 * i + 1);
        std::vector<double> row_sums(rows), column_sums(columns);
        for (size_t r = 0; r < rows; ++r) {
            for (size_t c = 0; c < columns; ++c) {
                const double g = gradient[r * columns + c], square = g * g + config_.eps;
                row_sums[r] += square, column_sums[c] += square;
            }
        }
        double mean = 0;
        for (size_t r = 0; r < rows; ++r) {
            row[r] = static_cast<float>(row[r] * kept + row_sums[r] / static_cast<double>(columns) * (1 - kept));
            mean += row[r];
        }
        mean /= static_cast<double>(rows);
        for (size_t c = 0; c < columns; ++c)
            column[c] = static_cast<float>(column[c] * kept + column_sums[c] / static_cast<double>(rows) * (1 - kept));
        std::vector<float> update(gradient.size());
        for (size_t r = 0; r < rows; ++r) {
            const auto of_row = static_cast<float>(1 / std::sqrt(row[r] / mean));
            for (size_t c = 0; c < columns; ++c) update[r * columns + c] = gradient[r * columns + c] * of_row / std::sqrt(column[c]);
        }
        return update;
    }

    std::vector<float> plain(size_t i, const std::vector<float>& gradient, double kept) {
        float* square = part<float>(2 * i);
        std::vector<float> update(gradient.size());
        for (size_t at = 0; at < gradient.size(); ++at) {
            const double g = gradient[at];
            square[at] = static_cast<float>(square[at] * kept + (g * g + config_.eps) * (1 - kept));
            update[at] = static_cast<float>(g / std::sqrt(square[at]));
        }
        return update;
    }

    const OptimizerConfig config_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adafactor(const OptimizerConfig& config, std::span<const Trainable> trained) {
    return std::make_unique<Adafactor>(config, trained);
}

}  // namespace imagelab
