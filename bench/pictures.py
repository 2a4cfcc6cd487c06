"""Seconds for a finished picture of 512 x 512 by full-size SDXL with random weights: the text encoder (the larger one, for the prompt and the negative
one), 30 steps with guidance or the 4 of a distilled model without, and the decoder, each measured by itself in turns with the other programs' and added
up. What a program does between them is not counted. AVX2=1 in the environment limits all of them to AVX2, and floats to f32;
WITHOUT_OPENVINO=step,decode leaves OpenVINO out of these parts, whose conversion takes minutes."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from worker import Worker

ROOT = Path(__file__).parent.parent
FORWARD, PEERS = ROOT / "build/release/bench/bench_forward", ROOT / "bench/peers"
PIXELS = 512
LIMITED = "AVX2" in os.environ
FLOATS = "f32" if LIMITED else "bf16"
LIMITS = {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"} if LIMITED else {}
# What is measured: network, batch. GiB: of ours in floats and in 8-bit integers, of torch, of OpenVINO while it converts.
# None: not measured; OpenVINO 2026.4 ends with a segmentation fault on the text encoder, for which torch's seconds stand.
PARTS = {"text": ("clip", 1, (2, None, 2, None)), "step with guidance": ("unet", 2, (6, 4, 6.5, 13)), "step": ("unet", 1, (6, 4, 6.5, 13)),
         "decode": ("vae", 1, (1.5, None, 2, 3)), "tiny decode": ("tiny", 1, (0.5, None, 1, 1))}


def contenders(part):
    """{name: (command, GiB)}"""
    network, batch, (ours, int8, torch, openvino) = PARTS[part]
    scale = 2 if LIMITED else 1
    found = {f"Image Lab {FLOATS}": ([str(FORWARD), network, str(PIXELS), FLOATS, str(batch), "serve"], ours * scale)}
    if int8:
        found["Image Lab int8"] = ([str(FORWARD), network, str(PIXELS), "int8", str(batch), "serve"], int8)
    for peer, need in (("torch", torch), ("openvino", openvino)):
        if need is None:
            continue
        command = [sys.executable, str(PEERS / f"{peer}_peer.py"), network, FLOATS, str(PIXELS)]
        found[f"{peer} {FLOATS}"] = ([*command, str(batch)] if network == "unet" else command, need * scale)
    if LIMITED or part in os.environ.get("WITHOUT_OPENVINO", "").split(","):  # which has no such limit
        found.pop(f"openvino {FLOATS}", None)
    return found


def available():
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) / 2**20


def measured(part, rounds, realtime, reasons):
    """{name: seconds}; those that do not fit beside each other run one after the other, in the same minutes."""
    waiting, times = contenders(part), {}
    while waiting:
        workers = {}
        for name, (command, need) in list(waiting.items()):
            if workers and available() < need + 1:
                continue
            del waiting[name]
            if available() < need:
                reasons[f"{part}, {name}"] = f"{need} GiB are needed, {available():.1f} are free"
                continue
            try:
                workers[name] = Worker(name, ["env", *(f"{key}={value}" for key, value in LIMITS.items()), *command], realtime)
            except RuntimeError as trouble:
                reasons[f"{part}, {name}"] = str(trouble)
        for _ in range(rounds):
            for name, worker in workers.items():
                times.setdefault(name, []).append(worker.ask("run"))
        for worker in workers.values():
            worker.close()
    for name, seconds in times.items():
        print(f"{part}, {name}: {statistics.median(seconds):.3f} s of {', '.join(f'{each:.3f}' for each in seconds)}", flush=True)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def measure(rounds, realtime):
    reasons, parts = {}, {}
    for part in PARTS:
        parts[part] = measured(part, rounds, realtime, reasons)
    load = subprocess.run(["uptime"], capture_output=True, text=True).stdout.strip()
    return {"parts": parts, "reasons": reasons, "floats": FLOATS, "limited": LIMITED, "uptime": load}


def rows(result):
    """(picture, contender, seconds) of what all parts are known of."""
    parts, floats = result["parts"], result["floats"]
    names = {name for seconds in parts.values() for name in seconds}
    for steps, step, texts in ((30, "step with guidance", 2), (4, "step", 1)):
        for decode in ("decode", "tiny decode"):
            for name in sorted(names):
                other = f"Image Lab {floats}" if name == "Image Lab int8" else name  # of what has no products in 8-bit integers
                text = parts["text"].get(other, parts["text"].get(f"torch {floats}"))
                needed = (text, parts[step].get(name), parts[decode].get(other))
                if None not in needed:
                    yield f"{steps} steps{', tiny decoder' if decode == 'tiny decode' else ''}", name, texts * needed[0] + steps * needed[1] + needed[2]


def lines(result):
    limit = ", limited to AVX2" if result["limited"] else ""
    yield from (f"## Seconds a finished picture{limit}", "", "512 x 512, full-size SDXL with random weights: text, steps (30 with guidance, 4 without) and decoder, "
                "medians of one run in turns, added up.", "", "| picture | program | seconds |", "|---|---|---|")
    for picture, name, seconds in rows(result):
        yield f"| {picture} | {name} | {seconds:.1f} |"
    yield from ("", "| part | program | seconds |", "|---|---|---|")
    for part, seconds in result["parts"].items():
        yield from (f"| {part} | {name} | {value:.3f} |" for name, value in seconds.items())
    for what, why in result["reasons"].items():
        yield f"| {what} | not measured: {why} | |"
    yield ""
