"""Pictures whose prompt changes between steps or is composed, and of guidance beyond its scale: composed.json (as pictures.json) and
composed.safetensors. "rescaled" and "skipped" are diffusers' own pipeline's, the others by a plain loop over diffusers' UNet and Euler
scheduler: AUTOMATIC1111's rule for `AND` is uncond + scale * sum of weight * (cond - uncond), the empty prompt's
chunk fills up the shorter texts. Here the texts of each step stand beside the prompt that means them."""

import torch
from diffusers import EulerDiscreteScheduler

from chunks import embeds
from files import write_json, write_tensors
from pictures import DEFAULTS

LONG = "the small red sea, " * 30
ENTRIES = {
    "edit": ("a [red house:small sea:3] by the [sea:0.2]", lambda step: [("a " + ("red house" if step <= 3 else "small sea") + " by the " + ("sea" if step > 1 else ""), 1)]),
    "turns": ("the [red|small|] house", lambda step: [("the " + ["red", "small", ""][(step - 1) % 3] + " house", 1)]),
    "grows": (f"a house [{LONG}:2]", lambda step: [("a house " + (LONG if step > 2 else ""), 1)]),
    "composed": ("a red house AND the sea:0.6", lambda step: [("a red house", 1), (" the sea", 0.6)]),
    "both": ("a [red:small:2] house AND the sea :-0.4", lambda step: [("a " + ("red" if step <= 2 else "small") + " house", 1), (" the sea", -0.4)]),
}  # fmt: skip
INTERVALS = {"interval": {"guidance_start": 0.2, "guidance_end": 0.6}}  # step i of n counts where i / n >= start and (i + 1) / n <= end
DIFFUSERS = {"rescaled": {"guidance_rescale": 0.7}, "skipped": {"clip_skip": 1}}  # which skips in the negative prompt, too


@torch.no_grad()
def picture(pipeline, published, request, texts_at):
    steps, width, height = request["steps"], request["width"], request["height"]
    scheduler = EulerDiscreteScheduler.from_config(published)
    scheduler.set_timesteps(steps)
    known = {}

    def encoded(text):
        if text not in known:
            known[text] = embeds(pipeline, text)
        return known[text]

    texts = [[(request["negative_prompt"], 0)] + texts_at(step + 1) for step in range(steps)]
    rows = max(encoded(text)[0].shape[1] for some in texts for text, _ in some)
    empty = encoded("")[0]
    scale = pipeline.vae_scale_factor
    latents = torch.randn((1, 4, height // scale, width // scale), generator=torch.Generator().manual_seed(request["seed"]))
    latents = latents * scheduler.init_noise_sigma
    for i, (some, timestep) in enumerate(zip(texts, scheduler.timesteps)):
        contexts, pooled = [], []
        for text, _ in some:
            context, pool = encoded(text)
            contexts.append(torch.cat([context] + [empty] * ((rows - context.shape[1]) // empty.shape[1]), 1))
            pooled.append(pool)
        sizes = torch.tensor([[height, width, 0, 0, height, width]] * len(some), dtype=torch.float32)
        model_input = scheduler.scale_model_input(torch.cat([latents] * len(some)), timestep)
        noise = pipeline.unet(
            model_input, timestep, encoder_hidden_states=torch.cat(contexts), added_cond_kwargs={"text_embeds": torch.cat(pooled), "time_ids": sizes}
        ).sample
        without = noise[:1]
        if i / steps < request.get("guidance_start", 0) or (i + 1) / steps > request.get("guidance_end", 1):
            latents = scheduler.step(noise[1:2], timestep, latents).prev_sample
            continue
        guided = without + sum(request["guidance"] * weight * (noise[k + 1 : k + 2] - without) for k, (_, weight) in enumerate(some[1:]))
        latents = scheduler.step(guided, timestep, latents).prev_sample
    image = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample
    return pipeline.image_processor.postprocess(image.detach(), output_type="pt").permute(0, 2, 3, 1).mul(255).round().to(torch.uint8)


def by_the_pipeline(pipeline, published, request):
    pipeline.scheduler = EulerDiscreteScheduler.from_config(published)
    context, pooled = embeds(pipeline, request["prompt"], request.get("clip_skip", 0))
    other, other_pooled = embeds(pipeline, request["negative_prompt"], request.get("clip_skip", 0))
    images = pipeline(
        prompt_embeds=context,
        pooled_prompt_embeds=pooled,
        negative_prompt_embeds=other,
        negative_pooled_prompt_embeds=other_pooled,
        width=request["width"],
        height=request["height"],
        num_inference_steps=request["steps"],
        guidance_scale=request["guidance"],
        guidance_rescale=request.get("guidance_rescale", 0.0),
        generator=torch.Generator().manual_seed(request["seed"]),
        output_type="np",
    ).images
    return torch.from_numpy(images).mul(255).round().to(torch.uint8)


def write_composed(folder, pipeline):
    published = pipeline.scheduler.config
    entries, pictures = [], {}
    for name, (prompt, texts_at) in ENTRIES.items():
        entries.append({"name": name, **DEFAULTS, "prompt": prompt})
        pictures[name] = picture(pipeline, published, entries[-1], texts_at)
    for name, changes in INTERVALS.items():
        entries.append({"name": name, **DEFAULTS, **changes})
        pictures[name] = picture(pipeline, published, entries[-1], lambda step: [(DEFAULTS["prompt"], 1)])
    for name, changes in DIFFUSERS.items():
        entries.append({"name": name, **DEFAULTS, **changes})
        pictures[name] = by_the_pipeline(pipeline, published, entries[-1])
    write_tensors(folder / "composed.safetensors", {name: tensor.contiguous() for name, tensor in pictures.items()})
    write_json(folder / "composed.json", entries)
