#!/usr/bin/env python3
"""Loss curves of the checkpoints -> curves.png (log loss over steps) and their last values, for the model card.

    python curves.py [WORK] [TARGET.png]
"""
import math
import sys
from pathlib import Path

import torch
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, MARGIN = 420, 220, 34


def plot(title: str, curve: list[tuple[int, float]]) -> Image.Image:
    page = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(page)
    low, high = min(v for _, v in curve), max(v for _, v in curve)
    last = curve[-1][0]
    span = max(1e-9, math.log(high / low))

    def place(step: int, value: float) -> tuple[float, float]:
        return MARGIN + step / last * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - math.log(value / low) / span * (HEIGHT - 2 * MARGIN)

    pen.rectangle([MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN], outline=(180, 180, 180))
    pen.line([place(*point) for point in curve], fill=(40, 90, 200), width=2)
    pen.text((MARGIN, 12), f"{title}: {high:.3f} -> {low:.3f} (log scale)", fill="black")
    pen.text((MARGIN, HEIGHT - 24), "0", fill="black")
    pen.text((WIDTH - MARGIN - 60, HEIGHT - 24), f"{last} steps", fill="black")
    return page


def main() -> None:
    work = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[3] / "build" / "demo"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parent / "curves.png"
    page = Image.new("RGB", (3 * WIDTH, HEIGHT), "white")
    for i, name in enumerate(("vae", "unet", "polish")):
        state = torch.load(work / f"{name}.pt", map_location="cpu", weights_only=False)
        print(f"{name}: {state['step']} steps, {state['seconds'] / 60:.1f} min, loss {state['curve'][-1][1]:.4f}")
        page.paste(plot(name, state["curve"]), (i * WIDTH, 0))
    page.save(target, optimize=True)


if __name__ == "__main__":
    main()
