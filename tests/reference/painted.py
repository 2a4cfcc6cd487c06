"""Painting with a mask: tiny64/painted.json and .safetensors, requests as pictures.py writes them with "mask" (a file beside), "mask_blur",
"mask_area", "mask_padding", and what diffusers' StableDiffusionXLInpaintPipeline makes of each, put into the start picture as its
apply_overlay does. "inpaint" marks those of an inpainting model: tiny64 with another conv_in for 9 channels, tiny64/inpaint.safetensors.

python painted.py FOLDER: it holds tiny64."""

import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import KDPM2AncestralDiscreteScheduler, StableDiffusionXLInpaintPipeline
from PIL import Image

from files import write_json, write_tensors
from models import load_pipeline
from pictures import DEFAULTS
from schedulers import SAMPLERS, SDXL_SCHEDULER, make_scheduler, pipeline_extras

USUAL = {"init_image": "init.png", "mask": "mask.png", "steps": 6, "strength": 0.5}
CROP = {"init_image": "init_large.png", "mask": "mask_large.png", "mask_area": "masked", "mask_padding": 2}
KINDS = {
    "half": {},
    "full": {"strength": 1.0, "steps": 4},
    "strong": {"strength": 0.8, "sampler": "euler_a", "seed": 3},
    "blurred": {"mask_blur": 2},
    "crop": CROP,
    "crop_wide": {**CROP, "mask": "mask_wide.png", "mask_blur": 1},
}
MORE = {
    "batch": {"batch": 2, "sampler": "euler_a", "strength": 0.7, "seed": 2**32 - 1},
    "no_guidance": {"guidance": 1.0},
    "resized": {"init_image": "init_large.png", "mask": "mask_large.png"},
}


def requests():
    entries = {name: changes for name, changes in KINDS.items()} | MORE
    entries |= {f"inpaint_{name}": {**KINDS[name], "inpaint": True} for name in ("half", "full", "strong", "crop")}
    for sampler in SAMPLERS:
        entries[f"{sampler}_small"] = {"sampler": sampler, "width": 32, "height": 32, "steps": 4, "strength": 0.75}
    return [{"name": name, **DEFAULTS, **USUAL, **changes} for name, changes in entries.items()]


def mask(width, height, left, top, right, bottom):
    pixels = np.zeros((height, width), np.uint8)
    pixels[top:bottom, left:right] = 255
    return Image.fromarray(pixels)


def blurred(image, deviation):
    """OpenCV's GaussianBlur of A1111's kernel, across and then down, each rounded to 8 bits."""
    if deviation == 0:
        return image
    radius = int(2.5 * deviation + 0.5)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / deviation) ** 2)
    weights /= weights.sum()
    pixels = np.asarray(image, np.float64)
    for axis in (1, 0):
        padded = np.pad(pixels, [(radius, radius) if i == axis else (0, 0) for i in range(2)], mode="reflect")
        pixels = sum(weight * np.take(padded, range(k, k + pixels.shape[axis]), axis) for k, weight in enumerate(weights)).round()
    return Image.fromarray(pixels.astype(np.uint8))


def without_rings(image):
    """What Lanczos swings beside an edge would change pixels far from the mask: core/image/mask.h cuts it, for the overlay too."""
    return image.point(lambda value: 0 if value < 16 else 255 if value > 239 else value)


def inpainting(base):
    """The same UNet with a conv_in that reads a mask and the picture without what is masked."""
    generator = torch.Generator().manual_seed(77)
    weight = base.unet.conv_in.weight
    wide = torch.cat([weight, torch.randn(weight.shape[0], 5, 3, 3, generator=generator) / np.sqrt(45)], 1).half().float()
    unet = load_pipeline(Path(base.unet.config._name_or_path).parent).unet
    unet.conv_in = torch.nn.Conv2d(9, wide.shape[0], 3, padding=1)
    unet.conv_in.weight.data, unet.conv_in.bias.data = wide, base.unet.conv_in.bias.data.clone()
    unet.register_to_config(in_channels=9)
    return unet, wide


def pipeline_of(base, **changes):
    components = {name: part for name, part in base.components.items() if name not in ("image_encoder", "feature_extractor")}
    made = StableDiffusionXLInpaintPipeline(**{**components, **changes}, add_watermarker=False)
    made.set_progress_bar_config(disable=True)
    return made


def at_the_level_reached(scheduler):
    """Half way through an interval diffusers' DPM2 gives add_noise the level of its end, which the latents have not reached."""
    add_noise = scheduler.add_noise

    def at_half_way(samples, noise, timesteps):
        if scheduler.step_index is None or scheduler.state_in_first_order:
            return add_noise(samples, noise, timesteps)
        ancestral = isinstance(scheduler, KDPM2AncestralDiscreteScheduler)  # which counts these from another place
        return samples + noise * scheduler.sigmas_interpol[scheduler.step_index - (1 if ancestral else 0)]

    if hasattr(scheduler, "state_in_first_order") and scheduler.__class__.__name__.startswith("KDPM2"):
        scheduler.add_noise = at_half_way
    return scheduler


def run(pipeline, request, folder):
    """Each picture of a batch alone: diffusers would let all of them start from the first one's draw of the encoder."""
    size = request["width"], request["height"]
    start = Image.open(folder / request["init_image"]).convert("RGB")
    painted = blurred(Image.open(folder / request["mask"]), request.get("mask_blur", 0))
    crop = request.get("mask_padding") if request.get("mask_area") == "masked" else None
    pictures = []
    for i in range(request["batch"]):
        pipeline.scheduler = at_the_level_reached(make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER))
        image = pipeline(
            prompt=request["prompt"],
            negative_prompt=request["negative_prompt"],
            image=start,
            mask_image=painted,
            width=size[0],
            height=size[1],
            strength=request["strength"],
            num_inference_steps=request["steps"],
            guidance_scale=request["guidance"],
            padding_mask_crop=crop,
            generator=[torch.Generator().manual_seed(request["seed"] + i)],
            **pipeline_extras(pipeline.scheduler),
        ).images[0]
        if crop is None:
            kept = start if start.size == size else start.resize(size, Image.Resampling.LANCZOS)
            over = painted if painted.size == size else without_rings(painted.resize(size, Image.Resampling.LANCZOS))
            image = pipeline.image_processor.apply_overlay(over, kept, image)
        pictures.append(np.asarray(image))
    return torch.from_numpy(np.stack(pictures))


def write_painted(folder):
    folder = Path(folder) / "tiny64"
    mask(56, 40, 14, 11, 41, 30).save(folder / "mask.png")
    mask(90, 70, 30, 20, 54, 36).save(folder / "mask_large.png")
    mask(90, 70, 8, 30, 68, 40).save(folder / "mask_wide.png")
    base = load_pipeline(folder)
    unet, conv_in = inpainting(base)
    write_tensors(folder / "inpaint.safetensors", {"conv_in.weight": conv_in.half()})
    ordinary, reading = pipeline_of(base), pipeline_of(base, unet=unet)
    entries = requests()
    pictures = {request["name"]: run(reading if request.get("inpaint") else ordinary, request, folder) for request in entries}
    write_tensors(folder / "painted.safetensors", pictures)
    write_json(folder / "painted.json", entries)


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_painted(sys.argv[1])
