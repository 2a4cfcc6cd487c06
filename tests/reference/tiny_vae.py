"""tiny_vae/: a small random AutoencoderTiny of diffusers (diffusion_pytorch_model.safetensors, config.json) and values.safetensors: "image"
[1, 3, h, w] in [-1, 1], "latents" that its encoder makes of it, "noise" [1, 4, h/8, w/8] and "picture", what its decoder makes of that.

python tiny_vae.py FOLDER"""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderTiny

from files import write_tensors

WIDTH = 12


def write_tiny_vae(folder):
    torch.manual_seed(5)
    model = AutoencoderTiny(
        encoder_block_out_channels=(WIDTH,) * 4,
        decoder_block_out_channels=(WIDTH,) * 4,
        num_encoder_blocks=(1, 2, 1, 2),
        num_decoder_blocks=(2, 1, 2, 1),
        scaling_factor=1.0,
    )
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(1.5)
    model.save_pretrained(folder)
    image = torch.rand(1, 3, 40, 56) * 2 - 1
    noise = torch.randn(1, 4, 5, 7) * 2
    with torch.no_grad():
        values = {"image": image, "latents": model.encode(image).latents, "noise": noise, "picture": model.decode(noise).sample}
    write_tensors(Path(folder) / "values.safetensors", values)


if __name__ == "__main__":
    write_tiny_vae(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "golden") / "tiny_vae")
