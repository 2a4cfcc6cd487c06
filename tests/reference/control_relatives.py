"""Relatives of ControlNets beside h16: t2i16/ and t2i16_grey/ (diffusers T2IAdapter), control_lora16/ (Stability's layout, low-rank changes
of h16's UNet) and lllite16/ (kohya's layout), small and with random weights; h16/relatives.json and .safetensors, requests as controlled.py
writes them and what diffusers' pipelines make of each. ControlNet-LLLite is written here as the formula says, before the layers of diffusers'
UNet: x + scale * up(relu(mid([conditioning(picture), relu(down(x))]))).

python control_relatives.py FOLDER: it holds h16."""

import math
import sys
from pathlib import Path

import torch
from diffusers import ControlNetModel, StableDiffusionXLAdapterPipeline, StableDiffusionXLControlNetPipeline, StableDiffusionXLPipeline, T2IAdapter
from PIL import Image
from torch.nn import functional as F

import weights
from controlled import HINT, USUAL, control_picture
from files import write_tensors
from models import forget_paths, load_pipeline
from original_layout import unet_entries
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER, make_scheduler

RANK = 3
ADAPTER, GREY = {**USUAL, "net": "t2i16"}, {**USUAL, "net": "t2i16_grey", "weight": 0.7}
LORA, LLLITE = {**USUAL, "net": "control_lora16"}, {**USUAL, "net": "lllite16"}


