#pragma once
// Which tensor of a converted file is stored how and where; sizes are known before the first is read.
#include <optional>
#include <string>
#include <vector>

#include "core/weights/byte_tensor.h"
#include "core/weights/ggml_types.h"
#include "core/weights/weight_file.h"

namespace imagelab {

// A tensor of the new file.
struct OutputTensor {
    std::string name;
    const TensorView* view = nullptr;  // what it is made of
    DType dtype = DType::f32;          // of plain elements
    std::optional<ByteFormat> byte;    // 8-bit elements; int8 has a scale for each row, written at `scales_at`
    const GgmlType* blocks = nullptr;  // quantised blocks
    Shape stored;                      // GGUF: as it stands there, where that is not its own shape
    std::string text;                  // instead of a view: these bytes, of dtype u8
    bool scales = false;               // the rows' scales of the tensor before: written with it
    uint64_t begin = 0, bytes = 0;     // among the tensors' bytes
    uint64_t scales_at = 0;            // as `begin`

    bool narrowed() const { return byte.has_value() || blocks != nullptr; }
};

struct OutputPlan {
    std::string header;  // of the file, up to the tensors' bytes
    std::vector<OutputTensor> tensors;
    uint64_t bytes = 0;  // of the file
};

// precision: as in ConvertRequest, known to fit the format. Throws Error that names the tensor.
OutputPlan plan_safetensors(const TensorViews& tensors, const std::map<std::string, std::string>& metadata, const std::string& precision);
OutputPlan plan_gguf(const TensorViews& tensors, const std::map<std::string, std::string>& metadata, const std::string& precision);

}  // namespace imagelab
