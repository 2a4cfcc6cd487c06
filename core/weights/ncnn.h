#pragma once
// Networks in ncnn's form: NAME.param, the layers as text, and NAME.bin, their weights one after the other.
#include <filesystem>
#include <memory>

#include "core/base/error.h"
#include "core/models/ncnn_graph.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

struct NcnnFiles {
    std::shared_ptr<const NcnnGraph> graph;
    std::shared_ptr<const WeightMap> weights;  // NAME.weight, NAME.bias in the file's f32 or f16; bytes in memory
};

// Whether it is such a pair's .param, or its .bin with the .param beside it.
bool is_ncnn(const std::filesystem::path& path);

// The text format (its first line is 7767517) with weights in f32 or f16 (tag 0x01306B47); int8 and tables of quantised weights are
// refused. The failure names the file, the layer and what was expected.
Result<NcnnFiles> open_ncnn(const std::filesystem::path& path);

}  // namespace imagelab
