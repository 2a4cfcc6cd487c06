#include "serve/a1111_extras.h"

#include <algorithm>
#include <cmath>

#include "core/base/base64.h"
#include "core/library/network_paths.h"
#include "core/pipelines/face_restorer.h"
#include "core/pipelines/fit.h"
#include "serve/a1111_request.h"
#include "serve/enlarging.h"

namespace imagelab::serve::a1111 {
namespace {

using nlohmann::json;

constexpr double largest_scale = 8;
constexpr size_t most_batch = 64;

Schema fields_with(const Property& pictures) {
    const Schema upscaler = or_null(text("None, Lanczos, Nearest or a name that /sdapi/v1/upscalers lists"));
    return open_object(
        {pictures,
         {"resize_mode", or_null(integer(0, 1, "0: by upscaling_resize, 1: to a size"))},
         {"show_extras_results", or_null(boolean())},
         {"upscaling_resize", or_null(number(0.01, largest_scale))},
         {"upscaling_resize_w", or_null(integer(1, 16384))},
         {"upscaling_resize_h", or_null(integer(1, 16384))},
         {"upscaling_crop", or_null(boolean("Cut to that size; else it is covered"))},
         {"upscaler_1", upscaler},
         {"upscaler_2", upscaler},
         {"extras_upscaler_2_visibility", or_null(number(0, 1, "Share of the second in the result"))},
         {"upscale_first", or_null(boolean())},
         {"gfpgan_visibility", or_null(number(0, 1, "Of faces restored by a network with such a name in DATA/models/faces"))},
         {"codeformer_visibility", or_null(number(0, 1, "The same"))},
         {"codeformer_weight", or_null(number(0, 1, "Its fidelity"))}});
}

struct Wish {
    EnlargedSize size;
    std::optional<EnlargedSize> cut;  // its middle
};

Wish wish_of(const json& body, const RgbImage& picture) {
    double times = number_of(body, "upscaling_resize", 2);
    std::optional<EnlargedSize> cut;
    if (integer_of(body, "resize_mode") == 1) {
        const auto width = static_cast<int>(integer_of(body, "upscaling_resize_w", 512)),
                   height = static_cast<int>(integer_of(body, "upscaling_resize_h", 512));
        times = std::max(static_cast<double>(width) / picture.width, static_cast<double>(height) / picture.height);
        if (boolean_of(body, "upscaling_crop", true)) cut = EnlargedSize{width, height};
    }
    EnlargedSize size = enlarged_size_of(picture, times, "upscaling_resize", wrong);
    if (cut) size = {std::max(size.width, cut->width), std::max(size.height, cut->height)};
    return {size, cut};
}

// Faces restored by GFPGAN or CodeFormer, as far as they shall be seen.
RgbImage with_faces(Service& service, const json& body, RgbImage picture, const std::string& name, const CancelToken& cancel) {
    const std::string field = name + "_visibility";
    const double visibility = number_of(body, field.c_str());
    if (visibility <= 0) return picture;
    const auto path = face_restorer_path(name, service.data());
    const auto finds = path ? face_detector_path(service.data()) : Result<std::filesystem::path>(Failure{path.error()});
    if (!finds) throw HttpError(wrong, field + ": " + finds.error(), field);
    auto files = open_face_restorer(*path, *finds);
    if (!files) throw HttpError(wrong, field + ": " + files.error(), field);
    if (service.devices().empty()) throw HttpError(wrong, field + ": there is no device to run it on", field);
    FaceRestorer restorer(*service.devices().front(), std::move(*files));
    return restorer.restored(picture, {number_of(body, "codeformer_weight", FaceRestorer::Wish{}.fidelity), visibility}, {}, cancel)
        .picture;
}

std::string one_picture(Service& service, const json& body, const std::string& base64, const std::string& field, const Watched& watched) {
    const ScratchFile file = start_picture(service.pictures().scratch(), picture_bytes(base64, field, wrong), field, wrong);
    const auto read = read_picture(file.path());
    if (!read) throw HttpError(wrong, field + ": " + read.error(), field);
    const Wish wish = wish_of(body, *read);
    const double share = number_of(body, "extras_upscaler_2_visibility");
    const std::string second = text_of(body, "upscaler_2", "None");
    const bool both = share > 0 && second != "None";
    const std::function<void(double)> first_part = [&](double done) { watched.told(both ? done / 2 : done); },
                                      second_part = [&](double done) { watched.told((1 + done) / 2); };
    RgbImage result =
        enlarged_by(service, *read, {text_of(body, "upscaler_1", "None"), "upscaler_1", wrong, wish.size}, {first_part, watched.cancel});
    if (both) {
        const RgbImage other = enlarged_by(service, *read, {second, "upscaler_2", wrong, wish.size}, {second_part, watched.cancel});
        for (size_t i = 0; i < result.pixels.size(); ++i)
            result.pixels[i] = static_cast<uint8_t>(std::lround(result.pixels[i] + (other.pixels[i] - result.pixels[i]) * share));
    }
    if (wish.cut) {
        result =
            window(result, (result.width - wish.cut->width) / 2, (result.height - wish.cut->height) / 2, wish.cut->width, wish.cut->height);
    }
    for (const char* name : {"gfpgan", "codeformer"}) result = with_faces(service, body, std::move(result), name, watched.cancel);
    return base64_of(service.pictures().png(result));
}

}  // namespace

Schema extra_single_fields() {
    return fields_with({"image*", text("Base64")});
}

Schema extra_batch_fields() {
    return fields_with({"imageList*", list_of(open_object({{"data*", text("Base64")}, {"name", or_null(text())}}))});
}

HttpReply extra_single_image(Service& service, const json& body) {
    std::string image;
    service.pictures().run(a1111_door, [&](const auto& told, const CancelToken& cancel) {
        image = one_picture(service, body, body["image"].get_ref<const std::string&>(), "image", {told, cancel});
    });
    return HttpReply::of({{"html_info", ""}, {"image", std::move(image)}});
}

HttpReply extra_batch_images(Service& service, const json& body) {
    const json& list = body["imageList"];
    if (list.size() > most_batch)
        throw HttpError(wrong, "imageList: holds " + std::to_string(list.size()) + "; allowed: 64 pictures", "imageList");
    json images = json::array();
    service.pictures().run(a1111_door, [&](const auto& told, const CancelToken& cancel) {
        for (const json& item : list) {
            const auto before = static_cast<double>(images.size()), all = static_cast<double>(list.size());
            const std::function<void(double)> part = [&](double done) { told((before + done) / all); };
            images.push_back(one_picture(service, body, item["data"].get_ref<const std::string&>(), "imageList", {part, cancel}));
            cancel.check();
        }
    });
    return HttpReply::of({{"html_info", ""}, {"images", images}});
}

}  // namespace imagelab::serve::a1111
