#pragma once
#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/lab/gallery.h"

namespace imagelab {

// Copies pictures with captions into a folder, as trainers read them: NAME.txt beside each picture (kohya's scripts, OneTrainer) and
// metadata.jsonl (Hugging Face ImageFolder: file_name, text). The caption is the prompt as its author wrote it, without a style's words,
// then the tags. Nothing there is overwritten: a picture that is there already, byte for byte, is left, another of its name gets -2. How
// many the set holds of them.
Result<int> write_training_set(const std::vector<GalleryEntry>& entries, const std::filesystem::path& folder);

}  // namespace imagelab
