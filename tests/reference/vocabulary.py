"""CLIP's byte-pair vocabulary, whole or cut short, in the files that a diffusers folder holds."""

import json
from pathlib import Path

MERGES = Path(__file__).resolve().parents[2] / "resources" / "vocabularies" / "clip" / "merges.txt"
START, END = "<|startoftext|>", "<|endoftext|>"


def byte_symbols():
    """The printable stand-ins of the 256 bytes, in the order of their ids (Radford et al. 2019)."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(256 + i) for i in range(len(rest))]


def clip_vocabulary(merge_count=None):
    """(vocabulary symbol -> id, merge lines): 256 bytes, the same at a word's end, merges, start, end."""
    merges = MERGES.read_text(encoding="utf-8").split("\n")[1:-1][:merge_count]
    symbols = byte_symbols()
    symbols += [symbol + "</w>" for symbol in symbols]
    symbols += ["".join(merge.split()) for merge in merges] + [START, END]
    return {symbol: i for i, symbol in enumerate(symbols)}, merges


def write_tokenizer(folder, vocabulary, merges, pad):
    """tokenizer/ (pad is the end token) or tokenizer_2/ (pad is "!") with the files of the published SDXL base folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
    flags = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
    special = {role: {"content": token} | flags for role, token in (("bos_token", START), ("eos_token", END), ("unk_token", END))}
    config = {role: {"__type": "AddedToken"} | token for role, token in special.items()}
    config |= {"add_prefix_space": False, "do_lower_case": True, "errors": "replace", "model_max_length": 77, "pad_token": pad}
    config |= {"tokenizer_class": "CLIPTokenizer"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special | {"pad_token": pad}, indent=2) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
