#pragma once
#include <ctime>
#include <filesystem>
#include <string>

#include "core/image/picture.h"
#include "core/request/request.h"

namespace imagelab {

// Where the pictures of a request go (Request::output). A path that ends in .png, .jpg, .webp, .tif, .exr, .npy or .safetensors is a file:
// it is written anew, a batch becomes NAME-1.png, NAME-2.png ... Anything else is a folder of YYYYMMDD-HHMMSS_SEED_SLUG.png (or the
// request's format; local time, words of the prompt), never overwritten: a name that is taken gets -2, -3 ...
struct OutputPlace {
    std::filesystem::path folder;
    std::string file;  // "cat.png"; empty: names are made
};

// Fails where the path names a kind of file that is not written or a folder that stands where a file should.
Result<OutputPlace> output_place(const std::string& output);

// The request's format, else that of the file's name, else PNG.
PictureEncoding output_encoding(const Request& request);

// Creates the folder and proves that the pictures can be written there: permission, free space, room for the metadata. Call before
// generating.
Result<void> prepare_output(const Request& request);

// The name pattern that holds where a request has none, and whether a pattern can be used: its {words} are known, it holds no "/", and it
// begins with no dot. The failure says what is allowed.
inline constexpr const char* default_name_pattern = "{date}-{time}_{seed}_{words}";
Result<void> check_name_pattern(const std::string& pattern);

// The path of picture `index` (from 0) of the batch; `as_run` has its seed filled in.
Result<std::filesystem::path> picture_path(const Request& as_run, int index, std::time_t when);

// Words of a prompt as part of a file name: lower case, letters of any script and digits, joined by '-', at most 40 bytes.
std::string prompt_slug(const std::string& prompt);

}  // namespace imagelab
