#pragma once
// Files of LoRA, LyCORIS and PEFT: what each tensor is and which belong together. Nothing here knows a model; core/adapters/adapter_keys
// says which module a name means, core/adapters/weight_change what it does to a weight.
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/mapped_weights.h"

namespace imagelab {

// lora: Hu et al. 2021, with 1x1 up and k x k down for convolutions and a middle factor (LoCon); loha, lokr, full, norm, ia3, glora, oft
// (block diagonal) and boft (butterfly): LyCORIS, Yeh et al. 2023; set: the weight itself; bias: a change of the bias alone.
enum class AdapterKind { lora, loha, lokr, full, set, norm, ia3, glora, oft, boft, bias };
std::string_view adapter_kind_name(AdapterKind kind);  // "LoRA", "LoHa" ...

// The tensors of one module. Names of parts are kohya's and LyCORIS's, whatever the file calls them: lora_up [out, r, ...], lora_down
// [r, in, ...], lora_mid, hada_w1_a ..., lokr_w1 ..., diff, diff_b, set_weight, w_norm, b_norm, ia3, on_input, a1, a2, b1, b2,
// oft_blocks, oft_diag, rescale, dora_scale, lora_magnitude (PEFT's [out]), lora_bias, reshape_weight, alpha, scale.
struct AdapterModule {
    struct Part {
        std::string key;  // in the file
        TensorView view;
    };
    std::string name;  // as the file spells it, without the suffix
    AdapterKind kind = AdapterKind::lora;
    std::map<std::string, Part, std::less<>> parts;
    int64_t rank = 0;   // 0: the kind has none
    double factor = 1;  // alpha / rank and its relatives; what a strength is multiplied with
    double alpha = 0;   // of oft and boft: the constraint
    const TensorView* find(std::string_view part) const;
};

// What people want to know of a file.
struct AdapterFacts {
    std::string kinds;  // "LoRA", "LoHa, norm", with "DoRA" where weights are decomposed
    std::set<int64_t> ranks;
    std::string base_model;  // as the trainer wrote it (modelspec.architecture, ss_base_model_version), else what the shapes tell
    std::string title, network_module;                  // modelspec.title or ss_output_name; ss_network_module
    std::vector<std::string> trigger_words;             // modelspec.trigger_phrase, else the names of kohya's folders
    std::vector<std::pair<std::string, int64_t>> tags;  // ss_tag_frequency over all folders, commonest first; at most 100
};

class AdapterFile {
  public:
    // Reads the header and the scalars. The failure names the file, the key, what was found and what was expected. Beside PEFT's
    // adapter_model.* its adapter_config.json is read.
    static Result<std::shared_ptr<const AdapterFile>> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return weights_.source; }
    const std::vector<AdapterModule>& modules() const { return modules_; }  // in the order of their names
    // Keys that belong to nothing known, in order: what a door must say.
    const std::vector<std::string>& unknown_keys() const { return unknown_; }
    // Embeddings bundled with the file (bundle_emb.NAME....): name -> "clip_l", "clip_g" or "" (of string_to_param) -> [n, width].
    const std::map<std::string, std::map<std::string, TensorView>>& embeddings() const { return embeddings_; }
    const std::map<std::string, std::string>& metadata() const { return weights_.metadata; }
    const AdapterFacts& facts() const { return facts_; }

    // As those of WeightMap.
    void release(const TensorView& view) const { mapped_->release(view); }
    std::string damage() const { return mapped_->damage(); }
    bool is_current() const { return mapped_->is_current(); }
    std::string identity() const { return mapped_->identity(); }

  private:
    AdapterFile() = default;

    OpenedWeights weights_;
    std::unique_ptr<const MappedWeights> mapped_;  // the same files, without names
    std::vector<AdapterModule> modules_;
    std::vector<std::string> unknown_;
    std::map<std::string, std::map<std::string, TensorView>> embeddings_;
    AdapterFacts facts_;
};

// Numbers of a small tensor, in f32.
std::vector<float> adapter_numbers(const TensorView& view);

}  // namespace imagelab
