#include "core/gallery/gallery_export.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/gallery/albums.h"
#include "core/image/picture.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

void write(const fs::path& file, const std::string& text) {
    write_file_atomically(file, text.data(), text.size());
}

fs::path caption_file(const fs::path& picture) {
    return fs::path(picture).replace_extension(".txt");
}

bool holds(const fs::path& path, const std::string& bytes) {
    const Result<std::string> there = read_regular_file(path, picture_file_limit);
    return there && *there == bytes;
}

// The path of the copy, and whether it is there already.
std::pair<fs::path, bool> place_for(const fs::path& picture, const std::string& bytes, const fs::path& folder, ExportKind kind) {
    const auto is_there = [](const fs::path& path) { return fs::exists(fs::symlink_status(path)); };
    fs::path path = folder / picture.filename();
    for (int copy = 2; is_there(path) || (kind == ExportKind::captioned && is_there(caption_file(path))); ++copy) {
        if (kind != ExportKind::without_settings && is_there(path) && holds(path, bytes)) return {path, true};
        path = folder / (picture.stem().string() + "-" + std::to_string(copy) + picture.extension().string());
    }
    return {path, false};
}

// JPEG and WebP keep their pixels as they are; the others lose nothing when they are written anew.
void write_bare(const std::string& bytes, const fs::path& picture, const fs::path& copy, PictureFormat format) {
    if (format == PictureFormat::jpeg || format == PictureFormat::webp) return write(copy, without_metadata(bytes));
    const auto image = read_picture(picture);
    if (!image) throw Error(image.error());
    write_picture(copy, *image, {}, {format, 100});
}

std::string caption_of(const GalleryEntry& entry, const PictureMetadata& metadata) {
    std::string caption = prompt_as_written(metadata).value_or(entry.prompt);
    for (const std::string& tag : entry.marks.tags)
        if (!album_of(tag)) caption += (caption.empty() ? "" : ", ") + tag;
    std::replace_if(
        caption.begin(), caption.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return caption;
}

// The lines of metadata.jsonl by their file_name.
using Captions = std::map<std::string, std::string>;

Captions captions_there(const fs::path& list) {
    Captions captions;
    std::error_code code;
    std::istringstream lines(fs::exists(list, code) ? read_text_file(list) : "");
    for (std::string line; std::getline(lines, line);) {
        const auto read = read_json(line);
        const json entry = read ? *read : json();
        if (entry.is_object() && entry.contains("file_name") && entry["file_name"].is_string())
            captions[entry["file_name"].get<std::string>()] = line;
    }
    return captions;
}

fs::path export_one(const GalleryEntry& entry, const fs::path& folder, ExportKind kind, Captions& captions) {
    const auto metadata = read_metadata(entry.path);
    if (!metadata) throw Error(metadata.error());
    const std::string bytes = read_regular_file(entry.path, picture_file_limit).value();
    const auto [path, there] = place_for(entry.path, bytes, folder, kind);
    if (kind == ExportKind::without_settings && !there) write_bare(bytes, entry.path, path, metadata->format);
    if (kind != ExportKind::without_settings && !there) write(path, bytes);
    if (kind != ExportKind::captioned) return path;
    const std::string caption = caption_of(entry, *metadata), name = path.filename().string();
    write(caption_file(path), caption + "\n");
    captions[name] = json{{"file_name", name}, {"text", caption}}.dump(-1, ' ', false, json::error_handler_t::replace);
    return path;
}

}  // namespace

Result<Exported> export_pictures(const std::vector<GalleryEntry>& entries, const fs::path& folder, ExportKind kind,
                                 const std::function<bool(int)>& step) {
    Exported exported;
    const fs::path list = folder / "metadata.jsonl";
    try {
        fs::create_directories(folder);
        Captions captions = kind == ExportKind::captioned ? captions_there(list) : Captions();
        int done = 0;
        for (const GalleryEntry& entry : entries) {
            try {
                exported.pictures.push_back(export_one(entry, folder, kind, captions));
            } catch (const std::exception& error) {
                exported.problems.push_back(entry.path.string() + " could not be exported: " + error.what());
            }
            if (step && !step(++done)) break;
        }
        std::string lines;
        for (const auto& [name, line] : captions) lines += line + "\n";
        if (kind == ExportKind::captioned) write(list, lines);
    } catch (const std::exception& error) {
        return Failure{"nothing can be exported to " + folder.string() + ": " + error.what()};
    }
    return exported;
}

}  // namespace imagelab
