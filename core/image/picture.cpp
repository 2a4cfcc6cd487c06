#include "core/image/picture.h"

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imagebufalgo.h>
#include <OpenImageIO/imageio.h>

#include "core/base/paths.h"
#include "core/image/png_text.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int64_t largest_picture = int64_t{1} << 28;  // pixels; 16384 x 16384

Failure unreadable(const fs::path& path, const std::string& why) {
    return Failure{"could not read the picture " + path.string() + ": " + (why.empty() ? "no known format" : why)};
}

std::string encode_png(const RgbImage& image) {
    std::vector<unsigned char> bytes;
    OIIO::Filesystem::IOVecOutput memory(bytes);
    auto writer = OIIO::ImageOutput::create("png", &memory);
    if (!writer) throw Error("[png] OpenImageIO has no PNG writer: " + OIIO::geterror());
    OIIO::ImageSpec spec(image.width, image.height, 3, OIIO::TypeDesc::UINT8);
    if (!writer->open("picture.png", spec) || !writer->write_image(OIIO::TypeDesc::UINT8, image.pixels.data()) || !writer->close()) {
        throw Error("[png] encoding a picture of " + std::to_string(image.width) + "x" + std::to_string(image.height) +
                    " failed: " + writer->geterror());
    }
    return {bytes.begin(), bytes.end()};
}

// Grey and alpha, where there are any, become RGB over white.
RgbImage flatten(const std::vector<uint8_t>& samples, int width, int height, int channels, bool premultiplied) {
    RgbImage image{width, height, {}};
    image.pixels.reserve(static_cast<size_t>(width) * height * 3);
    const bool grey = channels < 3, alpha = channels == 2 || channels >= 4;
    for (size_t at = 0; at + channels <= samples.size(); at += channels) {
        const int opacity = alpha ? samples[at + (grey ? 1 : 3)] : 255;
        for (int c = 0; c < 3; ++c) {
            const int value = samples[at + (grey ? 0 : c)];
            const int covered = premultiplied ? value : (value * opacity + 127) / 255;
            image.pixels.push_back(static_cast<uint8_t>(std::min(255, covered + 255 - opacity)));
        }
    }
    return image;
}

}  // namespace

void write_png(const fs::path& path, const RgbImage& image, const std::vector<PictureText>& texts) {
    if (image.width < 1 || image.height < 1 || image.pixels.size() != static_cast<size_t>(image.width) * image.height * 3) {
        throw Error("[png] " + std::to_string(image.width) + "x" + std::to_string(image.height) + " RGB needs other than " +
                    std::to_string(image.pixels.size()) + " bytes");
    }
    const std::string file = with_png_texts(encode_png(image), texts);
    write_file_atomically(path, file.data(), file.size());
}

Result<RgbImage> read_picture(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return Failure{"could not read the picture " + path.string() + ": there is no such file"};
    OIIO::ImageSpec hints;
    hints.attribute("oiio:UnassociatedAlpha", 1);
    OIIO::ImageBuf picture(path.string(), 0, 0, nullptr, &hints);
    if (!picture.init_spec(path.string(), 0, 0)) return unreadable(path, picture.geterror());
    const OIIO::ImageSpec& found = picture.spec();
    if (found.width < 1 || found.height < 1 || found.nchannels < 1) return unreadable(path, "it has no pixels");
    if (int64_t{found.width} * found.height > largest_picture) {
        return unreadable(
            path, std::to_string(found.width) + "x" + std::to_string(found.height) + " is larger than 16384x16384; scale it down first");
    }
    const bool premultiplied = found.get_int_attribute("oiio:UnassociatedAlpha") == 0;
    if (!picture.read(0, 0, true, OIIO::TypeDesc::UINT8)) return unreadable(path, picture.geterror());
    const OIIO::ImageBuf upright = OIIO::ImageBufAlgo::reorient(picture);
    const OIIO::ImageSpec& spec = upright.spec();
    std::vector<uint8_t> samples(static_cast<size_t>(spec.width) * spec.height * spec.nchannels);
    if (upright.has_error() || !upright.get_pixels(upright.roi(), OIIO::TypeDesc::UINT8, samples.data()))
        return unreadable(path, upright.geterror());
    return flatten(samples, spec.width, spec.height, spec.nchannels, premultiplied);
}

Result<std::vector<PictureText>> read_png_texts(const fs::path& path) {
    std::string file;
    try {
        file = read_text_file(path);
    } catch (const Error& error) {
        return Failure{error.what()};
    }
    const auto chunks = parse_png_texts(file);
    if (!chunks) return Failure{path.string() + " is no PNG"};
    OIIO::ImageSpec inflated;  // libpng inflates what is compressed
    std::vector<PictureText> texts;
    for (const PngTextChunk& chunk : *chunks) {
        PictureText text = chunk.text;
        if (chunk.compressed) {
            if (inflated.undefined()) {
                if (const auto reader = OIIO::ImageInput::open(path.string())) inflated = reader->spec();
            }
            text.value = inflated.get_string_attribute(text.key);
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace imagelab
