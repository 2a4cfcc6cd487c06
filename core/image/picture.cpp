#include "core/image/picture.h"

#include <OpenImageIO/color.h>
#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imageio.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>
#include <span>

#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/image/colour_profile.h"
#include "core/image/exif.h"
#include "core/image/finishing.h"
#include "core/image/mask.h"
#include "core/image/orientation.h"
#include "core/image/png_text.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int64_t largest_picture = int64_t{1} << 28;  // pixels; 16384 x 16384
constexpr int64_t largest_samples = int64_t{1} << 31;  // bytes, of all channels, as they lie in the file or in memory
constexpr int most_channels = 64;

Failure unreadable(const fs::path& path, const std::string& why) {
    return Failure{"could not read the picture " + path.string() + ": " + (why.empty() ? "no known format" : why)};
}

constexpr const char* writer_names[] = {"png", "jpeg", "webp", "tiff", "openexr"};

void describe(OIIO::ImageSpec& spec, const PictureEncoding& encoding, const std::vector<PictureText>& texts) {
    switch (encoding.format) {
        case PictureFormat::png:
            break;
        case PictureFormat::jpeg:
            spec.attribute("Compression", "jpeg:" + std::to_string(encoding.quality));
            spec.attribute("jpeg:subsampling", "4:4:4");
            break;
        case PictureFormat::webp:  // encode_webp
            break;
        case PictureFormat::tiff:
            spec.attribute("Compression", "zip");
            break;
        case PictureFormat::exr:
            spec.attribute("Compression", "zip");
            spec.attribute("oiio:ColorSpace", "Linear");
            for (const PictureText& text : texts) spec.attribute(text.key, text.value);
            break;
        case PictureFormat::npy:
        case PictureFormat::latents:
            throw Error("[picture] " + std::string(picture_format_name(encoding.format)) + " is no format of pictures");
    }
}

// 0..255 sRGB to linear light.
std::vector<float> linear(const RgbImage& image) {
    std::vector<float> samples;
    samples.reserve(image.pixels.size());
    for (const uint8_t sample : image.pixels) samples.push_back(OIIO::sRGB_to_linear(static_cast<float>(sample) / 255));
    return samples;
}

// Red, green, blue and, where there is an opacity, alpha.
std::vector<uint8_t> samples_of(const RgbImage& image, const RgbImage* opacity) {
    if (opacity == nullptr) return image.pixels;
    std::vector<uint8_t> samples;
    samples.reserve(image.pixels.size() / 3 * 4);
    for (size_t at = 0; at + 2 < image.pixels.size(); at += 3) {
        samples.insert(samples.end(), {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2], opacity->pixels[at]});
    }
    return samples;
}

// By libwebp itself: OpenImageIO 2.4's "lossless" halves the colours' resolution first.
std::string encode_webp(const RgbImage& image, const RgbImage* opacity, int quality) {
    uint8_t* bytes = nullptr;
    const std::vector<uint8_t> samples = samples_of(image, opacity);
    const int stride = image.width * (opacity ? 4 : 3);
    const auto lossless = opacity ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB;
    const auto lossy = opacity ? WebPEncodeRGBA : WebPEncodeRGB;
    const size_t size = quality == 100 ? lossless(samples.data(), image.width, image.height, stride, &bytes)
                                       : lossy(samples.data(), image.width, image.height, stride, static_cast<float>(quality), &bytes);
    const std::string file(reinterpret_cast<const char*>(bytes), size);
    WebPFree(bytes);
    if (size == 0)
        throw Error("[picture] encoding " + std::to_string(image.width) + "x" + std::to_string(image.height) + " as webp failed");
    return file;
}

