"""Several single-threaded processes on a CPU (a busy machine stalls OpenMP's barriers; here one waits once in SHARE_EVERY steps), one process on a GPU."""
import datetime
import os
import socket
import subprocess
import sys

import torch
import torch.distributed as dist

SHARE_EVERY = 8


def rank() -> int:
    return int(os.environ.get("RANK", "0"))


def world() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def start(processes: int) -> None:
    """Starts this program `processes - 1` more times and connects all of them; rank 0 is the caller."""
    if processes > 1 and "RANK" not in os.environ:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(probe.getsockname()[1]), WORLD_SIZE=str(processes), RANK="0")
        for other in range(1, processes):
            subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "RANK": str(other)})
    if world() > 1:
        torch.set_num_threads(1)
        dist.init_process_group("gloo", rank=rank(), world_size=world(), timeout=datetime.timedelta(days=2))


def barrier() -> None:
    if world() > 1:
        dist.barrier()


@torch.no_grad()
def average_weights(net: torch.nn.Module, progress: float) -> float:
    """Local steps, shared weights (Stich 2019): exchanging gradients every step would cost as much as the step on a busy machine.

    Returns the mean of all processes' progress: they end together.
    """
    if world() == 1:
        return progress
    weights = list(net.parameters())
    flat = torch.cat([*(w.reshape(-1) for w in weights), torch.tensor([progress])])
    dist.all_reduce(flat)
    flat /= world()
    progress, flat = float(flat[-1]), flat[:-1]
    torch._foreach_copy_(weights, [part.view_as(w) for part, w in zip(flat.split([w.numel() for w in weights]), weights)])
    return progress
