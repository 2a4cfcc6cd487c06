"""SDXL base's UNet, its VAE decoder, the tiny one and the larger text encoder as modules with random weights, and what one forward takes."""

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel

UNET = dict(
    sample_size=128, in_channels=4, out_channels=4, block_out_channels=(320, 640, 1280), layers_per_block=2,
    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    attention_head_dim=(5, 10, 20), transformer_layers_per_block=(1, 2, 10), cross_attention_dim=2048, use_linear_projection=True,
    addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816)
VAE = dict(
    sample_size=1024, in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512), layers_per_block=2,
    down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, scaling_factor=0.13025)
DTYPES = {"bf16": torch.bfloat16, "f32": torch.float32}


class Unet(torch.nn.Module):
    """The UNet with plain tensors in and one out, as every runtime can take it."""

    def __init__(self):
        super().__init__()
        self.unet = UNet2DConditionModel(**UNET)

    def forward(self, sample, timestep, context, pooled, time_ids):
        extra = {"text_embeds": pooled, "time_ids": time_ids}
        return self.unet(sample, timestep, context, added_cond_kwargs=extra, return_dict=False)[0]


class VaeDecoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        vae = AutoencoderKL(**VAE)
        self.post_quant_conv, self.decoder = vae.post_quant_conv, vae.decoder

    def forward(self, latents):
        return self.decoder(self.post_quant_conv(latents))


class TinyDecoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.decoder = AutoencoderTiny().decoder

    def forward(self, latents):
        return self.decoder(latents)


class TextEncoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from transformers import CLIPTextConfig, CLIPTextModelWithProjection

        self.text = CLIPTextModelWithProjection(CLIPTextConfig(
            hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20, projection_dim=1280, hidden_act="gelu"))

    def forward(self, ids):
        return self.text(ids, return_dict=False)[0]


def build(network, dtype):
    """Shaped on the meta device, so that each weight exists once, in its own dtype; what counts positions is made anew."""
    with torch.device("meta"):
        module = {"unet": Unet, "vae": VaeDecoder, "tiny": TinyDecoder, "clip": TextEncoder}[network]()
    module = module.to(DTYPES[dtype]).to_empty(device="cpu").eval().requires_grad_(False)
    torch.manual_seed(0)
    for parameter in module.parameters():
        parameter.normal_(0, 0.02)
    for name, buffer in module.named_buffers():
        if name.endswith("position_ids"):
            buffer.copy_(torch.arange(buffer.shape[-1]))
    return module


def inputs(network, dtype, pixels, batch=2):
    """UNet: guidance's batch of two, or one. The others: one picture, one prompt."""
    side, kind = pixels // 8, DTYPES[dtype]
    if network in ("vae", "tiny"):
        return (torch.randn(1, 4, side, side, dtype=kind),)
    if network == "clip":
        return (torch.full((1, 77), 7),)
    return (torch.randn(batch, 4, side, side, dtype=kind), torch.tensor(500), torch.randn(batch, 77, 2048, dtype=kind),
            torch.randn(batch, 1280, dtype=kind), torch.full((batch, 6), pixels, dtype=kind))
