"""Pictures as AUTOMATIC1111, Forge and ComfyUI make them: tiny64/replayed.json and .safetensors, requests as pictures.py writes them with "like"
and "noise_source", and what plain loops make of each: the samplers are k-diffusion's own (PyPI k-diffusion 0.1.1, its modules sampling.py and
external.py alone), around diffusers' networks. From the programs come, written anew: the schedules (A1111 modules/sd_schedulers.py, ComfyUI
comfy/samplers.py), the first latents, the weights of words (A1111 modules/sd_emphasis.py, ComfyUI comfy/sd1_clip.py), the order of draws, the
steps of image to image, and ComfyUI's lcm and ddpm. A start picture becomes the mean of what the encoder says.

k-diffusion needs more packages than these two modules do: pip install --no-deps k-diffusion==0.1.1.post1 torchdiffeq==0.2.5

python replayed.py FOLDER: it holds tiny64."""

import importlib.util
import math
import sys
import types
from pathlib import Path

import numpy as np
import scipy.stats
import torch
from PIL import Image

from models import load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from prompt_weights import read
from schedulers import SDXL_SCHEDULER

SMALL = {"width": 48, "height": 32, "steps": 5}
WEIGHED = {"prompt": "a (small:1.4) red house by the [sea]", "negative_prompt": "(blurry:1.3), dark"}


