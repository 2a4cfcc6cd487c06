#include "core/base/folders.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/log.h"
#include "core/base/paths.h"

namespace imagelab {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<fs::path> read_folder_list(const fs::path& file) {
    std::vector<fs::path> folders;
    std::error_code code;
    if (!fs::exists(file, code)) return folders;
    const auto list = read_json_file(file);
    if (!list) log_warning("the list of folders is not used: " + list.error());
    if (!list || !list->is_object()) return folders;
    for (const json& folder : list->value("folders", json::array())) {
        if (folder.is_string()) folders.emplace_back(folder.get<std::string>());
    }
    return folders;
}

Result<void> write_folder_list(const fs::path& file, const std::vector<fs::path>& folders) {
    json list = json::array();
    for (const fs::path& folder : folders) list.push_back(folder.string());
    try {
        std::error_code code;
        fs::create_directories(file.parent_path(), code);
        const std::string text = json{{"folders", list}}.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
        write_file_atomically(file, text.data(), text.size());
        return {};
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

bool is_inside(const fs::path& path, const fs::path& folder) {
    if (path.empty() || folder.empty()) return false;
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end() || (std::next(end) == folder.end() && end->empty());  // a folder may end in a slash
}

void visit_directories(const fs::path& top, const std::function<void(const fs::path&)>& visit) {
    visit(top);
    std::error_code code;
    fs::recursive_directory_iterator it(top, fs::directory_options::skip_permission_denied, code);
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
        std::error_code kind;
        if (!it->is_directory(kind) || it->is_symlink(kind)) continue;
        if (it->path().filename().string().starts_with(".")) {
            it.disable_recursion_pending();
        } else {
            visit(it->path());
        }
    }
}

}  // namespace imagelab
