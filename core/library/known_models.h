#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// A model that the lab's people ask for by name, and where it is published.
struct KnownModel {
    std::string id, name, repository;  // "sdxl-base", "SDXL Base 1.0", "stabilityai/stable-diffusion-xl-base-1.0"
    std::string kind;                  // "sdxl", "pixart"
    std::vector<std::string> files;    // stems under which people keep it as one file
    std::string page() const { return "https://huggingface.co/" + repository; }
};

const std::vector<KnownModel>& known_models();
// By id, name, repository or file stem, in any case and punctuation; nullptr where it is none of them.
const KnownModel* known_model(std::string_view name);

}  // namespace imagelab
