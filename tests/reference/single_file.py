"""A diffusers folder as an original single-file checkpoint: python single_file.py FOLDER OUT.safetensors [--dtype f32|f16|bf16] [--check].

--check reads the file back with diffusers' own conversion and compares every tensor.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from files import write_json
from original_layout import layout

DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
CHANGES = {
    "copy": lambda tensors: tensors[0],
    "concat": torch.cat,
    "transpose": lambda tensors: tensors[0].T,
    "conv": lambda tensors: tensors[0][:, :, None, None],
}
# What real files have and a loader must ignore.
EXTRAS = {
    "conditioner.embedders.0.transformer.text_model.embeddings.position_ids": lambda dtype: torch.arange(77)[None],
    "conditioner.embedders.1.model.logit_scale": lambda dtype: torch.tensor(4.6052, dtype=dtype),
    "denoiser.sigmas": lambda dtype: torch.linspace(0.03, 14.6, 1000, dtype=dtype),
}


def read_parts(folder):
    parts = {}
    for name in ("unet", "vae", "text_encoder", "text_encoder_2"):
        parts[name] = load_file(next((Path(folder) / name).glob("*.safetensors")))
    return parts


def single_file_tensors(parts, dtype):
    tensors = {}
    for entry in layout(parts):
        sources = [parts[entry.component][source] for source in entry.sources]
        tensors[entry.name] = CHANGES[entry.change](sources).to(dtype).contiguous()
    return tensors | {name: make(dtype) for name, make in EXTRAS.items()}


def write_single_file(folder, path, dtype="f16"):
    save_file(single_file_tensors(read_parts(folder), DTYPES[dtype]), path)


def write_map(folder):
    """single_file.json: how each tensor of the single file is made, so that the C++ tests can write one in any type without Python."""
    entries = [entry._asdict() for entry in layout(read_parts(folder))]
    write_json(folder / "single_file.json", entries)


def check(folder, path, dtype):
    """Every tensor that diffusers reads out of the single file equals the folder's, rounded to the file's type."""
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from diffusers.loaders.single_file_utils import create_diffusers_clip_model_from_ldm
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    options = {"config": str(folder), "local_files_only": True, "dtype": torch.float32}
    checkpoint = load_file(path)
    read = {
        "unet": UNet2DConditionModel.from_single_file(str(path), subfolder="unet", **options),
        "vae": AutoencoderKL.from_single_file(str(path), subfolder="vae", **options),
    }
    for name, cls in (("text_encoder", CLIPTextModel), ("text_encoder_2", CLIPTextModelWithProjection)):
        clip = {"config": str(folder), "local_files_only": True, "torch_dtype": torch.float32}
        read[name] = create_diffusers_clip_model_from_ldm(cls, checkpoint, subfolder=name, **clip)
    compared = 0
    for component, tensors in read_parts(folder).items():
        state = read[component].state_dict()
        if "text_model.final_layer_norm.weight" in tensors and "final_layer_norm.weight" in state:
            tensors = {name.removeprefix("text_model."): tensor for name, tensor in tensors.items()}
        assert state.keys() == tensors.keys(), (component, state.keys() ^ tensors.keys())
        for name, tensor in tensors.items():
            assert torch.equal(state[name], tensor.to(DTYPES[dtype]).float()), (component, name)
            compared += 1
    return compared


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dtype", choices=DTYPES, default="f16")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    write_single_file(options.folder, options.out, options.dtype)
    if options.check:
        print(f"diffusers reads {check(options.folder, options.out, options.dtype)} tensors out of it as they were")
