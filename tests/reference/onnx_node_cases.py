"""The backend node tests of the PyPI package `onnx`, and some of our own, as one file, and `imagelab onnx run` over them.

    onnx_node_cases.py run PROGRAM [--device cpu] [--only REGEX] [--list FILE]   the pass rate, and what fails
    onnx_node_cases.py pack OUT [--only-list FILE] [--all]                       the committed selection, or everything

Needs onnx, numpy and onnxruntime, which says what some cases of our own give. A case counts where all of its nodes are operators of ours and all of its types float32, integers of 8 to 64 bits or booleans.
"""
import argparse, os, re, struct, subprocess, sys, tempfile, json
import numpy as np
import onnx
from onnx import numpy_helper
import onnx.backend.test.case.node as node_tests
import onnx.backend.test.loader as loader

NUMBERS = {"float32", "int64", "int32", "bool", "uint8", "int8", "uint16", "int16", "uint32", "uint64"}


def operators(graph):
    for node in graph.node:
        yield (node.domain, node.op_type)
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from operators(attribute.g)


def cases():
    """(name, model, sets) of the node tests made by the package, and (name, folder, None) of those it brings as files."""
    for case in node_tests.collect_testcases(None):
        yield case.name, case.model, case.data_sets
    for kind in ("simple", "pytorch-operator", "pytorch-converted"):
        for case in loader.load_model_tests(kind=kind):
            if case.model_dir:
                yield case.name, case.model_dir, None
    yield from own_cases()


