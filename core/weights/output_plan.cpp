#include "core/weights/output_plan.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/weights/gguf.h"
#include "core/weights/quoted_name.h"
#include "core/weights/safetensors_header.h"

namespace imagelab {
namespace {

constexpr uint64_t gguf_alignment = 32;
constexpr int64_t smallest_block_tensor = 1024, smallest_reshaped = 512, reshaped_row = 256;  // ComfyUI-GGUF tools/convert.py

bool is_float(const TensorView& view) {
    return view.source || view.dtype == DType::f32 || view.dtype == DType::f16 || view.dtype == DType::bf16 || view.dtype == DType::f64;
}

bool contains_any(std::string_view name, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return name.find(part) != name.npos; });
}

// Of what is rounded to 8 bits or fewer: matrices and kernels. Not what pictures depend on most for its size: embeddings, the layers that
// take time and sizes in (as stable-diffusion.cpp, tensor_should_be_converted), the VAE.
bool narrows(const std::string& name, const TensorView& view) {
    const bool vae = name.starts_with("first_stage_model.") || name.starts_with("vae.") || name.starts_with("encoder.") ||
                     name.starts_with("decoder.") || contains_any(name, {"quant_conv."});
    return is_float(view) && view.shape.size() >= 2 && name.ends_with(".weight") && element_count(view.shape) >= smallest_block_tensor &&
           !vae && !contains_any(name, {"time_embed.", "time_embedding.", "label_emb.", "add_embedding.", "embedding", "position_emb"});
}

std::optional<DType> float_dtype(std::string_view precision) {
    if (precision == "f32") return DType::f32;
    if (precision == "f16") return DType::f16;
    if (precision == "bf16") return DType::bf16;
    return std::nullopt;
}

// Of a tensor that is not narrowed.
DType plain_dtype(const TensorView& view, const std::string& precision) {
    if (!is_float(view)) return view.dtype;
    if (const auto chosen = float_dtype(precision)) return *chosen;
    const bool quantised = view.source && !view.source->storage().empty();
    return precision.empty() && !quantised ? view.dtype : DType::f16;
}

uint64_t elements(const TensorView& view) {
    return static_cast<uint64_t>(element_count(view.shape));
}

// ---- safetensors ----

std::optional<ByteFormat> byte_format(const std::string& precision) {
    if (precision == "f8_e4m3") return ByteFormat::f8_e4m3;
    if (precision == "f8_e5m2") return ByteFormat::f8_e5m2;
    if (precision == "int8") return ByteFormat::int8;
    return std::nullopt;
}

void add_safetensors(OutputPlan& plan, const std::string& name, const TensorView& view, const std::string& precision) {
    const auto byte = byte_format(precision);
    const bool narrowed = byte && narrows(name, view) && (*byte != ByteFormat::int8 || view.shape.size() == 2);
    if (!narrowed) {
        const DType dtype = plain_dtype(view, precision);
        plan.tensors.push_back({.name = name, .view = &view, .dtype = dtype, .bytes = elements(view) * dtype_bytes(dtype)});
        return;
    }
    plan.tensors.push_back({.name = name, .view = &view, .byte = byte, .bytes = elements(view)});
    if (*byte != ByteFormat::int8) return;
    const std::string layer = name.substr(0, name.size() - 7), mark = R"({"format": "int8_tensorwise"})";
    plan.tensors.push_back(
        {.name = layer + ".weight_scale", .view = &view, .scales = true, .bytes = static_cast<uint64_t>(view.shape[0]) * 4});
    plan.tensors.push_back({.name = layer + ".comfy_quant", .text = mark, .bytes = mark.size()});
}

std::string_view stored_dtype(const OutputTensor& tensor) {
    if (tensor.byte == ByteFormat::f8_e4m3) return "F8_E4M3";
    if (tensor.byte == ByteFormat::f8_e5m2) return "F8_E5M2";
    if (tensor.byte) return "I8";
    return safetensors_dtype_name(!tensor.text.empty() ? DType::u8 : tensor.scales ? DType::f32 : tensor.dtype);
}

Shape stored_shape(const OutputTensor& tensor) {
    if (!tensor.text.empty()) return {static_cast<int64_t>(tensor.text.size())};
    return tensor.scales ? Shape{tensor.view->shape[0], 1} : tensor.view->shape;
}

// ---- GGUF ----

std::string number(uint64_t value, size_t bytes) {
    std::string text(bytes, '\0');
    for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(value >> 8 * i);
    return text;
}
std::string string(const std::string& text) {
    return number(text.size(), 8) + text;
}
std::string text_value(const std::string& key, const std::string& value) {
    return string(key) + number(8, 4) + string(value);
}
std::string word_value(const std::string& key, uint32_t value) {
    return string(key) + number(4, 4) + number(value, 4);
}
std::string shape_value(const std::string& tensor, const Shape& shape) {
    std::string value = string(std::string(gguf_shape_key) + tensor) + number(9, 4) + number(5, 4) + number(shape.size(), 8);
    for (const int64_t extent : shape) value += number(static_cast<uint64_t>(extent), 4);
    return value;
}

// A UNet without the other parts of a checkpoint, which ComfyUI-GGUF calls by its architecture.
bool is_lone_sdxl_unet(const TensorViews& tensors) {
    const std::string prefix = "model.diffusion_model.";
    const bool sdxl = tensors.contains("label_emb.0.0.weight") || tensors.contains(prefix + "label_emb.0.0.weight") ||
                      tensors.contains("add_embedding.linear_1.weight");
    const auto part = [&](const auto& item) {
        return item.first.starts_with("conditioner.") || item.first.starts_with("first_stage_model.") ||
               item.first.starts_with("cond_stage_model.");
    };
    return sdxl && std::none_of(tensors.begin(), tensors.end(), part);
}

