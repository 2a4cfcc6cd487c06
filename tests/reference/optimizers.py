"""What torch.optim.AdamW, bitsandbytes' AdamW8bit, pytorch_optimizer's Lion, prodigyopt, transformers' Adafactor and diffusers' EMAModel make
of the same gradients, and the learning rates of diffusers' get_scheduler: golden/training/optimizers.{json,safetensors}.

    python optimizers.py      (needs bitsandbytes, prodigyopt and pytorch_optimizer beside requirements.txt)

Gradients depend on the step alone, so that both sides see the same bits: gradient(i, step) below.
"""

import json
import os
from pathlib import Path

import torch

os.environ["HF_HUB_OFFLINE"] = "1"  # bitsandbytes would look for kernels

OUT = Path(__file__).parent / "golden" / "training"
SHAPES = {"small": (6, 5), "row": (7,), "large": (36, 128)}
STEPS = 12


def ramp(count, multiplier, modulus, offset):
    return ((torch.arange(count, dtype=torch.int64) * multiplier + offset) % modulus - modulus // 2).float() / (modulus // 2)


def first_values(count):
    return ramp(count, 53, 101, 7) * 0.25


def gradient(count, step):
    """A steady part and one that changes from step to step, f32."""
    return ramp(count, 31, 17, 3) * 0.5 + ramp(count, 7919, 2003, step * 1047) * 0.25


CASES = {
    "adamw": ({"type": "adamw", "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.1}, 0.02, ("small", "row")),
    "adamw8bit": ({"type": "adamw8bit", "betas": [0.9, 0.99], "eps": 1e-8, "weight_decay": 0.05}, 0.01, ("row", "large")),
    "lion": ({"type": "lion", "betas": [0.9, 0.99], "weight_decay": 0.1}, 0.01, ("small", "row")),
    "prodigy": ({"type": "prodigy", "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01, "d0": 1e-3}, 1.0, ("small", "row")),
    "prodigy, warm": ({"type": "prodigy", "betas": [0.9, 0.99], "d0": 1e-4, "d_coef": 2.0, "bias_correction": True, "safeguard_warmup": True}, 0.5, ("small",)),
    "adafactor": ({"type": "adafactor", "weight_decay": 0.05}, 0.01, ("small", "row")),
    "adafactor, scaled": ({"type": "adafactor", "scale_parameter": True, "clip_threshold": 0.5, "decay_rate": 0.7}, 0.1, ("small",)),
}


class AdamW8bit:
    """bitsandbytes.optim.AdamW8bit, whose kernels need a GPU: its codes, the torch text of its optimizer_update_8bit_blockwise for "adam"
    (backends/triton/kernels_optim.py) and of its quantize_blockwise (backends/default/ops.py)."""

    def __init__(self, params, lr, betas, eps, weight_decay):
        import bitsandbytes.functional as F

        self.lr, self.betas, self.eps, self.decay, self.steps = lr, betas, eps, weight_decay, 0
        self.maps = F.create_dynamic_map(signed=True), F.create_dynamic_map(signed=False)
        self.states = []
        for p in params:
            zeros = torch.zeros_like(p.data)
            packed = p.numel() >= 4096
            self.states.append([p, packed, *[self.pack(zeros, m) if packed else zeros.clone() for m in self.maps]])

    @staticmethod
    def pack(x, code):
        blocks = x.reshape(-1, 256)
        scales = blocks.abs().max(dim=-1)[0]
        scaled = torch.clamp(blocks * (1.0 / scales.clamp(min=1e-38).view(-1, 1)), -1, 1)
        return torch.bucketize(scaled, (code[:-1] + code[1:]) / 2), scales, code

    @staticmethod
    def unpack(packed, shape):
        codes, scales, code = packed
        return (code[codes] * scales.view(-1, 1)).reshape(shape)

    def step(self):
        self.steps += 1
        (b1, b2), step = self.betas, self.steps
        for state in self.states:
            p, packed = state[:2]
            mean, square = [self.unpack(s, p.shape) if packed else s for s in state[2:]]
            p.data.mul_(1.0 - self.lr * self.decay)
            mean.mul_(b1).add_(p.grad, alpha=1.0 - b1)
            square.mul_(b2).addcmul_(p.grad, p.grad, value=1.0 - b2)
            denominator = (square.sqrt() / (1.0 - b2**step) ** 0.5).add_(self.eps)
            p.data.addcdiv_(mean, denominator, value=-self.lr / (1.0 - b1**step))
            if packed:
                state[2:] = [self.pack(mean, self.maps[0]), self.pack(square, self.maps[1])]


def make(how, params, lr):
    decay = how.get("weight_decay", 0.0)
    betas = tuple(how.get("betas", ()))
    if how["type"] == "adamw":
        return torch.optim.AdamW(params, lr=lr, betas=betas, eps=how["eps"], weight_decay=decay, foreach=False)
    if how["type"] == "adamw8bit":
        return AdamW8bit(params, lr, betas, how["eps"], decay)
    if how["type"] == "lion":
        from pytorch_optimizer import Lion

        return Lion(params, lr=lr, betas=betas, weight_decay=decay, weight_decouple=True)
    if how["type"] == "prodigy":
        from prodigyopt import Prodigy

        return Prodigy(params, lr=lr, betas=betas, eps=how.get("eps", 1e-8), weight_decay=decay, d0=how["d0"], d_coef=how.get("d_coef", 1.0),
                       use_bias_correction=how.get("bias_correction", False), safeguard_warmup=how.get("safeguard_warmup", False))
    from transformers import Adafactor

    return Adafactor(params, lr=lr, weight_decay=decay, relative_step=False, scale_parameter=how.get("scale_parameter", False),
                     clip_threshold=how.get("clip_threshold", 1.0), decay_rate=-how.get("decay_rate", 0.8))


def schedules():
    from diffusers.optimization import get_scheduler

    rows = []
    for name, warmup, steps, cycles, power in [("constant", 0, 10, 1, 1.0), ("constant", 3, 10, 1, 1.0), ("linear", 2, 10, 1, 1.0), ("cosine", 2, 10, 1, 1.0),
                                               ("cosine_with_restarts", 2, 14, 3, 1.0), ("polynomial", 2, 10, 1, 2.0)]:
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1e-3)
        rates = get_scheduler("constant_with_warmup" if name == "constant" and warmup else name, optimizer, num_warmup_steps=warmup, num_training_steps=steps,
                              num_cycles=cycles, power=power)
        told = []
        for _ in range(steps):
            told.append(rates.get_last_lr()[0])
            optimizer.step()
            rates.step()
        rows.append({"lr_schedule": name, "warmup_steps": warmup, "steps": steps, "lr_cycles": cycles, "lr_power": power, "rates": told})
    return rows


def main():
    from diffusers.training_utils import EMAModel
    from safetensors.torch import save_file

    tensors, cases = {}, []
    for name, (how, lr, shapes) in CASES.items():
        params = [torch.nn.Parameter(first_values(torch.Size(SHAPES[s]).numel()).reshape(SHAPES[s])) for s in shapes]
        optimizer = make(how, params, lr)
        mean = EMAModel(params, decay=0.4)
        distances = []
        for step in range(1, STEPS + 1):
            for p in params:
                p.grad = gradient(p.numel(), step).reshape(p.shape)
            optimizer.step()
            mean.step(params)
            if how["type"] == "prodigy":
                distances.append(optimizer.param_groups[0]["d"])
        for shape, p, average in zip(shapes, params, mean.shadow_params):
            tensors[f"{name} {shape}"] = p.detach().clone()
            if name == "adamw":
                tensors[f"{name} {shape} average"] = average.detach().clone()
        cases.append({"name": name, "optimizer": how, "learning_rate": lr, "shapes": {s: SHAPES[s] for s in shapes}, "distances": distances})
    save_file(tensors, OUT / "optimizers.safetensors")
    (OUT / "optimizers.json").write_text(json.dumps({"steps": STEPS, "ema_decay": 0.4, "cases": cases, "schedules": schedules()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
