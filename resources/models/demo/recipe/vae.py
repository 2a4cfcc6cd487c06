"""The autoencoder: AutoencoderKL, factor 8, 4 channels, trained on crops of drawings over plain backgrounds."""
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL

import parallel
from trainer import Run, autocast

CONFIG = dict(
    in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(32, 32, 64, 96), layers_per_block=1, norm_num_groups=16,
    down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, sample_size=128, act_fn="silu",
)
KL_WEIGHT = 1e-4  # per latent value


class Crops:
    """Random crops [n, 3, crop, crop] in [-1, 1]: a drawing, channels sometimes shuffled, over white or a random colour."""

    def __init__(self, rgba: np.ndarray):
        self.rgba = torch.from_numpy(rgba)

    def __call__(self, rng: np.random.Generator, n: int, crop: int) -> torch.Tensor:
        out = torch.empty(n, 3, crop, crop)
        for i in range(n):
            picture = self.rgba[rng.integers(len(self.rgba))].permute(2, 0, 1).float() / 255
            y, x = rng.integers(0, picture.shape[1] - crop + 1, 2)
            picture = picture[:, y:y + crop, x:x + crop]
            colour, alpha = picture[:3], picture[3:]
            if rng.random() < 0.3:
                colour = colour[torch.from_numpy(rng.permutation(3))]
            if rng.random() < 0.5:
                colour, alpha = colour.flip(2), alpha.flip(2)
            ground = torch.ones(3) if rng.random() < 0.5 else torch.from_numpy(rng.random(3)).float()
            out[i] = (colour * alpha + ground[:, None, None] * (1 - alpha)) * 2 - 1
        return out


def gradients(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def reconstruction_loss(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    edges = sum(F.l1_loss(a, b) for a, b in zip(gradients(made), gradients(real)))
    patches = F.mse_loss(F.avg_pool2d(made, 8), F.avg_pool2d(real, 8))  # the colour of a place: without it hues come late
    return F.l1_loss(made, real) + F.mse_loss(made, real) + edges + 2 * patches


def train(work: Path, device: str, steps: int = 1600, batch: int = 16) -> AutoencoderKL:
    """Whole pictures for the last tenth of the steps, so that the norms see what they will meet."""
    torch.manual_seed(0)
    net = AutoencoderKL(**CONFIG).to(device, memory_format=torch.channels_last)
    run = Run(work / "vae.pt", net, steps, rate=1e-3)
    crops = Crops(np.load(work / "icons.npz")["rgba"]) if not run.done else None

    share = batch // parallel.world()

    def loss_of(step: int) -> torch.Tensor:
        whole = step >= steps * 0.9
        real = crops(np.random.default_rng((step, parallel.rank())), max(1, share // 4) if whole else share, 128 if whole else 64)
        real = real.to(device, memory_format=torch.channels_last)
        with autocast(device):
            posterior = net.encode(real).latent_dist
            made = net.decode(posterior.sample()).sample
        return reconstruction_loss(made.float(), real) + KL_WEIGHT * posterior.kl().mean() / posterior.mean[0].numel()

    return run.go(loss_of).eval()
