"""What a run found: JSON for programs, Markdown for people, under bench/results/."""

import json
import re
from pathlib import Path

import onnx_models
import pictures
import stored
import training_steps

RESULTS = Path(__file__).parent / "results"


def merged(result, earlier):
    """A day's file keeps the parts that this run did not measure."""
    fresh = {(forward["network"], forward["dtype"]) for forward in result["forwards"]}
    kept = [forward for forward in earlier["forwards"] if (forward["network"], forward["dtype"]) not in fresh]
    forwards = sorted(kept + result["forwards"], key=lambda forward: (forward["dtype"], forward["network"]))
    return earlier | result | {"forwards": forwards, "shapes": earlier["shapes"] | result["shapes"]}


def save(result):
    """-> the path of the Markdown."""
    processor = re.sub(r"[^a-z0-9]+", "-", result["processor"].lower()).strip("-")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{result['date']}_{processor}"
    if path.with_suffix(".json").exists():
        result = merged(result, json.loads(path.with_suffix(".json").read_text()))
    path.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    path.with_suffix(".md").write_text(markdown(result))
    return path.with_suffix(".md")


def markdown(result):
    lines = [f"# {result['processor']}, {result['threads']} threads, {result['date']}", ""]
    if result.get("forwards"):
        lines += ["Medians of one run (of x4plus the least of each), contenders in turns; random weights, 512x512. A UNet forward is one step with guidance (batch 2).", "",
                  "| | seconds | ours takes | goal |", "|---|---|---|---|"]
        for forward in result["forwards"]:
            lines += forward_lines(forward)
        lines += [""]
    for forward in result.get("forwards", []):
        lines += ops_lines(forward)
    for dtype, shapes in result.get("shapes", {}).items():
        lines += shape_lines(dtype, shapes)
    if "onnx" in result:
        lines += onnx_models.lines(result["onnx"])
    if "gallery" in result:
        lines += gallery_lines(result["gallery"])
    if "desktop" in result:
        lines += desktop_lines(result["desktop"])
    if "scroll" in result:
        lines += scroll_lines(result["scroll"])
    if "canvas" in result:
        lines += canvas_lines(result["canvas"])
    if "stored" in result:
        lines += stored.lines(result["stored"])
    if "training" in result:
        lines += training_steps.lines(result["training"])
    for part in [part for part in result if part.startswith(("pictures_", "avx2_"))]:
        lines += pictures.lines(result[part])
    if "quality" in result:
        lines += quality_lines(result["quality"])
    if "serve" in result:
        lines += serve_lines(result["serve"])
    if "queue" in result:
        lines += queue_lines(result["queue"])
    return "\n".join(lines) + "\n"


def quality_lines(quality):
    yield from ("## What 8-bit integers and reused depth cost", "", "Pictures of the bundled model, 25 steps, from the same noise; medians and the least.", "",
                "| arithmetic | against | pictures | PSNR | least | SSIM | least |", "|---|---|---|---|---|---|---|")
    for row in quality["pictures"]:
        yield (f"| {row['dtype']} | {row['against']} | {row['pictures']} | {row['psnr']:.1f} dB | {row['psnr_least']:.1f} dB | {row['ssim']:.4f} | "
               f"{row['ssim_least']:.4f} |")
    yield from ("", "Layers of SDXL's UNet, random weights and inputs against f32, root mean square of the error over that of the result; then with one channel 50 times the others'.",
                "", "| layer | error | with an outlier |", "|---|---|---|")
    for row in quality["layers"]:
        yield f"| {row['layer']} | {100 * row['error']:.2f} % | {100 * row['error_outlier']:.2f} % |"
    yield ""


def forward_lines(forward):
    title = f"{forward['network']} {forward['dtype']}"
    share = f"{100 * forward['share_of_gemm']:.0f} % of a plain product's {forward['gemm_gflops']:.0f} GFLOP/s"
    yield f"| **{title}, Image Lab** | {forward['ours']:.2f} | {share} | {100 * forward['goal_share']:.0f} % |"
    if "resident_bytes" in forward:
        planned = forward["planned_bytes"]
        yield f"| {title}, memory planned {planned / 2**20:.0f} MiB | | measured {forward['resident_bytes'] / planned:.3f} x | 1 ± 0.03 x |"
    for peer in forward["peers"]:
        if "seconds" in peer:
            name = peer["name"] + (", loaded alone" if peer.get("alone") else "")
            yield f"| {title}, {name} | {peer['seconds']:.2f} | {peer['ratio']:.2f} x | {peer['goal']:.2f} x |"
        else:
            yield f"| {title}, {peer['name']} | not measured: {peer['reason']} | | {peer['goal']:.2f} x |"


