"""OpenVINO with the same network converted: openvino_peer.py NETWORK DTYPE PIXELS [BATCH, of the UNet]"""

import gc
import os
import sys

import numpy
import openvino
import torch

import sdxl
from serve import serve

network, dtype, pixels = sys.argv[1], sys.argv[2], int(sys.argv[3])
batch = int(sys.argv[4]) if len(sys.argv) > 4 else 2


def converted(module):
    """Traced on a picture of 128 px, for tracing runs the network; then shaped as asked for. Its constants are the module's own memory."""
    small, full = sdxl.inputs(network, dtype, 128, batch), sdxl.inputs(network, dtype, pixels, batch)
    with torch.inference_mode():
        return openvino.convert_model(module, example_input=small, input=[openvino.PartialShape(list(x.shape)) for x in full])


def plain_ports(model):
    """f32 values in and out, which numpy has; inside, the precision hint rules."""
    steps = openvino.preprocess.PrePostProcessor(model)
    for i, port in enumerate(model.inputs):
        if port.element_type == openvino.Type.bf16:
            steps.input(i).tensor().set_element_type(openvino.Type.f32)
    steps.output(0).tensor().set_element_type(openvino.Type.f32)
    return steps.build()


def example(port):
    shape, kind = tuple(port.shape), port.element_type.to_dtype()
    if shape == () or numpy.issubdtype(kind, numpy.integer):  # a timestep; tokens
        return numpy.full(shape, 500, kind)
    return numpy.random.standard_normal(shape).astype(kind)


options = {"INFERENCE_PRECISION_HINT": dtype, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": len(os.sched_getaffinity(0))}
module = sdxl.build(network, dtype)
compiled = openvino.Core().compile_model(plain_ports(converted(module)), "CPU", options)
del module
gc.collect()
request = compiled.create_infer_request()
for i, port in enumerate(compiled.inputs):
    request.set_input_tensor(i, openvino.Tensor(example(port)))
serve(request.infer, {"peer": "openvino " + openvino.__version__.split("-")[0]})