std::string encode(const RgbImage& image, const RgbImage* opacity, const std::vector<PictureText>& texts, const PictureEncoding& encoding) {
    if (encoding.format == PictureFormat::webp) return encode_webp(image, opacity, encoding.quality);
    if (!is_picture(encoding.format))
        throw Error("[picture] " + std::string(picture_format_name(encoding.format)) + " is no format of pictures");
    const char* name = writer_names[static_cast<int>(encoding.format)];
    std::vector<unsigned char> bytes;
    OIIO::Filesystem::IOVecOutput memory(bytes);
    auto writer = OIIO::ImageOutput::create(name, &memory);
    if (!writer) throw Error("[picture] OpenImageIO has no writer for " + std::string(name) + ": " + OIIO::geterror());
    const bool exr = encoding.format == PictureFormat::exr;
    OIIO::ImageSpec spec(image.width, image.height, opacity ? 4 : 3, exr ? OIIO::TypeDesc::HALF : OIIO::TypeDesc::UINT8);
    if (opacity) spec.attribute("oiio:UnassociatedAlpha", 1);
    describe(spec, encoding, texts);
    const bool written = writer->open(std::string("picture.") + name, spec) &&
                         (exr ? writer->write_image(OIIO::TypeDesc::FLOAT, linear(image).data())
                              : writer->write_image(OIIO::TypeDesc::UINT8, samples_of(image, opacity).data())) &&
                         writer->close();
    if (!written) {
        throw Error("[picture] encoding " + std::to_string(image.width) + "x" + std::to_string(image.height) + " as " + name +
                    " failed: " + writer->geterror());
    }
    return {bytes.begin(), bytes.end()};
}

// Why it is not decoded, by its header alone; empty: it may be. `sample_bytes`: of a sample in memory.
std::string beyond_limits(const OIIO::ImageSpec& spec, int64_t sample_bytes) {
    const auto side = [](int from_header) { return int64_t{std::max(0, from_header)}; };
    if (spec.width < 1 || spec.height < 1 || spec.nchannels < 1) return "it has no pixels";
    if (spec.depth > 1 || spec.deep) return "it is a volume or a deep picture, expected a flat one";
    if (spec.nchannels > most_channels)
        return "it has " + std::to_string(spec.nchannels) + " channels, at most " + std::to_string(most_channels) + " are read";
    // Each side is below 2^31, so the products fit 64 bits.
    const int64_t pixels = std::max(side(spec.width) * side(spec.height), side(spec.tile_width) * side(spec.tile_height));
    if (pixels > largest_picture)
        return std::to_string(spec.width) + "x" + std::to_string(spec.height) + " is larger than 16384x16384; scale it down first";
    const int64_t bytes = std::max(pixels * spec.nchannels * sample_bytes, pixels * static_cast<int64_t>(spec.pixel_bytes(true)));
    if (bytes > largest_samples) {
        return std::to_string(spec.width) + "x" + std::to_string(spec.height) + " in " + std::to_string(spec.nchannels) +
               " channels takes more than 2 GiB; scale it down first";
    }
    return {};
}

// Width and height of a JPEG by its frame header (ITU-T T.81, B.2.2); {0, 0}: no JPEG. libjpeg makes room for all of a progressive one as
// soon as it is opened.
std::pair<int, int> jpeg_sides(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const auto byte = [&] { return file.get(); };
    const auto word = [&] {
        const int high = byte();
        return high << 8 | byte();
    };
    if (word() != 0xFFD8) return {};
    for (int segments = 0; file && segments < 100'000; ++segments) {
        if (byte() != 0xFF) continue;
        int marker = 0xFF;
        while (marker == 0xFF && file) marker = byte();
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD9)) continue;  // stand alone
        const int length = word();
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (!frame) {
            file.seekg(std::max(0, length - 2), std::ios::cur);
            continue;
        }
        byte();  // bits of a sample
        const int height = word(), width = word();
        return file ? std::pair(width, height) : std::pair(0, 0);
    }
    return {};
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

// The alpha alone, in all three channels.
RgbImage opacity_of(const std::vector<uint8_t>& samples, int width, int height, int channels, bool) {
    RgbImage image{width, height, {}};
    image.pixels.reserve(static_cast<size_t>(width) * height * 3);
    const bool alpha = channels == 2 || channels >= 4;
    for (size_t at = 0; at + channels <= samples.size(); at += channels)
        image.pixels.insert(image.pixels.end(), 3, alpha ? samples[at + (channels == 2 ? 1 : 3)] : uint8_t{255});
    return image;
}

