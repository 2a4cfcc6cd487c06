#include "core/image/brightness.h"

#include <OpenImageIO/color.h>
#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imagebufalgo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include "core/base/read_file.h"
#include "core/image/picture.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int64_t largest_deep_picture = int64_t{1} << 26;  // pixels that are held as floats of up to four channels
constexpr double red = 0.2126, green = 0.7152, blue = 0.0722;

// Whether it is of a format that can have more than 8 bits and is safe to open by its header.
bool may_be_deep(const fs::path& path) {
    std::array<char, 4> start{};
    std::ifstream file(path, std::ios::binary);
    file.read(start.data(), start.size());
    const std::string_view bytes(start.data(), static_cast<size_t>(file.gcount()));
    using namespace std::string_view_literals;
    return bytes == "\x89PNG"sv || bytes == "II*\0"sv || bytes == "MM\0*"sv || bytes == "\x76\x2f\x31\x01"sv;
}

// Of one pixel of 1 to 4 channels.
double brightness(const float* pixel, int channels, bool linear, bool premultiplied) {
    const bool grey = channels < 3, has_alpha = channels == 2 || channels >= 4;
    const double alpha = has_alpha ? std::clamp(static_cast<double>(pixel[grey ? 1 : 3]), 0.0, 1.0) : 1.0;
    const auto level = [&](int channel) {
        const double value = std::isfinite(pixel[channel]) ? std::clamp(static_cast<double>(pixel[channel]), 0.0, 1.0) : 0.0;
        const double stored = linear ? static_cast<double>(OIIO::linear_to_sRGB(static_cast<float>(value))) : value;
        return std::min(1.0, (premultiplied ? stored : stored * alpha) + 1 - alpha);
    };
    return grey ? level(0) : red * level(0) + green * level(1) + blue * level(2);
}

Result<BrightnessMap> read_deep(OIIO::ImageBuf picture, const fs::path& path) {
    const auto unreadable = [&](const std::string& why) { return Failure{"could not read the picture " + path.string() + ": " + why}; };
    const OIIO::ImageSpec& header = picture.spec();
    const bool linear = std::string_view(picture.file_format_name()) == "openexr";
    const bool premultiplied = header.get_int_attribute("oiio:UnassociatedAlpha") == 0;
    if (header.width < 1 || header.height < 1 || header.depth > 1 || header.deep || header.nchannels < 1 || header.nchannels > 64)
        return unreadable("it is no flat picture");
    if (int64_t{header.width} * header.height * std::max(1, header.nchannels / 4) > largest_deep_picture)
        return unreadable(std::to_string(header.width) + "x" + std::to_string(header.height) + " in " + std::to_string(header.nchannels) +
                          " channels is too large for a picture of more than 8 bits; scale it down first");
    const int channels = std::min(header.nchannels, 4);
    if (!picture.read(0, 0, 0, channels, true, OIIO::TypeDesc::FLOAT)) return unreadable(picture.geterror());
    const OIIO::ImageBuf upright = OIIO::ImageBufAlgo::reorient(picture);
    const OIIO::ImageSpec& spec = upright.spec();
    std::vector<float> row(static_cast<size_t>(spec.width) * spec.nchannels);
    BrightnessMap map{spec.width, spec.height, {}};
    map.values.reserve(static_cast<size_t>(spec.width) * spec.height);
    for (int y = 0; y < spec.height; ++y) {
        const OIIO::ROI line(spec.x, spec.x + spec.width, spec.y + y, spec.y + y + 1, 0, 1, 0, spec.nchannels);
        if (!upright.get_pixels(line, OIIO::TypeDesc::FLOAT, row.data())) return unreadable(upright.geterror());
        for (int x = 0; x < spec.width; ++x)
            map.values.push_back(static_cast<float>(
                brightness(row.data() + static_cast<size_t>(x) * spec.nchannels, spec.nchannels, linear, premultiplied)));
    }
    return map;
}

}  // namespace

Result<BrightnessMap> read_brightness(const fs::path& path) {
    std::error_code ignored;
    if (fs::exists(path, ignored) && check_regular_file(path) && may_be_deep(path)) {
        OIIO::ImageSpec hints;
        hints.attribute("oiio:UnassociatedAlpha", 1);
        OIIO::ImageBuf picture(path.string(), 0, 0, nullptr, &hints);
        if (picture.init_spec(path.string(), 0, 0) && picture.spec().format.size() > 1) return read_deep(std::move(picture), path);
    }
    const auto picture = read_picture(path);
    if (!picture) return Failure{picture.error()};
    BrightnessMap map{picture->width, picture->height, {}};
    map.values.reserve(picture->pixels.size() / 3);
    for (size_t i = 0; i + 2 < picture->pixels.size(); i += 3) {
        const uint8_t* pixel = picture->pixels.data() + i;
        map.values.push_back(static_cast<float>((red * pixel[0] + green * pixel[1] + blue * pixel[2]) / 255));
    }
    return map;
}

}  // namespace imagelab
