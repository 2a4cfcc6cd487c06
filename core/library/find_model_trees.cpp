#include "core/library/find_model_trees.h"

#include <algorithm>

#include "core/library/model_folders.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
constexpr int deepest_tree = 2, most_folders = 4000, most_files = 10000;

int model_files_below(const fs::path& folder) {
    int files = 0, seen = 0;
    std::error_code code;
    const auto options = fs::directory_options::skip_permission_denied;
    for (auto at = fs::recursive_directory_iterator(folder, options, code); !code && at != fs::recursive_directory_iterator();
         at.increment(code)) {
        if (++seen > most_files) break;
        files += has_weight_extension(at->path());
    }
    return files;
}

void look(const fs::path& folder, int depth, int& left, std::vector<ModelTree>& found) {
    std::error_code code;
    const bool comfy = fs::is_directory(folder / "models" / "checkpoints", code);
    if (comfy || fs::is_directory(folder / "models" / "Stable-diffusion", code)) {
        ModelTree tree{folder, comfy ? "ComfyUI" : "A1111"};
        if (const auto folders = model_folders_of(folder))
            for (const ModelFolder& part : *folders) tree.files += model_files_below(part.path);
        found.push_back(std::move(tree));
        return;
    }
    if (depth == 0) return;
    for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, code)) {
        if (--left < 0) return;
        std::error_code ignored;
        if (entry.path().filename().string().starts_with('.') || !entry.is_directory(ignored) || entry.is_symlink(ignored)) continue;
        look(entry.path(), depth - 1, left, found);
    }
}

}  // namespace

std::vector<ModelTree> find_model_trees(const fs::path& home) {
    std::vector<ModelTree> found;
    int left = most_folders;
    if (!home.empty()) look(home, deepest_tree, left, found);
    std::sort(found.begin(), found.end(), [](const ModelTree& a, const ModelTree& b) { return a.path < b.path; });
    return found;
}

}  // namespace imagelab
