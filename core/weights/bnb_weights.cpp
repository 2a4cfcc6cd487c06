#include "core/weights/bnb_weights.h"

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/json_reader.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

using nlohmann::json;

// What the parts of a weight say of it.
struct FourBit {
    std::string type;  // "nf4", "fp4"
    DType dtype = DType::f32;
    Shape shape;
    int64_t block = 0;  // elements
    const std::byte* halves = nullptr;
    std::array<float, 16> map{};
    TensorView scales;  // of each block: f32, or codes of
    std::array<float, 256> nested_map{};
    std::vector<float> nested_scales;
    int64_t nested_block = 0;  // blocks; 0: the scales are f32
    float nested_offset = 0;
};

class FourBitSource final : public TensorSource {
  public:
    explicit FourBitSource(FourBit parts) : parts_(std::move(parts)), count_(element_count(parts_.shape)) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const auto* bytes = reinterpret_cast<const uint8_t*>(parts_.halves);
        std::array<float, 16> values{};
        for (int64_t at = first; at < first + count;) {
            const int64_t block = at / parts_.block, end = std::min(first + count, (block + 1) * parts_.block);
            const float scale = scale_of(block);
            for (size_t i = 0; i < values.size(); ++i) values[i] = rounded(parts_.map[i] * scale);
            for (; at < end; ++at) *target++ = values[at % 2 == 0 ? bytes[at / 2] >> 4 : bytes[at / 2] & 15];
        }
    }
    size_t stored_bytes() const override { return static_cast<size_t>((count_ + 1) / 2) + parts_.scales.bytes(); }
    std::vector<std::span<const std::byte>> in_file() const override {
        return {std::span(parts_.halves, static_cast<size_t>((count_ + 1) / 2)), std::span(parts_.scales.data, parts_.scales.bytes())};
    }
    void release(int64_t first, int64_t count) const override {
        release_pages(parts_.halves + first / 2, static_cast<size_t>(count / 2));
        if (first == 0 && count == count_) release_pages(parts_.scales.data, parts_.scales.bytes());
    }
    std::string storage() const override { return parts_.type; }

  private:
    float scale_of(int64_t block) const {
        if (parts_.nested_block > 0) {
            const auto code = static_cast<size_t>(parts_.scales.data[block]);
            return parts_.nested_map[code] * parts_.nested_scales[static_cast<size_t>(block / parts_.nested_block)] + parts_.nested_offset;
        }
        float scale;
        std::memcpy(&scale, parts_.scales.data + block * 4, 4);
        return scale;
    }
    float rounded(float value) const {
        if (parts_.dtype == DType::f32) return value;
        return parts_.dtype == DType::f16 ? f16_to_f32(f32_to_f16(value)) : bf16_to_f32(f32_to_bf16(value));
    }

    FourBit parts_;
    int64_t count_;
};

class Reader {
  public:
    Reader(const TensorViews& tensors, const std::string& name, std::string_view mark) : tensors_(tensors), name_(name) {
        parts_.type = mark.substr(mark.size() - 3);
    }

    // Throws Error that says what does not fit.
    TensorView read(const TensorView& state) {
        read_state(state);
        read_weight();
        numbers(".quant_map", parts_.map);
        read_scales();
        TensorView view{.dtype = parts_.dtype, .shape = parts_.shape};
        view.source = std::make_shared<FourBitSource>(std::move(parts_));
        return view;
    }

  private:
    static constexpr int64_t longest_state = 1 << 16;  // bytes

    void read_state(const TensorView& state) {
        if (state.source || state.dtype != DType::u8 || element_count(state.shape) > longest_state)
            throw Error("is no short text of bytes");
        const auto said = read_json(std::string_view(reinterpret_cast<const char*>(state.data), state.bytes()));
        if (!said || !said->is_object()) throw Error("is no JSON object");
        if (const std::string type = text(*said, "quant_type"); type != parts_.type) throw Error("says quant_type " + type);
        const std::string dtype = text(*said, "dtype");
        if (dtype != "float16" && dtype != "bfloat16" && dtype != "float32") throw Error("says dtype " + dtype);
        parts_.dtype = dtype == "float16" ? DType::f16 : dtype == "bfloat16" ? DType::bf16 : DType::f32;
        parts_.block = whole(*said, "blocksize");
        const json shape = said->value("shape", json());
        if (!shape.is_array() || shape.empty() || shape.size() > 4) throw Error("says shape " + shape.dump().substr(0, 60));
        count_ = 1;
        for (const json& extent : shape) {
            parts_.shape.push_back(whole_number(extent, "shape"));
            if (parts_.shape.back() > most_elements / count_) throw Error("says a shape of too many elements");
            count_ *= parts_.shape.back();
        }
        if (!tensors_.contains(name_ + ".nested_absmax")) return;
        parts_.nested_block = whole(*said, "nested_blocksize");
        const json offset = said->value("nested_offset", json());
        if (!offset.is_number()) throw Error("says no nested_offset");
        parts_.nested_offset = static_cast<float>(offset.get<double>());
    }

