"""Reference pictures that act in a part of the picture, or through one block of the UNet: tiny64/masked_references.json and .safetensors (as
referenced.py writes them, with "mask": a file there); blocks16/, a UNet for h16 with SDXL's blocks, and ip64/sdxl_models/blocks16.safetensors,
an IP-Adapter for it; h16/styled.json and .safetensors, requests with it ("unet") and "mode" (core/request/request.h ReferenceMode).
Sides are such that IPAdapterMaskProcessor.downsample finds the tokens' height: it guesses it by their number.

python masked_references.py FOLDER: it holds tiny64, h16 and ip64."""

import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import save_file

import weights
from models import SHAPES, forget_paths, load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from referenced import ONE, OTHER, Draw, attention, basic_projection, run

SIZE = {"width": 64, "height": 48}
LEFT, ROUND = {**ONE, "scale": 1.2, "mask": "mask.png"}, {**OTHER, "scale": 1.2, "mask": "mask_soft.png"}
BLOCKS, ADAPTER = "blocks16", "blocks16.safetensors"


def masked_requests():
    entries = {
        "masked": {"references": [LEFT]},
        "masked_plus": {"references": [ROUND], "batch": 2},
        "masked_two": {"references": [LEFT, {**OTHER, "mask": "mask_wide.png"}]},
        "masked_beside_one": {"references": [LEFT, OTHER], "sampler": "heun"},
    }
    return [{"name": name, **DEFAULTS, **SIZE, **changes} for name, changes in entries.items()]


def styled_requests():
    use = {"adapter": ADAPTER, "image": "init_large.png", "scale": 1.0, "start": 0.0, "end": 1.0}
    other = {**use, "image": "control.png", "scale": 1.3}
    entries = {mode: {"references": [{**use, "mode": mode}]} for mode in ("all", "style", "composition", "style_composition")}
    entries["style_of_one_composition_of_another"] = {"references": [{**use, "mode": "style"}, {**other, "mode": "composition", "end": 0.6}]}
    return [{"name": name, **DEFAULTS, "width": 64, "height": 64, "steps": 4, "unet": BLOCKS, **changes} for name, changes in entries.items()]


def write_blocks(folder):
    """A UNet with SDXL's three levels of two resnets, in the text's width of h16."""
    shape = SHAPES["h16"]
    unet = UNet2DConditionModel(
        sample_size=16,
        addition_embed_type="text_time",
        addition_time_embed_dim=shape["time_ids"],
        projection_class_embeddings_input_dim=shape["text_2"]["projection"] + 6 * shape["time_ids"],
        cross_attention_dim=shape["text"]["width"] + shape["text_2"]["width"],
        **{**shape["unet"], "block_out_channels": (16, 16, 16), "layers_per_block": 2, "transformer_layers_per_block": (1, 1, 1), "attention_head_dim": (1, 1, 1)},
    ).eval()
    weights.draw(unet, seed=91)
    generator = torch.Generator().manual_seed(92)

    def noise(*sizes):
        return torch.randn(sizes, generator=generator)

    with torch.no_grad():
        added = {"text_embeds": noise(2, shape["text_2"]["projection"]), "time_ids": torch.tensor([[64.0, 64, 0, 0, 64, 64]] * 2)}
        output = unet(noise(2, 4, 8, 8), 500, noise(2, 77, unet.config.cross_attention_dim), added_cond_kwargs=added).sample
        unet.conv_out.weight /= output.std()
        unet.conv_out.bias -= output.mean() / output.std()
    unet.half().save_pretrained(folder / BLOCKS)
    forget_paths(folder / BLOCKS)
    draw = Draw(93)
    tensors = {**basic_projection(draw, unet.config.cross_attention_dim), **attention(draw, unet)}
    path = folder / "ip64" / "sdxl_models" / ADAPTER
    save_file({key: tensor.half().contiguous() for key, tensor in tensors.items()}, path, metadata={"format": "pt"})
    path.chmod(0o644)


def write_masked_references(folder):
    folder = Path(folder)
    tiny = load_pipeline(folder / "tiny64")
    write_golden_pictures(folder / "tiny64", "masked_references", masked_requests(), lambda request: run(tiny, request, folder / "tiny64"))
    write_blocks(folder)
    styled = load_pipeline(folder / "h16")
    styled.unet = UNet2DConditionModel.from_pretrained(folder / BLOCKS, torch_dtype=torch.float32, local_files_only=True).eval()
    write_golden_pictures(folder / "h16", "styled", styled_requests(), lambda request: run(styled, request, folder / "h16"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_masked_references(sys.argv[1])
