"""Pictures of SDXL's distilled relatives, made of tiny64 without weights of their own: distilled.json (as pictures.json) and
distilled.safetensors. "ssd": of the middle only its first resnet, as SSD-1B and Vega, and another depth in each attention (the last one of
up_blocks.0 has a second block, a copy of the first attention's); "koala": no middle at all, as KOALA-700M."""

import torch
from diffusers import UNet2DConditionModel

from files import write_json, write_tensors
from pictures import DEFAULTS, run

DEEPER, ITS_SOURCE = "up_blocks.0.attentions.1.transformer_blocks.1.", "up_blocks.0.attentions.0.transformer_blocks.0."


def ssd(state):
    kept = {name: value for name, value in state.items() if not name.startswith(("mid_block.attentions.", "mid_block.resnets.1."))}
    return kept | {name.replace(ITS_SOURCE, DEEPER): value for name, value in state.items() if name.startswith(ITS_SOURCE)}


def koala(state):
    return {name: value for name, value in state.items() if not name.startswith("mid_block.")}


CHANGES = {
    "ssd": (ssd, {"mid_block_type": "UNetMidBlock2D", "transformer_layers_per_block": [[1], [1]], "reverse_transformer_layers_per_block": [[1, 2], [1, 1]]}),
    "koala": (koala, {"mid_block_type": None}),
}


def write_distilled(folder, load_pipeline):
    entries = [{"name": name, **DEFAULTS} for name in CHANGES]
    pictures = {}
    for entry in entries:
        cut, config = CHANGES[entry["name"]]
        pipeline = load_pipeline(folder)
        state = cut(pipeline.unet.state_dict())
        unet = UNet2DConditionModel.from_config({**pipeline.unet.config, **config}).to(torch.float32).eval()
        unet.load_state_dict(state)
        pipeline.unet = unet
        pictures[entry["name"]] = run(pipeline, None, pipeline.scheduler.config, entry, folder)
    write_tensors(folder / "distilled.safetensors", pictures)
    write_json(folder / "distilled.json", entries)


if __name__ == "__main__":
    from pathlib import Path

    from goldens import quiet
    from models import load_pipeline

    quiet()
    write_distilled(Path(__file__).parent / "golden" / "tiny64", load_pipeline)
