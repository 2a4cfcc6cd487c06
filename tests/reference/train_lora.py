"""A LoRA trained by torch, diffusers and peft from a training configuration (docs/training.md), with the draws that the lab makes: what
`imagelab train` is held to. Writes losses.json and lora.safetensors under diffusers' names.

    python train_lora.py MODEL_FOLDER CONFIG.json OUT_FOLDER [--steps N] [--threads N]
    python train_lora.py --golden [NAME ...]       golden/training anew, or these: runs of tiny64 and sigma72 on three small pictures
    python train_lora.py --compare LOSSES.json EVENTS.jsonl LORA.safetensors OTHER.safetensors
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent


def fitted(image, width, height):
    from PIL import Image

    scale = max(width / image.width, height / image.height)
    wide, high = max(width, round(image.width * scale)), max(height, round(image.height * scale))
    if image.size != (wide, high):
        image = image.resize((wide, high), Image.Resampling.LANCZOS)
    left, top = (wide - width) // 2, (high - height) // 2
    return image.crop((left, top, left + width, top + height))


def pictures_of(folder, width, height, masked=False):
    """[(picture, caption, mask of its places or None)]"""
    from PIL import Image

    examples = []
    named = (p for p in Path(folder).iterdir() if p.suffix in (".png", ".jpg") and not p.name.endswith(".mask.png"))
    for path in sorted(named, key=lambda p: p.name.encode()):
        opened = Image.open(path)
        beside, mask = path.with_suffix(".mask.png"), None
        if masked and beside.exists():
            mask = Image.open(beside).convert("RGB").getchannel("R")
        elif masked and opened.mode == "RGBA":
            mask = opened.getchannel("A")
        text = path.with_suffix(".txt")
        examples.append((fitted(opened.convert("RGB"), width, height), text.read_text().strip() if text.exists() else "",
                         fitted(mask, width, height) if mask else None))
    return examples


def shares_of(mask, height, width):
    """What counts of each latent, as kohya-ss/sd-scripts' apply_masked_loss: the mask brought to their size by areas."""
    if mask is None:
        return torch.ones(1, 1, height, width)
    whole = torch.from_numpy(np.asarray(mask).copy()).float()[None, None] / 255
    return torch.nn.functional.interpolate(whole, size=(height, width), mode="area")


def orders_of(caption, picture, config):
    """The orders of a caption's parts that are read."""
    orders = []
    for which in range(config.get("shuffle_captions", 0)):
        parts = [part.strip() for part in caption.split(",")]
        kept = min(config.get("keep_tokens", 0), len(parts))
        g = torch.Generator().manual_seed(config["seed"] + 4000000000 + 1000 * picture + which)
        others = torch.randperm(len(parts) - kept, generator=g).tolist()
        orders.append(", ".join(parts[:kept] + [parts[kept + i] for i in others]))
    return orders or [caption]


def zero_terminal(abar):
    """Lin et al. 2023, Algorithm 1, as sd-scripts' fix_noise_scheduler_betas_for_zero_terminal_snr."""
    root = abar.sqrt()
    first, last = root[0].clone(), root[-1].clone()
    root = (root - last) * first / (first - last)
    rescaled = root**2
    alphas = torch.cat([rescaled[:1], rescaled[1:] / rescaled[:-1]])
    return torch.cumprod(1 - (1 - alphas), 0)


def encode_pictures(pipeline, examples, mirrored=False):
    latents = []
    for image, _, _ in examples:
        x = torch.from_numpy(np.asarray(image).copy()).float().permute(2, 0, 1)[None] / 255 * 2 - 1
        if mirrored:
            x = x.flip(3)
        latents.append(pipeline.vae.encode(x).latent_dist.mode() * pipeline.vae.config.scaling_factor)
    return latents


def encode_text(pipeline, caption):
    """What the denoiser is told of a caption: its arguments."""
    if hasattr(pipeline, "transformer"):
        context, mask, _, _ = pipeline.encode_prompt(caption, do_classifier_free_guidance=False, max_sequence_length=pipeline.tokenizer.model_max_length)
        return {"encoder_hidden_states": context, "encoder_attention_mask": mask}
    context, _, pooled, _ = pipeline.encode_prompt(caption, do_classifier_free_guidance=False)
    return {"encoder_hidden_states": context, "text_embeds": pooled}


