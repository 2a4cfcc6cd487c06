"""The samplers that only k-diffusion (0.1.1, k_diffusion/sampling.py: 2S a, SDE, 3M SDE) or ComfyUI has (comfy/k_diffusion/sampling.py: RES
multistep, ER-SDE, CFG++; written anew from their papers' formulas), as schedulers of diffusers: one step is one evaluation of the model. Noise levels and timesteps are those of diffusers' Euler, which interpolates timesteps as k-diffusion's models do; Karras and
exponential span the model's whole range, as A1111 and ComfyUI have them. SDE and 3M SDE draw from a Brownian
tree (torchsde 0.2.6) over the whole schedule, seeded as the picture; the others from the picture's generator.
"""

import math

import numpy as np
import torch
from diffusers import EulerDiscreteScheduler

R = 0.5  # where the second evaluation stands between two levels


def ancestral(start, end, eta=1.0):
    """How far down, and how much noise up again."""
    up = torch.minimum(end, eta * (end**2 * (start**2 - end**2) / start**2) ** 0.5)
    return (end**2 - up**2) ** 0.5, up


def time_of(sigma):
    return sigma.log().neg()


def sigma_of(time):
    return time.neg().exp()


class TreeNoise:
    """BrownianTreeNoiseSampler with one tree a picture."""

    def __init__(self, shape, seeds, low, high):
        import torchsde

        zeros = torch.zeros(shape[1:])
        self.trees = [torchsde.BrownianTree(low, zeros, high, entropy=seed) for seed in seeds]

    def __call__(self, start, end):
        low, high, sign = (start, end, 1) if start < end else (end, start, -1)
        # The true root: torch's is a last digit off on some processors.
        return torch.stack([tree(low, high) for tree in self.trees]) * sign / torch.tensor(math.sqrt((end - start).abs()), dtype=torch.float32)


class KDiffusion(EulerDiscreteScheduler):
    order = 2

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        table = np.array(((1 - self.alphas_cumprod) / self.alphas_cumprod) ** 0.5)
        self.log_table = np.log(table)
        low, high = table[0].item(), table[-1].item()
        if self.config.use_karras_sigmas or self.config.use_exponential_sigmas:
            if self.config.use_karras_sigmas:
                spread = np.linspace(high ** (1 / 7), low ** (1 / 7), num_inference_steps) ** 7
            else:
                spread = np.exp(np.linspace(math.log(high), math.log(low), num_inference_steps))
            self.timesteps = torch.tensor(np.array([self._sigma_to_t(sigma, self.log_table) for sigma in spread]), dtype=torch.float32)
            self.sigmas = torch.tensor([*spread, 0.0], dtype=torch.float32)
        self.nodes = self.sigmas
        self.noise = None
        if self.order == 2:
            seconds = [self.second(start, end) for start, end in zip(self.nodes[:-2], self.nodes[1:-1])]
            times = [torch.tensor(self._sigma_to_t(each.numpy(), self.log_table), dtype=torch.float32) for each in seconds]
            self.timesteps = self.interleaved(list(self.timesteps), times)
            self.sigmas = torch.cat([self.interleaved(list(self.nodes[:-1]), seconds), self.nodes[-1:]])

    @staticmethod
    def interleaved(first, second):
        return torch.stack([value for pair in zip(first, second) for value in pair] + [first[-1]])

    def scale_model_input(self, sample, timestep):
        if self.step_index is None:
            self._init_step_index(timestep)
        self.is_scale_input_called = True
        return sample / (self.sigmas[self.step_index] ** 2 + 1) ** 0.5

    def step(self, model_output, timestep, sample, generator=None, return_dict=True):
        if self.step_index is None:
            self._init_step_index(timestep)
        sigma = self.sigmas[self.step_index]
        if self.config.prediction_type == "epsilon":
            denoised = sample - sigma * model_output
        elif self.config.prediction_type == "v_prediction":
            denoised = model_output * (-sigma / (sigma**2 + 1) ** 0.5) + sample / (sigma**2 + 1)
        else:
            denoised = model_output
        generators = generator if isinstance(generator, list) else [generator]
        interval, late = divmod(self.step_index, self.order)
        sample = self.move(sample, denoised, interval, late, sigma, generators)
        self._step_index += 1
        return (sample,)

    def tree_noise(self, sample, generators, start, end):
        if self.noise is None:
            levels = self.nodes[self.nodes > 0]
            self.noise = TreeNoise(sample.shape, [each.initial_seed() for each in generators], levels.min(), levels.max())
        return self.noise(start, end)


class Dpmpp2sAncestral(KDiffusion):
    def second(self, start, end):
        t = time_of(start)
        return sigma_of(t + R * (time_of(ancestral(start, end)[0]) - t))

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        down, up = ancestral(start, end)
        if down == 0:
            return sample + (sample - denoised) / start * (down - start)
        t, h = time_of(start), time_of(down) - time_of(start)
        if not late:
            self.origin = sample
            return sigma_of(t + R * h) / sigma_of(t) * sample - (-h * R).expm1() * denoised
        noise = torch.cat([torch.randn((1, *sample.shape[1:]), generator=each) for each in generators])
        return sigma_of(time_of(down)) / sigma_of(t) * self.origin - (-h).expm1() * denoised + noise * up


