"""Tokenizer of the demo's own words in CLIP's format, and the two text encoders."""
import json
from collections import Counter
from pathlib import Path

from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from sources import CONCEPTS, SETS

LENGTH = 77
WORDS = ("a an the on in at of and with background picture drawing icon small big cute simple happy sleeping style white black gray grey photo "
         "beautiful snow grass night day sky sea water mountain forest garden animal fruit flower").split()


def byte_letters() -> list[str]:
    """CLIP's 256 printable stand-ins for the bytes, in its order (openai/CLIP simple_tokenizer.py, bytes_to_unicode)."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    rest = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(256 + i) for i in range(len(rest))]


def learn_merges(words: Counter, count: int) -> list[tuple[str, str]]:
    """Byte pair encoding (Sennrich et al. 2016) over words; the last letter of a word carries "</w>"."""
    split = {w: (*w[:-1], w[-1] + "</w>") for w in words}
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, parts in split.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += words[word]
        if not pairs:
            break
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append(best)
        for word, parts in split.items():
            out, i = [], 0
            while i < len(parts):
                joined = parts[i:i + 2] == best
                out.append("".join(best) if joined else parts[i])
                i += 2 if joined else 1
            split[word] = tuple(out)
    return merges


def write_tokenizers(work: Path, caption_words: list[str], merges: int = 1400) -> list[CLIPTokenizer]:
    """tokenizer pads with the end token and tokenizer_2 with "!" (id 0), as SDXL's do."""
    words = Counter()
    for name in SETS:  # names of all icons: common English nouns
        pack = json.loads((work / "npm" / "node_modules" / "@iconify-json" / name / "icons.json").read_text())
        words.update(part for icon in pack["icons"] for part in icon.split("-") if part.isalpha() and part.isascii() and len(part) > 1)
    known = [w for w in (*WORDS, *caption_words, *" ".join(CONCEPTS).split()) if w.isalpha()]
    words.update({w: 100_000 for w in known})
    pairs = learn_merges(words, merges)
    letters = byte_letters()
    vocab = [*letters, *(c + "</w>" for c in letters), *("".join(p) for p in pairs), "<|startoftext|>", "<|endoftext|>"]
    out = []
    for folder, pad in (("tokenizer", "<|endoftext|>"), ("tokenizer_2", "!")):
        where = work / "text" / folder
        where.mkdir(parents=True, exist_ok=True)
        (where / "vocab.json").write_text(json.dumps({v: i for i, v in enumerate(vocab)}, ensure_ascii=False))
        (where / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(p) for p in pairs) + "\n")
        special = dict(bos_token="<|startoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>", pad_token=pad)
        (where / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
        (where / "tokenizer_config.json").write_text(json.dumps(
            dict(tokenizer_class="CLIPTokenizer", model_max_length=LENGTH, do_lower_case=True, add_prefix_space=False, **special), indent=2) + "\n")
        out.append(CLIPTokenizer.from_pretrained(where))
    assert len(out[0]) == len(vocab)
    return out


def encoders(vocab: int, widths: tuple[int, int] = (128, 192), layers: int = 3) -> tuple[CLIPTextModel, CLIPTextModelWithProjection]:
    """The penultimate layer is the context, as in SDXL: the last layer matters for the pooled output of the second encoder only."""
    def config(width: int, act: str) -> CLIPTextConfig:
        return CLIPTextConfig(vocab_size=vocab, hidden_size=width, intermediate_size=4 * width, projection_dim=widths[1], num_hidden_layers=layers,
                              num_attention_heads=width // 32, max_position_embeddings=LENGTH, hidden_act=act, bos_token_id=vocab - 2,
                              eos_token_id=vocab - 1, pad_token_id=vocab - 1)
    both = CLIPTextModel(config(widths[0], "quick_gelu")), CLIPTextModelWithProjection(config(widths[1], "gelu"))
    for net in both:  # CLIP's own start (0.02) hands the UNet a context of nearly nothing: words would be heard very late
        net.get_input_embeddings().weight.data.normal_(0, 0.5)
    return both
