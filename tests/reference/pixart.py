"""Small random-weight PixArt models as diffusers folders, and what diffusers makes of them: python pixart.py FOLDER [NAME ...].

sigma72   PixArt-Sigma: heads of 72 channels, 300 tokens, a latent side of 32, for which there are aspect-ratio bins, sharded T5.
alpha     PixArt-alpha: heads of 20, 120 tokens, told resolution and aspect ratio, a latent side of 128; pictures are made without bins.

components.safetensors: t5/ids i32 [n, tokens], counts i32 [n], hidden_states [n, tokens, width] (rows of padding: zeros);
    transformer/context [2, tokens, width], counts i32 [2] and, for each I, transformer/I/latents [2, 4, h, w], timestep [1],
    resolution [2, 2], aspect_ratio [2] (rows alike) -> noise [2, 4, h, w]; vae/... as in components.py
pictures.json, pictures.safetensors: as in pictures.py, with "aspect_bins".
original.json: [name of the original transformer file, [diffusers names whose rows it stacks]]
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, DPMSolverMultistepScheduler, PixArtAlphaPipeline, PixArtSigmaPipeline, PixArtTransformer2DModel
from PIL import Image
from transformers import T5Config, T5EncoderModel, T5Tokenizer

import weights
from components import vae_tensors
from files import write_json, write_tensors
from models import forget_paths
from pictures import write_init_pictures
from schedulers import make_scheduler, pipeline_extras, step_extras
from t5_vocabulary import small_model

PIECES = 1000

# scheduler/scheduler_config.json of PixArt-alpha/PixArt-Sigma-XL-2-1024-MS; json writes its infinity as -Infinity
SCHEDULER = {
    "algorithm_type": "dpmsolver++",
    "beta_end": 0.02,
    "beta_schedule": "linear",
    "beta_start": 0.0001,
    "dynamic_thresholding_ratio": 0.995,
    "euler_at_final": False,
    "lambda_min_clipped": -float("inf"),
    "lower_order_final": True,
    "num_train_timesteps": 1000,
    "prediction_type": "epsilon",
    "sample_max_value": 1.0,
    "solver_order": 2,
    "solver_type": "midpoint",
    "steps_offset": 0,
    "thresholding": False,
    "timestep_spacing": "linspace",
    "trained_betas": None,
    "use_karras_sigmas": False,
    "use_lu_lambdas": False,
    "variance_type": None,
}

SHAPES = {
    "sigma72": {
        "pipeline": PixArtSigmaPipeline,
        "tokens": 300,
        "t5": {"d_model": 48, "d_kv": 16, "num_heads": 4, "num_layers": 3, "d_ff": 100},
        "transformer": {
            "num_attention_heads": 2,
            "attention_head_dim": 72,
            "num_layers": 2,
            "sample_size": 32,
            "interpolation_scale": 0.5,
            "use_additional_conditions": False,
        },
        "vae": {"block_out_channels": (8, 8, 16, 16), "layers_per_block": 1, "norm_num_groups": 4, "scaling_factor": 0.13025},
        "cases": [(10, 14, 601.0), (32, 32, 1.0), (6, 4, 565.8301391601562)],
    },
    "alpha": {
        "pipeline": PixArtAlphaPipeline,
        "tokens": 120,
        "t5": {"d_model": 40, "d_kv": 8, "num_heads": 3, "num_layers": 2, "d_ff": 96},
        "transformer": {
            "num_attention_heads": 3,
            "attention_head_dim": 20,
            "num_layers": 3,
            "sample_size": 128,
            "interpolation_scale": 2,
            "use_additional_conditions": True,
        },
        "vae": {"block_out_channels": (8, 8, 16, 16), "layers_per_block": 1, "norm_num_groups": 4, "scaling_factor": 0.18215},
        "cases": [(10, 14, 601.0), (4, 2, 999.0)],
    },
}

PROMPTS = ["", "A Small cactus with a happy face; it's " + "very " * 30 + "late", "one of the " + "many, " * 400 + "birds"]

DEFAULTS = {
    "prompt": "A small red house by the sea",
    "negative_prompt": "blurry, dark",
    "width": 80,
    "height": 48,
    "steps": 5,
    "guidance": 4.5,
    "seed": 1234,
    "batch": 1,
    "sampler": "dpmpp_2m",
    "spacing": "published",
    "init_image": "",
    "strength": 0.6,
    "aspect_bins": False,
}
PICTURES = {
    "text": {},
    "text_euler": {"sampler": "euler"},
    "text_ddim": {"sampler": "ddim"},
    "text_euler_a": {"sampler": "euler_a"},
    "text_karras": {"spacing": "karras"},
    "text_many_steps": {"steps": 20},
    "no_negative": {"negative_prompt": None},
    "no_guidance": {"guidance": 1.0},
    "empty_prompt": {"prompt": ""},
    "long_prompt": {"prompt": "one of the " + "many, " * 200 + "birds"},
    "batch": {"batch": 2, "seed": 7},
    "init": {"init_image": "init.png"},
    "init_euler": {"init_image": "init.png", "sampler": "euler"},
    "init_ddim": {"init_image": "init.png", "sampler": "ddim", "strength": 0.9},
    "batch_init": {"batch": 2, "sampler": "euler_a", "seed": 2**32 - 1, "init_image": "init.png"},
}
# A third of the samplers that SDXL's pictures show, one of each way to write latents and to draw noise; in samplers.json of alpha.
SAMPLER_PICTURES = {
    "text_lms": {"sampler": "lms"},
    "text_heun_karras": {"sampler": "heun", "spacing": "karras"},
    "text_dpmpp_sde_karras": {"sampler": "dpmpp_sde", "spacing": "karras"},
    "text_dpmpp_2m_sde": {"sampler": "dpmpp_2m_sde"},
    "text_lcm": {"sampler": "lcm"},
    "init_heun": {"sampler": "heun", "init_image": "init.png"},
    "init_dpmpp_3m_sde": {"sampler": "dpmpp_3m_sde", "init_image": "init.png"},
    "init_ddpm": {"sampler": "ddpm", "init_image": "init.png"},
    "text_dpm_adaptive": {"sampler": "dpm_adaptive"},
    "init_dpm_adaptive_karras": {"sampler": "dpm_adaptive", "spacing": "karras", "init_image": "init.png"},
}
BINNED = {
    "binned_square": {"width": 256, "height": 256, "steps": 2, "aspect_bins": True},
    "binned_wide": {"width": 200, "height": 120, "steps": 2, "aspect_bins": True},
}


def build(name):
    shape = SHAPES[name]
    t5 = T5EncoderModel(T5Config(vocab_size=PIECES + 100, feed_forward_proj="gated-gelu", tie_word_embeddings=False, **shape["t5"]))
    width = shape["transformer"]["num_attention_heads"] * shape["transformer"]["attention_head_dim"]
    transformer = PixArtTransformer2DModel(cross_attention_dim=width, caption_channels=shape["t5"]["d_model"], **shape["transformer"])
    levels = len(shape["vae"]["block_out_channels"])
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels, up_block_types=("UpDecoderBlock2D",) * levels, latent_channels=4, sample_size=128, **shape["vae"]
    )
    parts = {"text_encoder": t5, "transformer": transformer, "vae": vae}
    for i, part in enumerate(parts.values()):
        weights.draw(part.eval(), seed=9000 + 100 * list(SHAPES).index(name) + i)
    with torch.no_grad():  # scores are not scaled in T5
        for block in t5.encoder.block:
            block.layer[0].SelfAttention.q.weight *= shape["t5"]["d_kv"] ** -0.5
    weights.calibrate_transformer(transformer)
    weights.calibrate_vae(vae)
    for part in parts.values():
        part.half()
    return parts


def write_tokenizer(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(small_model(PIECES))
    config = {"tokenizer_class": "T5Tokenizer", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "extra_ids": 100}
    (folder / "tokenizer_config.json").write_text(json.dumps(config | {"model_max_length": 512}, indent=2) + "\n")


def write_model(folder, name):
    """Writes FOLDER/NAME in the layout of PixArtSigmaPipeline.save_pretrained with f16 weights."""
    folder = Path(folder) / name
    shutil.rmtree(folder, ignore_errors=True)
    write_tokenizer(folder / "tokenizer")
    tokenizer = T5Tokenizer.from_pretrained(folder / "tokenizer")
    parts = build(name)
    pipeline = SHAPES[name]["pipeline"](tokenizer=tokenizer, scheduler=DPMSolverMultistepScheduler.from_config(SCHEDULER), **parts)
    pipeline.save_pretrained(folder)
    if name == "sigma72":
        shutil.rmtree(folder / "text_encoder")
        parts["text_encoder"].save_pretrained(folder / "text_encoder", max_shard_size="100KB")
    shutil.rmtree(folder / "tokenizer")
    write_tokenizer(folder / "tokenizer")
    (folder / "scheduler" / "scheduler_config.json").write_text(
        json.dumps({"_class_name": "DPMSolverMultistepScheduler", **SCHEDULER}, indent=2) + "\n"
    )
    forget_paths(folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def load_pipeline(folder, name):
    pipeline = SHAPES[name]["pipeline"].from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def t5_tensors(pipeline, tokens):
    texts = pipeline._text_preprocessing(PROMPTS)
    inputs = pipeline.tokenizer(texts, padding="max_length", max_length=tokens, truncation=True, return_tensors="pt")
    hidden = pipeline.text_encoder(inputs.input_ids, attention_mask=inputs.attention_mask)[0] * inputs.attention_mask[..., None]
    counts = inputs.attention_mask.sum(1)
    assert all((row[:count] == 1).all() and (row[count:] == 0).all() for row, count in zip(inputs.attention_mask, counts))
    return {"t5/ids": inputs.input_ids.to(torch.int32), "t5/counts": counts.to(torch.int32), "t5/hidden_states": hidden}


def transformer_tensors(transformer, shape, generator):
    tokens, counts = shape["tokens"], [1, shape["tokens"] * 2 // 3]
    context = torch.randn((2, tokens, shape["t5"]["d_model"]), generator=generator)
    mask = torch.tensor([[1] * count + [0] * (tokens - count) for count in counts])
    tensors = {"transformer/context": context, "transformer/counts": torch.tensor(counts, dtype=torch.int32)}
    sizes = transformer.config.use_additional_conditions
    for i, (height, width, timestep) in enumerate(shape["cases"]):
        case = {
            "latents": torch.randn((2, 4, height, width), generator=generator),
            "timestep": torch.tensor([timestep]),
            "resolution": torch.tensor([[8.0 * height, 8.0 * width]] * 2),
            "aspect_ratio": torch.tensor([height / width] * 2),
        }
        added = {"resolution": case["resolution"] if sizes else None, "aspect_ratio": case["aspect_ratio"][:, None] if sizes else None}
        output = transformer(
            case["latents"], context, case["timestep"].expand(2), added_cond_kwargs=added, encoder_attention_mask=mask, return_dict=False
        )[0]
        case["noise"] = output.chunk(2, dim=1)[0]
        tensors |= {f"transformer/{i}/{name}": tensor for name, tensor in case.items()}
    return tensors


@torch.no_grad()
def write_components(folder, name, pipeline):
    generator = torch.Generator().manual_seed(12)
    shape = SHAPES[name]
    tensors = t5_tensors(pipeline, shape["tokens"]) | transformer_tensors(pipeline.transformer, shape, generator)
    write_tensors(folder / "components.safetensors", tensors | vae_tensors(pipeline.vae, generator))


@torch.no_grad()
def start_latents(pipeline, request, folder, generator):
    """Image to image as diffusers does it for other models: where it begins, and the noised latents there."""
    image = Image.open(folder / request["init_image"]).convert("RGB")
    size = request["width"], request["height"]
    image = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
    picture = pipeline.image_processor.preprocess(image, height=size[1], width=size[0])
    latents = pipeline.vae.encode(picture).latent_dist.sample(generator) * pipeline.vae.config.scaling_factor
    pipeline.scheduler.set_timesteps(request["steps"])
    first = max(request["steps"] - min(int(request["steps"] * request["strength"]), request["steps"]), 0) * pipeline.scheduler.order
    if hasattr(pipeline.scheduler, "set_begin_index"):
        pipeline.scheduler.set_begin_index(first)
    noise = torch.randn(latents.shape, generator=generator)
    return first, pipeline.scheduler.add_noise(latents, noise, pipeline.scheduler.timesteps[first : first + 1])


@torch.no_grad()
def image_to_image(pipeline, request, folder, generator):
    """The pipeline's own loop from the step that the strength says."""
    first, latents = start_latents(pipeline, request, folder, generator)
    scheduler, transformer = pipeline.scheduler, pipeline.transformer
    scheduler.set_timesteps(request["steps"])
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(first)
    negative = request["negative_prompt"] or ""
    prompt, mask, no_prompt, no_mask = pipeline.encode_prompt(request["prompt"], True, negative_prompt=negative, clean_caption=False)
    context, mask = torch.cat([no_prompt, prompt]), torch.cat([no_mask, mask])
    added = {"resolution": None, "aspect_ratio": None}
    if transformer.config.use_additional_conditions:
        height, width = float(request["height"]), float(request["width"])
        added = {"resolution": torch.tensor([[height, width]] * 2), "aspect_ratio": torch.tensor([[height / width]] * 2)}
    extra = step_extras(scheduler, generator)
    for timestep in scheduler.timesteps[first:]:
        both = scheduler.scale_model_input(torch.cat([latents] * 2), timestep)
        noise = transformer(both, context, timestep.expand(2), added_cond_kwargs=added, encoder_attention_mask=mask, return_dict=False)[0]
        without, with_prompt = noise.chunk(2)
        noise = (without + request["guidance"] * (with_prompt - without)).chunk(2, dim=1)[0]
        latents = scheduler.step(noise, timestep, latents, return_dict=False, **extra)[0]
    return pipeline.image_processor.postprocess(pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample)


