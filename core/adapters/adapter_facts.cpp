#include "core/adapters/adapter_facts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr size_t most_tags = 100;
constexpr double most_count = 1e12;  // of one tag in one folder

std::string text(const std::map<std::string, std::string>& metadata, const std::string& key) {
    const auto found = metadata.find(key);
    return found == metadata.end() || found->second == "None" ? "" : std::string(trimmed(found->second));
}

std::string kinds_text(const std::vector<AdapterModule>& modules) {
    std::map<AdapterKind, size_t> counts;
    bool decomposed = false;
    for (const AdapterModule& module : modules) {
        ++counts[module.kind];
        decomposed |= module.find("dora_scale") || module.find("lora_magnitude");
    }
    std::vector<std::pair<size_t, AdapterKind>> order;
    for (const auto& [kind, count] : counts) order.emplace_back(count, kind);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string kinds;
    for (const auto& [count, kind] : order) kinds += (kinds.empty() ? "" : ", ") + std::string(adapter_kind_name(kind));
    return kinds + (decomposed ? " with DoRA" : "");
}

// {"10_token name": {"tag": 3, ...}, ...} of kohya: the folders of the training set, whose names say how often each is repeated.
void read_tags(const std::string& json, AdapterFacts& facts) {
    const Result<nlohmann::json> read = read_json(json);
    if (!read || !read->is_object()) return;
    std::map<std::string, int64_t> counts;
    for (const auto& [folder, tags] : read->items()) {
        const size_t digits = folder.find_first_not_of("0123456789");
        const bool repeated = digits != 0 && digits != folder.npos && folder[digits] == '_';
        const std::string words(trimmed(repeated ? std::string_view(folder).substr(digits + 1) : std::string_view(folder)));
        const bool known = std::find(facts.trigger_words.begin(), facts.trigger_words.end(), words) != facts.trigger_words.end();
        if (repeated && !words.empty() && !known && facts.trigger_words.size() < most_tags) facts.trigger_words.push_back(words);
        if (!tags.is_object()) continue;
        for (const auto& [tag, count] : tags.items()) {
            if (count.is_number())
                counts[std::string(trimmed(tag))] += static_cast<int64_t>(std::clamp(count.get<double>(), 0.0, most_count));
        }
    }
    facts.tags.assign(counts.begin(), counts.end());
    std::stable_sort(facts.tags.begin(), facts.tags.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (facts.tags.size() > most_tags) facts.tags.resize(most_tags);
}

// Columns of the module's change where they lie open: what its base weight takes in.
int64_t width_in(const AdapterModule& module) {
    for (const char* part : {"lora_down", "hada_w1_b", "diff"}) {
        const TensorView* view = module.find(part);
        if (view && view->shape.size() >= 2 && !module.find("hada_t1")) return view->shape[1];
    }
    return 0;
}

// The structure that only one family has, by a piece of a name ("." as "_").
constexpr std::pair<std::string_view, std::string_view> family_names[] = {
    {"double_blocks", "FLUX"},
    {"single_transformer_blocks", "FLUX"},
    {"joint_blocks", "Stable Diffusion 3"},
    {"add_k_proj", "a diffusion transformer (SD 3, FLUX, Qwen-Image)"},
    {"prior_unet", "Stable Cascade"},
    {"cross_attn_norm", "Wan"},
    {"noise_refiner", "Lumina 2"},
};

}  // namespace

std::string adapter_made_for(const std::vector<AdapterModule>& modules) {
    for (const AdapterModule& module : modules) {
        std::string name = module.name;
        std::replace(name.begin(), name.end(), '.', '_');
        for (const auto& [piece, family] : family_names) {
            if (name.find(piece) != name.npos) return std::string(family);
        }
        if (!name.ends_with("attn2_to_k") && !name.ends_with("attn2_to_v") && !name.ends_with("attn2_processor_to_k")) continue;
        switch (width_in(module)) {  // the width of the text that cross attention reads
            case 768:
                return "Stable Diffusion 1.x";
            case 1024:
                return "Stable Diffusion 2.x";
            case 1152:
                return "PixArt";
            case 1280:
                return "SDXL's refiner";
            case 2048:
                return "SDXL";
            default:
                break;
        }
    }
    return {};
}

AdapterFacts adapter_facts(const AdapterFile& file) {
    AdapterFacts facts;
    facts.kinds = kinds_text(file.modules());
    if (!file.embeddings().empty()) facts.kinds += (facts.kinds.empty() ? "" : ", ") + std::string("embeddings");
    for (const AdapterModule& module : file.modules()) {
        if (module.rank > 0) facts.ranks.insert(module.rank);
    }
    const auto& metadata = file.metadata();
    for (const char* key : {"modelspec.architecture", "ss_base_model_version", "ss_sd_model_name"}) {
        if (facts.base_model.empty()) facts.base_model = text(metadata, key);
    }
    if (facts.base_model.empty()) facts.base_model = adapter_made_for(file.modules());
    facts.title = text(metadata, "modelspec.title");
    if (facts.title.empty()) facts.title = text(metadata, "ss_output_name");
    facts.network_module = text(metadata, "ss_network_module");
    if (const std::string phrase = text(metadata, "modelspec.trigger_phrase"); !phrase.empty()) facts.trigger_words = {phrase};
    const bool said = !facts.trigger_words.empty();
    read_tags(text(metadata, "ss_tag_frequency"), facts);
    if (said) facts.trigger_words.resize(1);
    return facts;
}

}  // namespace imagelab
