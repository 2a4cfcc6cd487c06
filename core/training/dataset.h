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
    std::filesystem::path mask = {};  // empty: there is none
};

// Pictures of the folder itself in the byte order of their names. Captions: NAME.txt beside NAME.png, its ends trimmed; else the "text"
// (or "caption") of the line of metadata.jsonl that has this "file_name"; else "". Masks: NAME.mask.png or NAME-masklabel.png (OneTrainer's)
// beside NAME.png; they are no pictures to learn from. Throws BadField(field) where the folder is not there or holds no picture, or
// metadata.jsonl cannot be read.
std::vector<TrainingExample> training_examples(const std::filesystem::path& folder, const std::string& field = "images");

// A folder of its own for pictures from anywhere: copies under NNN-NAME with what is said of each in NNN-NAME.txt. Pictures that are gone
// are left out. Below `above`, under `name`, with -2, -3 ... where that is taken. The failure says why there is none.
Result<std::filesystem::path> collect_training_pictures(const std::filesystem::path& above, const std::string& name,
                                                        const std::vector<TrainingExample>& examples);

RgbImage mirrored(RgbImage picture);  // left and right changed

// What counts of a picture, 0 to 1, for each `scale` x `scale` pixels of it: their mean in the mask's first channel. [height / scale, width /
// scale], as torch's interpolate(mode="area").
std::vector<float> mask_shares(const RgbImage& mask, int scale);

}  // namespace imagelab
