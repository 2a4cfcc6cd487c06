#include "core/library/embedding_files.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/base/utf8.h"
#include "core/library/model_folders.h"
#include "core/library/model_library.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> embedding_folders(const fs::path& data) {
    std::vector<fs::path> folders{data / "models" / "embeddings"};
    for (const fs::path& root : added_model_folders(data)) {
        const auto found = model_folders_of(root);
        if (!found) continue;
        for (const ModelFolder& folder : *found) {
            if (folder.kind == "embedding") folders.push_back(folder.path);
        }
    }
    return folders;
}

bool is_embedding_file(const fs::path& path) {
    const std::string extension = ascii_lower(path.extension().string());
    return extension == ".safetensors" || extension == ".pt" || extension == ".bin" || extension == ".png";
}

}  // namespace

std::vector<fs::path> embedding_files(const fs::path& data) {
    std::vector<fs::path> all;
    std::set<std::string> seen;
    for (const fs::path& folder : embedding_folders(data)) {
        std::vector<fs::path> files;
        std::error_code code;
        fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
        for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
            if (is_embedding_file(it->path())) files.push_back(it->path());
        }
        std::sort(files.begin(), files.end());
        for (const fs::path& file : files) {
            const std::string stem = ascii_lower(file.stem().string());
            if (!stem.empty() && seen.insert(stem).second) all.push_back(file);
        }
    }
    return all;
}

std::vector<fs::path> embeddings_named_in(const std::vector<std::string_view>& texts, const fs::path& data) {
    std::string text;
    for (const std::string_view one : texts) text += ascii_lower(std::string(one)) + '\n';
    std::vector<fs::path> named = embedding_files(data);
    std::erase_if(named, [&](const fs::path& file) { return text.find(ascii_lower(file.stem().string())) == text.npos; });
    return named;
}

}  // namespace imagelab
