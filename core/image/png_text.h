#pragma once
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/picture.h"

namespace imagelab {

// A PNG text chunk (length, type, data, CRC) as PNG 1.2 section 4.2.3 says: tEXt for ASCII, iTXt (UTF-8) for the rest, so that no reader
// has to guess an encoding. Throws Error where the key is not 1 to 79 printable ASCII characters or the value holds a NUL.
std::string png_text_chunk(const PictureText& text);

// The file with the chunks placed behind its header chunk. Throws Error where the bytes are no PNG.
std::string with_png_texts(const std::string& png, const std::vector<PictureText>& texts);

// Bytes of one text, inflated; a longer one is told as a problem and not read.
constexpr size_t largest_png_text = 16 << 20, largest_png_texts = 64 << 20;  // one, all of a file

// What a zlib or gzip stream holds; nullopt where it is damaged or longer than largest_png_text.
std::optional<std::string> inflated(std::string_view bytes);

struct PngTexts {
    int width = 0, height = 0;
    bool alpha = false;  // a channel of its own says how opaque each pixel is
    std::vector<PictureText> texts;
    std::string exif;                   // the eXIf chunk: a TIFF structure (PNG 1.2 extensions, 1.5.0)
    std::vector<std::string> problems;  // sentences: what was skipped and why
};

// Every tEXt, zTXt and iTXt chunk up to the first damaged one, reading no pixels; nullopt where the stream holds no PNG. tEXt that is
// well-formed UTF-8 is taken as such (many programs write it), else as Latin-1.
std::optional<PngTexts> read_png_texts(std::istream& png);

}  // namespace imagelab
