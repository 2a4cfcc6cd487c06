"""./dev bench [PART ...] [--realtime] [--rounds N]: measures the built programs against raw oneDNN, diffusers on torch and OpenVINO in one run
on this machine, prints the ratios beside the goals and keeps them in bench/results/. Parts: shapes, unet, vae, pixart, t5 (weights packed), t5-file (used where they
lie in the file, as programs do), t5-caption (a prompt of 32 tokens and a negative one as each program encodes them for a picture), unet-f32, vae-f32, upscale (Real-ESRGAN x4plus
of 512 x 512 pixels in f32, also against onnxruntime), upscale-bf16, onnx (a ResNet, a MobileNet and a YOLO as people have them, beside onnxruntime), gallery (searches
among 100,000 entries), desktop (start, stalls, idleness of the window), scroll (20,000 pictures), canvas (a mask painted on 4096 x 4096), serve (the HTTP interface, and what asking costs a picture), queue (jobs a second of a PostgreSQL that
machines share), stored (full-size SDXL: a LoRA on all layers, GGUF and fp8 beside f16), quality (what 8-bit integers cost),
pictures (seconds a finished picture; --only, --pixels, goes on where it was stopped), avx2 (the same on a processor limited to AVX2, against
torch in f32), training (a step of an SDXL LoRA beside diffusers and peft); all by default."""

import argparse
import datetime
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import onnx_models
import pictures
import report
import stored
import training_steps
from worker import Worker

ROOT = Path(__file__).parent.parent
BUILT, PEERS = ROOT / "build/release/bench", ROOT / "bench/peers"
PIXELS = 512
# network, dtype, GiB of memory while they load: ours, torch, OpenVINO (which converts a torch module)
FORWARDS = {
    "unet": ("unet", "bf16", 6, 6.5, 12),
    "vae": ("vae", "bf16", 1.5, 2, 2.5),
    "pixart": ("pixart", "bf16", 2, 3, None),
    "t5": ("t5", "bf16", 10, 10.5, None),
    "t5-file": ("t5-file", "bf16", 10, 10.5, None),
    "t5-caption": ("t5-caption", "bf16", 10, 10.5, None),
    "unet-f32": ("unet", "f32", 11, 11.5, None),
    "vae-f32": ("vae", "f32", 2, 2.5, None),
    "upscale": ("x4plus", "f32", 4, 10, None),
    "upscale-bf16": ("x4plus", "bf16", 2.5, 6, None),
}
# Beside torch, in the same arithmetic: script, dtype, GiB. The best of them counts.
FURTHER = {"upscale": {"onnxruntime": ("onnxruntime", "f32", 10)}}
PARTS = ["shapes", *FORWARDS, "onnx", "gallery", "desktop", "scroll", "canvas", "serve", "queue", "stored", "quality", "pictures", "avx2", "training"]
GOAL_OF_PART = {"upscale": 0.8, "upscale-bf16": 0.8}
GOALS = {("torch", "bf16"): 0.75, ("torch", "f32"): 0.5, ("openvino", "bf16"): 0.92}
GOAL_SHARE = 0.87


def available_gib():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2**20
    return 0


def install_peers(names=None):
    """Of all, or of these, what is not there yet."""
    for line in (ROOT / "bench/requirements.txt").read_text().split():
        name, version = line.split("==")
        if names and name not in names:
            continue
        try:
            present = importlib.metadata.version(name).split("+")[0] == version
        except importlib.metadata.PackageNotFoundError:
            present = False
        if not present:
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", line], check=True)


def start(name, command, need, realtime):
    """The worker, or the reason why there is none."""
    if available_gib() < need:
        return f"{need} GiB are needed, {available_gib():.1f} are free"
    try:
        return Worker(name, command, realtime)
    except RuntimeError as trouble:
        return str(trouble)


def commands(part):
    """{name: (command, GiB)}, the hungriest first."""
    network, dtype, ours, torch, openvino = FORWARDS[part]
    own = [str(BUILT / "bench_forward"), network, str(PIXELS), dtype, "2" if network in ("unet", "pixart", "t5-caption") else "1", "serve"]
    peers = {peer: [sys.executable, str(PEERS / f"{peer}_peer.py"), network.removesuffix("-file"), dtype, str(PIXELS)] for peer in ("torch", "openvino")}
    order = {"openvino": (peers["openvino"], openvino), "ours": (own, ours), "torch": (peers["torch"], torch)}
    for name, (peer, kind, need) in FURTHER.get(part, {}).items():
        order[name] = ([sys.executable, str(PEERS / f"{peer}_peer.py"), network, kind, str(PIXELS)], need)
    return {name: value for name, value in order.items() if value[1] is not None}


def in_turns(part, workers, options):
    """-> {name: seconds of each round}, rates of a plain product in GFLOP/s"""
    times, rates = {name: [] for name in workers}, []
    for turn in range(options.rounds):
        for name, worker in workers.items():
            times[name].append(worker.ask("run"))
            time.sleep(options.pause)
        if "ours" in workers:
            rates.append(workers["ours"].ask("rate"))
        print(f"{part} round {turn + 1}: " + ", ".join(f"{name} {seconds[-1]:.3f} s" for name, seconds in times.items()), flush=True)
    return times, rates


def best_of(part, times):
    """What counts: the median, or of what takes long on a machine that others use the least."""
    return min(times) if part in GOAL_OF_PART else statistics.median(times)


