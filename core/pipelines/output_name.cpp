#include "core/pipelines/output_name.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/local_time.h"
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/families/prompt_weights.h"
#include "core/metadata/provenance.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr size_t longest_slug = 40;  // bytes

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// ".jpg", but not the ".5" of a folder named v1.5
bool looks_like_a_file(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension.size() > 1 && std::isalpha(static_cast<unsigned char>(extension[1]));
}

// Controls, spaces and punctuation outside ASCII, marks that turn or join text, and what is no character.
bool separates_words(char32_t code) {
    if (code < 0x80) return !std::isalnum(static_cast<int>(code));
    return code <= 0xbf || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xe000 && code <= 0xf8ff) ||
           (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xff00 && code <= 0xff0f) || code == 0xfeff || code >= 0xe0000;
}

uintmax_t bytes_of_pixel(PictureFormat format) {
    return format == PictureFormat::npy ? 12 : format == PictureFormat::exr ? 6 : 3;
}

// Room for the worst case, pictures that do not compress.
uintmax_t bytes_needed(const Request& request) {
    const uintmax_t width = request.width > 0 ? request.width : 1024, height = request.height > 0 ? request.height : 1024;
    return static_cast<uintmax_t>(request.batch) * (width * height * bytes_of_pixel(output_encoding(request).format) + (64 << 10));
}

Result<void> prove_writable(const fs::path& folder) {
    const fs::path probe = folder / (".imagelab." + std::to_string(::getpid()) + ".probe");
    const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, "probe", 5) == 5;
    const int code = errno;
    if (file >= 0) ::close(file);
    ::unlink(probe.c_str());
    if (!written)
        return Failure{"cannot write into the output folder " + folder.string() + ": " + std::strerror(code) +
                       "; choose another output folder (--output)"};
    return {};
}

std::string slug_of_path(const std::string& path) {
    const fs::path name(path);
    return prompt_slug((name.has_extension() ? name.stem() : name.filename()).string());
}

std::string short_number(double value) {
    return general_text(value, 6);
}

std::string sampler_word(SamplerKind kind) {
    std::string word = sampler_info(kind).option;
    std::replace(word.begin(), word.end(), '_', '-');
    return word;
}

struct NameWord {
    const char* name;
    std::string (*value)(const Request& as_run, int index, const std::tm& local);
};

std::string time_text(const char* format, const std::tm& local) {
    char text[32];
    std::strftime(text, sizeof text, format, &local);
    return text;
}

const NameWord name_words[] = {
    {"date", [](const Request&, int, const std::tm& local) { return time_text("%Y%m%d", local); }},
    {"time", [](const Request&, int, const std::tm& local) { return time_text("%H%M%S", local); }},
    {"seed", [](const Request& r, int index, const std::tm&) { return seed_of_picture(r, index).text(); }},
    {"words", [](const Request& r, int, const std::tm&) { return prompt_slug(r.prompt_weights ? without_weights(r.prompt) : r.prompt); }},
    {"model", [](const Request& r, int, const std::tm&) { return r.model.empty() ? std::string("bundled") : slug_of_path(r.model); }},
    {"sampler", [](const Request& r, int, const std::tm&) { return sampler_word(r.sampler); }},
    {"steps", [](const Request& r, int, const std::tm&) { return std::to_string(r.steps); }},
    {"guidance", [](const Request& r, int, const std::tm&) { return short_number(r.guidance); }},
    {"width", [](const Request& r, int, const std::tm&) { return std::to_string(r.width); }},
    {"height", [](const Request& r, int, const std::tm&) { return std::to_string(r.height); }},
    {"profile", [](const Request& r, int, const std::tm&) {
         return r.style.profiles.empty() ? std::string("plain") : prompt_slug(r.style.profiles.front().name);
     }}};

const NameWord* name_word(const std::string& name) {
    for (const NameWord& word : name_words)
        if (word.name == name) return &word;
    return nullptr;
}

// The pattern with its words filled in; a word that is empty takes the separator before it along.
std::string filled(const std::string& pattern, const Request& as_run, int index, const std::tm& local) {
    std::string name;
    for (size_t at = 0; at < pattern.size();) {
        const size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
        const NameWord* word = close == std::string::npos ? nullptr : name_word(pattern.substr(at + 1, close - at - 1));
        if (word == nullptr) {
            name += pattern[at++];
            continue;
        }
        const std::string value = word->value(as_run, index, local);
        if (value.empty())
            while (!name.empty() && std::string_view("_- ").find(name.back()) != std::string_view::npos) name.pop_back();
        name += value;
        at = close + 1;
    }
    return name;
}

}  // namespace

