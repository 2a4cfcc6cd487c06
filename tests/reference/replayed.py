"""Pictures as AUTOMATIC1111, Forge and ComfyUI make them: tiny64/replayed.json and .safetensors, requests as pictures.py writes them with "like"
and "noise_source", and what plain loops make of each: the samplers are k-diffusion's own (PyPI k-diffusion 0.1.1, its modules sampling.py and
external.py alone), around diffusers' networks. From the programs come, written anew: the schedules (A1111 modules/sd_schedulers.py, ComfyUI
comfy/samplers.py), the first latents, the weights of words (A1111 modules/sd_emphasis.py, ComfyUI comfy/sd1_clip.py), the order of draws, the
steps of image to image, the hires pass, variations and seed resize (A1111 modules/rng.py), samplers that k-diffusion lacks (program_samplers.py)
and masks (program_masks.py). A start picture becomes the mean of what the encoder says. Pictures are cut to 8 bits, not rounded.

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

import program_masks
from models import load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from program_samplers import CFG_PP, COMFY_OWN, a1111_over_timesteps, a1111_timesteps, comfy_cfg_pp
from prompt_weights import read
from schedulers import SDXL_SCHEDULER
from spacings import linear_quadratic

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

    def hires(scale=1.5, steps=0, strength=0.6, upscaler="latent"):
        return {"hires": {"scale": scale, "steps": steps, "strength": strength, "upscaler": upscaler}}

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
        "a1111_plms": {**a1111, "sampler": "pndm", "steps": 8},
        "a1111_unipc": {**a1111, "sampler": "unipc", "steps": 8},
        "a1111_unipc_few": {**a1111, "sampler": "unipc", "steps": 3},
        "a1111_start_ddim": {**a1111, **start, "sampler": "ddim", "steps": 8},
        "a1111_start_plms": {**a1111, **start, "sampler": "pndm", "steps": 9},
        "a1111_start_unipc": {**a1111, **start, "sampler": "unipc", "steps": 9},
        "a1111_start_whole": {**a1111, **start, "strength": 1.0},
        "a1111_variation": {**a1111, "variation_seed": 99, "variation_strength": 0.3, "sampler": "euler_a"},
        "a1111_seed_resize": {**a1111, "seed_resize_from": [64, 24], "sampler": "euler_a"},
        "a1111_seed_resize_varied": {**a1111, "seed_resize_from": [32, 72], "variation_seed": 99, "variation_strength": 0.3, "batch": 2},
        "a1111_hires": {**a1111, **hires(), "sampler": "euler_a"},
        "a1111_hires_varied": {**a1111, **hires(strength=0.7, steps=4), "variation_seed": 99, "variation_strength": 0.3, "sampler": "dpmpp_2m_sde"},
        "a1111_hires_lanczos": {**a1111, **hires(upscaler="lanczos", scale=2)},
        "a1111_hires_unipc": {**a1111, **hires(steps=6), "sampler": "unipc"},
        "a1111_hires_plms": {**a1111, **hires(steps=6), "sampler": "pndm"},
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
        "a1111_dpmpp_2m_sde_heun_exponential": {**a1111, "sampler": "dpmpp_2m_sde_heun", "spacing": "exponential"},
        "comfy_dpmpp_2m_sde_heun_karras": {**comfy, "sampler": "dpmpp_2m_sde_heun", "spacing": "karras"},
        "comfy_res_multistep_karras": {**comfy, "sampler": "res_multistep", "spacing": "karras"},
        "comfy_res_multistep_a_normal": {**comfy, "sampler": "res_multistep_a", "spacing": "normal", "batch": 2},
        "comfy_er_sde_simple": {**comfy, "sampler": "er_sde", "spacing": "simple", "steps": 6},
        "comfy_start_er_sde_karras": {**comfy, **start, "sampler": "er_sde", "spacing": "karras"},
        "comfy_euler_cfg_pp_karras": {**comfy, "sampler": "euler_cfg_pp", "spacing": "karras", "guidance": 1.6},
        "comfy_euler_cfg_pp_unguided": {**comfy, "sampler": "euler_cfg_pp", "spacing": "normal", "guidance": 1.0, **WEIGHED},
        "comfy_euler_a_cfg_pp_normal": {**comfy, "sampler": "euler_a_cfg_pp", "spacing": "normal", "guidance": 1.3, "batch": 2},
        "comfy_start_euler_a_cfg_pp": {**comfy, **start, "sampler": "euler_a_cfg_pp", "spacing": "karras", "guidance": 1.3},
        "comfy_euler_linear_quadratic": {**comfy, "spacing": "linear_quadratic", "steps": 7},
        "comfy_euler_own_levels": {**comfy, "sigmas": [14.6, 9, 4.5, 1.25, 0.4], "spacing": "normal"},
        "comfy_lcm_sgm": {**comfy, "sampler": "lcm", "spacing": "sgm_uniform"},
        "comfy_lcm_karras": {**comfy, "sampler": "lcm", "spacing": "karras"},
        "comfy_start_lcm": {**comfy, **start, "sampler": "lcm", "spacing": "sgm_uniform"},
        "comfy_ddpm_karras": {**comfy, "sampler": "ddpm", "spacing": "karras"},
        "comfy_ddpm_normal": {**comfy, "sampler": "ddpm", "spacing": "normal"},
        "comfy_euler_beta": {**comfy, "spacing": "beta", "steps": 12},
        "comfy_unipc_karras": {**comfy, "sampler": "unipc", "spacing": "karras", "steps": 8},
        "comfy_unipc_normal": {**comfy, "sampler": "unipc", "spacing": "normal"},
        "comfy_deis_karras": {**comfy, "sampler": "deis", "spacing": "karras", "steps": 8},
        "comfy_deis_normal": {**comfy, "sampler": "deis", "spacing": "normal"},
        "comfy_start_deis": {**comfy, **start, "sampler": "deis", "spacing": "sgm_uniform"},
        "comfy_start_unipc": {**comfy, **start, "sampler": "unipc", "spacing": "simple", "steps": 6},
        "comfy_start_whole": {**comfy, **start, "spacing": "normal", "strength": 1.0},
        "comfy_hires": {**comfy, **hires(scale=1.3, strength=0.5), "sampler": "euler_a", "spacing": "normal"},
        "comfy_hires_lanczos": {**comfy, **hires(scale=1.5, upscaler="lanczos"), "sampler": "dpmpp_2m", "spacing": "karras"},
        "comfy_euler_kl_optimal": {**comfy, "spacing": "kl_optimal"},
        "comfy_start_dpmpp_2m_karras": {**comfy, **start, "sampler": "dpmpp_2m", "spacing": "karras"},
        "comfy_unipc_bh2_normal": {**comfy, "sampler": "unipc_bh2", "spacing": "normal", "steps": 8},
        "comfy_start_unipc_bh2": {**comfy, **start, "sampler": "unipc_bh2", "spacing": "karras", "steps": 6},
        "a1111_unipc_bh2": {**a1111, "sampler": "unipc_bh2", "steps": 8},
        "comfy_euler_cfg_pp_below_1": {**comfy, "sampler": "euler_cfg_pp", "spacing": "karras", "guidance": 0.6},
        "comfy_euler_a_cfg_pp_below_1": {**comfy, "sampler": "euler_a_cfg_pp", "spacing": "normal", "guidance": 0.4, "batch": 2},
        "comfy_dpm_adaptive_simple": {**comfy, "sampler": "dpm_adaptive", "spacing": "simple", "guidance": 2.0},
        "comfy_start_dpm_adaptive_karras": {**comfy, **start, "sampler": "dpm_adaptive", "spacing": "karras"},
        "a1111_dpm_adaptive": {**a1111, "sampler": "dpm_adaptive", "eta": 1.0, "guidance": 2.0},
        "a1111_start_dpm_adaptive_karras": {**a1111, **start, "sampler": "dpm_adaptive", "spacing": "karras", "eta": 1.0},
        "comfy_start_dpmpp_sde_karras": {**comfy, **start, "sampler": "dpmpp_sde", "spacing": "karras", "strength": 0.45},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def masked_requests():
    usual = {"init_image": "init.png", "mask": "mask.png", "steps": 5, "strength": 0.6}
    a1111 = {"like": "a1111", "noise_source": "cpu", **usual}
    comfy = {"like": "comfyui", "noise_source": "comfy", "spacing": "karras", **usual}
    large = {"init_image": "init_large.png", "mask": "mask_large.png"}
    soft = {"mask": "mask_soft.png"}
    entries = {
        "a1111_euler": a1111,
        "a1111_euler_a_whole": {**a1111, "sampler": "euler_a", "strength": 1.0, "batch": 2},
        "a1111_blurred": {**a1111, "mask_blur": 4, "sampler": "dpmpp_2m", "spacing": "karras"},
        "a1111_heun": {**a1111, "sampler": "heun", "strength": 0.8},
        "a1111_dpm2_a": {**a1111, "sampler": "dpm2_a", "spacing": "karras", "strength": 0.8},
        "a1111_dpmpp_2s_a": {**a1111, "sampler": "dpmpp_2s_a", "spacing": "karras"},
        "a1111_dpmpp_sde": {**a1111, "sampler": "dpmpp_sde", "spacing": "karras"},
        "a1111_lms_soft": {**a1111, **soft, "sampler": "lms"},
        "a1111_ends_above_0": {**a1111, "sampler": "dpmpp_2m", "spacing": "kl_optimal"},
        "a1111_noise": {**a1111, "mask_fill": "noise", "variation_seed": 99, "variation_strength": 0.3},
        "a1111_fill": {**a1111, "mask_fill": "neighbours", "mask_blur": 3},
        "a1111_fill_crop": {**a1111, **large, "mask_area": "masked", "mask_padding": 4, "mask_fill": "neighbours", "mask_blur": 2},
        "a1111_nothing": {**a1111, "mask_fill": "nothing", "strength": 0.9},
        "a1111_ddim": {**a1111, "sampler": "ddim", "steps": 9},
        "a1111_plms": {**a1111, "sampler": "pndm", "steps": 9},
        "a1111_unipc": {**a1111, "sampler": "unipc", "steps": 9},
        "a1111_resized": {**a1111, **large},
        "a1111_crop": {**a1111, **large, "mask_area": "masked", "mask_padding": 2, "mask_blur": 2},
        "a1111_crop_edge": {**a1111, **large, "mask": "mask_wide.png", "mask_area": "masked", "mask_padding": 6},
        "forge_dpmpp_2m": {**a1111, "like": "forge", "sampler": "dpmpp_2m", "spacing": "karras"},
        "comfy_euler": comfy,
        "comfy_euler_a_whole": {**comfy, "sampler": "euler_a", "spacing": "normal", "strength": 1.0, "batch": 2},
        "comfy_grey_dpmpp_2m": {**comfy, **soft, "sampler": "dpmpp_2m"},
        "comfy_grey_heun": {**comfy, **soft, "sampler": "heun", "strength": 0.8},
        "comfy_grey_dpm2": {**comfy, **soft, "sampler": "dpm2", "spacing": "simple"},
        "comfy_grey_dpmpp_2s_a": {**comfy, **soft, "sampler": "dpmpp_2s_a"},
        "comfy_grey_dpmpp_sde": {**comfy, **soft, "sampler": "dpmpp_sde", "strength": 1.0},
        "comfy_grey_unipc": {**comfy, **soft, "sampler": "unipc", "steps": 6},
        "comfy_grey_euler_cfg_pp": {**comfy, **soft, "sampler": "euler_cfg_pp", "guidance": 1.4},
        "comfy_grey_lcm": {**comfy, **soft, "sampler": "lcm", "spacing": "sgm_uniform"},
        "comfy_soft_euler": {**comfy, **soft, "mask_soft": True, "steps": 8},
        "comfy_soft_dpmpp_sde": {**comfy, **soft, "mask_soft": True, "sampler": "dpmpp_sde", "spacing": "normal", "strength": 0.9},
        "comfy_grey_dpm_adaptive": {**comfy, **soft, "sampler": "dpm_adaptive"},
        "a1111_dpm_adaptive": {**a1111, "sampler": "dpm_adaptive", "eta": 1.0},
        "comfy_for_inpainting": {**comfy, "mask_fill": "grey"},
        "comfy_for_inpainting_whole": {**comfy, "mask_fill": "grey", "sampler": "dpmpp_2m", "strength": 1.0},
        "comfy_blurred_ddpm": {**comfy, "mask_blur": 3, "sampler": "ddpm", "spacing": "normal"},
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
    if spacing == "linear_quadratic":
        return torch.tensor(linear_quadratic(n, high))
    if spacing == "beta":
        places = np.rint(scipy.stats.beta.ppf(1 - np.linspace(0, 1, n, endpoint=False), 0.6, 0.6) * (len(table) - 1))
        return torch.tensor([table[int(t)].item() for i, t in enumerate(places) if i == 0 or t != places[i - 1]] + [0.0])
    if spacing == "kl_optimal":
        share = torch.arange(n) / (n - 1)
        return torch.cat([torch.tan(share * math.atan(low) + (1 - share) * math.atan(high)), torch.zeros(1)])
    return a1111_sigmas(kd, inner, spacing, n)


def sigmas_of(kd, inner, request, steps, strength):
    """`strength`: of what image to image runs of ComfyUI's schedule; none: all of it."""
    if request.get("sigmas"):
        return torch.tensor([*request["sigmas"], 0.0])
    comfy, n = request["like"] == "comfyui", steps
    drops = request["sampler"] in (("dpm2", "dpm2_a", "unipc", "unipc_bh2") if comfy else ("dpm2", "dpm2_a", "dpmpp_3m_sde"))
    if comfy and strength is not None and strength < 0.9999:
        n = int(n / strength)
    sigmas = (comfy_sigmas if comfy else a1111_sigmas)(kd, inner, request["spacing"], n + drops).float()
    if drops:
        sigmas = torch.cat([sigmas[:-2], sigmas[-1:]])
    return sigmas[-(steps + 1) :] if n != steps else sigmas


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


