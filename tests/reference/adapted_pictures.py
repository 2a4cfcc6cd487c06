"""Pictures of a model with LoRAs on it, and of one that predicts v: adapted.json (as pictures.json, with "loras": [file, scale, text scale],
"prediction" and "zero_snr") and adapted.safetensors. The LoRAs are random, in kohya's spelling, on every attention, feed-forward and
resnet of the UNet and every linear layer of the text encoders."""

import numpy as np
import torch
from diffusers import EulerDiscreteScheduler
from safetensors.torch import save_file

from files import write_json, write_tensors
from pictures import DEFAULTS

ENTRIES = {
    "one": {"loras": [["lora.safetensors", 1.0, 1.0]]},
    "weak": {"loras": [["lora.safetensors", 0.3, 0.3]]},
    "negative": {"loras": [["lora.safetensors", -0.7, -0.7]]},
    "denoiser_alone": {"loras": [["lora.safetensors", 1.0, 0.0]]},
    "two": {"loras": [["lora.safetensors", 0.8, 0.8], ["other.safetensors", 0.5, 1.0]]},
    "v_prediction": {"prediction": "v_prediction"},
    "v_zero_snr": {"prediction": "v_prediction", "zero_snr": True},
}
RANK = 2


def random_lora(pipeline, seed):
    """Alpha is half the rank; ups are small enough that the picture stays a picture."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for prefix, network in [("lora_unet", pipeline.unet), ("lora_te1", pipeline.text_encoder), ("lora_te2", pipeline.text_encoder_2)]:
        for name, module in network.named_modules():
            linear = isinstance(module, torch.nn.Linear) and any(part in name for part in (".attn", ".ff.", "self_attn", "mlp"))
            convolution = isinstance(module, torch.nn.Conv2d) and ".conv1" in name
            if not linear and not convolution:
                continue
            if network is pipeline.text_encoder and not name.startswith("text_model."):  # transformers 5 calls it so no more
                name = f"text_model.{name}"
            key = f"{prefix}_{name.replace('.', '_')}"
            shape = module.weight.shape
            tensors[f"{key}.lora_down.weight"] = torch.randn(RANK, *shape[1:], generator=generator).div(np.sqrt(np.prod(shape[1:]))).half()
            tensors[f"{key}.lora_up.weight"] = torch.randn(shape[0], RANK, *[1] * (len(shape) - 2), generator=generator).mul(0.3).half()
            tensors[f"{key}.alpha"] = torch.tensor(RANK / 2)
    return tensors


def picture(pipeline, folder, published, entry):
    pipeline.unload_lora_weights()
    names = []
    for i, (file, _, _) in enumerate(entry.get("loras", [])):
        names.append(f"lora{i}")
        pipeline.load_lora_weights(folder, weight_name=file, adapter_name=names[-1])
    if names:
        weights = [{"unet": scale, "text_encoder": text, "text_encoder_2": text} for _, scale, text in entry["loras"]]
        pipeline.set_adapters(names, weights)
    changes = {"prediction_type": entry["prediction"]} if "prediction" in entry else {}
    if entry.get("zero_snr"):
        changes["rescale_betas_zero_snr"] = True
    pipeline.scheduler = EulerDiscreteScheduler.from_config(published, **changes)
    made = pipeline(
        prompt=entry["prompt"],
        negative_prompt=entry["negative_prompt"],
        num_inference_steps=entry["steps"],
        guidance_scale=entry["guidance"],
        width=entry["width"],
        height=entry["height"],
        generator=torch.Generator().manual_seed(entry["seed"]),
    )
    return torch.from_numpy(np.stack([np.asarray(image) for image in made.images]))


def write_adapted_pictures(folder, pipeline):
    for file, seed in [("lora.safetensors", 5), ("other.safetensors", 6)]:
        save_file(random_lora(pipeline, seed), folder / file, metadata={"ss_network_module": "networks.lora"})
        (folder / file).chmod(0o644)  # save_file leaves 0600
    published = pipeline.scheduler.config
    entries = [{"name": name, **DEFAULTS, **changes} for name, changes in ENTRIES.items()]
    write_tensors(folder / "adapted.safetensors", {entry["name"]: picture(pipeline, folder, published, entry) for entry in entries})
    write_json(folder / "adapted.json", entries)
