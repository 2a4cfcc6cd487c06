"""PixArt-Sigma's transformer and T5 as diffusers and transformers modules with random weights, and what one forward takes."""

import torch
from diffusers import PixArtTransformer2DModel
from transformers import T5Config, T5EncoderModel

from sdxl import DTYPES

TOKENS = 300
TRANSFORMER = dict(num_attention_heads=16, attention_head_dim=72, num_layers=28, cross_attention_dim=1152, caption_channels=4096, use_additional_conditions=False)
T5 = dict(vocab_size=32128, d_model=4096, d_kv=64, d_ff=10240, num_layers=24, num_heads=64, feed_forward_proj="gated-gelu")


class Transformer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.transformer = PixArtTransformer2DModel(sample_size=64, interpolation_scale=1, **TRANSFORMER)

    def forward(self, latents, context, timestep, mask):
        return self.transformer(latents, context, timestep, encoder_attention_mask=mask, return_dict=False)[0]


class Text(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.t5 = T5EncoderModel(T5Config(**T5))

    def forward(self, ids, mask):
        return self.t5(ids, attention_mask=mask)[0]


class Caption(Text):
    """What PixArtSigmaPipeline.encode_prompt runs for a picture: the prompt, then the negative one, each padded to all tokens."""

    def forward(self, prompt, prompt_mask, negative, negative_mask):
        return self.t5(prompt, attention_mask=prompt_mask)[0], self.t5(negative, attention_mask=negative_mask)[0]


NETWORKS = {"pixart": Transformer, "t5": Text, "t5-caption": Caption}


def build(network, dtype):
    """Shaped on the meta device, so that each weight exists once, in its own dtype."""
    with torch.device("meta"):
        module = NETWORKS[network]()
    module = module.to(DTYPES[dtype]).to_empty(device="cpu").eval().requires_grad_(False)
    torch.manual_seed(0)
    for parameter in module.parameters():
        parameter.normal_(0, 0.02)
    for name, buffer in module.named_buffers():  # the position table, which meta tensors lost
        buffer.normal_(0, 0.5)
    return module


def inputs(network, dtype, pixels):
    """Transformer: guidance's batch of two. T5: one prompt of all tokens. Caption: a prompt of 32, and an empty one, which is its end."""
    side, kind = pixels // 8, DTYPES[dtype]
    if network == "t5-caption":
        ids, mask = lambda: torch.randint(0, 32000, (1, TOKENS)), lambda used: (torch.arange(TOKENS) < used).long()[None]
        return ids(), mask(32), ids(), mask(1)
    if network == "t5":
        return torch.randint(0, 32000, (1, TOKENS)), torch.ones(1, TOKENS, dtype=torch.long)
    return (torch.randn(2, 4, side, side, dtype=kind), torch.randn(2, TOKENS, 4096, dtype=kind), torch.tensor([500, 500]),
            torch.ones(2, TOKENS, dtype=kind))
