#include "tests/support/host_weights.h"

#include <cstring>

#include "core/weights/convert.h"

namespace imagelab::test {

HostWeights::HostWeights(const naive::Tensors& tensors, DType stored, const std::set<std::string>& transposed) {
    source_ = "weights of a test";
    for (const auto& [name, tensor] : tensors) {
        const bool turned = transposed.contains(name);
        const int64_t rows = turned ? tensor.shape.at(0) : 1, columns = static_cast<int64_t>(tensor.values.size()) / rows;
        std::vector<std::byte>& bytes = bytes_[name];
        bytes.resize(tensor.values.size() * dtype_bytes(stored));
        for (int64_t i = 0; i < rows * columns; ++i) {
            const float value = tensor.values[i];
            const uint16_t half = f32_to_bf16(value);
            const int64_t at = turned ? i % columns * rows + i / columns : i;
            std::memcpy(bytes.data() + at * dtype_bytes(stored), stored == DType::f32 ? static_cast<const void*>(&value) : &half,
                        dtype_bytes(stored));
        }
        tensors_[name] = {stored, tensor.shape, bytes.data(), turned};
    }
}

}  // namespace imagelab::test
