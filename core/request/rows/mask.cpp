#include <cmath>

#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

template <class Part>
auto of_mask(Part InpaintMask::*part) {
    return [part](auto& request) -> auto& {
        return request.mask.*part;
    };
}

template <class Part>
Row only_with_mask(Row row, Part InpaintMask::*part) {
    return only_where(
        std::move(row), of_mask(part), [](const Request& request) { return !request.mask.file.empty() || request.outpaint != Outpaint(); },
        "its default where neither conditioning.mask nor conditioning.outpaint says what is painted");
}

Row mask() {
    Row row = text("conditioning.mask", of_mask(&InpaintMask::file));
    row.wrong = [](const Request& request) {
        const bool alone = !request.mask.file.empty() && request.init_image.empty();
        return alone ? is_not(quoted(request.mask.file), "empty where conditioning.init_image is: name the picture to paint over") : "";
    };
    return row;
}

// Of the pixels by which a picture may grow at each side.
constexpr int most_outpainted = 2048;
constexpr std::pair<const char*, int Outpaint::*> sides[] = {
    {"left", &Outpaint::left}, {"top", &Outpaint::top}, {"right", &Outpaint::right}, {"bottom", &Outpaint::bottom}};

Row outpaint() {
    json properties = json::object();
    for (const auto& [name, side] : sides) properties[name] = {{"type", "integer"}, {"minimum", 0}, {"maximum", most_outpainted}};
    Row row("conditioning.outpaint", RequestField::Type::text,
            {{"type", {"object", "string"}}, {"properties", properties}, {"additionalProperties", false}});
    row.allowed = "LEFT,TOP,RIGHT,BOTTOM, each from 0 to " + std::to_string(most_outpainted) + " (in JSON also an object of them)";
    bind(row, &Request::outpaint);
    row.read = [path = row.path, allowed = row.allowed](const json& value, const json&, Request& request, Problems& problems) {
        Outpaint grown;
        if (value.is_object()) {
            for (const auto& [name, side] : sides) grown.*side = value.value(name, 0);
            request.outpaint = grown;
            return;
        }
        const auto pixels = numbers_in(value.get<std::string>(), std::size(sides));  // an option is text
        if (!pixels) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
        for (size_t i = 0; i < pixels->size(); ++i) {
            const double side = (*pixels)[i];
            if (!(std::abs(side) < 1e9) || side != std::trunc(side)) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
            grown.*sides[i].second = static_cast<int>(side);
        }
        request.outpaint = grown;
    };
    row.write = [](const Request& request) {
        json grown = json::object();
        for (const auto& [name, side] : sides) {
            if (request.outpaint.*side != 0) grown[name] = request.outpaint.*side;
        }
        return grown;
    };
    row.wrong = [allowed = row.allowed](const Request& request) {
        for (const auto& [name, side] : sides) {
            const int pixels = request.outpaint.*side;
            if (pixels < 0 || pixels > most_outpainted) return is_not(std::string(name) + " " + std::to_string(pixels), allowed);
        }
        const bool alone = request.outpaint != Outpaint() && request.init_image.empty();
        return alone ? std::string("allowed: nothing where conditioning.init_image is empty: name the picture that grows") : "";
    };
    return row;
}

}  // namespace

std::vector<Row> mask_rows() {
    return {
        mask()
            .opt("--mask", "FILE")
            .may_be("path")
            .means("What of the start picture is painted anew (inpainting): a picture whose white is painted and whose black is kept; one "
                   "with transparency: what is transparent is painted"),
        only_with_mask(integer("conditioning.mask_blur", of_mask(&InpaintMask::blur), 0, 256), &InpaintMask::blur)
            .standard()
            .in("pixels")
            .opt("--mask-blur", "N")
            .on_axis("mask_blur")
            .means("Gaussian blur of the mask's edge, over which old and new picture pass into each other; default 0"),
        only_with_mask(choice<MaskArea>("conditioning.mask_area", of_mask(&InpaintMask::area),
                                        {{MaskArea::picture, {"picture", "picture"}}, {MaskArea::masked, {"masked", "masked"}}}),
                       &InpaintMask::area)
            .opt("--mask-area", "NAME")
            .means("What is made: the whole picture (default), or at full size only the surroundings of the mask"),
        only_with_mask(integer("conditioning.mask_padding", of_mask(&InpaintMask::padding), 0, 1024), &InpaintMask::padding)
            .in("pixels")
            .opt("--mask-padding", "N")
            .means("Surroundings of the mask that are made with it where mask_area is masked; default 32"),
        only_with_mask(choice<MaskFill>("conditioning.mask_fill", of_mask(&InpaintMask::fill),
                                        {{MaskFill::original, {"original", "original"}},
                                         {MaskFill::noise, {"noise", "noise"}},
                                         {MaskFill::neighbours, {"neighbours", "neighbours"}},
                                         {MaskFill::nothing, {"nothing", "nothing"}},
                                         {MaskFill::grey, {"grey", "grey"}}}),
                       &InpaintMask::fill)
            .opt("--mask-fill", "NAME")
            .means("What the painted part starts from: the original (default), noise alone, the colours around it, nothing (latents of 0), "
                   "or grey"),
        only_with_mask(boolean("conditioning.mask_soft", of_mask(&InpaintMask::soft)), &InpaintMask::soft)
            .flag("--mask-soft", true)
            .means("A grey of the mask is painted anew in as large a share of the steps (differential diffusion, Levin and Fried 2023)"),
        outpaint()
            .opt("--outpaint", "LEFT,TOP,RIGHT,BOTTOM")
            .in("pixels")
            .means("The start picture grows by so much at its sides, and what is new is painted (outpainting)"),
    };
}

}  // namespace imagelab::field
