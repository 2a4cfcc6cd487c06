"""Goldens that need no model: torch's randn, timesteps and sigmas, and single sampler steps."""

import torch
from diffusers import DDPMScheduler, EulerDiscreteScheduler, KDPM2AncestralDiscreteScheduler, KDPM2DiscreteScheduler, LCMScheduler

from files import write_json, write_tensors
from k_diffusion import TreeNoise
from schedulers import SAMPLERS, SDXL_SCHEDULER, make_scheduler, step_extras
from spacings import SPACINGS, spaced_sigmas

STEP_COUNTS = [1, 2, 3, 5, 7, 20, 30, 50, 80]
SINGLE_SIZES = [1, 5, 8, 15, 16, 17, 31, 32, 33, 100, 4 * 9 * 13]
# Draws from one generator: below 16 values torch draws pairs and caches one half, from 16 on it fills blocks of 16.
CONSECUTIVE_SIZES = [4 * 9 * 13, 3, 16, 5, 17, 1, 1, 100, 15, 4 * 9 * 13]
# Levels, and the steps asked for between them: neighbours of a Karras schedule, a whole range, both ways, halves and a millionth.
BROWNIAN_QUERIES = [
    (0.0292, 14.6146, [(14.6146, 8.5), (8.5, 4.25), (4.25, 0.7), (0.7, 0.0292), (14.6146, 0.0292), (0.7, 4.25), (3.0, 2.999999)]),
    (0.1, 1.1, [(1.1, 0.6), (0.6, 0.35), (1.1, 0.1)]),
]
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
    if isinstance(scheduler, (KDPM2DiscreteScheduler, KDPM2AncestralDiscreteScheduler)):
        at = scheduler.sigmas.double()
        shift = 0 if isinstance(scheduler, KDPM2AncestralDiscreteScheduler) else 1
        at[1 : len(scheduler.timesteps) : 2] = scheduler.sigmas_interpol.double()[shift::2][: len(scheduler.timesteps) // 2]
        return at[: len(scheduler.timesteps) + 1]
    if hasattr(scheduler, "sigmas"):
        return scheduler.sigmas.double()
    if isinstance(scheduler, (DDPMScheduler, LCMScheduler)):  # which end with the predicted clean latents
        alphas = torch.cat([scheduler.alphas_cumprod[scheduler.timesteps], torch.ones(1)]).double()
        return ((1 - alphas) / alphas).sqrt()
    if hasattr(scheduler, "levels"):
        alphas = scheduler.levels.double()
    else:
        alphas = torch.cat([scheduler.alphas_cumprod[scheduler.timesteps], scheduler.final_alpha_cumprod[None]]).double()
    return ((1 - alphas) / alphas).sqrt()


def write_schedules(folder):
    schedules = []
    for sampler, spacings in SAMPLERS.items():
        for spacing in spacings:
            for steps in STEP_COUNTS:
                if sampler in ("lcm", "tcd") and steps > 50:  # of which they were distilled on 50
                    continue
                if (sampler, spacing, steps) == ("deis", "karras", 1):  # one level, twice: nothing is denoised
                    continue
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
    for spacing in SPACINGS:  # each with Euler, given its noise levels
        for steps in STEP_COUNTS:
            if spacing == "kl_optimal" and steps == 1:  # 0 / 0 there
                continue
            scheduler = EulerDiscreteScheduler.from_config(SDXL_SCHEDULER)
            scheduler.set_timesteps(sigmas=spaced_sigmas(spacing, steps))
            entry = {"sampler": "euler", "spacing": spacing, "steps": steps, "timesteps": scheduler.timesteps.double().tolist()}
            schedules.append(entry | {"sigmas": scheduler.sigmas.tolist(), "init_noise_sigma": float(scheduler.init_noise_sigma)})
    write_json(folder / "schedules.json", schedules)


def write_brownian_noise(folder):
    """Noise of torchsde's tree by k-diffusion's rules: SEED/SIZE/LOW/HIGH/FROM/TO."""
    tensors = {}
    for seed in [0, 42, 2**32 + 7, 2**63 + 5]:
        for size in [(1, 4, 2, 3), (1, 4, 9, 13)]:
            for low, high, queries in BROWNIAN_QUERIES:
                noise = TreeNoise(size, [seed], torch.tensor(low), torch.tensor(high))
                for start, end in queries:
                    name = "/".join(str(part) for part in (seed, size[1] * size[2] * size[3], low, high, start, end))
                    tensors[name] = noise(torch.tensor(start), torch.tensor(end))
    write_tensors(folder / "brownian_noise.safetensors", tensors)


def write_sampler_steps(folder):
    """A fixed latent and a fixed sequence of model outputs run through scheduler.step.

    latent, outputs [steps, 1, 4, 6, 5]: shared by all. SAMPLER/SPACING/STEPS/inputs: what the model would be given at each step
    (scale_model_input); .../latents: the latent after each step. Noise comes from a generator seeded with 7.
    What was said without the prompt is the output of the step after (the first one's at the end).
    SAMPLER/SPACING/STEPS/from_B/...: image to image, begun at step B with add_noise (noise: the tensor of that name).
    """
    generator = torch.Generator().manual_seed(2024)
    shape = (1, 4, 6, 5)
    latent, noise = torch.randn(shape, generator=generator), torch.randn(shape, generator=generator)
    outputs = torch.randn((16, *shape), generator=generator)
    tensors = {"latent": latent, "noise": noise, "outputs": outputs}
    for sampler, spacings in SAMPLERS.items():
        for spacing in spacings:
            for steps, begin in [(1, 0), (2, 0), (5, 0), (8, 0), (5, 2), (8, 7)]:
                if (sampler, spacing, steps) == ("deis", "karras", 1):
                    continue
                name = f"{sampler}/{spacing}/{steps}" + (f"/from_{begin}" if begin else "")
                inputs, latents = run_steps(make_scheduler(sampler, spacing), steps, begin, latent, noise, outputs)
                tensors[name + "/inputs"], tensors[name + "/latents"] = torch.stack(inputs), torch.stack(latents)
    write_tensors(folder / "sampler_steps.safetensors", tensors)


def run_steps(scheduler, steps, begin, latent, noise, outputs):
    scheduler.set_timesteps(steps)
    begin *= scheduler.order
    timesteps = scheduler.timesteps[begin:]
    if begin:  # as StableDiffusionXLImg2ImgPipeline.get_timesteps and prepare_latents
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(begin)
        sample = scheduler.add_noise(latent, noise, timesteps[:1])
    else:
        sample = latent * scheduler.init_noise_sigma
    extra = step_extras(scheduler, torch.Generator().manual_seed(7))
    inputs, latents = [], []
    for i, timestep in enumerate(timesteps):
        inputs.append(scheduler.scale_model_input(sample, timestep))
        if hasattr(scheduler, "unguided"):
            scheduler.unguided = outputs[(i + 1) % len(outputs)]
        sample = scheduler.step(outputs[i], timestep, sample, **extra, return_dict=False)[0]
        latents.append(sample)
    return inputs, latents