def run(pipeline, published, request, folder):
    images = []
    for i in range(request["batch"]):
        generator = torch.Generator().manual_seed(request["seed"] + i)
        pipeline.scheduler = make_scheduler(request["sampler"], request["spacing"], published)
        if request["init_image"]:
            images += image_to_image(pipeline, request, folder, generator)
            continue
        images += pipeline(
            prompt=request["prompt"],
            negative_prompt=request["negative_prompt"] or "",
            num_inference_steps=request["steps"],
            guidance_scale=request["guidance"],
            width=request["width"],
            height=request["height"],
            generator=generator,
            clean_caption=False,
            use_resolution_binning=request["aspect_bins"],
            **pipeline_extras(pipeline.scheduler),
        ).images
    return torch.from_numpy(np.stack([np.asarray(image) for image in images]))


def write_pictures(folder, name, pipeline):
    write_init_pictures(folder, DEFAULTS["width"], DEFAULTS["height"])
    entries = [{"name": key, **DEFAULTS, **changes} for key, changes in (PICTURES | (BINNED if name == "sigma72" else {})).items()]
    published = pipeline.scheduler.config
    write_tensors(folder / "pictures.safetensors", {entry["name"]: run(pipeline, published, entry, folder) for entry in entries})
    write_json(folder / "pictures.json", entries)
    if name == "alpha":
        entries = [{"name": key, **DEFAULTS, "width": 48, "height": 32, "steps": 4, "strength": 0.75, **changes} for key, changes in SAMPLER_PICTURES.items()]
        write_tensors(folder / "samplers.safetensors", {entry["name"]: run(pipeline, published, entry, folder) for entry in entries})
        write_json(folder / "samplers.json", entries)


