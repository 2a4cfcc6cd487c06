"""Noise levels by the names of A1111 and ComfyUI that diffusers has no option for, over SDXL's training levels: written after ComfyUI's
comfy/samplers.py and k-diffusion's get_sigmas_*, the last level 0."""

import math

import numpy as np
from diffusers import EulerDiscreteScheduler

from schedulers import SDXL_SCHEDULER

SPACINGS = ["sgm_uniform", "simple", "normal", "ddim_uniform", "kl_optimal", "align_your_steps", "linear_quadratic"]
ALIGNED = [14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141, 0.5550693289, 0.3798540708, 0.2332364134, 0.1114188177]
ALIGNED.append(0.0291671582)


def table():
    alphas = EulerDiscreteScheduler.from_config(SDXL_SCHEDULER).alphas_cumprod
    return ((1 - alphas) / alphas).sqrt().double().numpy()


def at(timesteps):
    """Between whole timesteps the logarithm is interpolated."""
    return np.exp(np.interp(timesteps, np.arange(1000), np.log(table())))


def linear_quadratic(n, highest):
    """Mochi's: half of the steps share a fortieth of the way, evenly; a parabola that goes on with their slope takes the rest."""
    if n == 1:
        return [highest, 0.0]
    first, fortieth = n // 2, 0.025
    rest, missing = n - first, first - fortieth * n
    square = missing / (first * rest**2)
    slope = fortieth / first - 2 * missing / rest**2
    gone = [i * fortieth / first for i in range(first)] + [square * i**2 + slope * i + square * first**2 for i in range(first, n)]
    return [float(np.float32(1 - each) * highest) for each in gone] + [0.0]


def spaced_sigmas(name, n):
    sigmas = table()
    if name == "sgm_uniform":
        return [*at(np.linspace(999, 0, n + 1)[:-1]), 0.0]
    if name == "normal":
        return [*at(np.linspace(999, 0, n)), 0.0]
    if name == "simple":
        return [sigmas[-(1 + int(i * (1000 / n)))] for i in range(n)] + [0.0]
    if name == "ddim_uniform":
        return [*sigmas[1 :: max(1000 // n, 1)][::-1], 0.0]
    if name == "kl_optimal":
        share = np.arange(n) / (n - 1)
        return [*np.tan(share * math.atan(sigmas[0]) + (1 - share) * math.atan(sigmas[-1])), 0.0]
    if name == "align_your_steps":
        logs = np.interp(np.linspace(0, 1, n + 1), np.linspace(0, 1, len(ALIGNED)), np.log(ALIGNED))
        return [*np.exp(logs)[:-1], 0.0]
    if name == "linear_quadratic":
        return linear_quadratic(n, sigmas[-1])
    raise ValueError(name)
