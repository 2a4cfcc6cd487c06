"""onnxruntime on the CPU, in f32: onnxruntime_peer.py NETWORK DTYPE PIXELS"""

import os
import sys
import tempfile

import onnxruntime
import torch

import upscale
from serve import serve

network, dtype, pixels = sys.argv[1], sys.argv[2], int(sys.argv[3])
with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
    example = upscale.inputs(network, dtype, pixels)
    torch.onnx.export(upscale.build(network, dtype), example, file.name, dynamo=False, opset_version=17)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0))
    session = onnxruntime.InferenceSession(file.name, options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
picture = {name: example[0].numpy()}
serve(lambda: session.run(None, picture), {"peer": "onnxruntime " + onnxruntime.__version__})
