"""Trained parts -> the diffusers folder that is shipped (f16 safetensors)."""
import json
import shutil
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline
from safetensors.torch import load_file, save_file
from transformers import CLIPTokenizer

import dataset
from unet import SCHEDULER, Denoiser


@torch.no_grad()
def standardise(vae: AutoencoderKL, latents: torch.Tensor) -> torch.Tensor:
    """Folds mean 0 and deviation 1 of every latent channel into the 1x1 convolutions around the latent, so that scaling_factor is 1.

    latents: posterior means [n, 4, h, w] of the network as it stands; returns what they become. Exact: z' = (z - m) / s is undone by post_quant_conv.
    """
    m, s = latents.mean((0, 2, 3)), latents.std((0, 2, 3))
    standard = (latents - m[:, None, None]) / s[:, None, None]
    m, s = m.to(vae.device), s.to(vae.device)
    quant, post = vae.quant_conv, vae.post_quant_conv
    quant.weight[:4] /= s[:, None, None, None]
    quant.bias[:4] = (quant.bias[:4] - m) / s
    quant.bias[4:] -= 2 * s.log()
    post.bias += post.weight[:, :, 0, 0] @ m
    post.weight *= s[None, :, None, None]
    vae.register_to_config(scaling_factor=1.0)
    return standard


def pipeline(work: Path, vae: AutoencoderKL, net: Denoiser) -> StableDiffusionXLPipeline:
    tokenizers = [CLIPTokenizer.from_pretrained(work / "text" / name) for name in ("tokenizer", "tokenizer_2")]
    return StableDiffusionXLPipeline(vae=vae, text_encoder=net.text_encoder, text_encoder_2=net.text_encoder_2, tokenizer=tokenizers[0],
                                     tokenizer_2=tokenizers[1], unet=net.unet, scheduler=EulerDiscreteScheduler(**SCHEDULER),
                                     force_zeros_for_empty_prompt=True, add_watermarker=False)


def restore_names(path: Path) -> None:
    """transformers 5 drops the prefix "text_model." from CLIPTextModel's files; SDXL's files, and readers of them, have it."""
    weights = load_file(path)
    if not any(name.startswith("text_model.") for name in weights):
        save_file({"text_model." + name: value for name, value in weights.items()}, path, metadata={"format": "pt"})


def save(work: Path, vae: AutoencoderKL, net: Denoiser, target: Path) -> None:
    """Writes the folder; the tokenizers' plain CLIP files replace what transformers would write."""
    made = work / "export"
    shutil.rmtree(made, ignore_errors=True)
    pipeline(work, vae, net).to(dtype=torch.float16).save_pretrained(made, safe_serialization=True)
    for name in ("tokenizer", "tokenizer_2"):
        shutil.rmtree(made / name)
        shutil.copytree(work / "text" / name, made / name)
    restore_names(made / "text_encoder" / "model.safetensors")
    for config in made.rglob("config.json"):
        text = json.loads(config.read_text())
        text.pop("_name_or_path", None)
        config.write_text(json.dumps(text, indent=2) + "\n")
    for part in made.iterdir():
        destination = target / part.name
        if destination.is_dir():
            shutil.rmtree(destination)
        shutil.move(part, destination) if part.is_dir() else shutil.copyfile(part, destination)
