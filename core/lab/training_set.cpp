#include "core/lab/training_set.h"

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/image/foreign/import.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string caption_of(const GalleryEntry& entry) {
    std::string caption = entry.prompt;
    if (const auto metadata = read_metadata(entry.path)) caption = prompt_as_written(*metadata).value_or(caption);
    for (const std::string& tag : entry.marks.tags) caption += (caption.empty() ? "" : ", ") + tag;
    for (char& c : caption) {
        if (c == '\n' || c == '\r') c = ' ';
    }
    return caption;
}

void write(const fs::path& file, const std::string& text) {
    write_file_atomically(file, text.data(), text.size());
}

// The path in the set, and whether the picture is there already.
std::pair<fs::path, bool> place_for(const fs::path& picture, const std::string& bytes, const fs::path& folder) {
    fs::path path = folder / picture.filename();
    for (int copy = 2; fs::exists(fs::symlink_status(path)); ++copy) {
        if (read_text_file(path) == bytes) return {path, true};
        path = folder / (picture.stem().string() + "-" + std::to_string(copy) + picture.extension().string());
    }
    return {path, false};
}

}  // namespace

Result<int> write_training_set(const std::vector<GalleryEntry>& entries, const fs::path& folder) {
    try {
        fs::create_directories(folder);
        std::string lines;
        int pictures = 0;
        for (const GalleryEntry& entry : entries) {
            const std::string bytes = read_text_file(entry.path), caption = caption_of(entry);
            const auto [path, there] = place_for(entry.path, bytes, folder);
            if (!there) write(path, bytes);
            write(fs::path(path).replace_extension(".txt"), caption + "\n");
            lines += json{{"file_name", path.filename().string()}, {"text", caption}}.dump(-1, ' ', false, json::error_handler_t::replace) +
                     "\n";
            ++pictures;
        }
        write(folder / "metadata.jsonl", lines);
        return pictures;
    } catch (const std::exception& error) {
        return Failure{std::string("the training set could not be written: ") + error.what()};
    }
}

}  // namespace imagelab
