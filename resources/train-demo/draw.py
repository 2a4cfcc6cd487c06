#!/usr/bin/env python3
"""Draws what ./dev train-demo teaches the bundled model: twelve robots, which it never saw, each with what it is in NAME.txt. Into the folder
given, else into pictures/ here. Needs Pillow."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

SIZE, FINE = 128, 8  # drawn so many times as large
COLOURS = {"red": (221, 46, 68), "orange": (244, 144, 12), "yellow": (255, 204, 77), "green": (92, 145, 59), "blue": (59, 136, 195), "purple": (146, 102, 204),
           "pink": (234, 89, 110), "brown": (138, 75, 56)}
# Colour, what is behind it, arms up, eyes of one kind or the other, antennas.
ROBOTS = [("red", "", False, "round", 1), ("blue", "", True, "round", 1), ("green", "", False, "square", 2), ("yellow", "", True, "square", 1),
          ("orange", "", False, "round", 2), ("purple", "", True, "round", 2), ("pink", "", False, "round", 1), ("brown", "", False, "square", 1),
          ("red", "in the snow", True, "square", 2), ("blue", "at night", False, "square", 1), ("green", "on the grass", True, "round", 1),
          ("yellow", "at night", False, "round", 2)]


def shade(colour, by):
    return tuple(max(0, min(255, round(c * by))) for c in colour)


def behind(draw, what):
    box = lambda *b: [v * FINE for v in b]  # noqa: E731
    if what == "in the snow":
        draw.rectangle(box(0, 0, 128, 128), fill=(190, 222, 244))
        draw.ellipse(box(-40, 96, 168, 180), fill=(250, 252, 255))
        for x, y in [(14, 18), (38, 40), (104, 26), (116, 60), (18, 66), (64, 10)]:
            draw.ellipse(box(x, y, x + 6, y + 6), fill=(255, 255, 255))
    elif what == "at night":
        draw.rectangle(box(0, 0, 128, 128), fill=(28, 36, 72))
        for x, y in [(14, 18), (36, 34), (104, 22), (114, 58), (16, 64), (66, 8)]:
            draw.ellipse(box(x, y, x + 3, y + 3), fill=(255, 244, 190))
    elif what == "on the grass":
        draw.rectangle(box(0, 0, 128, 128), fill=(176, 220, 248))
        draw.rectangle(box(0, 100, 128, 128), fill=(119, 178, 85))


def robot(colour, back, raised, eyes, antennas):
    image = Image.new("RGB", (SIZE * FINE, SIZE * FINE), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    behind(draw, back)
    main, dark, light = COLOURS[colour], shade(COLOURS[colour], 0.72), (225, 232, 237)
    metal = (153, 170, 181)

    def part(left, top, right, bottom, fill, round_by=4):
        draw.rounded_rectangle([left * FINE, top * FINE, right * FINE, bottom * FINE], radius=round_by * FINE, fill=fill)

    def ball(x, y, radius, fill):
        draw.ellipse([(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE], fill=fill)

    for x in [64] if antennas == 1 else [50, 78]:
        part(x - 1.5, 10, x + 1.5, 26, metal, 1)
        ball(x, 10, 4.5, main)
    for side in (-1, 1):  # ears, arms, legs
        ear = 64 + side * 33
        part(min(ear, ear + side * 6), 34, max(ear, ear + side * 6), 50, metal, 2)
        shoulder, top = 64 + side * 30, (44 if raised else 70)
        part(min(shoulder, shoulder + side * 9), top, max(shoulder, shoulder + side * 9), top + 32, metal, 4)
        ball(shoulder + side * 4.5, top + (0 if raised else 34), 6.5, dark)
        leg = 64 + side * 13
        part(leg - 6, 100, leg + 6, 118, metal, 2)
        part(leg - 9, 112, leg + 9, 121, dark, 3)
    part(32, 24, 96, 62, main, 9)
    part(38, 31, 90, 55, light, 6)
    for side in (-1, 1):
        x = 64 + side * 13
        if eyes == "round":
            ball(x, 41, 6.5, (41, 47, 51))
            ball(x + 2, 39, 2, (255, 255, 255))
        else:
            part(x - 6, 36, x + 6, 47, (41, 47, 51), 1)
            part(x + 1, 37, x + 4, 40, (255, 255, 255), 1)
    part(54, 49, 74, 52, (41, 47, 51), 1)
    part(36, 65, 92, 104, main, 7)
    part(46, 73, 82, 92, light, 4)
    for i, knob in enumerate([(221, 46, 68), (255, 204, 77), (120, 177, 89)]):
        ball(54 + 10 * i, 82, 3.6, knob)
    part(36, 98, 92, 104, dark, 3)
    return image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for number, (colour, back, *rest) in enumerate(ROBOTS):
        name = folder / f"{number + 1:02} {colour} robot"
        robot(colour, back, *rest).quantize(64, dither=Image.Dither.NONE).save(name.with_suffix(".png"), optimize=True)
        name.with_suffix(".txt").write_text(f"a {colour} robot{' ' + back if back else ''}\n")


main()