def k_diffusion():
    """sampling and external of the package, without what else it imports."""
    home = next(
        (Path(entry) / "k_diffusion" for entry in sys.path if (Path(entry) / "k_diffusion" / "sampling.py").is_file()), None
    )
    if home is None:
        sys.exit("k-diffusion is missing: pip install --no-deps k-diffusion==0.1.1.post1 torchdiffeq==0.2.5")
    package = types.ModuleType("kd")
    package.__path__ = []
    utils = types.ModuleType("kd.utils")
    utils.append_dims = lambda x, dims: x[(...,) + (None,) * (dims - x.ndim)]
    sys.modules |= {"kd": package, "kd.utils": utils}
    package.utils = utils
    for name in ("sampling", "external"):
        spec = importlib.util.spec_from_file_location(f"kd.{name}", home / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[f"kd.{name}"] = module
        spec.loader.exec_module(module)
        setattr(package, name, module)
    return package


def requests():
    a1111 = {"like": "a1111", "noise_source": "cpu", **SMALL}
    comfy = {"like": "comfyui", "noise_source": "comfy", **SMALL}
    start = {"init_image": "init.png", "strength": 0.6}
    entries = {
        "a1111_euler": {**a1111, **WEIGHED},
        "a1111_euler_a": {**a1111, "sampler": "euler_a", "batch": 2},
        "a1111_heun_karras": {**a1111, "sampler": "heun", "spacing": "karras"},
        "a1111_dpm2_karras": {**a1111, "sampler": "dpm2", "spacing": "karras"},
        "a1111_dpm2_a_karras": {**a1111, "sampler": "dpm2_a", "spacing": "karras"},
        "a1111_lms": {**a1111, "sampler": "lms"},
        "a1111_dpmpp_2m_karras": {**a1111, "sampler": "dpmpp_2m", "spacing": "karras", **WEIGHED},
        "a1111_dpmpp_2m_kl_optimal": {**a1111, "sampler": "dpmpp_2m", "spacing": "kl_optimal"},
        "a1111_heun_kl_optimal": {**a1111, "sampler": "heun", "spacing": "kl_optimal"},
        "a1111_dpmpp_2s_a_karras": {**a1111, "sampler": "dpmpp_2s_a", "spacing": "karras"},
        "a1111_dpmpp_sde_karras": {**a1111, "sampler": "dpmpp_sde", "spacing": "karras"},
        "a1111_dpmpp_2m_sde_exponential": {**a1111, "sampler": "dpmpp_2m_sde", "spacing": "exponential"},
        "a1111_dpmpp_3m_sde_exponential": {**a1111, "sampler": "dpmpp_3m_sde", "spacing": "exponential"},
        "a1111_euler_beta": {**a1111, "spacing": "beta"},
        "a1111_euler_ays": {**a1111, "spacing": "align_your_steps"},
        "a1111_ddim": {**a1111, "sampler": "ddim", "steps": 6},
        "a1111_start_euler_a": {**a1111, **start, "sampler": "euler_a"},
        "a1111_start_lms": {**a1111, **start, "sampler": "lms", "steps": 8},
        "a1111_start_dpmpp_2m_sde_karras": {**a1111, **start, "sampler": "dpmpp_2m_sde", "spacing": "karras"},
        "forge_euler_simple": {**a1111, "like": "forge", "spacing": "simple"},
        "forge_dpmpp_2m_karras": {**a1111, "like": "forge", "sampler": "dpmpp_2m", "spacing": "karras"},
        "forge_dpmpp_sde_karras": {**a1111, "like": "forge", "sampler": "dpmpp_sde", "spacing": "karras"},
        "comfy_euler_normal": {**comfy, "spacing": "normal", **WEIGHED},
        "comfy_euler_a_normal": {**comfy, "sampler": "euler_a", "spacing": "normal", "batch": 2},
        "comfy_ddim_uniform": {**comfy, "sampler": "ddim", "spacing": "ddim_uniform"},
        "comfy_heun_karras": {**comfy, "sampler": "heun", "spacing": "karras"},
        "comfy_dpm2_simple": {**comfy, "sampler": "dpm2", "spacing": "simple"},
        "comfy_dpm2_a_normal": {**comfy, "sampler": "dpm2_a", "spacing": "normal"},
        "comfy_lms_normal": {**comfy, "sampler": "lms", "spacing": "normal"},
        "comfy_dpmpp_2m_karras": {**comfy, "sampler": "dpmpp_2m", "spacing": "karras"},
        "comfy_dpmpp_2s_a_karras": {**comfy, "sampler": "dpmpp_2s_a", "spacing": "karras"},
        "comfy_dpmpp_sde_karras": {**comfy, "sampler": "dpmpp_sde", "spacing": "karras"},
        "comfy_dpmpp_2m_sde_sgm": {**comfy, "sampler": "dpmpp_2m_sde", "spacing": "sgm_uniform"},
        "comfy_dpmpp_3m_sde_exponential": {**comfy, "sampler": "dpmpp_3m_sde", "spacing": "exponential"},
        "comfy_lcm_sgm": {**comfy, "sampler": "lcm", "spacing": "sgm_uniform"},
        "comfy_ddpm_normal": {**comfy, "sampler": "ddpm", "spacing": "normal"},
        "comfy_euler_beta": {**comfy, "spacing": "beta", "steps": 12},
        "comfy_euler_kl_optimal": {**comfy, "spacing": "kl_optimal"},
        "comfy_start_dpmpp_2m_karras": {**comfy, **start, "sampler": "dpmpp_2m", "spacing": "karras"},
        "comfy_start_dpmpp_sde_karras": {**comfy, **start, "sampler": "dpmpp_sde", "spacing": "karras", "strength": 0.45},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


# ---- schedules


def a1111_sigmas(kd, inner, spacing, n):
    table, sampling = inner.sigmas, kd.sampling
    low, high = table[0].item(), table[-1].item()
    if spacing == "published":
        return inner.get_sigmas(n)
    if spacing == "karras":
        return sampling.get_sigmas_karras(n, low, high)
    if spacing == "exponential":
        return sampling.get_sigmas_exponential(n, low, high)
    if spacing == "simple":
        return torch.tensor([table[-(1 + int(x * len(table) / n))].item() for x in range(n)] + [0.0])
    if spacing == "beta":
        return torch.tensor([low + scipy.stats.beta.ppf(x, 0.6, 0.6) * (high - low) for x in 1 - np.linspace(0, 1, n)] + [0.0])
    if spacing == "kl_optimal":
        share = torch.arange(n + 1) / n
        return torch.tan(share * math.atan(low) + (1 - share) * math.atan(high))
    if spacing == "align_your_steps":
        levels = [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029]
        logs = np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(levels)), np.log(levels[::-1]))
        return torch.tensor([*np.exp(logs)[::-1], 0.0])
    raise ValueError(spacing)


