"""Few steps and the tiny decoder: tiny64/few_steps.json (as pictures.py writes them; every picture decoded by ../tiny_vae) and
few_steps.safetensors, by diffusers' pipeline with LCM's scheduler, and with SDXL Turbo's (Euler, trailing).

python few_steps.py FOLDER: it holds tiny64 and tiny_vae."""

import sys
from pathlib import Path

from diffusers import AutoencoderTiny

from models import load_pipeline
from pictures import DEFAULTS, run, write_golden_pictures


def requests():
    small = {"guidance": 1.0, "negative_prompt": None, "vae": "tiny_vae"}
    changes = {"lcm": {"sampler": "lcm", "steps": 4, "batch": 2}, "turbo": {"spacing": "trailing", "steps": 4}, "one": {"spacing": "trailing", "steps": 1}}
    return [{"name": name, **DEFAULTS, **small, **change} for name, change in changes.items()]


def write_few_steps(folder):
    pipeline = load_pipeline(folder / "tiny64")
    pipeline.vae = AutoencoderTiny.from_pretrained(folder / "tiny_vae")
    published = pipeline.scheduler.config
    write_golden_pictures(folder / "tiny64", "few_steps", requests(), lambda request: run(pipeline, None, published, request, folder / "tiny64"))


if __name__ == "__main__":
    write_few_steps(Path(sys.argv[1]))
