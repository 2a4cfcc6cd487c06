"""Real-ESRGAN x4plus' network as spandrel has it, with random weights, and a picture for it."""

import sys
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).parents[2] / "tests/reference"))
from spandrel_upscalers import architecture  # noqa: E402

NETWORKS = ("x4plus",)
DTYPES = {"bf16": torch.bfloat16, "f32": torch.float32}


def build(network, dtype):
    module = architecture("ESRGAN", "ESRGAN")(in_nc=3, out_nc=3, num_filters=64, num_blocks=23, scale=4)
    torch.manual_seed(0)
    for parameter in module.parameters():
        parameter.data.normal_(0, 0.02)
    return module.to(DTYPES[dtype]).eval().requires_grad_(False)


def inputs(network, dtype, pixels):
    return (torch.rand(1, 3, pixels, pixels, dtype=DTYPES[dtype]),)
