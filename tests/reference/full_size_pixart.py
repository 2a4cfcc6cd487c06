"""A full-size PixArt-Sigma diffusers folder with random weights: python full_size_pixart.py FOLDER [--side 64|128] [--dtype bf16|f16|f32].

0.6 G parameters of transformer and 4.8 G of T5, the latter in shards of 2 GB, as published; values as in full_size.py.
"""

import argparse
import json
import math
import struct
import time
from pathlib import Path

import torch
from diffusers import AutoencoderKL, PixArtTransformer2DModel
from transformers import T5Config, T5EncoderModel

from full_size import NAMES, VAE, Values, scale_of
from pixart import SCHEDULER
from single_file import DTYPES
from t5_vocabulary import TARGET

T5 = {"vocab_size": 32128, "d_model": 4096, "d_kv": 64, "d_ff": 10240, "num_layers": 24, "num_heads": 64, "feed_forward_proj": "gated-gelu"}
TRANSFORMER = {
    "num_attention_heads": 16,
    "attention_head_dim": 72,
    "num_layers": 28,
    "cross_attention_dim": 1152,
    "caption_channels": 4096,
    "use_additional_conditions": False,
}
SHARD = 2 << 30


def write_file(path, tensors, values, dtype):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * dtype.itemsize
        header[name] = {"dtype": NAMES[dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for name, tensor in tensors.items():
            scale = scale_of(name, tensor)
            if name.endswith(("SelfAttention.q.weight", "DenseReluDense.wo.weight", "SelfAttention.o.weight")):
                scale /= 8  # scores are not scaled in T5; branches that keep the sum from running away
            if name.endswith("shared.weight"):
                scale = 1.0
            pieces = [torch.ones(tensor.shape, dtype=dtype)] if scale is None else values.take(tensor.shape, scale, dtype)
            for piece in pieces:
                out.write(memoryview(piece.flatten().view(torch.uint8).numpy()))


def shards_of(tensors, dtype):
    shards, size = [{}], 0
    for name, tensor in tensors.items():
        size += tensor.numel() * dtype.itemsize
        if size > SHARD and shards[-1]:
            shards.append({})
            size = tensor.numel() * dtype.itemsize
        shards[-1][name] = tensor
    return shards


def write(folder, side, dtype):
    transformer = TRANSFORMER | {"sample_size": side, "interpolation_scale": side // 64}
    with torch.device("meta"):
        modules = {
            "transformer": PixArtTransformer2DModel(**transformer),
            "vae": AutoencoderKL(**VAE),
            "text_encoder": T5EncoderModel(T5Config(**T5)),
        }
    configs = {"transformer": transformer | {"_class_name": "PixArtTransformer2DModel"}, "vae": VAE | {"_class_name": "AutoencoderKL"}, "text_encoder": T5}
    values, total = Values(), 0
    for name, module in modules.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "config.json").write_text(json.dumps(configs[name], indent=2) + "\n")
        tensors = {key: tensor for key, tensor in module.named_parameters() if key != "encoder.embed_tokens.weight"}
        total += sum(tensor.numel() for tensor in tensors.values())
        shards = shards_of(tensors, dtype) if name == "text_encoder" else [tensors]
        stem = "model" if name == "text_encoder" else "diffusion_pytorch_model"
        files = [f"{stem}.safetensors"] if len(shards) == 1 else [f"{stem}-{i + 1:05}-of-{len(shards):05}.safetensors" for i in range(len(shards))]
        for file, shard in zip(files, shards):
            write_file(place / file, shard, values, dtype)
        if len(shards) > 1:
            index = {key: file for file, shard in zip(files, shards) for key in shard}
            (place / f"{stem}.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}) + "\n")
    for part in ("tokenizer", "scheduler"):
        (folder / part).mkdir(exist_ok=True)
    (folder / "tokenizer" / "spiece.model").write_bytes(TARGET.read_bytes())
    (folder / "tokenizer" / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "T5Tokenizer", "extra_ids": 100}) + "\n")
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps({"_class_name": "DPMSolverMultistepScheduler", **SCHEDULER}) + "\n")
    index = {
        "_class_name": "PixArtSigmaPipeline",
        "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
        "text_encoder": ["transformers", "T5EncoderModel"],
        "tokenizer": ["transformers", "T5Tokenizer"],
        "transformer": ["diffusers", "PixArtTransformer2DModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--side", type=int, choices=[32, 64, 128, 256], default=64)
    parser.add_argument("--dtype", choices=DTYPES, default="bf16")
    options = parser.parse_args()
    begin = time.time()
    count = write(options.folder, options.side, DTYPES[options.dtype])
    print(f"{options.folder}: {math.floor(count / 1e6)} M parameters in {time.time() - begin:.0f} s")
