"""golden/pickles: small files of torch.save, a harmless one and the same with code that Python would run in each way that fickling writes it.

benign.pt holds {"state_dict": {"a.weight": [2, 3] of 1 .. 6, "half": [2]}, "epoch": 7}; legacy.pt the same in the stream before torch 1.6,
unknown.pt with objects that no reader of models knows beside; tar.pt in the tar archive before torch 0.2 (made here: no torch writes it any more). ATTACK.pt touch the file "imagelab_was_here" in the working
folder, as main() proves of those that torch loads; expected.json says what of each must be read, and which functions must be named.

python tests/reference/hostile_pickles.py [FOLDER] (needs fickling==0.1.12; not part of goldens.py)"""

import argparse
import io
import json
import os
import pickle
import struct
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import torch
from fickling.fickle import Pickled

MARK = "imagelab_was_here"
CODE = f"open({MARK!r}, 'w').close()"


def benign():
    return {"state_dict": {"a.weight": torch.arange(1.0, 7.0).reshape(2, 3), "half": torch.tensor([1.0, -2.0]).half()}, "epoch": 7}


def with_pickle(file, change):
    """The archive with its data.pkl changed by `change`(Pickled) -> bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(zipfile.ZipInfo(name), change(Pickled.load(data)) if name.endswith("/data.pkl") else data)
    return out.getvalue()


def inserted(**how):
    def change(pickled):
        pickled.insert_python(CODE, module="builtins", attr="exec", **how)
        return pickled.dumps()

    return change


def appended(pickled):
    pickled.append_python(CODE, module="builtins", attr="exec")
    return pickled.dumps()


def on_object(compiled):
    def change(pickled):
        pickled.insert_function_call_on_unpickled_object(f"def look(obj):\n    {CODE}\n    return obj", compile_code=compiled)
        return pickled.dumps()

    return change


class Reduced:
    """What fickling's "combination" saves: the model's place is taken by a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


class Built:
    """Code in the state that BUILD hands to __setstate__."""

    def __reduce__(self):
        return torch.nn.Identity, (), {"call": Reduced(exec, CODE)}


def saved(value):
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


def legacy(value):
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=False)
    return out.getvalue()


def stream_with(file, code):
    """`code`, a pickle of its own, before the five of the stream: torch reads the first as the magic number and would run it."""
    return code + file


def tar(values):
    """torch 0.1: sys_info, pickle, storages and tensors as members of a tar archive (torch/serialization.py, legacy_load). Each tensor has a
    storage, but "last", which is a view of the first."""
    storages, tensors, keys = io.BytesIO(), io.BytesIO(), {}
    types = {torch.float32: "FloatStorage", torch.float16: "HalfStorage"}
    pickle.dump(len(values), storages, protocol=2)
    pickle.dump(len(values) + 1, tensors, protocol=2)
    for number, (name, value) in enumerate(values.items()):
        keys[name] = 100 + number
        # (key, location, storage type), then the count of elements and the elements
        storages.write(storage_head(1000 + number, types[value.dtype]))
        storages.write(struct.pack("<q", value.numel()) + value.contiguous().numpy().tobytes())
        # (key, storage's key, tensor type), then dimensions, 4 bytes of padding, sizes, strides, offset
        tensors.write(tensor_head(100 + number, 1000 + number, types[value.dtype].replace("Storage", "Tensor")))
        tensors.write(struct.pack("<i4x", value.ndim) + struct.pack(f"<{value.ndim}q", *value.shape))
        tensors.write(struct.pack(f"<{value.ndim}q", *value.stride()) + struct.pack("<q", 0))
    # Views: (key, storage's key, offset, count) of the two last of the first storage's elements.
    count = next(iter(values.values())).numel()
    pickle.dump([(2000, 1000, count - 2, 2)], storages, protocol=2)
    keys["last"] = 200
    tensors.write(tensor_head(200, 2000, "FloatTensor") + struct.pack("<i4xqqq", 1, 2, 1, 0))
    out = io.BytesIO()
    members = {
        "sys_info": pickle.dumps({"protocol_version": 1000, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, 2),
        "pickle": object_of(keys),
        "tensors": tensors.getvalue(),
        "storages": storages.getvalue(),
    }
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def whole(value):
    return b"J" + struct.pack("<i", value)


def storage_head(key, kind):
    return b"\x80\x02(" + whole(key) + text("cpu") + f"ctorch\n{kind}\n".encode() + b"t."


def tensor_head(key, storage, kind):
    return b"\x80\x02(" + whole(key) + whole(storage) + f"ctorch\n{kind}\n".encode() + b"t."


def object_of(keys):
    """{name: the tensor with this key} with persistent ids, as torch 0.1 pickled tensors."""
    body = b"".join(text(name) + whole(key) + b"Q" for name, key in keys.items())
    return b"\x80\x02}(" + body + b"u."


def attacks():
    """name, file, the function that must be named, as the pickle calls it (protocol 2: by its name in Python 2)."""
    base = saved(benign())
    yield "exec_first", with_pickle(base, inserted()), "builtins.exec"
    yield "exec_last", with_pickle(base, inserted(run_first=False)), "builtins.exec"
    yield "exec_as_result", with_pickle(base, inserted(use_output_as_unpickle_result=True)), "builtins.exec"
    yield "exec_appended", with_pickle(base, appended), "builtins.exec"
    yield "on_object", with_pickle(base, on_object(False)), "builtins.exec"
    yield "on_object_compiled", with_pickle(base, on_object(True)), "marshal.loads"
    yield "combination", saved(Reduced(eval, CODE)), "__builtin__.eval"
    yield "system", saved(Reduced(os.system, f"touch {MARK}")), "posix.system"
    yield "in_a_value", saved(benign() | {"callbacks": Reduced(exec, CODE)}), "__builtin__.exec"
    yield "in_a_tensors_place", saved({"state_dict": benign()["state_dict"] | {"bias": Reduced(exec, CODE)}}), "__builtin__.exec"
    yield "in_a_state", saved(benign() | {"model": Built()}), "__builtin__.exec"
    yield "legacy_object", legacy(Reduced(exec, CODE)), "__builtin__.exec"
    yield "legacy_first", stream_with(legacy(benign()), pickle.dumps(Reduced(exec, CODE), 2)), "__builtin__.exec"


def runs(file):
    """Whether Python runs the code: torch.load without its restrictions."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)
        try:
            torch.load(io.BytesIO(file), weights_only=False)
        except Exception:  # the code ran before what it breaks
            pass
        finally:
            os.chdir(before)
        return Path(folder, MARK).exists()


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "golden" / "pickles")
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    unknown = benign() | {"arguments": argparse.Namespace(lr=1e-4), "place": PurePosixPath("runs/1")}
    harmless = {"benign": saved(benign()), "legacy": legacy(benign()), "unknown": saved(unknown), "tar": tar(benign()["state_dict"])}
    for name, file in harmless.items():
        (folder / f"{name}.pt").write_bytes(file)
        held = torch.load(folder / f"{name}.pt", weights_only=False)
        expected[name] = {"tensors": sorted(held.get("state_dict", held))}
        assert not runs(file)
    for name, file, function in attacks():
        (folder / f"{name}.pt").write_bytes(file)
        assert runs(file), f"{name} does not attack"
        expected[name] = {"names": function}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
