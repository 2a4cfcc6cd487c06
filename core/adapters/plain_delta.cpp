// The kinds that multiply the weight or are the change themselves: GLoRA (Chavan et al. 2023), IA3 (Liu et al. 2022), full, norm.
#include <vector>

#include "core/adapters/delta.h"
#include "core/adapters/factor.h"
#include "core/adapters/matrix_product.h"

namespace imagelab {
namespace {

class FullDelta final : public Delta {
  public:
    explicit FullDelta(AdapterFactor whole) : Delta(whole.rows(), whole.columns()), whole_(std::move(whole)) {}
    void add(int64_t begin, int64_t end, const float*, float scale, float* target) const override {
        std::vector<float> scratch;
        const float* change = whole_.read(begin, end, scratch);
        for (int64_t i = 0; i < (end - begin) * columns(); ++i) target[i] += scale * change[i];
    }

  private:
    AdapterFactor whole_;
};

// W times a factor for each row, or for each input channel, which has `kernel` columns.
class Ia3Delta final : public Delta {
  public:
    Ia3Delta(std::vector<float> factors, bool on_input, int64_t rows, int64_t columns, int64_t kernel)
        : Delta(rows, columns), factors_(std::move(factors)), on_input_(on_input), kernel_(kernel) {}
    void add(int64_t begin, int64_t end, const float* base, float scale, float* target) const override {
        for (int64_t row = begin; row < end; ++row, base += columns(), target += columns()) {
            for (int64_t column = 0; column < columns(); ++column) {
                const float factor = factors_[static_cast<size_t>(on_input_ ? column / kernel_ : row)];
                target[column] += scale * factor * base[column];
            }
        }
    }

  private:
    std::vector<float> factors_;
    bool on_input_;
    int64_t kernel_;
};

// W a_in a_out + b_out b_in, the first over input channels at each place of the kernel.
class GloraDelta final : public Delta {
  public:
    GloraDelta(AdapterFactor a_in, AdapterFactor a_out, AdapterFactor b_out, AdapterFactor b_in, int64_t kernel)
        : Delta(b_out.rows(), b_in.columns()),
          a_in_(std::move(a_in)),
          a_out_(std::move(a_out)),
          b_out_(std::move(b_out)),
          b_in_(std::move(b_in)),
          kernel_(kernel) {}

    void add(int64_t begin, int64_t end, const float* base, float scale, float* target) const override {
        std::vector<float> s1, s2, s3, s4;
        const int64_t rows = end - begin, channels = a_in_.rows(), rank = a_in_.columns();
        const float *a_in = a_in_.read(s1), *a_out = a_out_.read(s2), *b_out = b_out_.read(begin, end, s3), *b_in = b_in_.read(s4);
        std::vector<float> place(static_cast<size_t>(rows * channels)), narrow(static_cast<size_t>(kernel_ * rows * rank));
        for (int64_t k = 0; k < kernel_; ++k) {  // before anything is added: base may be target
            for (int64_t i = 0; i < rows * channels; ++i) place[static_cast<size_t>(i)] = base[i * kernel_ + k];
            add_product(place.data(), a_in, rows, channels, rank, 1, narrow.data() + k * rows * rank);
        }
        for (int64_t k = 0; k < kernel_; ++k) {
            std::fill(place.begin(), place.end(), 0.0f);
            add_product(narrow.data() + k * rows * rank, a_out, rows, rank, channels, scale, place.data());
            for (int64_t i = 0; i < rows * channels; ++i) target[i * kernel_ + k] += place[static_cast<size_t>(i)];
        }
        add_product(b_out, b_in, rows, b_out_.columns(), columns(), scale, target);
    }

  private:
    AdapterFactor a_in_, a_out_, b_out_, b_in_;
    int64_t kernel_;
};

int64_t kernel_of(const Shape& shape) {
    return shape.size() == 4 ? shape[2] * shape[3] : 1;
}

}  // namespace

std::unique_ptr<const Delta> full_delta(const AdapterFile& file, const AdapterModule::Part& part) {
    return std::make_unique<FullDelta>(AdapterFactor(file, part));
}

std::unique_ptr<const Delta> ia3_delta(const AdapterModule& module, const Shape& shape) {
    std::vector<float> factors = adapter_numbers(*module.find("ia3"));
    const bool on_input = adapter_numbers(*module.find("on_input")).front() != 0;
    const int64_t rows = shape.front(), columns = element_count(shape) / rows, kernel = kernel_of(shape);
    const int64_t expected = on_input ? columns / kernel : rows;
    if (static_cast<int64_t>(factors.size()) != expected)
        throw Error("tensor \"" + module.parts.find("ia3")->second.key + "\" has " + std::to_string(factors.size()) +
                    " factors, expected " + std::to_string(expected));
    return std::make_unique<Ia3Delta>(std::move(factors), on_input, rows, columns, kernel);
}

// Files of LyCORIS have a1 [in, r], a2 [r, in], b1 [out, r], b2 [r, in * h * w]; older ones have a and b each the other way round
// (ComfyUI comfy/weight_adapter/glora.py tells them apart by shapes, too).
std::unique_ptr<const Delta> glora_delta(const AdapterFile& file, const AdapterModule& module, const Shape& shape) {
    const auto factor = [&](std::string_view name) { return AdapterFactor(file, module.parts.find(name)->second); };
    AdapterFactor a1 = factor("a1"), a2 = factor("a2"), b1 = factor("b1"), b2 = factor("b2");
    const int64_t kernel = kernel_of(shape), rows = shape.front(), channels = element_count(shape) / rows / kernel;
    const auto fits = [&](const AdapterFactor& a_in, const AdapterFactor& a_out, const AdapterFactor& b_out, const AdapterFactor& b_in) {
        return a_in.rows() == channels && a_out.columns() == channels && a_in.columns() == a_out.rows() && b_out.rows() == rows &&
               b_out.columns() == b_in.rows() && b_in.columns() == channels * kernel;
    };
    if (fits(a1, a2, b1, b2)) return std::make_unique<GloraDelta>(std::move(a1), std::move(a2), std::move(b1), std::move(b2), kernel);
    if (fits(a2, a1, b2, b1)) return std::make_unique<GloraDelta>(std::move(a2), std::move(a1), std::move(b2), std::move(b1), kernel);
    const auto text = [](const AdapterFactor& one) { return shape_text({one.rows(), one.columns()}); };
    throw Error("module \"" + module.name + "\" has a1 " + text(a1) + ", a2 " + text(a2) + ", b1 " + text(b1) + ", b2 " + text(b2) +
                ", which change no weight of shape " + shape_text(shape));
}

}  // namespace imagelab
