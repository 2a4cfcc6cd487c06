"""Reference pictures: ip64/sdxl_models/, small random-weight IP-Adapters (basic and Plus) for tiny64 with their image encoder, in the layout
that IP-Adapter is published in; tiny64/referenced.json and .safetensors, requests as pictures.py writes them with "references" (adapter: the
file there, image, scale, start, end) and perhaps "control_nets" (controlled.py), and what diffusers makes of each;
tiny64/referenced_parts.safetensors: pixels.NAME, what CLIPImageProcessor makes of a picture of tiny64, f32 [3, side, side];
encoder.embedding, encoder.states, what the encoder says of pixels.init_large; tokens.ADAPTER, tokens.ADAPTER.without, what becomes of that.

python referenced.py FOLDER: it holds tiny64 and control64."""

import math
import sys
from pathlib import Path

import torch
from diffusers import (
    ControlNetModel,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
)
from diffusers.image_processor import IPAdapterMaskProcessor
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection

import weights
from controlled import USUAL as CONTROL
from files import write_tensors
from models import forget_paths, load_pipeline
from pictures import DEFAULTS, write_golden_pictures
from schedulers import SDXL_SCHEDULER, make_scheduler

ENCODER = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 2, "projection_dim": 40, "image_size": 32, "patch_size": 8}
BASIC, PLUS = "ip64.safetensors", "ip64-plus.safetensors"
ONE = {"adapter": BASIC, "image": "init_large.png", "scale": 0.6, "start": 0.0, "end": 1.0}
OTHER = {**ONE, "adapter": PLUS, "image": "control.png", "scale": 0.8}


def requests():
    one = [ONE]
    entries = {
        "basic": {"references": one},
        "strong": {"references": [{**ONE, "scale": 1.4}]},
        "plus": {"references": [OTHER]},
        "two": {"references": [ONE, OTHER]},
        "twice": {"references": [ONE, {**ONE, "image": "control.png", "scale": 0.3}]},
        "early": {"references": [{**OTHER, "end": 0.5}]},
        "late_heun": {"references": [{**ONE, "start": 0.3}], "sampler": "heun"},
        "in_turn": {"references": [{**ONE, "end": 0.4}, {**OTHER, "start": 0.4}]},
        "init": {"references": [ONE, OTHER], "init_image": "init.png", "strength": 0.8},
        "batch": {"references": one, "batch": 2, "sampler": "euler_a"},
        "no_guidance": {"references": [OTHER], "guidance": 1.0},
        "no_negative": {"references": [OTHER], "negative_prompt": None},
        "controlled": {"references": [ONE, OTHER], "control_nets": [CONTROL]},
    }
    return [{"name": name, **DEFAULTS, **changes} for name, changes in entries.items()]


