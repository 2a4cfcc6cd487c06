#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

Row strength() {
    return number("conditioning.img2img_strength", &Request::strength, 0, 1)

        .in_schema("maximum", 1)
        .checked([](const Request& request) {
            const double strength = request.strength;
            if (!(strength >= 0 && strength <= 1)) return is_not(number_text(strength), "a number from 0 to 1");
            // diffusers runs int(steps * strength) steps and refuses none; other programs run one at least.
            if (request.init_image.empty() || !request.init_latents.empty() || request.like != LikeProgram::diffusers ||
                static_cast<int>(request.steps * strength) >= 1)
                return std::string();
            // The picture as it is, for what comes behind.
            if (strength == 0 && (!request.upscaler.empty() || request.upscale || !request.face_restore.empty() || request.hires.scale > 1))
                return std::string();
            return is_not(number_text(strength), "a number such that " + std::to_string(request.steps) + " steps times it is at least 1");
        });
}

// Latents alone are decoded as they are; with a strength they are what the steps begin from.
Row init_latents() {
    Row row = text("conditioning.init_latents", &Request::init_latents);
    row.read = [](const json& value, const json& payload, Request& request, Problems&) {
        request.init_latents = value.get<std::string>();
        const bool strong = payload.contains(json::json_pointer("/conditioning/img2img_strength"));
        if (!request.init_latents.empty() && !strong) request.strength = 0;
    };
    return row;
}

}  // namespace

std::vector<Row> start_picture_rows() {
    return {
        text("conditioning.init_image", &Request::init_image)
            .opt("--init-image", "FILE")
            .may_be("path")
            .means("Picture to start from (image to image), scaled to the size"),
        // Before the strength, which it sets where none is given.
        init_latents()
            .opt("--init-latents", "FILE")
            .may_be("path")
            .means("Latents to start from, a .safetensors file as output.format latents writes it: alone they are decoded, with a strength "
                   "above 0 the steps begin from them"),
        strength()
            .standard()
            .always_written()
            .opt("--strength", "X")
            .on_axis("strength")
            .means("Share of the steps that image to image runs; more changes more; default 0.6; 0: the picture stays as it is, for an "
                   "upscaler or "
                   "the hires pass"),
        choice<StartFit>("conditioning.init_fit", &Request::fit,
                         {{StartFit::stretch, {"stretch", "stretch"}}, {StartFit::crop, {"crop", "crop"}}, {StartFit::pad, {"pad", "pad"}}})
            .opt("--fit", "NAME")
            .means("How a start picture of another shape is brought to size: squeezed (default), cut in its middle, or kept whole with its "
                   "edges drawn out"),
    };
}

}  // namespace imagelab::field
