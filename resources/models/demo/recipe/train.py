#!/usr/bin/env python3
"""Trains the demo model from nothing: npm icon sets -> drawings -> autoencoder -> text encoders and UNet -> decoder polished -> diffusers folder.

    python train.py                      two processor cores, small data: an hour or more
    python train.py --full --device cuda everything, a larger UNet: a GPU

A GPU machine without a network: --prepare-only where there is one, carry WORK/icons.npz and WORK/text over (10 MB), then --full there,
with --minutes where a command's time is limited. Everything is kept in --work (build/demo, ignored by git); a run that was ended continues from its checkpoints. Seeds are fixed.
Needs torch, diffusers, transformers, npm and rsvg-convert.
"""
import argparse
import json
import os
import time
from pathlib import Path

import torch

import dataset
import export
import parallel
import render
import text
import unet
import vae
from pictures import COLOURS
from sources import SETS
from trainer import OutOfTime, Run

HERE = Path(__file__).resolve().parent
SMALL = dict(vae_steps=3000, vae_batch=32, polish_steps=800, channels=(64, 128, 192), steps=6000, batch=48, rate=1e-3, decay=0.998)
FULL = dict(vae_steps=10000, vae_batch=64, polish_steps=4000, channels=(96, 192, 256), steps=20000, batch=256, rate=8e-4, decay=0.999)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=HERE.parents[3] / "build" / "demo")
    parser.add_argument("--target", type=Path, default=HERE.parent, help="the diffusers folder to write")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--full", action="store_true", help="all sets and concepts, larger UNet, many more steps")
    parser.add_argument("--processes", type=int, default=0, help="0: one for each core on a CPU, one on a GPU")
    parser.add_argument("--steps", type=int, help="UNet steps (the learning rate ends with them)")
    parser.add_argument("--vae-steps", type=int)
    parser.add_argument("--polish-steps", type=int)
    parser.add_argument("--vae-from", type=Path, help="an exported autoencoder (a folder vae) to go on from instead of from nothing")
    for part in ("vae", "unet", "polish"):
        parser.add_argument(f"--{part}-minutes", type=float, help="length of this training instead of its number of steps")
    parser.add_argument("--minutes", type=float, help="save and end after this time; the next start goes on")
    parser.add_argument("--prepare-only", action="store_true", help="drawings and tokenizers only: the part that needs a network and rsvg-convert")
    parser.add_argument("--export-only", action="store_true", help="write the folder from the checkpoints as they are")
    return parser.parse_args()


def prepared_vae(work: Path, device: str, plan: dict, images, start: Path | None) -> "vae.AutoencoderKL":
    """The averaged, standardised autoencoder (in vae_done/) and the latents' file beside it."""
    done = work / "vae_done"
    if not (work / "latents.pt").exists():
        net = vae.train(work, device, plan["vae_steps"], plan["vae_batch"], plan["vae_minutes"], images, start)
        if parallel.rank() == 0:
            net.float()
            net.register_to_config(scaling_factor=1.0)
            latents = export.standardise(net, dataset.encode(net, images, device))
            net.save_pretrained(done)
            torch.save(latents, work / "latents.part")
            os.replace(work / "latents.part", work / "latents.pt")
        parallel.barrier()
    return vae.AutoencoderKL.from_pretrained(done)


def main() -> None:
    args = arguments()
    plan = dict(FULL if args.full else SMALL)
    plan.update({k: v for k, v in (("steps", args.steps), ("vae_steps", args.vae_steps), ("polish_steps", args.polish_steps)) if v})
    plan.update(vae_minutes=args.vae_minutes, minutes=args.unet_minutes, polish_minutes=args.polish_minutes)
    processes = args.processes or (1 if args.device != "cpu" else os.cpu_count())
    parallel.start(1 if args.export_only or args.prepare_only else processes)
    if args.minutes:
        Run.deadline = time.time() + 60 * args.minutes
    args.work.mkdir(parents=True, exist_ok=True)
    if parallel.rank() == 0:
        render.render_all(args.work)
        if not (args.work / "text").exists():
            text.write_tokenizers(args.work, [*COLOURS, *" ".join(s[2] for s in SETS.values()).split()])
        if args.prepare_only:
            return
        dataset.cached_pictures(args.work, dataset.drawings(args.work, args.full))
        (args.work / "plan.json").write_text(json.dumps(plan))
    parallel.barrier()
    tokenizers = [text.CLIPTokenizer.from_pretrained(args.work / "text" / name) for name in ("tokenizer", "tokenizer_2")]
    items = dataset.drawings(args.work, args.full)
    images, rows = dataset.cached_pictures(args.work, items)
    if parallel.rank() == 0:
        print(f"{len(items)} drawings, {len({d.concept for d in items})} concepts, {len(rows)} pictures, {len(tokenizers[0])} tokens", flush=True)
    autoencoder = prepared_vae(args.work, args.device, plan, images, args.vae_from)
    latents = torch.load(args.work / "latents.pt")
    steps = 0 if args.export_only else plan["steps"]
    net = unet.train(args.work, args.device, latents, dataset.Sampler(items, rows), tokenizers, plan["channels"], steps, plan["batch"],
                     plan["rate"], plan["decay"], None if args.export_only else plan["minutes"])
    autoencoder = vae.polish(args.work, autoencoder, args.device, images, latents, 0 if args.export_only else plan["polish_steps"], plan["vae_batch"],
                             None if args.export_only else plan["polish_minutes"])
    if parallel.rank() == 0:
        export.save(args.work, autoencoder.cpu(), net.cpu(), args.target)


if __name__ == "__main__":
    try:
        main()
    except OutOfTime as stop:
        print(stop, flush=True)
        os._exit(3)  # the other processes wait in an exchange that will not come
