#include "core/adapters/adapter_file.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/adapters/adapter_facts.h"
#include "core/adapters/adapter_parts.h"
#include "core/base/read_file.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view bundle_prefix = "bundle_emb.";

// "bundle_emb.NAME.string_to_param.*" -> NAME, ""; "bundle_emb.NAME.clip_l" -> NAME, "clip_l".
struct BundledName {
    std::string name, encoder;
};
std::optional<BundledName> read_bundled_name(std::string_view key) {
    if (!key.starts_with(bundle_prefix)) return std::nullopt;
    key.remove_prefix(bundle_prefix.size());
    for (const auto& [suffix, encoder] : {std::pair<std::string_view, std::string_view>{".string_to_param.*", ""},
                                          {".emb_params", ""},
                                          {".clip_l", "clip_l"},
                                          {".clip_g", "clip_g"}}) {
        if (key.size() > suffix.size() && key.ends_with(suffix))
            return BundledName{std::string(key.substr(0, key.size() - suffix.size())), std::string(encoder)};
    }
    return std::nullopt;
}

bool readable(DType dtype) {
    return dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16 || dtype == DType::f64;
}

template <class T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}

// Whole numbers appear as alpha, on_input and reshape_weight only.
bool may_be_whole(std::string_view part) {
    return part == "alpha" || part == "scale" || part == "on_input" || part == "reshape_weight";
}

// Modules by name, parts in place; the rest of the keys.
struct Sorted {
    std::map<std::string, AdapterModule> modules;
    std::vector<std::string> unknown;
};

// T-LoRA (LyCORIS 4.1, lycoris/modules/tlora.py) adds P diag(l) Q less what it began from, the base's own singular vectors, and masks ranks
// by the time step: neither is in the file.
void refuse_timed_ranks(const TensorViews& tensors) {
    constexpr std::string_view sign = ".lambda_layer";
    for (const auto& [key, view] : tensors) {
        if (key.ends_with(sign) && tensors.contains(key.substr(0, key.size() - sign.size()) + ".q_layer.weight"))
            throw Error("tensor \"" + key +
                        "\" makes it a T-LoRA, whose ranks change with the time step and begin from directions of the model "
                        "it was trained on, which it does not hold; ask its maker for a LoRA or a LoHa of it");
    }
}

Sorted sort_keys(const OpenedWeights& weights, std::map<std::string, std::map<std::string, TensorView>>& embeddings) {
    Sorted sorted;
    for (const auto& [key, view] : weights.tensors) {
        if (const auto bundled = read_bundled_name(key)) {
            embeddings[bundled->name][bundled->encoder] = view;
            continue;
        }
        const auto read = key.starts_with(bundle_prefix) ? std::nullopt : read_adapter_key(key);
        if (!read) {
            sorted.unknown.push_back(key);
            continue;
        }
        if (!readable(view.dtype) && !may_be_whole(read->part))
            throw Error("tensor \"" + key + "\" is stored as " + std::string(dtype_name(view.dtype)) + ", expected f32, f16 or bf16");
        AdapterModule& module = sorted.modules[read->module];
        module.name = read->module;
        if (!module.parts.emplace(read->part, AdapterModule::Part{key, view}).second)
            throw Error("tensor \"" + key + "\": module \"" + read->module + "\" has its " + std::string(read->part) + " twice");
    }
    for (const auto& [key, dtype] : weights.unreadable) {
        if (read_adapter_key(key)) throw Error("tensor \"" + key + "\" is stored as " + dtype + ", expected F32, F16 or BF16");
        sorted.unknown.push_back(key);
    }
    return sorted;
}

