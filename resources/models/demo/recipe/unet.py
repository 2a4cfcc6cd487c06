"""The UNet and both text encoders, trained together on cached latents (v prediction, min-SNR weights; Salimans & Ho 2022, Hang et al. 2023)."""
from pathlib import Path

import numpy as np
import torch
from diffusers import EulerDiscreteScheduler, UNet2DConditionModel

import dataset
import parallel
import text
from trainer import Run, autocast

TIME_IDS = (128, 128, 0, 0, 128, 128)  # original height and width, crop top and left, target height and width
SCHEDULER = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction",
                 timestep_spacing="leading", steps_offset=1, interpolation_type="linear", use_karras_sigmas=False)
GAMMA = 5.0


class Denoiser(torch.nn.Module):
    """All that is trained: unet, text_encoder, text_encoder_2."""

    def __init__(self, vocab: int, channels: tuple[int, int, int], text_widths: tuple[int, int] = (64, 128), time_width: int = 32):
        super().__init__()
        self.text_encoder, self.text_encoder_2 = text.encoders(vocab, text_widths)
        self.unet = UNet2DConditionModel(
            sample_size=16, in_channels=4, out_channels=4, block_out_channels=channels, layers_per_block=1, norm_num_groups=16,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=(1, 1, 1),
            attention_head_dim=tuple(c // 32 for c in channels), cross_attention_dim=sum(text_widths), use_linear_projection=True,
            addition_embed_type="text_time", addition_time_embed_dim=time_width,
            projection_class_embeddings_input_dim=text_widths[1] + 6 * time_width)

    def context(self, ids: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids [n, 77] of both tokenizers -> context [n, 77, sum of widths], pooled [n, width]."""
        one = self.text_encoder(ids[0], output_hidden_states=True).hidden_states[-2]
        two = self.text_encoder_2(ids[1], output_hidden_states=True)
        return torch.cat([one, two.hidden_states[-2]], -1), two.text_embeds

    def forward(self, noisy: torch.Tensor, t: torch.Tensor, ids: tuple[torch.Tensor, torch.Tensor], of: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
        """ids are of the distinct captions, `of` [n] says which one each picture has, keep [n] is 0 where the embeddings are zeros."""
        context, pooled = self.context(ids)
        context, pooled = context[of] * keep[:, None, None], pooled[of] * keep[:, None]
        time_ids = torch.tensor([TIME_IDS], device=noisy.device, dtype=torch.float32).expand(len(noisy), 6)
        return self.unet(noisy, t, context, added_cond_kwargs=dict(text_embeds=pooled, time_ids=time_ids)).sample


def signal_levels() -> torch.Tensor:
    """alphas_cumprod [1000]."""
    return EulerDiscreteScheduler(**SCHEDULER).alphas_cumprod.float()


class Captions:
    """Caption -> ids of both tokenizers, remembered."""

    def __init__(self, tokenizers):
        self.tokenizers, self.known = tokenizers, {}

    def __call__(self, texts: list[str], device: str) -> tuple[torch.Tensor, torch.Tensor]:
        for t in texts:
            if t not in self.known:
                self.known[t] = [tok(t, padding="max_length", max_length=text.LENGTH, truncation=True, return_tensors="pt").input_ids[0]
                                 for tok in self.tokenizers]
        return tuple(torch.stack([self.known[t][k] for t in texts]).to(device) for k in (0, 1))


def train(work: Path, device: str, latents: torch.Tensor, sampler: dataset.Sampler, tokenizers, channels: tuple[int, int, int], steps: int,
          batch: int, rate: float, decay: float, on_checkpoint=None) -> Denoiser:
    torch.manual_seed(0)
    net = Denoiser(len(tokenizers[0]), channels).to(device)
    net.unet.to(memory_format=torch.channels_last)
    run = Run(work / "unet.pt", net, steps, rate, decay)
    levels, captions = signal_levels(), Captions(tokenizers)
    snr = levels / (1 - levels)
    odds = torch.cumsum(snr.clamp(max=GAMMA) / (snr + 1), 0)  # min-SNR weights of v prediction, as the odds of drawing t: less variance
    share = batch // parallel.world()

    def loss_of(step: int) -> torch.Tensor:
        rng = np.random.default_rng((step, parallel.rank()))
        picks, texts = sampler(rng, share)
        distinct = sorted({t or "" for t in texts})
        of = torch.tensor([distinct.index(t or "") for t in texts], device=device)
        keep = torch.tensor([0.0 if t is None else 1.0 for t in texts], device=device)
        spread = (torch.arange(share) + torch.from_numpy(rng.random(share)).float()) / share
        t = torch.searchsorted(odds, spread * odds[-1]).clamp(max=999)
        t = t[torch.from_numpy(rng.permutation(share))]
        clean, noise = latents[picks], torch.randn(share, *latents.shape[1:])
        a, s = levels[t].sqrt()[:, None, None, None], (1 - levels[t]).sqrt()[:, None, None, None]
        noisy, target = (a * clean + s * noise).to(device, memory_format=torch.channels_last), (a * noise - s * clean).to(device)
        with autocast(device):
            made = net(noisy, t.to(device), captions(distinct, device), of, keep)
        return torch.nn.functional.mse_loss(made.float(), target)

    return run.go(loss_of, on_checkpoint=on_checkpoint).eval()
