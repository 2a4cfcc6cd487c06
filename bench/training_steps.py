"""Part "training" of ./dev bench: a step of a full-size SDXL LoRA of rank 16 at 512 px, one picture, in bf16, beside diffusers and peft on CPU torch,
each with and without computing activations anew on the way back. Each contender runs alone, since two do not fit a machine of 24 GiB beside one another;
their turns come one after the other, twice. Half an hour on two cores."""

import statistics
import sys
import time
from pathlib import Path

from worker import Worker

ROOT = Path(__file__).parent.parent
PIXELS, DTYPE, RANK, TURNS = 512, "bf16", 16, 2
GOALS = {"seconds": 0.8, "bytes": 0.6}
LEAST_GIB = 1  # ours with as much computed anew as there is
GIB = 2**30


def contenders():
    own = [str(ROOT / "build/release/bench/bench_training"), str(PIXELS), DTYPE, str(RANK)]
    peer = [sys.executable, str(ROOT / "bench/peers/training_peer.py"), DTYPE, str(PIXELS), str(RANK)]
    return {"ours": [*own, "9", "serve"], "torch": peer, "ours, computed anew": [*own, str(LEAST_GIB), "serve"], "torch, checkpointing": [*peer, "checkpointing"]}


def measure(rounds):
    found = {name: {"name": name, "seconds": [], "bytes": 0, "resident": 0} for name in contenders()}
    for turn in range(TURNS):
        for name, command in contenders().items():
            try:
                worker = Worker(name, command, patience=1800)
            except RuntimeError as trouble:
                found[name]["reason"] = str(trouble)
                continue
            row = found[name]
            row["about"] = worker.about
            for _ in range(max(1, rounds // TURNS)):
                row["seconds"].append(worker.ask("run"))
                time.sleep(0.5)
            row["bytes"] = max(row["bytes"], worker.ask("memory"))
            row["resident"] = max(row["resident"], worker.ask("resident") if name.startswith("ours") else row["bytes"])
            worker.close()
            print(f"training turn {turn + 1}: {name} {min(row['seconds']):.1f} s, {row['bytes'] / GIB:.2f} GiB", flush=True)
    return {"pixels": PIXELS, "dtype": DTYPE, "rank": RANK, "contenders": list(found.values())}


def lines(result):
    made = [f"## A step of an SDXL LoRA, {result['pixels']} px, rank {result['rank']}, {result['dtype']}", "",
            "Medians; one picture; each contender alone, in turns. The bytes are the most that a process held of its own; ours maps its weights from a file, whose",
            f"pages stand beside it. Goals: {GOALS['seconds']} of torch's seconds, {GOALS['bytes']} of its bytes.", "",
            "| | seconds | of torch's | GiB | of torch's | with its file's pages | computed anew |", "|---|---|---|---|---|---|---|"]
    torch = next(row for row in result["contenders"] if row["name"] == "torch")
    for row in result["contenders"]:
        if not row["seconds"]:
            made.append(f"| {row['name']} | {row.get('reason', 'not measured')} | | | | | |")
            continue
        seconds = statistics.median(row["seconds"])
        ratio = [f"{seconds / statistics.median(torch['seconds']):.2f}", f"{row['bytes'] / torch['bytes']:.2f}"] if torch["seconds"] else ["", ""]
        again = f"{100 * row['about']['computed_anew']:.0f} %" if "computed_anew" in row["about"] else ""
        made.append(f"| {row['name']} | {seconds:.1f} | {ratio[0]} | {row['bytes'] / GIB:.2f} | {ratio[1]} | {row['resident'] / GIB:.2f} | {again} |")
    return [*made, ""]