    void read_weight() {
        const auto found = tensors_.find(name_);
        if (found == tensors_.end() || found->second.source) throw Error("stands beside no weight");
        if (found->second.bytes() != static_cast<size_t>((count_ + 1) / 2))
            throw Error("says shape " + shape_text(parts_.shape) + ", the weight has " + std::to_string(found->second.bytes()) + " bytes");
        parts_.halves = found->second.data;
    }

    void read_scales() {
        const int64_t blocks = (count_ + parts_.block - 1) / parts_.block;
        parts_.scales = part(".absmax", parts_.nested_block > 0 ? DType::u8 : DType::f32, blocks);
        if (parts_.nested_block == 0) return;
        numbers(".nested_quant_map", parts_.nested_map);
        const int64_t groups = (blocks + parts_.nested_block - 1) / parts_.nested_block;
        const TensorView& scales = part(".nested_absmax", DType::f32, groups);
        parts_.nested_scales.resize(static_cast<size_t>(groups));
        std::memcpy(parts_.nested_scales.data(), scales.data, scales.bytes());
    }

    const TensorView& part(const char* ending, DType dtype, int64_t count) const {
        const auto found = tensors_.find(name_ + ending);
        if (found == tensors_.end() || found->second.source || found->second.dtype != dtype || element_count(found->second.shape) != count)
            throw Error("expects " + std::to_string(count) + " numbers of " + std::string(dtype_name(dtype)) + " in \"" + (ending + 1) +
                        "\"");
        return found->second;
    }
    template <size_t count>
    void numbers(const char* ending, std::array<float, count>& target) const {
        std::memcpy(target.data(), part(ending, DType::f32, count).data, sizeof target);
    }

    static std::string text(const json& said, const char* key) {
        const json value = said.value(key, json());
        return value.is_string() ? value.get<std::string>().substr(0, 60) : "nothing";
    }
    static int64_t whole_number(const json& value, const char* key) {
        if (!value.is_number_integer() || value.get<int64_t>() < 1 || value.get<int64_t>() > most_elements)
            throw Error("says " + std::string(key) + " " + value.dump().substr(0, 60));
        return value.get<int64_t>();
    }
    static int64_t whole(const json& said, const char* key) { return whole_number(said.value(key, json()), key); }

    static constexpr int64_t most_elements = int64_t{1} << 40;
    const TensorViews& tensors_;
    const std::string& name_;
    FourBit parts_;
    int64_t count_ = 0;
};

}  // namespace

void join_bnb_weights(WeightContents& contents) {
    constexpr std::string_view marks[] = {".quant_state.bitsandbytes__nf4", ".quant_state.bitsandbytes__fp4"};
    TensorViews joined;
    std::set<std::string> used;
    for (const auto& [key, state] : contents.tensors) {
        for (const std::string_view mark : marks) {
            if (!key.ends_with(mark)) continue;
            const std::string name = key.substr(0, key.size() - mark.size());
            used.insert(key);
            for (const char* beside : {".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map"}) used.insert(name + beside);
            try {
                joined[name] = Reader(contents.tensors, name, mark).read(state);
            } catch (const Error& trouble) {
                joined.erase(name);
                contents.unreadable[name] = "a 4-bit weight of bitsandbytes whose quant_state " + std::string(trouble.what());
            }
        }
    }
    for (const std::string& key : used) contents.tensors.erase(key);
    for (auto& [name, why] : contents.unreadable) contents.tensors.erase(name);
    for (auto& [name, view] : joined) {
        if (!contents.unreadable.contains(name)) contents.tensors[name] = std::move(view);
    }
}

}  // namespace imagelab
