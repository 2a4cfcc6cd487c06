#!/usr/bin/env python3
"""A grid of what the averaged weights of a running training draw: a row for each prompt, a column for each seed.

    python look.py [--work DIR] [--raw] OUT.png [PROMPT ...]
"""
import argparse
from pathlib import Path

import numpy as np
import torch

import check
import export
import unet
import vae
from train import FULL, SMALL
from trainer import autocast

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE.parents[3] / "build" / "demo")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--raw", action="store_true", help="the weights themselves, not their average")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("target", type=Path)
    parser.add_argument("prompts", nargs="*", default=list(check.SHOWN))
    args = parser.parse_args()
    tokenizers = [export.CLIPTokenizer.from_pretrained(args.work / "text" / name) for name in ("tokenizer", "tokenizer_2")]
    net = unet.Denoiser(len(tokenizers[0]), (FULL if args.full else SMALL)["channels"])
    state = torch.load(args.work / "unet.pt", map_location="cpu", weights_only=False)
    net.load_state_dict(state["net" if args.raw else "average"])
    autoencoder = vae.AutoencoderKL.from_pretrained(args.work / "vae_done")
    if (args.work / "polish.pt").exists():
        tail = torch.load(args.work / "polish.pt", map_location="cpu", weights_only=False)["average"]
        for part in ("post_quant_conv", "decoder"):
            getattr(autoencoder, part).load_state_dict({k.removeprefix(part + "."): v for k, v in tail.items() if k.startswith(part + ".")})
    pipe = export.pipeline(args.work, autoencoder.eval(), net.eval())
    pipe.set_progress_bar_config(disable=True)
    with autocast("cpu"):
        made = check.draw(pipe, [p for p in args.prompts for _ in range(args.seeds)], list(range(args.seeds)) * len(args.prompts), args.steps, args.guidance)
    check.grid(np.asarray(made), 2 * args.seeds if len(args.prompts) > 8 else args.seeds).save(args.target)
    print(f"step {state['step']} ({state['progress']:.1%}), loss {state['curve'][-1][1] if state['curve'] else float('nan'):.4f}")


if __name__ == "__main__":
    main()
