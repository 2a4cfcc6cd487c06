"""Masks as A1111 and ComfyUI paint by them: the mask of the latents, what the model is given and what it means, what is put back
(A1111 modules/processing.py, masking.py, images.py, sd_samplers_cfg_denoiser.py; ComfyUI comfy/samplers.py KSamplerX0Inpaint, comfy/utils.py
reshape_mask, comfy_extras/nodes_differential_diffusion.py)."""

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps

from painted import blurred


# ---- A1111's pictures


def crop_region(mask, padding, width, height):
    left, top, right, bottom = mask.getbbox()
    x1, y1 = max(left - padding, 0), max(top - padding, 0)
    x2, y2 = min(right + padding, mask.width), min(bottom + padding, mask.height)

    def grown(low, high, wanted, size):
        more = int(wanted - (high - low))
        low, high = low - more // 2, high + more - more // 2
        if high >= size:
            low, high = low - (high - size), size
        if low < 0:
            low, high = 0, high - low
        return low, min(high, size)

    if (x2 - x1) / (y2 - y1) > width / height:
        y1, y2 = grown(y1, y2, (x2 - x1) / (width / height), mask.height)
    else:
        x1, x2 = grown(x1, x2, (y2 - y1) * (width / height), mask.width)
    return x1, y1, x2, y2


def scaled(image, width, height, cover):
    """Whole inside of the size with its edges drawn out (resize and fill), or over all of it (crop and resize)."""
    wanted, own = width / height, image.width / image.height
    across = width if (wanted > own) == cover else image.width * height // image.height
    down = height if (wanted > own) != cover else image.height * width // image.width
    small = image.resize((across, down), Image.LANCZOS)
    left, top = width // 2 - across // 2, height // 2 - down // 2
    if cover:
        whole = Image.new(image.mode, (width, height))
        whole.paste(small, (left, top))
        return whole
    rows = np.clip(np.arange(height) - top, 0, down - 1)
    columns = np.clip(np.arange(width) - left, 0, across - 1)
    return Image.fromarray(np.asarray(small)[rows][:, columns])


def fill(image, mask):
    """modules/masking.py fill, which comes before noise and nothing, too."""
    filled, kept = Image.new("RGBA", image.size), Image.new("RGBa", image.size)
    kept.paste(image.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(mask))
    for radius, times in [(256, 1), (64, 1), (16, 2), (4, 4), (2, 2), (0, 1)]:
        blurs = kept.filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")
        for _ in range(times):
            filled.alpha_composite(blurs)
    return filled.convert("RGB")


class Painting:
    """Of a request with a mask: start (the model's picture), share (of the latents, [1, height, width])."""

    def __init__(self, request, folder):
        self.request, self.size = request, (request["width"], request["height"])
        self.comfy = request["like"] == "comfyui"
        self.base = Image.open(folder / request["init_image"]).convert("RGB")
        mask = blurred(Image.open(folder / request["mask"]).convert("L"), request.get("mask_blur", 0))
        self.box = None
        if request.get("mask_area") == "masked":
            self.box = crop_region(mask, request["mask_padding"], *self.size)
            self.over = mask
            mask = scaled(mask.crop(self.box), *self.size, cover=False)
            self.start = scaled(self.base.crop(self.box), *self.size, cover=False)
        else:
            if mask.size != self.size:
                mask, self.base = mask.resize(self.size, Image.LANCZOS), self.base.resize(self.size, Image.LANCZOS)
            self.over = mask.point(lambda value: min(255, 2 * value))
            self.start = self.base
        if not self.comfy and request.get("mask_fill", "original") != "original":
            self.start = fill(self.start, mask)
        latents = (self.size[0] // 8, self.size[1] // 8)
        self.mask = mask
        if self.comfy:
            if request.get("mask_fill") == "grey":
                mask = self.grown()
            values = torch.from_numpy(np.asarray(mask, np.float32) / 255)[None, None]
            self.share = torch.nn.functional.interpolate(values, size=latents[::-1], mode="bilinear")[0]
        else:
            self.share = torch.from_numpy(np.around(np.asarray(mask.resize(latents), np.float32) / 255))[None]

    def grown(self):
        """nodes.py VAEEncodeForInpaint with grow_mask_by 6."""
        values = torch.from_numpy(np.asarray(self.mask, np.float32) / 255).round()[None, None]
        grown = torch.nn.functional.conv2d(values, torch.ones(1, 1, 6, 6), padding=3).clamp(0, 1)[0, 0, : self.size[1], : self.size[0]]
        return Image.fromarray((grown.round() * 255).numpy().astype(np.uint8))

    def pixels(self):
        """Of the model's picture, from 0 to 1; VAEEncodeForInpaint's hole is grey."""
        pixels = torch.from_numpy(np.asarray(self.start) / np.float32(255))
        if self.request.get("mask_fill") == "grey":
            kept = 1 - torch.from_numpy(np.asarray(self.mask, np.float32) / 255).round()
            pixels = (pixels - 0.5) * kept[:, :, None] + 0.5
        return pixels

    def filled(self, start, noise):
        fill = self.request.get("mask_fill", "original")
        kept = start * (1 - self.share)
        return kept + noise * self.share if fill == "noise" else kept if fill == "nothing" else start

    def put_back(self, made):
        """made: the decoded picture, 8 bit."""
        if self.comfy:
            return made
        if self.box:
            left, top, right, bottom = self.box
            part = scaled(made, right - left, bottom - top, cover=True)
            made = Image.new("RGB", self.base.size)
            made.paste(part, (left, top))
        kept = Image.new("RGBa", self.base.size)
        kept.paste(self.base.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(self.over))
        made = made.convert("RGBA")
        made.alpha_composite(kept.convert("RGBA"))
        return made.convert("RGB")


# ---- at the model


def a1111_model(model, painting, start):
    return lambda x, sigma, **_: model(x, sigma) * painting.share + start * (1 - painting.share)


def a1111_eps(eps, painting, start):
    return lambda x, t: eps(x * painting.share + start * (1 - painting.share), t)


def comfy_model(inner, painting, start, noise, sigmas):
    def model(x, sigma, **_):
        share = painting.share
        if painting.request.get("mask_soft"):
            share = (share >= inner.sigma_to_t(sigma[0], True) / inner.sigma_to_t(sigmas[0], True)).float()
        given = x * share + (start + noise * sigma[0]) * (1 - share)
        return inner(given, sigma) * share + start * (1 - share)

    return model