def ops_lines(forward, least=0.01):
    families = [row for row in forward["ops"] if "  " not in row["op"]]
    total = sum(row["seconds"] for row in families)
    yield from (f"## Ops of {forward['network']} {forward['dtype']}", "", "| op | count | ms | share | GFLOP/s |", "|---|---|---|---|---|")
    for row in forward["ops"]:
        if row["seconds"] >= least * total:
            yield f"| {row['op']} | {row['count']} | {1e3 * row['seconds']:.1f} | {100 * row['seconds'] / total:.1f} % | {row['gflops']:.0f} |"
    yield ""


def shape_lines(dtype, shapes, goal=0.9):
    low = [row for row in shapes if row["ratio"] < goal]
    whole = sum(row["count"] * row["onednn_s"] for row in shapes) / sum(row["count"] * row["ours_s"] for row in shapes)
    yield from (f"## Shapes against raw oneDNN, {dtype}", "",
                f"{len(shapes) - len(low)} of {len(shapes)} shapes reach {goal} of raw oneDNN's speed; weighted by use {whole:.2f}. "
                "Ours includes the epilogue (activation, factor, residual), raw oneDNN's does not.", "",
                "| shape | used | ours ms | oneDNN ms | GFLOP/s | ratio |", "|---|---|---|---|---|---|")
    for row in sorted(shapes, key=lambda row: row["ratio"]):
        yield (f"| {row['shape']} | {row['count']} | {1e3 * row['ours_s']:.2f} | {1e3 * row['onednn_s']:.2f} | "
               f"{row['gflops']:.0f} | {row['ratio']:.2f} |")
    yield ""


def gallery_lines(gallery, goal_ms=50):
    yield from (f"## Gallery of {gallery['entries']:,} pictures", "",
                f"Goal: a page of 100 in {goal_ms} ms. The index takes {gallery['index_bytes'] / 2**20:.0f} MiB on disk, the searches "
                f"{gallery['memory_bytes'] / 2**20:.1f} MiB of memory; it opens in {gallery['open_ms']:.0f} ms.", "",
                "| search | ms | worst of 5 | counting all | pictures |", "|---|---|---|---|---|")
    for row in gallery["searches"]:
        yield f"| {row['name']} | {row['ms']:.1f} | {row['worst_ms']:.1f} | {row['count_ms']:.1f} | {row['all']:,} |"
    yield ""


def desktop_lines(desktop):
    yield from ("## The window", "", "| | measured | goal |", "|---|---|---|",
                f"| start to a shown window, warm | {desktop['shown_s']:.2f} s | 0.6 s |",
                f"| start to a window with the price on its button, warm | {desktop['ready_s']:.2f} s | 1 s |",
                f"| longest stall of its thread while a picture is made | {desktop['longest_stall_ms']:.1f} ms | 16 ms |",
                *(
                    [f"| of which its thread worked, whatever else the machine does | {desktop['longest_work_ms']:.1f} ms | 16 ms |"]
                    if "longest_work_ms" in desktop
                    else []
                ),
                f"| processor while idle | {100 * desktop['idle_processor']:.2f} % of a core | about 0 |",
                f"| private memory while idle | {desktop['idle_private_bytes'] / 2**20:.0f} MiB | |", "")


def canvas_lines(canvas):
    yield from (f"## Painting a mask on {canvas['side']} x {canvas['side']}, shown in {canvas['view'][0]} x {canvas['view'][1]}", "",
                f"Goal: no frame of a stroke over 16.7 ms of the window's thread (60 a second). Opened in {canvas['open_ms']:.0f} ms; "
                f"steps that can be taken back hold {canvas['undo_bytes'] / 2**20:.1f} MiB.", "",
                "| frames of | median ms | 99 % | worst | worst by the clock | over 16.7 ms |", "|---|---|---|---|---|---|")
    for row in canvas["frames"]:
        yield (f"| {row['name']} | {row['median_ms']:.1f} | {row['p99_ms']:.1f} | {row['worst_ms']:.1f} | {row['worst_wall_ms']:.1f} | "
               f"{row['over_16_7_ms']} of {row['frames']} |")
    yield ""


def serve_lines(serve):
    goals = {"device list": 100, "health": 500, "health of devices": 500}
    yield from ("## The server", "", "| request | median ms | largest | goal |", "|---|---|---|---|")
    for name, row in serve["single"].items():
        yield f"| {name} | {row['median_ms']:.2f} | {row['largest_ms']:.2f} | {goals.get(name, 50)} |"
    pictures = serve["pictures"]
    yield from ("", f"A step of the bundled model's picture takes {pictures['step_ms']['median']:.1f} ms alone; steps in turns with it, within one picture:", "",
                "| beside it | takes (half of all pairs) | pairs | goal |", "|---|---|---|---|")
    for name, key in ((f"{pictures['requests_a_second']:.0f} status requests a second on 8 connections", "beside_requests"),
                      ("200 slow and broken clients", "beside_broken_clients")):
        row = pictures[key]
        yield f"| {name} | x {row['median']:.3f} ({row['quarter']:.3f} to {row['three_quarters']:.3f}) | {row['count']} | x 1.03 |"
    yield from ("", f"Of {pictures['cores']:.0f} cores the server takes {pictures['server_percent']:.1f} % for these requests ({pictures['server_us']:.0f} us each), the client, "
                f"which runs on the same ones here, {pictures['client_percent']:.1f} % ({pictures['client_us']:.0f} us).")
    yield from ("", "| as many as 8 connections bring through | a second |", "|---|---|")
    for path, rate in serve["most_a_second"].items():
        yield f"| {path} | {rate:,.0f} |"
    yield ""


