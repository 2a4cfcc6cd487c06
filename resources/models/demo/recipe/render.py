"""Icon sets (npm) -> RGBA drawings of 128x128 in build/demo/icons.npz."""
import json
import random
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from sources import CONCEPTS, SETS, VERSIONS

SIZE = 128
INNER = 116  # the drawing inside its frame


def fetch(work: Path) -> Path:
    """Installs the icon packages, pinned; returns the folder that holds them."""
    where = work / "npm" / "node_modules" / "@iconify-json"
    if not all((where / name / "icons.json").exists() for name in SETS):
        (work / "npm").mkdir(parents=True, exist_ok=True)
        packages = [f"@iconify-json/{name}@{VERSIONS[name]}" for name in SETS]
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], cwd=work / "npm", check=True)
    return where


def rasterise(svg: str, size: int = INNER) -> np.ndarray | None:
    """SVG text -> RGBA u8 [SIZE, SIZE, 4], centred; None where librsvg gives up (a few of the filter-heavy ones)."""
    with tempfile.NamedTemporaryFile("w", suffix=".svg") as source, tempfile.NamedTemporaryFile(suffix=".png") as target:
        source.write(svg)
        source.flush()
        command = ["rsvg-convert", "-a", "-w", str(size), "-h", str(size), "-o", target.name, source.name]
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode != 0:
            return None
        drawing = Image.open(target.name).convert("RGBA")
    page = Image.new("RGBA", (SIZE, SIZE), (255, 255, 255, 0))
    page.paste(drawing, ((SIZE - drawing.width) // 2, (SIZE - drawing.height) // 2))
    return np.asarray(page)


def svg_of(pack: dict, name: str) -> str:
    icon = pack["icons"].get(name) or pack["icons"][pack["aliases"][name]["parent"]]
    width = icon.get("width", pack.get("width", 16))
    height = icon.get("height", pack.get("height", 16))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{icon["body"]}</svg>')


def render_all(work: Path, extra_per_set: int = 220) -> Path:
    """Concept drawings, and other icons that only the VAE sees; arrays: rgba, name ("set/icon"), concept ("" for VAE only)."""
    target = work / "icons.npz"
    if target.exists():
        return target
    folder = fetch(work)
    rng = random.Random(1)
    jobs = []
    for name in SETS:
        pack = json.loads((folder / name / "icons.json").read_text())
        wanted = {icon: concept for concept, icons in CONCEPTS.items() for icon in icons}
        jobs += [(f"{name}/{icon}", concept, svg_of(pack, icon)) for icon, concept in wanted.items()]
        others = [icon for icon in sorted(pack["icons"]) if icon not in wanted and "flag" not in icon and "skin" not in icon]
        jobs += [(f"{name}/{icon}", "", svg_of(pack, icon)) for icon in rng.sample(others, extra_per_set)]
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(lambda job: rasterise(job[2]), jobs))
    for job in (job for job, picture in zip(jobs, pictures) if picture is None and job[1]):
        print("not rendered:", job[0])
    drawn = [(job, picture) for job, picture in zip(jobs, pictures) if picture is not None]
    np.savez_compressed(target, rgba=np.stack([p for _, p in drawn]), name=[j[0] for j, _ in drawn], concept=[j[1] for j, _ in drawn])
    return target
