"""Small networks in ncnn's form (.param, .bin), written layer by layer while torch computes them (ncnn docs/developer-guide)."""

import numpy as np
import torch
import torch.nn.functional as F


class Network:
    def __init__(self, image, half):
        self.half = half  # weights as f16 with a tag, else f32
        self.lines, self.bytes, self.values = ["Input in 0 1 blob0"], b"", {"blob0": image}

    def value(self, blob):
        return self.values[blob]

    def add(self, kind, inputs, parameters, value):
        blob = f"blob{len(self.lines)}"
        self.lines.append(f"{kind} {kind.lower()}{len(self.lines)} {len(inputs)} 1 {' '.join(inputs)} {blob} {parameters}")
        self.values[blob] = value
        return blob

    def split(self, blob, count):
        names = [f"{blob}_{i}" for i in range(count)]
        self.lines.append(f"Split split{len(self.lines)} 1 {count} {blob} {' '.join(names)}")
        for name in names:
            self.values[name] = self.values[blob]
        return names

    def conv(self, blob, weight, bias, slope=None):
        outputs, _, kernel, _ = weight.shape
        if self.half:
            raw = weight.numpy().astype("<f2").tobytes()
            self.bytes += (0x01306B47).to_bytes(4, "little") + raw + bytes(-len(raw) % 4)
            weight = weight.half().float()
        else:
            self.bytes += bytes(4) + weight.numpy().astype("<f4").tobytes()
        parameters = f"0={outputs} 1={kernel} 4={kernel // 2} 5={int(bias is not None)} 6={weight.numel()}"
        if bias is not None:
            self.bytes += bias.numpy().astype("<f4").tobytes()
        value = F.conv2d(self.value(blob), weight, bias, padding=kernel // 2)
        if slope is not None:
            parameters += f" 9=2 -23310=1,{slope:e}"
            value = F.leaky_relu(value, slope)
        return self.add("Convolution", [blob], parameters, value)

    def prelu(self, blob, slopes):
        self.bytes += slopes.numpy().astype("<f4").tobytes()
        return self.add("PReLU", [blob], f"0={len(slopes)}", F.prelu(self.value(blob), slopes))

    def interp(self, blob, mode, scale):
        number = {"nearest": 1, "bilinear": 2, "bicubic": 3}[mode]
        options = {} if mode == "nearest" else {"align_corners": False}
        value = F.interpolate(self.value(blob), scale_factor=scale, mode=mode, **options)
        return self.add("Interp", [blob], f"0={number} 1={scale:e} 2={scale:e}", value)

    def concat(self, blobs):
        return self.add("Concat", blobs, "", torch.cat([self.value(blob) for blob in blobs], 1))

    def eltwise(self, a, b, x, y):
        return self.add("Eltwise", [a, b], f"0=1 -23301=2,{x:e},{y:e}", x * self.value(a) + y * self.value(b))

    def plus(self, a, b):
        return self.add("BinaryOp", [a, b], "", self.value(a) + self.value(b))

    def shuffle(self, blob, factor):
        return self.add("PixelShuffle", [blob], f"0={factor}", F.pixel_shuffle(self.value(blob), factor))

    def pad(self, blob, edge):
        value = F.pad(self.value(blob), (edge,) * 4, mode="replicate")
        return self.add("Padding", [blob], f"0={edge} 1={edge} 2={edge} 3={edge} 4=1", value)

    def crop(self, blob, edge):
        value = self.value(blob)[:, :, edge:-edge, edge:-edge]
        return self.add("Crop", [blob], f"0={edge} 1={edge} 6={edge} 7={edge}", value)

    def write(self, path):
        blobs = len(self.values)
        path.with_suffix(".param").write_text(f"7767517\n{len(self.lines)} {blobs}\n" + "\n".join(self.lines) + "\n")
        path.with_suffix(".bin").write_bytes(self.bytes)


def compact(image, draw, tail):
    """As realesr-animevideov3-x2.param: x4 by a pixel shuffle, then resized by `tail`."""
    net = Network(image, half=False)
    first, second = net.split("blob0", 2)
    x = net.conv(first, draw((5, 3, 3, 3), 0.25).float(), draw((5,), 0.05).float())
    x = net.prelu(x, draw((5,), 0.3).float())
    x = net.shuffle(net.conv(x, draw((48, 5, 3, 3), 0.03).float(), None), 4)
    x = net.plus(x, net.interp(second, "nearest", 4.0))
    return net, net.interp(x, "bicubic", tail)


def dense(image, draw):
    """As realesrgan-x4plus.param, with a border that is repeated and cut again."""
    net = Network(image, half=True)

    def conv(blob, outputs, inputs, slope=None, deviation=0.2):
        return net.conv(blob, draw((outputs, inputs, 3, 3), deviation).float(), draw((outputs,), 0.05).float(), slope)

    x, skip = net.split(conv(net.pad("blob0", 2), 6, 3), 2)
    a, b, c = net.split(x, 3)
    d, e = net.split(conv(a, 3, 6, 0.2), 2)
    y = conv(net.concat([b, d]), 3, 9, 0.2)
    y = conv(net.concat([c, e, y]), 6, 12)
    x = net.eltwise(y, skip, 0.2, 1.0)
    x = conv(net.interp(x, "nearest", 2.0), 6, 6, 0.2)
    x = net.crop(net.interp(conv(x, 3, 6, deviation=0.1), "bilinear", 1.5), 6)
    return net, x


def write_ncnn(folder, generator, draw, cases):
    for name, size, make in (
        ("ncnn_x2", (9, 12), lambda image: compact(image, draw, 0.5)),
        ("ncnn_x3", (8, 11), lambda image: compact(image, draw, 0.75)),
        ("ncnn_dense", (10, 7), lambda image: dense(image, draw)),
    ):
        image = torch.rand((1, 3, *size), generator=generator)
        net, blob = make(image)
        net.write(folder / name)
        cases[f"{name}/image"] = image.permute(0, 2, 3, 1).contiguous()
        cases[f"{name}/output"] = net.value(blob).permute(0, 2, 3, 1).contiguous()
        assert np.isfinite(cases[f"{name}/output"].numpy()).all()
