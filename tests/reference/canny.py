"""golden/canny.safetensors: pictures and what OpenCV's Canny makes of them, u8: NAME.picture [h, w, 3] and NAME.LOW_HIGH [h, w].
Needs opencv-python-headless, numpy and safetensors, which requirements.txt leaves out: python canny.py [FOLDER]."""

import sys
from pathlib import Path

import cv2
import numpy as np
from safetensors.numpy import save_file


def pictures():
    y, x = np.mgrid[0:61, 0:83]
    rings = np.stack([127 + 120 * np.sin(0.02 * ((x - 40) ** 2 + (y - 30) ** 2) + c) for c in range(3)], -1)
    shapes = np.zeros((61, 83, 3))
    shapes[10:40, 15:50] = [255, 40, 90]
    shapes[(x - 60) ** 2 + (y - 35) ** 2 < 300] = [20, 200, 240]
    shapes += 0.5 * x[..., None]
    noise = cv2.GaussianBlur(np.random.default_rng(5).integers(0, 256, (61, 83, 3)).astype(np.float32), (0, 0), 1.2)
    noise = (noise - noise.mean()) * 0.9 + 128
    row = np.tile(np.where(np.arange(40) % 9 < 4, 30, 220)[None, :, None], (1, 1, 3))
    named = {"rings": rings, "shapes": shapes, "noise": noise, "row": row}
    return {name: np.clip(np.rint(picture), 0, 255).astype(np.uint8) for name, picture in named.items()}


def main(folder):
    tensors = {}
    for name, picture in pictures().items():
        tensors[f"{name}.picture"] = picture
        for low, high in [(100, 200), (40, 90)]:
            tensors[f"{name}.{low}_{high}"] = cv2.Canny(picture, low, high)
    path = folder / "canny.safetensors"
    save_file(dict(sorted(tensors.items())), path)
    path.chmod(0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden")