def order(seed, count, of_class=0):
    """Examples, epochs strung together; with class pictures as many of them, behind the others, which go on from epoch to epoch."""
    epoch = 0
    while True:
        slots = 2 * count if of_class else count
        for slot in torch.randperm(slots, generator=torch.Generator().manual_seed(seed + 1000000000 + epoch)).tolist():
            yield slot if slot < count else count + (epoch * count + slot - count) % of_class
        epoch += 1


def named(targets, inside):
    words = "|".join(target.replace(".", r"\.") for target in targets)
    return rf"{inside}.*\.({words})"


class Drawn:
    """First values, all from one generator, in the order of docs/training.md."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def fill(self, parameter, divisor):
        parameter.data = torch.randn(tuple(parameter.shape), generator=self.generator) / divisor if divisor else torch.zeros_like(parameter)


def peft_layers(network, component, targets, inside, config, drawn):
    """LoRA and DoRA by peft: [(name in the file, parameter)]."""
    from peft import LoraConfig, inject_adapter_in_model

    rank, dora = config.get("rank", 16), config.get("network") == "dora"
    inject_adapter_in_model(LoraConfig(r=rank, lora_alpha=config.get("alpha", rank), target_modules=named(targets, inside), use_dora=dora), network)
    trained = []
    for name, module in sorted(((n, m) for n, m in network.named_modules() if hasattr(m, "lora_A")), key=lambda item: item[0].encode()):
        if component == "text_encoder" and f"layers.{network.config.num_hidden_layers - 1}." in name:
            continue  # nobody reads the last layer of the first encoder
        if component == "text_encoder" and not name.startswith("text_model."):
            name = "text_model." + name  # as files call it; transformers 5 no longer does
        a, b = module.lora_A["default"].weight, module.lora_B["default"].weight
        drawn.fill(a, rank)
        drawn.fill(b, 0)
        trained += [(f"{component}.{name}.lora_A.weight", a), (f"{component}.{name}.lora_B.weight", b)]
        if dora:
            trained.append((f"{component}.{name}.lora_magnitude_vector", module.lora_magnitude_vector["default"].weight))
    return trained


def lycoris_layers(network, targets, inside, config, drawn):
    """LoHa and LoKr by LyCORIS, under kohya's names."""
    import math
    import re

    from lycoris.modules.loha import LohaModule
    from lycoris.modules.lokr import LokrModule

    rank, trained = config.get("rank", 16), []
    chosen = [(n, m) for n, m in network.named_modules() if isinstance(m, torch.nn.Linear) and re.fullmatch(named(targets, inside), n)]
    for name, module in sorted(chosen, key=lambda item: item[0].encode()):
        key = "lora_unet_" + name.replace(".", "_")
        if config["network"] == "loha":
            made = LohaModule(key, module, 1.0, rank, config.get("alpha", rank))
            order, divisors = ["hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"], [10, 1, 0, 1]
        else:
            made = LokrModule(key, module, 1.0, rank, config.get("alpha", rank), factor=config.get("lokr_factor", -1))
            kaiming = lambda columns: torch.tensor(3.0 * columns).sqrt().item()  # noqa: E731
            order = ["lokr_w1"] + (["lokr_w2"] if hasattr(made, "lokr_w2") else ["lokr_w2_a", "lokr_w2_b"])
            divisors = [kaiming(made.lokr_w1.shape[1])] + ([0] if len(order) == 2 else [kaiming(rank), 0])
        made.apply_to()
        module.lycoris = [made]  # kept alive, not a child
        for part, divisor in zip(order, divisors):
            drawn.fill(getattr(made, part), divisor)
            trained.append((f"{key}.{part}", getattr(made, part)))
    return trained