def original_names(layers, size_conditions):
    """[name in PixArt's own file, [names in diffusers' whose rows it stacks]], as scripts/convert_pixart_sigma_to_diffusers.py renames."""
    names = [("x_embedder.proj", ["pos_embed.proj"]), ("t_block.1", ["adaln_single.linear"]), ("final_layer.linear", ["proj_out"])]
    names += [(f"y_embedder.y_proj.fc{i}", [f"caption_projection.linear_{i}"]) for i in (1, 2)]
    embedders = {"t_embedder": "timestep_embedder"}
    if size_conditions:
        embedders |= {"csize_embedder": "resolution_embedder", "ar_embedder": "aspect_ratio_embedder"}
    for ours, theirs in embedders.items():
        names += [(f"{ours}.mlp.{2 * i}", [f"adaln_single.emb.{theirs}.linear_{i + 1}"]) for i in (0, 1)]
    for i in range(layers):
        block, diffusers = f"blocks.{i}", f"transformer_blocks.{i}"
        names += [
            (f"{block}.attn.qkv", [f"{diffusers}.attn1.to_{part}" for part in "qkv"]),
            (f"{block}.attn.proj", [f"{diffusers}.attn1.to_out.0"]),
            (f"{block}.cross_attn.q_linear", [f"{diffusers}.attn2.to_q"]),
            (f"{block}.cross_attn.kv_linear", [f"{diffusers}.attn2.to_{part}" for part in "kv"]),
            (f"{block}.cross_attn.proj", [f"{diffusers}.attn2.to_out.0"]),
            (f"{block}.mlp.fc1", [f"{diffusers}.ff.net.0.proj"]),
            (f"{block}.mlp.fc2", [f"{diffusers}.ff.net.2"]),
        ]
    pairs = [[f"{ours}.{leaf}", [f"{each}.{leaf}" for each in theirs]] for ours, theirs in names for leaf in ("weight", "bias")]
    tables = [("final_layer.scale_shift_table", "scale_shift_table")]
    tables += [(f"blocks.{i}.scale_shift_table", f"transformer_blocks.{i}.scale_shift_table") for i in range(layers)]
    return pairs + [[ours, [theirs]] for ours, theirs in tables]


def write_pixart(folder, names=SHAPES):
    for name in names:
        model = write_model(folder, name)
        write_components(model, name, load_pipeline(model, name))
        write_pictures(model, name, load_pipeline(model, name))
        shape = SHAPES[name]["transformer"]
        write_json(model / "original.json", original_names(shape["num_layers"], shape["use_additional_conditions"]))
        print(model, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_pixart(Path(sys.argv[1]), sys.argv[2:] or SHAPES)
