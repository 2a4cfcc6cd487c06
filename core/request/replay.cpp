#include "core/request/replay.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

using Kind = ReplayVerdict::Kind;

ReplayVerdict differs(const char* field, std::string reason) {
    return {field, reason.empty() ? Kind::exact : Kind::differs, std::move(reason)};
}

ReplayVerdict of_sampler(const Request& request) {
    const SamplerInfo& info = sampler_info(request.sampler);
    if (info.own_pace && request.batch > 1)
        return differs("scheduler.type", "it judges the error of a batch together, and here each picture has its own steps");
    return differs("scheduler.type", is_a1111(request.like) ? info.a1111_differs : info.comfyui_differs);
}

ReplayVerdict of_spacing(const Request& request) {
    if (!request.sigmas.empty()) return differs("scheduler.sigmas", is_a1111(request.like) ? "it takes no noise levels from outside" : "");
    if (is_a1111(request.like) && sampler_info(request.sampler).a1111_timesteps) return {"scheduler.spacing", Kind::exact, ""};
    const bool timesteps =
        request.spacing == Spacing::trailing || request.spacing == Spacing::leading || request.spacing == Spacing::linspace;
    const std::string name = schedule_info(request.spacing).option;
    return differs("scheduler.spacing", timesteps ? "it has no schedule " + name : "");
}

ReplayVerdict of_noise(const Request& request) {
    const char* const field = "hyperparameters.noise_source";
    if (request.like == LikeProgram::comfyui)
        return differs(field, request.noise_source == NoiseSource::comfy ? "" : "it draws a batch at once: noise source comfy");
    if (request.noise_source == NoiseSource::comfy) return differs(field, "it draws each picture by itself: noise source nv or cpu");
    if (request.noise_source == NoiseSource::cpu) return {field, Kind::exact, ""};
    return {field, Kind::same_formula, "a GPU of another maker than NVIDIA draws other numbers"};
}

ReplayVerdict of_prompt(const Request& request) {
    if (request.like != LikeProgram::comfyui) return {"conditioning.prompt", Kind::exact, ""};
    return {"conditioning.prompt", Kind::same_formula, "a prompt of more than 75 tokens is cut where A1111 cuts it"};
}

ReplayVerdict of_start(const Request& request) {
    if (request.like == LikeProgram::comfyui) return {"conditioning.img2img_strength", Kind::exact, ""};
    return {"conditioning.img2img_strength", Kind::same_formula, "the encoder's own noise is drawn from a generator that no file names"};
}

// Models for inpainting read the mask; their files say so by their names.
bool names_inpainting(const Request& request) {
    const auto says = [](const std::string& name) { return ascii_lower(name).find("inpaint") != std::string::npos; };
    return says(request.unet.empty() ? request.model : request.unet);
}

ReplayVerdict of_mask(const Request& request) {
    const char* const field = "conditioning.mask";
    const InpaintMask& mask = request.mask;
    if (names_inpainting(request)) return differs(field, "what an inpainting model keeps is blended in as diffusers does");
    if (request.like == LikeProgram::comfyui) {
        if (mask.area == MaskArea::masked) return differs(field, "it makes whole pictures: other nodes cut a part out and put it back");
        return differs(field, mask.fill == MaskFill::original || mask.fill == MaskFill::grey ? "" : "it starts from the original or grey");
    }
    if (mask.soft) return differs(field, "its soft inpainting is another formula");
    if (mask.fill == MaskFill::grey) return differs(field, "it starts from no grey");
    if (request.like == LikeProgram::forge && sampler_info(request.sampler).a1111_timesteps)
        return {field, Kind::same_formula, "its newer versions put noise of their own on what is kept"};
    return {field, Kind::exact, ""};
}

ReplayVerdict of_outpaint(const Request& request) {
    return differs("conditioning.outpaint", request.like == LikeProgram::comfyui ? "it fills what is new with grey"
                                                                                 : "its scripts fill and blend what is new otherwise");
}

