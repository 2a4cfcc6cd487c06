#pragma once
// Cases of operators as tests/reference/onnx_node_cases.py packs them: a model, what goes in, what comes out.
#include <filesystem>
#include <string>
#include <vector>

#include "core/device/device.h"

namespace imagelab::test {

struct OnnxCase {
    std::string name, model;
    std::vector<std::string> inputs, outputs;  // TensorProto messages, in the order of the model's
};
std::vector<OnnxCase> read_onnx_cases(const std::filesystem::path& file);

// Empty: it passes on this device. `folder` takes the model while it runs.
std::string onnx_case_trouble(const OnnxCase& one, Device& device, const std::filesystem::path& folder);

}  // namespace imagelab::test
