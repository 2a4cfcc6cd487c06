"""token_folders.json: how transformers reads the files of a tokenizer folder, told by the ids it gives to texts with special tokens.

Each entry: name, files (beside the vocab.json and merges.txt of the small models, or a whole tokenizer.json), examples (text, ids cut and
padded to 16)."""

import json
import shutil
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

from files import write_json
from vocabulary import END, START

LENGTH = 16
TEXTS = ["", "a cat", "Hello!!", f"a{END}b", f"A {END.upper()} b", f"{START.upper()}!!'s", f"x {START} y", "Ü ⅷ <new> <NEW>", "word " * 20]


def token(content, normalized, special=True):
    return {"content": content, "lstrip": False, "normalized": normalized, "rstrip": False, "single_word": False, "special": special}


def old(content):
    return {"__type": "AddedToken"} | {key: value for key, value in token(content, True).items() if key != "special"}


PLAIN = {"bos_token": START, "eos_token": END, "unk_token": END}
OLD = {"bos_token": old(START), "eos_token": old(END), "unk_token": old(END)}
CLASS = {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}


def folders(vocabulary):
    """name -> files. Ids of listed tokens depend on the vocabulary."""
    listed = {str(vocabulary["!"]): token("!", False), str(vocabulary[START]): token(START, True), str(vocabulary[END]): token(END, False)}
    added = {str(len(vocabulary)): token("<new>", True, special=False)}
    return {
        "bare": {},
        "plain": {"tokenizer_config.json": CLASS | PLAIN | {"pad_token": END}},
        "plain_2": {"tokenizer_config.json": CLASS | PLAIN | {"pad_token": "!"}},
        "published": {"tokenizer_config.json": CLASS | OLD | {"pad_token": END}},
        "published_2": {"tokenizer_config.json": CLASS | OLD | {"pad_token": "!"}},
        "map": {"special_tokens_map.json": {key: token(value["content"], True) for key, value in OLD.items()} | {"pad_token": "!"}},
        "map_over_config": {
            "tokenizer_config.json": CLASS | PLAIN | {"pad_token": "!"},
            "special_tokens_map.json": {"eos_token": token(END, True), "pad_token": END},
        },
        "listed": {"tokenizer_config.json": CLASS | PLAIN | {"pad_token": "!", "added_tokens_decoder": listed}},
        "one_more": {"tokenizer_config.json": CLASS | PLAIN | {"pad_token": END, "added_tokens_decoder": listed | added}},
    }


def examples(folder):
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    options = {"padding": "max_length", "max_length": LENGTH, "truncation": True}
    return [[text, tokenizer(text, **options).input_ids] for text in TEXTS]


def write_token_folders(folder):
    """folder: that of the goldens, with the model h16 in it."""
    source = folder / "h16" / "tokenizer"
    vocabulary = json.loads((source / "vocab.json").read_text(encoding="utf-8"))
    entries = []
    with tempfile.TemporaryDirectory() as place:
        for name, files in folders(vocabulary).items():
            path = Path(place) / name
            path.mkdir()
            for each in ("vocab.json", "merges.txt"):
                shutil.copy(source / each, path)
            for file, content in files.items():
                (path / file).write_text(json.dumps(content))
            entries.append({"name": name, "files": files, "examples": examples(path)})
        for name in ("published_2", "one_more"):  # as transformers 5 writes them: tokenizer.json, tokenizer_config.json
            path = Path(place) / f"saved_{name}"
            CLIPTokenizer.from_pretrained(Path(place) / name).save_pretrained(path)
            files = {each.name: json.loads(each.read_text(encoding="utf-8")) for each in sorted(path.iterdir())}
            entries.append({"name": path.name, "files": files, "examples": examples(path)})
    write_json(folder / "token_folders.json", entries)
