"""diffusers, or spandrel, on CPU torch: torch_peer.py NETWORK DTYPE PIXELS [BATCH, of the UNet]"""

import os
import sys

import torch

import pixart
import sdxl
from serve import serve

network, dtype, pixels = sys.argv[1], sys.argv[2], int(sys.argv[3])
further = [int(sys.argv[4])] if len(sys.argv) > 4 else []
torch.set_num_threads(len(os.sched_getaffinity(0)))
if network == "x4plus":
    import upscale as source
else:
    source = pixart if network in pixart.NETWORKS else sdxl
module = source.build(network, dtype).to(memory_format=torch.channels_last)
example = [x.to(memory_format=torch.channels_last) if x.ndim == 4 else x for x in source.inputs(network, dtype, pixels, *further)]
with torch.inference_mode():
    serve(lambda: module(*example), {"peer": f"torch {torch.__version__} {dtype}"})
