"""tokens.json: [text, ids of tokenizer] of 2,000 strings with CLIP's whole vocabulary, or [text, ids of tokenizer, ids of tokenizer_2] where
the two differ, as transformers' CLIPTokenizer gives them to the pipeline: cut to 77 and then padded to 77. The padding is left out of the
file: tokenizer pads with the end token (49407), tokenizer_2 with "!" (0), which makes "!" a special token there."""

import html
import random
import tempfile
import unicodedata
from pathlib import Path

from transformers import CLIPTokenizer

from files import write_json
from vocabulary import END, clip_vocabulary, write_tokenizer

COUNT = 2000

WORDS = """a the of and in on at with without photograph painting portrait oil watercolor house castle mountain river sea forest tree cat dog
horse bird dragon robot astronaut woman man child old young red blue green golden silver bright dark misty sunlit ancient futuristic cyberpunk
baroque minimalist detailed intricate 8k 4K HDR f/1.8 35mm trending artstation Rembrandt Hokusai van Gogh Studio Ghibli unbelievable
antidisestablishmentarianism xylophone photorealistic cinematic lighting depth-of-field ultra-wide e-mail www.example.org v1.0 C++ #hashtag @name
it's don't I'll we've they're he'd I'm 'tis O'Brien rock'n'roll y'all 's 't 're 've 'm 'll 'd CAN'T WON'T It'S naïve café façade Zürich""".split()

CURIOUS = [
    "", " ", "  ", "\n", "\t\n\r ", "a", "A", "!", "!!!", "...", "…", "?!?!", "<|startoftext|>", "<|endoftext|>", "a <|endoftext|> b",
    "<|startoftext|>cat", "<|STARTOFTEXT|>", "<|endoftext|", "<| endoftext |>", "&amp;", "&lt;b&gt;", "&quot;quoted&quot;", "&#39;", "&#x27;",
    "&nbsp;", "&amp;amp;", "&copy; 2024", "&eacute;t&eacute;", "it&#39;s", "<br/>", "<lora:name:0.8>", "(word:1.2)", "[a|b]", "{x}", "a_b_c", "__init__",
    "0", "00", "1234567890", "3.14159", "1,000,000", "1e-5", "0x1F", "½", "²³", "①②", "Ⅷ", "१२३", "٣٤٥", "一二三", "１２３",
    "\u00e9", "e\u0301", "\u1e9b\u0323", "\u212b", "\ufb01", "\u0130", "\u0131", "ß", "ẞ", "Σίσυφος", "ΣΑΣ", "ΌΣΟΣ ΟΔΥΣΣΕΎΣ", "ǅ", "Ǆ", "İstanbul", "IĞDIR",
    "\u200b", "a\u200bb", "a\u00a0b", "a\u3000b", "a\u2003b", "a\u0085b", "a\u2028b", "a\u1680b", "a\u180eb", "a\ufeffb", "\u202eabc", "a\x00b", "a\x01\x02b", "a\x7fb",
    "a\x1cb", "a\x1db", "a\x1fb", "a\x0bb", "a\x0cb", "\u00adsoft", "ab\u0300\u0301\u0302c", "\u0301", "क्षि", "กำ", "한국어", "\u1112\u1161\u11ab", "日本語", "中文字符", "ｶﾞ",
    "مرحبا بالعالم", "שלום", "Привет, мир!", "Γειά σου", "ქართული", "Հայերեն", "አማርኛ", "தமிழ்", "ไทย", "ខ្មែរ", "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "😀", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤️", "❤", "☺️", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f", "𝒜𝓁𝓅𝒽𝒶", "𐍈", "\U0010ffff", "\ufffd", "\ue000", "𝟙", "🜁", "™", "№ 5", "ﷺ", "℃", "ｈｅｌｌｏ",
    "don’t", "‘quoted’", "“double”", "l’été", "it`s", "--", "—", "a—b", "a/b\\c", "$5.00", "50%", "C#", "a+b=c", "~", "^", "`", "\\", "|", "<", ">", "<|", "|>", "'", "''", "'s", "''s", "s's", "'S",
    "'LL", "x'd'd", "cat's's", "CamelCaseWord", "UPPERCASE", "abc123def", "123abc", "a1b2c3", "ééé", "ñandú", "Ωmega", "ſ", "'ſ", "Kelvin \u212a", "'\u212a",
]

