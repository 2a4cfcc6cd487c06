"""How AUTOMATIC1111 reads texts: its grammar (modules/infotext_utils.py: re_param, re_imagesize, unquote, parse_generation_parameters) over
odd texts, written to golden/a1111_reading.json. Needs nothing beyond Python: python3 tests/reference/a1111_reading.py"""

import json
import re
from pathlib import Path

PARAM = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
IMAGE_SIZE = re.compile(r"^(\d+)x(\d+)$")

FULL = ('masterpiece, a (lighthouse:1.2) at dusk <lora:storm_v2:0.8>\nsecond line, with "quotes"\nNegative prompt: blurry, lowres\nugly\n'
        'Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 1234567890123, Size: 832x1216, Model hash: 31e35c80fc, '
        'Model: sd_xl_base_1.0, VAE hash: 63aeecb90f, Denoising strength: 0.35, Clip skip: 2, Hires upscale: 1.5, Hires steps: 12, '
        'Hires upscaler: 4x-UltraSharp, Lora hashes: "storm_v2: 9d3f3e0b1a2c, other: 0011aabbccdd", Version: v1.10.1')
TEXTS = [
    FULL,
    "",
    "   \n  ",
    "only a prompt",
    "a prompt: with colons, and: more",
    "prompt\nNegative prompt: n",
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512",
    "two pairs are no settings\nSteps: 20, Seed: 1",
    "x\nNegative prompt:\nSteps: 20, Sampler: Euler, CFG scale: 7",
    "x\n  Negative prompt: a\n  b  \nNegative prompt: c\nSteps: 1, Seed: 2, Size: 8x8",
    'x\nSteps: 20, Model: "a, b: \\"c\\" \\\\ d\\u00e9", Seed: 1, Sampler: Euler',
    'x\nSteps: 20, Model: "unclosed, Seed: 1, Sampler: Euler',
    'x\nSteps: 20, Model: "closed" tail, Seed: 1, Sampler: Euler',
    'x\nSteps: 20, Model: "", Seed: , Sampler: Euler',
    'x\nSteps: 20, Model: ", Seed: 1, Sampler: Euler',
    'x\nSteps: 20, Model: "bad \\q escape", Seed: 1, Sampler: Euler',
    'x\nSteps: 20, Note: "back\\\\", Seed: 1, Sampler: Euler',
    "x\nSteps: 20, A: 1, Seed: 1, Sampler: Euler,",
    "x\nSteps: 20, Steps: 21, Seed: 1, Seed: 2, Size: 1x2, Size: ax2",
    "x\nSteps: 20 , Seed:1,Sampler :Euler, CFG scale:  7.5  , Size: 64x72",
    "x\r\nNegative prompt: y\r\nSteps: 20, Sampler: Euler, Seed: 3\r\n",
    "プロンプト 🎨\nNegative prompt: ぼやけた\nSteps: 20, Sampler: Euler, Seed: 3, Model: モデル, Größe: 3",
    "x\nSteps: 20, Sampler: Euler, Seed: 3, http://a.b/c: d, Lora hashes: \"a: b\", Tail-key/x: 12x13",
    "a cat\nSteps: 20, CFG scale: 7.0, Guidance: 3.5, Eta: 0, Seed: 42, Size: 512x512, Model: m.safetensors, RNG: cuda, Sampler: euler_a karras, Version: stable-diffusion.cpp",
    'c\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216, Hashes: {"model": "31e35c80fc"}, Civitai resources: [{"type":"checkpoint","weight":1}]',
    "x\nSteps: 20, Sampler: Euler, Seed: 3\nTemplate: x {a|b}",
    "::::\n,,,,: a, : b, x: c, yy: d, zz: e, 11: f",
    "x\nSteps: 20, Seed: 3, Size: 00512x512, Mask: 5x, M2: x5, Big: 99999999999999999999x1",
]


def unquote(text):
    if len(text) == 0 or text[0] != '"' or text[-1] != '"':
        return text
    try:
        return json.loads(text)
    except Exception:
        return text


def read(text):
    settings, prompt, negative, in_negative = {}, "", "", False
    *lines, last = text.strip().split("\n")
    if len(PARAM.findall(last)) < 3:
        lines.append(last)
        last = ""
    for line in lines:
        line = line.strip()
        if line.startswith("Negative prompt:"):
            in_negative = True
            line = line[16:].strip()
        if in_negative:
            negative += ("" if negative == "" else "\n") + line
        else:
            prompt += ("" if prompt == "" else "\n") + line
    for key, value in PARAM.findall(last):
        try:
            if value[0] == '"' and value[-1] == '"':
                value = unquote(value)
            size = IMAGE_SIZE.match(value)
            if size is not None:
                settings[f"{key}-1"], settings[f"{key}-2"] = size.groups()
            else:
                settings[key] = value
        except IndexError:
            pass  # A1111 prints an error and goes on
    return {"prompt": prompt, "negative_prompt": negative, "settings": list(settings.items())}


def main():
    path = Path(__file__).parent / "golden/a1111_reading.json"
    cases = [{"text": text} | read(text) for text in TEXTS]
    path.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
