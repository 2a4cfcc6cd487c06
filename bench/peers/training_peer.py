"""A step of a full-size SDXL LoRA by diffusers and peft on CPU torch: training_peer.py DTYPE PIXELS RANK [checkpointing]. The base has random
weights in DTYPE, factors are f32 as in diffusers' train_text_to_image_lora_sdxl.py; one picture."""

import os
import resource
import sys

import torch
from peft import LoraConfig, inject_adapter_in_model

import sdxl
from serve import serve

dtype, pixels, rank = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(len(os.sched_getaffinity(0)))
unet = sdxl.build("unet", dtype).unet.to(memory_format=torch.channels_last).train()
inject_adapter_in_model(LoraConfig(r=rank, lora_alpha=rank, init_lora_weights="gaussian", target_modules=["to_k", "to_q", "to_v", "to_out.0"]), unet)
trained = [p for n, p in unet.named_parameters() if "lora_" in n]
for p in unet.parameters():
    p.requires_grad_(False)
for p in trained:
    p.data = p.data.float()
    p.requires_grad_(True)
if "checkpointing" in sys.argv[4:]:
    unet.enable_gradient_checkpointing()
optimizer = torch.optim.AdamW(trained, lr=1e-4)
sample, timestep, context, pooled, time_ids = sdxl.inputs("unet", dtype, pixels, 1)
target = torch.randn_like(sample, dtype=torch.float32)


def step():
    with torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bf16"):
        said = unet(sample, timestep, context, added_cond_kwargs={"text_embeds": pooled, "time_ids": time_ids}, return_dict=False)[0]
    loss = torch.nn.functional.mse_loss(said.float(), target)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    optimizer.zero_grad()


def answers():
    """What it held at most: its weights are its own, for torch maps no file here."""
    return {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


serve(step, {"peer": f"torch {torch.__version__} {dtype}, diffusers and peft" + (", checkpointing" if "checkpointing" in sys.argv[4:] else "")}, answers)
