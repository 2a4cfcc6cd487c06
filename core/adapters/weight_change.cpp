#include "core/adapters/weight_change.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "core/adapters/delta.h"
#include "core/adapters/rotation_change.h"

namespace imagelab {
namespace {

// Rows of a taller change: of q, k and v beneath each other.
class Slice final : public Delta {
  public:
    Slice(std::unique_ptr<const Delta> whole, int64_t begin, int64_t rows)
        : Delta(rows, whole->columns()), whole_(std::move(whole)), begin_(begin) {}
    void add(int64_t begin, int64_t end, const float* base, float scale, float* target) const override {
        whole_->add(begin_ + begin, begin_ + end, base, scale, target);
    }

  private:
    std::unique_ptr<const Delta> whole_;
    int64_t begin_;
};

// The first input channels of a wider weight: a change of conv_in for 4 channels on an inpainting UNet's 9 (A1111 networks.py pads so).
class Padded final : public Delta {
  public:
    Padded(std::unique_ptr<const Delta> narrow, int64_t columns) : Delta(narrow->rows(), columns), narrow_(std::move(narrow)) {}
    void add(int64_t begin, int64_t end, const float* base, float scale, float* target) const override {
        const int64_t width = narrow_->columns();
        std::vector<float> change(static_cast<size_t>((end - begin) * width));
        narrow_->add(begin, end, base, scale, change.data());
        for (int64_t row = 0; row < end - begin; ++row) {
            for (int64_t column = 0; column < width; ++column)
                target[row * columns() + column] += change[static_cast<size_t>(row * width + column)];
        }
    }

  private:
    std::unique_ptr<const Delta> narrow_;
};

class Addition final : public WeightChange {
  public:
    Addition(std::unique_ptr<const Delta> delta, double scale) : delta_(std::move(delta)), scale_(static_cast<float>(scale)) {}
    // In bands that stay in a processor's second cache between the two, which makes the product up to twice as fast.
    void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const override {
        constexpr int64_t band_elements = 1 << 17, least_rows = 12;
        const int64_t columns = delta_->columns(), band = std::max(least_rows, band_elements / std::max<int64_t>(1, columns));
        for (int64_t row = begin; row < end; row += band) {
            const int64_t last = std::min(end, row + band);
            float* to = target + (row - begin) * columns;
            before(row, last, to);
            delta_->add(row, last, to, scale_, to);
        }
    }

  private:
    std::unique_ptr<const Delta> delta_;
    float scale_;
};

class Replacement final : public WeightChange {
  public:
    explicit Replacement(std::unique_ptr<const Delta> whole) : whole_(std::move(whole)) {}
    void rows(int64_t begin, int64_t end, const RowReader&, float* target) const override {
        std::fill(target, target + (end - begin) * whole_->columns(), 0.0f);
        whole_->add(begin, end, target, 1, target);
    }

  private:
    std::unique_ptr<const Delta> whole_;
};

constexpr double norm_eps = std::numeric_limits<float>::epsilon();

class Decomposition final : public WeightChange {
  public:
    // `magnitudes`: one a row, or one an input channel of `kernel` columns.
    Decomposition(std::unique_ptr<const Delta> delta, double factor, double strength, std::vector<float> magnitudes, bool by_row,
                  int64_t kernel, DoraRule rule)
        : delta_(std::move(delta)),
          factor_(static_cast<float>(factor)),
          strength_(strength),
          magnitudes_(std::move(magnitudes)),
          by_row_(by_row),
          kernel_(kernel),
          rule_(rule) {}

    void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const override {
        const int64_t columns = delta_->columns();
        before(begin, end, target);
        std::vector<float> base;
        if (rule_ == DoraRule::comfyui) base.assign(target, target + (end - begin) * columns);
        delta_->add(begin, end, target, factor_, target);
        if (!by_row_) std::call_once(norms_known_, [&] { find_channel_norms(before); });
        for (int64_t row = begin; row < end; ++row) {
            float* values = target + (row - begin) * columns;
            const float* original = base.empty() ? nullptr : base.data() + (row - begin) * columns;
            const double norm = by_row_ ? row_norm(original ? original : values, columns) : 0;
            for (int64_t column = 0; column < columns; ++column) {
                const auto place = static_cast<size_t>(by_row_ ? row : column / kernel_);
                const double scale = magnitudes_[place] / ((by_row_ ? norm : channel_norms_[place]) + norm_eps);
                values[column] = original ? static_cast<float>(original[column] + strength_ * (values[column] * scale - original[column]))
                                          : static_cast<float>(values[column] * (strength_ * (scale - 1) + 1));
            }
        }
    }