def queue_lines(queue):
    yield from (f"## A queue that machines share: PostgreSQL {queue['postgres']}", "",
                f"Jobs that are claimed and finished, without pictures, by so many connections at once ({queue['waiting']:,} wait).", "",
                "| connections | jobs a second | a job takes, median ms | 99 % |", "|---|---|---|---|")
    for row in queue["rates"]:
        yield f"| {row['connections']} | {row['jobs_a_second']:,.0f} | {row['median_ms']:.1f} | {row['p99_ms']:.1f} |"
    yield from ("", f"Adding: {queue['added_a_second']:,.0f} jobs a second.", "")


def scroll_lines(scroll):
    yield from (f"## Scrolling {scroll['entries']:,} pictures", "",
                f"Goal: no frame over 16 ms of the window's thread. First scan {scroll['first_scan_s']:.1f} s, shown after {scroll['shown_ms']:.0f} ms, "
                f"thumbnails {scroll['thumbnail_bytes'] / 2**20:.0f} MiB, memory {scroll['memory_bytes'] / 2**20:.0f} MiB.", "",
                "| scrolled | median ms | 99 % | worst | worst by the clock | frames over 16 ms |", "|---|---|---|---|---|---|")
    for row in scroll["scrolls"]:
        yield (f"| {row['name']} | {row['median_ms']:.1f} | {row['p99_ms']:.1f} | {row['worst_ms']:.1f} | {row['wall_worst_ms']:.1f} | "
               f"{row['over_16_ms']} of {row['frames']} |")
    yield ""


MARKS = "<!-- speed: ./dev bench unet vae vae-f32 pixart t5 pictures --readme -->", "<!-- end of speed -->"
TITLES = {"unet": "SDXL UNet, a step with guidance", "vae": "SDXL VAE decode", "pixart": "PixArt-Sigma transformer, a step with guidance", "t5": "T5, 300 tokens"}


def speed_table(result):
    """What the README says: forwards, then whole pictures."""
    yield (f"{result['processor']}, {result['threads']} threads, {result['date']}; random weights, 512 x 512, medians of one run in turns. "
           "\"Ours takes\" is our time as a share of theirs.")
    yield from ("", "| | Image Lab | diffusers, torch | OpenVINO | ours takes |", "|---|---|---|---|---|")
    for forward in result["forwards"]:
        if forward["network"] not in TITLES:
            continue
        peers = {peer["name"].split()[0]: peer for peer in forward["peers"] if "seconds" in peer}
        theirs = [f"{peers[name]['seconds']:.2f} s" if name in peers else "" for name in ("torch", "openvino")]
        shares = " / ".join(f"{peers[name]['ratio']:.2f}" for name in ("torch", "openvino") if name in peers)
        yield f"| {TITLES[forward['network']]}, {forward['dtype']} | {forward['ours']:.2f} s | {theirs[0]} | {theirs[1]} | {shares} |"
    found = {}
    for picture, name, seconds in pictures.rows(result["pictures_512"]) if "pictures_512" in result else ():
        found.setdefault(picture, {})[name] = seconds
    for picture, seconds in found.items():
        for ours, torch, openvino in (("ours", "torch", "openvino"), ("int8", None, "openvino int8")):
            if ours not in seconds:
                continue
            theirs = [f"{seconds[name]:.1f} s" if name in seconds else "" for name in (torch, openvino)]
            shares = " / ".join(f"{seconds[ours] / seconds[name]:.2f}" for name in (torch, openvino) if name in seconds)
            yield f"| a picture, {picture}, {'bf16' if ours == 'ours' else 'int8'} | {seconds[ours]:.1f} s | {theirs[0]} | {theirs[1]} | {shares} |"


def write_readme(readme, results):
    """Puts the table of kept results between the README's marks."""
    begin, end = MARKS
    before, rest = readme.read_text().split(begin)
    lines = speed_table(json.loads(results.with_suffix(".json").read_text()))
    readme.write_text(before + begin + "\n" + "\n".join(lines) + "\n" + end + rest.split(end)[1])
