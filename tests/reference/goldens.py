"""Writes the small models and every golden: python tests/reference/goldens.py [FOLDER], by default tests/reference/golden."""

import sys
from pathlib import Path

import torch
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

import pixart
import schedule_variants
import schedules
import single_file
import t5_tokens
import token_folders
import tokens
import tiny_vae
import upscalers
from adaptive import write_adaptive
from adapted_pictures import write_adapted_pictures
from adapters import write_adapters
from chunks import write_chunks
from components import write_components
from controlled import write_controlled
from control_relatives import write_relatives
from control_unions import write_unions
from composed import write_composed
from deep_cache import write_deep_cache
from distilled import write_distilled
from few_steps import write_few_steps
from guided import write_guided
from hires import write_hires
from models import SHAPES, load_pipeline, write_model
from masked_references import write_masked_references
from painted import write_painted
from pictures import write_pictures
from perturbed import write_perturbed
from referenced import write_referenced
from refined import write_refined
from stored import write_stored
from replayed import write_replayed


def write_goldens(folder):
    schedules.write_randn(folder)
    schedules.write_schedules(folder)
    schedules.write_sampler_steps(folder)
    schedules.write_brownian_noise(folder)
    write_adaptive(folder)
    schedule_variants.write_variants(folder)
    tokens.write_tokens(folder)
    for name in SHAPES:
        model = write_model(folder, name)
        write_components(model, load_pipeline(model))
        write_pictures(model, load_pipeline(model))
        if name == "tiny64":
            write_adapted_pictures(model, load_pipeline(model))
            write_composed(model, load_pipeline(model))
            write_stored(model, load_pipeline)
            write_distilled(model, load_pipeline)
        print(model, flush=True)
    write_chunks(folder)
    write_refined(folder)
    write_controlled(folder)
    write_unions(folder)
    write_relatives(folder)
    write_painted(folder)
    write_referenced(folder)
    write_masked_references(folder)
    write_perturbed(folder)
    write_guided(folder)
    write_deep_cache(folder)
    write_hires(folder)
    write_replayed(folder)
    upscalers.write_upscalers(folder / "upscalers")
    tiny_vae.write_tiny_vae(folder / "tiny_vae")
    write_few_steps(folder)
    pixart.write_pixart(folder)
    write_adapters(folder / "adapters")
    t5_tokens.write_tokens(folder)
    token_folders.write_token_folders(folder)
    single_file.write_map(folder / "tiny64")
    token_folders.write_token_folders(folder)


def quiet():
    """Same numbers on every run, and no progress bars."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    diffusers_logging.set_verbosity_error()
    diffusers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()


if __name__ == "__main__":
    quiet()
    write_goldens(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden")
