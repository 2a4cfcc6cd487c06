#include "tests/support/golden.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/golden_dir.h"

namespace imagelab::test {
namespace {

float from_half(uint16_t bits) {
    const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
    const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
    return static_cast<float>(bits & 0x8000 ? -magnitude : magnitude);
}
float from_bfloat(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

template <class Stored, class Convert>
std::vector<float> convert(const char* data, size_t bytes, Convert to_float) {
    std::vector<Stored> stored(bytes / sizeof(Stored));
    std::memcpy(stored.data(), data, bytes);
    std::vector<float> values;
    for (Stored element : stored) values.push_back(to_float(element));
    return values;
}

std::vector<float> to_floats(const std::string& dtype, const char* data, size_t bytes) {
    const auto number = [](auto value) { return static_cast<float>(value); };
    if (dtype == "F32") return convert<float>(data, bytes, number);
    if (dtype == "F16") return convert<uint16_t>(data, bytes, from_half);
    if (dtype == "BF16") return convert<uint16_t>(data, bytes, from_bfloat);
    if (dtype == "I32") return convert<int32_t>(data, bytes, number);
    if (dtype == "I64") return convert<int64_t>(data, bytes, number);
    if (dtype == "U8") return convert<uint8_t>(data, bytes, number);
    throw Error("[golden] dtype " + dtype);
}

naive::HostTensor permute(const naive::HostTensor& x, const std::array<int, 4>& axes) {
    if (x.shape.size() != 4) throw Error("[golden] " + shape_text(x.shape) + " is no image");
    const int64_t strides[] = {x.shape[1] * x.shape[2] * x.shape[3], x.shape[2] * x.shape[3], x.shape[3], 1};
    naive::HostTensor y;
    for (int axis : axes) y.shape.push_back(x.shape[axis]);
    for (int64_t a = 0; a < y.shape[0]; ++a) {
        for (int64_t b = 0; b < y.shape[1]; ++b) {
            for (int64_t c = 0; c < y.shape[2]; ++c) {
                for (int64_t d = 0; d < y.shape[3]; ++d) {
                    y.values.push_back(x.values[a * strides[axes[0]] + b * strides[axes[1]] + c * strides[axes[2]] + d * strides[axes[3]]]);
                }
            }
        }
    }
    return y;
}

}  // namespace

naive::Tensors read_tensors(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string file((std::istreambuf_iterator<char>(in)), {});
    if (file.size() < 8) throw Error("[golden] cannot read " + path.string());
    uint64_t header_bytes = 0;
    std::memcpy(&header_bytes, file.data(), 8);
    const auto header = nlohmann::json::parse(file.substr(8, header_bytes));
    naive::Tensors tensors;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") continue;
        const auto offsets = entry.at("data_offsets").get<std::array<size_t, 2>>();
        const char* data = file.data() + 8 + header_bytes + offsets[0];
        tensors[name] = {entry.at("shape").get<Shape>(), to_floats(entry.at("dtype"), data, offsets[1] - offsets[0])};
    }
    return tensors;
}

std::filesystem::path golden_path(const std::string& name) {
    return golden_dir() / name;
}

std::filesystem::path small_model_dir(const std::string& model) {
    return golden_path(model);
}

naive::Tensors read_components(const std::string& model) {
    return read_tensors(small_model_dir(model) / "components.safetensors");
}

naive::Tensors read_weights(const std::string& model, const std::string& component) {
    const bool text = component.starts_with("text");
    naive::Tensors weights;
    for (const auto& file : std::filesystem::directory_iterator(small_model_dir(model) / component)) {  // one, or several shards
        if (file.path().extension() != ".safetensors") continue;
        for (auto& [name, tensor] : read_tensors(file.path())) {
            const bool bare =
                name.starts_with("embeddings.") || name.starts_with("encoder.layers.") || name.starts_with("final_layer_norm.");
            weights[(text && bare ? "text_model." : "") + name] = std::move(tensor);
        }
    }
    return weights;
}

naive::HostTensor to_nhwc(const naive::HostTensor& x) {
    return permute(x, {0, 2, 3, 1});
}
naive::HostTensor to_nchw(const naive::HostTensor& x) {
    return permute(x, {0, 3, 1, 2});
}

double relative_error(const naive::HostTensor& actual, const naive::HostTensor& expected) {
    if (actual.shape != expected.shape || actual.values.size() != expected.values.size()) return INFINITY;
    double difference = 0, largest = 0;
    for (size_t i = 0; i < expected.values.size(); ++i) {
        if (!std::isfinite(actual.values[i])) return INFINITY;
        difference = std::max(difference, std::abs(static_cast<double>(actual.values[i]) - expected.values[i]));
        largest = std::max(largest, std::abs(static_cast<double>(expected.values[i])));
    }
    return largest > 0 ? difference / largest : difference > 0 ? INFINITY : 0;
}

}  // namespace imagelab::test
