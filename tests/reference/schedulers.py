"""The samplers as diffusers builds them from the scheduler configuration that SDXL base 1.0 publishes.

diffusers 0.42.1 knows `use_karras_sigmas` and its relatives for Euler, LMS, Heun, DPM2, DPM++ 2M, DEIS and UniPC. Two more are composed of
diffusers' own parts: Euler a takes timesteps and sigmas of Euler with Karras spacing; DDIM takes them too, with
alpha_cumprod = 1 / (1 + sigma^2), and keeps its own end (alphas_cumprod[0], because set_alpha_to_one is false). DPM++ 2S a, SDE and 3M SDE,
RES multistep, ER-SDE and CFG++ are k_diffusion.py's.
"""

import inspect

import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DEISMultistepScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
    KDPM2AncestralDiscreteScheduler,
    KDPM2DiscreteScheduler,
    LCMScheduler,
    LMSDiscreteScheduler,
    PNDMScheduler,
    TCDScheduler,
    UniPCMultistepScheduler,
)
from diffusers.schedulers.scheduling_ddim import DDIMSchedulerOutput

from k_diffusion import (
    Dpmpp2sAncestral,
    Dpmpp3mSde,
    DpmppSde,
    ErSde,
    EulerAncestralCfgPlusPlus,
    EulerCfgPlusPlus,
    ResMultistep,
    ResMultistepAncestral,
)

# Each with its spacings: the published one, and Karras' or the one people use it with.
SAMPLERS = {
    "euler": ["published", "karras"],
    "euler_a": ["published", "karras"],
    "ddim": ["published", "karras"],
    "dpmpp_2m": ["published", "karras"],
    "unipc": ["published", "karras"],
    "pndm": ["published", "trailing"],
    "lms": ["published", "karras"],
    "heun": ["published", "karras"],
    "dpm2": ["published", "karras"],
    "dpm2_a": ["published", "karras"],
    "dpmpp_2s_a": ["published", "karras"],
    "dpmpp_sde": ["published", "karras"],
    "dpmpp_2m_sde": ["published", "karras", "exponential"],
    "dpmpp_3m_sde": ["published", "exponential"],
    "deis": ["published", "karras"],
    "ddpm": ["published", "trailing"],
    "lcm": ["published", "trailing"],
    "tcd": ["published", "trailing"],
    "dpmpp_2m_sde_heun": ["published", "karras"],
    "res_multistep": ["published", "karras"],
    "res_multistep_a": ["published", "karras"],
    "er_sde": ["published", "karras"],
    "euler_cfg_pp": ["published", "karras"],
    "euler_a_cfg_pp": ["published", "karras"],
}
# Whose pictures stand in pictures.json of every model; those of the others in samplers.json of one model a family.
# Its steps are not known beforehand: pictures alone, and adaptive.py.
OWN_PACE = {"dpm_adaptive": ["published", "karras"]}
FIRST_SAMPLERS = ["euler", "euler_a", "ddim", "dpmpp_2m", "unipc"]

# scheduler/scheduler_config.json of stabilityai/stable-diffusion-xl-base-1.0
SDXL_SCHEDULER = {
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "interpolation_type": "linear",
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "sample_max_value": 1.0,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "timestep_spacing": "leading",
    "trained_betas": None,
    "use_karras_sigmas": False,
}


def karras_euler(config, steps):
    scheduler = EulerDiscreteScheduler.from_config(config, use_karras_sigmas=True)
    scheduler.set_timesteps(steps)
    return scheduler


class KarrasEulerAncestralScheduler(EulerAncestralDiscreteScheduler):
    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        karras = karras_euler(self.config, num_inference_steps)
        self.timesteps, self.sigmas = karras.timesteps, karras.sigmas


class KarrasDDIMScheduler(DDIMScheduler):
    """DDIM (Song et al. 2021, equation 12, eta 0) between Karras noise levels."""

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        karras = karras_euler(self.config, num_inference_steps)
        self.timesteps = karras.timesteps
        self.levels = torch.cat([1 / (1 + karras.sigmas[:-1].double() ** 2), self.final_alpha_cumprod.double()[None]]).float()

    def index(self, timestep):
        return int((self.timesteps == timestep).nonzero()[0])

    def add_noise(self, original_samples, noise, timesteps):
        alpha = self.levels[self.index(timesteps[0])]
        return alpha**0.5 * original_samples + (1 - alpha) ** 0.5 * noise

    def step(self, model_output, timestep, sample, return_dict=True, **_):
        index = self.index(timestep)
        alpha, alpha_next = self.levels[index], self.levels[index + 1]
        original = (sample - (1 - alpha) ** 0.5 * model_output) / alpha**0.5
        following = alpha_next**0.5 * original + (1 - alpha_next) ** 0.5 * model_output
        return DDIMSchedulerOutput(following, original) if return_dict else (following, original)


