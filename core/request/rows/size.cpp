#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

constexpr const char* side_allowed = "a multiple of 8 from 16 to 4096, or 0 for the model's own size";

Row side(std::string path, int Request::*member) {
    return integer(std::move(path), member, 0, 4096)
        .needed()
        .in("pixels")
        .may_be(side_allowed)
        .always_written()
        .checked([member](const Request& request) {
            const int pixels = request.*member;
            const bool good = pixels == 0 || (pixels >= 16 && pixels <= 4096 && pixels % 8 == 0);
            return good ? "" : is_not(std::to_string(pixels), side_allowed);
        });
}

}  // namespace

std::vector<Row> size_rows() {
    return {
        side("hyperparameters.width", &Request::width).opt("--width", "N").means("Width of the picture"),
        side("hyperparameters.height", &Request::height).opt("--height", "N").means("Height of the picture"),
        boolean("hyperparameters.aspect_bins", &Request::aspect_bins)
            .flag("--exact-size", false)
            .means("Models trained in buckets of sizes (PixArt) make the nearest one, which is resized and cropped to width and height; "
                   "false (--exact-size): just this size"),
    };
}

}  // namespace imagelab::field