  private:
    static double row_norm(const float* values, int64_t columns) {
        double squares = 0;
        for (int64_t i = 0; i < columns; ++i) squares += static_cast<double>(values[i]) * values[i];
        return std::sqrt(squares);
    }

    // Of W + change, over output rows and the kernel.
    void find_channel_norms(const RowReader& before) const {
        const int64_t columns = delta_->columns(), all = delta_->rows(), band = std::max<int64_t>(1, (1 << 18) / columns);
        std::vector<double> squares(magnitudes_.size());
        std::vector<float> values(static_cast<size_t>(std::min(band, all) * columns));
        for (int64_t begin = 0; begin < all; begin += band) {
            const int64_t end = std::min(all, begin + band);
            before(begin, end, values.data());
            delta_->add(begin, end, values.data(), factor_, values.data());
            for (int64_t i = 0; i < (end - begin) * columns; ++i) {
                const double value = values[static_cast<size_t>(i)];
                squares[static_cast<size_t>(i % columns / kernel_)] += value * value;
            }
        }
        for (double& value : squares) value = std::sqrt(value);
        channel_norms_ = std::move(squares);
    }

    std::unique_ptr<const Delta> delta_;
    float factor_;
    double strength_;
    std::vector<float> magnitudes_;
    bool by_row_;
    int64_t kernel_;
    DoraRule rule_;
    mutable std::once_flag norms_known_;
    mutable std::vector<double> channel_norms_;
};

struct Extent {
    int64_t rows, columns, kernel;
    explicit Extent(const Shape& shape)
        : rows(shape.empty() ? 1 : shape[0]),
          columns(element_count(shape) / std::max<int64_t>(1, rows)),
          kernel(shape.size() == 4 ? shape[2] * shape[3] : 1) {}
};

// The largest part's key: the one to name.
const AdapterModule::Part& main_part(const AdapterModule& module) {
    return std::max_element(
               module.parts.begin(), module.parts.end(),
               [](const auto& a, const auto& b) { return element_count(a.second.view.shape) < element_count(b.second.view.shape); })
        ->second;
}

std::unique_ptr<const Delta> fitted(std::unique_ptr<const Delta> delta, const std::string& key, const ChangeTarget& target) {
    const Extent extent(target.shape);
    const int64_t channels = target.shape.size() == 4 ? target.shape[1] : 0;
    const bool rows_fit = delta->rows() == extent.rows * target.parts;
    if (rows_fit && channels == 9 && delta->columns() == 4 * extent.kernel)
        delta = std::make_unique<Padded>(std::move(delta), extent.columns);
    if (!rows_fit || delta->columns() != extent.columns) {
        throw Error("tensor \"" + key + "\" changes a weight of " + std::to_string(delta->rows()) + " rows and " +
                    std::to_string(delta->columns()) + " columns, expected " + std::to_string(extent.rows * target.parts) + " and " +
                    std::to_string(extent.columns) + " (" + target.tensor + " " + shape_text(target.shape) + ")");
    }
    if (target.parts > 1) delta = std::make_unique<Slice>(std::move(delta), target.part * extent.rows, extent.rows);
    return delta;
}

std::unique_ptr<const Delta> weight_delta(const AdapterFile& file, const AdapterModule& module, const Shape& shape) {
    switch (module.kind) {
        case AdapterKind::lora:
            return lora_delta(file, module);
        case AdapterKind::loha:
            return loha_delta(file, module);
        case AdapterKind::lokr:
            return lokr_delta(file, module);
        case AdapterKind::glora:
            return glora_delta(file, module, shape);
        case AdapterKind::ia3:
            return ia3_delta(module, shape);
        case AdapterKind::full:
            return full_delta(file, module.parts.find("diff")->second);
        case AdapterKind::norm:
            return full_delta(file, module.parts.find("w_norm")->second);
        case AdapterKind::set:
            return full_delta(file, module.parts.find("set_weight")->second);
        default:
            throw Error("[adapters] " + std::string(adapter_kind_name(module.kind)) + " is not added");
    }
}

std::unique_ptr<const WeightChange> decomposition(std::unique_ptr<const Delta> delta, const AdapterModule& module,
                                                  const ChangeTarget& target, double strength, DoraRule rule) {
    const bool peft = module.find("lora_magnitude") != nullptr;
    const AdapterModule::Part& part = module.parts.find(peft ? "lora_magnitude" : "dora_scale")->second;
    const Extent extent(target.shape);
    const Shape& shape = part.view.shape;
    const int64_t count = element_count(shape), channels = extent.columns / extent.kernel;
    const bool by_row = peft || (count == extent.rows && !shape.empty() && shape.front() == extent.rows);
    if (target.parts > 1 || count != (by_row ? extent.rows : channels))
        throw Error("tensor \"" + part.key + "\" has shape " + shape_text(shape) + ", expected the magnitudes of " +
                    std::to_string(extent.rows) + " rows or " + std::to_string(channels) + " channels of " + target.tensor);
    return std::make_unique<Decomposition>(std::move(delta), module.factor, strength, adapter_numbers(part.view), by_row, extent.kernel,
                                           rule);
}

// A base padded with zeros to another shape, for a model of other channels, is not what a network here has.
void check_reshape(const AdapterModule& module, const Shape& shape) {
    const TensorView* wanted = module.find("reshape_weight");
    if (!wanted) return;
    Shape found;
    for (const float number : adapter_numbers(*wanted)) found.push_back(number >= 0 && number < 1e9f ? static_cast<int64_t>(number) : -1);
    if (found != shape)
        throw Error("tensor \"" + module.parts.find("reshape_weight")->second.key + "\" asks for a weight of shape " + shape_text(found) +
                    ", the model's is " + shape_text(shape));
}

}  // namespace

bool changes_weight(const AdapterModule& module) {
    return module.kind != AdapterKind::bias;
}

bool changes_bias(const AdapterModule& module) {
    return module.find("diff_b") || module.find("b_norm") || module.find("lora_bias");
}

Result<std::unique_ptr<const WeightChange>> weight_change(const AdapterFile& file, const AdapterModule& module, const ChangeTarget& target,
                                                          double strength, DoraRule rule) {
    try {
        check_reshape(module, target.shape);
        if (module.kind == AdapterKind::oft || module.kind == AdapterKind::boft) {
            if (target.parts > 1) throw Error("module \"" + module.name + "\" turns q, k and v at once, which " + target.tensor + " lacks");
            return rotation_change(module, target.shape, strength * module.factor);
        }
        if (target.parts > 1 && (module.kind == AdapterKind::ia3 || module.kind == AdapterKind::glora))
            throw Error("module \"" + module.name + "\" is of a fused weight, expected the one of " + target.tensor);
        auto delta = fitted(weight_delta(file, module, target.shape), main_part(module).key, target);
        if (module.kind == AdapterKind::set) return std::unique_ptr<const WeightChange>(std::make_unique<Replacement>(std::move(delta)));
        if (module.find("dora_scale") || module.find("lora_magnitude"))
            return decomposition(std::move(delta), module, target, strength, rule);
        return std::unique_ptr<const WeightChange>(std::make_unique<Addition>(std::move(delta), strength * module.factor));
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

Result<std::unique_ptr<const WeightChange>> bias_change(const AdapterFile& file, const AdapterModule& module, const ChangeTarget& target,
                                                        double strength) {
    try {
        const bool lora = module.find("lora_bias");
        const std::string_view name = lora ? "lora_bias" : module.find("diff_b") ? "diff_b" : "b_norm";
        const AdapterModule::Part& part = module.parts.find(name)->second;
        auto delta = fitted(full_delta(file, part), part.key, target);
        return std::unique_ptr<const WeightChange>(std::make_unique<Addition>(std::move(delta), strength * (lora ? module.factor : 1)));
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
