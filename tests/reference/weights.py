"""Random weights that behave like trained ones: unit-size activations, prompts that matter, pictures that are neither grey nor clipped."""

import math

import torch

# Output layers of residual branches: half the size, so that the trunk stays well conditioned.
RESIDUAL = ("conv2.weight", "to_out.0.weight", "ff.net.2.weight", "out_proj.weight", "mlp.fc2.weight", "proj_out.weight")


def draw(module, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(module.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if "embedding.weight" in name and parameter.ndim == 2:  # token_embedding, position_embedding
                noise *= 0.3 if "position" in name else 1.0
            elif parameter.ndim > 1:
                noise *= (0.5 if name.endswith(RESIDUAL) else 1.0) / math.sqrt(parameter[0].numel())
            elif name.endswith("weight"):  # norms
                noise = 1 + 0.1 * noise
            else:
                noise *= 0.05
            parameter.copy_(noise)


def calibrate(unet, vae):
    """Predicted noise of about unit size, and the autoencoder calibrated."""
    generator = torch.Generator().manual_seed(99)

    def noise(*shape):
        return torch.randn(shape, generator=generator)

    with torch.no_grad():
        config = unet.config
        pooled = config.projection_class_embeddings_input_dim - 6 * config.addition_time_embed_dim
        added = {"text_embeds": noise(2, pooled), "time_ids": torch.tensor([[64.0, 64, 0, 0, 64, 64]] * 2)}
        output = unet(noise(2, 4, 16, 16), 500, noise(2, 77, config.cross_attention_dim), added_cond_kwargs=added).sample
        unet.conv_out.weight /= output.std()
        unet.conv_out.bias -= output.mean() / output.std()
    calibrate_vae(vae, generator)


def calibrate_transformer(transformer):
    """Predicted noise of about unit size; gates and scales that neither vanish nor run away."""
    generator = torch.Generator().manual_seed(98)

    def noise(*shape):
        return torch.randn(shape, generator=generator)

    with torch.no_grad():
        for block in transformer.transformer_blocks:
            block.scale_shift_table.copy_(0.3 * noise(*block.scale_shift_table.shape))
        transformer.scale_shift_table.copy_(0.3 * noise(*transformer.scale_shift_table.shape))
        added = {"resolution": torch.tensor([[128.0, 128.0]] * 2), "aspect_ratio": torch.ones(2, 1)}
        context = noise(2, 20, transformer.config.caption_channels)
        output = transformer(noise(2, 4, 16, 16), context, torch.tensor([500, 500]), added_cond_kwargs=added, return_dict=False)[0]
        transformer.proj_out.weight /= output.std()
        transformer.proj_out.bias -= output.mean() / output.std()


def calibrate_vae(vae, generator=None):
    """Pictures and latents of about unit size; log variances about -3."""
    generator = generator or torch.Generator().manual_seed(97)

    def noise(*shape):
        return torch.randn(shape, generator=generator)

    with torch.no_grad():
        picture = vae.decode(noise(2, 4, 8, 8) * 3).sample
        vae.decoder.conv_out.weight *= 0.4 / picture.std()
        vae.decoder.conv_out.bias -= picture.mean() * 0.4 / picture.std()

        moments = vae.encode(noise(2, 3, 64, 64).clamp(-1, 1)).latent_dist
        latents = vae.config.latent_channels
        vae.quant_conv.weight[:latents] *= 6 / moments.mean.std()
        vae.quant_conv.weight[latents:] *= 0.5 / moments.logvar.std()
        vae.quant_conv.bias[latents:] -= 3