ALPHABETS = [
    range(0x20, 0x7F), range(0, 0x20), range(0x80, 0x180), range(0x180, 0x250), range(0x250, 0x370), range(0x370, 0x400), range(0x400, 0x530),
    range(0x590, 0x700), range(0x900, 0xA00), range(0xE00, 0xF00), range(0x1100, 0x1200), range(0x1E00, 0x2000), range(0x2000, 0x2070),
    range(0x20D0, 0x2200), range(0x2460, 0x2800), range(0x3000, 0x3200), range(0x4E00, 0x5000), range(0xAC00, 0xAD00), range(0xF900, 0xFB10), range(0xFE00, 0x10000),
    range(0x1D400, 0x1D800), range(0x1F300, 0x1F650), range(0x1F900, 0x1FA00), range(0x10400, 0x10450), range(0x300, 0x370), range(0x10C80, 0x10D00), range(0x1E900, 0x1E950),
]  # fmt: skip
SPACES = [" "] * 8 + ["  ", "\n", "\t", " , ", ". ", "-", "\u00a0", "\u3000", "\r\n", "; "]


def sentence(draw, count):
    return "".join(draw.choice(WORDS) + draw.choice(SPACES) for _ in range(count))


def random_text(draw):
    kind = draw.randrange(6)
    if kind == 0:
        return sentence(draw, draw.randrange(1, 30))
    if kind == 1:  # over-long, around the 75 tokens that fit
        return sentence(draw, draw.randrange(55, 110))
    if kind == 2:
        alphabet = draw.choice(ALPHABETS)
        return "".join(chr(draw.choice(alphabet)) for _ in range(draw.randrange(1, 24)))
    if kind == 3:  # everything mixed
        return "".join(chr(draw.choice(draw.choice(ALPHABETS))) for _ in range(draw.randrange(1, 40)))
    if kind == 4:
        pieces = [draw.choice(CURIOUS) for _ in range(draw.randrange(2, 6))]
        return draw.choice(["", " "]).join(pieces)
    text = sentence(draw, draw.randrange(2, 10))
    change = draw.choice([str.upper, str.title, html.escape, lambda t: unicodedata.normalize("NFD", t), lambda t: t.replace(" ", "")])
    return change(text)


def strings():
    draw = random.Random(5)
    texts = list(dict.fromkeys(CURIOUS))
    while len(texts) < COUNT:
        text = random_text(draw)
        if text not in texts and not any(0xD800 <= ord(c) < 0xE000 for c in text):
            texts.append(text)
    return texts


def write_tokens(folder):
    vocabulary, merges = clip_vocabulary()
    with tempfile.TemporaryDirectory() as place:
        tokenizers = {}
        for name, pad in (("tokenizer", END), ("tokenizer_2", "!")):
            write_tokenizer(Path(place) / name, vocabulary, merges, pad)
            tokenizers[name] = CLIPTokenizer.from_pretrained(Path(place) / name)
    texts = strings()
    options = {"max_length": 77, "truncation": True}
    ids = {}
    for name, pad in (("tokenizer", vocabulary[END]), ("tokenizer_2", vocabulary["!"])):
        ids[name] = tokenizers[name](texts, **options).input_ids
        padded = tokenizers[name](texts, padding="max_length", **options).input_ids
        assert padded == [each + [pad] * (77 - len(each)) for each in ids[name]]
    write_json(folder / "tokens.json", [[text, a] + ([b] if a != b else []) for text, a, b in zip(texts, ids["tokenizer"], ids["tokenizer_2"])])