class Draw:
    """Numbers of about unit size behind each layer."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def noise(self, *shape):
        return torch.randn(shape, generator=self.generator)

    def linear(self, tensors, name, outputs, inputs, bias=True, gain=1.0):
        tensors[name + ".weight"] = gain * self.noise(outputs, inputs) / math.sqrt(inputs)
        if bias:
            tensors[name + ".bias"] = 0.05 * self.noise(outputs)

    def norm(self, tensors, name, width):
        tensors[name + ".weight"] = 1 + 0.1 * self.noise(width)
        tensors[name + ".bias"] = 0.05 * self.noise(width)


def basic_projection(draw, context):
    tensors = {}
    draw.linear(tensors, "image_proj.proj", 4 * context, ENCODER["projection_dim"])
    draw.norm(tensors, "image_proj.norm", context)
    return tensors


def plus_projection(draw, context, width=32, inner=64, queries=6, layers=4):
    tensors = {"image_proj.latents": draw.noise(1, queries, width)}
    draw.linear(tensors, "image_proj.proj_in", width, ENCODER["hidden_size"])
    for i in range(layers):
        name = f"image_proj.layers.{i}"
        draw.norm(tensors, f"{name}.0.norm1", width)
        draw.norm(tensors, f"{name}.0.norm2", width)
        draw.linear(tensors, f"{name}.0.to_q", inner, width, bias=False)
        draw.linear(tensors, f"{name}.0.to_kv", 2 * inner, width, bias=False)
        draw.linear(tensors, f"{name}.0.to_out", width, inner, bias=False, gain=0.5)
        draw.norm(tensors, f"{name}.1.0", width)
        draw.linear(tensors, f"{name}.1.1", 4 * width, width, bias=False)
        draw.linear(tensors, f"{name}.1.3", width, 4 * width, bias=False, gain=0.5)
    draw.linear(tensors, "image_proj.proj_out", context, width)
    draw.norm(tensors, "image_proj.norm_out", context)
    return tensors


def attention(draw, unet):
    """The layers that diffusers numbers 1, 3, 5 ... in the order of attn_processors."""
    tensors = {}
    modules = [name[: -len(".processor")] for name in unet.attn_processors if name.endswith("attn2.processor")]
    for i, name in enumerate(modules):
        to_k = unet.get_submodule(name).to_k
        for leaf in ("to_k_ip", "to_v_ip"):
            draw.linear(tensors, f"ip_adapter.{2 * i + 1}.{leaf}", to_k.out_features, to_k.in_features, bias=False)
    return tensors


def write_adapters(folder, unet):
    models = folder / "ip64" / "sdxl_models"
    models.mkdir(parents=True, exist_ok=True)
    context = unet.config.cross_attention_dim
    for seed, name, projection in [(71, BASIC, basic_projection), (72, PLUS, plus_projection)]:
        draw = Draw(seed)
        tensors = {**projection(draw, context), **attention(draw, unet)}
        save_file({key: tensor.half().contiguous() for key, tensor in tensors.items()}, models / name, metadata={"format": "pt"})
        (models / name).chmod(0o644)
    encoder = CLIPVisionModelWithProjection(CLIPVisionConfig(hidden_act="gelu", **ENCODER)).eval()
    weights.draw(encoder, seed=73)
    encoder.half().save_pretrained(models / "image_encoder")
    forget_paths(models / "image_encoder")


STYLE, COMPOSITION = {"up": {"block_0": [0.0, 1.0, 0.0]}}, {"down": {"block_2": [0.0, 1.0]}}  # as InstantStyle's authors have them
MODES = {"all": {}, "style": STYLE, "composition": COMPOSITION, "style_composition": STYLE | COMPOSITION}


def masks_of(uses, folder, width, height):
    """One for each adapter, [1, pictures, height, width]; none where a picture acts everywhere."""
    processor = IPAdapterMaskProcessor()
    return [processor.preprocess(Image.open(folder / use["mask"]), height, width) if use.get("mask") else None for use in uses]


def scales(references, step, steps):
    def counts(use):
        return not (step / steps < use["start"] or (step + 1) / steps > use["end"])

    def blocks(use):
        parts = MODES[use.get("mode", "all")]
        scale = use["scale"] if counts(use) else 0.0
        return {way: {block: [scale * one for one in ones] for block, ones in some.items()} for way, some in parts.items()} if parts else scale

    return [blocks(use) for use in references]


def run(base, request, folder):
    uses = request["references"]
    parts = {name: base.components[name] for name in ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "unet")}
    controls = request.get("control_nets", [])
    cls = StableDiffusionXLPipeline
    if request["init_image"]:
        cls = StableDiffusionXLImg2ImgPipeline
    if controls:
        cls = StableDiffusionXLControlNetPipeline
        parts["controlnet"] = ControlNetModel.from_pretrained(folder.parent / controls[0]["net"], torch_dtype=torch.float32)
    pipeline = cls(
        **parts,
        scheduler=make_scheduler(request["sampler"], request["spacing"], SDXL_SCHEDULER),
        force_zeros_for_empty_prompt=base.config.force_zeros_for_empty_prompt,
        add_watermarker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    names = [use["adapter"] for use in uses]
    pipeline.load_ip_adapter(str(folder.parent / "ip64"), subfolder="sdxl_models", weight_name=names, local_files_only=True, low_cpu_mem_usage=False)
    arguments = {
        "prompt": request["prompt"],
        "negative_prompt": request["negative_prompt"],
        "num_inference_steps": request["steps"],
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
        "ip_adapter_image": [Image.open(folder / use["image"]).convert("RGB") for use in uses],
    }
    if any(use.get("mask") for use in uses):
        masks = masks_of(uses, folder, request["width"], request["height"])
        arguments["cross_attention_kwargs"] = {"ip_adapter_masks": masks}
    if not request["init_image"]:
        arguments |= {"width": request["width"], "height": request["height"]}
    if request["init_image"]:
        arguments |= {"image": Image.open(folder / request["init_image"]).convert("RGB"), "strength": request["strength"]}
    if controls:
        arguments |= {"image": Image.open(folder / controls[0]["image"]).convert("RGB"), "controlnet_conditioning_scale": controls[0]["weight"]}

    def set_scales(pipe, step):
        pipe.set_ip_adapter_scale(scales(uses, step, pipe.num_timesteps))

    def first_scales(scheduler):  # the number of steps is known once the scheduler has them
        inner = scheduler.scale_model_input
        state = {"first": True}

        def scaled(*given, **named):
            if state.pop("first", False):
                set_scales(pipeline, 0)
            return inner(*given, **named)

        scheduler.scale_model_input = scaled

    def after(pipe, step, timestep, values):
        if step + 1 < pipe.num_timesteps:
            set_scales(pipe, step + 1)
        return values

    first_scales(pipeline.scheduler)
    try:
        return pipeline(**arguments, callback_on_step_end=after).images
    finally:
        pipeline.unload_ip_adapter()


def write_parts(folder):
    """What stands between a picture and the UNet."""
    pipeline = load_pipeline(folder / "tiny64")
    tensors = {}
    for name in (BASIC, PLUS):
        pipeline.load_ip_adapter(str(folder / "ip64"), subfolder="sdxl_models", weight_name=name, local_files_only=True, low_cpu_mem_usage=False)
        encoder, processor, projection = pipeline.image_encoder, pipeline.feature_extractor, pipeline.unet.encoder_hid_proj
        assert isinstance(processor, CLIPImageProcessor) or type(processor).__name__.startswith("CLIPImageProcessor")
        with torch.no_grad():
            for picture in ("init", "init_large", "control"):
                image = Image.open(folder / "tiny64" / f"{picture}.png").convert("RGB")
                tensors[f"pixels.{picture}"] = processor(image, return_tensors="pt").pixel_values[0]
            said = encoder(tensors["pixels.init_large"][None], output_hidden_states=True)
            tensors["encoder.embedding"], tensors["encoder.states"] = said.image_embeds[0], said.hidden_states[-2][0]
            zeros = encoder(torch.zeros_like(tensors["pixels.init_large"][None]), output_hidden_states=True).hidden_states[-2]
            read, without = (said.image_embeds, torch.zeros_like(said.image_embeds)) if name == BASIC else (said.hidden_states[-2], zeros)
            for suffix, value in (("", read), (".without", without)):
                tensors[f"tokens.{name.removesuffix('.safetensors')}{suffix}"] = projection([value[:, None]])[0].reshape(-1, 192)
        pipeline.unload_ip_adapter()
    write_tensors(folder / "tiny64" / "referenced_parts.safetensors", {key: value.contiguous() for key, value in tensors.items()})


def write_referenced(folder):
    folder = Path(folder)
    base = load_pipeline(folder / "tiny64")
    write_adapters(folder, base.unet)
    write_parts(folder)
    write_golden_pictures(folder / "tiny64", "referenced", requests(), lambda request: run(base, request, folder / "tiny64"))


if __name__ == "__main__":
    from goldens import quiet

    quiet()
    write_referenced(sys.argv[1])
