"""t5_tokens.json: [text, ids] of 1,000 strings with T5's whole vocabulary, as transformers' T5Tokenizer gives them to PixArtSigmaPipeline: in
lower case without white space around, cut to 300 with the end token. The padding (0, masked) is left out: it always stands behind.

transformers runs T5 on the tokenizers library, which normalises grapheme by grapheme and drops marks where SentencePiece itself, which T5 was
trained with, does not; it also splits words at U+0085. Of the strings drawn here they disagree on 8, which are left out."""

import re
import tempfile
from pathlib import Path

import sentencepiece
from transformers import T5Tokenizer

import tokens
from files import write_json
from t5_vocabulary import TARGET

COUNT, LENGTH = 1000, 300
CURIOUS = ["</s>", "a </s> b", "<extra_id_0>", "x<extra_id_99>y <extra_id_100>", "<unk> <pad>", "<extra_id_07>", "<extra_id_5", "\u2581a \u2581", "many, " * 400]


SPECIAL = re.compile(r"</s>|<unk>|<pad>|<extra_id_")


def strings(tokenizer):
    """COUNT texts on which both libraries agree."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(TARGET))
    texts, left_out = [], 0
    for text in dict.fromkeys(CURIOUS + tokens.strings()):
        plain = text.lower().strip()
        if not SPECIAL.search(plain) and processor.encode(plain) != tokenizer(plain).input_ids[:-1]:
            left_out += 1
        else:
            texts.append(text)
        if len(texts) == COUNT:
            break
    assert left_out == 8, left_out
    return texts


def write_tokens(folder):
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "spiece.model").write_bytes(TARGET.read_bytes())
        tokenizer = T5Tokenizer.from_pretrained(place)
    texts = strings(tokenizer)
    plain = [text.lower().strip() for text in texts]
    ids = tokenizer(plain, max_length=LENGTH, truncation=True).input_ids
    padded = tokenizer(plain, max_length=LENGTH, truncation=True, padding="max_length")
    assert padded.input_ids == [each + [0] * (LENGTH - len(each)) for each in ids]
    assert padded.attention_mask == [[1] * len(each) + [0] * (LENGTH - len(each)) for each in ids]
    write_json(folder / "t5_tokens.json", [[text, each] for text, each in zip(texts, ids)])
