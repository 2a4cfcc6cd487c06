#pragma once
#include <filesystem>
#include <string>

namespace imagelab {

// The folder of files shipped with the program: IMAGELAB_RESOURCES, else share/imagelab beside the program's bin, else the source
// tree it was built from. Throws Error where none of them is there.
std::filesystem::path resource_dir();

// Where the program keeps what is its user's: queue, gallery index, models, profiles. IMAGELAB_DATA (--data DIR sets it), else
// $XDG_DATA_HOME/imagelab, else ~/.local/share/imagelab. Not created here.
std::filesystem::path data_dir();

// Where nodes of a cluster share what may lie on a network's file system, kept steps and nights: IMAGELAB_SHARED, else `data`. (SQLite's
// databases may not.)
std::filesystem::path shared_dir(const std::filesystem::path& data);

// The folder of things that can be made again: IMAGELAB_CACHE, else imagelab in XDG_CACHE_HOME or ~/.cache. Empty where there is no home.
std::filesystem::path cache_dir();

// A file written under a temporary name in the same folder and renamed when whole, so that a reader never sees half of it and a
// full disk costs nothing that was finished.
void write_file_atomically(const std::filesystem::path& path, const void* data, size_t bytes);

std::string read_text_file(const std::filesystem::path& path);  // throws Error with the path in its text

}  // namespace imagelab
