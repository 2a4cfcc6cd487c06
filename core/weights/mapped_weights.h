#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/weight_file.h"

namespace imagelab {

// Views into mapped files, which live as long as this does.
class MappedWeights final : public WeightMap {
  public:
    MappedWeights(TensorViews tensors, std::string source, WeightFiles files);
    void release(const TensorView& view) const override;
    std::string damage() const override;
    bool is_current() const override;
    std::string identity() const override;
    const WeightFiles& files() const { return files_; }

  private:
    WeightFiles files_;
};

// The tensors of one file, or of the shards an index names, under the names they have there.
struct OpenedWeights {
    std::filesystem::path source;  // the file or the index
    TensorViews tensors;
    std::map<std::string, std::string> unreadable, metadata;  // as in WeightContents
    WeightFiles files;
};

// A file of any format that WeightFile reads.
Result<OpenedWeights> open_weight_file(const std::filesystem::path& path);

// The weights of a diffusers or transformers component: `folder`/`stem`.safetensors, else its shards (`stem`.safetensors.index.json),
// else its fp16 or bf16 variant, whole or in shards, else the same of the pickles that older programs wrote (`stem`.bin or
// pytorch_model.bin), else the only file of weights there. `stem` is "diffusion_pytorch_model" or "model".
Result<OpenedWeights> open_weight_folder(const std::filesystem::path& folder, const std::string& stem);

}  // namespace imagelab