OutputTensor gguf_tensor(const std::string& name, const TensorView& view, const std::string& precision, bool reshapes) {
    OutputTensor tensor{.name = name, .view = &view, .stored = view.shape};
    const GgmlType* blocks = precision.starts_with("q") ? ggml_type(precision) : nullptr;
    const int64_t count = element_count(view.shape), row = view.shape.empty() ? 1 : view.shape.back();
    const bool reshaped = reshapes && count >= smallest_reshaped && count % reshaped_row == 0 && row % reshaped_row != 0;
    if (blocks && narrows(name, view) && (reshaped || row % blocks->elements == 0)) {
        tensor.blocks = blocks;
        if (reshaped) tensor.stored = {count / reshaped_row, reshaped_row};
        tensor.bytes = static_cast<uint64_t>(count / blocks->elements) * blocks->bytes;
        return tensor;
    }
    const bool small = is_float(view) && (view.shape.size() <= 1 || count <= smallest_block_tensor);
    tensor.dtype = small ? DType::f32 : plain_dtype(view, precision);
    tensor.bytes = elements(view) * dtype_bytes(tensor.dtype);
    return tensor;
}

uint32_t gguf_type(const OutputTensor& tensor) {
    if (tensor.blocks) return tensor.blocks->id;
    const std::string_view name = tensor.dtype == DType::u8 ? std::string_view("none") : dtype_name(tensor.dtype);
    const GgmlType* type = ggml_type(name);
    if (!type)
        throw Error("tensor " + quoted_name(tensor.name) + " is " + std::string(dtype_name(tensor.dtype)) +
                    ", which GGUF has not: write .safetensors");
    return type->id;
}

}  // namespace

OutputPlan plan_safetensors(const TensorViews& tensors, const std::map<std::string, std::string>& metadata, const std::string& precision) {
    OutputPlan plan;
    for (const auto& [name, view] : tensors) add_safetensors(plan, name, view, precision);
    // As the reference writes them: wide elements first, so that all of them are aligned.
    const auto width = [](const OutputTensor& tensor) { return safetensors_dtype_bits(stored_dtype(tensor)); };
    std::stable_sort(plan.tensors.begin(), plan.tensors.end(), [&](const auto& a, const auto& b) { return width(a) > width(b); });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::map<std::string, uint64_t> scales;
    uint64_t at = 0;
    for (OutputTensor& tensor : plan.tensors) {
        tensor.begin = at;
        at += tensor.bytes;
        if (tensor.scales) scales[tensor.name] = tensor.begin;
        if (!header
                 .emplace(tensor.name,
                          nlohmann::ordered_json{
                              {"dtype", stored_dtype(tensor)}, {"shape", stored_shape(tensor)}, {"data_offsets", {tensor.begin, at}}})
                 .second)
            throw Error("tensor " + quoted_name(tensor.name) + " would be there twice");
    }
    for (OutputTensor& tensor : plan.tensors) {
        if (tensor.byte == ByteFormat::int8) tensor.scales_at = scales.at(tensor.name + "_scale");
    }
    std::string text = safetensors_header_text(header);
    text.resize((text.size() + 7) / 8 * 8, ' ');
    if (text.size() > max_safetensors_header) throw Error("its header would be longer than the format allows");
    plan.header = number(text.size(), 8) + text;
    plan.bytes = plan.header.size() + at;
    return plan;
}

OutputPlan plan_gguf(const TensorViews& tensors, const std::map<std::string, std::string>& metadata, const std::string& precision) {
    OutputPlan plan;
    const bool lone = is_lone_sdxl_unet(tensors);
    std::string values, infos;
    uint64_t count = 0, at = 0;
    const auto add_value = [&](const std::string& value) { values += value, ++count; };
    if (lone) add_value(text_value("general.architecture", "sdxl"));
    if (precision.starts_with("q")) add_value(word_value("general.quantization_version", 2));
    for (const auto& [key, value] : metadata) {
        if (!key.empty() && !key.starts_with("general.") && !key.starts_with("_")) add_value(text_value(key, value));
    }
    for (const auto& [name, view] : tensors) {
        if (name.size() > longest_gguf_name)
            throw Error("tensor " + quoted_name(name) + " has a name of " + std::to_string(name.size()) +
                        " bytes, GGUF's readers take 127");
        if (view.shape.size() > 4)
            throw Error("tensor " + quoted_name(name) + " has " + std::to_string(view.shape.size()) + " dimensions, GGUF takes 4");
        OutputTensor tensor = gguf_tensor(name, view, precision, lone);
        tensor.begin = at;
        at = (at + tensor.bytes + gguf_alignment - 1) / gguf_alignment * gguf_alignment;
        if (tensor.stored != view.shape) add_value(shape_value(name, view.shape));
        const Shape shape = tensor.stored.empty() ? Shape{1} : tensor.stored;
        infos += string(name) + number(shape.size(), 4);
        for (size_t i = shape.size(); i-- > 0;) infos += number(static_cast<uint64_t>(shape[i]), 8);
        infos += number(gguf_type(tensor), 4) + number(tensor.begin, 8);
        plan.tensors.push_back(std::move(tensor));
    }
    plan.header = "GGUF" + number(3, 4) + number(tensors.size(), 8) + number(count, 8) + values + infos;
    plan.header.resize((plan.header.size() + gguf_alignment - 1) / gguf_alignment * gguf_alignment);
    plan.bytes = plan.header.size() + at;
    return plan;
}

}  // namespace imagelab
