"""Small random-weight models with the structure of SDXL base, as diffusers folders: python models.py FOLDER [NAME ...].

tiny64  head size 64, 32 norm groups, every text width a multiple of 64: what an original single-file checkpoint can say of itself.
odd     widths 20, 40, 60 with norm groups of 5 and 6 channels, head size 20, 1x1 convolutions around the transformers,
        1 and 2 layers a block, up blocks that do not mirror the down blocks, a projection of another width, no prefix in
        the text encoder's tensor names (as transformers 5 writes them), force_zeros_for_empty_prompt off.
h16     head size 16, three levels with none, 1 and 2 transformer layers: small pictures make latents of odd sides on the way down.
"""

import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

import weights
from schedulers import SDXL_SCHEDULER
from vocabulary import END, clip_vocabulary, write_tokenizer

MERGES = 48

SHAPES = {
    "tiny64": {
        "text": {"width": 64, "heads": 1, "mlp": 128, "layers": 2},
        "text_2": {"width": 128, "heads": 2, "mlp": 96, "layers": 2, "projection": 128},
        "unet": {
            "block_out_channels": (32, 64),
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
            "transformer_layers_per_block": (1, 1),
            "attention_head_dim": (1, 1),
            "layers_per_block": 1,
            "norm_num_groups": 32,
            "use_linear_projection": True,
        },
        "time_ids": 32,
        "vae": {"block_out_channels": (32, 32, 32, 32), "layers_per_block": 1, "norm_num_groups": 32},
    },
    "odd": {
        "text": {"width": 40, "heads": 2, "mlp": 100, "layers": 2},
        "text_2": {"width": 60, "heads": 3, "mlp": 140, "layers": 3, "projection": 52},
        "eos": "end",
        "prefix": False,
        "force_zeros": False,
        "unet": {
            "block_out_channels": (20, 40),
            "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
            "transformer_layers_per_block": (1, 2),
            "reverse_transformer_layers_per_block": (1, 2),
            "attention_head_dim": (1, 2),
            "layers_per_block": (2, 1),
            "norm_num_groups": 5,
            "use_linear_projection": False,
        },
        "time_ids": 20,
        "vae": {"block_out_channels": (6, 12, 18, 18), "layers_per_block": 2, "norm_num_groups": 6},
    },
    "h16": {
        "text": {"width": 32, "heads": 2, "mlp": 64, "layers": 3},
        "text_2": {"width": 48, "heads": 3, "mlp": 96, "layers": 2, "projection": 48},
        "unet": {
            "block_out_channels": (16, 32, 32),
            "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            "transformer_layers_per_block": (1, 1, 2),
            "attention_head_dim": (1, 2, 2),
            "layers_per_block": 1,
            "norm_num_groups": 8,
            "use_linear_projection": True,
        },
        "time_ids": 16,
        "vae": {"block_out_channels": (8, 8, 16, 16), "layers_per_block": 1, "norm_num_groups": 4},
    },
}


def text_config(shape, vocabulary, activation, eos):
    # SDXL base publishes bos 0, eos 2, pad 1 for both encoders: transformers then pools at the highest id.
    end = len(vocabulary) - 1
    ids = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
    if eos == "end":
        ids = {"bos_token_id": end - 1, "eos_token_id": end, "pad_token_id": end}
    return CLIPTextConfig(
        vocab_size=len(vocabulary),
        hidden_size=shape["width"],
        intermediate_size=shape["mlp"],
        num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"],
        projection_dim=shape.get("projection", shape["width"]),
        hidden_act=activation,
        **ids,
    )


def build(name):
    """The pipeline of SHAPES[name] without tokenizers, weights drawn from a fixed seed and rounded to f16."""
    shape = SHAPES[name]
    vocabulary, _ = clip_vocabulary(MERGES)
    text, text_2, eos = shape["text"], shape["text_2"], shape.get("eos")
    unet = UNet2DConditionModel(
        sample_size=16,
        addition_embed_type="text_time",
        addition_time_embed_dim=shape["time_ids"],
        projection_class_embeddings_input_dim=text_2["projection"] + 6 * shape["time_ids"],
        cross_attention_dim=text["width"] + text_2["width"],
        **shape["unet"],
    )
    levels = len(shape["vae"]["block_out_channels"])
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        latent_channels=4,
        sample_size=128,
        scaling_factor=0.13025,
        **shape["vae"],
    )
    parts = {
        "text_encoder": CLIPTextModel(text_config(text, vocabulary, "quick_gelu", eos)),
        "text_encoder_2": CLIPTextModelWithProjection(text_config(text_2, vocabulary, "gelu", eos)),
        "unet": unet,
        "vae": vae,
    }
    for i, part in enumerate(parts.values()):
        weights.draw(part.eval(), seed=1000 * (1 + list(SHAPES).index(name)) + i)
    weights.calibrate(unet, vae)
    for part in parts.values():
        part.half()
    return parts


def write_model(folder, name):
    """Writes FOLDER/NAME in the layout of StableDiffusionXLPipeline.save_pretrained with f16 weights."""
    folder = Path(folder) / name
    shape = SHAPES[name]
    vocabulary, merges = clip_vocabulary(MERGES)
    write_tokenizer(folder / "tokenizer", vocabulary, merges, END)
    write_tokenizer(folder / "tokenizer_2", vocabulary, merges, "!")
    pipeline = StableDiffusionXLPipeline(
        **build(name),
        tokenizer=CLIPTokenizer.from_pretrained(folder / "tokenizer"),
        tokenizer_2=CLIPTokenizer.from_pretrained(folder / "tokenizer_2"),
        scheduler=EulerDiscreteScheduler.from_config(SDXL_SCHEDULER),
        force_zeros_for_empty_prompt=shape.get("force_zeros", True),
        add_watermarker=False,
    )
    pipeline.save_pretrained(folder)
    write_tokenizer(folder / "tokenizer", vocabulary, merges, END)  # save_pretrained writes transformers 5's own files there
    write_tokenizer(folder / "tokenizer_2", vocabulary, merges, "!")
    for extra in folder.glob("tokenizer*/tokenizer.json"):
        extra.unlink()
    if shape.get("prefix", True):
        prefix_names(folder / "text_encoder" / "model.safetensors")
    forget_paths(folder)
    return folder


def prefix_names(path):
    """transformers 5 saves CLIPTextModel without the "text_model." that every published file has."""
    tensors = load_file(path)
    if not any(name.startswith("text_model.") for name in tensors):
        save_file({"text_model." + name: tensor for name, tensor in tensors.items()}, path, metadata={"format": "pt"})
    path.chmod(0o644)


def forget_paths(folder):
    """Where the model was written is nobody's business: configurations keep no _name_or_path."""
    for path in folder.rglob("*.json"):
        value = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(value, dict) and value.pop("_name_or_path", None) is not None:
            path.write_text(json.dumps(value, indent=2) + "\n")
    for path in folder.rglob("*.safetensors"):
        path.chmod(0o644)


def load_pipeline(folder, cls=StableDiffusionXLPipeline, dtype=torch.float32):
    pipeline = cls.from_pretrained(folder, dtype=dtype, local_files_only=True, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


if __name__ == "__main__":
    for model in sys.argv[2:] or SHAPES:
        print(write_model(sys.argv[1], model))
