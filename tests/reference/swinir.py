"""SwinIR in plain torch after its paper and repository (JingyunLiang/SwinIR models/network_swinir.py), with small random weights."""

import torch
import torch.nn.functional as F

MEAN = torch.tensor((0.4488, 0.4371, 0.4040)).view(1, 3, 1, 1)


def relative_index(side):
    """Row of the table of biases for each pair of places of a window."""
    places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
    offset = (places[:, :, None] - places[:, None, :]) + side - 1
    return offset[0] * (2 * side - 1) + offset[1]


def windows(x, side):
    b, h, w, c = x.shape
    return x.view(b, h // side, side, w // side, side, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, side * side, c)


def mask_of(h, w, side, shift):
    """-100 between places of a shifted window that come from different parts of the picture."""
    parts = torch.zeros(1, h, w, 1)
    number = 0
    for rows in (slice(0, -side), slice(-side, -shift), slice(-shift, None)):
        for columns in (slice(0, -side), slice(-side, -shift), slice(-shift, None)):
            parts[:, rows, columns] = number
            number += 1
    parts = windows(parts, side).squeeze(-1)
    return torch.where(parts[:, None, :] == parts[:, :, None], 0.0, -100.0)


def attention(x, w, name, heads, side, mask):
    n, places, c = x.shape
    q, k, v = F.linear(x, w[name + ".qkv.weight"], w[name + ".qkv.bias"]).view(n, places, 3, heads, c // heads).permute(2, 0, 3, 1, 4)
    scores = (q * (c // heads) ** -0.5) @ k.transpose(-2, -1)
    scores = scores + w[name + ".relative_position_bias_table"][relative_index(side)].permute(2, 0, 1)
    if mask is not None:
        scores = (scores.view(-1, len(mask), heads, places, places) + mask[None, :, None]).view(n, heads, places, places)
    y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n, places, c)
    return F.linear(y, w[name + ".proj.weight"], w[name + ".proj.bias"])


def norm(x, w, name):
    return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])


def block(x, w, name, heads, side, shift):
    b, h, width, c = x.shape
    y = torch.roll(norm(x, w, name + ".norm1"), (-shift, -shift), (1, 2))
    y = attention(windows(y, side), w, name + ".attn", heads, side, mask_of(h, width, side, shift) if shift else None)
    y = y.view(b, h // side, width // side, side, side, c).permute(0, 1, 3, 2, 4, 5).reshape(b, h, width, c)
    x = x + torch.roll(y, (shift, shift), (1, 2))
    y = F.gelu(F.linear(norm(x, w, name + ".norm2"), w[name + ".mlp.fc1.weight"], w[name + ".mlp.fc1.bias"]))
    return x + F.linear(y, w[name + ".mlp.fc2.weight"], w[name + ".mlp.fc2.bias"])


def conv(x, w, name):
    kernel = w[name + ".weight"]
    return F.conv2d(x, kernel, w[name + ".bias"], padding=kernel.shape[-1] // 2)


def behind(x, w, name):
    if name + ".weight" in w:
        return conv(x, w, name)
    y = F.leaky_relu(conv(x, w, name + ".0"), 0.2)
    return conv(F.leaky_relu(conv(y, w, name + ".2"), 0.2), w, name + ".4")


def swinir(image, w, depths, heads, side):
    h, width = image.shape[2:]
    padded = F.pad(image, (0, -width % side, 0, -h % side), mode="reflect")
    x = padded - MEAN
    first = conv(x, w, "conv_first")
    y = first.permute(0, 2, 3, 1)
    if "patch_embed.norm.weight" in w:
        y = norm(y, w, "patch_embed.norm")
    for i, depth in enumerate(depths):
        start = y
        for j in range(depth):
            y = block(y, w, f"layers.{i}.residual_group.blocks.{j}", heads[i], side, 0 if j % 2 == 0 else side // 2)
        y = behind(y.permute(0, 3, 1, 2), w, f"layers.{i}.conv").permute(0, 2, 3, 1) + start
    y = behind(norm(y, w, "norm").permute(0, 3, 1, 2), w, "conv_after_body") + first
    scale = 1
    if "conv_before_upsample.0.weight" in w:
        y = F.leaky_relu(conv(y, w, "conv_before_upsample.0"), 0.01)
        if "conv_up1.weight" in w:
            for name in ("conv_up1", "conv_up2"):
                if name + ".weight" in w:
                    y = F.leaky_relu(conv(F.interpolate(y, scale_factor=2, mode="nearest"), w, name), 0.2)
                    scale *= 2
            y = F.leaky_relu(conv(y, w, "conv_hr"), 0.2)
        else:
            for i in (0, 2):
                if f"upsample.{i}.weight" in w:
                    factor = round((w[f"upsample.{i}.weight"].shape[0] / w[f"upsample.{i}.weight"].shape[1]) ** 0.5)
                    y = F.pixel_shuffle(conv(y, w, f"upsample.{i}"), factor)
                    scale *= factor
        y = conv(y, w, "conv_last")
    elif "upsample.0.weight" in w:
        scale = round((w["upsample.0.weight"].shape[0] / 3) ** 0.5)
        y = F.pixel_shuffle(conv(y, w, "upsample.0"), scale)
    else:
        y = x + conv(y, w, "conv_last")
    return (y + MEAN)[:, :, : h * scale, : width * scale]


def swinir_weights(draw, ending, depths=(2, 2), heads=2, dim=12, side=4, hidden=18, features=6, factors=(2,), three_convs=False):
    weights = {}

    def layer(name, outputs, inputs, kernel=None, gain=1.0):
        shape = (outputs, inputs) if kernel is None else (outputs, inputs, kernel, kernel)
        weights[name + ".weight"] = draw(shape, gain / (inputs * (kernel or 1) ** 2) ** 0.5)
        weights[name + ".bias"] = draw((outputs,), 0.05)

    def layer_norm(name):
        weights[name + ".weight"] = 1 + draw((dim,), 0.2)
        weights[name + ".bias"] = draw((dim,), 0.1)

    def residual(name):
        if not three_convs:
            return layer(name, dim, dim, 3)
        layer(name + ".0", dim // 4, dim, 3)
        layer(name + ".2", dim // 4, dim // 4, 1)
        layer(name + ".4", dim, dim // 4, 3)

    layer("conv_first", dim, 3, 3, 3.0)
    layer_norm("patch_embed.norm")
    for i, depth in enumerate(depths):
        for j in range(depth):
            name = f"layers.{i}.residual_group.blocks.{j}"
            layer_norm(name + ".norm1")
            weights[name + ".attn.relative_position_bias_table"] = draw(((2 * side - 1) ** 2, heads), 1.0)
            weights[name + ".attn.relative_position_index"] = relative_index(side)
            layer(name + ".attn.qkv", 3 * dim, dim, gain=1.5)
            layer(name + ".attn.proj", dim, dim)
            layer_norm(name + ".norm2")
            layer(name + ".mlp.fc1", hidden, dim)
            layer(name + ".mlp.fc2", dim, hidden)
        residual(f"layers.{i}.conv")
    layer_norm("norm")
    residual("conv_after_body")
    if ending == "direct":
        layer("upsample.0", 3 * factors[0] ** 2, dim, 3, 0.2)
    elif ending == "none":
        layer("conv_last", 3, dim, 3, 0.2)
    else:
        layer("conv_before_upsample.0", features, dim, 3)
        for i, factor in enumerate(factors):
            if ending == "nearest":
                layer(f"conv_up{i + 1}", features, features, 3, 1.4)
            else:
                layer(f"upsample.{2 * i}", features * factor**2, features, 3)
        if ending == "nearest":
            layer("conv_hr", features, features, 3, 1.4)
        layer("conv_last", 3, features, 3, 0.2)
    return weights
