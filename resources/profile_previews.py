"""Preview pictures of the style profiles, resources/profile_previews/ID.webp: each profile over one prompt with one seed, made by the bundled
model, 128 px. Needs the built program and nothing else:

python3 resources/profile_previews.py [build/release/imagelab]"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMPT = os.environ.get("PROMPT", "a house")
SEED = os.environ.get("SEED", "7")


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/imagelab").resolve()
    out = Path(os.environ.get("OUT", ROOT / "resources/profile_previews"))
    out.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"IMAGELAB_DATA": "/nonexistent", "IMAGELAB_RESOURCES": str(ROOT / "resources")}
    for file in sorted((ROOT / "profiles").glob("*.json")):
        json.loads(file.read_text())
        picture = out / f"{file.stem}.webp"
        subprocess.run(
            [program, "generate", "--profile", file.stem, "--prompt", PROMPT, "--seed", SEED, "--width", "128", "--height", "128",
             "--steps", "25", "--cfg-scale", "4", "--device", "cpu", "--dtype", "f32", "--format", "webp", "--quality", "82",
             "--output", picture, "--json"],
            check=True, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip


if __name__ == "__main__":
    main()
