#!/usr/bin/env python3
"""Does the model draw what it is told? A classifier that saw only real drawings names generated ones; the colours of pictures are measured.

    python check.py [--model DIR] [concepts] [colours] [prompts]      prints the scores, writes check_PART.json and a grid for each part to --work
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from diffusers import StableDiffusionXLPipeline
from PIL import Image

import dataset
from pictures import PLURAL, colour_word, main_part
from sources import SMALL_CONCEPTS
from trainer import autocast

HERE = Path(__file__).resolve().parent
FIRST_SEED = 90_000  # training never uses these
SHOWN = ("a red apple", "a yellow star", "a green tree", "a blue fish", "a sleeping cat", "a house in the snow")
COLOUR_PROMPTS = [f"a{'n' if c == 'orange' else ''} {c} {thing}" for thing in ("apple", "star", "car", "heart", "balloon")
                  for c in ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")]


class Classifier(nn.Sequential):
    """RGB [n, 3, 64, 64] in [-1, 1] -> concept scores."""

    def __init__(self, classes: int):
        layers, width = [], 3
        for next_width in (32, 64, 128, 192):
            layers += [nn.Conv2d(width, next_width, 3, padding=1), nn.GroupNorm(8, next_width), nn.ReLU(), nn.MaxPool2d(2)]
            width = next_width
        super().__init__(*layers, nn.Conv2d(width, 192, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(0.3),
                         nn.Linear(768, classes))


def shrink(images: np.ndarray) -> torch.Tensor:
    return F.avg_pool2d(torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1, 2)


def trained_classifier(work: Path, concepts: list[str], steps: int = 900, batch: int = 64) -> Classifier:
    """Real drawings of all six sets; one picture in ten is held out to know how good the classifier itself is."""
    path = work / f"classifier_{len(concepts)}.pt"
    net = Classifier(len(concepts)).to(memory_format=torch.channels_last)
    if path.exists():
        net.load_state_dict(torch.load(path))
        return net.eval()
    torch.manual_seed(3)
    items = [d for d in dataset.drawings(work, True) if d.concept in concepts]
    images, rows = dataset.pictures(items)
    x, y = shrink(images), torch.tensor([concepts.index(items[r["drawing"]].concept) for r in rows])
    plain = torch.tensor([float(r["kind"] == 0) * 4 + 1 for r in rows])
    held = torch.rand(len(x), generator=torch.Generator().manual_seed(5)) < 0.1
    odds = plain * ~held / torch.bincount(y, minlength=len(concepts))[y]
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps)
    for _ in range(steps):
        pick = torch.multinomial(odds, batch)
        moved = torch.roll(x[pick], tuple(int(v) for v in torch.randint(-4, 5, (2,))), (2, 3)) + 0.05 * torch.randn(batch, 3, 64, 64)
        with autocast("cpu"):
            scores = net(moved.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(scores.float(), y[pick], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rate.step()
    net.eval()
    with torch.no_grad():
        right = (net(x[held]).argmax(1) == y[held]).float().mean()
    print(f"classifier: {right:.1%} of {int(held.sum())} held-out real pictures", flush=True)
    torch.save(net.state_dict(), path)
    return net


def draw(pipe: StableDiffusionXLPipeline, prompts: list[str], seeds: list[int], steps: int, guidance: float) -> np.ndarray:
    """RGB u8 [n, 128, 128, 3]; every picture has its own seed."""
    out = []
    for at in range(0, len(prompts), 25):
        generators = [torch.Generator().manual_seed(s) for s in seeds[at:at + 25]]
        made = pipe(prompts[at:at + 25], num_inference_steps=steps, guidance_scale=guidance, width=128, height=128, generator=generators)
        out += [np.asarray(picture) for picture in made.images]
    return np.stack(out)


def measured_colour(rgb: np.ndarray) -> str:
    """Name of the main colour of what stands out from the border's colour."""
    border = np.concatenate([rgb[:3].reshape(-1, 3), rgb[-3:].reshape(-1, 3)])
    far = np.abs(rgb.astype(int) - np.median(border, 0)).max(-1) > 40
    _, mean, _ = main_part(np.dstack([rgb / 255.0, far.astype(float)]))
    return colour_word(mean)


