"""Samplers as A1111 and ComfyUI have them that k-diffusion lacks, or has otherwise, in plain loops: A1111's over timesteps
(modules/sd_samplers_timesteps_impl.py), the UniPC of both (its authors' B(h) = h, order 3), ComfyUI's lms, lcm, ddpm, deis, res_multistep, er_sde and
CFG++. `model` gives the
clean latents at a noise level, `eps` the noise at a timestep."""

import math

import numpy as np
import torch


def levels(sigma, x):
    return sigma * torch.ones(len(x))


# ---- ComfyUI


def comfy_lms(kd, model, x, sigmas, noise):
    """sample_lms, but that the last step takes what the model has in mind."""
    x = kd.sampling.sample_lms(model, x, sigmas[:-1], disable=True)
    return model(x, levels(sigmas[-2], x))


def comfy_lcm(kd, model, x, sigmas, noise):
    for here, to in zip(sigmas[:-1], sigmas[1:]):
        x = model(x, levels(here, x))
        if to > 0:
            x = x + to * noise(here, to)
    return x


def comfy_ddpm(kd, model, x, sigmas, noise):
    for here, to in zip(sigmas[:-1], sigmas[1:]):
        said = (x - model(x, levels(here, x))) / here
        kept, before = 1 / (here * here + 1), 1 / (to * to + 1)
        alpha = kept / before
        x = (1 / alpha).sqrt() * (x / (1 + here**2).sqrt() - (1 - alpha) * said / (1 - kept).sqrt())
        if to > 0:
            x = (x + ((1 - alpha) * (1 - before) / (1 - kept)).sqrt() * noise(here, to)) * (1 + to**2).sqrt()
    return x


def deis_coefficients(times, beta_0, beta_1, places=10000):
    """Of the slopes at the last levels, newest first, for each step: sums over the interval of the polynomial that is 1 at one of their times."""
    result = []
    for i, (here, to) in enumerate(zip(times[:-1], times[1:])):
        known = times[[i - k for k in range(min(i + 1, 3))]]
        taus = torch.linspace(here, to, places)
        alpha = torch.exp(-0.5 * taus**2 * (beta_1 - beta_0) - taus * beta_0)
        integrand = 0.5 * (taus * (beta_1 - beta_0) + beta_0) / torch.sqrt(alpha * (1 - alpha))
        sums = []
        for j in range(len(known)):
            polynomial = 1
            for k in range(len(known)):
                if k != j:
                    polynomial = polynomial * (taus - known[k]) / (known[j] - known[k])
            sums.append(torch.sum(integrand * polynomial) * (to - here) / places)
        result.append(sums)
    return result


def comfy_deis(kd, model, x, sigmas, noise):
    first, low, high = 1e-3, math.log(0.002**2 + 1), math.log(80**2 + 1)
    slope = 2 * (low / first - high) / (first - 1)
    start = high - 0.5 * slope
    times = ((start**2 + 2 * slope * (sigmas**2 + 1).log()).sqrt() - start) / slope
    coefficients, slopes = deis_coefficients(times, start, slope + start), []
    for i, (here, to) in enumerate(zip(sigmas[:-1], sigmas[1:])):
        slopes = [(x - model(x, levels(here, x))) / here, *slopes[:2]]
        if i == 0 or to <= 0:
            x = x + (to - here) * slopes[0]
        else:
            x = x + sum(weight * each for weight, each in zip(coefficients[i], slopes))
    return x


# ---- UniPC


def unipc(clean, x, alphas, deviations, order, bh2=False):
    """Over points of a variance preserving process; `clean` is asked at all but the last. The predictor begins each step, the corrector ends it
    with what the model says at its end, which the next step begins with."""
    steps, lambdas = len(alphas) - 1, alphas.log() - deviations.log()
    said = [clean(x, 0)]
    for point in range(1, steps + 1):
        p = min(point, order, steps + 1 - point)
        h = lambdas[point] - lambdas[point - 1]
        ratios = [(lambdas[point - 1 - k] - lambdas[point - 1]) / h for k in range(1, p)]
        differences = [(said[-1 - k] - said[-1]) / ratios[k - 1] for k in range(1, p)]
        hh = -h
        phi, factorial, right = torch.expm1(hh) / hh - 1, 1, []
        base = torch.expm1(hh) if bh2 else hh
        for i in range(1, p + 1):
            right.append(phi * factorial / base)
            factorial *= i + 1
            phi = phi / hh - 1 / factorial
        matrix = torch.stack([torch.tensor([*ratios, 1.0]) ** i for i in range(p)])
        right = torch.stack(right)
        linear = deviations[point] / deviations[point - 1] * x - alphas[point] * torch.expm1(hh) * said[-1]
        predictor = [0.5] if p == 2 else torch.linalg.solve(matrix[:-1, :-1], right[:-1]) if p > 2 else []
        predicted = linear - alphas[point] * base * sum(weight * each for weight, each in zip(predictor, differences))
        if point == steps:
            return predicted
        corrector = torch.linalg.solve(matrix, right) if p > 1 else [0.5]
        said.append(clean(predicted, point))
        change = sum(weight * each for weight, each in zip(corrector[:-1], differences)) + corrector[-1] * (said[-1] - said[-2])
        x = linear - alphas[point] * base * change


def comfy_unipc(kd, model, x, sigmas, noise, bh2=False):
    sigmas = torch.cat([sigmas[:-1], sigmas[-1:].clamp(min=0.001)])
    alphas = 1 / (sigmas**2 + 1).sqrt()

    def clean(x, point):
        return model(x / alphas[point], levels(sigmas[point], x))

    return unipc(clean, x * alphas[0], alphas, (1 - alphas**2).sqrt(), max(1, min(3, len(sigmas) - 2)), bh2) / alphas[-1]