def requests():
    entries = {
        "adapter": {"control_nets": [ADAPTER]},
        "adapter_grey_early": {"control_nets": [{**GREY, "end": 0.6}]},
        "adapters": {"control_nets": [ADAPTER, GREY], "sampler": "euler_a", "batch": 2},
        "adapter_divisible": {"control_nets": [ADAPTER], "width": 64, "height": 48, "guidance": 1.0},
        "lora": {"control_nets": [LORA]},
        "lora_late": {"control_nets": [{**LORA, "weight": 0.6, "start": 0.3}], "guidance": 1.0},
        "lllite": {"control_nets": [LLLITE]},
        "lllite_early": {"control_nets": [{**LLLITE, "weight": 0.5, "end": 0.5}], "sampler": "heun"},
        "lllite_divisible": {"control_nets": [LLLITE], "width": 64, "height": 64, "batch": 2},
        "all": {"control_nets": [LLLITE, ADAPTER]},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


def original_modules(unet):
    """What the original calls each module of diffusers' UNet."""
    found = {}
    for entry in unet_entries(list(unet.state_dict())):
        original = entry.name.removeprefix("model.diffusion_model.")
        found[entry.sources[0].rsplit(".", 1)[0]] = original.rsplit(".", 1)[0]
    return found


def save(folder, tensors):
    write_tensors(folder / "diffusion_pytorch_model.safetensors", {name: tensor.half() for name, tensor in tensors.items()})


def write_adapter(folder, channels, in_channels, seed):
    net = T2IAdapter(
        in_channels=in_channels, channels=channels, num_res_blocks=2, downscale_factor=16, adapter_type="full_adapter_xl"
    ).eval()
    weights.draw(net, seed=seed)
    net.half().save_pretrained(folder)
    forget_paths(folder)


def control_net(unet):
    names = (
        "in_channels block_out_channels layers_per_block cross_attention_dim attention_head_dim transformer_layers_per_block "
        "use_linear_projection addition_time_embed_dim projection_class_embeddings_input_dim norm_num_groups down_block_types"
    )
    return ControlNetModel(
        **{name: unet.config[name] for name in names.split()}, addition_embed_type="text_time", conditioning_embedding_out_channels=HINT
    ).eval()


def original_hint(name):
    """diffusers' name of a layer of the picture's network as the original counts it."""
    at = {"conv_in": 0, "conv_out": 14}.get(name.split(".")[0])
    if at is None:
        at = 2 * (int(name.split(".")[1]) + 1)
    return f"input_hint_block.{at}.{name.rsplit('.', 1)[1]}"


def write_control_lora(folder, unet):
    """Gives the ControlNet that it stands for. Of every other product of the way down and the middle the changes are there."""
    net = control_net(unet)
    weights.draw(net, seed=7200)
    generator = torch.Generator().manual_seed(7201)
    own, base, stored = net.state_dict(), unet.state_dict(), {"lora_controlnet": torch.zeros(1)}
    originals = original_modules(unet)
    hints = sum(name.startswith("controlnet_cond_embedding.blocks") and name.endswith("weight") for name in own)
    for number, name in enumerate(sorted(own)):
        if name.startswith("controlnet_cond_embedding."):
            key = original_hint(name.removeprefix("controlnet_cond_embedding."))
            stored[key.replace(".14.", f".{2 * hints + 2}.")] = own[name] = own[name].half().float()
        elif name.startswith("controlnet_down_blocks."):
            stored[name.replace("controlnet_down_blocks.", "zero_convs.").replace(".weight", ".0.weight").replace(".bias", ".0.bias")] = own[name]
            own[name] = own[name].half().float()
        elif name.startswith("controlnet_mid_block."):
            stored[name.replace("controlnet_mid_block.", "middle_block_out.0.")] = own[name]
            own[name] = own[name].half().float()
        else:
            own[name] = base[name].float()
            if own[name].ndim > 1 and number % 2:
                module, flat = name.removesuffix(".weight"), own[name].flatten(1)
                up = torch.randn(flat.shape[0], RANK, generator=generator).half()
                down = (torch.randn(RANK, *own[name].shape[1:], generator=generator) * 0.5 / math.sqrt(RANK * flat.shape[1])).half()
                original = originals[module]
                stored[f"{original}.up"] = up if own[name].ndim == 2 else up[:, :, None, None]
                stored[f"{original}.down"] = down
                own[name] = own[name] + (up.float() @ down.float().flatten(1)).reshape(own[name].shape)
            elif own[name].ndim == 1:  # biases and norms of its own
                own[name] = (own[name] * 1.1).half().float()
                module, end = name.rsplit(".", 1)
                stored[f"{originals[module]}.{end}"] = own[name]
    net.load_state_dict(own)
    save(folder, stored)
    return net


class Lllite(torch.nn.Module):
    def __init__(self, channels, depth, seen=6, width=8):
        super().__init__()
        half, relu, conv = seen // 2, torch.nn.ReLU, torch.nn.Conv2d
        layers = {
            1: [conv(3, half, 4, 4), relu(), conv(half, seen, 2, 2)],
            2: [conv(3, half, 4, 4), relu(), conv(half, seen, 4, 4)],
            3: [conv(3, half, 4, 4), relu(), conv(half, half, 4, 4), relu(), conv(half, seen, 2, 2)],
        }[depth]
        self.conditioning1 = torch.nn.Sequential(*layers)
        self.down = torch.nn.Sequential(torch.nn.Linear(channels, width), relu())
        self.mid = torch.nn.Sequential(torch.nn.Linear(width + seen, width), relu())
        self.up = torch.nn.Sequential(torch.nn.Linear(width, channels))
        self.patch = 4 << depth
        self.scale = 1.0

    def see(self, picture):
        """[1, 3, h, w] in [0, 1]; grey fills it up."""
        h, w = (-side % self.patch for side in picture.shape[2:])
        self.picture = self.conditioning1(F.pad(picture * 2 - 1, (0, w, 0, h))).flatten(2).transpose(1, 2)

    def forward(self, x):
        seen = self.picture.repeat(x.shape[0], 1, 1)
        return x + self.scale * self.up(self.mid(torch.cat([seen, self.down(x)], 2)))


def write_lllite(folder, unet):
    """Modules by the name of their layer."""
    modules, stored, originals = {}, {}, original_modules(unet)
    levels = {"down_blocks.1": 2, "down_blocks.2": 3, "mid_block": 3, "up_blocks.0": 3, "up_blocks.1": 2}
    for name, layer in unet.named_modules():
        ends = ("attn1.to_q", "attn1.to_k", "attn1.to_v", "attn2.to_q")
        if not name.endswith(ends):
            continue
        depth = next(depth for start, depth in levels.items() if name.startswith(start))
        modules[name] = Lllite(layer.in_features, depth).eval()
        weights.draw(modules[name], seed=7300 + len(modules))
        modules[name].half().float()
        for key, value in modules[name].state_dict().items():
            stored[f"lllite_unet_{originals[name].replace('.', '_')}.{key}"] = value
    save(folder, stored)
    return modules


class FilledUp(torch.nn.Module):
    """An adapter that takes pictures of any size, black behind their edges."""

    def __init__(self, adapter):
        super().__init__()
        self.adapter, self.config, self.dtype = adapter, adapter.config, adapter.dtype
        self.total_downscale_factor, self.downscale_factor = adapter.total_downscale_factor, adapter.downscale_factor

    def forward(self, x):
        return self.adapter(F.pad(x, (0, -x.shape[3] % 16, 0, -x.shape[2] % 16)))


def adapter_features(adapters, uses, folder, width, height):
    """Per use its images at full weight."""
    found = []
    for use in uses:
        image = Image.open(folder / use["image"]).convert("RGB" if use["net"] == "t2i16" else "L").resize((width, height), Image.LANCZOS)
        channels = len(image.getbands())
        x = torch.tensor(list(image.tobytes()), dtype=torch.float32).reshape(1, height, width, channels).permute(0, 3, 1, 2) / 255
        found.append(FilledUp(adapters[use["net"]])(x))
    return found


def counts(use, step, steps):
    return not (step / steps < use["start"] or (step + 1) / steps > use["end"])


def run(pipeline, nets, lora, lllite, request, folder):
    uses, steps = request["control_nets"], request["steps"]
    parts = {name: pipeline.components[name] for name in ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")}
    more = {
        "scheduler": make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER),
        "force_zeros_for_empty_prompt": pipeline.config.force_zeros_for_empty_prompt,
        "add_watermarker": False,
    }
    arguments = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "num_inference_steps": steps,
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
        "width": request["width"],
        "height": request["height"],
    }
    picture = Image.open(folder / uses[0]["image"]).convert("RGB")
    if uses[0]["net"] == "control_lora16":
        made = StableDiffusionXLControlNetPipeline(**parts, **more, controlnet=lora)
        made.set_progress_bar_config(disable=True)
        use = uses[0]
        return made(
            **arguments,
            image=picture,
            controlnet_conditioning_scale=use["weight"],
            control_guidance_start=use["start"],
            control_guidance_end=use["end"],
        ).images

    # The others act within the UNet: its forward is told what counts in each step.
    made = StableDiffusionXLPipeline(**parts, **more)
    made.set_progress_bar_config(disable=True)
    unet = made.unet
    adapters = [use for use in uses if use["net"].startswith("t2i")]
    images = adapter_features(nets, adapters, folder, request["width"], request["height"])
    lllites = [use for use in uses if use["net"] == "lllite16"]
    hooks, calls, per_step = [], [0], 2 if request["sampler"] == "heun" else 1
    if lllites:
        seen = picture.resize((request["width"], request["height"]), Image.LANCZOS)
        pixels = torch.tensor(list(seen.tobytes()), dtype=torch.float32).reshape(1, request["height"], request["width"], 3)
        for name, module in lllite.items():
            module.see(pixels.permute(0, 3, 1, 2) / 255)
            layer = unet.get_submodule(name)
            hooks.append(layer.register_forward_pre_hook(lambda _, given, module=module: (module(given[0]), *given[1:])))
    forward = unet.forward

    def told(sample, *given, **named):
        step = calls[0] // per_step
        calls[0] += 1
        for module in lllite.values():
            module.scale = lllites[0]["weight"] if lllites and counts(lllites[0], step, steps) else 0.0
        active = [(use, found) for use, found in zip(adapters, images) if counts(use, step, steps)]
        if active:
            sums = [sum(use["weight"] * found[i] for use, found in active).repeat(sample.shape[0], 1, 1, 1) for i in range(4)]
            named["down_intrablock_additional_residuals"] = sums
        return forward(sample, *given, **named)

    unet.forward = told
    try:
        return made(**arguments).images
    finally:
        del unet.forward
        for hook in hooks:
            hook.remove()


def write_relatives(folder):
    folder = Path(folder)
    pipeline = load_pipeline(folder / "h16")
    channels = (*pipeline.unet.config.block_out_channels, pipeline.unet.config.block_out_channels[-1])
    for number, (name, in_channels) in enumerate({"t2i16": 3, "t2i16_grey": 1}.items()):
        write_adapter(folder / name, channels, in_channels, 7150 + number)
    nets = {name: T2IAdapter.from_pretrained(folder / name, torch_dtype=torch.float32) for name in ("t2i16", "t2i16_grey")}
    lora = write_control_lora(folder / "control_lora16", pipeline.unet)
    lllite = write_lllite(folder / "lllite16", pipeline.unet)
    control_picture(DEFAULTS["width"], DEFAULTS["height"]).save(folder / "h16" / "control.png")
    write_golden_pictures(folder / "h16", "relatives", requests(), lambda request: run(pipeline, nets, lora, lllite, request, folder / "h16"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_relatives(sys.argv[1])
