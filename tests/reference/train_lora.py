"""A LoRA trained by torch, diffusers and peft from a training configuration (docs/training.md), with the draws that the lab makes: what
`imagelab train` is held to. Writes losses.json and lora.safetensors under diffusers' names.

    python train_lora.py MODEL_FOLDER CONFIG.json OUT_FOLDER [--steps N] [--threads N]
    python train_lora.py --golden        golden/training anew: two runs of tiny64 on three small pictures
    python train_lora.py --compare LOSSES.json EVENTS.jsonl LORA.safetensors OTHER.safetensors
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent


def pictures_of(folder, width, height):
    from PIL import Image

    examples = []
    for path in sorted((p for p in Path(folder).iterdir() if p.suffix in (".png", ".jpg")), key=lambda p: p.name.encode()):
        image = Image.open(path).convert("RGB")
        scale = max(width / image.width, height / image.height)
        wide, high = max(width, round(image.width * scale)), max(height, round(image.height * scale))
        if image.size != (wide, high):
            image = image.resize((wide, high), Image.Resampling.LANCZOS)
        left, top = (wide - width) // 2, (high - height) // 2
        image = image.crop((left, top, left + width, top + height))
        text = path.with_suffix(".txt")
        examples.append((image, text.read_text().strip() if text.exists() else ""))
    return examples


def encode_pictures(pipeline, examples, mirrored=False):
    latents = []
    for image, _ in examples:
        x = torch.from_numpy(np.asarray(image).copy()).float().permute(2, 0, 1)[None] / 255 * 2 - 1
        if mirrored:
            x = x.flip(3)
        latents.append(pipeline.vae.encode(x).latent_dist.mode() * pipeline.vae.config.scaling_factor)
    return latents


def encode_text(pipeline, caption):
    context, _, pooled, _ = pipeline.encode_prompt(caption, do_classifier_free_guidance=False)
    return context, pooled


def order(seed, count):
    """Examples, epochs strung together."""
    epoch = 0
    while True:
        yield from torch.randperm(count, generator=torch.Generator().manual_seed(seed + 1000000000 + epoch)).tolist()
        epoch += 1


def train(folder, config, steps=None):
    from diffusers import StableDiffusionXLPipeline
    from diffusers.optimization import get_scheduler
    from peft import LoraConfig

    pipeline = StableDiffusionXLPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    unet, scheduler = pipeline.unet, pipeline.scheduler
    for network in (unet, pipeline.vae, pipeline.text_encoder, pipeline.text_encoder_2):
        network.requires_grad_(False)
    own = unet.config.sample_size * 8
    width, height = config.get("width", own), config.get("height", own)
    rank, seed = config.get("rank", 16), config["seed"]
    alpha, batch, steps = config.get("alpha", rank), config.get("batch_size", 1), steps or config.get("steps", 1000)
    targets = config.get("targets", ["to_q", "to_k", "to_v", "to_out.0"])
    examples = pictures_of(config["images"], width, height)
    with torch.no_grad():
        latents = encode_pictures(pipeline, examples)
        flipped = encode_pictures(pipeline, examples, True) if config.get("flip") else None
        texts = [encode_text(pipeline, caption) for _, caption in examples]
        silent = encode_text(pipeline, "")
    times = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)

    words = "|".join(target.replace(".", r"\.") for target in targets)
    unet.add_adapter(LoraConfig(r=rank, lora_alpha=alpha, target_modules=rf".*attentions\..*\.({words})", init_lora_weights=True))
    modules = sorted(((n, m) for n, m in unet.named_modules() if hasattr(m, "lora_A")), key=lambda item: item[0].encode())
    generator = torch.Generator().manual_seed(seed)
    trained = []
    for _, module in modules:
        a, b = module.lora_A["default"].weight, module.lora_B["default"].weight
        a.data = torch.randn(tuple(a.shape), generator=generator) / rank
        b.data.zero_()
        trained += [a, b]
    how = config.get("optimizer", {})
    optimizer = torch.optim.AdamW(trained, lr=config.get("learning_rate", 1e-4), betas=tuple(how.get("betas", (0.9, 0.999))),
                                  eps=how.get("eps", 1e-8), weight_decay=how.get("weight_decay", 0.01))
    kind, warmup = config.get("lr_schedule", "constant"), config.get("warmup_steps", 0)
    rates = get_scheduler("constant_with_warmup" if kind == "constant" and warmup else kind, optimizer, num_warmup_steps=warmup,
                          num_training_steps=config.get("steps", 1000))
    abar = scheduler.alphas_cumprod
    next_example = order(seed, len(examples))
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
        x0 = torch.cat([(flipped if turned[i] else latents)[e] for i, e in enumerate(chosen)])
        conditions = [silent if dropped[i] else texts[e] for i, e in enumerate(chosen)]
        a = abar[t].reshape(-1, 1, 1, 1)
        x = a.sqrt() * x0 + (1 - a).sqrt() * noise
        v = scheduler.config.prediction_type == "v_prediction"
        target = a.sqrt() * noise - (1 - a).sqrt() * x0 if v else noise
        said = unet(x, t, encoder_hidden_states=torch.cat([c for c, _ in conditions]),
                    added_cond_kwargs={"text_embeds": torch.cat([p for _, p in conditions]), "time_ids": times.repeat(batch, 1)}).sample
        loss = (said - target) ** 2
        if config.get("snr_gamma"):
            snr = abar[t] / (1 - abar[t])
            weight = torch.minimum(snr, torch.full_like(snr, config["snr_gamma"])) / (snr + 1 if v else snr)
            loss = loss.mean(dim=(1, 2, 3)) * weight
        loss = loss.mean()
        loss.backward()
        if config.get("max_grad_norm", 1.0):
            torch.nn.utils.clip_grad_norm_(trained, config.get("max_grad_norm", 1.0))
        losses.append({"step": step, "loss": loss.item(), "learning_rate": rates.get_last_lr()[0]})
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    factors = {}
    for i, (name, _) in enumerate(modules):
        factors[f"unet.{name}.lora_A.weight"] = trained[2 * i].detach().contiguous()
        factors[f"unet.{name}.lora_B.weight"] = trained[2 * i + 1].detach().contiguous()
    return losses, factors


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


GOLDENS = {
    "plain": {"steps": 8, "seed": 11, "rank": 4, "learning_rate": 1e-3, "batch_size": 2, "width": 64, "height": 64},
    "all": {"steps": 8, "seed": 5, "rank": 2, "alpha": 1, "learning_rate": 2e-3, "lr_schedule": "cosine", "warmup_steps": 2, "snr_gamma": 5,
            "noise_offset": 0.05, "caption_dropout": 0.4, "flip": True, "max_grad_norm": 0.05, "width": 64, "height": 72,
            "targets": ["to_q", "ff.net.2", "proj_in"], "optimizer": {"type": "adamw", "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.1}},
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
                "dropouts": torch.rand((batch,), generator=g).tolist(), "flips": torch.rand((batch,), generator=g).tolist()})
    return drawn


def goldens():
    folder = HERE / "golden" / "training"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draws.json").write_text(json.dumps(draws()) + "\n")
    small_pictures(folder / "pictures")
    for name, config in GOLDENS.items():
        losses, factors = train(HERE / "golden" / "tiny64", {**config, "images": folder / "pictures"})
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
        return goldens()
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
