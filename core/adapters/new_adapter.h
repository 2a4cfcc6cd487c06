#pragma once
// Adapter files that this program makes.
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "core/adapters/patched_weights.h"
#include "core/base/cancel.h"
#include "core/weights/convert_file.h"

namespace imagelab {

// Tensors worked out in memory, in f32, on their way into a file.
class NewAdapter {
  public:
    std::map<std::string, std::string> metadata;

    void add(const std::string& key, const Shape& shape, std::vector<float> values);
    bool empty() const { return tensors_.tensors.empty(); }
    // precision as ConvertRequest. Throws Cancelled.
    Result<ConvertedFile> write(const std::filesystem::path& out, const std::string& precision, const std::function<void(double)>& progress,
                                const CancelToken& cancel);

  private:
    std::list<std::vector<float>> values_;
    OpenedWeights tensors_;
};

// LoRAs added by their scales into one, exactly: factors side by side, so that ranks add. Of text encoders the text scale counts. The
// failure names the file and the module that is of another kind than LoRA, or that the files spell differently.
Result<NewAdapter> join_loras(const std::vector<AppliedAdapter>& adapters);

// A LoRA that makes `base` nearly `tuned`: of the difference of each matrix and kernel the best `rank` directions (Eckart and Young 1936),
// by a randomized singular value decomposition (Halko, Martinsson, Tropp 2011, algorithm 4.4 with two power iterations). Under kohya's
// names for CLIP and a UNet, under PEFT's for a transformer. `kept`: the share of the difference's square that it holds. Throws Error,
// Cancelled.
struct ExtractedLora {
    NewAdapter adapter;
    size_t modules = 0;
    double kept = 0;
    std::vector<std::string> left_out;  // tensors that differ and are no matrices: norms, biases, embeddings
};
ExtractedLora extract_lora(const std::vector<AdapterComponent>& tuned, const std::vector<AdapterComponent>& base, int rank,
                           const std::function<void(double)>& progress, const CancelToken& cancel);

}  // namespace imagelab
