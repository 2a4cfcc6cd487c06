#pragma once
// Adapters that a prompt names, in AUTOMATIC1111's syntax (modules/extra_networks.py, extensions-builtin/Lora/extra_networks_lora.py):
// <lora:NAME>, <lora:NAME:0.8>, <lora:NAME:TEXT:UNET>, named values te= and unet=, and sd-webui-lora-block-weight's lbw=. <lyco:...> is the
// same.
#include <string>
#include <string_view>
#include <vector>

#include "core/adapters/block_weights.h"
#include "core/base/error.h"

namespace imagelab {

struct PromptAdapter {
    std::string name;
    double scale = 1, text_scale = 1;  // of the denoiser and of the text encoders
    BlockWeights blocks{};
};

struct PromptAdapters {
    std::string prompt;                   // without the tags
    std::vector<PromptAdapter> adapters;  // in their order; a name may stand twice
    std::vector<std::string> notes;       // sentences: values of tags that do nothing here (start=, stop=, dyn= ...)
};

// Which of two numbers is the text encoders': A1111's first one, SwarmUI's second (<lora:NAME:UNET:TEXT>).
enum class ScaleOrder { text_first, text_second };

// The failure names the tag and says what is wrong in it. Other networks' tags (<hypernet:...>) stay in the prompt.
Result<PromptAdapters> take_prompt_adapters(std::string_view prompt, ScaleOrder order = ScaleOrder::text_first);

}  // namespace imagelab