def comfy_unipc_bh2(kd, model, x, sigmas, noise):
    return comfy_unipc(kd, model, x, sigmas, noise, bh2=True)


def way_down(start, end, eta):
    up = min(end, eta * (end**2 * (start**2 - end**2) / start**2) ** 0.5)
    return (end**2 - up**2) ** 0.5, up


def comfy_res_multistep(kd, model, x, sigmas, noise, eta=0.0):
    past = None
    for i, (here, to) in enumerate(zip(sigmas[:-1], sigmas[1:])):
        clean = model(x, levels(here, x))
        down, up = way_down(here, to, eta)
        if past is None or down == 0:
            x = x + (x - clean) / here * (down - here)
        else:
            h = here.log() - down.log()
            phi_1 = torch.expm1(-h) / -h
            phi_2 = (phi_1 - 1) / -h
            c2 = (past[1].log() - sigmas[i - 1].log()) / h
            x = torch.exp(-h) * x + h * ((phi_1 - phi_2 / c2) * clean + phi_2 / c2 * past[0])
        if to > 0:
            x = x + noise(here, to) * up
        past = clean, down
    return x


def comfy_res_multistep_ancestral(kd, model, x, sigmas, noise):
    return comfy_res_multistep(kd, model, x, sigmas, noise, eta=1.0)


def comfy_er_sde(kd, model, x, sigmas, noise):
    def scale(level):
        return level * (torch.exp(level**0.3) + 10)

    cleans, slopes = [], []
    for i, (here, to) in enumerate(zip(sigmas[:-1], sigmas[1:])):
        cleans.append(model(x, levels(here, x)))
        if to == 0:
            return cleans[-1]
        share = scale(to) / scale(here)
        x = share * x + (1 - share) * cleans[-1]
        if i > 0:
            width = (here - to) / 200
            points = to + torch.arange(200) * width
            slopes.append((cleans[-1] - cleans[-2]) / (here - sigmas[i - 1]))
            x = x + (to - here + (1 / scale(points)).sum() * width * scale(to)) * slopes[-1]
            if i > 1:
                bend = (slopes[-1] - slopes[-2]) / ((here - sigmas[i - 2]) / 2)
                x = x + ((to - here) ** 2 / 2 + ((points - here) / scale(points)).sum() * width * scale(to)) * bend
        x = x + noise(here, to) * (to**2 - here**2 * share**2).clamp(min=0).sqrt()
    return x


def comfy_cfg_pp(model, unguided, x, sigmas, noise, eta):
    """`unguided`: the clean latents that the model meant without the prompt when it was asked last, at that level."""
    for here, to in zip(sigmas[:-1], sigmas[1:]):
        clean = model(x, levels(here, x))
        if to == 0:
            return clean
        down, up = way_down(here, to, eta)
        x = clean + (x - unguided(here)) / here * down
        if eta > 0:
            x = x + noise(here, to) * up
    return x


COMFY_OWN = {"lms": comfy_lms, "lcm": comfy_lcm, "ddpm": comfy_ddpm, "deis": comfy_deis, "unipc": comfy_unipc}
COMFY_OWN |= {"unipc_bh2": comfy_unipc_bh2, "res_multistep": comfy_res_multistep, "res_multistep_a": comfy_res_multistep_ancestral, "er_sde": comfy_er_sde}
CFG_PP = {"euler_cfg_pp": 0.0, "euler_a_cfg_pp": 1.0}  # shares of noise


# ---- A1111 over timesteps


def a1111_timesteps(steps):
    return torch.clip(torch.tensor(list(range(0, 1000, 1000 // steps))) + 1, 0, 999)


def a1111_unipc(eps, kept, x, timesteps, first, bh2=False):
    """Evenly over continuous time; `first`: where image to image begins."""
    steps = len(timesteps)
    times = torch.linspace(1.0 if first is None else float(first), 1 / 1000, steps + 1)
    logs = 0.5 * kept.log().double()
    alphas = torch.tensor(np.exp(np.interp(times.double() * 1000 - 1, np.arange(1000), logs)), dtype=torch.float32)
    deviations = (1 - alphas**2).sqrt()

    def clean(x, point):
        return (x - deviations[point] * eps(x, levels((times[point] - 0.001) * 1000, x))) / alphas[point]

    return unipc(clean, x, alphas, deviations, min(3, steps), bh2)


def a1111_over_timesteps(sampler, eps, kept, x, timesteps, first=None):
    """kept: cumulative alphas. The loop leaves the cleanest timestep out: it is where the last step ends."""
    if sampler in ("unipc", "unipc_bh2"):
        return a1111_unipc(eps, kept, x, timesteps, first, sampler == "unipc_bh2")

    def moved(x, noise, i):
        here, to = kept[timesteps[i]], kept[timesteps[i - 1]]
        return to.sqrt() * (x - (1 - here).sqrt() * noise) / here.sqrt() + (1 - to).sqrt() * noise

    before = []
    for i in range(len(timesteps) - 1, 0, -1):
        noise = eps(x, levels(timesteps[i].float(), x))
        combined = noise
        if sampler == "pndm" and not before:
            combined = (noise + eps(moved(x, noise, i), levels(timesteps[i - 1].float(), x))) / 2
        elif sampler == "pndm":
            weights = {1: (3 / 2, -1 / 2), 2: (23 / 12, -16 / 12, 5 / 12), 3: (55 / 24, -59 / 24, 37 / 24, -9 / 24)}[len(before)]
            combined = sum(weight * each for weight, each in zip(weights, [noise, *before]))
        x = moved(x, combined, i)
        before = [noise, *before[:2]]
    return x
