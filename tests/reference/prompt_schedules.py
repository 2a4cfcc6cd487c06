"""golden/prompt_schedules.json: prompts, steps, and the phases [last step, text] that AUTOMATIC1111's grammar of prompt editing reads in them
(modules/prompt_parser.py schedule_parser, get_learned_conditioning_prompt_schedules with its newer rule for "when").

pip install lark; python tests/reference/prompt_schedules.py"""

import json
import random
from pathlib import Path

import lark

GRAMMAR = r"""
!start: (prompt | /[][():]/+)*
prompt: (emphasized | scheduled | alternate | plain | WHITESPACE)*
!emphasized: "(" prompt ")" | "(" prompt ":" prompt ")" | "[" prompt "]"
scheduled: "[" [prompt ":"] prompt ":" [WHITESPACE] NUMBER [WHITESPACE] "]"
alternate: "[" prompt ("|" [prompt])+ "]"
WHITESPACE: /\s+/
plain: /([^\\\[\]():|]|\\.)+/
%import common.SIGNED_NUMBER -> NUMBER
"""
PARSER = lark.Lark(GRAMMAR)


def phases_of(prompt, steps):
    try:
        tree = PARSER.parse(prompt)
    except lark.exceptions.LarkError:
        return [[steps, prompt]]
    ends = {steps}
    for edit in tree.find_data("scheduled"):
        word = edit.children[-2]
        edit.children[-2] = min(steps, int(float(word) * steps if "." in word else float(word)))
        ends |= {edit.children[-2]} if edit.children[-2] >= 1 else set()
    if any(tree.find_data("alternate")):
        ends |= set(range(1, steps + 1))

    def text(node, step):
        if node is None:
            return ""
        if isinstance(node, str):
            return node
        if node.data == "scheduled":
            before, after, _, when, _ = node.children
            return text(before if step <= when else after, step)
        if node.data == "alternate":
            return text(node.children[(step - 1) % len(node.children)], step)
        return "".join(text(child, step) for child in node.children)

    return [[end, text(tree, end)] for end in sorted(ends)]


def prompts():
    draw = random.Random(3)
    words = ["cat", "red dog", " ", "a, b", "(x:1.2)", "(y)", "[z]", r"\[", r"\:"]

    def piece(depth):
        kind = draw.randrange(7 if depth < 3 else 3)
        if kind < 3:
            return draw.choice(words)
        inner = lambda: " ".join(piece(depth + 1) for _ in range(draw.randrange(0, 3)))  # noqa: E731
        when = draw.choice(["0", "1", "3", "7", "20", ".5", "0.25", "1.0", " 4", "2 ", "-1"])
        return [f"[{inner()}:{inner()}:{when}]", f"[{inner()}:{when}]", f"[{inner()}|{inner()}]", f"[{inner()}|{inner()}|{inner()}]"][kind - 3]

    found = ["a [b:c:d:3]", "[a|b:3]", "[(a:3]", "[a:x]", "x:y [a:b]", "[:a:2]", "[[a:b:2]|c]", "[a|b]c)", "[a:b:2]]", "([a:b:2]", "", "[", "]", "[:", "[|]"]
    return found + [" ".join(piece(0) for _ in range(draw.randrange(1, 4))) for _ in range(320)]


if __name__ == "__main__":
    entries = []
    for i, prompt in enumerate(prompts()):
        steps = [4, 8, 11][i % 3]
        entries.append(json.dumps([prompt, steps, phases_of(prompt, steps)]))
    (Path(__file__).parent / "golden" / "prompt_schedules.json").write_text("[\n" + ",\n".join(entries) + "\n]\n")