class DpmppSde(KDiffusion):
    def second(self, start, end):
        t = time_of(start)
        return sigma_of(t + (time_of(end) - t) * R)

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        if end == 0:
            return sample + (sample - denoised) / start * (end - start)
        t, target = time_of(start), time_of(end)
        if not late:
            self.origin = sample
            target = t + (target - t) * R
        down, up = ancestral(sigma_of(t), sigma_of(target))
        moved = sigma_of(time_of(down)) / sigma_of(t) * self.origin - (t - time_of(down)).expm1() * denoised
        return moved + self.tree_noise(sample, generators, sigma_of(t), sigma_of(target)) * up


class Dpmpp3mSde(KDiffusion):
    order = 1

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        self.past = []  # predictions and step lengths, the newest first

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        if end == 0:
            return denoised
        h = time_of(end) - time_of(start)
        twice = h * 2
        moved = torch.exp(-twice) * sample - (-twice).expm1() * denoised
        phi_2 = twice.neg().expm1() / twice + 1
        if len(self.past) == 1:
            moved = moved + phi_2 * (denoised - self.past[0][0]) / (self.past[0][1] / h)
        elif len(self.past) > 1:
            (d1, h1), (d2, h2) = self.past[:2]
            r0, r1 = h1 / h, h2 / h
            slope, earlier = (denoised - d1) / r0, (d1 - d2) / r1
            first = slope + (slope - earlier) * r0 / (r0 + r1)
            moved = moved + phi_2 * first - (phi_2 / twice - 0.5) * (slope - earlier) / (r0 + r1)
        self.past = [(denoised, h), *self.past[:1]]
        return moved + self.tree_noise(sample, generators, start, end) * end * (-2 * h).expm1().neg().sqrt()


def drawn(sample, generators):
    return torch.cat([torch.randn((1, *sample.shape[1:]), generator=each) for each in generators])


class ResMultistep(KDiffusion):
    """Zhang et al. 2023 (arXiv 2308.02157) with one prediction of before."""

    order, eta = 1, 0.0

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        self.past = None  # the prediction before, where its step began, and where that ended ahead of its noise

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        down, up = ancestral(start, end, self.eta)
        if self.past is None or down == 0:
            moved = sample + (sample - denoised) / start * (down - start)
        else:
            before, began, ended = self.past
            h = time_of(down) - time_of(start)
            phi_1 = (-h).expm1() / -h
            phi_2 = (phi_1 - 1) / -h
            c2 = (time_of(began) - time_of(ended)) / h
            moved = (-h).exp() * sample + h * ((phi_1 - phi_2 / c2) * denoised + phi_2 / c2 * before)
        self.past = denoised, start, down
        return moved + drawn(sample, generators) * up if self.eta > 0 and end > 0 else moved


class ResMultistepAncestral(ResMultistep):
    eta = 1.0


def er_noise(level):
    return level * ((level**0.3).exp() + 10)


class ErSde(KDiffusion):
    """Cui et al. 2023 (arXiv 2309.06169), Algorithm 3, integrals by 200 points."""

    order = 1

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        self.past, self.slope = None, None

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        if end == 0:
            return denoised
        share = er_noise(end) / er_noise(start)
        moved = share * sample + (1 - share) * denoised
        slope = None
        if self.past is not None:
            down, width = end - start, (start - end) / 200
            levels = end + torch.arange(200) * width
            slope = (denoised - self.past) / (start - self.nodes[interval - 1])
            moved = moved + (down + (1 / er_noise(levels)).sum() * width * er_noise(end)) * slope
            if self.slope is not None:
                bend = (slope - self.slope) / ((start - self.nodes[interval - 2]) / 2)
                moved = moved + (down**2 / 2 + ((levels - start) / er_noise(levels)).sum() * width * er_noise(end)) * bend
        self.past, self.slope = denoised, slope
        return moved + drawn(sample, generators) * (end**2 - start**2 * share**2).clamp(min=0).sqrt()


class EulerCfgPlusPlus(KDiffusion):
    """Chung et al. 2024 (arXiv 2406.08070), Algorithm 2: `unguided` is what the model said without the prompt, set before each step."""

    order, eta, unguided = 1, 0.0, None

    def move(self, sample, denoised, interval, late, sigma, generators):
        start, end = self.nodes[interval], self.nodes[interval + 1]
        down, up = ancestral(start, end, self.eta)
        noise = (sample - denoised) / start
        if self.unguided is not None:
            v = self.config.prediction_type == "v_prediction"
            clean = self.unguided * (-start / (start**2 + 1) ** 0.5) + sample / (start**2 + 1) if v else sample - start * self.unguided
            noise = (sample - clean) / start
        moved = denoised + down * noise
        return moved + drawn(sample, generators) * up if self.eta > 0 and end > 0 else moved


class EulerAncestralCfgPlusPlus(EulerCfgPlusPlus):
    eta = 1.0
