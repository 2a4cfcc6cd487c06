"""The samplers as diffusers builds them from the scheduler configuration that SDXL base 1.0 publishes.

diffusers 0.42.1 knows `use_karras_sigmas` for Euler, DPM++ 2M and UniPC only. The other two are composed of diffusers' own parts:
Euler a takes timesteps and sigmas of Euler with Karras spacing; DDIM takes them too, with alpha_cumprod = 1 / (1 + sigma^2), and
keeps its own end (alphas_cumprod[0], because set_alpha_to_one is false).
"""

import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    UniPCMultistepScheduler,
)
from diffusers.schedulers.scheduling_ddim import DDIMSchedulerOutput

SAMPLERS = ["euler", "euler_a", "ddim", "dpmpp_2m", "unipc"]
SPACINGS = ["published", "karras"]

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
    ("euler", "published"): (EulerDiscreteScheduler, {}),
    ("euler", "karras"): (EulerDiscreteScheduler, {"use_karras_sigmas": True}),
    ("euler_a", "published"): (EulerAncestralDiscreteScheduler, {}),
    ("euler_a", "karras"): (KarrasEulerAncestralScheduler, {}),
    ("ddim", "published"): (DDIMScheduler, {}),
    ("ddim", "karras"): (KarrasDDIMScheduler, {}),
    ("dpmpp_2m", "published"): (DPMSolverMultistepScheduler, {}),
    ("dpmpp_2m", "karras"): (DPMSolverMultistepScheduler, {"use_karras_sigmas": True}),
    ("unipc", "published"): (UniPCMultistepScheduler, {}),
    ("unipc", "karras"): (UniPCMultistepScheduler, {"use_karras_sigmas": True}),
}


def make_scheduler(sampler, spacing, config=None):
    """config: a model's scheduler configuration; SDXL base's when left out."""
    cls, changes = _CLASSES[sampler, spacing]
    base = EulerDiscreteScheduler.from_config(config or SDXL_SCHEDULER)
    return cls.from_config(base.config, **changes)
