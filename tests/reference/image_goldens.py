"""Writes tests/image/data with Pillow: what our reading and resizing of pictures must equal. Run from the repository root."""
import pathlib

import numpy as np
from PIL import Image, ImageFilter, PngImagePlugin

from program_masks import fill

out = pathlib.Path("tests/image/data")
out.mkdir(parents=True, exist_ok=True)

y, x = np.mgrid[0:37, 0:53]
source = np.stack([(x * 5) % 256, (y * 7 + x) % 256, ((x // 4 + y // 4) % 2) * 255], -1).astype(np.uint8)
picture = Image.fromarray(source)
picture.save(out / "source.png")
for width, height in [(16, 24), (80, 96), (53, 20), (200, 37), (7, 5)]:
    picture.resize((width, height), Image.Resampling.LANCZOS).save(out / f"lanczos_{width}x{height}.png")

small = picture.resize((12, 8), Image.Resampling.LANCZOS)
rgba = small.copy()
rgba.putalpha(Image.fromarray((np.arange(96).reshape(8, 12) * 2 + 30).astype(np.uint8)))
rgba.save(out / "rgba.png")
white = Image.new("RGBA", rgba.size, "white")
Image.alpha_composite(white, rgba).convert("RGB").save(out / "rgba_over_white.png")
small.convert("L").save(out / "grey.png")
small.convert("P", palette=Image.Palette.ADAPTIVE).save(out / "palette.png")
small.convert("P", palette=Image.Palette.ADAPTIVE).convert("RGB").save(out / "palette_as_rgb.png")
exif = Image.Exif()
exif[0x0112] = 6  # the camera was turned: shown rotated by 90 degrees clockwise
small.save(out / "turned.jpg", quality=95, exif=exif)
Image.open(out / "turned.jpg").transpose(Image.Transpose.ROTATE_270).save(out / "turned_upright.png")

texts = PngImagePlugin.PngInfo()
texts.add_text("parameters", "caf\u00e9 \u65e5\u672c")  # iTXt
texts.add_text("Comment", "caf\u00e9")  # tEXt in Latin-1
texts.add_text("long", "word " * 40, zip=True)  # zTXt
texts.add_itxt("packed", "\u65e5\u672c " * 40, zip=True)
small.save(out / "texts.png", pnginfo=texts)

hard = Image.fromarray(np.where((x > 8) & (x < 30) & (y > 10) & (y < 33), 255, 0).astype(np.uint8))
for name, mask in {"hard": hard, "grey": hard.filter(ImageFilter.GaussianBlur(3)), "whole": Image.new("L", hard.size, 255)}.items():
    mask.save(out / f"filled_{name}_mask.png")
    fill(picture, mask).save(out / f"filled_{name}.png")
