"""Seconds for a finished picture by full-size SDXL with random weights: the text encoder (the larger one, for the prompt and the negative one), 30
steps with guidance or the 4 of a distilled model without, and the decoder, each measured by itself and added up. What a program does between them is
not counted. A stage is a part and a peer: both stay loaded, each a process of its own, and run in turns, so that a machine whose speed moves slows
both; the peer's seconds are ours times the median of their ratios. What a stage found is kept at once (build/bench/pictures_*.json): a run that was
stopped goes on where it was. OpenVINO's networks are converted once (build/bench/openvino, 8 GB)."""

import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from worker import Worker

ROOT = Path(__file__).parent.parent
FORWARD, PEERS, KEPT = ROOT / "build/release/bench/bench_forward", ROOT / "bench/peers", ROOT / "build/bench"
# What is measured: network, batch, GiB at 512 px: of ours in floats and in 8-bit integers, of torch, of OpenVINO in floats and in integers.
# None: not measured; OpenVINO 2026.4 ends with a segmentation fault on the text encoder, for which torch's seconds stand.
PARTS = {"text": ("clip", 1, {"ours": 2, "torch": 2}),
         "step with guidance": ("unet", 2, {"ours": 6, "int8": 4, "torch": 6.5, "openvino": 11, "openvino int8": 7}),
         "step": ("unet", 1, {"ours": 6, "int8": 4, "torch": 6.5, "openvino": 11, "openvino int8": 7}),
         "decode": ("vae", 1, {"ours": 1.5, "torch": 2, "openvino": 3}),
         "tiny decode": ("tiny", 1, {"ours": 0.5, "torch": 1, "openvino": 1})}
# On a processor without bf16 (three variables make any one that, for oneDNN, torch and the MKL inside it; OpenVINO has no such limit) floats are f32: UNets of
# 10 GiB each, of which two do not fit beside each other on most machines.
AVX2_PARTS = {"text": ("clip", 1, {"ours": 4, "torch": 4}),
              "step": ("unet", 1, {"ours": 11.5, "int8": 4, "torch": 12}),
              "step, PixArt": ("pixart", 2, {"ours": 3.5, "int8": 2, "torch": 4}),
              "decode": ("vae", 1, {"ours": 2, "torch": 2.5}),
              "tiny decode": ("tiny", 1, {"ours": 0.5, "torch": 1})}
AVX2_LIMITS = {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
GOALS = {("step with guidance", "openvino", "ours"): 0.85, ("step with guidance", "openvino int8", "int8"): 0.92}
GOAL_FEW = 0.9  # of their 4 steps with the tiny decoder
GOAL_AVX2 = 0.6


def available():
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) / 2**20


