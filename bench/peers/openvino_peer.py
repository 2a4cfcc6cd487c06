"""OpenVINO with the same network converted: openvino_peer.py NETWORK DTYPE PIXELS CACHE-FOLDER. The converted network is kept in the folder, for
conversion needs the torch module beside it."""

import os
import sys
from pathlib import Path

import numpy
import openvino

network, dtype, pixels, cache = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
file = cache / f"{network}_{dtype}_{pixels}_openvino_{openvino.__version__.split('-')[0]}.xml"
core = openvino.Core()


def convert():
    import torch

    import sdxl

    module, example = sdxl.build(network, dtype), sdxl.inputs(network, dtype, pixels)
    with torch.inference_mode():
        model = openvino.convert_model(module, example_input=example, input=[tuple(x.shape) for x in example])
    cache.mkdir(parents=True, exist_ok=True)
    openvino.save_model(model, file, compress_to_fp16=False)


if sys.argv[-1] == "convert":
    sys.exit(0 if file.exists() else convert())

from serve import serve

options = {"INFERENCE_PRECISION_HINT": dtype, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": len(os.sched_getaffinity(0))}
model = core.read_model(file)
# Plain f32 values in and out; inside, the precision hint rules.
steps = openvino.preprocess.PrePostProcessor(model)
for i, port in enumerate(model.inputs):
    if port.element_type == openvino.Type.bf16:
        steps.input(i).tensor().set_element_type(openvino.Type.f32)
steps.output(0).tensor().set_element_type(openvino.Type.f32)
request = core.compile_model(steps.build(), "CPU", options).create_infer_request()
for i, port in enumerate(request.model_inputs):
    shape, kind = tuple(port.shape), port.element_type.to_dtype()
    request.set_input_tensor(i, openvino.Tensor(numpy.full(shape, 500, kind) if shape == () else numpy.random.standard_normal(shape).astype(kind)))
serve(request.infer, {"peer": "openvino " + openvino.__version__.split("-")[0]})
