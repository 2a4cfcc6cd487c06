#pragma once
// What the keys of adapter files mean: a table built forwards from the modules a model has, one entry for each spelling, because names with
// "_" for "." cannot be read backwards. Spellings: kohya (sd-scripts networks/lora.py) on original and on diffusers' names, PEFT and
// diffusers with and without prefixes, diffusers' former attention processors, OneTrainer, SimpleTuner, ComfyUI (comfy/lora.py).
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/weights/tensor_view.h"

namespace imagelab {

// A part of a model: "unet", "text_encoder", "text_encoder_2", "transformer", as ModelPart::name has them. A "text_encoder" may
// be CLIP or T5.
struct AdapterComponent {
    std::string name;
    const WeightMap* weights = nullptr;
};

struct AdapterTarget {
    std::string component;
    std::string module;    // canonical, without ".weight" and ".bias": "down_blocks.1.attentions.0.proj_in"
    std::string original;  // of the UNet and PixArt's transformer, as the original checkpoint calls it: "input_blocks.4.1.proj_in"
    // Where a name stands for several modules (q, k and v): this one has number `part` of `parts` equal ranges of the name's rows.
    int part = 0, parts = 1;
};

class AdapterKeys {
  public:
    explicit AdapterKeys(const std::vector<AdapterComponent>& components);  // reads names only

    // `module`: a key without its suffix, "lora_unet_mid_block_attentions_0_proj_in". Empty where the model has no such module.
    std::span<const AdapterTarget> find(std::string_view module) const;
    size_t size() const { return table_.size(); }

  private:
    std::map<std::string, std::vector<AdapterTarget>, std::less<>> table_;
};

}  // namespace imagelab
