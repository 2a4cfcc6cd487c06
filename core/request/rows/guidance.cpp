#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

Row guidance_share(const char* path, double Request::*member) {
    return number(path, member, 0, 1).in_schema("maximum", 1).checked([member](const Request& request) {
        const double share = request.*member;
        if (!(share >= 0 && share <= 1)) return is_not(number_text(share), "a number from 0 to 1");
        if (member == &Request::guidance_end && share < request.guidance_start)
            return is_not(number_text(share), "at least hyperparameters.guidance_start");
        return std::string();
    });
}

}  // namespace

std::vector<Row> guidance_rows() {
    return {
        number("hyperparameters.guidance_scale", &Request::guidance, 1, 1000)
            .needed()
            .always_written()
            .may_be("a number from 1 (off) to 1000")
            .in_schema("minimum", 1.0)
            .key("CFG scale")
            .opt("--cfg-scale", "X")
            .on_axis("guidance")
            .means("How closely to follow the prompt (classifier-free guidance); 1 is off; default 5, PixArt 4.5"),
        number("hyperparameters.guidance_rescale", &Request::guidance_rescale, 0, 1)
            .in_schema("maximum", 1)
            .opt("--guidance-rescale", "X")
            .on_axis("guidance_rescale")
            .means("How far guidance keeps the contrast of the prompt's own prediction, 0 to 1 (Lin et al. 2023); default 0"),
        number("hyperparameters.pag_scale", &Request::pag_scale, 0, 100)
            .opt("--pag", "X")
            .on_axis("pag")
            .means("Perturbed-attention guidance (Ahn et al. 2024): away from what the model draws without self attention in its middle; 3 "
                   "is usual, 0 (default) is off; each step takes half as long again"),
        guidance_share("hyperparameters.guidance_start", &Request::guidance_start)
            .opt("--guidance-start", "X")
            .on_axis("guidance_start")
            .means("Guidance counts from this share of the steps on; default 0"),
        guidance_share("hyperparameters.guidance_end", &Request::guidance_end)
            .opt("--guidance-end", "X")
            .on_axis("guidance_end")
            .means("Guidance counts up to this share of the steps; default 1"),
        integer("conditioning.clip_skip", &Request::clip_skip, 0, 11)
            .key("Clip skip", [](const Request& request) { return std::to_string(request.clip_skip + 2); })  // SDXL's own is A1111's 2
            .opt("--clip-skip", "N")
            .on_axis("clip_skip")
            .means("Layers of SDXL's text encoders left out beyond the one that it leaves out itself, 0 to 11; default 0"),
    };
}

}  // namespace imagelab::field