def own_case(name, node, inputs, opset, outputs):
    """A model of one node and what onnxruntime makes of it."""
    import onnxruntime

    values = [onnx.helper.make_tensor_value_info(key, onnx.helper.np_dtype_to_tensor_dtype(array.dtype), array.shape) for key, array in inputs.items()]
    said = [onnx.helper.make_tensor_value_info(key, onnx.TensorProto.FLOAT, shape) for key, shape in outputs.items()]
    model = onnx.helper.make_model(onnx.helper.make_graph([node], name, values, said), opset_imports=[onnx.helper.make_opsetid("", opset)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return name, model, [(list(inputs.values()), session.run(None, inputs))]


def own_cases():
    """What the package's tests leave out: every mode of GridSample, activations, clipping and lengths of what is recurrent. Of numbers far from 0,
    beside which rounding is small."""
    random = np.random.default_rng(5)

    def numbers(*shape, low=0.5, high=1.5):
        return random.uniform(low, high, shape).astype(np.float32)

    x, grid = numbers(2, 2, 4, 5), numbers(2, 3, 3, 2, low=-1.7, high=1.7)
    for mode in ("nearest", "bilinear", "bicubic"):
        for padding in ("zeros", "border", "reflection"):
            for corners in (0, 1):
                node = onnx.helper.make_node("GridSample", ["x", "grid"], ["y"], mode=mode, padding_mode=padding, align_corners=corners)
                yield own_case(f"own_gridsample_{mode}_{padding}_{corners}", node, {"x": x, "grid": grid}, 16, {"y": (2, 2, 3, 3)})
    steps, batch, width, hidden = 4, 3, 2, 3
    lengths = np.array([4, 2, 3], np.int32)

    def recurrent(name, op, gates, directions, states, **attributes):
        inputs = {"x": numbers(steps, batch, width, low=-1, high=1), "w": numbers(directions, gates * hidden, width, low=-0.7, high=0.7),
                  "r": numbers(directions, gates * hidden, hidden, low=-0.7, high=0.7), "b": numbers(directions, 2 * gates * hidden, low=-0.3, high=0.3),
                  "lengths": lengths, "h": numbers(directions, batch, hidden)}
        if op == "LSTM":
            inputs |= {"c": numbers(directions, batch, hidden), "p": numbers(directions, 3 * hidden, low=-0.5, high=0.5)}
        outputs = {"y": (steps, directions, batch, hidden)} | {key: (directions, batch, hidden) for key in states}
        node = onnx.helper.make_node(op, list(inputs), list(outputs), hidden_size=hidden, **attributes)
        return own_case(name, node, inputs, 14, outputs)

    yield recurrent("own_lstm_lengths", "LSTM", 4, 2, ("yh", "yc"), direction="bidirectional")
    yield recurrent("own_lstm_activations", "LSTM", 4, 1, ("yh", "yc"), direction="reverse", activations=["HardSigmoid", "Softsign", "Affine"],
                    activation_alpha=[0.3, 1.2], activation_beta=[0.4, 0.1], clip=0.6)
    yield recurrent("own_gru_linear", "GRU", 3, 2, ("yh",), direction="bidirectional", linear_before_reset=1)
    yield recurrent("own_gru_activations", "GRU", 3, 1, ("yh",), activations=["Sigmoid", "LeakyRelu"], activation_alpha=[0.2])
    yield recurrent("own_rnn_relu", "RNN", 1, 2, ("yh",), direction="bidirectional", activations=["Relu", "Elu"])


def tensors(folder, what):
    found = []
    for i in range(1000):
        path = os.path.join(folder, f"{what}_{i}.pb")
        if not os.path.exists(path):
            return found
        with open(path, "rb") as file:
            found.append(file.read())
    return found


def messages(arrays):
    return [a.SerializeToString() if isinstance(a, onnx.TensorProto) else numpy_helper.from_array(np.asarray(a)).SerializeToString() for a in arrays]


def load(name, source, sets, ours):
    """(model bytes, model, [(inputs, outputs)]), or why the case does not count."""
    if sets is None:
        with open(os.path.join(source, "model.onnx"), "rb") as file:
            raw = file.read()
        model = onnx.load_from_string(raw)
    else:
        raw, model = source.SerializeToString(), source
    functions = {(f.domain, f.name) for f in model.functions}
    used = set(operators(model.graph)) - functions
    for function in model.functions:
        used |= {(n.domain, n.op_type) for n in function.node}
    foreign = sorted(op for domain, op in used - functions if domain not in ("", "ai.onnx") or op not in ours)
    if foreign:
        return "operators: " + ", ".join(foreign)
    values = list(model.graph.input) + list(model.graph.output)
    if any(not v.type.HasField("tensor_type") for v in values):
        return "values that are no tensors"
    if any(isinstance(a, (list, tuple)) or a is None for given, wanted in sets or [] for a in list(given) + list(wanted)):
        return "values that are no tensors"
    found = []
    if sets is None:
        for entry in sorted(os.listdir(source)):
            if entry.startswith("test_data_set"):
                folder = os.path.join(source, entry)
                found.append((tensors(folder, "input"), tensors(folder, "output")))
    else:
        found = [(messages(given), messages(wanted)) for given, wanted in sets]
    types = {numpy_helper.to_array(onnx.TensorProto.FromString(t)).dtype.name for given, wanted in found for t in given + wanted}
    types |= {onnx.helper.tensor_dtype_to_np_dtype(v.type.tensor_type.elem_type).name for v in values}
    if types - NUMBERS:
        return "types: " + ", ".join(sorted(types - NUMBERS))
    return raw, model, found


def agree(actual, expected, rtol=1e-3, atol=1e-7):
    if actual.dtype != expected.dtype:
        return f"{actual.dtype} for {expected.dtype}"
    if actual.shape != expected.shape:
        return f"shape {actual.shape} for {expected.shape}"
    if expected.dtype.kind == "f" and expected.size:
        if not np.allclose(actual.astype(np.float64), expected.astype(np.float64), rtol=rtol, atol=atol, equal_nan=True):
            return f"differs by {np.nanmax(np.abs(actual.astype(np.float64) - expected.astype(np.float64)))}"
        return None
    return None if np.array_equal(actual, expected) else "other values"


def our_operators(program):
    text = subprocess.run([program, "onnx", "operators"], capture_output=True, text=True, check=True).stdout
    return set(text.split())


def run_case(program, device, raw, model, sets):
    given_names = {t.name for t in model.graph.initializer}
    inputs = [i.name for i in model.graph.input if i.name not in given_names]
    outputs = [o.name for o in model.graph.output]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        with open(path, "wb") as file:
            file.write(raw)
        for given, wanted in sets:
            command = [program, "onnx", "run", path, "--output", folder + "/out", "--device", device, "--json"]
            for name, message in zip(inputs, given):
                array = numpy_helper.to_array(onnx.TensorProto.FromString(message))
                file = os.path.join(folder, f"in{len(command)}.npy")
                np.save(file, array)
                command += ["--input", f"{name}={file}"]
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode != 0:
                return (ran.stderr.strip() or f"exit code {ran.returncode}").splitlines()[-1][:300]
            made = {o["name"]: o["path"] for o in json.loads(ran.stdout)["outputs"]}
            for name, message in zip(outputs, wanted):
                trouble = agree(np.load(made[name]), numpy_helper.to_array(onnx.TensorProto.FromString(message)))
                if trouble:
                    return f"{name}: {trouble}"
    return None


def run(options):
    ours = our_operators(options.program)
    passed, failed, left = 0, [], {}
    for name, source, sets in cases():
        if options.only and not re.search(options.only, name):
            continue
        loaded = load(name, source, sets, ours)
        if isinstance(loaded, str):
            left.setdefault(loaded, []).append(name)
            continue
        trouble = run_case(options.program, options.device, *loaded)
        if trouble:
            failed.append((name, trouble))
            print("FAILED", name, trouble, flush=True)
        else:
            passed += 1
    count = passed + len(failed)
    print(f"{options.device}: {passed} of {count} pass ({100 * passed / max(count, 1):.2f} %); {sum(map(len, left.values()))} have other operators or types")
    if options.list:
        with open(options.list, "w") as file:
            for name, trouble in failed:
                file.write(f"{name}: {trouble}\n")
            for why, names in sorted(left.items()):
                file.write(f"# {why}: {' '.join(sorted(names))}\n")


def block(data):
    return struct.pack("<I", len(data)) + data


def pack(options):
    ours = set(open(options.operators).read().split())
    wanted = set(open(options.only_list).read().split()) if options.only_list else None
    packed, left = [], {}
    for name, source, sets in cases():
        if wanted is not None and name not in wanted:
            continue
        loaded = load(name, source, sets, ours)
        if isinstance(loaded, str):
            left.setdefault(loaded, []).append(name)
            continue
        raw, model, sets = loaded
        for given, expected in sets:
            if wanted is not None and len(raw) + sum(map(len, given + expected)) > options.largest:
                continue
            packed.append(block(name.encode()) + block(raw) + struct.pack("<II", len(given), len(expected)) + b"".join(map(block, given + expected)))
    with open(options.out, "wb") as file:
        file.write(b"ONNXCASE" + struct.pack("<I", len(packed)) + b"".join(packed))
    print(len(packed), "cases,", os.path.getsize(options.out), "bytes; left out:", sum(map(len, left.values())))
    if options.left:
        with open(options.left, "w") as file:
            for why, names in sorted(left.items()):
                file.write(f"{why}: {' '.join(sorted(names))}\n")


parser = argparse.ArgumentParser()
commands = parser.add_subparsers(required=True)
p = commands.add_parser("run")
p.add_argument("program")
p.add_argument("--device", default="cpu")
p.add_argument("--only")
p.add_argument("--list")
p.set_defaults(run=run)
p = commands.add_parser("pack")
p.add_argument("out")
p.add_argument("--operators", required=True, help="a file with the names that `imagelab onnx operators` prints")
p.add_argument("--only-list")
p.add_argument("--largest", type=int, default=8000)
p.add_argument("--left")
p.set_defaults(run=pack)
options = parser.parse_args()
options.run(options)
