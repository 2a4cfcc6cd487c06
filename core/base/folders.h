#pragma once
// The folders that people named, kept in a file, and what lies below one.
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// {"folders": [...]}; a file that is missing or damaged is an empty list.
std::vector<std::filesystem::path> read_folder_list(const std::filesystem::path& file);
Result<void> write_folder_list(const std::filesystem::path& file, const std::vector<std::filesystem::path>& folders);

// Whether a path is a folder or lies in it. Both canonical; an empty one holds nothing and lies nowhere.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder);

// `top` and the directories below it, each before those within; hidden ones and links to directories are left out.
void visit_directories(const std::filesystem::path& top, const std::function<void(const std::filesystem::path&)>& visit);

}  // namespace imagelab
