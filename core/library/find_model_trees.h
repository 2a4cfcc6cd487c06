#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace imagelab {

// A folder of another program with models in it.
struct ModelTree {
    std::filesystem::path path;
    std::string program;  // "A1111", "ComfyUI"
    int files = 0;        // of weights below its model folders
};

// Trees of AUTOMATIC1111 (and Forge, SD.Next) and ComfyUI in `home`, two folders deep, hidden folders left out. Looks at names only and
// stops after a few thousand folders; what cannot be read is passed over.
std::vector<ModelTree> find_model_trees(const std::filesystem::path& home);

}  // namespace imagelab
