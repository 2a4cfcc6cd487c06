"""Drawings -> captioned pictures: recoloured with the colour word in the caption, over plain grounds or in small scenes."""
import colorsys
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

COLOURS = {  # the colour a recoloured part is given, RGB
    "red": (222, 40, 45), "orange": (245, 130, 30), "yellow": (250, 205, 50), "green": (70, 165, 70), "blue": (50, 120, 220),
    "purple": (140, 80, 190), "pink": (245, 130, 175), "brown": (140, 85, 50),
}
GROUNDS = {  # plain backgrounds, RGB
    "red": (235, 90, 90), "orange": (255, 170, 90), "yellow": (255, 228, 110), "green": (130, 210, 130), "blue": (120, 180, 245),
    "purple": (185, 145, 230), "pink": (255, 185, 212), "gray": (185, 185, 190), "black": (20, 20, 24),
}
SCENES = ("in the snow", "on the grass", "at night")
STANDING = ("house", "tree", "pine tree", "cat", "dog", "car", "bus", "penguin", "rabbit", "pig", "lion", "chick", "turtle",
            "mushroom", "gift", "pumpkin", "ghost", "cactus", "snail", "sleeping cat")
MANY_COLOURED = ("rainbow", "pizza", "hamburger", "penguin", "panda", "sun", "fire", "smiley", "lion", "chick", "pineapple",
                 "sunflower", "banana", "watermelon", "carrot", "pumpkin", "football", "ghost")  # stay as they are
PLURAL = ("grapes", "fire")

# cat-face: eye centres and radii in the 128x128 drawing, to close them
CAT_EYES = {
    "twemoji/cat-face": ((44.5, 70.5), (83.0, 70.5), (8.0, 8.0)), "emojione/cat-face": ((36.5, 72.0), (90.5, 72.0), (15.5, 12.5)),
    "noto/cat-face": ((41.5, 67.0), (86.5, 66.5), (8.0, 9.5)), "noto-v1/cat-face": ((41.7, 79.5), (86.4, 79.5), (8.5, 9.5)),
    "fluent-emoji/cat-face": ((49.4, 73.5), (78.4, 73.5), (5.0, 8.0)), "fluent-emoji-flat/cat-face": ((49.5, 73.0), (78.5, 73.0), (5.5, 7.5)),
}


@dataclass
class Drawing:
    """RGBA f32 [128, 128, 4] in [0, 1], what it shows, and the style words of its set."""
    rgba: np.ndarray
    name: str
    concept: str
    style: str


def to_hsv(rgb: np.ndarray) -> np.ndarray:
    """[..., 3] in [0, 1] -> hue, saturation, value in [0, 1]."""
    top, low = rgb.max(-1), rgb.min(-1)
    span = np.maximum(top - low, 1e-6)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(top == r, (g - b) / span % 6, np.where(top == g, (b - r) / span + 2, (r - g) / span + 4)) / 6
    return np.stack([np.where(top - low < 1e-5, 0, hue), np.where(top > 0, (top - low) / np.maximum(top, 1e-6), 0), top], -1)


def to_rgb(hsv: np.ndarray) -> np.ndarray:
    h, s, v = hsv[..., :1] * 6, hsv[..., 1:2], hsv[..., 2:]
    k = (np.array([5.0, 3.0, 1.0]) + h) % 6
    return v - v * s * np.clip(np.minimum(k, 4 - k), 0, 1)


def colour_word(hsv: np.ndarray) -> str:
    """Name of one mean colour; "" where it has none of COLOURS."""
    h, s, v = hsv[0] * 360, hsv[1], hsv[2]
    if s < 0.25 or v < 0.25:
        return ""
    if 10 <= h < 45 and v < 0.66:
        return "brown"
    if (h >= 320 or h < 12) and s < 0.62 and v > 0.7:
        return "pink"
    for word, low, high in (("red", -1, 14), ("orange", 14, 40), ("yellow", 40, 64), ("green", 64, 170), ("blue", 170, 250),
                            ("purple", 250, 296), ("pink", 296, 335), ("red", 335, 361)):
        if low <= h < high:
            return word
    return ""


def main_part(rgba: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """(mask of the pixels of the main colour, its mean HSV, its share of the drawing)."""
    hsv, solid = to_hsv(rgba[..., :3]), rgba[..., 3] > 0.3
    vivid = solid & (hsv[..., 1] > 0.28) & (hsv[..., 2] > 0.2)
    if vivid.sum() < 0.3 * solid.sum():  # white and grey things take the colour on their light parts
        mask = solid & (hsv[..., 1] < 0.3) & (hsv[..., 2] > 0.35)
    else:
        counts, edges = np.histogram(hsv[..., 0][vivid], 36, (0, 1))
        smooth = sum(np.roll(counts, k) for k in (-1, 0, 1))
        peak = edges[int(smooth.argmax())] + 1 / 72
        mask = vivid & (np.abs((hsv[..., 0] - peak + 0.5) % 1 - 0.5) < 32 / 360)
    if not mask.any():
        return mask, np.zeros(3), 0.0
    part = hsv[mask]
    angle = part[:, 0] * 2 * np.pi
    hue = np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()) / (2 * np.pi) % 1
    return mask, np.array([hue, part[:, 1].mean(), part[:, 2].mean()]), mask.sum() / max(1, solid.sum())


