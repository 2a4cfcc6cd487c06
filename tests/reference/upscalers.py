"""Networks that enlarge pictures, with small random weights: in plain torch after their papers' repositories, which spandrel is compared with, and by
spandrel alone (spandrel_upscalers.py).

    python upscalers.py FOLDER

Writes into FOLDER: NAME.safetensors (or .pth) with a network's weights in f16 under the names people's files have, and cases.safetensors
with NAME/image [1, h, w, 3] in 0..1 and NAME/output [1, scale * h, scale * w, 3] in f32; `bundled` is resources/models/upscalers. Networks in
ncnn's form are NAME.param and NAME.bin.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from files import write_tensors
from ncnn import write_ncnn
from spandrel_upscalers import compared, of_file, write_spandrel
from swinir import swinir, swinir_weights

BUNDLED = Path(__file__).parents[2] / "resources/models/upscalers/realesr-animevideov3.safetensors"


def leaky(x):
    return F.leaky_relu(x, 0.2)


def conv(x, weights, name, padding=1):
    return F.conv2d(x, weights[name + ".weight"], weights.get(name + ".bias"), padding=padding)


def rrdb(x, weights, names, blocks, ups, unshuffle=1):
    """basicsr/archs/rrdbnet_arch.py; `names`: what this layout calls each layer."""
    if unshuffle > 1:
        x = F.pixel_unshuffle(x, unshuffle)
    first = y = conv(x, weights, names["first"])
    for block in range(blocks):
        start = y
        for dense in (1, 2, 3):
            name = names["dense"].format(block=block, dense=dense)
            end = names.get("end", "")
            x1 = leaky(conv(y, weights, f"{name}.conv1{end}"))
            x2 = leaky(conv(torch.cat((y, x1), 1), weights, f"{name}.conv2{end}"))
            plus = f"{name}.conv1x1.weight" in weights
            if plus:
                x2 = x2 + conv(y, weights, f"{name}.conv1x1", padding=0)
            x3 = leaky(conv(torch.cat((y, x1, x2), 1), weights, f"{name}.conv3{end}"))
            x4 = leaky(conv(torch.cat((y, x1, x2, x3), 1), weights, f"{name}.conv4{end}"))
            if plus:
                x4 = x4 + x2
            y = conv(torch.cat((y, x1, x2, x3, x4), 1), weights, f"{name}.conv5{end}") * 0.2 + y
        y = y * 0.2 + start
    y = conv(y, weights, names["body"]) + first
    for up in range(1, ups + 1):
        y = leaky(conv(F.interpolate(y, scale_factor=2, mode="nearest"), weights, names["up"].format(up=up, old=3 * up)))
    return conv(leaky(conv(y, weights, names["hr"])), weights, names["last"])


def rrdb_weights(draw, names, blocks, ups, nf=6, growth=3, inputs=3, plus=False):
    weights = {}

    def layer(name, outputs, inputs, kernel=3, bias=True):
        weights[name + ".weight"] = draw((outputs, inputs, kernel, kernel), 1.2 / (inputs * kernel * kernel) ** 0.5)
        if bias:
            weights[name + ".bias"] = draw((outputs,), 0.05)

    layer(names["first"], nf, inputs)
    for block in range(blocks):
        for dense in (1, 2, 3):
            name, end = names["dense"].format(block=block, dense=dense), names.get("end", "")
            for i in range(1, 5):
                layer(f"{name}.conv{i}{end}", growth, nf + (i - 1) * growth)
            layer(f"{name}.conv5{end}", nf, nf + 4 * growth)
            if plus:
                layer(f"{name}.conv1x1", growth, nf, kernel=1, bias=False)
    layer(names["body"], nf, nf)
    for up in range(1, ups + 1):
        layer(names["up"].format(up=up, old=3 * up), nf, nf)
    layer(names["hr"], nf, nf)
    layer(names["last"], 3, nf)
    return weights


def compact(x, weights, factor):
    """basicsr/archs/srvgg_arch.py"""
    last = max(int(name.split(".")[1]) for name in weights)
    y = x
    for i in range(0, last, 2):
        y = F.prelu(conv(y, weights, f"body.{i}"), weights[f"body.{i + 1}.weight"])
    y = F.pixel_shuffle(conv(y, weights, f"body.{last}"), factor)
    return y + F.interpolate(x, scale_factor=factor, mode="nearest")


def compact_weights(draw, factor, convolutions=2, nf=6):
    weights, inputs = {}, 3
    for i in range(convolutions + 1):
        weights[f"body.{2 * i}.weight"] = draw((nf, inputs, 3, 3), 1.2 / (9 * inputs) ** 0.5)
        weights[f"body.{2 * i}.bias"] = draw((nf,), 0.05)
        weights[f"body.{2 * i + 1}.weight"] = draw((nf,), 0.3)
        inputs = nf
    outputs = 3 * factor * factor
    weights[f"body.{2 * convolutions + 2}.weight"] = draw((outputs, nf, 3, 3), 0.2 / (9 * nf) ** 0.5)
    weights[f"body.{2 * convolutions + 2}.bias"] = draw((outputs,), 0.05)
    return weights


def span(x, weights, factor):
    """hongyuanyu/SPAN basicsr/archs/span_arch.py"""
    x = (x - torch.tensor((0.4488, 0.4371, 0.4040)).view(1, 3, 1, 1)) * 255

    def block(y, name):
        first = F.silu(conv(y, weights, f"{name}.c1_r.eval_conv"))  # in place: what is kept of it is activated, too
        found = conv(F.silu(conv(first, weights, f"{name}.c2_r.eval_conv")), weights, f"{name}.c3_r.eval_conv")
        return (found + y) * (torch.sigmoid(found) - 0.5), first

    features = conv(x, weights, "conv_1.eval_conv")
    y, first = block(features, "block_1")
    one = y
    for i in range(2, 7):
        y, first = block(y, f"block_{i}")
    y = torch.cat((features, conv(y, weights, "conv_2.eval_conv"), one, first), 1)
    return F.pixel_shuffle(conv(conv(y, weights, "conv_cat", padding=0), weights, "upsampler.0"), factor)


def span_weights(draw, factor, nf=6):
    weights = {}

    def layer(name, outputs, inputs, kernel=3, gain=1.0):
        weights[name + ".weight"] = draw((outputs, inputs, kernel, kernel), gain / (inputs * kernel * kernel) ** 0.5)
        weights[name + ".bias"] = draw((outputs,), 0.05)

    layer("conv_1.eval_conv", nf, 3, gain=0.02)
    weights["conv_1.sk.weight"] = draw((nf, 3, 1, 1), 1)  # what eval_conv was made of stays in files, unread
    for i in range(1, 7):
        for j in (1, 2, 3):
            layer(f"block_{i}.c{j}_r.eval_conv", nf, nf, gain=1.5)
    layer("conv_2.eval_conv", nf, nf)
    layer("conv_cat", nf, 4 * nf, kernel=1)
    layer("upsampler.0", 3 * factor * factor, nf, gain=0.3)
    weights["upsampler.0.bias"] += 0.5
    return {name: value.half() for name, value in weights.items()}


OLD = {"first": "model.0", "dense": "model.1.sub.{block}.RDB{dense}", "end": ".0", "body": "model.1.sub.2", "up": "model.{old}",
       "hr": "model.8", "last": "model.10"}
NEW = {"first": "conv_first", "dense": "body.{block}.rdb{dense}", "body": "conv_body", "up": "conv_up{up}", "hr": "conv_hr",
       "last": "conv_last"}
BSRGAN = {"first": "conv_first", "dense": "RRDB_trunk.{block}.RDB{dense}", "body": "trunk_conv", "up": "upconv{up}", "hr": "HRconv",
          "last": "conv_last"}


def write_upscalers(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(2017)

    def draw(shape, deviation):
        return (torch.randn(shape, generator=generator) * deviation).half()

    cases, one = {}, {}
    weights = {
        "esrgan_old": (rrdb_weights(draw, OLD, 2, 2, plus=True), lambda x, w: rrdb(x, w, OLD, 2, 2), (11, 9)),
        "esrgan_x2plus": (rrdb_weights(draw, NEW, 1, 2, inputs=12), lambda x, w: rrdb(x, w, NEW, 1, 2, unshuffle=2), (10, 14)),
        "bsrgan_x2": (rrdb_weights(draw, BSRGAN, 1, 1), lambda x, w: rrdb(x, w, BSRGAN, 1, 1), (7, 13)),
        "compact_x2": (compact_weights(draw, 2), lambda x, w: compact(x, w, 2), (9, 11)),
        "span_x3": (span_weights(draw, 3), lambda x, w: span(x, w, 3), (9, 11)),
    }
    for name, (values, forward, size) in weights.items():
        if name.startswith("esrgan_x2plus"):
            torch.save({"params_ema": values}, folder / f"{name}.pth")
        else:
            write_tensors(folder / f"{name}.safetensors", values)
        one[name] = ({key: value.float() for key, value in values.items()}, forward, size)
    one["bundled"] = ({key: value.float() for key, value in load_file(BUNDLED).items()}, lambda x, w: compact(x, w, 4), (9, 11))
    for name, (values, forward, (height, width)) in one.items():
        image = torch.rand((1, 3, height, width), generator=generator)
        cases[f"{name}/image"] = image.permute(0, 2, 3, 1).contiguous()
        output = forward(image, values)
        if name not in ("bundled", "span_x3"):  # the first is not in this folder, the second has what its network needs and no more
            output = compared(of_file(folder, name), name, image, output)
        cases[f"{name}/output"] = output.permute(0, 2, 3, 1).contiguous()
    write_swinir(folder, cases)
    write_spandrel(folder, cases)
    write_tensors(folder / "cases.safetensors", cases)


# Of each ending, with an odd window, one head and three convolutions behind a group; sides that fill the window and that do not.
SWINIR = {
    "swinir_x2": ({"ending": "pixelshuffle"}, (8, 12)),
    "swinir_x3": ({"ending": "pixelshuffle", "factors": (3,), "depths": (1, 2), "heads": 3}, (4, 8)),
    "swinir_light_x4": ({"ending": "direct", "factors": (4,), "heads": 1, "side": 5}, (10, 15)),
    "swinir_real_x4": ({"ending": "nearest", "factors": (2, 2), "three_convs": True}, (12, 8)),
    "swinir_x1": ({"ending": "none"}, (8, 8)),
}


def agree_about_swinir(options, depths, heads, image):
    """spandrel takes endings to have 64 features, which would make the goldens large: the same network with so many, kept in memory."""
    generator = torch.Generator().manual_seed(2022)
    values = swinir_weights(lambda shape, deviation: torch.randn(shape, generator=generator) * deviation, **options, features=64)
    side = options.get("side", 4)
    output = swinir(image, values, depths, [heads] * len(depths), side)
    # By its shape spandrel knows that the network was trained on four windows a side.
    mask = {"layers.0.residual_group.blocks.1.attn_mask": torch.zeros(16, side**2, side**2)}
    compared(values | (mask if depths[0] > 1 else {}), "swinir", image, output)


def write_swinir(folder, cases):
    generator = torch.Generator().manual_seed(2021)

    def draw(shape, deviation):
        return (torch.randn(shape, generator=generator) * deviation).half()

    for name, (options, size) in SWINIR.items():
        values = swinir_weights(draw, **options)
        write_tensors(folder / f"{name}.safetensors", values)
        image = torch.rand((1, 3, *size), generator=generator)
        floats = {key: value if value.dtype == torch.int64 else value.float() for key, value in values.items()}
        heads = options.get("heads", 2)
        depths = options.get("depths", (2, 2))
        output = swinir(image, floats, depths, [heads] * len(depths), options.get("side", 4))
        agree_about_swinir(options, depths, heads, image)
        cases[f"{name}/image"] = image.permute(0, 2, 3, 1).contiguous()
        cases[f"{name}/output"] = output.permute(0, 2, 3, 1).contiguous()
    write_ncnn(folder, generator, draw, cases)


if __name__ == "__main__":
    write_upscalers(sys.argv[1])
