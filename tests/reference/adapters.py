"""golden/adapters: small layers, a file of each kind of adapter on them, and the weights that the libraries which define the kinds make.

CASE.safetensors is the adapter file of one layer, named "lora_unet_layer" (PEFT: "layer"); weights.safetensors holds for each case
CASE.base, CASE.merged (and .bias, .merged_bias where the bias changes), CASE.strength. Merged weights are those of the modules' forward
pass, read out with unit inputs, at `strength`: lycoris-lora for all kinds, peft where the name says so. comfyui_dora_out follows the formula
of ComfyUI's comfy/weight_adapter/base.py. embedding.* are textual inversions.

python tests/reference/adapters.py [FOLDER]"""

import json
import sys
from pathlib import Path

import torch
from lycoris.modules.boft import ButterflyOFTModule
from lycoris.modules.diag_oft import DiagOFTModule
from lycoris.modules.full import FullModule
from lycoris.modules.glora import GLoRAModule
from lycoris.modules.ia3 import IA3Module
from lycoris.modules.locon import LoConModule
from lycoris.modules.loha import LohaModule
from lycoris.modules.lokr import LokrModule
from lycoris.modules.norms import NormModule
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict
from safetensors.torch import save_file
from torch import nn

OUT, IN = 16, 12
CASES = [  # name, module, layer, strength, arguments
    ("lora_linear", LoConModule, "linear", 0.7, {"lora_dim": 4, "alpha": 2}),
    ("lora_conv", LoConModule, "conv", 1.0, {"lora_dim": 4, "alpha": 1}),
    ("lora_conv_mid", LoConModule, "conv", 0.5, {"lora_dim": 3, "alpha": 2, "use_tucker": True}),
    ("loha_linear", LohaModule, "linear", 0.7, {"lora_dim": 4, "alpha": 2}),
    ("loha_conv", LohaModule, "conv", 1.0, {"lora_dim": 3, "alpha": 1}),
    ("loha_conv_mid", LohaModule, "conv", 0.5, {"lora_dim": 3, "alpha": 2, "use_tucker": True}),
    ("lokr_whole", LokrModule, "linear", 0.7, {"lora_dim": 64, "alpha": 2, "factor": 4}),
    ("lokr_linear", LokrModule, "linear", 0.7, {"lora_dim": 1, "alpha": 0.5, "factor": 4}),
    ("lokr_both", LokrModule, "linear", 1.0, {"lora_dim": 1, "alpha": 2, "factor": 4, "decompose_both": True}),
    ("lokr_conv", LokrModule, "conv", 1.0, {"lora_dim": 1, "alpha": 2, "factor": 4}),
    ("lokr_conv_mid", LokrModule, "conv", 0.5, {"lora_dim": 1, "alpha": 2, "factor": 4, "use_tucker": True}),
    ("full_conv", FullModule, "conv", 0.7, {}),
    ("norm", NormModule, "norm", 0.7, {}),
    ("ia3_out", IA3Module, "linear", 0.7, {}),
    ("ia3_in", IA3Module, "linear", 0.7, {"train_on_input": True}),
    ("glora_linear", GLoRAModule, "linear", 0.7, {"lora_dim": 4, "alpha": 2}),
    ("glora_conv", GLoRAModule, "conv", 1.0, {"lora_dim": 4, "alpha": 2}),
    ("oft", DiagOFTModule, "linear", 1.0, {"lora_dim": 4}),
    ("oft_conv", DiagOFTModule, "conv", 0.6, {"lora_dim": 4, "rescaled": True}),
    ("oft_constraint", DiagOFTModule, "linear", 1.0, {"lora_dim": 4, "constraint": 0.01}),
    ("boft", ButterflyOFTModule, "linear", 0.6, {"lora_dim": 8}),
    ("boft_conv", ButterflyOFTModule, "conv", 1.0, {"lora_dim": 4, "rescaled": True}),
    ("dora_out", LoConModule, "linear", 0.7, {"lora_dim": 4, "alpha": 2, "weight_decompose": True}),
    ("dora_in", LoConModule, "linear", 0.7, {"lora_dim": 4, "alpha": 2, "weight_decompose": True, "wd_on_out": False}),
    ("dora_conv_in", LoConModule, "conv", 1.0, {"lora_dim": 4, "alpha": 2, "weight_decompose": True, "wd_on_out": False}),
    ("dora_loha", LohaModule, "conv", 0.7, {"lora_dim": 3, "alpha": 2, "weight_decompose": True}),
    ("dora_lokr", LokrModule, "linear", 0.7, {"lora_dim": 1, "alpha": 2, "factor": 4, "weight_decompose": True}),
]


def layer_of(kind):
    if kind == "linear":
        return nn.Linear(IN, OUT)
    if kind == "conv":
        return nn.Conv2d(IN, OUT, 3)
    layer = nn.LayerNorm(OUT)
    nn.init.normal_(layer.weight), nn.init.normal_(layer.bias)
    return layer


def merged_weight(forward, layer):
    """What a linear map does to unit inputs, without its bias."""
    if isinstance(layer, nn.Linear):
        return (forward(torch.eye(IN)) - forward(torch.zeros(1, IN))).T
    kernel = layer.weight[0].numel()
    units = torch.eye(kernel).reshape(kernel, *layer.weight.shape[1:])
    return (forward(units) - forward(torch.zeros_like(units[:1]))).reshape(kernel, OUT).T.reshape(layer.weight.shape)


