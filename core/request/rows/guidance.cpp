#include "core/request/rows/rows.h"
#include "core/samplers/sampler_info.h"

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

template <class Part>
auto of_projection(Part ProjectedGuidance::*part) {
    return [part](auto& request) -> auto& {
        return request.projection.*part;
    };
}

bool has_guidance(const Request& request) {
    return runs_unguided(sampler_info(request.sampler), request.guidance);
}

// CFG++ leads from what the model sees without the prompt, and 1 is the prompt alone; others are led by a scale above 1.
std::string wrong_guidance(const Request& request) {
    const double scale = request.guidance;
    if (scale >= 0 && scale < 1 && sampler_info(request.sampler).reads_unguided) return std::string();
    if (scale >= 0 && scale < 1) return is_not(number_text(scale), "a number from 1 (off) to 1000; below 1 only the CFG++ samplers guide");
    return scale >= 1 && scale <= 1000 ? std::string() : is_not(number_text(scale), "a number from 1 (off) to 1000");
}

template <class At>
Row only_guided(Row row, At at) {
    return only_where(std::move(row), at, has_guidance, "its default where hyperparameters.guidance_scale is 1, which guides nothing");
}

constexpr double most_free_u = 3;
constexpr std::pair<const char*, double FreeU::*> free_u_factors[] = {
    {"b1", &FreeU::b1}, {"b2", &FreeU::b2}, {"s1", &FreeU::s1}, {"s2", &FreeU::s2}};

Row free_u() {
    json properties = json::object();
    for (const auto& [name, factor] : free_u_factors) properties[name] = {{"type", "number"}, {"minimum", 0}, {"maximum", most_free_u}};
    Row row("hyperparameters.freeu", RequestField::Type::text,
            {{"type", {"object", "string"}}, {"properties", properties}, {"additionalProperties", false}});
    row.allowed = "B1,B2,S1,S2, each from 0 to 3 (in JSON also an object of them)";
    bind(row, &Request::free_u);
    row.read = [path = row.path, allowed = row.allowed](const json& value, const json&, Request& request, Problems& problems) {
        FreeU read;
        if (value.is_object()) {
            for (const auto& [name, factor] : free_u_factors) read.*factor = value.value(name, 1.0);
            request.free_u = read;
            return;
        }
        const auto numbers = numbers_in(value.get<std::string>(), std::size(free_u_factors));  // an option is text
        if (!numbers) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
        for (size_t i = 0; i < numbers->size(); ++i) read.*free_u_factors[i].second = (*numbers)[i];
        request.free_u = read;
    };
    row.write = [](const Request& request) {
        json factors = json::object();
        for (const auto& [name, factor] : free_u_factors) {
            if (request.free_u.*factor != 1) factors[name] = request.free_u.*factor;
        }
        return factors;
    };
    row.wrong = [allowed = row.allowed](const Request& request) {
        for (const auto& [name, factor] : free_u_factors) {
            const double value = request.free_u.*factor;
            if (!(value >= 0 && value <= most_free_u)) return is_not(std::string(name) + " " + number_text(value), allowed);
        }
        return std::string();
    };
    return row;
}

}  // namespace

