"""Perturbed-attention guidance: tiny64/perturbed.json and .safetensors, requests as pictures.py writes them with "pag_scale" (and perhaps
"guidance_rescale"), and what diffusers' PAG pipelines make of each with their default layers, the middle block's.

python perturbed.py FOLDER: it holds tiny64."""

import sys
from pathlib import Path

import torch
from diffusers import StableDiffusionXLPAGImg2ImgPipeline, StableDiffusionXLPAGPipeline
from PIL import Image

from models import load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER, make_scheduler


def requests():
    entries = {
        "usual": {"pag_scale": 3.0},
        "strong": {"pag_scale": 8.0, "guidance": 2.0},
        "no_guidance": {"pag_scale": 3.0, "guidance": 1.0},
        "rescaled": {"pag_scale": 3.0, "guidance_rescale": 0.6},
        "no_negative": {"pag_scale": 2.0, "negative_prompt": None},
        "init": {"pag_scale": 3.0, "init_image": "init.png", "strength": 0.8},
        "batch": {"pag_scale": 3.0, "batch": 2, "sampler": "euler_a"},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def run(base, request, folder):
    parts = {name: base.components[name] for name in ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")}
    usual = dict(base.unet.attn_processors)
    cls = StableDiffusionXLPAGImg2ImgPipeline if request["init_image"] else StableDiffusionXLPAGPipeline
    pipeline = cls(
        **parts,
        scheduler=make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER),
        force_zeros_for_empty_prompt=base.config.force_zeros_for_empty_prompt,
        add_watermarker=False,
        pag_applied_layers="mid",
    )
    pipeline.set_progress_bar_config(disable=True)
    arguments = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "num_inference_steps": request["steps"],
        "guidance_scale": request["guidance"],
        "pag_scale": request["pag_scale"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
    }
    if request["init_image"]:
        arguments |= {"image": Image.open(folder / request["init_image"]).convert("RGB"), "strength": request["strength"]}
    else:
        arguments |= {"width": request["width"], "height": request["height"], "guidance_rescale": request.get("guidance_rescale", 0.0)}
    try:
        return pipeline(**arguments).images
    finally:
        base.unet.set_attn_processor(usual)


def write_perturbed(folder):
    folder = Path(folder)
    base = load_pipeline(folder / "tiny64")
    write_golden_pictures(folder / "tiny64", "perturbed", requests(), lambda request: run(base, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_perturbed(sys.argv[1])
