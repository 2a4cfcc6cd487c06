"""The UNet and both text encoders, trained together on cached latents (v prediction, min-SNR weights; Salimans & Ho 2022, Hang et al. 2023)."""
from pathlib import Path

import torch
from diffusers import EulerDiscreteScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor

import dataset
import parallel
import text
from trainer import Run, autocast, hold_then_fall

TIME_IDS = (128, 128, 0, 0, 128, 128)  # original height and width, crop top and left, target height and width
SCHEDULER = dict(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="v_prediction",
                 timestep_spacing="leading", steps_offset=1, interpolation_type="linear", use_karras_sigmas=False)
GAMMA = 5.0
EVEN = 0.65  # share of the noise levels drawn evenly: min-SNR alone gives 7 % to t > 600, where a picture of 16x16 latents finds its shape
EACH = 2  # noise levels of each drawn picture: saves half of the text encoders' work


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


def token_ids(texts: list[str], tokenizers, device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """[n, 77] for each tokenizer."""
    return tuple(tok(texts, padding="max_length", max_length=text.LENGTH, truncation=True, return_tensors="pt").input_ids.to(device)
                 for tok in tokenizers)


def train(work: Path, device: str, latents: torch.Tensor, sampler: dataset.Sampler, tokenizers, channels: tuple[int, int, int], steps: int,
          batch: int, rate: float, decay: float, minutes: float | None) -> Denoiser:
    torch.manual_seed(0)
    net = Denoiser(len(tokenizers[0]), channels).to(device)
    net.unet.to(memory_format=torch.channels_last)
    net.unet.set_attn_processor(AttnProcessor())  # plain products: torch's fused attention backward takes a third of a step on a CPU
    net.text_encoder.set_attn_implementation("eager")
    net.text_encoder_2.set_attn_implementation("eager")
    run = Run(work / "unet.pt", net, steps, rate, decay, minutes=minutes, schedule=hold_then_fall, warmup=200)
    if run.done:
        return run.average
    share = batch // parallel.world()
    path = work / f"pool_{len(latents)}.pt"
    if not path.exists() and parallel.rank() == 0:
        rows, caption_of, captions = sampler.pool(40_000)
        torch.save((rows, caption_of, token_ids(captions, tokenizers, "cpu")), path)
    parallel.barrier()
    rows, caption_of, ids = torch.load(path)
    rows, caption_of, latents, ids = rows.to(device), caption_of.to(device), latents.to(device), tuple(i.to(device) for i in ids)
    levels = signal_levels().to(device)
    snr = levels / (1 - levels)
    weights = snr.clamp(max=GAMMA) / (snr + 1)  # min-SNR weights of v prediction, as the odds of drawing t: less variance
    odds = torch.cumsum((1 - EVEN) * weights / weights.sum() + EVEN / len(weights), 0)

    def loss_of(step: int) -> torch.Tensor:
        pick = torch.randint(len(rows), (share // EACH,), device=device).repeat_interleave(EACH)
        distinct, of = torch.unique(caption_of[pick].clamp(min=0), return_inverse=True)
        keep = (caption_of[pick] >= 0).float()
        spread = (torch.randperm(share, device=device) + torch.rand(share, device=device)) / share
        t = torch.searchsorted(odds, spread * odds[-1]).clamp(max=999)
        clean = latents[rows[pick]]
        noise = torch.randn_like(clean)
        a, s = levels[t].sqrt()[:, None, None, None], (1 - levels[t]).sqrt()[:, None, None, None]
        noisy, target = (a * clean + s * noise).contiguous(memory_format=torch.channels_last), a * noise - s * clean
        with autocast(device):
            made = net(noisy, t, tuple(i[distinct] for i in ids), of, keep)
        return torch.nn.functional.mse_loss(made.float(), target)

    return run.go(loss_of).eval()
