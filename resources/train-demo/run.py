#!/usr/bin/env python3
"""./dev train-demo [--threads N] [--steps N] [--sheet FILE]: the bundled model, which draws 55 things and no robot, learns one from twelve drawings
(draw.py) as a LoRA, on the processor. Then the same prompts with the same seeds before and after, as a sheet: docs/train-demo.png. Needs Pillow."""

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROMPTS = ["a robot", "a red robot", "a purple robot in the snow", "an orange robot on the grass", "a pink robot at night", "a red apple"]
SEEDS = [7, 8, 9]
EDGE, GAP, LABEL = 128, 8, 22


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", default=os.cpu_count(), type=int)
    parser.add_argument("--steps", type=int, help="of the training; else as config.json has it")
    parser.add_argument("--work", type=Path, default=ROOT / "build/train-demo")
    parser.add_argument("--sheet", type=Path, default=ROOT / "docs/train-demo.png")
    parser.add_argument("--imagelab", default=ROOT / "build/release/imagelab")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    lora = given.work / "robot.safetensors"

    def imagelab(*words):
        subprocess.run([str(given.imagelab), *map(str, words)], check=True)

    options = ["--steps", given.steps] if given.steps else []
    begin = time.time()
    imagelab("train", HERE / "config.json", "--images", HERE / "pictures", "--output", lora, "--device", "cpu", "--threads", given.threads,
             "--metrics", given.work / "metrics.csv", *options)
    minutes = (time.time() - begin) / 60
    print(f"{minutes:.1f} minutes on {given.threads} threads: {lora}")
    config = json.loads((HERE / "config.json").read_text())
    rows = []
    for prompt in PROMPTS:
        row = []
        for learnt in (False, True):
            for seed in SEEDS:
                path = given.work / f"{prompt} {seed}{' learnt' if learnt else ''}.png"
                path.unlink(missing_ok=True)
                imagelab("generate", "--prompt", prompt, "--steps", 25, "--guidance", 4, "--seed", seed, "--device", "cpu", "--dtype", "f32",
                         "--output", path, *(["--lora", lora] if learnt else []))
                row.append(Image.open(path).convert("RGB"))
        rows.append(row)
    sheet(rows, given.sheet)
    print(f"{given.sheet}: {config['steps'] if not given.steps else given.steps} steps, {minutes:.1f} minutes on {given.threads} threads")


def sheet(rows, path):
    columns = len(rows[0])
    width = columns * (EDGE + GAP) + 3 * GAP
    image = Image.new("RGB", (width, LABEL + len(rows) * (EDGE + GAP + LABEL)), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default()
    middle = GAP + columns // 2 * (EDGE + GAP) + GAP
    draw.text((GAP, 6), "before", fill=(90, 90, 90), font=font)
    draw.text((middle, 6), "after it learnt from twelve drawings", fill=(90, 90, 90), font=font)
    for i, (row, prompt) in enumerate(zip(rows, PROMPTS)):
        top = LABEL + i * (EDGE + GAP + LABEL)
        for column, picture in enumerate(row):
            left = GAP + column * (EDGE + GAP) + (GAP if column >= columns // 2 else 0)
            image.paste(picture, (left, top))
        draw.text((GAP, top + EDGE + 4), prompt, fill=(30, 30, 30), font=font)
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


main()