class Bench:
    def __init__(self, options, limited):
        self.limited, self.rounds, self.realtime, self.pixels = limited, options.rounds, options.realtime, options.pixels
        self.parts = AVX2_PARTS if limited else PARTS
        self.floats = "f32" if limited else "bf16"
        self.only = {name.strip() for name in options.only.split(",")} if options.only else None
        self.path = KEPT / f"{'avx2' if limited else 'pictures'}_{self.pixels}.json"
        now = {"stages": {}, "reasons": {}, "floats": self.floats, "limited": limited, "pixels": self.pixels, "load": {},
               "day": datetime.date.today().isoformat()}
        kept = json.loads(self.path.read_text()) if self.path.exists() and not options.fresh else {}
        self.found = kept if kept.get("day") == now["day"] else now

    def keep(self):
        KEPT.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.found, indent=1))
        part.rename(self.path)

    def need(self, part, name):
        """GiB; what is not weights grows with the picture."""
        gib = self.parts[part][2][name]
        return gib if self.pixels <= 512 else gib + (4 if self.parts[part][0] == "vae" else 2)

    def command(self, part, name):
        network, batch, _ = self.parts[part]
        if name in ("ours", "int8"):
            return [str(FORWARD), network, str(self.pixels), self.floats if name == "ours" else "int8", str(batch), "serve"]
        peer, dtype = (name.split() + [self.floats])[:2]
        command = [sys.executable, str(PEERS / f"{peer}_peer.py"), network, dtype, str(self.pixels)]
        return [*command, str(batch)] if network == "unet" else command

    def start(self, part, name):
        """The worker, or why there is none."""
        need = self.need(part, name)
        if available() < need:
            return f"{need} GiB are needed, {available():.1f} are free"
        limits = [f"{key}={value}" for key, value in AVX2_LIMITS.items()] if self.limited else []
        print(f"  {part}: {name} starts", flush=True)
        try:
            return Worker(name, ["env", *limits, *self.command(part, name)], self.realtime)
        except (RuntimeError, OSError, ValueError) as trouble:
            return str(trouble)

    def stages(self, part):
        """The pairs that are to be measured: ours in floats beside each of the others, which is what they are compared by."""
        wanted = [name for name in self.parts[part][2] if name != "ours" and (self.only is None or name in self.only)]
        return [name for name in wanted if f"{part} | {name}" not in self.found["stages"]]

    def in_turns(self, part, workers):
        """-> {name: seconds of each round}; a first forward of each is not counted."""
        for worker in workers.values():
            worker.ask("run")
        times = {name: [] for name in workers}
        for _ in range(self.rounds):
            for name, worker in workers.items():
                times[name].append(worker.ask("run"))
                time.sleep(0.3)  # in which a contender's threads stop spinning
        print(f"  {part}: " + ", ".join(f"{name} {statistics.median(each):.3f} s" for name, each in times.items()), flush=True)
        return times

    def alone(self, part, names):
        """Where two do not fit beside each other: one after the other, twice, the same minutes."""
        times = {name: [] for name in names}
        for _ in range(2):
            for name in names:
                worker = self.start(part, name)
                if not isinstance(worker, Worker):
                    return worker
                try:
                    times[name] += self.in_turns(part, {name: worker})[name]
                finally:
                    worker.close()
        return times

    def stage(self, part, name, ours):
        """Seconds of ours and of the other in turns, or why there are none."""
        if not isinstance(ours, Worker) or available() < self.need(part, name):
            return self.alone(part, ("ours", name))
        other = self.start(part, name)
        if not isinstance(other, Worker):
            return other
        try:
            return self.in_turns(part, {"ours": ours, name: other})
        finally:
            other.close()

    def measure(self):
        for part in self.parts:
            names = self.stages(part)
            if not names:
                continue
            pairs = [name for name in names if available() > self.need(part, "ours") + self.need(part, name)]
            ours = None
            for name in [*pairs, *[name for name in names if name not in pairs]]:
                if name in pairs and ours is None:
                    ours = self.start(part, "ours")
                if name not in pairs and isinstance(ours, Worker):
                    ours.close()
                    ours = None
                try:
                    times = self.stage(part, name, ours)
                except (RuntimeError, OSError, ValueError) as trouble:  # one of the two ended
                    times = str(trouble)
                    if isinstance(ours, Worker):
                        ours.close()
                    ours = None
                what = f"{part} | {name}"
                self.found["reasons"].pop(what, None)
                if isinstance(times, str):
                    self.found["reasons"][what] = times
                    print(f"  {what}: not measured: {times}", flush=True)
                else:
                    self.found["stages"][what] = times
                    self.found["load"][what] = os.getloadavg()[0]
                self.keep()
            if isinstance(ours, Worker):
                ours.close()
        return self.found


def measure(options, limited=False):
    if not limited and (options.only is None or "openvino" in options.only):
        convert(options)
    return Bench(options, limited).measure()


def convert(options):
    """OpenVINO's files, each made by a process of its own where it is missing."""
    for network, kind in (("tiny", "bf16"), ("vae", "bf16"), ("unet", "bf16"), ("unet", "int8")):
        wanted = "openvino int8" if kind == "int8" else "openvino"
        path = KEPT / f"openvino/{network}_{kind}.xml"
        if path.exists() or options.only and wanted not in [name.strip() for name in options.only.split(",")]:
            continue
        print(f"  OpenVINO: {network} {kind} is converted, once", flush=True)
        subprocess.run([sys.executable, "-W", "ignore", str(PEERS / "openvino_convert.py"), network, kind, str(path)], check=False,
                       stderr=subprocess.DEVNULL)