// The colours as they are stored, whatever the alpha says.
RgbImage colours_of(const std::vector<uint8_t>& samples, int width, int height, int channels, bool) {
    RgbImage image{width, height, {}};
    image.pixels.reserve(static_cast<size_t>(width) * height * 3);
    for (size_t at = 0; at + channels <= samples.size(); at += channels)
        for (int c = 0; c < 3; ++c) image.pixels.push_back(samples[at + (channels < 3 ? 0 : c)]);
    return image;
}

// flatten, opacity_of or colours_of
using Layer = RgbImage (*)(const std::vector<uint8_t>& samples, int width, int height, int channels, bool premultiplied);

// Of WebP, whose orientation and profile OpenImageIO 2.4 leaves out.
void read_webp_tags(const fs::path& path, OIIO::ImageSpec& spec) {
    const std::string file = read_text_file(path);
    const WebPData data{reinterpret_cast<const uint8_t*>(file.data()), file.size()};
    const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> demuxer(WebPDemux(&data), WebPDemuxDelete);
    if (!demuxer) return;
    const auto chunk = [&](const char* name) {
        WebPChunkIterator found;
        if (WebPDemuxGetChunk(demuxer.get(), name, 1, &found) == 0) return std::string();
        std::string bytes(reinterpret_cast<const char*>(found.chunk.bytes), found.chunk.size);
        WebPDemuxReleaseChunkIterator(&found);
        return bytes;
    };
    if (const std::string exif = chunk("EXIF"); !exif.empty()) spec.attribute("Orientation", orientation_of_exif(exif));
    if (const std::string profile = chunk("ICCP"); !profile.empty())
        spec.attribute("ICCProfile", OIIO::TypeDesc(OIIO::TypeDesc::UINT8, static_cast<int>(profile.size())), profile.data());
}

// The profile's bytes; none: the samples are sRGB.
std::span<const uint8_t> profile_of(const OIIO::ImageSpec& spec) {
    const OIIO::ParamValue* profile = spec.find_attribute("ICCProfile");
    if (!profile || profile->type().basetype != OIIO::TypeDesc::UINT8) return {};
    return {static_cast<const uint8_t*>(profile->data()), profile->type().size()};
}

// Linear light, as EXR holds it, becomes sRGB; alpha, which is premultiplied there, is laid over white.
Result<RgbImage> read_linear(OIIO::ImageBuf& picture, const fs::path& path, Layer layer) {
    if (!picture.read(0, 0, true, OIIO::TypeDesc::FLOAT)) return unreadable(path, picture.geterror());
    const OIIO::ImageSpec& spec = picture.spec();
    std::vector<float> samples(static_cast<size_t>(spec.width) * spec.height * spec.nchannels);
    if (!picture.get_pixels(picture.roi(), OIIO::TypeDesc::FLOAT, samples.data())) return unreadable(path, picture.geterror());
    std::vector<uint8_t> levels;
    levels.reserve(samples.size());
    const int alpha = spec.nchannels == 2 ? 1 : 3;
    for (size_t i = 0; i < samples.size(); ++i) {
        const bool opacity = spec.nchannels != 3 && static_cast<int>(i) % spec.nchannels == alpha;
        const float value = std::isfinite(samples[i]) ? std::clamp(samples[i], 0.0f, 1.0f) : 0.0f;
        levels.push_back(static_cast<uint8_t>(std::lround(255 * (opacity ? value : OIIO::linear_to_sRGB(value)))));
    }
    return layer(levels, spec.width, spec.height, spec.nchannels, true);
}

