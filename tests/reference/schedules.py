"""Goldens that need no model: torch's randn, timesteps and sigmas, and single sampler steps."""

import torch

from files import write_json, write_tensors
from schedulers import SAMPLERS, SPACINGS, make_scheduler

STEP_COUNTS = [1, 2, 3, 5, 7, 20, 30, 50, 80]
SINGLE_SIZES = [1, 5, 8, 15, 16, 17, 31, 32, 33, 100, 4 * 9 * 13]
# Draws from one generator: below 16 values torch draws pairs and caches one half, from 16 on it fills blocks of 16.
CONSECUTIVE_SIZES = [4 * 9 * 13, 3, 16, 5, 17, 1, 1, 100, 15, 4 * 9 * 13]
SEEDS = [0, 1, 42, 2**32 + 42, 1234567890123, 2**63 - 1]


def write_randn(folder):
    tensors = {}
    for seed in SEEDS:
        for size in SINGLE_SIZES + ([4 * 64 * 64] if seed == 42 else []):
            tensors[f"single/{seed}/{size}"] = torch.randn(size, generator=torch.Generator().manual_seed(seed))
        generator = torch.Generator().manual_seed(seed)
        for i, size in enumerate(CONSECUTIVE_SIZES):
            tensors[f"consecutive/{seed}/{i:02}/{size}"] = torch.randn(size, generator=generator)
    write_tensors(folder / "randn.safetensors", tensors)


def levels(scheduler):
    """sigma of each timestep and of the end, as a list one longer than the timesteps."""
    if hasattr(scheduler, "sigmas"):
        return scheduler.sigmas.double()
    if hasattr(scheduler, "levels"):
        alphas = scheduler.levels.double()
    else:
        alphas = torch.cat([scheduler.alphas_cumprod[scheduler.timesteps], scheduler.final_alpha_cumprod[None]]).double()
    return ((1 - alphas) / alphas).sqrt()


def write_schedules(folder):
    schedules = []
    for sampler in SAMPLERS:
        for spacing in SPACINGS:
            for steps in STEP_COUNTS:
                scheduler = make_scheduler(sampler, spacing)
                scheduler.set_timesteps(steps)
                schedules.append(
                    {
                        "sampler": sampler,
                        "spacing": spacing,
                        "steps": steps,
                        "timesteps": scheduler.timesteps.double().tolist(),
                        "sigmas": levels(scheduler).tolist(),
                        "init_noise_sigma": float(scheduler.init_noise_sigma),
                    }
                )
    write_json(folder / "schedules.json", schedules)


def write_sampler_steps(folder):
    """A fixed latent and a fixed sequence of model outputs run through scheduler.step.

    latent, outputs [steps, 1, 4, 6, 5]: shared by all. SAMPLER/SPACING/STEPS/inputs: what the model would be given at each step
    (scale_model_input); .../latents: the latent after each step. Euler a draws from a generator seeded with 7.
    SAMPLER/SPACING/STEPS/from_B/...: image to image, begun at step B with add_noise (noise: the tensor of that name).
    """
    generator = torch.Generator().manual_seed(2024)
    shape = (1, 4, 6, 5)
    latent, noise = torch.randn(shape, generator=generator), torch.randn(shape, generator=generator)
    outputs = torch.randn((8, *shape), generator=generator)
    tensors = {"latent": latent, "noise": noise, "outputs": outputs}
    for sampler in SAMPLERS:
        for spacing in SPACINGS:
            for steps, begin in [(1, 0), (2, 0), (5, 0), (8, 0), (5, 2), (8, 7)]:
                name = f"{sampler}/{spacing}/{steps}" + (f"/from_{begin}" if begin else "")
                inputs, latents = run_steps(make_scheduler(sampler, spacing), steps, begin, latent, noise, outputs)
                tensors[name + "/inputs"], tensors[name + "/latents"] = torch.stack(inputs), torch.stack(latents)
    write_tensors(folder / "sampler_steps.safetensors", tensors)


def run_steps(scheduler, steps, begin, latent, noise, outputs):
    scheduler.set_timesteps(steps)
    timesteps = scheduler.timesteps[begin:]
    if begin:  # as StableDiffusionXLImg2ImgPipeline.get_timesteps and prepare_latents
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(begin)
        sample = scheduler.add_noise(latent, noise, timesteps[:1])
    else:
        sample = latent * scheduler.init_noise_sigma
    extra = {"generator": torch.Generator().manual_seed(7)} if "Ancestral" in type(scheduler).__name__ else {}
    inputs, latents = [], []
    for i, timestep in enumerate(timesteps):
        inputs.append(scheduler.scale_model_input(sample, timestep))
        sample = scheduler.step(outputs[i], timestep, sample, **extra, return_dict=False)[0]
        latents.append(sample)
    return inputs, latents