_CLASSES = {
    "euler": EulerDiscreteScheduler,
    "euler_a": EulerAncestralDiscreteScheduler,
    "ddim": DDIMScheduler,
    "dpmpp_2m": DPMSolverMultistepScheduler,
    "unipc": UniPCMultistepScheduler,
    "pndm": PNDMScheduler,
    "lms": LMSDiscreteScheduler,
    "heun": HeunDiscreteScheduler,
    "dpm2": KDPM2DiscreteScheduler,
    "dpm2_a": KDPM2AncestralDiscreteScheduler,
    "dpmpp_2s_a": Dpmpp2sAncestral,
    "dpmpp_sde": DpmppSde,
    "dpmpp_2m_sde": DPMSolverMultistepScheduler,
    "dpmpp_3m_sde": Dpmpp3mSde,
    "deis": DEISMultistepScheduler,
    "ddpm": DDPMScheduler,
    "lcm": LCMScheduler,
    "tcd": TCDScheduler,
    "dpmpp_2m_sde_heun": DPMSolverMultistepScheduler,
    "res_multistep": ResMultistep,
    "res_multistep_a": ResMultistepAncestral,
    "er_sde": ErSde,
    "euler_cfg_pp": EulerCfgPlusPlus,
    "euler_a_cfg_pp": EulerAncestralCfgPlusPlus,
}
# Without these keys diffusers takes what pixel models need; latent models want neither clipping nor alpha 1 at the end.
_LATENT = {"clip_sample": False, "set_alpha_to_one": False, "skip_prk_steps": True}
_TCD_ETA = 0.3  # the class's default, which the pipelines replace by 0


class FewStepTimesteps:
    """LCM and TCD walk the timesteps they were distilled on; with a spacing of their own those of that spacing."""

    spacing = None

    def set_timesteps(self, num_inference_steps, device=None):
        if self.spacing is None:
            return super().set_timesteps(num_inference_steps, device)
        spaced = EulerDiscreteScheduler.from_config(self.config, timestep_spacing=self.spacing, use_karras_sigmas=False)
        spaced.set_timesteps(num_inference_steps)
        super().set_timesteps(timesteps=spaced.timesteps.round().int().tolist(), device=device)


class SpacedLCMScheduler(FewStepTimesteps, LCMScheduler):
    pass


class SpacedTCDScheduler(FewStepTimesteps, TCDScheduler):
    pass


_COMPOSED = {
    ("euler_a", "karras"): KarrasEulerAncestralScheduler,
    ("ddim", "karras"): KarrasDDIMScheduler,
    ("lcm", "trailing"): SpacedLCMScheduler,
    ("tcd", "trailing"): SpacedTCDScheduler,
}


def make_scheduler(sampler, spacing, config=None):
    """config: a model's scheduler configuration; SDXL base's when left out."""
    base = EulerDiscreteScheduler.from_config(config or SDXL_SCHEDULER)
    changes = {key: value for key, value in _LATENT.items() if key not in (config or SDXL_SCHEDULER)}
    if sampler in ("dpmpp_2m_sde", "dpmpp_2m_sde_heun"):
        changes["algorithm_type"] = "sde-dpmsolver++"
    if sampler == "dpmpp_2m_sde_heun":
        changes["solver_type"] = "heun"
    if spacing != "published":
        changes["use_karras_sigmas"] = spacing == "karras"
    if spacing in ("trailing", "leading", "linspace"):
        changes["timestep_spacing"] = spacing
    elif spacing == "exponential":
        changes["use_exponential_sigmas"] = True
    if sampler == "dpm_adaptive":
        from adaptive import DpmAdaptive  # which goes round by this module

        return DpmAdaptive.from_config(base.config, **changes)
    made = _COMPOSED.get((sampler, spacing), _CLASSES[sampler]).from_config(base.config, **changes)
    if isinstance(made, FewStepTimesteps):
        made.spacing = spacing
    return made


def step_extras(scheduler, generator):
    """What scheduler.step takes beside model output, timestep and latents."""
    taken = inspect.signature(scheduler.step).parameters
    return ({"generator": generator} if "generator" in taken else {}) | pipeline_extras(scheduler)


def pipeline_extras(scheduler):
    return {"eta": _TCD_ETA} if isinstance(scheduler, TCDScheduler) else {}