def inversion(pipeline, config):
    """Vectors of both text encoders, which stand where captions have the stand-in, a word of one token in none of them."""
    trained = []
    for key, tokenizer, encoder in [("clip_l", pipeline.tokenizer, pipeline.text_encoder), ("clip_g", pipeline.tokenizer_2, pipeline.text_encoder_2)]:
        table = encoder.get_input_embeddings()
        first = tokenizer(config["initializer"], add_special_tokens=False).input_ids
        vectors = torch.nn.Parameter(torch.stack([table.weight[first[i % len(first)]] for i in range(config["vectors"])]).clone())
        (own,) = tokenizer(STAND_IN, add_special_tokens=False).input_ids

        def replace(module, given, out, own=own, vectors=vectors):
            places = given[0] == own
            out = out.clone()
            out[places] = vectors.repeat(int(places.sum()) // len(vectors), 1)
            return out

        table.register_forward_hook(replace)
        trained.append((key, vectors))
    return trained


STAND_IN = "z"


def optimizer_of(config, trained):
    """Parameters of text encoders may have a rate of their own."""
    import optimizers

    how = {"type": "adamw", **config.get("optimizer", {})}
    usual = {"adamw": {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}, "adamw8bit": {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01},
             "lion": {"betas": (0.9, 0.99), "weight_decay": 0.01}, "prodigy": {"betas": (0.9, 0.999), "d0": 1e-6}, "adafactor": {}}[how["type"]]
    rate = config.get("learning_rate", 1e-4)
    own = config.get("text_encoder_learning_rate", rate)
    groups = [{"params": [p for n, p in trained if n.startswith("text_encoder") == text], "lr": own if text else rate} for text in (False, True)]
    return optimizers.make({**usual, **how}, [g for g in groups if g["params"]], rate)


def train(folder, config, steps=None):
    from diffusers import DiffusionPipeline
    from diffusers.optimization import get_scheduler

    pipeline = DiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    pixart = hasattr(pipeline, "transformer")
    unet, scheduler = pipeline.transformer if pixart else pipeline.unet, pipeline.scheduler
    if config.get("v_prediction"):
        scheduler.register_to_config(prediction_type="v_prediction")
    for network in (unet, pipeline.vae, pipeline.text_encoder, getattr(pipeline, "text_encoder_2", None)):
        if network is not None:
            network.requires_grad_(False)
    own = unet.config.sample_size * 8
    width, height = config.get("width", own), config.get("height", own)
    seed, kind = config["seed"], config.get("network", "lora")
    batch, steps = config.get("batch_size", 1), steps or config.get("steps", 1000)
    examples = pictures_of(config["images"], width, height, config.get("masked_loss"))
    learnt = len(examples)
    if config.get("class_images"):
        examples += [(i, c or config.get("class_prompt", ""), m) for i, c, m in pictures_of(config["class_images"], width, height, config.get("masked_loss"))]
    with torch.no_grad():
        latents = encode_pictures(pipeline, examples)
        flipped = encode_pictures(pipeline, examples, True) if config.get("flip") else None
    captions = [caption for _, caption, _ in examples]
    if kind == "textual_inversion":
        words = " ".join([STAND_IN] * config["vectors"])
        captions = [c.replace(config["token"], words) if config["token"] in c else f"{words}, {c}" for c in captions]
    drawn = Drawn(seed)
    targets = config.get("targets", ["to_q", "to_k", "to_v", "to_out.0"])
    inside = r"transformer_blocks\." if pixart else r".*attentions\."
    if kind == "textual_inversion":
        trained = inversion(pipeline, config)
    elif kind in ("loha", "lokr"):
        trained = lycoris_layers(unet, targets, inside, config, drawn)
    else:
        trained = peft_layers(unet, "transformer" if pixart else "unet", targets, inside, config, drawn)
    if config.get("text_encoders"):
        for part in ("text_encoder", "text_encoder_2"):
            of_text = config.get("text_encoder_targets", ["q_proj", "k_proj", "v_proj", "out_proj"])
            trained += peft_layers(getattr(pipeline, part), part, of_text, "", config, drawn)
    for _, p in trained:
        p.requires_grad_(True)
    reads = kind == "textual_inversion" or config.get("text_encoders")
    with torch.set_grad_enabled(False):
        texts = [[encode_text(pipeline, text) for text in orders_of(caption, i, config)] for i, caption in enumerate(captions)]
        silent = encode_text(pipeline, "")
    times = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)

    def told(conditions):
        joined = {name: torch.cat([c[name] for c in conditions]) for name in conditions[0]}
        if pixart:
            sizes = {"resolution": None, "aspect_ratio": None}
            if unet.use_additional_conditions:
                sizes = {"resolution": torch.tensor([[height, width]] * batch, dtype=torch.float32), "aspect_ratio": torch.tensor([[height / width]] * batch)}
            return {**joined, "added_cond_kwargs": sizes}
        return {"encoder_hidden_states": joined["encoder_hidden_states"],
                "added_cond_kwargs": {"text_embeds": joined["text_embeds"], "time_ids": times.repeat(batch, 1)}}

    parameters = [p for _, p in trained]
    optimizer = optimizer_of(config, trained)
    schedule, warmup = config.get("lr_schedule", "constant"), config.get("warmup_steps", 0)
    rates = get_scheduler("constant_with_warmup" if schedule == "constant" and warmup else schedule, optimizer, num_warmup_steps=warmup,
                          num_training_steps=config.get("steps", 1000))
    abar = zero_terminal(scheduler.alphas_cumprod) if config.get("zero_terminal_snr") else scheduler.alphas_cumprod
    next_example = order(seed, learnt, len(examples) - learnt)
    losses = []
    for step in range(1, steps + 1):
        chosen = [next(next_example) for _ in range(batch)]
        g = torch.Generator().manual_seed(seed + step)
        t = torch.randint(0, 1000, (batch,), generator=g)
        noise = torch.randn((batch, 4, height // 8, width // 8), generator=g)
        if config.get("noise_offset"):
            noise = noise + config["noise_offset"] * torch.randn((batch, 4, 1, 1), generator=g)
        dropped = torch.rand((batch,), generator=g) < config["caption_dropout"] if config.get("caption_dropout") else [False] * batch
        turned = torch.rand((batch,), generator=g) < 0.5 if config.get("flip") else [False] * batch
        orders = config.get("shuffle_captions", 0)
        which = (torch.rand((batch,), generator=g) * orders).long().tolist() if orders else [0] * batch
        x0 = torch.cat([(flipped if turned[i] else latents)[e] for i, e in enumerate(chosen)])
        if reads:
            conditions = [encode_text(pipeline, "" if dropped[i] else captions[e]) for i, e in enumerate(chosen)]
        else:
            conditions = [silent if dropped[i] else texts[e][which[i]] for i, e in enumerate(chosen)]
        a = abar[t].reshape(-1, 1, 1, 1)
        x = a.sqrt() * x0 + (1 - a).sqrt() * noise
        v = scheduler.config.prediction_type == "v_prediction"
        target = a.sqrt() * noise - (1 - a).sqrt() * x0 if v else noise
        said = unet(x, timestep=t, **told(conditions)).sample[:, :4]
        loss = (said - target) ** 2
        if config.get("masked_loss"):
            shares = [shares_of(examples[e][2], height // 8, width // 8) for e in chosen]
            loss = loss * torch.cat([s.flip(3) if turned[i] else s for i, s in enumerate(shares)])
        if learnt < len(examples):  # sd-scripts: loss.mean([1, 2, 3]) * loss_weights
            loss = loss.mean(dim=(1, 2, 3), keepdim=True) * torch.tensor([config.get("prior_weight", 1.0) if e >= learnt else 1.0 for e in chosen]).reshape(-1, 1, 1, 1)
        if config.get("snr_gamma"):
            snr = abar[t] / (1 - abar[t])
            weight = torch.minimum(snr, torch.full_like(snr, config["snr_gamma"])) / (snr + 1 if v else snr)
            loss = loss.mean(dim=(1, 2, 3)) * weight
        loss = loss.mean()
        loss.backward()
        if config.get("max_grad_norm", 1.0):
            torch.nn.utils.clip_grad_norm_(parameters, config.get("max_grad_norm", 1.0))
        rate = rates.get_last_lr()[0]
        if config.get("optimizer", {}).get("type") == "prodigy":
            rate *= optimizer.param_groups[0]["d"]
        losses.append({"step": step, "loss": loss.item(), "learning_rate": rate})
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return losses, {name: p.detach().contiguous().clone() for name, p in trained}


def write(out, losses, factors):
    from safetensors.torch import save_file

    out.mkdir(parents=True, exist_ok=True)
    (out / "losses.json").write_text(json.dumps(losses, indent=1) + "\n")
    save_file(factors, out / "lora.safetensors")


def small_pictures(folder):
    """Three drawings of 128 pixels, one of them larger and wider, to be scaled and cropped."""
    from PIL import Image, ImageDraw

    folder.mkdir(parents=True, exist_ok=True)
    for name, size, colour, caption in [("b ring", (128, 128), (200, 40, 40), "a red ring"), ("a square", (128, 128), (40, 90, 200), "a blue square"),
                                        ("c wide", (300, 180), (60, 160, 60), "a green hill and the sun")]:
        image = Image.new("RGB", size, (240, 236, 220))
        draw = ImageDraw.Draw(image)
        w, h = size
        if "ring" in name:
            draw.ellipse((w * 0.2, h * 0.2, w * 0.8, h * 0.8), outline=colour, width=14)
        elif "square" in name:
            draw.rectangle((w * 0.25, h * 0.25, w * 0.75, h * 0.75), fill=colour)
        else:
            draw.polygon([(0, h), (w * 0.5, h * 0.3), (w, h)], fill=colour)
            draw.ellipse((w * 0.7, h * 0.1, w * 0.85, h * 0.35), fill=(250, 200, 40))
        image.save(folder / f"{name}.png")
        (folder / f"{name}.txt").write_text(caption + "\n")


def masked_pictures(folder):
    """The same with what counts of them: a mask beside one, another that is clear in part, a third that is neither."""
    from PIL import Image, ImageDraw

    pictures = folder.parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for path in pictures.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    mask = Image.new("RGB", (128, 128), (20, 0, 255))
    ImageDraw.Draw(mask).ellipse((20, 30, 100, 90), fill=(230, 255, 0))
    mask.save(folder / "a square.mask.png")
    clear = Image.open(pictures / "c wide.png").convert("RGBA")
    alpha = Image.new("L", clear.size, 40)
    ImageDraw.Draw(alpha).rectangle((80, 0, 200, 180), fill=255)
    clear.putalpha(alpha)
    clear.save(folder / "c wide.png")


def class_pictures(folder):
    """Two more, one without a caption."""
    pictures = folder.parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("a square.png", "c wide.png"):
        (folder / name).write_bytes((pictures / name).read_bytes())
    (folder / "c wide.txt").write_text("a hill, green, the sun , drawn,flat\n")


SMALL = {"seed": 21, "rank": 2, "targets": ["to_q", "to_v"], "learning_rate": 1e-3, "batch_size": 2, "width": 64, "height": 64}
GOLDENS = {
    "plain": {"steps": 8, "seed": 11, "rank": 4, "learning_rate": 1e-3, "batch_size": 2, "width": 64, "height": 64},
    "all": {"steps": 8, "seed": 5, "rank": 2, "alpha": 1, "learning_rate": 2e-3, "lr_schedule": "cosine", "warmup_steps": 2, "snr_gamma": 5,
            "noise_offset": 0.05, "caption_dropout": 0.4, "flip": True, "max_grad_norm": 0.05, "width": 64, "height": 72,
            "targets": ["to_q", "ff.net.2", "proj_in"], "optimizer": {"type": "adamw", "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.1}},
    # "... of v": of a model that predicts v.
    "fifty": {**SMALL, "steps": 50, "snr_gamma": 5},
    "fifty of v": {**SMALL, "steps": 50, "seed": 22, "snr_gamma": 5},
    "fifty of lion": {**SMALL, "steps": 50, "learning_rate": 1e-4, "optimizer": {"type": "lion"}},
    "fifty of prodigy": {**SMALL, "steps": 50, "learning_rate": 1.0, "optimizer": {"type": "prodigy", "d0": 1e-5, "d_coef": 0.05}},
    "dora": {**SMALL, "steps": 50, "network": "dora", "alpha": 1, "targets": ["to_q", "to_out.0"]},
    "loha": {**SMALL, "steps": 12, "network": "loha", "targets": ["to_q"]},
    "lokr": {**SMALL, "steps": 12, "network": "lokr", "lokr_factor": 4, "targets": ["to_q", "to_v"]},
    "text": {**SMALL, "steps": 12, "text_encoders": True, "text_encoder_learning_rate": 5e-4, "text_encoder_targets": ["q_proj", "fc2"],
             "targets": ["to_q"], "caption_dropout": 0.3},
    "inversion": {"seed": 23, "steps": 50, "network": "textual_inversion", "token": "redfox", "vectors": 2, "initializer": "red ring", "learning_rate": 1e-2,
                  "batch_size": 2, "width": 64, "height": 64},
    "masked of v": {**SMALL, "seed": 31, "steps": 12, "masked_loss": True, "zero_terminal_snr": True, "snr_gamma": 5, "flip": True},
    "prior": {**SMALL, "seed": 32, "steps": 12, "batch_size": 3, "class_prompt": "a thing, drawn", "prior_weight": 0.4, "shuffle_captions": 5, "keep_tokens": 1,
              "caption_dropout": 0.2},
    "pixart": {"seed": 24, "steps": 12, "rank": 2, "targets": ["to_q", "to_k"], "learning_rate": 1e-3, "batch_size": 2, "width": 64, "height": 64},
}


def draws():
    """What torch draws for a few seeds: draws.json."""
    drawn = []
    for seed, count, batch, steps in [(7, 5, 2, (1, 2, 900)), (2**32 + 3, 3, 1, (1,)), (123456789012, 12, 3, (4,))]:
        first = torch.Generator().manual_seed(seed)
        drawn.append({
            "seed": seed, "count": count, "batch": batch,
            "factors": [(torch.randn((rank, inputs), generator=first) / rank).flatten().tolist() for rank, inputs in [(2, 3), (2, 9), (2, 4)]],
            "epochs": [torch.randperm(count, generator=torch.Generator().manual_seed(seed + 1000000000 + e)).tolist() for e in range(3)],
            "steps": []})
        for step in steps:
            g = torch.Generator().manual_seed(seed + step)
            drawn[-1]["steps"].append({
                "step": step, "timesteps": torch.randint(0, 1000, (batch,), generator=g).tolist(),
                "noise": torch.randn((batch, 4, 2, 3), generator=g).flatten().tolist(),
                "offsets": torch.randn((batch, 4, 1, 1), generator=g).flatten().tolist(),
                "dropouts": torch.rand((batch,), generator=g).tolist(), "flips": torch.rand((batch,), generator=g).tolist(),
                "orders": torch.rand((batch,), generator=g).tolist()})
    return drawn


def goldens(names):
    folder = HERE / "golden" / "training"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draws.json").write_text(json.dumps(draws()) + "\n")
    small_pictures(folder / "pictures")
    masked_pictures(folder / "masked pictures")
    class_pictures(folder / "class pictures")
    for name, config in GOLDENS.items():
        if names and name not in names:
            continue
        model = "sigma72" if name == "pixart" else "tiny64"
        own = {"images": folder / ("masked pictures" if config.get("masked_loss") else "pictures"), "v_prediction": name.endswith(" of v")}
        if "class_prompt" in config:
            own["class_images"] = folder / "class pictures"
        losses, factors = train(HERE / "golden" / model, {**config, **own})
        write(folder / name, losses, factors)
        (folder / name / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def compare(losses, events, ours, theirs):
    from safetensors.torch import load_file

    expected = {entry["step"]: entry["loss"] for entry in json.loads(Path(losses).read_text())}
    said = [json.loads(line) for line in Path(events).read_text().splitlines() if line.startswith("{")]
    got = {entry["step"]: entry["loss"] for entry in said if entry["event"] == "step"}
    for step in sorted(expected):
        if step in (1, 2, 5, 10, 20, 50) or step == max(expected):
            print(f"step {step}: torch {expected[step]:.8f}  ours {got[step]:.8f}  relative {abs(got[step] / expected[step] - 1):.2e}")
    a, b = load_file(ours), load_file(theirs)
    worst = {"A": 1.0, "B": 1.0}
    for name, value in b.items():
        if name not in a:  # kohya's names
            path, factor = name.removeprefix("unet.").rsplit(".lora_", 1)
            name = f"lora_unet_{path.replace('.', '_')}.lora_{'down' if factor[0] == 'A' else 'up'}.weight"
            kind = factor[0]
        else:
            kind = "A" if "lora_A" in name else "B"
        x, y = a[name].double().flatten(), value.double().flatten()
        worst[kind] = min(worst[kind], (x @ y / (x.norm() * y.norm())).item())
    print(f"{len(b)} factors; least cosine of A {worst['A']:.8f}, of B {worst['B']:.8f}")


def main(words):
    if words[:1] == ["--golden"]:
        return goldens(words[1:])
    if words[:1] == ["--compare"]:
        return compare(*words[1:5])
    folder, config, out = Path(words[0]), json.loads(Path(words[1]).read_text()), Path(words[2])
    options = dict(zip(words[3::2], words[4::2]))
    if "--threads" in options:
        torch.set_num_threads(int(options["--threads"]))
    begin = time.time()
    losses, factors = train(folder, config, int(options["--steps"]) if "--steps" in options else None)
    print(f"{len(losses)} steps in {time.time() - begin:.1f} s with the preparation; loss {losses[0]['loss']:.6f} to {losses[-1]['loss']:.6f}")
    write(out, losses, factors)


main(sys.argv[1:])
