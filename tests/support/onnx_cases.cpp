#include "tests/support/onnx_cases.h"

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/paths.h"
#include "core/onnx/session.h"

namespace imagelab::test {
namespace {

struct Bytes {
    std::string all;
    size_t at = 0;
    uint32_t number() {
        uint32_t value = 0;
        std::memcpy(&value, all.data() + at, 4);
        at += 4;
        return value;
    }
    std::string block() {
        const uint32_t size = number();
        at += size;
        return all.substr(at - size, size);
    }
};

onnx::Array array_of(const std::string& message, std::string& name) {
    const onnx::TensorDef tensor = onnx::read_tensor(std::as_bytes(std::span(message)));
    name = tensor.name;
    onnx::ExternalFiles none("");
    return onnx::decoded(tensor, none, int64_t{1} << 30);
}

// As onnx.backend.test compares: rtol 1e-3, atol 1e-7.
std::string difference(const onnx::Array& actual, const onnx::Array& expected) {
    if (actual.type != expected.type)
        return std::string(onnx::numpy_name(actual.type)) + " for " + std::string(onnx::numpy_name(expected.type));
    if (actual.shape != expected.shape) return shape_text(actual.shape) + " for " + shape_text(expected.shape);
    for (int64_t i = 0; i < expected.count(); ++i) {
        const double a = actual.number(i), e = expected.number(i);
        const bool same = actual.floats() ? (std::isnan(e) ? std::isnan(a) : a == e || std::abs(a - e) <= 1e-7 + 1e-3 * std::abs(e))
                                          : actual.integer(i) == expected.integer(i);
        if (!same) return "element " + std::to_string(i) + " is " + std::to_string(a) + ", not " + std::to_string(e);
    }
    return "";
}

}  // namespace

std::vector<OnnxCase> read_onnx_cases(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes bytes{std::string(std::istreambuf_iterator<char>(in), {})};
    if (!bytes.all.starts_with("ONNXCASE")) throw Error(file.string() + " holds no cases");
    bytes.at = 8;
    std::vector<OnnxCase> cases(bytes.number());
    for (OnnxCase& one : cases) {
        one.name = bytes.block();
        one.model = bytes.block();
        one.inputs.resize(bytes.number());
        one.outputs.resize(bytes.number());
        for (std::string& each : one.inputs) each = bytes.block();
        for (std::string& each : one.outputs) each = bytes.block();
    }
    return cases;
}

std::string onnx_case_trouble(const OnnxCase& one, Device& device, const std::filesystem::path& folder) {
    const auto path = folder / "model.onnx";
    write_file_atomically(path, one.model.data(), one.model.size());
    const auto model = onnx::OnnxModel::open(path);
    if (!model) return model.error();
    onnx::Arrays inputs;
    const auto ports = (*model)->inputs();
    std::string name;
    for (size_t i = 0; i < one.inputs.size() && i < ports.size(); ++i) inputs[ports[i]->name] = array_of(one.inputs[i], name);
    onnx::OnnxSession session(*model, device, DType::f32);
    const auto outputs = session.run(inputs, {}, {}, {});
    if (!outputs) return outputs.error();
    for (size_t i = 0; i < one.outputs.size(); ++i) {
        const std::string& port = (*model)->outputs().at(i).name;
        const std::string trouble = difference(outputs->at(port), array_of(one.outputs[i], name));
        if (!trouble.empty()) return port + ": " + trouble;
    }
    return "";
}

}  // namespace imagelab::test