def write_lycoris(folder, weights, name, kind, layer_kind, strength, arguments):
    layer = layer_of(layer_kind)
    base, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    module = kind("lora_unet_layer", layer, strength, **arguments)
    with torch.no_grad():
        for parameter_name, parameter in module.named_parameters():
            if parameter_name.startswith(("dora_scale", "rescale")):
                parameter.mul_(torch.rand_like(parameter) * 0.4 + 0.8)
            elif parameter is not layer.weight and parameter is not layer.bias:
                parameter.copy_(torch.randn_like(parameter) * 0.3)
        if kind in (FullModule, NormModule):
            state = {k: v.detach().clone() for k, v in module.state_dict().items() if not k.startswith("org_")}
            if kind is FullModule:
                state = {"diff": state.get("weight", state.get("diff")), "diff_b": state.get("bias", state.get("diff_b"))}
            change, bias_change = list(state.values())
            merged, merged_bias = base + strength * change, bias + strength * bias_change
            weights |= {f"{name}.bias": bias, f"{name}.merged_bias": merged_bias}
        else:
            module.apply_to()
            merged = merged_weight(layer, layer)
            state = module.state_dict()
    state = {f"lora_unet_layer.{k}": v.detach().contiguous().clone() for k, v in state.items() if not k.startswith("org_")}
    save_file(state, folder / f"{name}.safetensors")
    weights |= {f"{name}.base": base, f"{name}.merged": merged.contiguous(), f"{name}.strength": torch.tensor([strength])}


def write_peft(folder, weights, name, layer_kind, **arguments):
    model = nn.Module()
    model.layer = layer_of(layer_kind)
    model.forward = lambda x: model.layer(x)
    layer = model.layer
    base = layer.weight.detach().clone()
    peft_model = get_peft_model(model, LoraConfig(target_modules=["layer"], init_lora_weights=False, **arguments))
    with torch.no_grad():
        for parameter_name, parameter in peft_model.named_parameters():
            if "magnitude" in parameter_name:
                parameter.mul_(torch.rand_like(parameter) * 0.4 + 0.8)
        state = get_peft_model_state_dict(peft_model)
        bias = layer.bias.detach().clone()
        merged = peft_model.merge_and_unload().layer
    prefix = "base_model.model."
    state = {"unet." + key.removeprefix(prefix): value.contiguous().clone() for key, value in state.items()}
    config = {"r": arguments["r"], "lora_alpha": arguments["lora_alpha"], "use_rslora": arguments.get("use_rslora", False)}
    metadata = {"lora_adapter_metadata": json.dumps({f"unet.{key}": value for key, value in config.items()})}
    save_file(state, folder / f"{name}.safetensors", metadata)
    weights |= {f"{name}.base": base, f"{name}.merged": merged.weight.detach().clone(), f"{name}.strength": torch.tensor([1.0])}
    if arguments.get("lora_bias"):
        weights |= {f"{name}.bias": bias, f"{name}.merged_bias": merged.bias.detach().clone()}


def write_comfyui_dora(folder, weights):
    base, up, down = torch.randn(OUT, IN), torch.randn(OUT, 4) * 0.3, torch.randn(4, IN) * 0.3
    alpha, strength, scale = 2.0, 0.7, torch.rand(OUT, 1) + 2.5
    changed = base + alpha / 4 * up @ down
    changed = changed * scale / (base.norm(dim=1, keepdim=True) + torch.finfo(base.dtype).eps)
    merged = base + strength * (changed - base)
    name, prefix = "comfyui_dora_out", "lora_unet_layer."
    parts = {"lora_up.weight": up, "lora_down.weight": down, "alpha": torch.tensor(alpha), "dora_scale": scale}
    save_file({prefix + key: value for key, value in parts.items()}, folder / f"{name}.safetensors")
    weights |= {f"{name}.base": base, f"{name}.merged": merged, f"{name}.strength": torch.tensor([strength])}


def write_embeddings(folder):
    """embedding.pt as A1111 saves one, embedding.bin as diffusers, embedding.safetensors with the vectors of both."""
    vectors = torch.randn(2, 8)
    texts = {"string_to_token": {"*": 265}, "name": "style", "step": 500, "sd_checkpoint": None, "sd_checkpoint_name": None}
    torch.save(texts | {"string_to_param": {"*": nn.Parameter(vectors)}}, folder / "embedding.pt")
    torch.save({"<style>": vectors[0].clone()}, folder / "embedding.bin")
    save_file({"emb_params": vectors}, folder / "embedding.safetensors")


def write_adapters(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(16)
    weights = {}
    for case in CASES:
        write_lycoris(folder, weights, *case)
    write_peft(folder, weights, "peft_linear", "linear", r=4, lora_alpha=6)
    write_peft(folder, weights, "peft_conv_rslora", "conv", r=4, lora_alpha=6, use_rslora=True)
    write_peft(folder, weights, "peft_bias", "linear", r=4, lora_alpha=6, lora_bias=True)
    write_peft(folder, weights, "peft_dora", "linear", r=4, lora_alpha=6, use_dora=True)
    write_comfyui_dora(folder, weights)
    write_embeddings(folder)
    save_file({key: value.contiguous() for key, value in weights.items()}, folder / "weights.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_adapters(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden" / "adapters")
