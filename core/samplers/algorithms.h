#pragma once
// The samplers behind make_sampler, one file each.
#include "core/samplers/sampler.h"

namespace imagelab {

struct SamplerSetup {
    NoiseScheduleConfig config;  // with the timestep spacing that `spacing` names
    Spacing spacing;
    int steps;
    double eta;         // of samplers that take one
    float noise_scale;  // of what they draw
    ProgramManner manner = {};
    bool skips_next_to_last = false;  // one level more is spaced, and the last before 0 left out
};

std::unique_ptr<Sampler> make_euler(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_euler_ancestral(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_ddim(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_2m(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_unipc(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_unipc_bh2(const SamplerSetup& setup);  // diffusers' default too, which is made by make_unipc
enum class UniPcBase { bh1, bh2 };                                   // B(h) = h or e^h - 1
std::unique_ptr<Sampler> make_third_order_unipc(const SamplerSetup& setup, UniPcBase base);  // A1111's and ComfyUI's of that name
std::unique_ptr<Sampler> make_pndm(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_lms(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_heun(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpm2(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpm2_ancestral(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_2s_ancestral(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_sde(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_2m_sde(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_2m_sde_heun(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpmpp_3m_sde(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_deis(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_ddpm(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_lcm(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_tcd(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_res_multistep(const SamplerSetup& setup);  // ancestral with eta
std::unique_ptr<Sampler> make_er_sde(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_dpm_adaptive(const SamplerSetup& setup);
std::unique_ptr<Sampler> make_euler_cfg_pp(const SamplerSetup& setup);  // ancestral with eta

}  // namespace imagelab
