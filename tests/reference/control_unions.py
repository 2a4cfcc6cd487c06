"""ControlNet-Unions: control64_union/, a small random-weight one beside tiny64; tiny64/unions.json and .safetensors, requests as controlled.py
writes them whose "control_nets" say the type of their picture, a ready map, and what diffusers makes of each. One picture at a time: its attention looks across the batch.

python control_unions.py FOLDER: it holds tiny64 with control.png."""

import sys
from pathlib import Path

import torch
from diffusers import ControlNetUnionModel, StableDiffusionXLControlNetUnionPipeline
from PIL import Image

import weights
from controlled import HINT, USUAL
from models import forget_paths, load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER, make_scheduler

TYPES = {"pose": 0, "depth": 1, "tile": 6}
UNION = {**USUAL, "net": "control64_union", "type": "depth"}


def requests():
    entries = {
        "depth": {"control_nets": [UNION]},
        "pose": {"control_nets": [{**UNION, "type": "pose", "weight": 0.6}]},
        "tile": {"control_nets": [{**UNION, "type": "tile", "end": 0.5}]},
        "no_guidance": {"control_nets": [UNION], "guidance": 1.0},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def write_net(folder, unet):
    config = dict(unet.config)
    names = (
        "in_channels block_out_channels layers_per_block cross_attention_dim attention_head_dim transformer_layers_per_block "
        "use_linear_projection addition_time_embed_dim projection_class_embeddings_input_dim norm_num_groups down_block_types"
    )
    first = config["block_out_channels"][0]
    net = ControlNetUnionModel(
        **{name: config[name] for name in names.split()},
        addition_embed_type="text_time",
        conditioning_embedding_out_channels=HINT,
        num_control_type=8,
        num_trans_channel=first,
        num_trans_head=4,
        num_proj_channel=first,
    ).eval()
    weights.draw(net, seed=7100)
    with torch.no_grad():  # as published: vectors of unit size in every number
        net.task_embedding *= first**0.5
    net.half().save_pretrained(folder / "control64_union")
    forget_paths(folder / "control64_union")


def run(base, net, request, folder):
    use = request["control_nets"][0]
    parts = {name: base.components[name] for name in ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")}
    pipeline = StableDiffusionXLControlNetUnionPipeline(
        **parts,
        scheduler=make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER),
        controlnet=net,
        force_zeros_for_empty_prompt=base.config.force_zeros_for_empty_prompt,
        add_watermarker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline(
        prompt=request["prompt"],
        negative_prompt=request["negative_prompt"],
        control_image=[Image.open(folder / use["image"]).convert("RGB")],
        control_mode=[TYPES[use["type"]]],
        controlnet_conditioning_scale=use["weight"],
        control_guidance_start=use["start"],
        control_guidance_end=use["end"],
        num_inference_steps=request["steps"],
        guidance_scale=request["guidance"],
        num_images_per_prompt=request["batch"],
        generator=[torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
        width=request["width"],
        height=request["height"],
    ).images


def write_unions(folder):
    folder = Path(folder)
    base = load_pipeline(folder / "tiny64")
    write_net(folder, base.unet)
    net = ControlNetUnionModel.from_pretrained(folder / "control64_union", torch_dtype=torch.float32)
    write_golden_pictures(folder / "tiny64", "unions", requests(), lambda request: run(base, net, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_unions(sys.argv[1])
