"""Guidance beyond its scale and prompts of parts of a picture: tiny64/guided.json (as pictures.py writes them) and guided.safetensors.

A plain loop over diffusers' UNet and Euler scheduler, one forward after the other. The formulas are diffusers' own where it has them
(guiders.normalized_guidance and cfg_zero_star_scale, UNet2DConditionModel.enable_freeu, the identity processor of perturbed attention);
typed in from the papers: smoothed energy guidance (Hong 2024, algorithm 1: diffusers' version swaps its two cases), normalized attention
guidance (Chen et al. 2025, equations 7 to 10), dynamic thresholding (the sd-dynamic-thresholding extension: centred per channel, mean
startpoint, absolute deviation) and texts of regions mixed in cross attention.

python guided.py FOLDER: it holds tiny64."""

import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import EulerDiscreteScheduler
from diffusers.guiders.adaptive_projected_guidance import MomentumBuffer, normalized_guidance
from diffusers.guiders.classifier_free_zero_star_guidance import cfg_zero_star_scale
from diffusers.models.attention_processor import AttnProcessor2_0
from PIL import Image

from chunks import embeds
from models import load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER

BOXES = [
    {"prompt": "the small sea", "right": 0.5},
    {"prompt": "a red house", "left": 0.375, "top": 0.25, "weight": 0.7, "negative_prompt": "sea"},
]


def requests():
    wide = {"width": 96, "height": 64}
    changes = {
        "zero_star": {"cfg_zero_star": True},
        "projected": {"apg": [0.25, 1.0, -0.5], "guidance": 8.0, "batch": 2},
        "thresholded": {"mimic_scale": 3.0, "threshold_percentile": 0.9, "guidance": 9.0},
        "thresholded_v": {"mimic_scale": 2.0, "guidance": 7.0, "prediction": "v_prediction"},
        "free_u": {"freeu": [1.3, 1.4, 0.9, 0.2]},
        "smoothed": {"seg_scale": 3.0, "seg_blur": 0.75, **wide},
        "smoothed_endless": {"seg_scale": 3.0},
        "smoothed_and_perturbed": {"seg_scale": 2.0, "pag_scale": 2.0, "guidance": 1.0},
        "unwanted": {"nag_scale": 5.0, "guidance": 1.0},
        "regions": {"regions": BOXES, **wide},
        "regions_by_mask": {"regions": [{"prompt": "a red house", "mask": "region.png", "weight": 0.8}], "guidance": 1.0, "width": 64, "height": 48},
        "together": {"regions": BOXES, "freeu": [1.1, 1.2, 0.9, 0.8], "seg_scale": 1.5, "apg": [0.5, 0.0, 0.0], **wide},
    }
    return [{"name": name, **DEFAULTS, **change} for name, change in changes.items()]


def size_of(tokens, latents):
    """Height and width of a level that has so many tokens."""
    height, width = latents
    while height * width > tokens:
        height, width = math.ceil(height / 2), math.ceil(width / 2)
    assert height * width == tokens
    return height, width


class Look:
    """What an attention finds: `found` gives it before its last projection."""

    def __init__(self, found):
        self.found = found

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, **_):
        found = self.found(attn, hidden_states, hidden_states if encoder_hidden_states is None else encoder_hidden_states)
        return attn.to_out[1](attn.to_out[0](found))


