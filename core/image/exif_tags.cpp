#include "core/image/exif_tags.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/base/text_encoding.h"
#include "core/image/user_comment.h"

namespace imagelab {
namespace {

constexpr uint32_t largest_text = 16 << 20;  // bytes; as for PNG
constexpr uint32_t most_entries = 4096;      // of one directory
constexpr uint16_t exif_pointer = 0x8769;
constexpr std::array wanted = {ExifId::width,    ExifId::height, ExifId::description, ExifId::make,         ExifId::model,
                               ExifId::software, ExifId::xmp,    ExifId::maker_note,  ExifId::user_comment, ExifId::windows_comment};

uint32_t bytes_of_type(uint16_t type) {
    switch (type) {
        case 3:
        case 8:
            return 2;
        case 4:
        case 9:
        case 11:
        case 13:
            return 4;
        case 5:
        case 10:
        case 12:
            return 8;
        default:
            return 1;  // BYTE, ASCII, UNDEFINED, UTF-8 (129)
    }
}

class Reader {
  public:
    Reader(std::istream& file, uint64_t base, uint64_t size) : file_(file), base_(base), size_(size) {}

    ExifTags read() {
        const std::string head = bytes(0, 8);
        if (head.size() < 8) return {};
        big_endian_ = head.starts_with("MM");
        if (!big_endian_ && !head.starts_with("II")) return {};
        if (number(head, 2, 2) != 42) return {};
        const uint32_t exif = directory(number(head, 4, 4), false);
        if (exif != 0) directory(exif, true);
        return std::move(found_);
    }

  private:
    std::string bytes(uint64_t at, uint64_t count) {
        if (at > size_ || count > size_ - at) return {};
        std::string out(count, '\0');
        file_.clear();
        file_.seekg(static_cast<std::streamoff>(base_ + at));
        if (!file_.read(out.data(), static_cast<std::streamsize>(count))) return {};
        return out;
    }

    uint32_t number(std::string_view from, size_t at, size_t count) const {
        uint32_t value = 0;
        for (size_t i = 0; i < count; ++i) {
            const size_t byte = at + (big_endian_ ? i : count - 1 - i);
            value = value << 8 | static_cast<unsigned char>(from[byte]);
        }
        return value;
    }

    // Takes what is wanted of the directory at `at`; where its pointer to the Exif directory leads, 0: it has none.
    uint32_t directory(uint32_t at, bool exif) {
        const std::string count = bytes(at, 2);
        if (count.empty()) return 0;
        const uint32_t entries = std::min(number(count, 0, 2), most_entries);
        uint32_t pointer = 0;
        for (uint32_t i = 0; i < entries; ++i) {
            const std::string entry = bytes(uint64_t{at} + 2 + uint64_t{i} * 12, 12);
            if (entry.empty()) break;
            const auto id = static_cast<uint16_t>(number(entry, 0, 2));
            if (id == exif_pointer && !exif) pointer = number(entry, 8, 4);
            if (std::find(wanted.begin(), wanted.end(), static_cast<ExifId>(id)) != wanted.end())
                take(entry, static_cast<ExifId>(id), exif);
        }
        return pointer;
    }

    void take(const std::string& entry, ExifId id, bool exif) {
        const auto type = static_cast<uint16_t>(number(entry, 2, 2));
        const uint32_t count = number(entry, 4, 4), each = bytes_of_type(type);
        if (found_.find(id, exif)) return;
        ExifTag tag{.id = id, .exif_directory = exif, .bytes = {}};
        if (id == ExifId::width || id == ExifId::height) {
            if (each > 4) return;
            tag.number = number(entry, 8, each);
        } else if (uint64_t{count} * each > largest_text) {
            found_.problems.push_back("a comment of " + std::to_string(uint64_t{count} * each >> 20) +
                                      " MiB was not read: 16 MiB is the most");
            return;
        } else if (count * each <= 4) {
            tag.bytes = entry.substr(8, count * each);
        } else {
            tag.bytes = bytes(number(entry, 8, 4), count * each);
        }
        found_.tags.push_back(std::move(tag));
    }

    std::istream& file_;
    uint64_t base_, size_;
    bool big_endian_ = false;
    ExifTags found_;
};

// "workflow" and what follows "workflow:", in either case of its first letter.
std::optional<PictureText> named_text(const std::string& text) {
    for (const auto& [mark, key] : {std::pair<std::string_view, const char*>{"prompt:", "prompt"},
                                    {"Prompt:", "prompt"},
                                    {"workflow:", "workflow"},
                                    {"Workflow:", "workflow"}}) {
        if (text.starts_with(mark)) return PictureText{key, text.substr(mark.size())};
    }
    return std::nullopt;
}

}  // namespace

const ExifTag* ExifTags::find(ExifId id, bool exif_directory) const {
    for (const ExifTag& tag : tags) {
        if (tag.id == id && tag.exif_directory == exif_directory) return &tag;
    }
    return nullptr;
}

ExifTags read_exif_tags(std::istream& file, uint64_t base, uint64_t size) {
    return Reader(file, base, size).read();
}

std::vector<PictureText> texts_of_exif(const ExifTags& tags) {
    std::vector<PictureText> texts;
    const auto add = [&](const char* key, std::string value) {
        const bool there = std::any_of(texts.begin(), texts.end(), [&](const PictureText& text) { return text.key == key; });
        if (!there && !value.empty()) texts.push_back({key, std::move(value)});
    };
    for (const bool exif : {true, false}) {
        if (const ExifTag* comment = tags.find(ExifId::user_comment, exif)) add("parameters", text_of_user_comment(comment->bytes));
    }
    for (const ExifTag& tag : tags.tags) {
        const std::string text = clean_text(tag.bytes);
        if (const auto named = named_text(text)) {
            add(named->key.c_str(), named->value);
        } else if (tag.id == ExifId::description) {
            add("Description", text);
        } else if (tag.id == ExifId::software) {
            add("Software", text);
        } else if (tag.id == ExifId::windows_comment) {
            add("Comment", clean_text(utf8_of_utf16(tag.bytes, false)));
        } else if (tag.id == ExifId::maker_note && (text == "fooocus" || text == "a1111")) {
            add("fooocus_scheme", text);
        } else if (tag.id == ExifId::model && text.find("sui_image_params") != std::string::npos) {
            add("parameters", text);  // SwarmUI before version 0.6
        }
    }
    return texts;
}

}  // namespace imagelab
