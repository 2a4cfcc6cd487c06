"""OpenVINO with the same network, which openvino_convert.py has written or writes now: openvino_peer.py NETWORK bf16|int8 PIXELS [BATCH, of the UNet]"""

import os
import subprocess
import sys
from pathlib import Path

import numpy
import openvino

from serve import serve

network, kind, pixels = sys.argv[1], sys.argv[2], int(sys.argv[3])
batch = int(sys.argv[4]) if len(sys.argv) > 4 else 2 if network == "unet" else 1
here = Path(__file__).parent
path = here.parents[1] / f"build/bench/openvino/{network}_{kind}.xml"
if not path.exists():  # by a process of its own, whose memory is gone then
    subprocess.run([sys.executable, str(here / "openvino_convert.py"), network, kind, str(path)], check=True, stdout=subprocess.DEVNULL)


def shaped(model):
    """Open extents: the first of all is the batch, those of a picture its sides as latents."""
    model.reshape({port: [extent.get_length() if extent.is_static else batch if at == 0 else pixels // 8
                          for at, extent in enumerate(port.partial_shape)] for port in model.inputs})
    return model


def example(port):
    shape, kind = tuple(port.shape), port.element_type.to_dtype()
    if shape == () or numpy.issubdtype(kind, numpy.integer):  # a timestep; tokens
        return numpy.full(shape, 500, kind)
    return numpy.random.standard_normal(shape).astype(kind)


core = openvino.Core()
options = {"INFERENCE_PRECISION_HINT": "bf16", "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": len(os.sched_getaffinity(0))}
compiled = core.compile_model(shaped(core.read_model(path)), "CPU", options)
request = compiled.create_infer_request()
for i, port in enumerate(compiled.inputs):
    request.set_input_tensor(i, openvino.Tensor(example(port)))
serve(request.infer, {"peer": f"openvino {openvino.__version__.split('-')[0]} {kind}"})
