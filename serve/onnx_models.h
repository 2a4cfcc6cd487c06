#pragma once
// Tensors of ONNX models as JSON: NAME -> dtype, shape, data (a flat list) or base64 (the elements as they lie in memory, little endian).
#include <nlohmann/json_fwd.hpp>

#include "core/onnx/session.h"

namespace imagelab::serve {

// Throws HttpError 400 naming the field.
onnx::Arrays arrays_of_json(const nlohmann::json& inputs);
nlohmann::json json_of_arrays(const onnx::Arrays& arrays, bool base64);

// A model on a device. Where all of its inputs are floats of a fixed shape it has run once, on zeros. Throws HttpError 400, 404.
std::shared_ptr<onnx::OnnxSession> load_onnx(const std::filesystem::path& path, Device& device, DType compute);
int64_t memory_of(const onnx::OnnxSession& session);  // of what is held, before the first run of the file

}  // namespace imagelab::serve