std::vector<Row> guidance_rows() {
    return {
        number("hyperparameters.guidance_scale", &Request::guidance, 0, 1000)
            .needed()
            .always_written()
            .may_be("a number from 1 (off) to 1000; with a CFG++ sampler from 0")
            .in_schema("minimum", 0.0)
            .checked(wrong_guidance)
            .key("CFG scale")
            .opt("--cfg-scale", "X")
            .on_axis("guidance")
            .means("How closely to follow the prompt (classifier-free guidance); 1 is off; default 5, PixArt 4.5; CFG++ samplers want 0.4 "
                   "to 2"),
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
        number("hyperparameters.seg_scale", &Request::seg_scale, 0, 100)
            .opt("--seg", "X")
            .on_axis("seg")
            .means(
                "Smoothed energy guidance (Hong 2024): away from what the model draws when its middle looks around without precision; 3 is "
                "usual, 0 (default) is off; each step takes half as long again"),
        only_where(
            number("hyperparameters.seg_blur", &Request::seg_blur, 0, 1000), &Request::seg_blur,
            [](const Request& request) { return request.seg_scale > 0; }, "its default where hyperparameters.seg_scale is 0")
            .opt("--seg-blur", "X")
            .on_axis("seg_blur")
            .means(
                "How far smoothed energy guidance blurs, the Gaussian's deviation in tokens of the model's middle; default 0: endlessly"),
        number("hyperparameters.nag_scale", &Request::nag_scale, 0, 100)
            .opt("--nag", "X")
            .on_axis("nag")
            .means("Normalized attention guidance (Chen et al. 2025): what the negative prompt counts where guidance is 1, as in few-step "
                   "models; 5 is usual, 0 (default) to 1 is off"),
        only_guided(number("hyperparameters.apg_eta", of_projection(&ProjectedGuidance::parallel), 0, 1),
                    of_projection(&ProjectedGuidance::parallel))
            .in_schema("maximum", 1)
            .opt("--apg-eta", "X")
            .on_axis("apg_eta")
            .means(
                "Adaptive projected guidance (Sadat et al. 2024): share of guidance along what the prompt predicts by itself, which makes "
                "colours garish; 0 leaves it out, 1 (default) is usual guidance"),
        only_guided(number("hyperparameters.apg_norm", of_projection(&ProjectedGuidance::length), 0, 1000),
                    of_projection(&ProjectedGuidance::length))
            .opt("--apg-norm", "X")
            .on_axis("apg_norm")
            .means("Adaptive projected guidance: the longest difference that counts, as its norm; 15 is usual, 0 (default): any"),
        only_guided(number("hyperparameters.apg_momentum", of_projection(&ProjectedGuidance::momentum), -1, 1),
                    of_projection(&ProjectedGuidance::momentum))
            .in_schema("maximum", 1)
            .opt("--apg-momentum", "X")
            .on_axis("apg_momentum")
            .means("Adaptive projected guidance: how much differences of earlier steps count; -0.5 is usual, default 0"),
        only_guided(boolean("hyperparameters.cfg_zero_star", &Request::zero_star), &Request::zero_star)
            .flag("--cfg-zero-star", true)
            .means(
                "Guidance starts from the prediction without a prompt at the length that suits that with it (CFG-Zero*, Fan et al. 2025)"),
        only_guided(number("hyperparameters.mimic_scale", &Request::mimic_scale, 0, 1000), &Request::mimic_scale)
            .key("Mimic scale", [](const Request& request) { return request.mimic_scale > 0 ? number_text(request.mimic_scale) : ""; })
            .opt("--mimic-scale", "X")
            .on_axis("mimic_scale")
            .means(
                "Dynamic thresholding: strong guidance keeps the range of values that this one would have; 7 is usual, 0 (default) is off"),
        only_where(
            number("hyperparameters.threshold_percentile", &Request::threshold_percentile, 0, 1).in_schema("maximum", 1),
            &Request::threshold_percentile, [](const Request& request) { return request.mimic_scale > 0; },
            "its default where hyperparameters.mimic_scale is 0")
            .opt("--threshold-percentile", "X")
            .means("Dynamic thresholding: share of the values that are kept as they are before the range is fitted; default 1: all"),
        free_u()
            .opt("--freeu", "B1,B2,S1,S2")
            .means("FreeU (Si et al. 2023): how much the UNet's last blocks count of their own (b) and of what skips to them (s); "
                   "1.3,1.4,0.9,0.2 is usual for SDXL, all 1 (default) is off"),
        integer("hyperparameters.deep_cache", &Request::deep_cache, 1, 20)
            .opt("--deep-cache", "N")
            .on_axis("deep_cache")
            .means(
                "What the model's depth makes of the picture is computed at every Nth step and reused between (DeepCache, Ma et al. 2023; "
                "PixArt: what the blocks behind the first add): 3 takes less than half of the time and changes details; default 1: at each "
                "step"),
        guidance_share("hyperparameters.guidance_start", &Request::guidance_start)
            .opt("--guidance-start", "X")
            .on_axis("guidance_start")
            .means("Guidance counts from this share of the steps on; default 0"),
        guidance_share("hyperparameters.guidance_end", &Request::guidance_end)
            .opt("--guidance-end", "X")
            .on_axis("guidance_end")
            .means("Guidance counts up to this share of the steps; default 1"),
        integer("conditioning.clip_skip", &Request::clip_skip, 0, 11)
            .of_suites()
            .key("Clip skip", [](const Request& request) { return std::to_string(request.clip_skip + 2); })  // SDXL's own is A1111's 2
            .opt("--clip-skip", "N")
            .on_axis("clip_skip")
            .means("Layers of SDXL's text encoders left out beyond the one that it leaves out itself, 0 to 11; default 0"),
    };
}

}  // namespace imagelab::field
