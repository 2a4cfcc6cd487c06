#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/cpu/int8.h"
#include "core/weights/stack_parts.h"

namespace imagelab::cpu {
namespace {

// One output after the other into its place of a block.
class Int8Packer {
  public:
    Int8Packer(const Int8Weight& to, std::byte* target) : to_(to), target_(target), rounded_(static_cast<size_t>(to.depth)) {
        std::memset(target, 0, static_cast<size_t>(to.bytes()));
    }

    void rotated_by(int64_t group) {
        const auto value = static_cast<int32_t>(group);
        std::memcpy(target_, &value, sizeof value);
    }

    // row [depth, taps], as the file has it.
    void round(int64_t output, const float* row, int64_t group) {
        turned_.resize(static_cast<size_t>(to_.depth * to_.taps));
        float largest = 0;
        for (int64_t tap = 0; tap < to_.taps; ++tap) {
            float* turned = turned_.data() + tap * to_.depth;
            for (int64_t c = 0; c < to_.depth; ++c) turned[c] = row[c * to_.taps + tap];
            if (group > 0) int8_kernels().rotate(turned, to_.depth, group);
            for (int64_t c = 0; c < to_.depth; ++c) largest = std::max(largest, std::fabs(turned[c]));
        }
        const float scale = largest > 0 ? largest / 127.0f : 1.0f;
        const float inverse = 1.0f / scale;
        const bool divides = std::isfinite(inverse);
        int32_t sum = 0;
        for (int64_t tap = 0; tap < to_.taps; ++tap) {
            const float* turned = turned_.data() + tap * to_.depth;
            for (int64_t c = 0; c < to_.depth; ++c) {
                const float value = divides ? std::nearbyintf(turned[c] * inverse) : 0;
                rounded_[static_cast<size_t>(c)] = static_cast<int8_t>(std::clamp(value, -127.0f, 127.0f));
                sum += rounded_[static_cast<size_t>(c)];
            }
            place(output, tap);
        }
        finish(output, scale, sum);
    }

    // bytes [depth, taps]
    void take(int64_t output, const std::byte* bytes, float scale) {
        int32_t sum = 0;
        for (int64_t tap = 0; tap < to_.taps; ++tap) {
            for (int64_t c = 0; c < to_.depth; ++c) {
                rounded_[static_cast<size_t>(c)] = static_cast<int8_t>(bytes[c * to_.taps + tap]);
                sum += rounded_[static_cast<size_t>(c)];
            }
            place(output, tap);
        }
        finish(output, scale, sum);
    }

  private:
    void place(int64_t output, int64_t tap) {
        std::byte* block = target_ + to_.blocks_at() + output / int8_tile * to_.block_bytes() + tap * to_.row_bytes() * int8_tile;
        for (int64_t c = 0; c < to_.depth; c += 4)
            std::memcpy(block + (c / 4 * int8_tile + output % int8_tile) * 4, rounded_.data() + c,
                        static_cast<size_t>(std::min<int64_t>(4, to_.depth - c)));
    }
    void finish(int64_t output, float scale, int32_t sum) {
        std::memcpy(target_ + to_.scales_at() + output * 4, &scale, sizeof scale);
        std::memcpy(target_ + to_.sums_at() + output * 4, &sum, sizeof sum);
    }

    const Int8Weight& to_;
    std::byte* target_;
    std::vector<int8_t> rounded_;  // of one tap
    std::vector<float> turned_;
};

// A part's rows of the file, and how many.
struct Int8Part {
    WeightPart part;
    int64_t rows;
};
std::vector<Int8Part> parts_of(const WeightMap& weights, const WeightRef& ref) {
    std::vector<Int8Part> parts;
    for (const WeightPart& part : ref.parts) {
        const TensorView* view = weights.find(part.name);
        if (view == nullptr) throw Error(weights.source() + ": tensor \"" + part.name + "\" is missing");
        parts.push_back({part, part.rows >= 0 ? part.rows : ref.parts.size() == 1 ? ref.shape[0] : view->shape.at(0)});
    }
    return parts;
}

// Where all parts are stored in 8-bit integers of one rotation: that; else nothing.
std::optional<int64_t> stored_group(const WeightMap& weights, const WeightRef& ref) {
    std::optional<int64_t> group;
    for (const auto& [part, rows] : parts_of(weights, ref)) {
        const TensorView* view = weights.find(part.name);
        const auto stored = view->source ? view->source->int8() : std::nullopt;
        Shape expected = ref.shape;
        expected[0] = view->shape[0];
        if (!stored || view->transposed || view->shape != expected || part.row_begin + rows > view->shape[0]) return std::nullopt;
        if (group && *group != stored->group) return std::nullopt;
        const auto finite = [](float scale) { return std::isfinite(scale); };
        if (!std::all_of(stored->scales->begin(), stored->scales->end(), finite)) return std::nullopt;  // stack_parts names it
        group = stored->group;
    }
    return group;
}

void take_stored(const WeightMap& weights, const WeightRef& ref, const Int8Weight& to, Int8Packer& packer) {
    int64_t output = 0;
    const int64_t row_bytes = to.depth * to.taps;
    for (const auto& [part, rows] : parts_of(weights, ref)) {
        const TensorView& view = *weights.find(part.name);
        const Int8Stored stored = *view.source->int8();
        for (int64_t row = part.row_begin; row < part.row_begin + rows; ++row)
            packer.take(output++, stored.bytes + row * row_bytes,
                        (*stored.scales)[stored.scales->size() > 1 ? static_cast<size_t>(row) : 0]);
        view.source->release(part.row_begin * row_bytes, rows * row_bytes);
    }
}

}  // namespace

int64_t int8_group(int64_t channels) {
    for (const int64_t group : {256, 64, 16})
        if (channels % group == 0) return group;
    return 0;
}

void pack_int8(const WeightMap& weights, const WeightRef& ref, const Int8Weight& to, std::byte* target) {
    Int8Packer packer(to, target);
    if (const auto group = stored_group(weights, ref)) {
        packer.rotated_by(*group);
        return take_stored(weights, ref, to, packer);
    }
    const int64_t group = int8_group(to.depth), row = to.depth * to.taps;
    packer.rotated_by(group);
    std::vector<float> values;
    if (stored_transposed(weights, ref)) {
        values.resize(static_cast<size_t>(to.outputs * row));
        stack_parts(weights, ref, DType::f32, reinterpret_cast<std::byte*>(values.data()));
        std::vector<float> line(static_cast<size_t>(row));
        for (int64_t output = 0; output < to.outputs; ++output) {
            for (int64_t c = 0; c < row; ++c) line[static_cast<size_t>(c)] = values[static_cast<size_t>(c * to.outputs + output)];
            packer.round(output, line.data(), group);
        }
        return;
    }
    values.resize(static_cast<size_t>(int8_tile * row));
    int64_t output = 0;
    for (const auto& [part, rows] : parts_of(weights, ref)) {
        for (int64_t at = 0; at < rows; at += int8_tile) {
            WeightRef piece{{{part.name, part.row_begin + at, std::min(int8_tile, rows - at)}}, ref.shape};
            piece.shape[0] = piece.parts[0].rows;
            stack_parts(weights, piece, DType::f32, reinterpret_cast<std::byte*>(values.data()));
            for (int64_t i = 0; i < piece.shape[0]; ++i) packer.round(output++, values.data() + i * row, group);
        }
    }
    if (output != to.outputs)
        throw Error("[weights] " + ref.parts.front().name + " and its neighbours have " + std::to_string(output) + " rows, " +
                    std::to_string(to.outputs) + " are needed");
}

}  // namespace imagelab::cpu