Result<RgbImage> read_layer(const fs::path& path, Layer layer) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return Failure{"could not read the picture " + path.string() + ": there is no such file"};
    if (const auto regular = check_regular_file(path); !regular) return Failure{regular.error()};
    if (const auto [width, height] = jpeg_sides(path); int64_t{width} * height > largest_picture)
        return unreadable(path, beyond_limits(OIIO::ImageSpec(width, height, 3, OIIO::TypeDesc::UINT8), 1));
    OIIO::ImageSpec hints;
    hints.attribute("oiio:UnassociatedAlpha", 1);
    OIIO::ImageBuf picture(path.string(), 0, 0, nullptr, &hints);
    if (!picture.init_spec(path.string(), 0, 0)) return unreadable(path, picture.geterror());
    const OIIO::ImageSpec& found = picture.spec();
    const bool linear_light = std::string_view(picture.file_format_name()) == "openexr";
    if (const std::string why = beyond_limits(found, linear_light ? sizeof(float) : 1); !why.empty()) return unreadable(path, why);
    const bool premultiplied = found.get_int_attribute("oiio:UnassociatedAlpha") == 0;
    OIIO::ImageSpec tags = found;
    if (std::string_view(picture.file_format_name()) == "webp") read_webp_tags(path, tags);
    const int orientation = tags.get_int_attribute("Orientation", 1);
    if (linear_light) {
        auto image = read_linear(picture, path, layer);
        if (image) *image = upright(std::move(*image), orientation);
        return image;
    }
    if (!picture.read(0, 0, true, OIIO::TypeDesc::UINT8)) return unreadable(path, picture.geterror());
    const OIIO::ImageSpec& spec = picture.spec();
    Samples samples{spec.nchannels, std::vector<uint8_t>(static_cast<size_t>(spec.width) * spec.height * spec.nchannels)};
    if (!picture.get_pixels(picture.roi(), OIIO::TypeDesc::UINT8, samples.values.data())) return unreadable(path, picture.geterror());
    if (const auto profile = profile_of(tags); !profile.empty()) samples = in_srgb(std::move(samples), profile);
    return upright(layer(samples.values, spec.width, spec.height, samples.channels, premultiplied), orientation);
}

void write_layers(const fs::path& path, const RgbImage& image, const RgbImage* opacity, const std::vector<PictureText>& texts,
                  const PictureEncoding& encoding) {
    if (image.width < 1 || image.height < 1 || image.pixels.size() != static_cast<size_t>(image.width) * image.height * 3) {
        throw Error("[picture] " + std::to_string(image.width) + "x" + std::to_string(image.height) + " RGB needs other than " +
                    std::to_string(image.pixels.size()) + " bytes");
    }
    if (const auto fit = texts_fit(texts, encoding.format); !fit) throw Error(fit.error());
    std::string file = encode(image, opacity, texts, encoding);
    if (encoding.format == PictureFormat::png) {
        file = with_png_texts(file, texts);
    } else if (encoding.format != PictureFormat::exr) {
        file = with_exif_texts(file, texts);
    }
    write_file_atomically(path, file.data(), file.size());
}

}  // namespace

void write_picture(const fs::path& path, const RgbImage& image, const std::vector<PictureText>& texts, const PictureEncoding& encoding) {
    write_layers(path, image, nullptr, texts, encoding);
}

void write_clear_picture(const fs::path& path, const ClearPicture& picture, const std::vector<PictureText>& texts,
                         const PictureEncoding& encoding) {
    const auto& [colours, opacity] = picture;
    if (colours.width != opacity.width || colours.height != opacity.height) throw Error("[picture] colours and opacity differ in size");
    const PictureFormat format = encoding.format;
    if (format == PictureFormat::png || format == PictureFormat::webp || format == PictureFormat::tiff)
        return write_layers(path, colours, &opacity, texts, encoding);
    write_layers(path, flatten(samples_of(colours, &opacity), colours.width, colours.height, 4, false), nullptr, texts, encoding);
}

