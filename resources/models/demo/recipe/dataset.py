"""The captioned pictures of the UNet: every drawing natural, recoloured, over plain grounds and in scenes; their latents are cached."""
import json
from pathlib import Path

import numpy as np
import torch

from pictures import (COLOURS, GROUNDS, MANY_COLOURED, SCENES, STANDING, CAT_EYES, Drawing, asleep, caption, natural_colour, over, recolour, scene)
from sources import CONCEPTS, FAVOURITES, SET_ODDS, SETS, SMALL_CONCEPTS, SMALL_SETS
from text import WORDS

KINDS = ("natural", "colour", "ground", "scene")
KIND_ODDS = {"natural": 0.42, "colour": 0.28, "ground": 0.17, "scene": 0.13}
NOISE_WORDS = [w for w in WORDS if w not in ("a", "an", "sleeping", "white", "black", "gray", "grey", "snow", "grass", "night", "background")] + [
    "detailed", "sharp", "quality", "art", "style", "blurry", "ugly", "low", "bad", "text", "watermark", "cinematic", "light"]


def drawings(work: Path, full: bool) -> list[Drawing]:
    pack = np.load(work / "icons.npz")
    sets, concepts = (tuple(SETS), (*CONCEPTS, "sleeping cat")) if full else (SMALL_SETS, SMALL_CONCEPTS)
    out = []
    for rgba, name, concept in zip(pack["rgba"], pack["name"], pack["concept"]):
        if name.split("/")[0] in sets and concept in concepts:
            out.append(Drawing(rgba.astype(np.float32) / 255, str(name), str(concept), SETS[name.split("/")[0]][2]))
            if name in CAT_EYES:
                out.append(asleep(out[-1]))
    return out


def pictures(items: list[Drawing]) -> tuple[np.ndarray, list[dict]]:
    """RGB u8 [n, 128, 128, 3] and a row for each: drawing (index), kind (index in KINDS), colour, where."""
    rng = np.random.default_rng(7)
    images, rows = [], []

    def add(i: int, kind: str, rgb: np.ndarray, colour: str, where: str) -> None:
        images.append(rgb)
        rows.append(dict(drawing=i, kind=KINDS.index(kind), colour=colour, where=where))

    white = np.ones(3)
    for i, d in enumerate(items):
        natural = natural_colour(d.rgba)
        add(i, "natural", over(d.rgba, white), natural, "")
        looks = {natural: d.rgba} if natural else {"": d.rgba}
        if d.concept not in MANY_COLOURED:
            looks.update({word: recolour(d.rgba, word) for word in COLOURS if word != natural})
            for word in COLOURS:
                add(i, "colour", over(looks[word], white), word, "")
        chosen = list(rng.choice(list(GROUNDS), 6, replace=False))
        for n, ground in enumerate(chosen):
            word = natural if n < 3 else str(rng.choice(list(looks)))
            if word == ground:
                continue
            add(i, "ground", over(looks.get(word, d.rgba), np.array(GROUNDS[ground]) / 255), word, f"on a {ground} background")
        if d.concept in STANDING:
            places = SCENES * 2 + ("in the snow",) * 3 if d.concept == "house" else SCENES
            for n, where in enumerate(places):
                word = natural if n < 3 else str(rng.choice(list(looks)))
                add(i, "scene", scene(looks.get(word, d.rgba), where, rng), word, where)
    return np.stack(images), rows


def cached_pictures(work: Path, items: list[Drawing]) -> tuple[np.ndarray, list[dict]]:
    """pictures(), made once for these drawings."""
    path = work / f"pictures_{len(items)}.npz"
    if not path.exists():
        images, rows = pictures(items)
        np.savez(path.with_suffix(".part.npz"), images=images, rows=json.dumps(rows))
        path.with_suffix(".part.npz").rename(path)
    pack = np.load(path)
    return pack["images"], json.loads(str(pack["rows"]))


class Sampler:
    """Balanced draws: concept by FAVOURITES, then drawing, then kind of picture."""

    def __init__(self, items: list[Drawing], rows: list[dict]):
        self.items, self.rows = items, rows
        self.concepts = sorted({d.concept for d in items})
        odds = np.array([FAVOURITES.get(c, 1) for c in self.concepts], dtype=float)
        self.odds = odds / odds.sum()
        self.of_concept = {c: [i for i, d in enumerate(items) if d.concept == c] for c in self.concepts}
        self.set_odds = {}
        for concept, members in self.of_concept.items():
            odds = np.array([SET_ODDS.get(items[i].name.split("/")[0], 1) for i in members], dtype=float)
            self.set_odds[concept] = odds / odds.sum()
        self.of_kind: dict[tuple[int, int], list[int]] = {}
        for r, row in enumerate(rows):
            self.of_kind.setdefault((row["drawing"], row["kind"]), []).append(r)

    def __call__(self, rng: np.random.Generator, n: int) -> tuple[list[int], list[str | None]]:
        """(rows, captions); None stands for zero embeddings (SDXL's force_zeros_for_empty_prompt). 10 % learn without their caption."""
        picks, texts = [], []
        for _ in range(n):
            concept = str(rng.choice(self.concepts, p=self.odds))
            drawing = int(rng.choice(self.of_concept[concept], p=self.set_odds[concept]))
            kinds = [k for k in range(len(KINDS)) if (drawing, k) in self.of_kind]
            odds = np.array([KIND_ODDS[KINDS[k]] for k in kinds])
            row = int(rng.choice(self.of_kind[drawing, int(rng.choice(kinds, p=odds / odds.sum()))]))
            picks.append(row)
            texts.append(self.text(rng, row))
        return picks, texts

    def pool(self, n: int) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
        """n draws: rows [n], caption of each [n] (an index in the third; -1 for zero embeddings), the distinct captions."""
        rows, texts = self(np.random.default_rng(11), n)
        distinct = sorted({t for t in texts if t is not None})
        index = {t: i for i, t in enumerate(distinct)} | {None: -1}
        return torch.tensor(rows), torch.tensor([index[t] for t in texts]), distinct

    def text(self, rng: np.random.Generator, row: int) -> str | None:
        dice = rng.random()
        if dice < 0.10:  # guidance: zeros, the empty prompt, or words that say nothing (what negative prompts are made of)
            return None if dice < 0.04 else "" if dice < 0.07 else " ".join(rng.choice(NOISE_WORDS, int(rng.integers(1, 7))))
        entry = self.rows[row]
        item = self.items[entry["drawing"]]
        named = KINDS[entry["kind"]] == "colour" or rng.random() < 0.5
        text = caption(rng, item, entry["colour"] if named or not self.is_natural(entry) else "", entry["where"])
        return f"{text}, " + " ".join(rng.choice(NOISE_WORDS, int(rng.integers(1, 5)))) if rng.random() < 0.06 else text

    def is_natural(self, entry: dict) -> bool:
        return entry["colour"] == natural_of(self.items[entry["drawing"]])


def natural_of(item: Drawing, known: dict[str, str] = {}) -> str:
    if item.name not in known:
        known[item.name] = natural_colour(item.rgba)
    return known[item.name]


@torch.no_grad()
def encode(vae, images: np.ndarray, device: str, batch: int = 16) -> torch.Tensor:
    """Posterior means f32 [n, 4, 16, 16] on the CPU, times the scaling factor."""
    out = []
    for at in range(0, len(images), batch):
        x = torch.from_numpy(images[at:at + batch]).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.autocast(device_type=device.split(":")[0], dtype=torch.bfloat16):
            out.append(vae.encode(x).latent_dist.mean.float().cpu())
    return torch.cat(out) * vae.config.scaling_factor
