#include "core/adapters/adapter_parts.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"

namespace imagelab {
namespace {

// Suffixes of keys and the parts they are. Longer ones stand before those they end with.
constexpr std::pair<std::string_view, std::string_view> suffixes[] = {
    {".lora_linear_layer.up.weight", "lora_up"},
    {".lora_linear_layer.down.weight", "lora_down"},
    {".lora_B.default.weight", "lora_up"},
    {".lora_A.default.weight", "lora_down"},
    {".lora_B.default.bias", "lora_bias"},
    {".lora_B.weight", "lora_up"},
    {".lora_A.weight", "lora_down"},
    {".lora_B.bias", "lora_bias"},
    {".lora_B", "lora_up"},
    {".lora_A", "lora_down"},
    {".lora.up.weight", "lora_up"},
    {".lora.down.weight", "lora_down"},
    {"_lora.up.weight", "lora_up"},
    {"_lora.down.weight", "lora_down"},
    {".lora_up.weight", "lora_up"},
    {".lora_down.weight", "lora_down"},
    {".lora_mid.weight", "lora_mid"},
    {".lora_magnitude_vector.default.weight", "lora_magnitude"},
    {".lora_magnitude_vector.weight", "lora_magnitude"},
    {".lora_magnitude_vector", "lora_magnitude"},
    {".dora_scale", "dora_scale"},
    {".reshape_weight", "reshape_weight"},
    {".alpha", "alpha"},
    {".scale", "scale"},
    {".hada_w1_a", "hada_w1_a"},
    {".hada_w1_b", "hada_w1_b"},
    {".hada_w2_a", "hada_w2_a"},
    {".hada_w2_b", "hada_w2_b"},
    {".hada_t1", "hada_t1"},
    {".hada_t2", "hada_t2"},
    {".lokr_w1", "lokr_w1"},
    {".lokr_w1_a", "lokr_w1_a"},
    {".lokr_w1_b", "lokr_w1_b"},
    {".lokr_w2", "lokr_w2"},
    {".lokr_w2_a", "lokr_w2_a"},
    {".lokr_w2_b", "lokr_w2_b"},
    {".lokr_t2", "lokr_t2"},
    {".diff", "diff"},
    {".diff_b", "diff_b"},
    {".set_weight", "set_weight"},
    {".w_norm", "w_norm"},
    {".b_norm", "b_norm"},
    {".on_input", "on_input"},
    {".a1.weight", "a1"},
    {".a2.weight", "a2"},
    {".b1.weight", "b1"},
    {".b2.weight", "b2"},
    {".oft_blocks", "oft_blocks"},
    {".oft_diag", "oft_diag"},
    {".rescale", "rescale"},
    {".weight", "ia3"},
};

// The part that tells a kind, and those that must be there with it.
struct KindRule {
    AdapterKind kind;
    std::string_view sign;
    std::vector<std::string_view> needs;
};
const KindRule kind_rules[] = {
    {AdapterKind::lora, "lora_up", {"lora_down"}},
    {AdapterKind::lora, "lora_down", {"lora_up"}},
    {AdapterKind::loha, "hada_w1_a", {"hada_w1_b", "hada_w2_a", "hada_w2_b"}},
    {AdapterKind::lokr, "lokr_w1", {}},
    {AdapterKind::lokr, "lokr_w1_a", {"lokr_w1_b"}},
    {AdapterKind::glora, "a1", {"a2", "b1", "b2"}},
    {AdapterKind::oft, "oft_blocks", {}},
    {AdapterKind::oft, "oft_diag", {}},
    {AdapterKind::full, "diff", {}},
    {AdapterKind::set, "set_weight", {}},
    {AdapterKind::norm, "w_norm", {}},
    {AdapterKind::ia3, "on_input", {"ia3"}},
    {AdapterKind::bias, "diff_b", {}},
    {AdapterKind::bias, "b_norm", {}},
};

int64_t rank_of(const AdapterModule& module) {
    const auto rows = [&](std::string_view part) {
        const TensorView* view = module.find(part);
        return view && !view->shape.empty() ? view->shape[0] : 0;
    };
    switch (module.kind) {
        case AdapterKind::lora:
            return rows("lora_down");
        case AdapterKind::loha:
            return rows("hada_w1_b");
        case AdapterKind::lokr:
            return module.find("lokr_w2_b") ? rows("lokr_w2_b") : rows("lokr_w1_b");
        case AdapterKind::glora: {  // new files: a2 [r, in], old ones: a1 [r, in]
            return std::min(rows("a1"), rows("a2"));
        }
        default:
            return 0;
    }
}

void check_rank(const AdapterModule& module) {
    const bool ranked = module.kind == AdapterKind::lora || module.kind == AdapterKind::loha || module.kind == AdapterKind::glora;
    if (ranked && module.rank < 1) throw Error("module \"" + module.name + "\" has rank 0, expected at least 1");
    for (const auto& [name, part] : module.parts) {
        if (element_count(part.view.shape) < 1) throw Error("tensor \"" + part.key + "\" is empty, shape " + shape_text(part.view.shape));
    }
}

double scalar(const TensorView& view, const std::string& key) {
    if (element_count(view.shape) != 1) throw Error("tensor \"" + key + "\" has shape " + shape_text(view.shape) + ", expected one number");
    const double value = adapter_numbers(view)[0];
    if (!std::isfinite(value)) throw Error("tensor \"" + key + "\" is no finite number");
    return value;
}

// alpha / rank; a key .scale stands for all of it. LoKr of two whole factors has an alpha without meaning.
double factor_of(const AdapterModule& module) {
    if (const auto scale = module.parts.find("scale"); scale != module.parts.end()) return scalar(scale->second.view, scale->second.key);
    if (module.rank < 1 || module.parts.find("alpha") == module.parts.end()) return 1;
    return module.alpha / static_cast<double>(module.rank);
}

}  // namespace

std::optional<AdapterKey> read_adapter_key(std::string_view key) {
    for (const auto& [suffix, part] : suffixes) {
        if (key.size() > suffix.size() && key.ends_with(suffix))
            return AdapterKey{std::string(key.substr(0, key.size() - suffix.size())), part};
    }
    return std::nullopt;
}

bool takes_part(AdapterKind kind, std::string_view part) {
    if (part == "alpha" || part == "scale" || part == "diff_b") return true;
    const bool decomposes =
        kind == AdapterKind::lora || kind == AdapterKind::loha || kind == AdapterKind::lokr || kind == AdapterKind::glora;
    if (part == "dora_scale") return decomposes;
    switch (kind) {
        case AdapterKind::lora:
            return part.starts_with("lora_") || part == "reshape_weight";
        case AdapterKind::loha:
            return part.starts_with("hada_");
        case AdapterKind::lokr:
            return part.starts_with("lokr_");
        case AdapterKind::glora:
            return part == "a1" || part == "a2" || part == "b1" || part == "b2";
        case AdapterKind::oft:
        case AdapterKind::boft:
            return part.starts_with("oft_") || part == "rescale";
        case AdapterKind::full:
            return part == "diff";
        case AdapterKind::set:
            return part == "set_weight";
        case AdapterKind::norm:
        case AdapterKind::bias:
            return part == "w_norm" || part == "b_norm";
        case AdapterKind::ia3:
            return part == "ia3" || part == "on_input";
    }
    return false;
}

bool complete_adapter_module(AdapterModule& module) {
    const auto rule = std::find_if(std::begin(kind_rules), std::end(kind_rules),
                                   [&](const KindRule& one) { return module.parts.find(one.sign) != module.parts.end(); });
    if (rule == std::end(kind_rules)) return false;
    module.kind = rule->kind;
    const auto require = [&](std::string_view part) {
        if (!module.find(part))
            throw Error("module \"" + module.name + "\" has " + module.parts.find(rule->sign)->second.key + " but no " + std::string(part) +
                        ": the file is damaged or incomplete");
    };
    for (const std::string_view part : rule->needs) require(part);
    if (module.kind == AdapterKind::loha && module.find("hada_t1")) require("hada_t2");
    if (module.kind == AdapterKind::lokr && !module.find("lokr_w2")) require("lokr_w2_a"), require("lokr_w2_b");
    if (module.kind == AdapterKind::oft && module.find("oft_blocks") && module.find("oft_blocks")->shape.size() == 4)
        module.kind = AdapterKind::boft;
    module.rank = rank_of(module);
    check_rank(module);
    if (const auto alpha = module.parts.find("alpha"); alpha != module.parts.end())
        module.alpha = scalar(alpha->second.view, alpha->second.key);
    module.factor = factor_of(module);
    return true;
}

void PeftScales::read(std::string_view json, bool prefixed) {
    const Result<nlohmann::json> read = read_json(json);
    if (!read || !read->is_object()) throw Error("PEFT's settings are no JSON object" + (read ? "" : ": " + read.error()));
    constexpr std::string_view fields[] = {"lora_alpha", "alpha", "use_rslora", "alpha_pattern"};
    for (const auto& [key, value] : read->items()) {
        for (const std::string_view field : fields) {
            const bool ours = prefixed ? key.ends_with("." + std::string(field)) : key == field;
            if (!ours) continue;
            Scale& scale = scales_[prefixed ? key.substr(0, key.size() - field.size()) : ""];
            if ((field == "lora_alpha" || field == "alpha") && value.is_number()) scale.alpha = value.get<double>();
            if (field == "use_rslora" && value.is_boolean()) scale.rslora = value.get<bool>();
            if (field != "alpha_pattern" || !value.is_object()) continue;
            for (const auto& [module, alpha] : value.items()) {
                if (alpha.is_number()) scale.alpha_pattern[module.substr(module.starts_with('^') ? 1 : 0)] = alpha.get<double>();
            }
        }
    }
}

double PeftScales::factor(const std::string& module, int64_t rank) const {
    const auto found = std::find_if(scales_.rbegin(), scales_.rend(), [&](const auto& one) { return module.starts_with(one.first); });
    if (found == scales_.rend() || rank < 1) return 1;
    const Scale& scale = found->second;
    double alpha = scale.alpha;
    for (const auto& [name, value] : scale.alpha_pattern) {
        if (module.ends_with(name) && (module.size() == name.size() || module[module.size() - name.size() - 1] == '.')) alpha = value;
    }
    if (alpha <= 0) return 1;
    return alpha / (scale.rslora ? std::sqrt(static_cast<double>(rank)) : static_cast<double>(rank));
}

}  // namespace imagelab
