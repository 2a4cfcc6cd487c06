"""Prompts of any length as AUTOMATIC1111 cuts them (modules/sd_hijack_clip.py tokenize_line, chunks of 75, comma backtracking 20; BREAK as
modules/prompt_parser.py): golden/prompt_chunks.json, texts with the ids of each chunk by tiny64's tokenizer and the weights that are not 1, and `embeds`,
with which diffusers draws them.

python tests/reference/chunks.py"""

import json
import random
import re
from pathlib import Path

import torch
from transformers import CLIPTokenizer

from prompt_weights import read

GOLDEN = Path(__file__).parent / "golden"
ROOM, BACKTRACK = 75, 20
BREAK = re.compile(r"\s*\bBREAK\b\s*")


def parts_of(prompt):
    """[text, weight] as emphasis reads it; None stands where a chunk ends."""
    parts = []
    for text, weight in read(prompt):
        for i, piece in enumerate(BREAK.split(text)):
            parts += [None, [piece, weight]] if i > 0 else [[piece, weight]]
    return parts


def chunks_of(tokenizer, prompt):
    comma = tokenizer(",", add_special_tokens=False)["input_ids"]
    comma = comma[0] if len(comma) == 1 else None
    done, chunk, last_comma = [], [], None

    def close():
        nonlocal chunk, last_comma
        ids = [tokenizer.bos_token_id] + [token for token, _ in chunk] + [tokenizer.eos_token_id]
        weights = [1.0] + [weight for _, weight in chunk] + [1.0]
        fill = ROOM + 2 - len(ids)
        done.append((ids + [tokenizer.pad_token_id] * fill, weights + [1.0] * fill))
        chunk, last_comma = [], None

    for part in parts_of(prompt):
        if part is None:
            close()
            continue
        for token in tokenizer(part[0], add_special_tokens=False)["input_ids"]:
            if token == comma:
                last_comma = len(chunk)
            elif len(chunk) == ROOM and last_comma is not None and len(chunk) - last_comma <= BACKTRACK:
                moved = chunk[last_comma + 1 :]
                chunk = chunk[: last_comma + 1]
                close()
                chunk = moved
            if len(chunk) == ROOM:
                close()
            chunk.append((token, part[1]))
    if chunk or not done:
        close()
    return done


@torch.no_grad()
def embeds(pipeline, prompt, skipped=0):
    """Context [1, 77 n, width] of both encoders and the second's pooled output of the first chunk."""
    contexts, pooled = [], None
    for tokenizer, encoder in [(pipeline.tokenizer, pipeline.text_encoder), (pipeline.tokenizer_2, pipeline.text_encoder_2)]:
        hidden = []
        for ids, weights in chunks_of(tokenizer, prompt):
            output = encoder(torch.tensor([ids]), output_hidden_states=True)
            if not hidden:
                pooled = output[0]
            states = output.hidden_states[-2 - skipped]
            if any(weight != 1 for weight in weights):
                weighed = states * torch.tensor(weights).reshape(1, -1, 1)
                states = weighed * (states.mean() / weighed.mean())
            hidden.append(states)
        contexts.append(torch.cat(hidden, 1))
    return torch.cat(contexts, -1), pooled


def padded_embeds(pipeline, prompt, negative):
    """Of both prompts, the shorter one filled up with the empty prompt's chunk."""
    (context, pooled), (other, other_pooled) = embeds(pipeline, prompt), embeds(pipeline, negative)
    empty, _ = embeds(pipeline, "")
    rows = max(context.shape[1], other.shape[1])
    fill = lambda tensor: torch.cat([tensor] + [empty] * ((rows - tensor.shape[1]) // empty.shape[1]), 1)  # noqa: E731
    return {
        "prompt_embeds": fill(context),
        "pooled_prompt_embeds": pooled,
        "negative_prompt_embeds": fill(other),
        "negative_pooled_prompt_embeds": other_pooled,
    }


def texts():
    words = ["red", "house", "sea", "small", "the"]
    draw = random.Random(11)
    found = ["", "red BREAK sea", "BREAK", "red BREAK", "BREAK red", "red BREAKsea BREAK, sea", "red  BREAK\n BREAK sea", "(red:1.2) BREAK [sea]"]
    for count in (74, 75, 76, 77, 149, 150, 151, 160):
        found.append(" ".join(draw.choice(words) for _ in range(count)))
    for gap in (1, 10, 18, 19, 20, 21, 40):
        found.append(" ".join(["red"] * (75 - gap) + [","] + ["sea"] * (gap + 30)))
    for _ in range(30):
        pieces = [draw.choice([*words, ",", ",", "(house:1.3)", "[sea]", "BREAK"] if i % 9 == 0 else [*words, ","]) for i in range(draw.randrange(60, 240))]
        found.append(" ".join(pieces))
    return found


def write_chunks(folder):
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tiny64" / "tokenizer")

    def short(ids, weights):  # without begin, end and padding; weights by place, where they are not 1
        count = ids.index(tokenizer.eos_token_id)
        return [ids[1:count], [[i, weight] for i, weight in enumerate(weights) if weight != 1]]

    lines = [json.dumps([text, [short(*chunk) for chunk in chunks_of(tokenizer, text)]]) for text in texts()]
    (folder / "prompt_chunks.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    write_chunks(GOLDEN)
