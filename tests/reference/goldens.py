"""Writes every golden: python tests/reference/goldens.py [FOLDER], by default tests/reference/golden."""

import sys
from pathlib import Path

import schedules

HERE = Path(__file__).parent


def write_goldens(folder):
    schedules.write_randn(folder)
    schedules.write_schedules(folder)
    schedules.write_sampler_steps(folder)


if __name__ == "__main__":
    write_goldens(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "golden")