def attend(attn, query, text):
    def heads(x):
        return x.view(x.shape[0], -1, attn.heads, x.shape[-1] // attn.heads).transpose(1, 2)

    found = F.scaled_dot_product_attention(heads(query), heads(attn.to_k(text)), heads(attn.to_v(text)))
    return found.transpose(1, 2).flatten(2)


def blurred(query, sigma, latents):
    batch, tokens, width = query.shape
    rows, columns = size_of(tokens, latents)
    picture = query.transpose(1, 2).reshape(batch, width, rows, columns)
    if sigma == 0:
        return picture.mean((2, 3), keepdim=True).expand_as(picture).flatten(2).transpose(1, 2)
    size = math.ceil(6 * sigma) + 1 - math.ceil(6 * sigma) % 2
    for axis, side in ((2, rows), (3, columns)):
        kernel = min(size, side - (side % 2 - 1))
        x = torch.linspace(-(kernel - 1) / 2, (kernel - 1) / 2, kernel)
        taps = torch.exp(-0.5 * (x / sigma) ** 2)
        taps = taps / taps.sum()
        half = kernel // 2
        pad = (0, 0, half, half) if axis == 2 else (half, half, 0, 0)
        shape = (kernel, 1) if axis == 2 else (1, kernel)
        picture = F.conv2d(F.pad(picture, pad, mode="reflect"), taps.reshape(1, 1, *shape).expand(width, 1, *shape), groups=width)
    return picture.flatten(2).transpose(1, 2)


def shares(regions, latents, scale, folder):
    """[1 + regions, height, width]"""
    height, width = latents
    own = []
    for region in regions:
        fine = torch.zeros(height * scale, width * scale)
        left, top = round(region.get("left", 0) * width * scale), round(region.get("top", 0) * height * scale)
        right, bottom = round(region.get("right", 1) * width * scale), round(region.get("bottom", 1) * height * scale)
        fine[top:bottom, left:right] = region.get("weight", 1.0)
        if "mask" in region:
            mask = Image.open(folder / region["mask"]).convert("L")
            assert mask.size == (width * scale, height * scale)
            fine *= torch.from_numpy(np.asarray(mask, dtype=np.float32)) / 255
        own.append(F.avg_pool2d(fine[None], scale)[0])
    own = torch.stack(own)
    total = own.sum(0)
    return torch.cat([(1 - total).clamp(min=0)[None], own / total.clamp(min=1)])


class Loop:
    def __init__(self, pipeline, request, folder):
        self.pipeline, self.request, self.folder = pipeline, request, folder
        self.latents = request["height"] // pipeline.vae_scale_factor, request["width"] // pipeline.vae_scale_factor
        self.regions = request.get("regions", [])
        self.known = {}

    def encoded(self, text):
        if text not in self.known:
            self.known[text] = embeds(self.pipeline, text)
        return self.known[text]

    def cross(self, negative):
        """The processor of cross attention in the forward of the prompt, or of its negative."""
        regions = []
        for region in self.regions:
            text = region.get("negative_prompt", self.request["negative_prompt"]) if negative else region["prompt"]
            regions.append(self.encoded(text)[0])
        mixed = shares(self.regions, self.latents, self.pipeline.vae_scale_factor, self.folder) if regions else None
        nag = self.request.get("nag_scale", 0)
        unwanted = self.encoded(self.request["negative_prompt"])[0] if nag else None

        def found(attn, x, text):
            query = attn.to_q(x)
            all = attend(attn, query, text)
            if regions:
                here = F.interpolate(mixed[None], size_of(x.shape[1], self.latents), mode="area")[0].flatten(1)[:, None, :, None]
                all = all * here[0] + sum(attend(attn, query, region) * share for region, share in zip(regions, here[1:]))
            if nag:
                other = attend(attn, query, unwanted)
                away = all * nag - other * (nag - 1)
                norm, away_norm = all.abs().sum(-1, keepdim=True), away.abs().sum(-1, keepdim=True)
                ratio = away_norm / norm
                all = away * torch.clamp(ratio, max=2.5) / ratio * 0.25 + all * 0.75
            return all

        return Look(found)

    def forward(self, latents, timestep, text, negative=False, middle=None):
        unet = self.pipeline.unet
        cross = self.cross(negative)
        unet.set_attn_processor(
            {
                name: cross if "attn2" in name else middle if middle and name.startswith("mid_block") else AttnProcessor2_0()
                for name in unet.attn_processors
            }
        )
        context, pooled = self.encoded(text)
        height, width = self.request["height"], self.request["width"]
        sizes = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)
        return unet(latents, timestep, encoder_hidden_states=context, added_cond_kwargs={"text_embeds": pooled, "time_ids": sizes}).sample

    def guided(self, without, with_prompt, model_input, sigma, momentum, prediction):
        request = self.request
        scale = request["guidance"]
        if request.get("cfg_zero_star"):
            without = without * cfg_zero_star_scale(with_prompt.flatten(1), without.flatten(1)).view(-1, 1, 1, 1)
        if "apg" in request:
            eta, norm, _ = request["apg"]
            return normalized_guidance(with_prompt, without, scale, momentum, eta, norm)
        guided = without + scale * (with_prompt - without)
        if "mimic_scale" not in request:
            return guided
        a = 1 / (1 + sigma**2)
        signal, noise = a.sqrt(), (1 - a).sqrt()

        def clean(output):
            return signal * model_input - noise * output if prediction == "v_prediction" else (model_input - noise * output) / signal

        weak = clean(without + request["mimic_scale"] * (with_prompt - without)).flatten(2)
        strong = clean(guided).flatten(2)
        mean = strong.mean(2, keepdim=True)
        centred = strong - mean
        wanted = (weak - weak.mean(2, keepdim=True)).abs().amax(2, keepdim=True)
        most = torch.maximum(wanted, torch.quantile(centred.abs(), request.get("threshold_percentile", 1.0), dim=2, keepdim=True))
        result = (torch.minimum(torch.maximum(centred, -most), most) / most * wanted + mean).reshape(guided.shape)
        return (signal * model_input - result) / noise if prediction == "v_prediction" else (model_input - signal * result) / noise

    @torch.no_grad()
    def picture(self, seed):
        request, latents_size = self.request, self.latents
        prediction = request.get("prediction", "epsilon")
        scheduler = EulerDiscreteScheduler.from_config({**SDXL_SCHEDULER, "prediction_type": prediction})
        scheduler.set_timesteps(request["steps"])
        latents = torch.randn((1, 4, *latents_size), generator=torch.Generator().manual_seed(seed)) * scheduler.init_noise_sigma
        blur = request.get("seg_blur", 0)
        smoothed = Look(lambda attn, x, text: attend(attn, blurred(attn.to_q(x), blur, latents_size), text))
        perturbed = Look(lambda attn, x, text: attn.to_v(x))
        momentum = MomentumBuffer(request["apg"][2]) if request.get("apg", [0, 0, 0])[2] else None
        for i, timestep in enumerate(scheduler.timesteps):
            model_input = scheduler.scale_model_input(latents, timestep)
            with_prompt = self.forward(model_input, timestep, request["prompt"])
            by = with_prompt
            if request["guidance"] > 1:
                without = self.forward(model_input, timestep, request["negative_prompt"], negative=True)
                by = self.guided(without, with_prompt, model_input, scheduler.sigmas[i], momentum, prediction)
            for scale, middle in ((request.get("seg_scale", 0), smoothed), (request.get("pag_scale", 0), perturbed)):
                if scale:
                    by = by + scale * (with_prompt - self.forward(model_input, timestep, request["prompt"], middle=middle))
            latents = scheduler.step(by, timestep, latents).prev_sample
        image = self.pipeline.vae.decode(latents / self.pipeline.vae.config.scaling_factor).sample
        return self.pipeline.image_processor.postprocess(image.detach(), output_type="pil")[0]


def run(pipeline, request, folder):
    usual = dict(pipeline.unet.attn_processors)
    if "freeu" in request:
        b1, b2, s1, s2 = request["freeu"]
        pipeline.unet.enable_freeu(s1=s1, s2=s2, b1=b1, b2=b2)
    try:
        return [Loop(pipeline, request, folder).picture(request["seed"] + i) for i in range(request["batch"])]
    finally:
        pipeline.unet.disable_freeu()
        pipeline.unet.set_attn_processor(usual)


def region_mask(width, height):
    """A soft disc."""
    y, x = np.mgrid[0:height, 0:width]
    distance = np.hypot(x - 0.4 * width, y - 0.5 * height) / height
    return Image.fromarray((np.clip(1.3 - 2.5 * distance, 0, 1) * 255).round().astype(np.uint8))


def write_guided(folder):
    folder = Path(folder)
    region_mask(64, 48).save(folder / "tiny64" / "region.png")
    pipeline = load_pipeline(folder / "tiny64")
    write_golden_pictures(folder / "tiny64", "guided", requests(), lambda request: run(pipeline, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_guided(sys.argv[1])