Result<void> check_name_pattern(const std::string& pattern) {
    const auto refuse = [&](const std::string& why) { return Failure{"the name pattern \"" + pattern + "\" " + why}; };
    if (pattern.empty()) return {};
    if (pattern.find('/') != std::string::npos || pattern.find('\0') != std::string::npos)
        return refuse("has a / in it, which ends a folder's name: leave it out");
    if (pattern.front() == '.') return refuse("begins with a dot, which hides files: begin with something else");
    if (pattern.size() > 120) return refuse("is longer than 120 bytes: shorten it");
    for (size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
        const size_t close = pattern.find('}', at);
        if (close != std::string::npos && name_word(pattern.substr(at + 1, close - at - 1)) != nullptr) continue;
        std::string known;
        for (const NameWord& word : name_words) known += std::string(known.empty() ? "{" : ", {") + word.name + "}";
        return refuse("has " + pattern.substr(at, close == std::string::npos ? close : close - at + 1) + " in it; there are " + known);
    }
    return {};
}

Result<OutputPlace> output_place(const std::string& output) {
    if (output.empty()) return OutputPlace{"output_images", ""};
    const fs::path path(output);
    std::error_code ignored;
    if (!path.has_filename() || fs::is_directory(path, ignored) || !looks_like_a_file(path)) return OutputPlace{path, ""};
    if (!output_format_of_file(path.filename().string())) {
        return Failure{"pictures are written as .png, .jpg, .webp, .tif, .exr or .npy, their latents as .safetensors, not as " +
                       path.extension().string() + ": name the output so, or end a folder's name with /"};
    }
    return OutputPlace{path.parent_path(), path.filename().string()};
}

PictureEncoding output_encoding(const Request& request) {
    const auto place = output_place(request.output);
    const auto by_name = place ? output_format_of_file(place->file) : std::nullopt;
    return {request.format.value_or(by_name.value_or(PictureFormat::png)), request.quality};
}

Result<void> prepare_output(const Request& request) {
    const auto place = output_place(request.output);
    if (!place) return Failure{place.error()};
    if (const auto by_name = output_format_of_file(place->file); by_name && request.format && *by_name != *request.format) {
        return Failure{"the output is named " + place->file + " and its format is " + std::string(picture_format_name(*request.format)) +
                       ": leave --format out, or end the name with " + std::string(picture_extension(*request.format))};
    }
    if (const auto usable = check_name_pattern(request.output_name); !usable) return usable;
    const std::string hash(64, '0');  // known when the picture is made, perhaps
    const auto texts = picture_texts(request, 0, {.sha256 = hash, .vae_sha256 = request.vae.empty() ? "" : hash});
    if (const auto fit = texts_fit(texts, output_encoding(request).format); !fit) return fit;
    const fs::path folder = place->folder.empty() ? fs::path(".") : place->folder;
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder)) {
        const std::string why = error ? error.message() : "a file of that name is there";
        return Failure{"cannot create the output folder " + folder.string() + ": " + why + "; choose another output folder (--output)"};
    }
    if (const auto writable = prove_writable(folder); !writable) return writable;
    const fs::space_info space = fs::space(folder, error);
    const uintmax_t needed = bytes_needed(request);
    if (!error && space.available < needed) {
        return Failure{"the disk of " + folder.string() + " has " + readable_bytes(static_cast<int64_t>(space.available)) +
                       " free and the pictures may need " + readable_bytes(static_cast<int64_t>(needed)) +
                       ": free some space or choose another output folder (--output)"};
    }
    return {};
}

Result<fs::path> picture_path(const Request& as_run, int index, std::time_t when) {
    const auto place = output_place(as_run.output);
    if (!place) return Failure{place.error()};
    if (!place->file.empty()) {
        if (as_run.batch == 1) return place->folder / place->file;
        const fs::path file(place->file);
        return place->folder / (file.stem().string() + "-" + std::to_string(index + 1) + file.extension().string());
    }
    const std::tm local = local_time(when);
    const std::string pattern = as_run.output_name.empty() ? default_name_pattern : as_run.output_name;
    if (const auto usable = check_name_pattern(pattern); !usable) return Failure{usable.error()};
    std::string name = filled(pattern, as_run, index, local);
    if (name.empty()) name = seed_of_picture(as_run, index).text();
    const std::string extension(picture_extension(output_encoding(as_run).format));
    fs::path path = place->folder / (name + extension);
    for (int copy = 2; fs::exists(fs::symlink_status(path)); ++copy) path = place->folder / (name + "-" + std::to_string(copy) + extension);
    return path;
}

std::string prompt_slug(const std::string& prompt) {
    if (!is_utf8(prompt)) return "";
    std::string slug;
    bool between = false;
    for (size_t at = 0; at < prompt.size();) {
        const size_t begin = at;
        if (separates_words(next_code_point(prompt, at))) {
            between = true;
            continue;
        }
        const std::string joint = between && !slug.empty() ? "-" : "";
        if (slug.size() + joint.size() + (at - begin) > longest_slug) break;
        slug += joint + lower_case(prompt.substr(begin, at - begin));
        between = false;
    }
    return slug;
}

}  // namespace imagelab
