"""Samplers under scheduler configurations other than SDXL base's: the schedule and the latents after the last of five steps."""

import torch

from files import write_json, write_tensors
from schedulers import SAMPLERS, SDXL_SCHEDULER, make_scheduler, step_extras
from schedules import levels

STEPS = 5

# Keys changed in SDXL base's configuration; None leaves the key out.
VARIANTS = {
    "linspace": {"timestep_spacing": "linspace"},
    "trailing": {"timestep_spacing": "trailing"},
    "no_offset": {"steps_offset": 0},
    "linear": {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02},
    "cosine": {"beta_schedule": "squaredcos_cap_v2"},
    "v_prediction": {"prediction_type": "v_prediction"},
    "sample": {"prediction_type": "sample"},
    "zero_snr": {"prediction_type": "v_prediction", "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"},
    "clipped": {"clip_sample": True, "set_alpha_to_one": True},
    "unsaid": {"clip_sample": None, "set_alpha_to_one": None},
    "short": {"num_train_timesteps": 300, "timestep_spacing": "trailing"},
    "karras": {"use_karras_sigmas": True},
}


def configuration(variant):
    changed = SDXL_SCHEDULER | VARIANTS[variant]
    return {key: value for key, value in changed.items() if value is not None}


def runnable(variant, sampler, spacing):
    if variant == "zero_snr" and sampler in ("pndm", "lms", "heun", "dpm2", "dpm2_a", "deis"):  # these classes leave the betas as they are
        return False
    if sampler == "ddim" and spacing == "karras":  # schedulers.KarrasDDIMScheduler predicts epsilon and does not clip
        return variant not in ("v_prediction", "sample", "zero_snr", "clipped")
    truncates = ("dpmpp_2m", "unipc", "dpmpp_2m_sde", "dpmpp_2m_sde_heun", "deis")  # timesteps of 998.9999 or 999.0000
    if variant == "cosine" and spacing in ("karras", "exponential") and sampler in truncates:
        return False
    return not (variant == "sample" and sampler in ("euler_a", "pndm", "dpm2", "dpm2_a"))


def last_latents(scheduler, latent, outputs):
    """The pipeline's loop."""
    scheduler.set_timesteps(STEPS)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)
    sample = latent * scheduler.init_noise_sigma
    extra = step_extras(scheduler, torch.Generator().manual_seed(7))
    for timestep, output in zip(scheduler.timesteps, outputs):
        scheduler.scale_model_input(sample, timestep)
        sample = scheduler.step(output, timestep, sample, **extra, return_dict=False)[0]
    return sample


def write_variants(folder):
    """sampler_variants.json: configuration and schedule; sampler_variants.safetensors: latent, outputs, VARIANT/SAMPLER/SPACING."""
    generator = torch.Generator().manual_seed(2025)
    latent, *outputs = torch.randn((2 * STEPS, 1, 4, 3, 5), generator=generator)
    tensors = {"latent": latent, "outputs": torch.stack(outputs)}
    entries = []
    for variant in VARIANTS:
        for sampler, spacings in SAMPLERS.items():
            for spacing in spacings:
                if not runnable(variant, sampler, spacing):
                    continue
                scheduler = make_scheduler(sampler, spacing, configuration(variant))
                tensors[f"{variant}/{sampler}/{spacing}"] = last_latents(scheduler, latent, outputs)
                entry = {"variant": variant, "sampler": sampler, "spacing": spacing, "steps": STEPS, "config": configuration(variant)}
                entry |= {"timesteps": scheduler.timesteps.double().tolist(), "init_noise_sigma": float(scheduler.init_noise_sigma)}
                if hasattr(scheduler, "sigmas"):
                    entry["sigmas"] = levels(scheduler).tolist()
                entries.append(entry)
    write_json(folder / "sampler_variants.json", entries)
    write_tensors(folder / "sampler_variants.safetensors", tensors)
