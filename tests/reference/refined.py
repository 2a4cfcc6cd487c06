"""A base and a refiner: refiner64/, a small random-weight model with the structure of SDXL's refiner (one text encoder, an aesthetic score
among the sizes), beside the small models of models.py; tiny64/refined.json and .safetensors, requests as pictures.py writes them with
"refiner" (the folder of a model beside this one), "refiner_start", "refiner_strength" (of a second pass, where start is 1) and perhaps
"model" (another base than tiny64), and what diffusers makes of each: both pipelines share the base's VAE and the pictures' generators.

python refined.py FOLDER: it holds tiny64 and h16."""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLImg2ImgPipeline, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModelWithProjection, CLIPTokenizer

import weights
from models import MERGES, forget_paths, load_pipeline, text_config
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SAMPLERS, SDXL_SCHEDULER, make_scheduler
from vocabulary import clip_vocabulary, write_tokenizer

NAME = "refiner64"
TEXT = {"width": 64, "heads": 1, "mlp": 96, "layers": 2, "projection": 64}
TIME_IDS = 16
USUAL = {"refiner": NAME, "refiner_start": 0.8, "steps": 8}
SECOND = {**USUAL, "refiner_start": 1.0, "refiner_strength": 0.4}


def requests():
    entries = {}
    for sampler in SAMPLERS:
        entries[f"late_{sampler}"] = {**USUAL, "sampler": sampler}
        entries[f"half_{sampler}"] = {**USUAL, "sampler": sampler, "refiner_start": 0.5}
        entries[f"second_{sampler}"] = {**SECOND, "sampler": sampler}
    entries |= {
        "late_karras": {**USUAL, "sampler": "dpmpp_2m", "spacing": "karras"},
        "half_batch": {**USUAL, "sampler": "euler_a", "refiner_start": 0.5, "batch": 2},
        "half_init": {**USUAL, "refiner_start": 0.5, "init_image": "init.png", "strength": 0.7},
        "late_no_negative": {**USUAL, "negative_prompt": None},
        "late_no_guidance": {**USUAL, "guidance": 1.0},
        "late_other": {**USUAL, "refiner": "h16"},
        "half_other": {**USUAL, "refiner": "h16", "refiner_start": 0.5, "sampler": "euler_a"},
        "second_other": {**SECOND, "refiner": "h16", "refiner_strength": 0.6},
        "second_batch": {**SECOND, "sampler": "euler_a", "batch": 2},
        "alone_on_init": {"model": NAME, "refiner": "", "init_image": "init.png", "strength": 0.6},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def build():
    vocabulary, _ = clip_vocabulary(MERGES)
    unet = UNet2DConditionModel(
        sample_size=16,
        block_out_channels=(32, 64),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 1),
        attention_head_dim=(1, 1),
        layers_per_block=1,
        norm_num_groups=32,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=TIME_IDS,
        projection_class_embeddings_input_dim=TEXT["projection"] + 5 * TIME_IDS,
        cross_attention_dim=TEXT["width"],
    )
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(32, 32, 32, 32),
        layers_per_block=1,
        norm_num_groups=32,
        latent_channels=4,
        sample_size=128,
        scaling_factor=0.13025,
    )
    parts = {"text_encoder_2": CLIPTextModelWithProjection(text_config(TEXT, vocabulary, "gelu", None)), "unet": unet, "vae": vae}
    for i, part in enumerate(parts.values()):
        weights.draw(part.eval(), seed=9000 + i)
    weights.calibrate(unet, vae)
    for part in parts.values():
        part.half()
    return parts


def write_refiner(folder):
    folder = Path(folder) / NAME
    vocabulary, merges = clip_vocabulary(MERGES)
    write_tokenizer(folder / "tokenizer_2", vocabulary, merges, "!")
    pipeline = StableDiffusionXLImg2ImgPipeline(
        **build(),
        text_encoder=None,
        tokenizer=None,
        tokenizer_2=CLIPTokenizer.from_pretrained(folder / "tokenizer_2"),
        scheduler=EulerDiscreteScheduler.from_config(SDXL_SCHEDULER),
        requires_aesthetics_score=True,
        force_zeros_for_empty_prompt=False,
        add_watermarker=False,
    )
    pipeline.save_pretrained(folder)
    write_tokenizer(folder / "tokenizer_2", vocabulary, merges, "!")
    (folder / "tokenizer_2" / "tokenizer.json").unlink(missing_ok=True)
    forget_paths(folder)
    return folder


def image_pipeline(pipeline, **changes):
    """The same model's image to image."""
    components = {name: part for name, part in pipeline.components.items() if name not in ("image_encoder", "feature_extractor")}
    made = StableDiffusionXLImg2ImgPipeline(
        **{**components, **changes},
        force_zeros_for_empty_prompt=pipeline.config.force_zeros_for_empty_prompt,
        requires_aesthetics_score=pipeline.config.get("requires_aesthetics_score", False),
        add_watermarker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made


def run(models, request, folder):
    base = models[request.get("model", "tiny64")]
    published = SDXL_SCHEDULER
    shared = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "num_inference_steps": request["steps"],
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
    }
    first = {}
    if request["init_image"]:
        base = image_pipeline(base) if request["refiner"] else base
        first |= {"image": Image.open(folder / request["init_image"]).convert("RGB"), "strength": request["strength"]}
    else:
        first |= {"width": request["width"], "height": request["height"]}
    base.scheduler = make_scheduler(request["sampler"], request["spacing"], published)
    if not request["refiner"]:
        return base(**shared, **first).images
    refiner = image_pipeline(models[request["refiner"]], vae=base.vae)
    refiner.scheduler = make_scheduler(request["sampler"], request["spacing"], published)
    if request["refiner_start"] < 1:
        latents = base(**shared, **first, denoising_end=request["refiner_start"], output_type="latent").images
        return refiner(**shared, image=latents, denoising_start=request["refiner_start"]).images
    pictures = base(**shared, **first).images
    return refiner(**shared, image=pictures, strength=request["refiner_strength"]).images


def write_refined(folder):
    folder = Path(folder)
    write_refiner(folder)
    models = {"tiny64": load_pipeline(folder / "tiny64"), "h16": load_pipeline(folder / "h16")}
    models[NAME] = load_pipeline(folder / NAME, StableDiffusionXLImg2ImgPipeline)
    write_golden_pictures(folder / "tiny64", "refined", requests(), lambda request: run(models, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_refined(sys.argv[1])
