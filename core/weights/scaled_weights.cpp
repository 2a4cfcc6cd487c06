#include "core/weights/scaled_weights.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "core/base/json_reader.h"
#include "core/weights/byte_tensor.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

constexpr std::string_view metadata_key = "_quantization_metadata";

struct Quantised {
    std::string format;   // empty: said nowhere
    int64_t rotated = 0;  // elements of a ConvRot group; 0: not rotated
    std::string trouble;  // why its mark cannot be used
};

bool power_of_four(int64_t value) {
    return value >= 4 && (value & (value - 1)) == 0 && __builtin_ctzll(static_cast<unsigned long long>(value)) % 2 == 0;
}

Quantised quantised_from(const nlohmann::json& mark) {
    Quantised found;
    if (!mark.is_object() || !mark.contains("format") || !mark.at("format").is_string()) return {.trouble = "names no format"};
    found.format = mark.at("format").get<std::string>().substr(0, 60);
    if (mark.contains("convrot") && mark.at("convrot") == true) {
        const nlohmann::json size = mark.value("convrot_groupsize", nlohmann::json(256));
        found.rotated = size.is_number_integer() ? size.get<int64_t>() : 0;
        if (!power_of_four(found.rotated))
            found.trouble = "has the convrot_groupsize " + size.dump().substr(0, 60) + ", expected a power of four";
    }
    return found;
}

Quantised quantised_from(std::string_view text) {
    const auto mark = read_json(text);
    return mark ? quantised_from(*mark) : Quantised{.trouble = "is no JSON"};
}

class Joiner {
  public:
    explicit Joiner(WeightContents& contents) : contents_(contents) {}

    void join() {
        read_marks();
        for (auto& [name, view] : contents_.tensors) {
            if (name.ends_with(".weight")) join(name.substr(0, name.size() - 7), view);
        }
        for (const auto& [name, why] : unreadable_) {
            contents_.tensors.erase(name);
            contents_.unreadable[name] = why;
        }
        for (const std::string& name : used_) contents_.tensors.erase(name);
        for (const std::string& name : used_) contents_.unreadable.erase(name);
    }

  private:
    void read_marks() {
        if (const auto said = contents_.metadata.find(std::string(metadata_key)); said != contents_.metadata.end()) {
            const auto json = read_json(said->second);
            if (json && json->is_object() && json->contains("layers") && json->at("layers").is_object()) {
                for (const auto& [layer, mark] : json->at("layers").items()) marks_[layer] = quantised_from(mark);
            }
        }
        constexpr std::string_view ending = ".comfy_quant";
        constexpr size_t longest_mark = 1 << 16;
        for (const auto& [name, view] : contents_.tensors) {
            if (name == "scaled_fp8" || name.ends_with(".scaled_fp8")) used_.insert(name);
            if (!name.ends_with(ending) || view.source || view.dtype != DType::u8) continue;
            used_.insert(name);
            const std::string layer = name.substr(0, name.size() - ending.size());
            marks_[layer] = view.bytes() > longest_mark
                                ? Quantised{.trouble = "is too long"}
                                : quantised_from(std::string_view(reinterpret_cast<const char*>(view.data), view.bytes()));
        }
    }

    void join(const std::string& layer, TensorView& view) {
        const auto mark = marks_.find(layer);
        const auto bytes = as_byte_tensor(view);
        const std::string name = layer + ".weight";
        if (mark != marks_.end()) {
            if (!mark->second.trouble.empty()) return refuse(name, "a quantised weight whose comfy_quant " + mark->second.trouble);
            if (!fits(mark->second, bytes)) return refuse(name, mark->second.format + " (comfy_quant)");
        }
        if (!bytes || (bytes->format == ByteFormat::int8 && mark == marks_.end())) return;
        for (const char* other : {".weight_scale_2", ".pre_quant_scale"}) {
            if (contents_.tensors.contains(layer + other)) return refuse(name, std::string("a weight with ") + (other + 1));
        }
        for (const char* of_inputs : {".scale_input", ".input_scale"}) {
            if (contents_.tensors.contains(layer + of_inputs)) used_.insert(layer + of_inputs);
        }
        const int64_t rotated = mark == marks_.end() ? 0 : mark->second.rotated;
        if (rotated > 0 && (view.shape.size() != 2 || view.shape.back() % rotated != 0))
            return refuse(name, "a weight " + shape_text(view.shape) + " rotated in groups of " + std::to_string(rotated));
        for (const char* scale : {".weight_scale", ".scale_weight"}) {
            const auto found = contents_.tensors.find(layer + scale);
            if (found == contents_.tensors.end()) continue;
            used_.insert(found->first);
            const auto scales = scales_of(found->second, view.shape);
            if (!scales) return refuse(name, "a weight " + shape_text(view.shape) + " with scales " + shape_text(found->second.shape));
            view = byte_tensor(bytes->format, view.shape, bytes->data, *scales);
            break;
        }
        if (!view.source) view = byte_tensor(bytes->format, view.shape, bytes->data);
        if (rotated > 0) view = unrotated(view, rotated);
    }

    static bool fits(const Quantised& mark, const std::optional<ByteTensor>& bytes) {
        const std::pair<std::string_view, ByteFormat> forms[] = {{"float8_e4m3fn", ByteFormat::f8_e4m3},
                                                                 {"float8_e4m3fn_scaled", ByteFormat::f8_e4m3},
                                                                 {"float8_e5m2", ByteFormat::f8_e5m2},
                                                                 {"float8_e5m2_scaled", ByteFormat::f8_e5m2},
                                                                 {"int8_tensorwise", ByteFormat::int8}};
        for (const auto& [name, format] : forms) {
            if (mark.format == name) return bytes && bytes->format == format;
        }
        return false;
    }

    // One for the tensor or one for each row; nothing where they are of another shape.
    static std::optional<std::vector<float>> scales_of(const TensorView& scales, const Shape& weight) {
        const int64_t count = element_count(scales.shape);
        const bool floats = scales.source || scales.dtype == DType::f32 || scales.dtype == DType::f16 || scales.dtype == DType::bf16;
        const bool rows = !weight.empty() && count == weight[0] && !scales.shape.empty() && scales.shape[0] == count;
        if (!floats || (count != 1 && !rows)) return std::nullopt;
        std::vector<float> values(static_cast<size_t>(count));
        read_elements(scales, 0, count, DType::f32, reinterpret_cast<std::byte*>(values.data()));
        return values;
    }

    void refuse(const std::string& name, const std::string& why) { unreadable_.emplace(name, why); }

    WeightContents& contents_;
    std::map<std::string, Quantised> marks_;
    std::map<std::string, std::string> unreadable_;
    std::set<std::string> used_;
};

}  // namespace

void apply_scales(WeightContents& contents) {
    Joiner(contents).join();
}

}  // namespace imagelab
