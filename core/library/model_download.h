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

// What a wish would fetch, as its server says before anything is fetched.
struct ModelOffer {
    std::string name, page;    // "ORG/NAME", or the file's name; where people read about it
    std::string licence;       // as its page names it: "openrail++"; empty: it does not say
    std::string licence_link;  // empty: see the page
    bool gated = false;        // to be agreed to on its page first
    uint64_t bytes = 0;        // that get_model would fetch; 0: not known
    std::string picture;       // the address of a picture that lies beside it; empty: none
};
// Asks huggingface.co for repositories; of other addresses only the name is known. The failure says what to do.
Result<ModelOffer> model_offer(const std::string& what);

}  // namespace imagelab
