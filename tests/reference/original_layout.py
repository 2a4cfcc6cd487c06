"""The tensor names of an original SDXL checkpoint (sgm: sd_xl_base_1.0.safetensors) for the parts of a diffusers pipeline.

layout(parts) lists Entry(name, component, sources, change): tensor `name` of the single file is made of the tensors `sources` of that
component: "copy"; "concat" (query, key and value stacked along rows: OpenCLIP's in_proj); "transpose"; "conv" (a linear as 1x1
convolution). The inverse of diffusers/loaders/single_file_utils.py, which proves it: single_file.py --check.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    name: str
    component: str
    sources: list
    change: str


UNET_TOP = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
UNET_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
VAE_PARTS = {
    "conv_norm_out": "norm_out",
    "conv_shortcut": "nin_shortcut",
    "mid_block.resnets.0": "mid.block_1",
    "mid_block.resnets.1": "mid.block_2",
    "mid_block.attentions.0": "mid.attn_1",
    "group_norm": "norm",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "to_out.0": "proj_out",
}
OPENCLIP_PARTS = {
    "text_model.encoder.layers": "transformer.resblocks",
    "text_model.embeddings.token_embedding": "token_embedding",
    "text_model.final_layer_norm": "ln_final",
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "self_attn.out_proj": "attn.out_proj",
    "mlp.fc1": "mlp.c_fc",
    "mlp.fc2": "mlp.c_proj",
}


def layout(parts):
    """parts: component name -> {tensor name: tensor}, under the names diffusers publishes ("text_model." in both text encoders)."""
    return [
        *unet_entries(list(parts["unet"])),
        *text_entries(list(parts["text_encoder"])),
        *text_2_entries(list(parts["text_encoder_2"])),
        *vae_entries(list(parts["vae"])),
    ]


def replaced(name, table):
    for new, old in table.items():
        name = name.replace(new, old)
    return name


def unet_blocks(names):
    """Module prefix of diffusers -> module prefix of the original UNet, numbering its flat lists of input and output blocks."""
    modules = {tuple(name.split(".")[:4]) for name in names if name.startswith(("down_blocks", "up_blocks"))}

    def has(*module):
        return tuple(map(str, module)) in modules

    blocks = {
        "mid_block.resnets.0": "middle_block.0",
        "mid_block.attentions.0": "middle_block.1",
        "mid_block.resnets.1": "middle_block.2",
    }
    for side, flat, number, sampler in (("down_blocks", "input_blocks", 1, "downsamplers"), ("up_blocks", "output_blocks", 0, "upsamplers")):
        block = 0
        while has(side, block, "resnets", 0):
            layer = 0
            while has(side, block, "resnets", layer):
                blocks[f"{side}.{block}.resnets.{layer}"] = f"{flat}.{number}.0"
                blocks[f"{side}.{block}.attentions.{layer}"] = f"{flat}.{number}.1"
                layer, number = layer + 1, number + 1
            if has(side, block, sampler, 0) and side == "down_blocks":
                blocks[f"{side}.{block}.{sampler}.0.conv"] = f"{flat}.{number}.0.op"
                number += 1
            elif has(side, block, sampler, 0):  # behind the attention of the last layer, where there is one
                place = 2 if has(side, block, "attentions", 0) else 1
                blocks[f"{side}.{block}.{sampler}.0.conv"] = f"{flat}.{number - 1}.{place}.conv"
            block += 1
    return blocks


def unet_entries(names):
    blocks = unet_blocks(names)
    for name in names:
        module, _, kind = name.rpartition(".")
        if module in UNET_TOP:
            original = UNET_TOP[module]
        else:
            prefix = max((block for block in blocks if (module + ".").startswith(block + ".")), key=len)
            rest = module[len(prefix) :]
            original = blocks[prefix] + (replaced(rest, UNET_RESNET) if "resnets" in prefix else rest)
        yield Entry(f"model.diffusion_model.{original}.{kind}", "unet", [name], "copy")


def text_entries(names):
    for name in names:
        yield Entry("conditioner.embedders.0.transformer." + name, "text_encoder", [name], "copy")


def text_2_entries(names):
    prefix = "conditioner.embedders.1.model."
    for name in names:
        if ".q_proj." in name:
            sources = [name.replace(".q_proj.", f".{letter}_proj.") for letter in "qkv"]
            fused = replaced(name, OPENCLIP_PARTS).replace("self_attn.q_proj.", "attn.in_proj_")
            yield Entry(prefix + fused, "text_encoder_2", sources, "concat")
        elif name == "text_projection.weight":
            yield Entry(prefix + "text_projection", "text_encoder_2", [name], "transpose")
        elif name == "text_model.embeddings.position_embedding.weight":
            yield Entry(prefix + "positional_embedding", "text_encoder_2", [name], "copy")
        elif ".k_proj." not in name and ".v_proj." not in name:
            yield Entry(prefix + replaced(name, OPENCLIP_PARTS), "text_encoder_2", [name], "copy")


def vae_entries(names):
    levels = 1 + max(int(name.split(".")[2]) for name in names if name.startswith("decoder.up_blocks"))
    for name in names:
        parts = name.split(".")
        original = replaced(name, VAE_PARTS)
        if len(parts) > 3 and parts[1] in ("down_blocks", "up_blocks"):
            down = parts[1] == "down_blocks"
            level = parts[2] if down else str(levels - 1 - int(parts[2]))
            rest = replaced(".".join(parts[3:]), VAE_PARTS | {"resnets": "block", "downsamplers.0": "downsample", "upsamplers.0": "upsample"})
            original = f"{parts[0]}.{'down' if down else 'up'}.{level}.{rest}"
        linear = "mid_block.attentions" in name and name.endswith("weight") and "group_norm" not in name
        yield Entry("first_stage_model." + original, "vae", [name], "conv" if linear else "copy")
