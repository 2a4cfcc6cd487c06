#!/usr/bin/env python3
"""The README's page of pictures, every one made by `imagelab generate` and the bundled model.

    python page.py [--program build/release/imagelab] [--target docs/demo.png]
"""
import argparse
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
PROMPTS = ("a red apple", "a yellow star", "a green tree", "a blue fish", "a sleeping cat", "a house in the snow",
           "a strawberry", "a hamburger", "a rocket", "a pink cake", "a purple car", "a penguin")
COLUMNS, CELL, LABEL = 6, 128, 18


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "imagelab")
    parser.add_argument("--model", type=Path, help="default: the bundled one")
    parser.add_argument("--target", type=Path, default=ROOT / "docs" / "demo.png")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    rows = -(-len(PROMPTS) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(10)
    with tempfile.TemporaryDirectory() as folder:
        for i, prompt in enumerate(PROMPTS):
            path = Path(folder) / f"{i}.png"
            model = ["--model", str(args.model)] if args.model else []
            subprocess.run([args.program, "generate", "--prompt", prompt, "--steps", "25", "--cfg-scale", "4", "--seed", str(args.seed), "--threads", str(args.threads),
                            "--output", path, *model], check=True, capture_output=True)
            x, y = i % COLUMNS * CELL, i // COLUMNS * (CELL + LABEL)
            page.paste(Image.open(path).convert("RGB"), (x, y))
            width = pen.textlength(prompt, font=font)
            pen.text((x + max(0, (CELL - width) / 2), y + CELL + 2), prompt, fill="black", font=font)
    page.save(args.target, optimize=True)


if __name__ == "__main__":
    main()
