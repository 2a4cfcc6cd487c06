#pragma once
// Parts of an SDXL model from places of their own, each under the names that a component's folder has: diffusers folders, whole
// checkpoints, ComfyUI's split files (models/unet, models/clip), city96's GGUF. Functions throw Error that says what a file holds in place
// of the part.
#include "core/families/component_files.h"
#include "core/weights/detect.h"

namespace imagelab {

ComponentFiles open_unet(const std::filesystem::path& path);
ComponentFiles open_text_encoder(const std::filesystem::path& path, TextEncoder which);
// A folder with vocab.json and merges.txt, or a diffusers folder that has one of that name.
std::filesystem::path tokenizer_folder(const std::filesystem::path& path, const char* name);

}  // namespace imagelab
