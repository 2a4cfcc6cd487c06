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

    def __init__(self, rgba: np.ndarray, device: str, pictures: np.ndarray | None = None):
        self.rgba, self.device = torch.from_numpy(rgba).to(device), device
        self.pictures = None if pictures is None else torch.from_numpy(pictures).to(device)

    def cut(self, n: int, crop: int) -> torch.Tensor:
        """RGBA [n, 4, crop, crop] in [0, 1]."""
        which = torch.randint(len(self.rgba), (n, 1, 1), device=self.device)
        corner = torch.randint(self.rgba.shape[1] - crop + 1, (2, n, 1, 1), device=self.device)
        line = torch.arange(crop, device=self.device)
        return self.rgba[which, corner[0] + line[:, None], corner[1] + line].permute(0, 3, 1, 2).float() / 255

    def __call__(self, n: int, crop: int) -> torch.Tensor:
        """A third of the pictures are any icons over any ground, the others are what the UNet will draw."""
        if self.pictures is None:
            return self.icons(n, crop)
        few = max(1, n // 3)
        which = torch.randint(len(self.pictures), (n - few, 1, 1), device=self.device)
        corner = torch.randint(129 - crop, (2, n - few, 1, 1), device=self.device)
        line = torch.arange(crop, device=self.device)
        real = self.pictures[which, corner[0] + line[:, None], corner[1] + line].permute(0, 3, 1, 2).float() / 127.5 - 1
        return torch.cat([self.icons(few, crop), real])

    def icons(self, n: int, crop: int) -> torch.Tensor:
        def coin(odds: float) -> torch.Tensor:
            return torch.rand(n, 1, 1, 1, device=self.device) < odds

        first, second = self.cut(n, crop), self.cut(n, crop)
        picture = torch.where(first[:, 3:].mean((2, 3), keepdim=True) > 0.2, first, second)  # fewer empty corners
        colour, alpha = picture[:, :3], picture[:, 3:]
        order = torch.rand(n, 3, device=self.device).argsort(1)[:, :, None, None].expand_as(colour)
        colour = torch.where(coin(0.3), colour.gather(1, order), colour)
        ground = torch.where(coin(0.5), torch.ones(n, 3, 1, 1, device=self.device), torch.rand(n, 3, 1, 1, device=self.device))
        made = (colour * alpha + ground * (1 - alpha)) * 2 - 1
        return torch.where(coin(0.5), made.flip(3), made)


def gradients(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def reconstruction_loss(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    edges = sum(F.l1_loss(a, b) for a, b in zip(gradients(made), gradients(real)))
    small = F.avg_pool2d(made - real, 8)
    hue = (small[:, 0] - small[:, 1]).square().mean() + (small[:, 2] - small[:, :2].mean(1)).square().mean()
    return F.l1_loss(made, real) + F.mse_loss(made, real) + edges + 2 * small.square().mean() + 3 * hue  # else hues come very late


def colour_loss(latent: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """How badly a line through the latents tells the mean colour of each 8x8 patch; the line is the batch's least-squares fit.

    Hues reach the latents by this short way within hundreds of steps; through the decoder alone they took more than a thousand.
    """
    z = latent.permute(0, 2, 3, 1).reshape(-1, latent.shape[1])
    z = torch.cat([z, torch.ones_like(z[:, :1])], 1)
    y = F.avg_pool2d(real, 8)
    y = torch.stack([y.mean(1), y[:, 0] - y[:, 1], y[:, 2] - y[:, :2].mean(1)], 1).permute(0, 2, 3, 1).reshape(-1, 3)
    with torch.no_grad():
        fit = torch.linalg.solve(z.T @ z + 1e-3 * torch.eye(z.shape[1], device=z.device), z.T @ y)
    return F.mse_loss(z @ fit, y)


def stage(done: float, fresh: bool) -> tuple[int, float]:
    """(crop, share of the batch) at this fraction of the training: small crops first, they cost a quarter; whole pictures last, for the norms."""
    return (32, 1.0) if fresh and done < 0.4 else (64, 0.5) if done < 0.6 else (128, 0.125)


def train(work: Path, device: str, steps: int, batch: int, minutes: float | None, images: np.ndarray, start: Path | None) -> AutoencoderKL:
    """images u8 [n, 128, 128, 3]: what the UNet will draw; start: an exported autoencoder of this shape to go on from."""
    torch.manual_seed(0)
    net = AutoencoderKL.from_pretrained(start, torch_dtype=torch.float32) if start else AutoencoderKL(**CONFIG)
    net = net.to(device, memory_format=torch.channels_last)
    net.requires_grad_(True).train()
    run = Run(work / "vae.pt", net, steps, rate=6e-4 if start else 1e-3, decay=0.99, minutes=minutes)
    if run.done:
        return run.average.eval()
    crops = Crops(np.load(work / "icons.npz")["rgba"], device, images)

    def loss_of(step: int) -> torch.Tensor:
        crop, part = stage(run.progress, start is None)
        n = max(1, round(batch * part) // parallel.world())
        real = crops(n, crop).contiguous(memory_format=torch.channels_last)
        with autocast(device):
            posterior = net.encode(real).latent_dist
            made = net.decode(posterior.sample()).sample
        kl = posterior.kl().mean() / posterior.mean[0].numel()
        return reconstruction_loss(made.float(), real) + KL_WEIGHT * kl + 10 * colour_loss(posterior.mean.float(), real)

    return run.go(loss_of).eval()


def polish(work: Path, net: AutoencoderKL, device: str, images: np.ndarray, latents: torch.Tensor, steps: int, batch: int,
           minutes: float | None) -> AutoencoderKL:
    """The decoder alone goes on, on the cached latents with a little noise, as the UNet will hand them over; latents stay what they are.

    images u8 [n, 128, 128, 3]; latents f32 [n, 4, 16, 16]. Patches of 64, whole pictures for the last quarter.
    """
    net.to(device, memory_format=torch.channels_last)
    tail = torch.nn.ModuleDict(dict(post_quant_conv=net.post_quant_conv, decoder=net.decoder))
    run = Run(work / "polish.pt", tail, steps, rate=6e-4, decay=0.99, minutes=minutes)

    pixels, latents = torch.from_numpy(images).to(device), latents.to(device)

    def loss_of(step: int) -> torch.Tensor:
        whole = run.progress > 0.5
        n, side = (max(1, batch // 4 // parallel.world()), 16) if whole else (batch // parallel.world(), 8)
        pick = torch.randint(len(latents), (n, 1, 1), device=device)
        corner = torch.randint(17 - side, (2, n, 1, 1), device=device)
        row, column = corner[0] + torch.arange(side, device=device)[:, None], corner[1] + torch.arange(side, device=device)
        z = latents[pick, :, row, column].permute(0, 3, 1, 2)
        row, column = corner[0] * 8 + torch.arange(side * 8, device=device)[:, None], corner[1] * 8 + torch.arange(side * 8, device=device)
        real = pixels[pick, row, column].permute(0, 3, 1, 2).float() / 127.5 - 1
        z = (z + 0.05 * torch.randn_like(z)).contiguous(memory_format=torch.channels_last)
        with autocast(device):
            made = tail["decoder"](tail["post_quant_conv"](z))
        return reconstruction_loss(made.float(), real)

    done = run.go(loss_of)
    net.post_quant_conv.load_state_dict(done["post_quant_conv"].state_dict())
    net.decoder.load_state_dict(done["decoder"].state_dict())
    return net.eval()
