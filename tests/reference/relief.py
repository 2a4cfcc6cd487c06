"""Bodies that `imagelab relief` writes, checked with trimesh (PyPI), which the tests do not need.

    python relief.py IMAGELAB [FOLDER]

Makes pictures, turns each into STL, OBJ and 3MF with several options, and fails where one is not watertight, not wound outwards, has
degenerate faces, is not one body, or has another box or height than was asked for. Prints the seconds of 2048 x 2048 pixels.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image

OPTIONS = [[], ["--invert"], ["--width-mm", "37.5", "--depth-mm", "11", "--base-mm", "0.4"], ["--depth-mm", "0"], ["--simplify", "0.02"]]


def picture(width, height, seed):
    y, x = np.mgrid[:height, :width] / max(width, height)
    waves = 0.5 + 0.5 * np.sin(9 * x + seed) * np.cos(7 * y)
    noise = np.random.default_rng(seed).random((height, width))
    grey = np.clip(255 * (0.9 * waves + 0.1 * noise), 0, 255)
    grey.flat[0], grey.flat[-1] = 0, 255
    return Image.fromarray(np.repeat(grey[..., None], 3, 2).astype(np.uint8))


def value(options, name, default):
    return float(options[options.index(name) + 1]) if name in options else default


def check(program, folder, width, height, options, extension):
    source, target = folder / "picture.png", folder / f"relief{extension}"
    picture(width, height, 3).save(source)
    begin = time.perf_counter()
    subprocess.run([program, "relief", source, "--output", target, *options], check=True, capture_output=True)
    seconds = time.perf_counter() - begin
    mesh = trimesh.load(target, force="mesh")
    w, d, b = value(options, "--width-mm", 100), value(options, "--depth-mm", 3), value(options, "--base-mm", 2)
    slack = value(options, "--simplify", 0) + 1e-4
    assert mesh.is_watertight and mesh.is_winding_consistent and mesh.volume > 0
    assert mesh.nondegenerate_faces().all() and (mesh.area_faces > 0).all()
    assert np.allclose(mesh.bounds, [[0, 0, 0], [w, w * height / width, b + d]], atol=slack), mesh.bounds
    assert width > 100 or mesh.body_count == 1
    print(f"{extension} {width}x{height} {' '.join(options)}: {len(mesh.faces)} faces, {seconds:.1f} s")


def main(program, folder):
    for extension in (".stl", ".obj", ".3mf"):
        for options in OPTIONS:
            check(program, folder, 61, 43, options, extension)
        check(program, folder, 1, 1, [], extension)
        check(program, folder, 1, 90, [], extension)
        check(program, folder, 2048, 2048, [], extension)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else scratch))
