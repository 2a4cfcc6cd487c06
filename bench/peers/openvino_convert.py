"""A network of sdxl.py as OpenVINO's own files: openvino_convert.py NETWORK bf16|int8 FILE.xml. int8: weights and activations as NNCF quantises a
diffusion network after training, calibrated by one forward at 128 px, for the time of a forward does not depend on the ranges."""

import gc
import sys
import time
from pathlib import Path

import openvino
import torch

import sdxl

network, kind, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])


def converted(module):
    """Traced on a picture of 128 px, for tracing runs the network; what differs between two sizes stays open. Its constants are the module's
    own memory."""
    small, other = sdxl.inputs(network, "bf16", 128, 2), sdxl.inputs(network, "bf16", 256, 3)
    shapes = [[-1 if a != b else a for a, b in zip(x.shape, y.shape)] for x, y in zip(small, other)]
    with torch.inference_mode():
        model = openvino.convert_model(module, example_input=small, input=[openvino.PartialShape(shape) for shape in shapes])
    steps = openvino.preprocess.PrePostProcessor(model)
    for i, port in enumerate(model.inputs):
        if port.element_type == openvino.Type.bf16:  # numpy has f32; inside, the precision hint rules
            steps.input(i).tensor().set_element_type(openvino.Type.f32)
    steps.output(0).tensor().set_element_type(openvino.Type.f32)
    return steps.build(), [x.float().numpy() if x.is_floating_point() else x.numpy() for x in small]


def quantised(model, example):
    import nncf

    sample = dict(enumerate(example))
    advanced = nncf.AdvancedQuantizationParameters(
        disable_bias_correction=True, smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(convolution=-1, matmul=-1))
    # Attention stays in bf16: OpenVINO 2026.4 refuses what NNCF makes of it ("BrgemmCPU node has incompatible input element types: f32 and bf16").
    attention = nncf.IgnoredScope(types=["ScaledDotProductAttention"], validate=False)
    return nncf.quantize(model, nncf.Dataset([sample]), subset_size=1, model_type=nncf.ModelType.TRANSFORMER, ignored_scope=attention,
                         advanced_parameters=advanced)


begin = time.monotonic()
module = sdxl.build(network, "bf16")
model, example = converted(module)
gc.collect()
if kind == "int8":
    model = quantised(model, example)
path.parent.mkdir(parents=True, exist_ok=True)
part = path.with_name("part_" + path.name)
openvino.save_model(model, part, compress_to_fp16=False)
part.with_suffix(".bin").rename(path.with_suffix(".bin"))
part.rename(path)  # last: where it stands, both are whole
peak = max(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")) / 2**20
print(f"{network} {kind}: {time.monotonic() - begin:.0f} s, {peak:.1f} GiB, {path.with_suffix('.bin').stat().st_size / 2**30:.2f} GiB on the disk")