def medians(result):
    """{part: {name: seconds}}: ours over all rounds; the others' by the ratio to ours beside them."""
    parts = {}
    for what, times in result["stages"].items():
        parts.setdefault(what.split(" | ")[0], []).append((what.split(" | ")[1], times))
    found = {}
    for part, stages in parts.items():
        ours = statistics.median([seconds for _, times in stages for seconds in times["ours"]])
        found[part] = {"ours": ours} | {name: ours / ratio_of(times, name) for name, times in stages}
    return found


def ratio_of(times, name):
    return statistics.median(ours / other for ours, other in zip(times["ours"], times[name]))


def rows(result):
    """(picture, contender, seconds) of what all parts are known of. What has no products in 8-bit integers is as in floats."""
    parts = medians(result)
    names = ("ours", "int8", "torch", "openvino", "openvino int8")
    pictures = [(4, "step", 1)] if result["limited"] else [(30, "step with guidance", 2), (4, "step", 1)]
    for steps, step, texts in pictures:
        for decode in ("decode", "tiny decode"):
            for name in names:
                floats = {"int8": "ours", "openvino int8": "openvino"}.get(name, name)
                text = parts.get("text", {}).get(floats, parts.get("text", {}).get("torch"))
                needed = (text, parts.get(step, {}).get(name), parts.get(decode, {}).get(floats))
                if None not in needed:
                    yield f"{steps} steps{', tiny decoder' if decode == 'tiny decode' else ''}", name, texts * needed[0] + steps * needed[1] + needed[2]


def title(name, floats):
    return {"ours": f"Image Lab {floats}", "int8": "Image Lab int8", "torch": f"diffusers {floats}", "openvino": f"OpenVINO {floats}",
            "openvino int8": "OpenVINO int8 (NNCF)"}[name]


def goal_lines(result):
    """(what, ours, of whom, ratio, goal)"""
    parts = medians(result)
    if result["limited"]:
        for part, seconds in parts.items():
            for name in ("ours", "int8"):
                if name in seconds and "torch" in seconds:
                    yield part, name, "torch", seconds[name] / seconds["torch"], GOAL_AVX2
        return
    for (part, peer, name), goal in GOALS.items():
        seconds = parts.get(part, {})
        if peer in seconds and name in seconds:
            yield part, name, peer, seconds[name] / seconds[peer], goal
    pictures = {(picture, name): seconds for picture, name, seconds in rows(result)}
    few = "4 steps, tiny decoder"
    for peer in ("openvino", "openvino int8"):
        if (few, peer) in pictures and (few, "int8") in pictures:
            yield few, "int8", peer, pictures[few, "int8"] / pictures[few, peer], GOAL_FEW


def lines(result):
    floats, pixels = result["floats"], result["pixels"]
    limit = ", a processor limited to AVX2" if result["limited"] else ""
    yield from (f"## Seconds a finished picture of {pixels} px{limit}", "",
                "Full-size SDXL with random weights: text, steps (30 with guidance, 4 without) and decoder, each beside ours in turns, added up.", "",
                "| picture | program | seconds |", "|---|---|---|")
    for picture, name, seconds in rows(result):
        yield f"| {picture} | {title(name, floats)} | {seconds:.1f} |"
    yield from ("", "| | | beside | takes | goal |", "|---|---|---|---|---|")
    for what, name, peer, ratio, goal in goal_lines(result):
        yield f"| {what} | {title(name, floats)} | {title(peer, floats)} | {ratio:.2f} x | {goal:.2f} x |"
    yield from ("", "| part | program | seconds | of ours beside it | from to |", "|---|---|---|---|---|")
    for what, times in result["stages"].items():
        part, name = what.split(" | ")
        each = times[name]
        yield (f"| {part} | {title(name, floats)} | {statistics.median(each):.3f} | {1 / ratio_of(times, name):.2f} x | "
               f"{min(each):.3f} to {max(each):.3f}, ours {min(times['ours']):.3f} to {max(times['ours']):.3f} |")
    for what, why in result["reasons"].items():
        yield f"| {what} | not measured: {why} | | |"
    yield ""


def add_options(parser):
    group = parser.add_argument_group("pictures and avx2")
    group.add_argument("--only", help="contenders beside ours, with commas: int8, torch, openvino, openvino int8")
    group.add_argument("--pixels", type=int, default=512, help="of the picture's side (default 512)")
    group.add_argument("--fresh", action="store_true", help="forget what an earlier run of this day measured")
