#pragma once
// LoRAs and textual inversions that a picture was made with, on this machine: by hash where the picture tells one, else by name.
#include <filesystem>
#include <string>
#include <vector>

#include "core/library/model_file.h"
#include "core/metadata/import.h"
#include "core/request/request.h"

namespace imagelab {

struct PictureNetworks {
    struct Renamed {
        std::string was, is;
    };
    std::vector<LoraUse> loras;              // of the request, those that are here; under the paths they have here
    std::vector<NetworkHash> missing_loras;  // of the request and of tags in its prompt
    std::vector<NetworkHash> missing_embeddings;
    std::vector<Renamed> renamed;          // found by their hash under another name
    std::vector<std::string> other_files;  // of the same name here, but not the same file
    std::string prompt;                    // with tags of renamed LoRAs as they are called here
};

PictureNetworks networks_of_picture(const std::vector<ModelFile>& models, const Imported& picture, const std::filesystem::path& data);

// "ink (0123456789ab)"
std::string name_with_hash(const NetworkHash& network);

}  // namespace imagelab
