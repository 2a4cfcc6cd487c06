"""Deep features that are reused from step to step: tiny64/deep_cache.json (as pictures.py writes them) and deep_cache.safetensors, by the authors'
own package on diffusers' pipelines (Ma et al. 2023; DeepCacheSDHelper, branch 0).

python deep_cache.py FOLDER: it holds tiny64."""

import sys
from pathlib import Path

from DeepCache import DeepCacheSDHelper
from diffusers import StableDiffusionXLImg2ImgPipeline

from models import load_pipeline
from pictures import DEFAULTS, run, write_golden_pictures


def requests():
    changes = {
        "second": {"deep_cache": 2, "steps": 5},
        "third": {"deep_cache": 3, "steps": 7, "width": 96, "height": 64},
        "multistep": {"deep_cache": 3, "steps": 8, "sampler": "dpmpp_2m", "spacing": "karras"},
        "unguided": {"deep_cache": 4, "steps": 6, "guidance": 1.0},
        "batch_ancestral": {"deep_cache": 2, "steps": 6, "batch": 2, "sampler": "euler_a"},
        "init": {"deep_cache": 2, "steps": 6, "init_image": "init.png", "strength": 0.7},
    }
    return [{"name": name, **DEFAULTS, **change} for name, change in changes.items()]


def write_deep_cache(folder):
    pipeline = load_pipeline(folder / "tiny64")
    parts = {name: part for name, part in pipeline.components.items() if name not in ("image_encoder", "feature_extractor")}
    images = StableDiffusionXLImg2ImgPipeline(**parts, add_watermarker=False)
    images.set_progress_bar_config(disable=True)
    published = pipeline.scheduler.config

    def draw(request):
        helper = DeepCacheSDHelper(pipe=images if request["init_image"] else pipeline)
        helper.set_params(cache_interval=request["deep_cache"], cache_branch_id=0)
        helper.enable()
        made = run(pipeline, images, published, request, folder / "tiny64")
        helper.disable()
        return made

    write_golden_pictures(folder / "tiny64", "deep_cache", requests(), draw)


if __name__ == "__main__":
    write_deep_cache(Path(sys.argv[1]))
