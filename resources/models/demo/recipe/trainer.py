"""The loop both trainings share: cosine schedule over steps or over minutes, averaged weights, checkpoints that a killed run continues from."""
import copy
import math
import os
import time
from pathlib import Path

import torch

import parallel

CHECKPOINT_SECONDS = 90


def cosine(progress: float, floor: float = 0.01) -> float:
    """Learning-rate factor in (0, 1] at this fraction of the training."""
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def hold_then_fall(progress: float, hold: float = 0.5) -> float:
    """Full rate until `hold`, then down to nothing: what was learnt late is averaged out of the weights."""
    return 1.0 if progress < hold else cosine((progress - hold) / (1 - hold))


def autocast(device: str):
    return torch.autocast(device_type=device.split(":")[0], dtype=torch.bfloat16)


class OutOfTime(Exception):
    """The minutes given to this start are used up; everything is saved."""


class Run:
    """One training: `net` (a module), length, peak learning rate; state lives in `path`.

    The length is a number of steps, or, where `minutes` is not None, so many minutes of training (on a machine whose speed nobody can foretell).
    """

    deadline = math.inf  # time.time() at which every run saves and ends

    def __init__(self, path: Path, net: torch.nn.Module, steps: int, rate: float, decay: float = 0.999, weight_decay: float = 0.01,
                 minutes: float | None = None, schedule=cosine, warmup: int = 100):
        self.path, self.net, self.steps, self.rate, self.decay = path, net, steps, rate, decay
        self.minutes, self.schedule, self.warmup = minutes, schedule, warmup
        self.optimiser = torch.optim.AdamW(net.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=weight_decay, fused=True)
        self.average = copy.deepcopy(net).requires_grad_(False).eval()
        self.step, self.seconds, self.curve = 0, 0.0, []
        self.progress = 0.0
        if path.exists():
            state = torch.load(path, map_location=next(net.parameters()).device, weights_only=False)
            net.load_state_dict(state["net"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds, self.curve, self.progress = state["step"], state["seconds"], state["curve"], state["progress"]
            parallel.rank() == 0 and print(f"continues {path.name} at step {self.step}", flush=True)

    @property
    def done(self) -> bool:
        return self.progress >= 1 or (self.steps == 0 and self.minutes is None)

    def save(self) -> None:
        state = dict(net=self.net.state_dict(), average=self.average.state_dict(), optimiser=self.optimiser.state_dict(),
                     step=self.step, seconds=self.seconds, curve=self.curve, progress=self.progress)
        torch.save(state, self.path.with_suffix(".part"))
        os.replace(self.path.with_suffix(".part"), self.path)

    def apply(self, loss: torch.Tensor, elapsed: float) -> None:
        """elapsed: seconds of training so far."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * self.schedule(self.progress) * min(1.0, (self.step + 1) / self.warmup)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        share = self.step % parallel.SHARE_EVERY == 0
        if self.minutes is None:
            self.progress = self.step / self.steps
            if share or self.done:
                parallel.average_weights(self.net, self.progress)
        elif share:
            self.progress = parallel.average_weights(self.net, elapsed / (60 * self.minutes))
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
            self.apply(loss, self.seconds + time.time() - shown)
            window.append(loss.detach())
            if self.step % every == 0 or self.done:
                now = time.time()
                self.seconds += now - shown
                mean = float(torch.stack(window).mean())
                self.curve.append((self.step, mean))
                if parallel.rank() == 0:
                    print(f"{self.path.stem} {self.step} ({self.progress:.1%}) loss {mean:.4f} {(now - shown) / len(window):.2f} s/step "
                          f"{self.seconds / 60:.1f} min", flush=True)
                shown, window = now, []
            if parallel.rank() > 0:
                continue
            late = time.time() > self.deadline
            if time.time() - saved > CHECKPOINT_SECONDS or self.done or late:
                self.save()
                saved = time.time()
            if late and not self.done:
                raise OutOfTime(f"{self.path.stem} stopped at step {self.step}; start again to go on")
        parallel.barrier()
        return self.average