def comfy_sigmas(kd, inner, spacing, n):
    table, sampling = inner.sigmas, kd.sampling
    low, high = table[0].item(), table[-1].item()
    if spacing in ("normal", "sgm_uniform"):
        steps = torch.linspace(len(table) - 1, 0, n + 1)[:-1] if spacing == "sgm_uniform" else torch.linspace(len(table) - 1, 0, n)
        return torch.cat([inner.t_to_sigma(steps), torch.zeros(1)])
    if spacing == "ddim_uniform":
        return torch.tensor([0.0] + [table[x].item() for x in range(1, len(table), max(len(table) // n, 1))]).flip(0)
    if spacing == "beta":
        places = np.rint(scipy.stats.beta.ppf(1 - np.linspace(0, 1, n, endpoint=False), 0.6, 0.6) * (len(table) - 1))
        return torch.tensor([table[int(t)].item() for i, t in enumerate(places) if i == 0 or t != places[i - 1]] + [0.0])
    if spacing == "kl_optimal":
        share = torch.arange(n) / (n - 1)
        return torch.cat([torch.tan(share * math.atan(low) + (1 - share) * math.atan(high)), torch.zeros(1)])
    return a1111_sigmas(kd, inner, spacing, n)


def sigmas_of(kd, inner, request):
    comfy, n = request["like"] == "comfyui", request["steps"]
    drops = request["sampler"] in (("dpm2", "dpm2_a") if comfy else ("dpm2", "dpm2_a", "dpmpp_3m_sde"))
    if comfy and request["init_image"] and request["strength"] < 0.9999:
        n = int(n / request["strength"])
    sigmas = (comfy_sigmas if comfy else a1111_sigmas)(kd, inner, request["spacing"], n + drops).float()
    if drops:
        sigmas = torch.cat([sigmas[:-2], sigmas[-1:]])
    return sigmas[-(request["steps"] + 1) :] if n != request["steps"] else sigmas


# ---- texts


def encoded(tokenizer, encoder, prompt, comfy):
    def hidden(ids):
        out = encoder(torch.tensor([ids]), output_hidden_states=True)
        return out.hidden_states[-2][0], getattr(out, "text_embeds", None)

    def filled(ids):
        return (ids + [tokenizer.eos_token_id] + [tokenizer.pad_token_id] * 77)[:77]

    ids, weights = [tokenizer.bos_token_id], [1.0]
    for text, weight in read(prompt):
        tokens = tokenizer(text, add_special_tokens=False).input_ids
        ids += tokens
        weights += [weight] * len(tokens)
    weights = torch.tensor((weights + [1.0] * 77)[:77])[:, None]
    states, pooled = hidden(filled(ids))
    if comfy:
        empty, _ = hidden(filled([tokenizer.bos_token_id]))
        return (states - empty) * weights + empty, pooled
    before = states.mean()
    states = states * weights
    return states * (before / states.mean()), pooled


def conditioning(pipeline, prompt, comfy):
    first, _ = encoded(pipeline.tokenizer, pipeline.text_encoder, prompt, comfy)
    second, pooled = encoded(pipeline.tokenizer_2, pipeline.text_encoder_2, prompt, comfy)
    return torch.cat([first, second], -1)[None], pooled


# ---- noise


class Pictures:
    """A1111: a generator a picture, which goes on. ComfyUI: one draw for all, later ones from a generator of the next seed."""

    def __init__(self, request, shape):
        self.comfy, self.shape, self.batch = request["like"] == "comfyui", shape, request["batch"]
        seeds = [request["seed"]] if self.comfy else [request["seed"] + i for i in range(self.batch)]
        self.seeds = seeds
        self.first = [torch.Generator().manual_seed(seed) for seed in seeds]
        self.later = [torch.Generator().manual_seed(seeds[0] + 1)] if self.comfy else self.first

    def draw(self, generators):
        if self.comfy:
            return torch.randn((self.batch, *self.shape), generator=generators[0])
        return torch.stack([torch.randn(self.shape, generator=each) for each in generators])

    def of_tree(self, kd, sigmas):
        low, high = sigmas[sigmas > 0].min(), sigmas.max()
        like = torch.zeros((self.batch, *self.shape))
        seed = self.seeds[0] if self.comfy else self.seeds
        return kd.sampling.BrownianTreeNoiseSampler(like, low, high, seed=seed)


# ---- samplers that k-diffusion lacks


def comfy_lms(kd, model, x, sigmas, noise):
    """sample_lms, but that the last step takes what the model has in mind."""
    x = kd.sampling.sample_lms(model, x, sigmas[:-1], disable=True)
    return model(x, sigmas[-2] * torch.ones(len(x)))


def comfy_lcm(kd, model, x, sigmas, noise):
    for here, to in zip(sigmas[:-1], sigmas[1:]):
        x = model(x, here * torch.ones(len(x)))
        if to > 0:
            x = x + to * noise(here, to)
    return x


def comfy_ddpm(kd, model, x, sigmas, noise):
    for here, to in zip(sigmas[:-1], sigmas[1:]):
        said = (x - model(x, here * torch.ones(len(x)))) / here
        kept, before = 1 / (here * here + 1), 1 / (to * to + 1)
        alpha = kept / before
        x = (1 / alpha).sqrt() * (x / (1 + here**2).sqrt() - (1 - alpha) * said / (1 - kept).sqrt())
        if to > 0:
            x = (x + ((1 - alpha) * (1 - before) / (1 - kept)).sqrt() * noise(here, to)) * (1 + to**2).sqrt()
    return x


def a1111_ddim(inner, model, x, steps):
    """modules/sd_samplers_timesteps_impl.py ddim with eta 0, on latents as DDPM has them."""
    kept = 1 / (inner.sigmas.double() ** 2 + 1)
    timesteps = torch.clip(torch.tensor(list(range(0, 1000, 1000 // steps))) + 1, 0, 999)
    before = kept[torch.nn.functional.pad(timesteps[:-1], pad=(1, 0))]
    for i in reversed(range(len(timesteps))):
        a, to = kept[timesteps[i]].float(), before[i].float()
        said = model(x, timesteps[i].float() * torch.ones(len(x)))
        clean = (x - (1 - a).sqrt() * said) / a.sqrt()
        x = to.sqrt() * clean + (1 - to).sqrt() * said
    return x


STOCHASTIC = {"euler_a": "later", "dpm2_a": "later", "dpmpp_2s_a": "later", "dpmpp_sde": "tree", "dpmpp_2m_sde": "tree", "dpmpp_3m_sde": "tree"}
FUNCTIONS = {
    "euler": "sample_euler", "euler_a": "sample_euler_ancestral", "heun": "sample_heun", "dpm2": "sample_dpm_2", "ddim": "sample_euler",
    "dpm2_a": "sample_dpm_2_ancestral", "lms": "sample_lms", "dpmpp_2m": "sample_dpmpp_2m", "dpmpp_2s_a": "sample_dpmpp_2s_ancestral",
    "dpmpp_sde": "sample_dpmpp_sde", "dpmpp_2m_sde": "sample_dpmpp_2m_sde", "dpmpp_3m_sde": "sample_dpmpp_3m_sde",
}  # fmt: skip
COMFY_OWN = {"lms": comfy_lms, "lcm": comfy_lcm, "ddpm": comfy_ddpm}


@torch.no_grad()
def run(pipeline, kd, request, folder):
    comfy, sampler = request["like"] == "comfyui", request["sampler"]
    height, width = request["height"], request["width"]
    negative, positive = (conditioning(pipeline, request[key], comfy) for key in ("negative_prompt", "prompt"))
    ids = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)

    def eps(x, t, **_):
        def forward(text):
            states, pooled = (part.expand(len(x), *part.shape[1:]) for part in text)
            added = {"text_embeds": pooled, "time_ids": ids.expand(len(x), -1)}
            return pipeline.unet(x, t, encoder_hidden_states=states, added_cond_kwargs=added).sample

        without = forward(negative)
        return without + request["guidance"] * (forward(positive) - without)

    scheduler = type(pipeline.scheduler).from_config(SDXL_SCHEDULER)
    inner = kd.external.DiscreteEpsDDPMDenoiser(eps, scheduler.alphas_cumprod, quantize=request["like"] != "a1111")
    pictures = Pictures(request, (4, height // 8, width // 8))
    noise = pictures.draw(pictures.first)
    if sampler == "ddim" and not comfy:
        latents = a1111_ddim(inner, eps, noise, request["steps"])
    else:
        sigmas = all_sigmas = sigmas_of(kd, inner, request)
        if request["init_image"]:
            image = Image.open(folder / request["init_image"]).convert("RGB").resize((width, height), Image.LANCZOS)
            pixels = torch.from_numpy(np.asarray(image)).permute(2, 0, 1)[None] / 127.5 - 1
            start = pipeline.vae.encode(pixels).latent_dist.mode() * pipeline.vae.config.scaling_factor
            if not comfy:
                sigmas = sigmas[request["steps"] - int(min(request["strength"], 0.999) * request["steps"]) - 1 :]
            x = start + noise * sigmas[0]
        else:
            whole = comfy and sigmas[0] > inner.sigmas[-1] * (1 - 1e-5)
            x = noise * ((1 + sigmas[0] ** 2).sqrt() if whole else sigmas[0])
        kind = STOCHASTIC.get(sampler)
        if comfy and sampler in COMFY_OWN:
            latents = COMFY_OWN[sampler](kd, inner, x, sigmas, lambda *_: pictures.draw(pictures.later))
        else:
            extra = {}
            if kind == "later":
                extra = {"noise_sampler": lambda *_: pictures.draw(pictures.later)}
            elif kind == "tree":
                extra = {"noise_sampler": pictures.of_tree(kd, all_sigmas)}
            latents = getattr(kd.sampling, FUNCTIONS[sampler])(inner, x, sigmas, disable=True, **extra)
    decoded = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample
    return pipeline.image_processor.postprocess(decoded)


def write_replayed(folder):
    folder, kd = Path(folder), k_diffusion()
    pipeline = load_pipeline(folder / "tiny64")
    write_golden_pictures(folder / "tiny64", "replayed", requests(), lambda request: run(pipeline, kd, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_replayed(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "golden")
