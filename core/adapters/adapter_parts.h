#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapters/adapter_file.h"

namespace imagelab {

// A key taken apart: "lora_unet_conv_in.lora_up.weight" -> module "lora_unet_conv_in", part "lora_up".
struct AdapterKey {
    std::string module;
    std::string_view part;
};
std::optional<AdapterKey> read_adapter_key(std::string_view key);

// Finds out kind, rank and checks that no part is missing: `module` has name and parts. Throws Error whose text does not name the file;
// false where its parts make nothing (an alpha alone).
bool complete_adapter_module(AdapterModule& module);
// Whether a module of this kind makes use of the part.
bool takes_part(AdapterKind kind, std::string_view part);

// What PEFT says of a file in its metadata (diffusers: "lora_adapter_metadata") or beside it (adapter_config.json): factors of modules
// without alpha.
class PeftScales {
  public:
    // `json`: a text; `prefixed`: keys begin with the component ("unet.r"). Throws Error where it is no such JSON.
    void read(std::string_view json, bool prefixed);
    // lora_alpha (LoHa's and LoKr's alpha) / r or, with use_rslora, / sqrt(r); 1 where nothing is said.
    double factor(const std::string& module, int64_t rank) const;

  private:
    struct Scale {
        double alpha = 0;
        bool rslora = false;
        std::map<std::string, double> alpha_pattern;
    };
    std::map<std::string, Scale> scales_;  // by prefix, "" for all
};

}  // namespace imagelab
