#pragma once
#include <optional>

namespace imagelab {

enum class SamplerKind {
    euler,
    euler_ancestral,
    ddim,
    dpmpp_2m,
    unipc,
    unipc_bh2,
    pndm,
    lms,
    heun,
    dpm2,
    dpm2_ancestral,
    dpmpp_2s_ancestral,
    dpmpp_sde,
    dpmpp_2m_sde,
    dpmpp_2m_sde_heun,
    dpmpp_3m_sde,
    deis,
    ddpm,
    lcm,
    tcd,
    res_multistep,
    res_multistep_ancestral,
    er_sde,
    euler_cfg_pp,
    euler_ancestral_cfg_pp,
    dpm_adaptive
};

enum class Spacing {
    published,  // "default" on the command line
    karras,
    exponential,
    polyexponential,
    sgm_uniform,
    simple,
    normal,
    ddim_uniform,
    beta,
    kl_optimal,
    align_your_steps,
    linear_quadratic,
    trailing,
    leading,
    linspace
};

// Whose numbers a request's words stand for: programs mean other noise levels, first latents and prompt weights by the same names
// (core/samplers/program_levels.h).
enum class LikeProgram { diffusers, a1111, forge, comfyui };

// A1111, or Forge, which grew from it.
constexpr bool is_a1111(LikeProgram like) {
    return like == LikeProgram::a1111 || like == LikeProgram::forge;
}

// Noise that a sampler adds at its steps.
struct StepNoise {
    std::optional<double> eta;  // 0..1, the share of a full stochastic step; none: the sampler's own (core/samplers/sampler_info.h)
    double scale = 1;           // 0..2, of each draw
    bool operator==(const StepNoise&) const = default;
};

}  // namespace imagelab