def grid(images: np.ndarray, columns: int = 10) -> Image.Image:
    rows = -(-len(images) // columns)
    page = Image.new("RGB", (columns * 128, rows * 128), "white")
    for i, picture in enumerate(images):
        page.paste(Image.fromarray(picture), (i % columns * 128, i // columns * 128))
    return page


def check_concepts(args: argparse.Namespace, pipe: StableDiffusionXLPipeline) -> dict:
    concepts = list(SMALL_CONCEPTS)
    classifier = trained_classifier(args.work, concepts)
    asked = concepts[:50]
    prompts = [c if c in PLURAL else ("an " if c[0] in "aeiou" else "a ") + c for c in asked]
    made = draw(pipe, prompts, [FIRST_SEED + i for i in range(50)], args.steps, args.guidance)
    grid(made).save(args.work / "check_concepts.png")
    with torch.no_grad():
        named = [concepts[int(k)] for k in classifier(shrink(made)).argmax(1)]
        noise = np.random.default_rng(1).integers(0, 256, made.shape).astype(np.uint8)
        by_chance = sum(concepts[int(k)] == c for k, c in zip(classifier(shrink(noise)).argmax(1), asked))
    right = sum(a == b for a, b in zip(asked, named))
    return dict(right=f"{right} of 50", noise=f"{by_chance} of 50", missed={a: b for a, b in zip(asked, named) if a != b})


def check_colours(args: argparse.Namespace, pipe: StableDiffusionXLPipeline) -> dict:
    made = draw(pipe, COLOUR_PROMPTS, [FIRST_SEED + 100 + i for i in range(len(COLOUR_PROMPTS))], args.steps, args.guidance)
    grid(made, 8).save(args.work / "check_colours.png")
    seen = [measured_colour(p) for p in made]
    wrong = {q: c for q, c in zip(COLOUR_PROMPTS, seen) if q.split()[1] != c}
    return dict(right=f"{len(made) - len(wrong)} of {len(made)}", wrong=wrong)


def check_prompts(args: argparse.Namespace, pipe: StableDiffusionXLPipeline) -> dict:
    """The six prompts of the README, five seeds each; the classifier names them too."""
    concepts, things = list(SMALL_CONCEPTS), ("apple", "star", "tree", "fish", "sleeping cat", "house")
    made = draw(pipe, [p for p in SHOWN for _ in range(5)], [FIRST_SEED + 200 + i for i in range(30)], args.steps, args.guidance)
    grid(made).save(args.work / "check_prompts.png")
    with torch.no_grad():
        named = [concepts[int(k)] for k in trained_classifier(args.work, concepts)(shrink(made)).argmax(1)]
    return {p: f"{sum(n == t for n in named[5 * i:5 * i + 5])} of 5" for i, (p, t) in enumerate(zip(SHOWN, things))}


PARTS = dict(concepts=check_concepts, colours=check_colours, prompts=check_prompts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE.parents[3] / "build" / "demo")
    parser.add_argument("--model", type=Path, default=HERE.parent)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--bf16", action="store_true", help="bf16 arithmetic, as the program draws on such a processor")
    parser.add_argument("parts", nargs="*", metavar="PART", default=list(PARTS), help="of " + ", ".join(PARTS) + "; default: all")
    args = parser.parse_args()
    pipe = StableDiffusionXLPipeline.from_pretrained(args.model, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    for part in args.parts:
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            result = dict(PARTS[part](args, pipe), steps=args.steps, guidance=args.guidance, bf16=args.bf16)
        print(json.dumps({part: result}, indent=1), flush=True)
        (args.work / f"check_{part}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
