#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/weights/mapped_weights.h"

namespace imagelab {

// A file of weights in another format or another precision. `out` ends in .safetensors or .gguf.
struct ConvertRequest {
    std::filesystem::path in, out;
    // "f32", "f16", "bf16", "f8_e4m3", "f8_e5m2" (safetensors), or blocks: "int8" (ComfyUI's int8_tensorwise, safetensors), "q8_0", "q5_1",
    // "q5_0", "q4_1", "q4_0" (GGUF). Empty: as they are, what was computed in f16.
    std::string precision;
};

struct ConvertedFile {
    size_t tensors = 0, narrowed = 0;  // narrowed: of 8 bits or fewer
    int64_t bytes = 0;                 // of the new file
};

// Writes tensors one after the other, some megabytes at a time, under a hidden name that is renamed when all is on the disk. With 8 bits or
// fewer go matrices and kernels only; biases, norms, embeddings, the layers that take time and sizes in, and the VAE stay in f16 (f32 in
// GGUF where they are vectors). A GGUF file of a UNet alone is written as city96/ComfyUI-GGUF does, of a whole checkpoint as
// stable-diffusion.cpp does. The failure names file and tensor. Throws Cancelled; nothing is left behind then.
Result<ConvertedFile> convert_file(const ConvertRequest& request, const std::function<void(double share)>& progress,
                                   const CancelToken& cancel);

// The same of tensors that are open; `out` and `precision` as there.
Result<ConvertedFile> write_weight_file(const OpenedWeights& from, const std::filesystem::path& out, const std::string& precision,
                                        const std::function<void(double share)>& progress, const CancelToken& cancel);

}  // namespace imagelab
