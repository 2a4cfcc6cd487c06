"""Writes golden/ggml_blocks.safetensors with the `gguf` package (the reference's numpy code): python tests/reference/ggml_blocks.py [FOLDER].

`<type>.blocks` U8 [3, bytes of a block] random blocks with moderate scales, `<type>.values` F32 what they hold; of the types that Image Lab
writes, `<type>.from` F32 [rows, elements] and `<type>.quantised` U8 what they become. Needs numpy, gguf, safetensors; no torch.
"""

import sys
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants
from safetensors.numpy import save_file

READ = {"q4_0": [0], "q4_1": [0, 2], "q5_0": [0], "q5_1": [0, 2], "q8_0": [0], "q2_k": [80, 82], "q3_k": [108], "q4_k": [0, 2], "q5_k": [0, 2], "q6_k": [208]}
WRITTEN = ["q4_0", "q4_1", "q5_0", "q5_1", "q8_0"]  # READ: where a block's f16 scales stand


def write_ggml_blocks(folder):
    random = np.random.default_rng(7)
    tensors = {}
    for name, scales in READ.items():
        kind = GGMLQuantizationType[name.upper()]
        blocks = random.integers(0, 256, (3, GGML_QUANT_SIZES[kind][1]), dtype=np.uint8)
        for at in scales:
            blocks[:, at : at + 2] = random.normal(0, 0.05, 3).astype(np.float16).view(np.uint8).reshape(3, 2)
        tensors[f"{name}.blocks"] = blocks
        tensors[f"{name}.values"] = quants.dequantize(blocks, kind).astype(np.float32)
    for name in WRITTEN:
        values = random.normal(0, 0.1, (4, 64)).astype(np.float32)
        values[1] = 0
        values[2, :32] = np.linspace(-1, 1, 32, dtype=np.float32)
        tensors[f"{name}.from"] = values
        tensors[f"{name}.quantised"] = quants.quantize(values, GGMLQuantizationType[name.upper()])
    save_file(tensors, folder / "ggml_blocks.safetensors")


if __name__ == "__main__":
    write_ggml_blocks(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden")
