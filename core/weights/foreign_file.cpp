#include "core/weights/foreign_file.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

struct Magic {
    std::string_view bytes;
    size_t offset;
    std::string_view sentence;
};

using namespace std::string_view_literals;
constexpr std::string_view page =
    "it looks like a web page: the download saved an error or login page instead of the model; download it again";
constexpr std::string_view pointer =
    "it looks like a git-lfs pointer: the model itself was not downloaded; run `git lfs pull` in its folder or download the file";

constexpr Magic magics[] = {
    {"version https://git-lfs"sv, 0, pointer},
    {"\x1f\x8b"sv, 0, "it looks like a gzip archive: unpack it first"},
    {"7z\xbc\xaf\x27\x1c"sv, 0, "it looks like a 7z archive: unpack it first"},
    {"Rar!"sv, 0, "it looks like a rar archive: unpack it first"},
    {"\x28\xb5\x2f\xfd"sv, 0, "it looks like a zstd archive: unpack it first"},
    {"ustar"sv, 257, "it looks like a tar archive: unpack it first"},
    {"\x89HDF\r\n\x1a\n"sv, 0, "it is an HDF5 file (Keras): Image Lab reads safetensors, PyTorch and GGUF files"},
    {"\x89PNG"sv, 0, "it is a PNG picture"},
    {"\xff\xd8\xff"sv, 0, "it is a JPEG picture"},
    {"\x93NUMPY"sv, 0, "it is a NumPy array"},
    {"%PDF"sv, 0, "it is a PDF document"},
    {"\x7f"sv
     "ELF"sv,
     0, "it is a program"},
};

std::string lower_start(std::string_view text) {
    return ascii_lower(std::string(trimmed(text).substr(0, 64)));
}

}  // namespace

std::string describe_foreign_file(std::string_view start) {
    for (const Magic& magic : magics) {
        if (start.size() >= magic.offset && start.substr(magic.offset).starts_with(magic.bytes)) return std::string(magic.sentence);
    }
    const std::string lower = lower_start(start);
    if (lower.starts_with("<!doctype") || lower.starts_with("<html") || lower.starts_with("<head") || lower.starts_with("<?xml"))
        return std::string(page);
    if (lower.starts_with("{") || lower.starts_with("["))
        return "it looks like a JSON text: the download may have saved an error message instead of the model";
    if (!start.empty() && start.find_first_not_of('\0') == start.npos) {
        return "it starts with zeros only: a download that reserved the space and has not filled it yet? Wait for it, or download it again";
    }
    const auto printable = [](unsigned char c) { return (c >= 32 && c < 127) || c == '\n' || c == '\r' || c == '\t'; };
    if (!start.empty() && std::all_of(start.begin(), start.end(), printable)) return "it looks like a text file";
    return {};
}

}  // namespace imagelab
