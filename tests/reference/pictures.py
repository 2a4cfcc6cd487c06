"""pictures.json: requests in the field names of core/request/request.h, each with a name; pictures.safetensors: what diffusers makes of
each, u8 [batch, height, width, 3]. init_image names a file beside pictures.json; one of another size is resized with Pillow's Lanczos."""

import numpy as np
import torch
from diffusers import StableDiffusionXLImg2ImgPipeline
from PIL import Image

from chunks import padded_embeds
from files import write_json, write_tensors
from schedulers import FIRST_SAMPLERS, OWN_PACE, SAMPLERS, make_scheduler, pipeline_extras

DEFAULTS = {
    "prompt": "a small red house by the sea",
    "negative_prompt": "blurry, dark",
    "width": 56,
    "height": 40,
    "steps": 5,
    "guidance": 5.0,
    "seed": 1234,
    "batch": 1,
    "sampler": "euler",
    "spacing": "published",
    "init_image": "",
    "strength": 0.6,
}

EXTRAS = {
    "no_negative": {"negative_prompt": None},
    "empty_negative": {"negative_prompt": ""},
    "no_guidance": {"guidance": 1.0},
    "empty_prompt": {"prompt": ""},
    "long_prompt": {"prompt": "one of the " + "many, " * 60 + "birds"},
    "batch_euler_a": {"batch": 2, "sampler": "euler_a", "seed": 7},
    "batch_init": {"batch": 2, "sampler": "euler_a", "seed": 2**32 - 1, "init_image": "init.png"},
    "large_odd": {"width": 104, "height": 72, "steps": 6, "sampler": "dpmpp_2m"},
    "wide": {"width": 128, "height": 16, "seed": 0},
    "one_step": {"steps": 1, "sampler": "dpmpp_2m"},
    "init_weak": {"init_image": "init.png", "strength": 0.3, "steps": 4, "sampler": "ddim"},
    "init_full": {"init_image": "init.png", "strength": 1.0, "steps": 4},
    "init_resized": {"init_image": "init_large.png", "negative_prompt": None, "guidance": 3.0},
}


def stacked(images):
    return torch.from_numpy(np.stack([np.asarray(image) for image in images]))


def write_golden_pictures(model, name, entries, draw):
    """Requests and the pictures that `draw` makes of each, as MODEL/NAME.json and MODEL/NAME.safetensors."""
    pictures = {request["name"]: stacked(draw(request)) for request in entries}
    write_tensors(model / f"{name}.safetensors", pictures)
    write_json(model / f"{name}.json", entries)


def requests():
    entries = []
    for sampler in FIRST_SAMPLERS:
        for spacing in SAMPLERS[sampler]:
            for kind, changes in [("text", {}), ("init", {"init_image": "init.png"})]:
                entries.append({"name": f"{kind}_{sampler}_{spacing}", **DEFAULTS, "sampler": sampler, "spacing": spacing, **changes})
    return entries + [{"name": name, **DEFAULTS, **changes} for name, changes in EXTRAS.items()]


def sampler_requests():
    """Of the samplers that pictures.json leaves out; a batch, because noise is drawn for each picture apart."""
    entries = []
    for sampler, spacings in (SAMPLERS | OWN_PACE).items():
        if sampler in FIRST_SAMPLERS:
            continue
        for spacing in spacings:
            for kind, changes in [("text", {}), ("init", {"init_image": "init.png"})]:
                small = {"width": 48, "height": 32, "steps": 4, "strength": 0.75}
                if sampler.endswith("cfg_pp"):
                    small["guidance"] = 1.5
                entries.append({"name": f"{kind}_{sampler}_{spacing}", **DEFAULTS, **small, "sampler": sampler, "spacing": spacing, **changes})
    small = {"width": 48, "height": 32, "steps": 4, "strength": 0.75, "sampler": "dpmpp_3m_sde", "spacing": "karras"}
    entries += [{"name": f"{kind}_dpmpp_3m_sde_karras", **DEFAULTS, **small, **changes} for kind, changes in [("text", {}), ("init", {"init_image": "init.png"})]]
    noisy = {"sampler": "dpmpp_sde", "batch": 2, "width": 32, "height": 32, "steps": 3}
    return [*entries, {"name": "batch_dpmpp_sde", **DEFAULTS, **noisy}]


def init_picture(width, height):
    """Smooth colours with an edge across: something a resize can get wrong."""
    y, x = np.mgrid[0:height, 0:width] / [[[height]], [[width]]]
    red = 0.5 + 0.5 * np.sin(9 * x + 4 * y)
    green = y
    blue = np.where(x + y > 1, 0.9, 0.2)
    return Image.fromarray((np.stack([red, green, blue], -1) * 255).round().astype(np.uint8))


def write_init_pictures(folder, width=DEFAULTS["width"], height=DEFAULTS["height"]):
    folder.mkdir(parents=True, exist_ok=True)
    init_picture(width, height).save(folder / "init.png")
    init_picture(90, 70).save(folder / "init_large.png")


def run(pipeline, image_pipeline, scheduler_config, request, folder):
    # diffusers itself cuts a long prompt; ours and A1111's go on in the next chunk.
    long = len(pipeline.tokenizer(request["prompt"])["input_ids"]) > 77
    texts = {"prompt": request["prompt"], "negative_prompt": request["negative_prompt"]}
    arguments = {
        **(padded_embeds(pipeline, request["prompt"], request["negative_prompt"]) if long else texts),
        "num_inference_steps": request["steps"],
        "guidance_scale": request["guidance"],
        "num_images_per_prompt": request["batch"],
        "generator": [torch.Generator().manual_seed(request["seed"] + i) for i in range(request["batch"])],
    }
    size = request["width"], request["height"]
    chosen = image_pipeline if request["init_image"] else pipeline
    chosen.scheduler = make_scheduler(request["sampler"], request["spacing"], scheduler_config)
    arguments |= pipeline_extras(chosen.scheduler)
    if request["init_image"]:
        image = Image.open(folder / request["init_image"]).convert("RGB")
        image = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
        arguments |= {"image": image, "strength": request["strength"]}
    else:
        arguments |= {"width": size[0], "height": size[1]}
    if not hasattr(chosen.scheduler, "unguided"):
        return stacked(chosen(**arguments).images)

    def listen(_, __, output):  # the half without the prompt comes first
        chosen.scheduler.unguided = output[0].chunk(2)[0]

    hearing = chosen.unet.register_forward_hook(listen)
    images = chosen(**arguments).images
    hearing.remove()
    return stacked(images)


def write_pictures(folder, pipeline):
    write_init_pictures(folder)
    image_pipeline = StableDiffusionXLImg2ImgPipeline(
        **{name: pipeline.components[name] for name in pipeline.components if name not in ("image_encoder", "feature_extractor")},
        force_zeros_for_empty_prompt=pipeline.config.force_zeros_for_empty_prompt,
        add_watermarker=False,
    )
    image_pipeline.set_progress_bar_config(disable=True)
    entries = requests()
    published = pipeline.scheduler.config  # of the model; the pipeline's own changes with each request
    write_tensors(
        folder / "pictures.safetensors",
        {request["name"]: run(pipeline, image_pipeline, published, request, folder) for request in entries},
    )
    write_json(folder / "pictures.json", entries)
    if folder.name == "tiny64":
        entries = sampler_requests()
        write_json(folder / "samplers.json", entries)
        made = {request["name"]: run(pipeline, image_pipeline, published, request, folder) for request in entries}
        write_tensors(folder / "samplers.safetensors", made)
