"""./dev bench [PART ...] [--realtime] [--rounds N]: measures the built programs against raw oneDNN, diffusers on torch and OpenVINO in one run
on this machine, prints the ratios beside the goals and keeps them in bench/results/. Parts: shapes, unet, vae, unet-f32, vae-f32; all by default."""

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

import report
from worker import Worker

ROOT = Path(__file__).parent.parent
BUILT, CACHE, PEERS = ROOT / "build/release/bench", ROOT / "build/peers", ROOT / "bench/peers"
PIXELS = 512
# network, dtype, GiB of memory: ours, torch, OpenVINO with conversion, OpenVINO converted
FORWARDS = {
    "unet": ("unet", "bf16", 5.2, 5.6, 13, 6.5),
    "vae": ("vae", "bf16", 0.8, 1.0, 2, 1.5),
    "unet-f32": ("unet", "f32", 10.2, 10.8, None, None),
    "vae-f32": ("vae", "f32", 1.2, 1.5, None, None),
}
GOALS = {("torch", "bf16"): 0.75, ("torch", "f32"): 0.5, ("openvino", "bf16"): 0.92}
GOAL_SHARE = 0.87


def available_gib():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2**20
    return 0


def install_peers():
    for line in (ROOT / "bench/requirements.txt").read_text().split():
        name, version = line.split("==")
        try:
            present = importlib.metadata.version(name).split("+")[0] == version
        except importlib.metadata.PackageNotFoundError:
            present = False
        if not present:
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", line], check=True)


def peer_command(peer, network, dtype, *more):
    return [sys.executable, str(PEERS / f"{peer}_peer.py"), network, dtype, str(PIXELS), *more]


def start_torch(network, dtype, need, realtime):
    if available_gib() < need + 1:
        return f"{need} GiB are needed, {available_gib():.1f} are free"
    return Worker("torch", peer_command("torch", network, dtype), realtime)


def start_openvino(network, dtype, converting, need, realtime):
    converted = list(CACHE.glob(f"{network}_{dtype}_{PIXELS}_openvino_*.bin"))
    if not converted:
        if available_gib() < converting:
            return f"{converting} GiB are needed to convert, {available_gib():.1f} are free"
        if subprocess.run(peer_command("openvino", network, dtype, str(CACHE), "convert"), stderr=subprocess.DEVNULL).returncode != 0:
            return "the conversion failed"
    if available_gib() < need + 1:
        return f"{need} GiB are needed, {available_gib():.1f} are free"
    return Worker("openvino", peer_command("openvino", network, dtype, str(CACHE)), realtime)


def measure_forward(part, options):
    """All contenders stay loaded and run in turns; those that do not fit beside the others are named with the reason."""
    network, dtype, own, torch, converting, openvino = FORWARDS[part]
    batch = 2 if network == "unet" else 1
    command = [str(BUILT / "bench_forward"), network, str(PIXELS), dtype, str(batch), "serve"]
    if available_gib() < own + 1:
        print(f"{part}: {own} GiB are needed, {available_gib():.1f} are free: not measured")
        return None
    ours = Worker("ours", command, options.realtime)
    contenders, peers = [ours], []
    starts = [("torch", lambda: start_torch(network, dtype, torch, options.realtime))]
    if converting is not None:
        starts.append(("openvino", lambda: start_openvino(network, dtype, converting, openvino, options.realtime)))
    for name, start in starts:
        try:
            worker = start()
        except RuntimeError as trouble:
            worker = str(trouble)
        goal = GOALS[name, dtype]
        if isinstance(worker, str):
            peers.append({"name": name, "goal": goal, "reason": worker})
        else:
            contenders.append(worker)
            peers.append({"name": worker.about["peer"], "goal": goal, "worker": worker})
    times = {worker: [] for worker in contenders}
    rates = []
    for turn in range(options.rounds):
        for worker in contenders:
            times[worker].append(worker.ask("run"))
            time.sleep(options.pause)
        rates.append(ours.ask("rate"))
        print(f"{part} round {turn + 1}: " + ", ".join(f"{worker.name} {times[worker][-1]:.3f} s" for worker in contenders), flush=True)
    median = statistics.median(times[ours])
    flops = ours.about["tflop"] * 1e12
    result = {"network": network, "dtype": dtype, "ours": median, "tflop": ours.about["tflop"], "all": times[ours], "gemm_gflops": rates[-1],
              "share_of_gemm": flops / median / (max(rates) * 1e9), "goal_share": GOAL_SHARE, "ops": ours.ask("ops"), "peers": peers}
    result["gemm_gflops"] = max(rates)
    for peer in peers:
        worker = peer.pop("worker", None)
        if worker is not None:
            peer["all"] = times[worker]
            peer["seconds"] = statistics.median(times[worker])
            peer["ratio"] = median / peer["seconds"]
    for worker in contenders:
        worker.close()
    return result


def measure_shapes(dtype, realtime):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [str(BUILT / "bench_shapes"), dtype, file.name]
        subprocess.run((["chrt", "-f", "10"] if realtime else []) + command, check=True)
        return json.loads(Path(file.name).read_text())


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="shapes, " + ", ".join(FORWARDS))
    parser.add_argument("--rounds", type=int, default=5, help="forwards of each contender (default 5)")
    parser.add_argument("--pause", type=float, default=0, help="seconds of rest after each forward")
    parser.add_argument("--realtime", action="store_true", help="as root on a busy machine: measure with real-time priority")
    options = parser.parse_args()
    parts = options.parts or ["shapes", *FORWARDS]
    unknown = [part for part in parts if part != "shapes" and part not in FORWARDS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}: shapes, {', '.join(FORWARDS)}")
    result = {"date": datetime.date.today().isoformat(), "processor": processor(), "threads": len(os.sched_getaffinity(0)), "forwards": [], "shapes": {}}
    if set(parts) - {"shapes"}:
        install_peers()
    for part in parts:
        if part == "shapes":
            result["shapes"]["bf16"] = measure_shapes("bf16", options.realtime)
        else:
            forward = measure_forward(part, options)
            result["forwards"] += [forward] if forward else []
    path = report.save(result)
    print(f"\n{path.read_text()}\nkept in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
