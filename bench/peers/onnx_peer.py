"""onnxruntime on the CPU with a model of a file: onnx_peer.py MODEL.onnx 1x3x320x320 RUNS: "run" is so many runs of its first input."""

import os
import sys

import numpy
import onnxruntime

from serve import serve

model, shape, runs = sys.argv[1], [int(side) for side in sys.argv[2].split("x")], int(sys.argv[3])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = len(os.sched_getaffinity(0))
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
picture = {session.get_inputs()[0].name: numpy.random.default_rng(3).random(shape, dtype=numpy.float32)}


def forward():
    for _ in range(runs):
        session.run(None, picture)


serve(forward, {"peer": "onnxruntime " + onnxruntime.__version__})
