#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/mapped_file.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

using TensorViews = std::map<std::string, TensorView>;
int64_t extent(const TensorViews& tensors, const std::string& name, size_t axis);  // 0 where there is none
bool any_starts_with(const TensorViews& tensors, std::string_view prefix);         // a name

// What a file of weights holds, under the names it has there. Views are not aligned beyond one byte: read them with memcpy, unaligned loads
// or read_elements.
struct WeightContents {
    TensorViews tensors;
    std::map<std::string, std::string> unreadable;  // tensors that cannot be read, and what they are stored as: "F8_E8M0", "nvfp4" ...
    std::map<std::string, std::string> metadata;    // texts: "__metadata__" of safetensors, general.* of GGUF, top-level values of pickles
};

// A file of weights of any format, read through a private mapping: opening it costs its header only, and no view leaves the file.
class WeightFile {
  public:
    // The format is told by the first bytes, never by the name. The message of a failure names the file, the tensor, what was found and
    // what was expected; a file of another kind is named. Of a file that another program cuts short or overwrites afterwards, `mapping()`
    // tells.
    static Result<std::shared_ptr<const WeightFile>> open(const std::filesystem::path& path);
    WeightFile(const WeightFile&) = delete;
    WeightFile& operator=(const WeightFile&) = delete;

    std::string_view format() const { return format_; }  // "safetensors", "PyTorch pickle", "GGUF"
    const TensorViews& tensors() const { return contents_.tensors; }
    const std::map<std::string, std::string>& unreadable() const { return contents_.unreadable; }
    const std::map<std::string, std::string>& metadata() const { return contents_.metadata; }
    const std::filesystem::path& path() const { return path_; }
    const MappedFile& mapping() const { return *mapping_; }
    bool holds(const std::byte* data) const { return data >= mapping_->data() && data < mapping_->data() + mapping_->size(); }

  private:
    WeightFile() = default;

    std::filesystem::path path_;
    std::string_view format_;
    WeightContents contents_;
    std::unique_ptr<const MappedFile> mapping_;
};
using WeightFiles = std::vector<std::shared_ptr<const WeightFile>>;

// Whether a name ends as those of weight files do, in any case: .safetensors .sft .ckpt .pt .pth .bin .gguf
bool has_weight_extension(const std::filesystem::path& path);
std::string weight_file_patterns();  // "*.safetensors *.sft ...", for a dialog

// Drops the whole pages inside [data, data + bytes) of a file mapping from this process; they are read again when touched.
void release_pages(const std::byte* data, size_t bytes);

}  // namespace imagelab
