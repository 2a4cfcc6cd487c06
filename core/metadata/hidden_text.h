#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/image/mask.h"

namespace imagelab {

// The texts that NovelAI and A1111's "stealth pnginfo" extension hide in the lowest bit of each pixel's opacity, where sites that strip a
// PNG's chunks leave them: down the columns from the left, most significant bit first, "stealth_pnginfo" or "stealth_pngcomp" (gzip), the
// bits that follow as a 32-bit number, and the text: A1111's parameters, or a JSON object of NovelAI's PNG texts. nullopt where nothing is
// hidden or it is damaged (github.com/NovelAI/novelai-image-metadata nai_meta.py; sd_webui_stealth_pnginfo scripts/stealth_pnginfo.py).
std::optional<std::vector<PictureText>> read_hidden_texts(const GreyImage& opacity);

}  // namespace imagelab
