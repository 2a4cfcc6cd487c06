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
    # Exporting runs the network once: of a small picture.
    sides = {"image": {2: "height", 3: "width"}}
    torch.onnx.export(upscale.build(network, dtype), upscale.inputs(network, dtype, 64), file.name, dynamo=False, opset_version=17,
                      input_names=["image"], dynamic_axes=sides)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0))
    session = onnxruntime.InferenceSession(file.name, options, providers=["CPUExecutionProvider"])
picture = {"image": upscale.inputs(network, dtype, pixels)[0].numpy()}
serve(lambda: session.run(None, picture), {"peer": "onnxruntime " + onnxruntime.__version__})
