#include "tests/support/single_file.h"

#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

using Json = nlohmann::json;
using naive::HostTensor;

HostTensor transpose(const HostTensor& x) {
    const int64_t rows = x.shape.at(0), columns = x.shape.at(1);
    HostTensor y{{columns, rows}, std::vector<float>(x.values.size())};
    for (int64_t i = 0; i < rows; ++i) {
        for (int64_t j = 0; j < columns; ++j) y.values[j * rows + i] = x.values[i * columns + j];
    }
    return y;
}

HostTensor made_of(const Json& entry, const naive::Tensors& weights) {
    HostTensor made = weights.at(entry.at("sources").at(0));
    const std::string change = entry.at("change");
    if (change == "transpose") return transpose(made);
    if (change == "conv") made.shape.insert(made.shape.end(), {1, 1});
    if (change == "concat") {
        made = {{0}, {}};
        for (const std::string source : entry.at("sources")) {
            const HostTensor& part = weights.at(source);
            const int64_t rows = made.shape[0] + part.shape[0];
            made.shape = part.shape;
            made.shape[0] = rows;
            made.values.insert(made.values.end(), part.values.begin(), part.values.end());
        }
    }
    return made;
}

template <class Stored>
void append(std::string& bytes, Stored value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void append(std::string& bytes, float value, DType dtype) {
    if (dtype == DType::f32) return append(bytes, value);
    if (dtype == DType::f16) return append(bytes, static_cast<_Float16>(value));
    const uint32_t bits = std::bit_cast<uint32_t>(value);  // to nearest even
    append(bytes, static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16));
}

}  // namespace

void write_single_file(const std::filesystem::path& path, DType dtype) {
    const std::string stored = dtype == DType::f32 ? "F32" : dtype == DType::f16 ? "F16" : "BF16";
    Json header = Json::object();
    std::string bytes;
    const auto add = [&](const std::string& name, const HostTensor& tensor) {
        const size_t begin = bytes.size();
        for (float value : tensor.values) append(bytes, value, dtype);
        header[name] = {{"dtype", stored}, {"shape", tensor.shape}, {"data_offsets", {begin, bytes.size()}}};
    };
    std::map<std::string, naive::Tensors> weights;
    for (const char* component : {"text_encoder", "text_encoder_2", "unet", "vae"}) weights[component] = read_weights("tiny64", component);
    for (const Json& entry : Json::parse(read_text_file(small_model_dir("tiny64") / "single_file.json"))) {
        add(entry.at("name"), made_of(entry, weights.at(entry.at("component"))));
    }
    add("conditioner.embedders.1.model.logit_scale", {{}, {4.6052f}});
    add("denoiser.sigmas", {{1000}, std::vector<float>(1000, 1.0f)});
    const size_t begin = bytes.size();
    for (int64_t i = 0; i < 77; ++i) append(bytes, i);
    header["conditioner.embedders.0.transformer.text_model.embeddings.position_ids"] = {
        {"dtype", "I64"}, {"shape", {1, 77}}, {"data_offsets", {begin, bytes.size()}}};

    const std::string text = header.dump();
    const uint64_t length = text.size();
    const std::string file = std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + text + bytes;
    write_file_atomically(path, file.data(), file.size());
}

}  // namespace imagelab::test
