#include "serve/enlarging.h"

#include <algorithm>
#include <vector>

#include "core/base/utf8.h"
#include "core/library/network_paths.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

constexpr double most_pixels = 1 << 26;  // of a result

RgbImage nearest(const RgbImage& from, int width, int height) {
    RgbImage to{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3)};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const size_t source =
                (static_cast<size_t>(int64_t{y} * from.height / height) * from.width + int64_t{x} * from.width / width) * 3;
            std::copy_n(from.pixels.begin() + static_cast<std::ptrdiff_t>(source), 3,
                        to.pixels.begin() + static_cast<std::ptrdiff_t>((static_cast<size_t>(y) * width + x) * 3));
        }
    }
    return to;
}

}  // namespace

RgbImage enlarged_by(Service& service, const RgbImage& picture, const EnlargeWish& wish, const Watched& watched) {
    if (wish.upscaler == "Nearest") return nearest(picture, wish.size.width, wish.size.height);
    if (wish.upscaler == "None" || ascii_lower(wish.upscaler) == "lanczos") return resize(picture, wish.size.width, wish.size.height);
    const auto wrong = [&](const std::string& why) { return HttpError(wish.wrong, wish.field + ": " + why, wish.field); };
    const auto path = upscaler_path(wish.upscaler, service.data());
    if (!path) throw wrong(path.error());
    auto files = open_upscaler(*path);
    if (!files) throw wrong(files.error());
    if (service.devices().empty()) throw wrong("there is no device to run it on");
    Device& device = *service.devices().front();
    const DType dtype = Upscaler::best_dtype(device.info(), files->config);
    Upscaler network(device, std::move(*files), dtype);
    return enlarged(picture, &network, wish.size, {.share = watched.told}, watched.cancel);
}

EnlargedSize enlarged_size_of(const RgbImage& picture, double times, const std::string& field, int wrong) {
    const double width = picture.width * times, height = picture.height * times;
    if (width * height > most_pixels || width < 0.5 || height < 0.5)
        throw HttpError(wrong, field + ": the picture would have other than 1 pixel to 64 megapixels", field);
    return enlarged_size(picture.width, picture.height, times);
}

}  // namespace imagelab::serve
