#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/gallery/gallery.h"

namespace imagelab {

enum class ExportKind {
    whole,             // the file as it is
    without_settings,  // the same pixels, without a word on how they were made
    captioned          // the file as it is, with its caption as trainers read it
};

struct Exported {
    std::vector<std::filesystem::path> pictures;  // the copies
    std::vector<std::string> problems;            // of the others
};

// Copies pictures into the folder, which is made if need be. Nothing there is overwritten: a file that is there already, byte for byte,
// is left, another of its name gets "-2". Captions lie in NAME.txt beside each picture (kohya's scripts, OneTrainer) and in metadata.jsonl
// (Hugging Face ImageFolder: file_name, text), whose lines on other pictures stay: the prompt as its author wrote it, without a style's
// words, then the tags but for albums. `step` hears how many are done after each; false: stop. The failure: the folder cannot be used.
Result<Exported> export_pictures(const std::vector<GalleryEntry>& entries, const std::filesystem::path& folder, ExportKind kind,
                                 const std::function<bool(int done)>& step = {});

}  // namespace imagelab