ReplayVerdict of_hires(const Request& request) {
    const char* const field = "hyperparameters.hires";
    const bool latent = ascii_lower(request.hires.upscaler) == "latent", comfyui = request.like == LikeProgram::comfyui;
    const auto uneven = [&](int side) {
        const double grown = side * request.hires.scale;
        return static_cast<int>(comfyui ? std::nearbyint(grown) : grown) % 8 != 0;
    };
    if (!latent && (uneven(request.width) || uneven(request.height)))
        return differs(field, "it enlarges to pixels that are no whole latents, and cuts them after that");
    if (comfyui) return {field, Kind::same_formula, "its second sampler has a seed of its own, which is here the picture's"};
    if (latent) return {field, Kind::exact, ""};
    return {field, Kind::same_formula, "the encoder's own noise is drawn from a generator that no file names"};
}

}  // namespace

std::string_view program_name(LikeProgram like) {
    switch (like) {
        case LikeProgram::diffusers:
            return "diffusers";
        case LikeProgram::a1111:
            return "A1111";
        case LikeProgram::forge:
            return "Forge";
        case LikeProgram::comfyui:
            return "ComfyUI";
    }
    throw Error("[replay] unknown program");
}

NoiseSource usual_noise(LikeProgram like) {
    return like == LikeProgram::diffusers ? NoiseSource::cpu : like == LikeProgram::comfyui ? NoiseSource::comfy : NoiseSource::nv;
}

std::string_view verdict_name(ReplayVerdict::Kind kind) {
    return kind == Kind::exact ? "exact" : kind == Kind::same_formula ? "same formula" : "differs";
}

std::vector<ReplayVerdict> replay_verdicts(const Request& request) {
    if (request.like == LikeProgram::diffusers) return {};
    const bool comfyui = request.like == LikeProgram::comfyui;
    std::vector<ReplayVerdict> verdicts{of_sampler(request), of_spacing(request), of_noise(request), of_prompt(request)};
    if (!request.init_image.empty()) verdicts.push_back(of_start(request));
    if (request.zero_snr.value_or(false))
        verdicts.push_back(differs("scheduler.zero_snr", "its highest noise level is another than diffusers'"));
    if (!request.mask.file.empty()) verdicts.push_back(of_mask(request));
    if (request.outpaint != Outpaint()) verdicts.push_back(of_outpaint(request));
    if (request.variation_strength > 0)
        verdicts.push_back(differs("hyperparameters.variation_strength", comfyui ? "it has no variations" : ""));
    if (request.seed_resize_from != SeedSize())
        verdicts.push_back(differs("hyperparameters.seed_resize_from", comfyui ? "it has no seed resize" : ""));
    if (!request.refiner.empty())
        verdicts.push_back(
            differs("scheduler.refiner_start", std::string("the refiner takes over by noise level, as diffusers has it") +
                                                   (request.hires.scale > 1 ? ", and in the first pass, not in the hires pass" : "")));
    if (request.hires.scale > 1) verdicts.push_back(of_hires(request));
    if (!request.control_nets.empty())
        verdicts.push_back({"conditioning.control_nets", Kind::same_formula, "its annotators draw other control pictures"});
    return verdicts;
}

nlohmann::json replay_json(const Request& request) {
    nlohmann::json list = nlohmann::json::array();
    for (const ReplayVerdict& verdict : replay_verdicts(request))
        list.push_back({{"field", verdict.field}, {"verdict", verdict_name(verdict.kind)}, {"reason", verdict.reason}});
    return list;
}

std::string replay_sentence(const Request& request) {
    const std::vector<ReplayVerdict> verdicts = replay_verdicts(request);
    if (verdicts.empty()) return "";
    std::string rest;
    for (const ReplayVerdict& verdict : verdicts) {
        if (verdict.kind == Kind::exact) continue;
        rest += (rest.empty() ? "" : "; ") + verdict.field + ": " + std::string(verdict_name(verdict.kind)) + ", " + verdict.reason;
    }
    const std::string whose = "as " + std::string(program_name(request.like)) + " makes it";
    return rest.empty() ? whose + ", in every field" : whose + ", but for " + rest;
}

}  // namespace imagelab
