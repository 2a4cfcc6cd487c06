#include "core/training/dataset.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/image/picture_format.h"
#include "core/training/config.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// file_name -> text, of metadata.jsonl as Hugging Face's imagefolder has it.
std::map<std::string, std::string> listed_captions(const fs::path& folder, const std::string& field) {
    std::map<std::string, std::string> captions;
    const fs::path path = folder / "metadata.jsonl";
    std::error_code code;
    if (!fs::exists(path, code)) return captions;
    const auto content = read_regular_file(path);
    if (!content) throw BadField(field, content.error());
    size_t begin = 0;
    for (int line = 1; begin < content->size(); ++line) {
        const size_t end = std::min(content->find('\n', begin), content->size());
        const std::string_view text = trimmed(std::string_view(*content).substr(begin, end - begin));
        begin = end + 1;
        if (text.empty()) continue;
        const auto where = path.string() + ", line " + std::to_string(line) + ": ";
        const auto read = read_json(text);
        if (!read) throw BadField(field, where + read.error());
        if (!read->is_object() || !read->contains("file_name") || !(*read)["file_name"].is_string())
            throw BadField(field, where + "an object with file_name and text is wanted");
        for (const char* key : {"text", "caption"}) {
            if (!read->contains(key)) continue;
            if (!(*read)[key].is_string()) throw BadField(field, where + key + " is no text");
            captions[(*read)["file_name"].get<std::string>()] = (*read)[key].get<std::string>();
            break;
        }
    }
    return captions;
}

// What can be read: formats that we write, and bitmaps.
bool is_picture(const std::string& name) {
    return picture_format_of_file(name) || ascii_lower(fs::path(name).extension().string()) == ".bmp";
}

constexpr std::string_view mask_endings[] = {".mask.png", "-masklabel.png"};

bool is_mask(const std::string& name) {
    return std::any_of(std::begin(mask_endings), std::end(mask_endings), [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

std::vector<TrainingExample> training_examples(const fs::path& folder, const std::string& field) {
    std::error_code code;
    if (!fs::is_directory(folder, code)) throw BadField(field, folder.string() + ": there is no such folder");
    const std::map<std::string, std::string> listed = listed_captions(folder, field);
    std::vector<TrainingExample> examples;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        const fs::path& path = at->path();
        const std::string name = path.filename().string();
        if (name.starts_with('.') || !is_picture(name) || is_mask(name) || !fs::is_regular_file(path, code)) continue;
        TrainingExample example{path, {}};
        for (const std::string_view ending : mask_endings) {
            const fs::path mask = folder / (path.stem().string() + std::string(ending));
            if (example.mask.empty() && fs::exists(mask, code)) example.mask = mask;
        }
        const fs::path beside = fs::path(path).replace_extension(".txt");
        if (fs::exists(beside, code)) {
            const auto text = read_regular_file(beside, size_t{1} << 20);
            if (!text) throw BadField(field, text.error());
            if (!is_utf8(*text)) throw BadField(field, beside.string() + ": its text is not UTF-8");
            example.caption = std::string(trimmed(*text));
        } else if (const auto found = listed.find(name); found != listed.end()) {
            example.caption = std::string(trimmed(found->second));
        }
        examples.push_back(std::move(example));
    }
    if (code) throw BadField(field, folder.string() + ": the folder cannot be read: " + code.message());
    if (examples.empty()) throw BadField(field, folder.string() + ": there are no pictures in this folder");
    std::sort(examples.begin(), examples.end(),
              [](const auto& a, const auto& b) { return a.path.filename().string() < b.path.filename().string(); });
    return examples;
}

Result<fs::path> collect_training_pictures(const fs::path& above, const std::string& name, const std::vector<TrainingExample>& examples) {
    std::error_code code;
    fs::create_directories(above, code);
    fs::path folder = above / name;
    for (int number = 2; !fs::create_directory(folder, code) && !code; ++number) folder = above / (name + "-" + std::to_string(number));
    if (code) return Failure{"could not write " + folder.string() + ": " + code.message()};
    int copied = 0;
    for (const TrainingExample& example : examples) {
        char number[16];
        std::snprintf(number, sizeof number, "%03d-", copied + 1);
        const fs::path copy = folder / (number + example.path.filename().string());
        if (!fs::copy_file(example.path, copy, code)) {
            if (code == std::errc::no_such_file_or_directory) continue;
            const std::string why = code.message();
            fs::remove_all(folder, code);
            return Failure{"could not write " + copy.string() + ": " + why};
        }
        fs::path text = copy;
        text.replace_extension(".txt");
        write_file_atomically(text, example.caption.data(), example.caption.size());
        ++copied;
    }
    if (copied > 0) return folder;
    fs::remove_all(folder, code);
    return Failure{"none of these pictures is there any more"};
}

RgbImage mirrored(RgbImage picture) {
    const auto width = static_cast<size_t>(picture.width);
    for (size_t y = 0; y < static_cast<size_t>(picture.height); ++y) {
        uint8_t* row = picture.pixels.data() + 3 * width * y;
        for (size_t x = 0; x < width / 2; ++x) std::swap_ranges(row + 3 * x, row + 3 * x + 3, row + 3 * (width - 1 - x));
    }
    return picture;
}

std::vector<float> mask_shares(const RgbImage& mask, int scale) {
    const int width = mask.width / scale, height = mask.height / scale;
    std::vector<float> shares;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            float sum = 0;
            for (int row = y * scale; row < (y + 1) * scale; ++row) {
                for (int column = x * scale; column < (x + 1) * scale; ++column)
                    sum += static_cast<float>(mask.pixels[3 * (static_cast<size_t>(row) * static_cast<size_t>(mask.width) +
                                                               static_cast<size_t>(column))]) /
                           255.0f;
            }
            shares.push_back(sum / static_cast<float>(scale * scale));
        }
    }
    return shares;
}

}  // namespace imagelab
