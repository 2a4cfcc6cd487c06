"""Writes the safety classifier that the program brings from npm's nsfwjs 4.3.0 (MobileNetV2, MIT): python convert.py PACKAGE OUT.onnx

PACKAGE is the unpacked package. Its weights are 8-bit numbers with a scale and a least value each (TensorFlow.js); they stay so in the file and
are made floats by three nodes each. In: "picture" [1, 3, 224, 224] in 0..1; out: "classes" [1, 5], which sum to 1.
"""
import base64
import json
import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CLASSES = ["drawing", "hentai", "neutral", "porn", "sexy"]


def exported(path):
    """What a UMD module of the package exports."""
    script = f"const m = require({json.dumps(str(path))}); process.stdout.write(JSON.stringify(m.default || m))"
    return json.loads(subprocess.run(["node", "-e", script], check=True, capture_output=True, text=True).stdout)


class Writer:
    def __init__(self, topology, manifest, data):
        self.layers = {layer["name"]: layer for layer in topology["model_config"]["config"]["layers"]}
        self.order = topology["model_config"]["config"]["layers"]
        self.nodes, self.weights, self.stored, at = [], [], {}, 0
        for group in manifest:
            for entry in group["weights"]:
                count = int(np.prod(entry["shape"]))
                self.stored[entry["name"]] = (entry, np.frombuffer(data, np.uint8, count, at).reshape(entry["shape"]))
                at += count

    def node(self, op, inputs, **attributes):
        name = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def weight(self, array, name):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def floats(self, name):
        """The values of a stored weight, in f32."""
        entry, numbers = self.stored[name]
        q = entry["quantization"]
        return numbers.astype(np.float32) * np.float32(q["scale"]) + np.float32(q["min"])

    def kernel(self, name, axes):
        """Stays in 8 bits: cast, times the scale, plus the least value."""
        entry, numbers = self.stored[name]
        q = entry["quantization"]
        cast = self.node("Cast", [self.weight(numbers.transpose(axes), name)], to=TensorProto.FLOAT)
        scaled = self.node("Mul", [cast, self.weight(np.float32(q["scale"]), name + "/scale")])
        return self.node("Add", [scaled, self.weight(np.float32(q["min"]), name + "/least")])

    def model(self):
        values = {}
        for layer in self.order:
            name, kind, config = layer["name"], layer["class_name"], layer["config"]
            inputs = [values[source[0]] for source in (layer["inbound_nodes"] or [[]])[0]]
            if kind == "InputLayer":
                values[name] = "picture"
            elif kind == "ZeroPadding2D":
                (top, bottom), (left, right) = config["padding"]
                values[name] = ("pad", inputs[0], [top, left, bottom, right])
            elif kind in ("Conv2D", "DepthwiseConv2D"):
                values[name] = self.convolution(name, config, inputs[0], kind == "DepthwiseConv2D")
            elif kind == "BatchNormalization":
                parts = [self.weight(self.floats(f"{name}/{part}"), f"{name}/{part}") for part in ("gamma", "beta", "moving_mean", "moving_variance")]
                values[name] = self.node("BatchNormalization", [inputs[0], *parts], epsilon=config["epsilon"])
            elif kind == "ReLU":
                assert config["max_value"] == 6, config
                least, most = self.bounds()
                values[name] = self.node("Clip", [inputs[0], least, most])
            elif kind == "Add":
                values[name] = self.node("Add", inputs)
            elif kind == "AveragePooling2D":
                assert config["padding"] == "valid", config
                values[name] = self.node("AveragePool", inputs, kernel_shape=config["pool_size"], strides=config["strides"])
            elif kind == "GlobalAveragePooling2D":
                values[name] = self.node("Flatten", [self.node("GlobalAveragePool", inputs)])
            elif kind == "Flatten":  # of channels last
                values[name] = self.node("Flatten", [self.node("Transpose", inputs, perm=[0, 2, 3, 1])])
            elif kind == "Dropout":
                values[name] = inputs[0]
            elif kind == "Dense":
                wide = self.node("MatMul", [inputs[0], self.kernel(f"{name}/kernel", (0, 1))])
                wide = self.node("Add", [wide, self.weight(self.floats(f"{name}/bias"), f"{name}/bias")])
                values[name] = {"relu": lambda: self.node("Relu", [wide]), "softmax": lambda: self.node("Softmax", [wide], axis=1)}[config["activation"]]()
            else:
                raise SystemExit(f"{name}: a layer of class {kind} is not known")
        last = values[self.order[-1]["name"]]
        self.nodes[-1].output[0] = "classes"
        assert self.nodes[-1].name == last
        graph = helper.make_graph(self.nodes, "nsfw_mobilenet_v2",
                                  [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 224, 224])],
                                  [helper.make_tensor_value_info("classes", TensorProto.FLOAT, [1, len(CLASSES)])], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="convert.py")
        model.ir_version = 7
        helper.set_model_props(model, {"classes": ",".join(CLASSES), "unsafe": "hentai,porn", "licence": "MIT", "source": "npm nsfwjs 4.3.0"})
        return model

    def bounds(self):
        if not any(weight.name == "zero" for weight in self.weights):
            self.weight(np.float32(0), "zero"), self.weight(np.float32(6), "six")
        return "zero", "six"

    def convolution(self, name, config, source, depthwise):
        attributes = {"strides": config["strides"]}
        if isinstance(source, tuple):
            _, source, attributes["pads"] = source
        elif config["padding"] == "same":
            attributes["auto_pad"] = "SAME_UPPER"
        assert config["activation"] == "linear" and config["dilation_rate"] == [1, 1], config
        kernel = f"{name}/depthwise_kernel" if depthwise else f"{name}/kernel"
        if depthwise:  # [h, w, c, 1] -> [c, 1, h, w]
            weight, attributes["group"] = self.kernel(kernel, (2, 3, 0, 1)), self.stored[kernel][0]["shape"][2]
        else:  # [h, w, in, out] -> [out, in, h, w]
            weight = self.kernel(kernel, (3, 2, 0, 1))
        inputs = [source, weight]
        if config["use_bias"]:
            inputs.append(self.weight(self.floats(f"{name}/bias"), f"{name}/bias"))
        return self.node("Conv", inputs, **attributes)


def main():
    package, out = pathlib.Path(sys.argv[1]) / "dist/models/mobilenet_v2", sys.argv[2]
    described = exported(package.resolve() / "model.min.js")
    data = base64.b64decode(exported(package.resolve() / "group1-shard1of1.min.js"))
    model = Writer(described["modelTopology"], described["weightsManifest"], data).model()
    onnx.checker.check_model(model)
    onnx.save(model, out)


if __name__ == "__main__":
    main()
