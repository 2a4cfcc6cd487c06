"""Writes golden/bnb_weights.safetensors with bitsandbytes' own code: python tests/reference/bnb_weights.py [FOLDER].

Small layers as bitsandbytes saves them (Linear4bit's state: `NAME.weight` U8 and what stands beside it), and `NAME.values` F32, what its
dequantize_4bit gives on the CPU. Needs torch, safetensors and bitsandbytes 0.50.2 (pip install --no-deps bitsandbytes), which nothing else
here does.
"""

import sys
from pathlib import Path

import torch
from bitsandbytes.functional import dequantize_4bit, quantize_4bit
from safetensors.torch import save_file

# Name, kind, dtype, block, nested, shape.
LAYERS = [
    ("half", "nf4", torch.float16, 64, True, (48, 40)),
    ("brain", "nf4", torch.bfloat16, 64, False, (6, 64)),
    ("single", "fp4", torch.float32, 128, False, (4, 128)),
    ("nested", "fp4", torch.bfloat16, 64, True, (132, 128)),
    ("rest", "nf4", torch.float32, 64, False, (3, 50)),
]


def write_bnb_weights(folder):
    torch.manual_seed(7)
    tensors = {}
    for name, kind, dtype, block, nested, shape in LAYERS:
        weight = (torch.randn(shape) * torch.rand(shape[0], 1)).to(dtype)
        packed, state = quantize_4bit(weight, blocksize=block, compress_statistics=nested, quant_type=kind)
        tensors[f"{name}.weight"] = packed
        for key, value in state.as_dict(packed=True).items():
            tensors[f"{name}.weight.{key}"] = value
        tensors[f"{name}.values"] = dequantize_4bit(packed, state).float()
    save_file(tensors, folder / "bnb_weights.safetensors")


if __name__ == "__main__":
    write_bnb_weights(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden")
