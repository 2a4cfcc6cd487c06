"""A second pass over enlarged latents or an enlarged picture: tiny64/hires.json and .safetensors, requests as pictures.py writes them with
"hires" (scale, steps, strength, upscaler latent or lanczos), and what plain loops of diffusers make of each. The second pass runs the last
steps of a schedule of int(steps / min(strength, 0.999)), as AUTOMATIC1111 does, its noise continues the picture's generator.

python hires.py FOLDER: it holds tiny64."""

import sys
from pathlib import Path

import torch
from PIL import Image

from models import load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from refined import image_pipeline
from schedulers import SDXL_SCHEDULER, make_scheduler

USUAL = {"width": 64, "height": 48, "steps": 6}


def requests():
    def hires(scale=1.5, steps=0, strength=0.6, upscaler="latent"):
        return {"hires": {"scale": scale, "steps": steps, "strength": strength, "upscaler": upscaler}}

    entries = {
        "latent": {**USUAL, **hires()},
        "latent_steps": {**USUAL, **hires(scale=2, steps=4, strength=0.8), "sampler": "euler_a"},
        "latent_batch": {**USUAL, **hires(strength=1.0), "sampler": "dpmpp_2m", "batch": 2},
        "lanczos": {**USUAL, **hires(upscaler="lanczos")},
        "lanczos_init": {**USUAL, **hires(upscaler="lanczos", strength=0.4), "init_image": "init.png", "strength": 0.7, "sampler": "heun"},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def run(pipeline, request, folder):
    hires = request["hires"]
    generators = [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])]
    shared = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": generators,
    }
    again = image_pipeline(pipeline)
    first, extra = pipeline, {"width": request["width"], "height": request["height"]}
    if request["init_image"]:
        picture = Image.open(folder / request["init_image"]).convert("RGB").resize((request["width"], request["height"]), Image.LANCZOS)
        first, extra = image_pipeline(pipeline), {"image": picture, "strength": request["strength"]}
    latent = hires["upscaler"] == "latent"
    first.scheduler = make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER)
    made = first(**shared, **extra, num_inference_steps=request["steps"], output_type="latent" if latent else "pil").images
    height, width = (int(request[side] * hires["scale"]) // 8 * 8 for side in ("height", "width"))
    if latent:
        made = torch.nn.functional.interpolate(made, size=(height // 8, width // 8), mode="bilinear", antialias=False)
    else:
        made = [image.resize((width, height), Image.LANCZOS) for image in made]
    steps = hires["steps"] or request["steps"]
    whole = int(steps / min(hires["strength"], 0.999))
    again.scheduler = make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER)
    return again(**shared, image=made, num_inference_steps=whole, strength=min(1.0, (steps + 0.5) / whole)).images


def write_hires(folder):
    folder = Path(folder)
    pipeline = load_pipeline(folder / "tiny64")
    write_golden_pictures(folder / "tiny64", "hires", requests(), lambda request: run(pipeline, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_hires(sys.argv[1])
