#pragma once
// The pictures of a folder and what is said of them.
#include <filesystem>
#include <string>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

struct TrainingExample {
    std::filesystem::path path;
    std::string caption;
};

// Pictures of the folder itself in the byte order of their names. Captions: NAME.txt beside NAME.png, its ends trimmed; else the "text"
// (or "caption") of the line of metadata.jsonl that has this "file_name"; else "". Throws BadField("images") where the folder is not
// there or holds no picture, or metadata.jsonl cannot be read.
std::vector<TrainingExample> training_examples(const std::filesystem::path& folder);

RgbImage mirrored(RgbImage picture);  // left and right changed

}  // namespace imagelab