def peer_result(part, name, dtype, ours, worker, times):
    """`worker` may be the reason why there is none."""
    peer = {"name": name, "goal": GOAL_OF_PART.get(part) or GOALS[name, dtype]}
    if not isinstance(worker, Worker):
        return peer | {"reason": worker}
    seconds = best_of(part, times)
    return peer | {"name": worker.about["peer"], "all": times, "seconds": seconds, "ratio": ours / seconds}


def measure_forward(part, options):
    """All contenders stay loaded and run in turns; a peer that does not fit beside the others runs alone after them."""
    network, dtype = FORWARDS[part][:2]
    started = {name: start(name, command, need, options.realtime) for name, (command, need) in commands(part).items()}
    workers = {name: worker for name, worker in started.items() if isinstance(worker, Worker)}
    if "ours" not in workers:
        print(f"{part}: {started['ours']}: not measured")
        return None
    times, rates = in_turns(part, workers, options)
    ours, tflop = best_of(part, times["ours"]), workers["ours"].about["tflop"]
    result = {"network": network, "dtype": dtype, "ours": ours, "all": times["ours"], "tflop": tflop, "gemm_gflops": max(rates),
              "share_of_gemm": 1e3 * tflop / ours / max(rates), "goal_share": GOAL_SHARE, "ops": workers["ours"].ask("ops"), "peers": [],
              "planned_bytes": sum(workers["ours"].about[part] for part in ("weight_bytes", "arena_bytes", "code_bytes")),
              "resident_bytes": workers["ours"].ask("memory")}
    for worker in workers.values():
        worker.close()
    for name in [name for name in ("torch", *FURTHER.get(part, {}), "openvino") if name in started]:
        worker, alone = started[name], name not in workers
        if alone:
            command, need = commands(part)[name]
            worker = start(name, command, need, options.realtime)
            if isinstance(worker, Worker):
                times |= in_turns(part, {name: worker}, options)[0]
                worker.close()
        result["peers"].append(peer_result(part, name, dtype, ours, worker, times.get(name)) | ({"alone": True} if alone else {}))
    return result


def measure_shapes(dtype, realtime):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [str(BUILT / "bench_shapes"), dtype, file.name]
        subprocess.run((["chrt", "-f", "10"] if realtime else []) + command, check=True)
        return json.loads(Path(file.name).read_text())


def measure_gallery(entries=100_000):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_gallery"), str(entries), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def measure_desktop():
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    return json.loads(subprocess.run([str(BUILT / "bench_desktop"), "--json"], check=True, env=environment, capture_output=True).stdout)


def measure_scroll(entries=20_000):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_gallery_scroll"), str(entries), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def measure_canvas():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_canvas"), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def measure_serve():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_serve"), str(ROOT / "build/release/imagelab"), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def measure_queue():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_queue"), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def measure_quality():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([str(BUILT / "bench_quality"), file.name], check=True)
        return json.loads(Path(file.name).read_text())


def processor():
    """Its name with family and model: clouds name several generations alike."""
    facts = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines() if ":" in line)
    facts = {key.strip(): value.strip() for key, value in facts.items()}
    return f"{facts.get('model name', 'unknown')} (family {facts.get('cpu family', '?')}, model {facts.get('model', '?')})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5, help="forwards of each contender (default 5)")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds of rest after each forward, in which a contender's threads stop spinning (default 0.5)")
    parser.add_argument("--realtime", action="store_true", help="as root on a busy machine: measure with real-time priority")
    parser.add_argument("--readme", action="store_true", help="put the figures of this day and processor into the README's table")
    pictures.add_options(parser)
    options = parser.parse_args()
    parts = options.parts or PARTS
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}: {', '.join(PARTS)}")
    result = {"date": datetime.date.today().isoformat(), "processor": processor(), "threads": len(os.sched_getaffinity(0)), "forwards": [], "shapes": {}}
    if set(parts) & {*FORWARDS, "pictures", "avx2", "training"}:
        install_peers()
    elif "onnx" in parts:
        install_peers({"onnxruntime"})
    for part in parts:
        if part == "shapes":
            result["shapes"]["bf16"] = measure_shapes("bf16", options.realtime)
        elif part == "gallery":
            result["gallery"] = measure_gallery()
        elif part == "desktop":
            result["desktop"] = measure_desktop()
        elif part == "scroll":
            result["scroll"] = measure_scroll()
        elif part == "canvas":
            result["canvas"] = measure_canvas()
        elif part == "onnx":
            result["onnx"] = onnx_models.measure(options)
        elif part == "stored":
            result["stored"] = stored.measure(options.rounds)
        elif part == "quality":
            result["quality"] = measure_quality()
        elif part in ("pictures", "avx2"):
            result[f"{part}_{options.pixels}"] = pictures.measure(options, limited=part == "avx2")
        elif part == "training":
            result["training"] = training_steps.measure(options.rounds)
        elif part == "serve":
            result["serve"] = measure_serve()
        elif part == "queue":
            result["queue"] = measure_queue()
        else:
            forward = measure_forward(part, options)
            result["forwards"] += [forward] if forward else []
    path = report.save(result)
    print(f"\n{path.read_text()}\nkept in {path.relative_to(ROOT)}")
    if options.readme:
        report.write_readme(ROOT / "README.md", path)


if __name__ == "__main__":
    main()
