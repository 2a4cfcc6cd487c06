#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/library/download.h"

namespace imagelab {

struct ModelWish {
    std::string what;              // a known model's name, ORG/NAME, a page or file of huggingface.co, or any http(s) address of a file
    std::string sha256;            // of a single file
    std::filesystem::path folder;  // where models are kept; DATA/models
    int pause_ms = 1000;           // Download::pause_ms
};

// The model's file or diffusers folder. Of a repository, what the diffusers layout needs is fetched: model_index.json, configurations,
// tokenizers, and safetensors weights (the fp16 variant where there is one), into a hidden folder that is renamed when whole.
// HF_ENDPOINT and HF_TOKEN are heeded as by Hugging Face's own programs. Throws Cancelled.
Result<std::filesystem::path> get_model(const ModelWish& wish, const std::function<void(const DownloadProgress&)>& progress = {},
                                        const CancelToken& cancel = {});

}  // namespace imagelab
