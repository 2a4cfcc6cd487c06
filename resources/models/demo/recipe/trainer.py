"""The loop both trainings share: cosine schedule, averaged weights, checkpoints that a killed run continues from."""
import copy
import math
import os
import time
from pathlib import Path

import torch

import parallel

CHECKPOINT_SECONDS = 90


def cosine(step: int, steps: int, warmup: int = 100, floor: float = 0.01) -> float:
    """Learning-rate factor in (0, 1]."""
    if step < warmup:
        return (step + 1) / warmup
    phase = min(1.0, (step - warmup) / max(1, steps - warmup))
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * phase))


def autocast(device: str):
    return torch.autocast(device_type=device.split(":")[0], dtype=torch.bfloat16)


class OutOfTime(Exception):
    """The minutes given to this start are used up; everything is saved."""


class Run:
    """One training: `net` (a module), steps, peak learning rate; state lives in `path`."""

    deadline = math.inf  # time.time() at which every run saves and ends

    def __init__(self, path: Path, net: torch.nn.Module, steps: int, rate: float, decay: float = 0.999, weight_decay: float = 0.01):
        self.path, self.net, self.steps, self.rate, self.decay = path, net, steps, rate, decay
        self.optimiser = torch.optim.AdamW(net.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=weight_decay, fused=True)
        self.average = copy.deepcopy(net).requires_grad_(False).eval()
        self.step, self.seconds, self.curve = 0, 0.0, []
        if path.exists():
            state = torch.load(path, map_location=next(net.parameters()).device, weights_only=False)
            net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds, self.curve = state["step"], state["seconds"], state["curve"]
            parallel.rank() == 0 and print(f"continues {path.name} at step {self.step}", flush=True)

    @property
    def done(self) -> bool:
        return self.step >= self.steps

    def save(self) -> None:
        state = dict(net=self.net.state_dict(), average=self.average.state_dict(), optimiser=self.optimiser.state_dict(),
                     step=self.step, seconds=self.seconds, curve=self.curve)
        torch.save(state, self.path.with_suffix(".part"))
        os.replace(self.path.with_suffix(".part"), self.path)

    def apply(self, loss: torch.Tensor) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * cosine(self.step, self.steps)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        if self.step % parallel.SHARE_EVERY == 0 or self.done:
            parallel.average_weights(self.net)
        if parallel.rank() > 0:
            return
        decay = min(self.decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.net.parameters()), 1 - decay)

    def go(self, loss_of, every: int = 50) -> torch.nn.Module:
        """`loss_of(step)` -> scalar tensor; returns the averaged network. Raises OutOfTime."""
        shown, saved, window = time.time(), time.time(), []
        while not self.done:
            torch.manual_seed(1_000_003 + self.step * parallel.world() + parallel.rank())
            loss = loss_of(self.step)
            self.apply(loss)
            window.append(loss.detach())
            if parallel.rank() > 0:
                continue
            if self.step % every == 0 or self.done:
                now = time.time()
                self.seconds += now - shown
                mean = float(torch.stack(window).mean())
                self.curve.append((self.step, mean))
                print(f"{self.path.stem} {self.step}/{self.steps} loss {mean:.4f} {(now - shown) / len(window):.2f} s/step "
                      f"{self.seconds / 60:.1f} min", flush=True)
                shown, window = now, []
            late = time.time() > self.deadline
            if time.time() - saved > CHECKPOINT_SECONDS or self.done or late:
                self.save()
                saved = time.time()
            if late and not self.done:
                raise OutOfTime(f"{self.path.stem} stopped at step {self.step}; start again to go on")
        parallel.barrier()
        return self.average