def slerp(share, low, high):
    """Between columns of each plane, as modules/rng.py."""
    angle = torch.acos((low / low.norm(dim=1, keepdim=True) * high / high.norm(dim=1, keepdim=True)).sum(1, keepdim=True))
    return torch.sin((1 - share) * angle) / torch.sin(angle) * low + torch.sin(share * angle) / torch.sin(angle) * high


class Pictures:
    """A1111: a generator a picture, which goes on. ComfyUI: one draw for all, later ones from a generator of the next seed."""

    def __init__(self, request, shape):
        self.request, self.comfy, self.shape, self.batch = request, request["like"] == "comfyui", shape, request["batch"]
        # The pictures of a batch vary around one seed.
        varied = request.get("variation_strength", 0) > 0
        seeds = [request["seed"]] if self.comfy else [request["seed"] + (0 if varied else i) for i in range(self.batch)]
        self.seeds = seeds
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        self.later = [torch.Generator().manual_seed(seeds[0] + 1)] if self.comfy else self.generators

    def draw(self, generators):
        if self.comfy:
            return torch.randn((self.batch, *self.shape), generator=generators[0])
        return torch.stack([torch.randn(self.shape, generator=each) for each in generators])

    def plain(self):
        return torch.stack([torch.randn(self.shape, generator=torch.Generator().manual_seed(seed)) for seed in self.seeds])

    def first(self):
        """ImageRNG.first: noise of seed_resize_from, turned towards that of the variation seed, in the middle of a draw of the picture's size."""
        strength, size = self.request.get("variation_strength", 0), self.request.get("seed_resize_from")
        shape = (self.shape[0], size[1] // 8, size[0] // 8) if size else self.shape
        drawn = self.draw(self.generators)
        if strength == 0 and shape == self.shape:
            return drawn
        for i, seed in enumerate(self.seeds):
            noise = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
            if strength > 0:
                other = torch.Generator().manual_seed(self.request["variation_seed"] + i)
                noise = slerp(strength, noise, torch.randn(shape, generator=other))
            y, x = (self.shape[axis] - shape[axis] for axis in (1, 2))
            y, x = y // 2, x // 2
            h, w = (shape[axis] if before >= 0 else shape[axis] + 2 * before for axis, before in ((1, y), (2, x)))
            from_y, from_x, to_y, to_x = max(-y, 0), max(-x, 0), max(y, 0), max(x, 0)
            drawn[i, :, to_y : to_y + h, to_x : to_x + w] = noise[:, from_y : from_y + h, from_x : from_x + w]
        return drawn

    def of_tree(self, kd, sigmas):
        low, high = sigmas[sigmas > 0].min(), sigmas.max()
        like = torch.zeros((self.batch, *self.shape))
        seed = self.seeds[0] if self.comfy else self.seeds
        return kd.sampling.BrownianTreeNoiseSampler(like, low, high, seed=seed)


# ---- a whole picture


STOCHASTIC = {"euler_a": "later", "dpm2_a": "later", "dpmpp_2s_a": "later", "dpmpp_sde": "tree", "dpmpp_2m_sde": "tree", "dpmpp_3m_sde": "tree"}
STOCHASTIC["dpmpp_2m_sde_heun"] = "tree"
FUNCTIONS = {
    "euler": "sample_euler", "euler_a": "sample_euler_ancestral", "heun": "sample_heun", "dpm2": "sample_dpm_2", "ddim": "sample_euler",
    "dpm2_a": "sample_dpm_2_ancestral", "lms": "sample_lms", "dpmpp_2m": "sample_dpmpp_2m", "dpmpp_2s_a": "sample_dpmpp_2s_ancestral",
    "dpmpp_2m_sde_heun": "sample_dpmpp_2m_sde", "dpmpp_sde": "sample_dpmpp_sde", "dpmpp_2m_sde": "sample_dpmpp_2m_sde", "dpmpp_3m_sde": "sample_dpmpp_3m_sde",
}  # fmt: skip


class Drawing:
    """The passes over one request's pictures."""

    def __init__(self, pipeline, kd, request, folder):
        self.pipeline, self.kd, self.request, self.folder = pipeline, kd, request, folder
        self.comfy, self.vae = request["like"] == "comfyui", pipeline.vae
        self.texts = [conditioning(pipeline, request[key], self.comfy) for key in ("negative_prompt", "prompt")]
        self.kept = type(pipeline.scheduler).from_config(SDXL_SCHEDULER).alphas_cumprod

    def eps(self, height, width):
        ids = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)

        def forward(x, t, text):
            states, pooled = (part.expand(len(x), *part.shape[1:]) for part in text)
            added = {"text_embeds": pooled, "time_ids": ids.expand(len(x), -1)}
            return self.pipeline.unet(x, t, encoder_hidden_states=states, added_cond_kwargs=added).sample

        def guided(x, t, **_):
            without, given = (forward(x, t, text) for text in self.texts)
            self.seen, self.without = x, without
            return without + self.request["guidance"] * (given - without)

        return guided

    def unguided(self, sigma):
        """The clean latents that were meant without the prompt; `seen` is scaled for the model."""
        return self.seen * (sigma**2 + 1).sqrt() - sigma * self.without

    def encoded(self, images):
        return self.of_pixels(torch.from_numpy(np.stack([np.asarray(image) for image in images])) / np.float32(255))

    def of_pixels(self, pixels):
        """pixels: [batch, height, width, 3] from 0 to 1."""
        pixels = pixels.permute(0, 3, 1, 2) * 2 - 1
        return self.vae.encode(pixels).latent_dist.mode() * self.vae.config.scaling_factor

    def decoded(self, latents):
        pixels = self.vae.decode(latents / self.vae.config.scaling_factor).sample
        return [Image.fromarray(each) for each in (255.0 * ((pixels + 1) / 2).clamp(0, 1)).permute(0, 2, 3, 1).numpy().astype(np.uint8)]

    def drawn(self, height, width, steps, start=None, strength=1.0, asked=None, painting=None):
        """`start`: clean latents; `steps`: of the schedule, of which A1111 runs the last of `strength`, or so many as are `asked` for."""
        request, kd = self.request, self.kd
        eps, sampler = self.eps(height, width), request["sampler"]
        inner = kd.external.DiscreteEpsDDPMDenoiser(eps, self.kept, quantize=request["like"] != "a1111")
        pictures = Pictures(request, (4, height // 8, width // 8))
        noise = pictures.first()
        runs = asked - 1 if asked else int(min(strength, 0.999) * steps)  # A1111's t_enc
        if painting is not None:
            start = painting.filled(start, pictures.plain())
        if sampler in ("ddim", "pndm", "unipc", "unipc_bh2") and not self.comfy:
            timesteps, first, x = a1111_timesteps(steps), None, noise
            if start is not None:
                kept = self.kept[timesteps[runs]]
                x, timesteps = start * kept.sqrt() + noise * (1 - kept).sqrt(), timesteps[:runs]
                first = timesteps[-1] / 1000 + 1 / 1000
            if painting is not None:
                eps = program_masks.a1111_eps(eps, painting, start)
            x = a1111_over_timesteps(sampler, eps, self.kept, x, timesteps, first)
        else:
            sigmas = all_sigmas = sigmas_of(kd, inner, request, steps, strength if start is not None else None)
            if start is not None and not self.comfy:
                sigmas = sigmas[steps - runs - 1 :]
            if sampler == "dpm_adaptive" and not self.comfy and start is None:
                sigmas = sigmas.clone()
                sigmas[0] = inner.sigmas[-1]
            whole = self.comfy and sigmas[0] > inner.sigmas[-1] * (1 - 1e-5)
            x = noise * ((1 + sigmas[0] ** 2).sqrt() if whole else sigmas[0]) + (0 if start is None else start)
            model = inner
            if painting is not None and self.comfy:
                model = program_masks.comfy_model(inner, painting, start, noise, sigmas)
            elif painting is not None:
                model = program_masks.a1111_model(inner, painting, start)
            if sampler == "dpm_adaptive":
                x = self.walked_adaptively(model, x, sigmas, None if self.comfy or start is not None else inner.sigmas, pictures)
            else:
                x = self.walked(model, x, sigmas, all_sigmas, pictures)
        if painting is not None and not self.comfy:
            x = x * painting.share + start * (1 - painting.share)
        return x

    def walked(self, model, x, sigmas, all_sigmas, pictures):
        sampler, extra = self.request["sampler"], {}
        if sampler in CFG_PP:
            return comfy_cfg_pp(model, self.unguided, x, sigmas, lambda *_: pictures.draw(pictures.later), CFG_PP[sampler])
        if self.comfy and sampler in COMFY_OWN:
            return COMFY_OWN[sampler](self.kd, model, x, sigmas, lambda *_: pictures.draw(pictures.later))
        kind = STOCHASTIC.get(sampler)
        if kind == "later":
            extra = {"noise_sampler": lambda *_: pictures.draw(pictures.later)}
        elif kind == "tree":
            extra = {"noise_sampler": pictures.of_tree(self.kd, all_sigmas)}
        if sampler.endswith("heun") and sampler != "heun":
            extra["solver_type"] = "heun"
        return getattr(self.kd.sampling, FUNCTIONS[sampler])(model, x, sigmas, disable=True, **extra)

    def walked_adaptively(self, model, x, sigmas, whole, pictures):
        """A1111 walks over the model's `whole` range for text to image, else from the first of the levels to the last but one; ComfyUI to the
        last above 0. A1111 draws noise unless told otherwise."""
        low, high = (whole[0], whole[-1]) if whole is not None else (sigmas[-2] if not self.comfy or sigmas[-1] == 0 else sigmas[-1], sigmas[0])
        draw = lambda *_: pictures.draw(pictures.later)  # noqa: E731
        eta = self.request.get("eta", 0.0)
        return self.kd.sampling.sample_dpm_adaptive(model, x, low.item(), high.item(), eta=eta, noise_sampler=draw, disable=True)

    def enlarged(self, latents, height, width):
        """The hires pass, in pixels: A1111 cuts a side to whole pixels, then latents; ComfyUI rounds latents."""
        hires, steps = self.request["hires"], self.request["hires"]["steps"] or self.request["steps"]
        if self.comfy and hires["upscaler"] == "latent":
            height, width = (8 * round(side // 8 * hires["scale"]) for side in (height, width))
        else:
            height, width = (int(side * hires["scale"]) // 8 * 8 for side in (height, width))
        if hires["upscaler"] == "latent":
            start = torch.nn.functional.interpolate(latents, size=(height // 8, width // 8), mode="bilinear")
        else:
            start = self.encoded([image.resize((width, height), Image.LANCZOS) for image in self.decoded(latents)])
        if self.comfy:
            return self.drawn(height, width, steps, start, hires["strength"])
        return self.drawn(height, width, int(steps / min(hires["strength"], 0.999)), start, asked=steps)


@torch.no_grad()
def run(pipeline, kd, request, folder):
    drawing = Drawing(pipeline, kd, request, folder)
    height, width = request["height"], request["width"]
    if request.get("mask"):
        painting = program_masks.Painting(request, folder)
        start = drawing.of_pixels(painting.pixels()[None])
        latents = drawing.drawn(height, width, request["steps"], start, request["strength"], painting=painting)
        return [painting.put_back(made) for made in drawing.decoded(latents)]
    start = None
    if request["init_image"]:
        image = Image.open(folder / request["init_image"]).convert("RGB").resize((width, height), Image.LANCZOS)
        start = drawing.encoded([image])
    latents = drawing.drawn(height, width, request["steps"], start, request["strength"])
    if "hires" in request:
        latents = drawing.enlarged(latents, height, width)
    return drawing.decoded(latents)


def soft_mask(width, height):
    """Greys that rise across it, within a frame that is kept."""
    ramp = np.zeros((height, width), np.uint8)
    ramp[6 : height - 5, 8 : width - 6] = np.linspace(0, 255, width - 14).round()
    return Image.fromarray(ramp)


def write_replayed(folder):
    folder, kd = Path(folder), k_diffusion()
    model = folder / "tiny64"
    pipeline = load_pipeline(model)
    soft_mask(DEFAULTS["width"], DEFAULTS["height"]).save(model / "mask_soft.png")
    write_golden_pictures(model, "replayed", requests(), lambda request: run(pipeline, kd, request, model))
    write_golden_pictures(model, "replayed_masks", masked_requests(), lambda request: run(pipeline, kd, request, model))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_replayed(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "golden")
