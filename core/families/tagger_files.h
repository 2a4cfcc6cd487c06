#pragma once
// A network that says in tags what a picture shows, which people bring as ONNX: SmilingWolf's WD taggers (huggingface.co/SmilingWolf).
#include "core/families/picture_model.h"

namespace imagelab {

struct KnownTag {
    enum class Kind { rating, general, character, other };
    std::string name;  // as its list writes it
    Kind kind = Kind::general;
};

struct TaggerFiles {
    PictureModel model;
    std::string name;  // for people
    int side = 448;    // pixels of the square that it looks at
    PictureModel::Traced traced;
    std::vector<KnownTag> tags;  // of each number it gives
};

// The tags stand in selected_tags.csv, or in the model's name with .csv, beside it: a line that names the columns, of which name and
// category (9 rating, 0 general, 4 character) are read. The failure names the file and says what is missing.
Result<std::shared_ptr<const TaggerFiles>> open_tagger(const std::filesystem::path& path);

// Lines of such a list behind its first. The failure says which line is wrong.
Result<std::vector<KnownTag>> tags_in_list(const std::string& text);

}  // namespace imagelab