void write_fine_picture(const fs::path& path, const FinePicture& picture, const std::vector<PictureText>& texts, PictureFormat format,
                        const RgbImage* opacity) {
    const size_t count = static_cast<size_t>(picture.width) * picture.height;
    if (picture.width < 1 || picture.height < 1 || picture.pixels.size() != 3 * count)
        throw Error("[picture] " + std::to_string(picture.width) + "x" + std::to_string(picture.height) + " RGB needs other than " +
                    std::to_string(picture.pixels.size()) + " numbers");
    if (opacity && (opacity->width != picture.width || opacity->height != picture.height))
        throw Error("[picture] colours and opacity differ in size");
    if (format != PictureFormat::png && format != PictureFormat::tiff)
        throw Error("[picture] " + std::string(picture_format_name(format)) + " holds no 16 bits a channel");
    if (const auto fit = texts_fit(texts, format); !fit) throw Error(fit.error());
    std::vector<float> samples;
    for (size_t i = 0; opacity && i < count; ++i) {
        samples.insert(samples.end(), &picture.pixels[3 * i], &picture.pixels[3 * i] + 3);
        samples.push_back(static_cast<float>(opacity->pixels[3 * i]) / 255.0f);
    }
    const char* name = writer_names[static_cast<int>(format)];
    std::vector<unsigned char> bytes;
    OIIO::Filesystem::IOVecOutput memory(bytes);
    auto writer = OIIO::ImageOutput::create(name, &memory);
    OIIO::ImageSpec spec(picture.width, picture.height, opacity ? 4 : 3, OIIO::TypeDesc::UINT16);
    if (opacity) spec.attribute("oiio:UnassociatedAlpha", 1);
    describe(spec, {format}, texts);
    if (!writer || !writer->open(std::string("picture.") + name, spec) ||
        !writer->write_image(OIIO::TypeDesc::FLOAT, (opacity ? samples : picture.pixels).data()) || !writer->close())
        throw Error("[picture] encoding 16 bits as " + std::string(name) + " failed: " + (writer ? writer->geterror() : OIIO::geterror()));
    std::string file(bytes.begin(), bytes.end());
    file = format == PictureFormat::png ? with_png_texts(file, texts) : with_exif_texts(file, texts);
    write_file_atomically(path, file.data(), file.size());
}

void write_png(const fs::path& path, const RgbImage& image, const std::vector<PictureText>& texts) {
    write_picture(path, image, texts, {});
}

Result<void> texts_fit(const std::vector<PictureText>& texts, PictureFormat format) {
    constexpr size_t most = 60'000;  // of a segment's 65,533 bytes, the rest for what stands around the text
    size_t xmp = 0;
    for (const PictureText& text : texts) {
        xmp += xml_bytes(text.value);
        const size_t exif = text.key == "parameters" ? user_comment(text.value).size() : 0;
        if (format == PictureFormat::jpeg && (exif > most || xmp > most)) {
            return Failure{
                "the request is too long for a JPEG, which holds 64 KiB of metadata: choose png, webp, tiff or exr, or shorten "
                "the prompt"};
        }
    }
    return {};
}

Result<RgbImage> read_picture(const fs::path& path) {
    return read_layer(path, flatten);
}

Result<RgbImage> read_opacity(const fs::path& path) {
    return read_layer(path, opacity_of);
}

bool may_be_clear(const fs::path& path) {
    if (!check_regular_file(path)) return false;
    const auto file = OIIO::ImageInput::open(path.string());
    return file && (file->spec().nchannels == 2 || file->spec().nchannels == 4);
}

Result<std::optional<ClearPicture>> read_clear_picture(const fs::path& path) {
    auto opacity = read_opacity(path);
    if (!opacity) return Failure{opacity.error()};
    const bool opaque = std::all_of(opacity->pixels.begin(), opacity->pixels.end(), [](uint8_t value) { return value == 255; });
    if (opaque || picture_format_of_file(path.string()) == PictureFormat::exr) return std::optional<ClearPicture>();
    auto colours = read_layer(path, colours_of);
    if (!colours) return Failure{colours.error()};
    return std::optional(ClearPicture{std::move(*colours), std::move(*opacity)});
}

Result<std::vector<PictureText>> read_png_texts(const fs::path& path) {
    if (const auto regular = check_regular_file(path); !regular) return Failure{regular.error()};
    std::ifstream file(path, std::ios::binary);
    if (!file) return Failure{"could not read " + path.string() + ": " + std::strerror(errno)};
    auto found = read_png_texts(file);
    if (!found) return Failure{path.string() + " is no PNG"};
    return std::move(found->texts);
}

}  // namespace imagelab
