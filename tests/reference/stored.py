"""Pictures of tiny64 as a checkpoint of fewer bits: stored.json (as pictures.json, with "stored": what `imagelab convert` calls the precision, and
"file": of which format) and stored.safetensors. The checkpoint's matrices are rounded and read again here: 8-bit floats by torch, blocks by
the gguf package, int8 rows by the formula of ComfyUI's int8_tensorwise; which are, says the first function (core/weights/output_plan.cpp)."""

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from diffusers.loaders.single_file_utils import create_diffusers_clip_model_from_ldm
from gguf import GGMLQuantizationType, quants
from safetensors.torch import save_file
from tempfile import TemporaryDirectory
from transformers import CLIPTextModel, CLIPTextModelWithProjection

from files import write_json, write_tensors
from pictures import DEFAULTS, run
from single_file import read_parts, single_file_tensors

KINDS = [("f16", "gguf"), ("f8_e4m3", "safetensors"), ("f8_e5m2", "safetensors"), ("int8", "safetensors"), ("q8_0", "gguf"), ("q4_0", "gguf")]
PLAIN = ("time_embed.", "label_emb.", "embedding")


def is_narrowed(name, tensor):
    return tensor.ndim >= 2 and tensor.numel() >= 1024 and name.endswith(".weight") and not name.startswith("first_stage_model.") and not any(
        part in name for part in PLAIN
    )


def in_blocks(tensor, kind):
    if tensor.shape[-1] % 32 != 0:
        return tensor
    kind = GGMLQuantizationType[kind.upper()]
    values = quants.dequantize(quants.quantize(tensor.float().numpy().astype(np.float32), kind), kind)
    return torch.from_numpy(values.reshape(tensor.shape).copy())


def in_rows(tensor):
    if tensor.ndim != 2:
        return tensor
    values = tensor.float()
    scale = values.abs().amax(dim=1, keepdim=True) / 127
    return (values / scale).round().clamp(-127, 127) * scale


def rounded(name, tensor, kind):
    if kind == "f16" or not is_narrowed(name, tensor):
        return tensor
    if kind == "int8":
        return in_rows(tensor)
    if kind.startswith("q"):
        return in_blocks(tensor, kind)
    dtype = {"f8_e4m3": torch.float8_e4m3fn, "f8_e5m2": torch.float8_e5m2}[kind]
    return tensor.to(dtype).float()


def take_weights(pipeline, folder, tensors):
    """The pipeline computes with what diffusers reads out of a checkpoint of these tensors."""
    options = {"config": str(folder), "local_files_only": True}
    with TemporaryDirectory() as place:
        path = f"{place}/model.safetensors"
        save_file({name: tensor.float().contiguous() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}, path)
        unet = UNet2DConditionModel.from_single_file(path, subfolder="unet", dtype=torch.float32, **options)
    pipeline.unet.load_state_dict(unet.state_dict())
    for name, cls in (("text_encoder", CLIPTextModel), ("text_encoder_2", CLIPTextModelWithProjection)):
        clip = create_diffusers_clip_model_from_ldm(cls, dict(tensors), subfolder=name, torch_dtype=torch.float32, **options)
        getattr(pipeline, name).load_state_dict(clip.state_dict())


def write_stored(folder, load_pipeline):
    checkpoint = single_file_tensors(read_parts(folder), torch.float16)
    entries = [{"name": f"{kind}_{file}", **DEFAULTS, "stored": kind, "file": file} for kind, file in KINDS]
    pictures = {}
    for entry in entries:
        pipeline = load_pipeline(folder)
        take_weights(pipeline, folder, {name: rounded(name, tensor, entry["stored"]) for name, tensor in checkpoint.items()})
        pictures[entry["name"]] = run(pipeline, None, pipeline.scheduler.config, entry, folder)
    write_tensors(folder / "stored.safetensors", pictures)
    write_json(folder / "stored.json", entries)
    return pictures


if __name__ == "__main__":
    from pathlib import Path

    from models import load_pipeline
    from goldens import quiet

    quiet()
    made = write_stored(Path(__file__).parent / "golden" / "tiny64", load_pipeline)
    plain = made["f16_gguf"].float()
    for name, picture in made.items():
        print(name, "differs from f16 by", (picture.float() - plain).abs().mean().item(), "of 255")
