#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// A folder that holds models, as a program's layout says.
struct ModelFolder {
    std::filesystem::path path;
    std::string
        kind;  // what its files are meant to be: "checkpoint", "lora", "vae", "embedding", "controlnet", "upscaler" ...; empty: anything
    std::string source;  // "own", "Hugging Face cache", "A1111", "ComfyUI", "folder"
};

// The folders of an A1111 tree (models/Stable-diffusion ...), a ComfyUI tree (models/checkpoints ..., with its extra_model_paths.yaml), a
// Hugging Face cache (models--ORG--NAME), an extra_model_paths.yaml itself, or the folder as it is. Only those that are there.
// The failure names a broken YAML file.
Result<std::vector<ModelFolder>> model_folders_of(const std::filesystem::path& root);

// ComfyUI's folder_paths: sections with base_path and kind -> relative path, several to a kind one a line.
Result<std::vector<ModelFolder>> extra_model_paths(const std::filesystem::path& yaml);

// $HF_HUB_CACHE, $HF_HOME/hub, else ~/.cache/huggingface/hub.
std::filesystem::path hugging_face_cache();

}  // namespace imagelab
