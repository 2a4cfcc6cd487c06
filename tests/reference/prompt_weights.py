"""golden/prompt_weights.json: texts and what AUTOMATIC1111's grammar of emphasis (modules/prompt_parser.py: re_attention and the order of its
rules) reads in them, and golden/prompt_weights.safetensors: hidden states of tiny64's text encoders (transformers, hidden_states[-2]) with
those weights as modules/sd_emphasis.py "Original" applies them: ids.N [77], weights.N [77], hidden.N [77, width] for N in 1, 2.

python tests/reference/prompt_weights.py"""

import json
import random
import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

GOLDEN = Path(__file__).parent / "golden"
TOKEN = re.compile(r"\\\(|\\\)|\\\[|\\]|\\\\|\\|\(|\[|:\s*([+-]?[.\d]+)\s*\)|\)|]|[^\\()\[\]:]+|:")
TEXTS = [
    "", "a cat", "(a)", "((a))", "[a]", "[[a]]", "(a:1.2)", "(a : 1.2 )", "(a:1.)", "(a:.5)", "(a:-1)", "(a:+1.5)", "(a:0)", "a (b) c",
    "(unnecessary)(parens)", "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).", r"\(literal\)", r"\[x\] \\ \a", "(a", "[a", "a)", "a]",
    "(a[b)c]", "(a:1.2", "a:1.2)", "a: b: c", "(a:b:1.3)", "(a:x)", "()", "[]", "(:1.2)", "(a:1.2)(b:1.2)", "((a:1.2) b:0.8)", "(a\nb:1.1)",
    "(猫:1.4) und [Hund]", "masterpiece, (best quality:1.3), [lowres], portrait of (a woman), (((blue eyes)))", "a ::: b", r"(\(a\):1.5)",
    "(red apple:1.5) on a [wooden] table",
]  # fmt: skip


def read(prompt):
    parts, rounds, squares = [], [], []

    def weigh(start, factor):
        for part in parts[start:]:
            part[1] *= factor

    for match in TOKEN.finditer(prompt):
        text, weight = match.group(0), match.group(1)
        if text.startswith("\\"):
            parts.append([text[1:], 1.0])
        elif text == "(":
            rounds.append(len(parts))
        elif text == "[":
            squares.append(len(parts))
        elif weight is not None and rounds:
            weigh(rounds.pop(), float(weight))
        elif text == ")" and rounds:
            weigh(rounds.pop(), 1.1)
        elif text == "]" and squares:
            weigh(squares.pop(), 1 / 1.1)
        else:
            parts.append([text, 1.0])
    for start in rounds:
        weigh(start, 1.1)
    for start in squares:
        weigh(start, 1 / 1.1)
    merged = [["", 1.0]] if not parts else [parts[0]]
    for text, weight in parts[1:]:
        if weight == merged[-1][1]:
            merged[-1][0] += text
        else:
            merged.append([text, weight])
    return merged


def random_texts(count):
    draw = random.Random(7)
    pieces = ["a", "red cat", " ", ", ", "(", ")", "[", "]", ":", ":1.2)", ":0.5)", ": 1.3 )", "\\(", "\\)", "\\\\", "\\", ":x)", "é"]
    return ["".join(draw.choice(pieces) for _ in range(draw.randrange(1, 14))) for _ in range(count)]


def weighed(tokenizer, encoder, prompt):
    ids, weights = [tokenizer.bos_token_id], [1.0]
    for text, weight in read(prompt):
        tokens = tokenizer(text, add_special_tokens=False).input_ids
        ids += tokens
        weights += [weight] * len(tokens)
    ids = (ids + [tokenizer.eos_token_id] + [tokenizer.pad_token_id] * 77)[:77]
    weights = (weights + [1.0] * 77)[:77]
    multipliers = torch.tensor(weights)
    with torch.no_grad():
        hidden = encoder(torch.tensor([ids]), output_hidden_states=True).hidden_states[-2]
    mean = hidden.mean()
    hidden = hidden * multipliers.reshape(1, 77, 1)
    hidden = hidden * (mean / hidden.mean())
    return torch.tensor(ids, dtype=torch.int32), multipliers, hidden[0]


def main():
    texts = TEXTS + random_texts(400)
    lines = ",\n".join(json.dumps([text, read(text)], ensure_ascii=False) for text in texts)
    (GOLDEN / "prompt_weights.json").write_text("[\n" + lines + "\n]\n")
    model, tensors = GOLDEN / "tiny64", {}
    for number, kind in ((1, CLIPTextModel), (2, CLIPTextModelWithProjection)):
        folder = "" if number == 1 else "_2"
        tokenizer = CLIPTokenizer.from_pretrained(model / f"tokenizer{folder}")
        encoder = kind.from_pretrained(model / f"text_encoder{folder}", torch_dtype=torch.float32)
        ids, weights, hidden = weighed(tokenizer, encoder, TEXTS[-1])
        tensors |= {f"ids.{number}": ids, f"weights.{number}": weights, f"hidden.{number}": hidden.contiguous()}
    save_file(tensors, GOLDEN / "prompt_weights.safetensors")


if __name__ == "__main__":
    main()
