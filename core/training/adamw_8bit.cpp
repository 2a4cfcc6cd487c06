// AdamW whose moments are kept in 8 bits (Dettmers et al. 2021, "8-bit Optimizers via Block-wise Quantization"), as bitsandbytes'
// AdamW8bit: those of less than 4096 values stay in f32.
#include <algorithm>
#include <array>

#include "core/training/dynamic_code.h"
#include "core/training/optimizers.h"

namespace imagelab {
namespace {

constexpr int64_t least_in_8_bits = 4096;

bool in_8_bits(const Trainable& trained) {
    return element_count(trained.shape) >= least_in_8_bits;
}

}  // namespace

// Four parts each: the codes of both moments and the scales of their blocks; or both moments and two that are empty.
std::vector<StatePart> adamw_8bit_state(std::span<const Trainable> trained) {
    std::vector<StatePart> parts;
    for (const Trainable& each : trained) {
        const bool small = !in_8_bits(each);
        const auto blocks = (element_count(each.shape) + static_cast<int64_t>(dynamic_block) - 1) / static_cast<int64_t>(dynamic_block);
        parts.push_back({"mean " + each.name, small ? DType::f32 : DType::u8, each.shape});
        parts.push_back({"square " + each.name, small ? DType::f32 : DType::u8, each.shape});
        parts.push_back({"mean scales " + each.name, DType::f32, {small ? 0 : blocks}});
        parts.push_back({"square scales " + each.name, DType::f32, {small ? 0 : blocks}});
    }
    return parts;
}

namespace {

class AdamW8Bit final : public Optimizer {
  public:
    AdamW8Bit(const OptimizerConfig& config, std::span<const Trainable> trained) : Optimizer(adamw_8bit_state(trained)), config_(config) {
        // A code is zero where its value is, not where its byte is.
        for (size_t i = 0; i < trained.size(); ++i) {
            if (!in_8_bits(trained[i])) continue;
            const std::array<float, dynamic_block> zeros{};
            for (const bool mean : {true, false}) {
                uint8_t zero = 0;
                to_dynamic_code({zeros.data(), 1}, dynamic_code(mean), &zero);
                std::ranges::fill(bytes(4 * i + (mean ? 0 : 1)), std::byte{zero});
            }
        }
    }

    void step(std::vector<Trainable>& trained, const Gradients& gradients, int step, double schedule) override {
        for (size_t i = 0; i < trained.size(); ++i) {
            const AdamWStep adamw(config_, step, trained[i].learning_rate * schedule);
            float* const values = trained[i].values.data();
            const size_t count = trained[i].values.size();
            if (!in_8_bits(trained[i])) {
                adamw.run(values, gradients[i].data(), part<float>(4 * i), part<float>(4 * i + 1), count);
                continue;
            }
            for (size_t begin = 0; begin < count; begin += dynamic_block) {
                const size_t block = begin / dynamic_block, size = std::min(dynamic_block, count - begin);
                std::array<float, dynamic_block> mean, square;
                read(i, 0, begin, size, mean.data());
                read(i, 1, begin, size, square.data());
                adamw.run(values + begin, gradients[i].data() + begin, mean.data(), square.data(), size);
                part<float>(4 * i + 2)[block] = to_dynamic_code({mean.data(), size}, dynamic_code(true), part<uint8_t>(4 * i) + begin);
                part<float>(4 * i + 3)[block] =
                    to_dynamic_code({square.data(), size}, dynamic_code(false), part<uint8_t>(4 * i + 1) + begin);
            }
        }
    }

  private:
    void read(size_t i, size_t moment, size_t begin, size_t size, float* out) {
        const float scale = part<float>(4 * i + 2 + moment)[begin / dynamic_block];
        const uint8_t* codes = part<uint8_t>(4 * i + moment) + begin;
        const auto& code = dynamic_code(moment == 0);
        for (size_t at = 0; at < size; ++at) out[at] = code[codes[at]] * scale;
    }

    const OptimizerConfig config_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adamw_8bit(const OptimizerConfig& config, std::span<const Trainable> trained) {
    return std::make_unique<AdamW8Bit>(config, trained);
}

}  // namespace imagelab
