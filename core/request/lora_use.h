#pragma once
// LoRAs as people write them: NAME:SCALE:TEXT_SCALE on the command line, <lora:NAME:SCALE:TEXT_SCALE> in a prompt.
#include <string>
#include <string_view>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// NAME, NAME:SCALE or NAME:SCALE:TEXT_SCALE; a name may hold colons itself.
Result<LoraUse> parse_lora_use(const std::string& word);

// Of a file of a LoRA or of a network its name without folder and ending; a name keeps its points ("style_v1.5"): a request names one now
// by its path, now by its name.
std::string network_stem(const std::string& name);

// Which of two numbers stands first: ours and SwarmUI's is that of the denoiser, A1111's that of the text encoders
// (extensions-builtin/Lora/extra_networks_lora.py).
enum class TagOrder { denoiser_first, text_first };

// The tags of a prompt, and the prompt without them (A1111 modules/extra_networks.py): <lora:NAME>, <lora:NAME:X>, <lora:NAME:X:Y>, or
// named te=X, unet=X, lbw=BLOCKS; <lyco:...> means the same. One number stands for both. Other tags stay in the prompt. A tag whose numbers
// cannot be read is a problem, a sentence each.
struct PromptLoras {
    std::string prompt;
    std::vector<LoraUse> loras;
    std::vector<std::string> problems;
};
PromptLoras take_loras(std::string_view prompt, TagOrder order = TagOrder::denoiser_first);

// "<lora:ink:0.8>", "<lora:ink:0.5:0.8>" with the text encoders' first: as A1111 writes and reads it.
std::string lora_tag(const LoraUse& use);

}  // namespace imagelab
