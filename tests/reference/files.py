"""Writing goldens: the same bytes for the same values."""

import json

from safetensors.torch import save_file


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(value, list):  # one entry a line, so that a change can be read in a diff
        text = "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in value) + "\n]\n"
    else:
        text = json.dumps(value, indent=1, ensure_ascii=True) + "\n"
    path.write_text(text)


def write_tensors(path, tensors):
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.detach().contiguous().clone() for name, tensor in sorted(tensors.items())}, path)
    path.chmod(0o644)  # save_file leaves 0600
