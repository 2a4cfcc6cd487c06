"""A full-size SDXL base single file with random weights: python full_size.py OUT.safetensors [--dtype f16|bf16|f32] [--empty].

Names and shapes as published; written tensor by tensor, so memory stays small. Values are uniform with standard deviation
1 / sqrt(fan in), out of one block of random numbers that every tensor starts to read elsewhere; norms are 1, biases 0. --empty: names and
shapes alone, the rest is a hole in the file, for plans (`imagelab train plan --device-memory 8GiB`).
"""

import argparse
import json
import math
import struct
import time

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from original_layout import layout
from single_file import CHANGES, DTYPES, EXTRAS

UNET_PARAMETERS = 2_567_463_684
NAMES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}

UNET = {
    "sample_size": 128,
    "block_out_channels": (320, 640, 1280),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": (1, 2, 10),
    "attention_head_dim": (5, 10, 20),
    "layers_per_block": 2,
    "cross_attention_dim": 2048,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
    "use_linear_projection": True,
}
VAE = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 1024,
    "scaling_factor": 0.13025,
}
CLIP_L = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12, "projection_dim": 768}
BIG_G = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20, "projection_dim": 1280}


def meta_parts():
    """Component -> {published name: tensor without storage}."""
    with torch.device("meta"):
        modules = {
            "unet": UNet2DConditionModel(**UNET),
            "vae": AutoencoderKL(**VAE),
            "text_encoder": CLIPTextModel(CLIPTextConfig(vocab_size=49408, **CLIP_L)),
            "text_encoder_2": CLIPTextModelWithProjection(CLIPTextConfig(vocab_size=49408, hidden_act="gelu", **BIG_G)),
        }
    parts = {component: dict(module.named_parameters()) for component, module in modules.items()}
    parts["text_encoder"] = {"text_model." + name: tensor for name, tensor in parts["text_encoder"].items()}
    assert sum(tensor.numel() for tensor in parts["unet"].values()) == UNET_PARAMETERS
    return parts


class Values:
    def __init__(self, count=1 << 25):
        self.block = torch.rand(count, generator=torch.Generator().manual_seed(0)).sub_(0.5).mul_(math.sqrt(12))
        self.start = 0

    def take(self, shape, scale, dtype):
        """Unit-variance values times scale, in pieces of at most the block's length."""
        left = math.prod(shape)
        while left:
            self.start = (self.start + 7919 * 64 + 1) % (len(self.block) // 2)
            piece = self.block[self.start : self.start + left]
            left -= len(piece)
            yield (piece * scale).to(dtype)


def scale_of(source, tensor):
    """Factor of the random values; None: all ones, 0: zeros."""
    if source.endswith("bias"):
        return 0.0
    if tensor.ndim == 1:
        return None
    return 0.1 if "embedding" in source and "linear" not in source else 1 / math.sqrt(tensor[0].numel())


def plan(parts):
    """[(name, shape, source name, source tensor)] of what is drawn."""
    for entry in layout(parts):
        sources = [parts[entry.component][source] for source in entry.sources]
        yield entry.name, list(CHANGES[entry.change](sources).shape), entry.sources[0], sources[0]


def write(path, dtype, empty=False):
    entries = list(plan(meta_parts()))
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    extras = {name: make(dtype) for name, make in EXTRAS.items()}
    described = [(name, shape, dtype) for name, shape, *_ in entries]
    for name, shape, kind in described + [(name, list(tensor.shape), tensor.dtype) for name, tensor in extras.items()]:
        size = math.prod(shape) * kind.itemsize
        header[name] = {"dtype": NAMES[kind], "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        if empty:
            out.truncate(8 + len(text) + offset)
            return len(header) - 1, 8 + len(text) + offset
        values = Values()
        for _, shape, source, tensor in entries:
            scale = scale_of(source, tensor)
            pieces = [torch.ones(shape, dtype=dtype)] if scale is None else values.take(shape, scale, dtype)
            for piece in pieces:
                out.write(memoryview(piece.flatten().view(torch.uint8).numpy()))
        for tensor in extras.values():
            out.write(memoryview(tensor.flatten().view(torch.uint8).numpy()))
    return len(header) - 1, 8 + len(text) + offset


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--dtype", choices=DTYPES, default="f16")
    parser.add_argument("--empty", action="store_true", help="names and shapes alone")
    options = parser.parse_args()
    begin = time.time()
    count, size = write(options.out, DTYPES[options.dtype], options.empty)
    print(f"{options.out}: {count} tensors, {size / 1e9:.2f} GB in {time.time() - begin:.0f} s")
