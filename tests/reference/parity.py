"""./dev parity: writes models and goldens anew with diffusers into build/parity, runs the C++ tests on them, and prints the largest error of
each component, with its bound. Ends with 1 where a test fails. Arguments go to the test program (--gtest_filter=...)."""

import os
import subprocess
import sys
from pathlib import Path

from goldens import quiet, write_goldens

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "parity"
REPORT = FOLDER / "report.tsv"
TESTS = ROOT / "build" / "release" / "tests" / "imagelab_tests"
# What compares with goldens.
FILTER = "--gtest_filter=*Parity*:*SingleFile*:Models.*:DeviceModels.*:Samplers.*:Rng.*:ClipTokenizer.*:T5Tokenizer.*:*Golden*:*UpscalerNetworks*"


def print_report():
    """Lines of component, model, value and bound: the largest value of each component and model, as a table."""
    worst = {}
    for line in REPORT.read_text().splitlines():
        component, model, value, bound = line.split("\t")
        key = component, model
        worst[key] = max(worst.get(key, (0.0, 0.0)), (float(value), float(bound)))
    width = max(len(component) for component, _ in worst)
    print(f"{'component':{width}}  {'model':8}  {'error':>9}  {'bound':>9}")
    for (component, model), (value, bound) in worst.items():
        mark = "" if value <= bound else "  <-- too large"
        print(f"{component:{width}}  {model:8}  {value:9.2g}  {bound:9.2g}{mark}")


def main():
    quiet()
    FOLDER.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("")
    write_goldens(FOLDER)
    environment = os.environ | {"IMAGELAB_GOLDEN_DIR": str(FOLDER), "IMAGELAB_PARITY_REPORT": str(REPORT)}
    result = subprocess.run([str(TESTS), "--gtest_brief=1", *(sys.argv[1:] or [FILTER])], env=environment, check=False)
    print_report()
    sys.exit(1 if result.returncode else 0)


if __name__ == "__main__":
    main()
