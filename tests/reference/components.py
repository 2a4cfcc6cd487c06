"""components.safetensors: inputs and f32 outputs of every network of one model. All tensors f32 unless named.

text_encoder/ids i32 [n, 77]; .../hidden_states [layers + 1, n, 77, width]: what enters layer 0, 1, ... and what leaves the last one,
    before the final norm; .../pooled [n, width]
text_encoder_2/...: the same; pooled is projected (text_embeds)
unet/context [n, 77, width] and, for each I, unet/I/sample [n, 4, h, w], timestep [1], pooled [n, width], time_ids [n, 6]
    -> output [n, 4, h, w]
vae/I/picture [n, 3, H, W] in -1..1 -> mean, logvar [n, 4, H / 8, W / 8]; vae/I/latents (not scaled) -> decoded, not clamped
"""

import torch

from files import write_tensors

PROMPTS = ["", "1, 22 and 333 birds; it's " + "very " * 90 + "late"]
# Latent height and width, timestep: sides that are odd, that halve to odd sides, and a Karras timestep.
UNET_CASES = [(9, 13, 601.0), (8, 8, 1.0), (6, 5, 565.8301391601562)]
VAE_CASES = [(56, 72), (40, 8)]


def text_tensors(name, encoder, tokenizer):
    ids = tokenizer(PROMPTS, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
    output = encoder(ids, output_hidden_states=True)
    return {
        f"{name}/ids": ids.to(torch.int32),
        f"{name}/hidden_states": torch.stack(output.hidden_states),
        f"{name}/last_hidden_state": output.last_hidden_state,
        f"{name}/pooled": output.text_embeds if "text_embeds" in output else output.pooler_output,
    }


def unet_tensors(unet, generator):
    context = torch.randn((2, 77, unet.config.cross_attention_dim), generator=generator)
    tensors = {"unet/context": context}
    pooled_width = unet.config.projection_class_embeddings_input_dim - 6 * unet.config.addition_time_embed_dim
    for i, (height, width, timestep) in enumerate(UNET_CASES):
        case = {
            "sample": torch.randn((2, 4, height, width), generator=generator),
            "timestep": torch.tensor([timestep]),
            "pooled": torch.randn((2, pooled_width), generator=generator),
            "time_ids": torch.tensor([[8.0 * height, 8.0 * width, 0, 0, 8.0 * height, 8.0 * width], [1024, 768, 16, 8, 512, 640]]),
        }
        added = {"text_embeds": case["pooled"], "time_ids": case["time_ids"]}
        case["output"] = unet(case["sample"], case["timestep"][0], context, added_cond_kwargs=added).sample
        tensors |= {f"unet/{i}/{name}": tensor for name, tensor in case.items()}
    return tensors


def vae_tensors(vae, generator):
    tensors = {}
    for i, (height, width) in enumerate(VAE_CASES):
        picture = torch.rand((1, 3, height, width), generator=generator) * 2 - 1
        latents = torch.randn((1, 4, height // 8, width // 8), generator=generator) * 5
        moments = vae.encode(picture).latent_dist
        tensors |= {
            f"vae/{i}/picture": picture,
            f"vae/{i}/mean": moments.mean,
            f"vae/{i}/logvar": moments.logvar,
            f"vae/{i}/latents": latents,
            f"vae/{i}/decoded": vae.decode(latents).sample,
        }
    return tensors


@torch.no_grad()
def write_components(folder, pipeline):
    generator = torch.Generator().manual_seed(11)
    tensors = text_tensors("text_encoder", pipeline.text_encoder, pipeline.tokenizer)
    tensors |= text_tensors("text_encoder_2", pipeline.text_encoder_2, pipeline.tokenizer_2)
    tensors |= unet_tensors(pipeline.unet, generator)
    tensors |= vae_tensors(pipeline.vae, generator)
    write_tensors(folder / "components.safetensors", tensors)
