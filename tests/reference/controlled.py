"""ControlNets: control64/, a small random-weight one with the structure of SDXL's beside tiny64, and control64_plain/, one without
attention (as diffusers' "small" ones), each a diffusers folder; tiny64/controlled.json and .safetensors, requests as pictures.py writes them
with "control_nets" (net: the folder beside tiny64, image, weight, start, end, mode) and what diffusers makes of each.

The modes prompt and control are A1111's: of diffusers' guess mode the zeros on the half without a prompt are kept, and the weights are
replaced by A1111's (scripts/hook.py of its ControlNet extension).

python controlled.py FOLDER: it holds tiny64."""

import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from diffusers import ControlNetModel, StableDiffusionXLControlNetImg2ImgPipeline, StableDiffusionXLControlNetPipeline
from PIL import Image

import weights
from models import forget_paths, load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER, make_scheduler

HINT = (4, 8, 8, 12)
NETS = {
    "control64": {},
    "control64_plain": {"down_block_types": ("DownBlock2D", "DownBlock2D"), "mid_block_type": "UNetMidBlock2D"},
}
USUAL = {"net": "control64", "image": "control.png", "weight": 1.0, "start": 0.0, "end": 1.0, "mode": "balanced"}
OTHER = {**USUAL, "net": "control64_plain", "image": "init_large.png", "weight": 0.6}


def requests():
    one = [USUAL]
    entries = {
        "one": {"control_nets": one},
        "weak": {"control_nets": [{**USUAL, "weight": 0.4}]},
        "plain": {"control_nets": [{**OTHER, "weight": 1.2}]},
        "two": {"control_nets": [USUAL, OTHER]},
        "early": {"control_nets": [{**USUAL, "end": 0.5}]},
        "late_heun": {"control_nets": [{**USUAL, "start": 0.3}], "sampler": "heun"},
        "in_turn": {"control_nets": [{**USUAL, "end": 0.4}, {**OTHER, "start": 0.4}]},
        "init": {"control_nets": [{**USUAL, "end": 0.7}], "init_image": "init.png", "strength": 0.8},
        "batch": {"control_nets": one, "batch": 2, "sampler": "euler_a"},
        "no_guidance": {"control_nets": one, "guidance": 1.0},
        "mode_prompt": {"control_nets": [{**USUAL, "mode": "prompt"}]},
        "mode_control": {"control_nets": [{**USUAL, "mode": "control"}]},
        "off": {"control_nets": [{**USUAL, "weight": 0.0}]},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def write_nets(folder, unet):
    for i, (name, changes) in enumerate(NETS.items()):
        config = dict(unet.config)
        net = ControlNetModel(
            in_channels=config["in_channels"],
            block_out_channels=config["block_out_channels"],
            layers_per_block=config["layers_per_block"],
            cross_attention_dim=config["cross_attention_dim"],
            attention_head_dim=config["attention_head_dim"],
            transformer_layers_per_block=config["transformer_layers_per_block"],
            use_linear_projection=config["use_linear_projection"],
            addition_embed_type="text_time",
            addition_time_embed_dim=config["addition_time_embed_dim"],
            projection_class_embeddings_input_dim=config["projection_class_embeddings_input_dim"],
            norm_num_groups=config["norm_num_groups"],
            conditioning_embedding_out_channels=HINT,
            **{"down_block_types": config["down_block_types"], **changes},
        ).eval()
        weights.draw(net, seed=7000 + i)
        net.half().save_pretrained(folder / name)
        forget_paths(folder / name)


def control_picture(width, height):
    """White shapes on black, and a colour that tells channels apart."""
    y, x = np.mgrid[0:height, 0:width] / [[[height]], [[width]]]
    ring = np.abs(np.hypot(x - 0.5, y - 0.5) - 0.3) < 0.06
    return Image.fromarray((np.stack([ring, ring | (x > 0.9), ring & (y > 0.5)], -1) * 255).astype(np.uint8))


@contextmanager
def soft_weights(on):
    """Guess mode's weights as A1111 has them; they come from torch.logspace, which nothing else there uses."""
    kept = torch.logspace
    if on:
        torch.logspace = lambda start, end, steps, **more: torch.tensor([0.825 ** (12 - i) for i in range(steps)], **more)
    try:
        yield
    finally:
        torch.logspace = kept


def run(pipeline, nets, published, request, folder):
    uses = request["control_nets"]
    cls = StableDiffusionXLControlNetImg2ImgPipeline if request["init_image"] else StableDiffusionXLControlNetPipeline
    parts = {name: pipeline.components[name] for name in ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")}
    chosen = [nets[use["net"]] for use in uses]
    made = cls(
        **parts,
        scheduler=make_scheduler(request["sampler"], request["spacing"], published),
        controlnet=chosen if len(chosen) > 1 else chosen[0],
        force_zeros_for_empty_prompt=pipeline.config.force_zeros_for_empty_prompt,
        add_watermarker=False,
    )
    made.set_progress_bar_config(disable=True)
    images = [Image.open(folder / use["image"]).convert("RGB") for use in uses]
    modes = {use["mode"] for use in uses}
    single = len(uses) == 1
    arguments = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "num_inference_steps": request["steps"],
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
        "width": request["width"],
        "height": request["height"],
        "controlnet_conditioning_scale": uses[0]["weight"] if single else [use["weight"] for use in uses],
        "control_guidance_start": uses[0]["start"] if single else [use["start"] for use in uses],
        "control_guidance_end": uses[0]["end"] if single else [use["end"] for use in uses],
        "guess_mode": modes == {"control"},
    }
    images = images[0] if single else images
    if request["init_image"]:
        start = Image.open(folder / request["init_image"]).convert("RGB")
        arguments |= {"image": start, "control_image": images, "strength": request["strength"]}
    else:
        arguments |= {"image": images}
    with soft_weights(modes != {"balanced"}):
        if modes == {"prompt"}:  # the same weights on both halves: guess mode of the network, not of the pipeline
            forward = chosen[0].forward
            chosen[0].forward = lambda *given, **named: forward(*given, **{**named, "guess_mode": True})
            try:
                return made(**arguments).images
            finally:
                del chosen[0].forward
        return made(**arguments).images


def write_controlled(folder):
    folder = Path(folder)
    pipeline = load_pipeline(folder / "tiny64")
    write_nets(folder, pipeline.unet)
    control_picture(DEFAULTS["width"], DEFAULTS["height"]).save(folder / "tiny64" / "control.png")
    nets = {name: ControlNetModel.from_pretrained(folder / name, torch_dtype=torch.float32) for name in NETS}
    write_golden_pictures(folder / "tiny64", "controlled", requests(), lambda request: run(pipeline, nets, SDXL_SCHEDULER, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_controlled(sys.argv[1])
