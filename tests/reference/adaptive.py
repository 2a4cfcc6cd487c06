"""DPM adaptive, k-diffusion's own (0.1.1, k_diffusion/sampling.py sample_dpm_adaptive), of which nobody knows beforehand how often it asks the
model: as a scheduler of diffusers, whose timesteps are made while the pipeline walks over them, and by itself on a made-up model.
adaptive_steps.json and .safetensors: CASE/start, CASE/pull (the model's clean latents are pull * x / (1 + |x|) at any level), CASE/end;
the levels at which the model was asked, and how many steps held."""

import queue
import sys
import threading
from pathlib import Path

import torch

from files import write_json, write_tensors
from k_diffusion import KDiffusion
from replayed import k_diffusion


class Walk:
    """Timesteps from one of the spaced ones on; the next is known when the model has answered."""

    def __init__(self, scheduler, begin=0):
        self.scheduler, self.begin = scheduler, begin

    def __len__(self):
        return len(self.scheduler.spaced) - self.begin

    def __getitem__(self, places):
        if places.stop is None:
            return Walk(self.scheduler, self.begin + (places.start or 0))
        return self.scheduler.spaced[self.begin :][places]

    def __iter__(self):
        yield self.scheduler.start(self.begin)
        while not self.scheduler.ended:
            yield self.scheduler.asked_timestep()


class DpmAdaptive(KDiffusion):
    """From the first of the spaced levels, or that of image to image, to the model's lowest. One picture: the error is of all of a batch."""

    order = 1

    def set_timesteps(self, num_inference_steps, device=None):
        super().set_timesteps(num_inference_steps, device)
        self.spaced, self.timesteps = self.timesteps, Walk(self)
        self.lowest = ((1 - self.alphas_cumprod[0]) / self.alphas_cumprod[0]) ** 0.5

    def index_for_timestep(self, timestep, schedule_timesteps=None):
        return super().index_for_timestep(timestep, self.spaced)

    def add_noise(self, original_samples, noise, timesteps):
        return original_samples + noise * self.sigmas[int((self.spaced == timesteps[0]).nonzero()[0])]

    def start(self, begin):
        self.level, self.thread, self.ended = self.sigmas[begin], None, False
        return self.spaced[begin]

    def asked_timestep(self):
        return torch.tensor(self._sigma_to_t(self.level.numpy(), self.log_table), dtype=torch.float32)

    def scale_model_input(self, sample, timestep):
        self.is_scale_input_called = True
        if self.thread is None:
            self.questions, self.answers = queue.Queue(), queue.Queue()
            # Guidance asks about the picture twice at once.
            self.thread = threading.Thread(target=self.solve, args=(sample[:1], self.level), daemon=True)
            self.thread.start()
            self.questions.get()
        return sample / (self.level**2 + 1) ** 0.5

    def step(self, model_output, timestep, sample, generator=None, return_dict=True):
        if self.config.prediction_type == "epsilon":
            denoised = sample - self.level * model_output
        else:
            denoised = model_output * (-self.level / (self.level**2 + 1) ** 0.5) + sample / (self.level**2 + 1)
        self.answers.put(denoised)
        self.ended, sample, self.level = self.questions.get()
        return (sample,)

    @torch.no_grad()
    def solve(self, x, level):
        def asked(x, sigma):
            self.questions.put((False, x, sigma[0]))
            return self.answers.get()

        self.questions.put((True, k_diffusion().sampling.sample_dpm_adaptive(asked, x, self.lowest.item(), level.item(), disable=True), level))


CASES = {
    "plain": {"high": 14.6146412293, "low": 0.0291671582, "eta": 0.0, "reach": 1.0},
    "far": {"high": 14.6146412293, "low": 0.0291671582, "eta": 0.0, "reach": 6.0},
    "noisy": {"high": 14.6146412293, "low": 0.0291671582, "eta": 1.0, "reach": 2.0},
    "half_noisy": {"high": 5.0, "low": 0.1, "eta": 0.5, "reach": 3.0},
}


@torch.no_grad()
def write_adaptive(folder):
    sampling, tensors, entries = k_diffusion().sampling, {}, []
    generator = torch.Generator().manual_seed(11)
    for name, case in CASES.items():
        pull = case["reach"] * torch.randn((1, 4, 6, 5), generator=generator)
        start = torch.randn(pull.shape, generator=generator) * case["high"] + pull
        levels, own = [], torch.Generator().manual_seed(7)

        def model(x, sigma, **_):
            levels.append(sigma[0].item())
            return pull * x / (1 + x.abs())

        end, info = sampling.sample_dpm_adaptive(
            model, start, case["low"], case["high"], eta=case["eta"], disable=True, return_info=True,
            noise_sampler=lambda *_: torch.randn(pull.shape, generator=own),
        )  # fmt: skip
        tensors |= {f"{name}/start": start, f"{name}/pull": pull, f"{name}/end": end}
        entries.append({"name": name, "levels": levels, "accepted": info["n_accept"], "rejected": info["n_reject"], **case})
    write_tensors(folder / "adaptive_steps.safetensors", tensors)
    write_json(folder / "adaptive_steps.json", entries)


if __name__ == "__main__":
    write_adaptive(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "golden")
