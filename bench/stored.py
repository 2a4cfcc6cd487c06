"""Full-size SDXL as people store it: what a LoRA on all layers adds to loading and to a step, and how long each format takes to load. Random weights
(tests/reference/full_size.py), 512 x 512, bf16, the whole program; runs of one round follow each other, so that a busy machine slows all of them.
Needs 20 GB on the disk (IMAGELAB_BENCH_FOLDER, else the system's folder for temporary files) and 10 GiB of memory; files that are there are used."""

import json
import math
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = Path(os.environ.get("IMAGELAB_PROGRAM", ROOT / "build/release/imagelab"))
RANK = 32
FORMATS = {"f16 safetensors": "base.safetensors", "GGUF Q8_0": "q8_0.gguf", "fp8 safetensors": "f8_e4m3.safetensors"}


def header_of(path):
    with open(path, "rb") as file:
        return json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))


def lora_name(name):
    """kohya's name of a layer of the checkpoint; none: LoRAs do not go there."""
    if not name.endswith(("weight", "in_proj_weight")) or "embedding" in name:
        return None
    path = name.removesuffix(".weight").removesuffix("_weight")
    for prefix, short in [("model.diffusion_model.", "lora_unet_"), ("conditioner.embedders.0.transformer.", "lora_te1_"),
                          ("conditioner.embedders.1.model.", "lora_te2_")]:
        if path.startswith(prefix):
            return short + path.removeprefix(prefix).replace(".", "_")
    return None


def write_lora(checkpoint, path):
    """Rank 32 on every linear layer and convolution of the UNet and the text encoders, f16."""
    import torch
    from safetensors.torch import save_file

    generator, tensors = torch.Generator().manual_seed(1), {}
    for name, about in header_of(checkpoint).items():
        shape = about.get("shape", [])
        if name == "__metadata__" or len(shape) < 2 or not (layer := lora_name(name)):
            continue
        ends = [1] * (len(shape) - 2)
        tensors[f"{layer}.lora_down.weight"] = torch.randn(RANK, *shape[1:], generator=generator).div(math.sqrt(math.prod(shape[1:]))).half()
        tensors[f"{layer}.lora_up.weight"] = torch.randn(shape[0], RANK, *ends, generator=generator).mul(0.02).half()
        tensors[f"{layer}.alpha"] = torch.tensor(float(RANK))
    save_file(tensors, path)
    return len(tensors) // 3


def prepare(folder):
    base = folder / "base.safetensors"
    if not base.exists():
        subprocess.run([sys.executable, str(ROOT / "tests/reference/full_size.py"), str(base)], check=True)
    for name in FORMATS.values():
        if not (folder / name).exists():
            subprocess.run([str(PROGRAM), "convert", str(base), str(folder / name), "--quantize" if name.startswith("q") else "--dtype", Path(name).stem], check=True)
    if not (folder / "lora.safetensors").exists():
        write_lora(base, folder / "lora.safetensors")


def drawn(folder, model, *options, dtype="bf16", anew=False):
    """-> what `generate --json` says, with the seconds of processor time of the whole run. `anew`: nothing is kept packed yet."""
    cache = folder / "cache"
    if anew:
        shutil.rmtree(cache / "packed", ignore_errors=True)
    for file in [model, *[option for option in options if option.endswith(".safetensors")]]:
        subprocess.run(["cat", str(folder / file)], stdout=subprocess.DEVNULL, check=True)  # in the page cache, as the second start of a day
    arguments = ["generate", "--model", str(folder / model), "--prompt", "a red house", "--width", "512", "--height", "512", "--steps", "3", "--dtype", dtype,
                 "--seed", "1", "--device", "cpu", "--output", str(folder / "out.png"), "--json"]
    for option in options:
        arguments.append(str(folder / option) if option.endswith(".safetensors") else option)
    begin = time.monotonic()
    process = subprocess.Popen([str(PROGRAM), *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env=os.environ | {"IMAGELAB_CACHE": str(cache)})
    said = json.loads(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError(said["message"])
    return said | {"cpu_s": usage.ru_utime + usage.ru_stime, "wall_s": time.monotonic() - begin}


def row(runs):
    steps = [step for run in runs for step in run["step_s"][1:]]
    return {"load_s": statistics.median(run["load_s"] + run["text_s"] for run in runs), "cpu_s": statistics.median(run["cpu_s"] for run in runs),
            "step_s": statistics.median(steps), "least_step_s": min(steps), "predicted": runs[-1]["predicted_peak_bytes"],
            "measured": max(run["measured_peak_bytes"] for run in runs)}


def measure(rounds):
    folder = Path(os.environ.get("IMAGELAB_BENCH_FOLDER", tempfile.gettempdir())) / "imagelab_bench_sdxl"
    folder.mkdir(parents=True, exist_ok=True)
    prepare(folder)
    contenders = {name: ([file], {}) for name, file in FORMATS.items()} | {
        "f16 with a rank-32 LoRA": (["base.safetensors", "--lora", "lora.safetensors"], {}),
        "f16 as int8, its first start": (["base.safetensors"], {"dtype": "int8", "anew": True}),
        "f16 as int8, a later start": (["base.safetensors"], {"dtype": "int8"}),
    }
    runs = {name: [] for name in contenders}
    for turn in range(rounds):
        for name, (arguments, manner) in contenders.items():
            runs[name].append(drawn(folder, *arguments, **manner))
            last = runs[name][-1]
            print(f"stored round {turn + 1}: {name}: load {last['load_s'] + last['text_s']:.2f} s, {last['cpu_s']:.1f} s of processor", flush=True)
    plan = json.loads(subprocess.run([str(PROGRAM), "plan", "--json", "--model", str(folder / "base.safetensors"), "--lora", str(folder / "lora.safetensors"),
                                      "--prompt", "x", "--dtype", "bf16", "--device", "cpu"], check=True, capture_output=True).stdout)
    return {"rows": {name: row(list_of) for name, list_of in runs.items()}, "rounds": rounds, "adapters": plan.get("adapters"), "notes": plan["notes"]}


def lines(result):
    base = result["rows"]["f16 safetensors"]
    yield f"## Full-size SDXL as it is stored: 512x512, bf16 where int8 is not said, medians of {result['rounds']} rounds in turns"
    yield ""
    yield "| | load and prompt, s | of f16's | processor, s | a step, s | memory measured, of planned |"
    yield "|---|---|---|---|---|---|"
    for name, each in result["rows"].items():
        yield (f"| {name} | {each['load_s']:.2f} | {each['load_s'] / base['load_s']:.2f} x | {each['cpu_s']:.1f} | {each['step_s']:.2f} "
               f"| {each['measured'] / 2**30:.2f} GiB, {100 * each['measured'] / each['predicted'] - 100:+.1f} % |")
    lora = result["rows"]["f16 with a rank-32 LoRA"]
    yield ""
    yield (f"The LoRA adds {lora['load_s'] - base['load_s']:+.2f} s to the load (goal 3 s), {lora['cpu_s'] - base['cpu_s']:+.1f} s of processor time, and "
           f"{lora['step_s'] - base['step_s']:+.2f} s to a step (goal 0; least {lora['least_step_s']:.2f} against {base['least_step_s']:.2f}); "
           f"the plan says {json.dumps(result['adapters'])}. GGUF Q8_0 and fp8 are to load within 1.5 x of f16's time.")
    yield ""