// Modules that make something; what they do not use joins the unknown keys.
std::vector<AdapterModule> complete_modules(Sorted& sorted) {
    std::vector<AdapterModule> modules;
    for (auto& [name, module] : sorted.modules) {
        const bool complete = complete_adapter_module(module);
        for (auto part = module.parts.begin(); part != module.parts.end();) {
            if (complete && takes_part(module.kind, part->first)) {
                ++part;
            } else {
                sorted.unknown.push_back(part->second.key);
                part = module.parts.erase(part);
            }
        }
        if (complete) modules.push_back(std::move(module));
    }
    std::sort(sorted.unknown.begin(), sorted.unknown.end());
    return modules;
}

PeftScales peft_scales(const OpenedWeights& weights) {
    PeftScales scales;
    if (const auto metadata = weights.metadata.find("lora_adapter_metadata"); metadata != weights.metadata.end()) {
        scales.read(metadata->second, true);
    } else if (weights.source.stem() == "adapter_model") {
        const fs::path config = weights.source.parent_path() / "adapter_config.json";
        std::error_code code;
        if (!fs::exists(config, code)) return scales;
        const Result<std::string> text = read_regular_file(config);
        if (!text) throw Error(text.error());
        scales.read(*text, false);
    }
    return scales;
}

}  // namespace

std::string_view adapter_kind_name(AdapterKind kind) {
    constexpr std::string_view names[] = {"LoRA", "LoHa", "LoKr", "full", "set", "norm", "IA3", "GLoRA", "OFT", "BOFT", "bias"};
    return names[static_cast<size_t>(kind)];
}

const TensorView* AdapterModule::find(std::string_view part) const {
    const auto found = parts.find(part);
    return found == parts.end() ? nullptr : &found->second.view;
}

std::vector<float> adapter_numbers(const TensorView& view) {
    const int64_t count = element_count(view.shape);
    std::vector<float> numbers(static_cast<size_t>(count));
    if (view.source || readable(view.dtype)) {
        read_elements(view, 0, count, DType::f32, reinterpret_cast<std::byte*>(numbers.data()));
        return numbers;
    }
    for (size_t i = 0; i < numbers.size(); ++i) {
        const std::byte* at = view.data + i * dtype_bytes(view.dtype);
        switch (view.dtype) {
            case DType::i64:
                numbers[i] = static_cast<float>(load<int64_t>(at));
                break;
            case DType::i32:
                numbers[i] = static_cast<float>(load<int32_t>(at));
                break;
            case DType::i8:
                numbers[i] = static_cast<float>(load<int8_t>(at));
                break;
            default:
                numbers[i] = static_cast<float>(load<uint8_t>(at));
        }
    }
    return numbers;
}

Result<std::shared_ptr<const AdapterFile>> AdapterFile::open(const fs::path& path) {
    Result<OpenedWeights> opened = open_weight_file(path);
    if (!opened) return Failure{opened.error()};
    std::shared_ptr<AdapterFile> file(new AdapterFile);
    file->weights_ = *std::move(opened);
    file->mapped_ = std::make_unique<MappedWeights>(TensorViews(), path.string(), file->weights_.files);
    try {
        refuse_timed_ranks(file->weights_.tensors);
        Sorted sorted = sort_keys(file->weights_, file->embeddings_);
        file->modules_ = complete_modules(sorted);
        file->unknown_ = std::move(sorted.unknown);
        const PeftScales scales = peft_scales(file->weights_);
        for (AdapterModule& module : file->modules_) {
            if (!module.find("alpha") && !module.find("scale")) module.factor = scales.factor(module.name, module.rank);
        }
    } catch (const Error& trouble) {
        return Failure{path.string() + ": " + trouble.what()};
    }
    if (file->modules_.empty() && file->embeddings_.empty()) {
        return Failure{path.string() + ": no tensor of it is one of a LoRA or another adapter" +
                       (file->unknown_.empty() ? "" : ", the first is \"" + file->unknown_.front() + "\"") +
                       "; a whole model or a VAE is opened as such"};
    }
    file->facts_ = adapter_facts(*file);
    return std::shared_ptr<const AdapterFile>(std::move(file));
}

}  // namespace imagelab