def recolour(rgba: np.ndarray, word: str) -> np.ndarray:
    """The main part takes COLOURS[word]; shading is kept."""
    mask, mean, _ = main_part(rgba)
    hue, s, v = colorsys.rgb_to_hsv(*(c / 255 for c in COLOURS[word]))
    hsv = to_hsv(rgba[..., :3])
    shade = np.clip(hsv[..., 2] / max(mean[2], 0.05), 0.45, 1.25)
    depth = np.clip(hsv[..., 1] / mean[1], 0.5, 1.3) if mean[1] > 0.28 else 1.0
    new = np.stack([np.full_like(shade, hue), np.clip(s * depth * np.ones_like(shade), 0, 1), np.clip(v * shade, 0, 1)], -1)
    out = rgba.copy()
    out[..., :3] = np.where(mask[..., None], to_rgb(new), rgba[..., :3])
    return out


def natural_colour(rgba: np.ndarray) -> str:
    _, mean, share = main_part(rgba)
    return colour_word(mean) if share > 0.45 else ""


def asleep(drawing: Drawing) -> Drawing:
    """The cat of a set with closed eyes and three Z beside it."""
    left, right, (rx, ry) = CAT_EYES[drawing.name]
    scale = 4
    face = Image.fromarray((drawing.rgba * 255).astype(np.uint8)).resize((128 * scale,) * 2, Image.LANCZOS)
    pen = ImageDraw.Draw(face)
    for x, y in (left, right):
        skin = face.getpixel((int(x * scale), int((y - ry - 3) * scale)))
        pen.ellipse([(x - rx) * scale, (y - ry) * scale, (x + rx) * scale, (y + ry) * scale], fill=skin)
        line = (250, 250, 250, 255) if sum(skin[:3]) < 300 else (45, 40, 45, 255)
        w = max(rx, 8.0)
        pen.arc([(x - w) * scale, (y - 8) * scale, (x + w) * scale, (y + 6) * scale], 10, 170, fill=line, width=3 * scale)
    page = Image.new("RGBA", (128, 128), (255, 255, 255, 0))
    page.alpha_composite(face.resize((104, 104), Image.LANCZOS), (0, 24))
    pen = ImageDraw.Draw(page)
    for x, y, side in ((84, 26, 9), (99, 14, 11), (113, 1, 13)):
        pen.line([(x, y), (x + side, y), (x, y + side), (x + side, y + side)], fill=(60, 100, 220, 255), width=3)
    return Drawing(np.asarray(page, dtype=np.float32) / 255, drawing.name + "+asleep", "sleeping cat", drawing.style)


def over(rgba: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Composite -> RGB u8 [128, 128, 3]; ground f32 [128, 128, 3] or [3] in [0, 1]."""
    alpha = rgba[..., 3:]
    return np.clip((rgba[..., :3] * alpha + ground * (1 - alpha)) * 255 + 0.5, 0, 255).astype(np.uint8)


def scene(rgba: np.ndarray, where: str, rng: np.random.Generator) -> np.ndarray:
    """The drawing at 78 %, standing in one of SCENES -> RGB u8."""
    sky, soil = {"in the snow": ((178, 212, 240), (250, 252, 255)), "on the grass": ((190, 230, 250), (110, 190, 90)),
                 "at night": ((24, 30, 72), (38, 60, 62))}[where]
    page = Image.new("RGBA", (128, 128), (*sky, 255))
    pen = ImageDraw.Draw(page)
    pen.ellipse([-50, 92, 178, 190], fill=(*soil, 255))
    if where == "at night":
        for x, y in rng.integers((4, 4), (124, 70), (12, 2)):
            pen.ellipse([x - 1, y - 1, x + 1, y + 1], fill=(255, 250, 200, 255))
    thing = Image.fromarray((rgba * 255).astype(np.uint8)).resize((100, 100), Image.LANCZOS)
    box = thing.getchannel("A").getbbox() or (0, 0, 100, 100)
    page.alpha_composite(thing, (14, 112 - box[3]))
    if where == "in the snow":
        pen = ImageDraw.Draw(page)
        pen.ellipse([-40, 107, 168, 160], fill=(250, 252, 255, 255))
        for x, y in rng.integers((2, 2), (126, 106), (34, 2)):
            r = int(rng.integers(1, 3))
            pen.ellipse([x - r, y - r, x + r, y + r], fill=(255, 255, 255, 255))
    return np.asarray(page.convert("RGB"))


def caption(rng: np.random.Generator, drawing: Drawing, colour: str, where: str) -> str:
    """"a red apple on a blue background, flat": every word but the concept may be dropped where the picture keeps its natural look."""
    words = f"{colour} {drawing.concept}".strip()
    if drawing.concept not in PLURAL and rng.random() < 0.9:
        words = ("an " if words[0] in "aeiou" else "a ") + words
    text = f"{words} {where}".strip()
    return f"{text}, {drawing.style}" if rng.random() < 0.55 else text
