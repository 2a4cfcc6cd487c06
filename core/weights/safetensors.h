#pragma once
// The safetensors format (github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs): 8 bytes of header length,
// a JSON header that names every tensor's dtype, shape and byte range, then the bytes. Read through a private mapping: opening a file
// costs its header only.
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/weights/mapped_file.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

class SafetensorsFile {
  public:
    // Everything the header says is checked here, as strictly as the reference implementation does: after this no view leaves the file.
    // The message of a failure names the file, the tensor, what was found and what was expected; a file of another format is named.
    // Of a file that another program cuts short or overwrites afterwards, `mapping()` tells.
    static Result<std::shared_ptr<const SafetensorsFile>> open(const std::filesystem::path& path);
    SafetensorsFile(const SafetensorsFile&) = delete;
    SafetensorsFile& operator=(const SafetensorsFile&) = delete;

    // Views are not aligned beyond one byte: read them with memcpy or unaligned loads.
    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    // Tensors in a dtype that DType lacks (F8_E4M3, BOOL ...), with the name of that dtype.
    const std::map<std::string, std::string>& unreadable() const { return unreadable_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }  // "__metadata__"
    const std::filesystem::path& path() const { return path_; }
    const MappedFile& mapping() const { return *mapping_; }
    bool holds(const std::byte* data) const { return data >= mapping_->data() && data < mapping_->data() + mapping_->size(); }

  private:
    SafetensorsFile() = default;

    std::filesystem::path path_;
    std::map<std::string, TensorView> tensors_;
    std::map<std::string, std::string> unreadable_, metadata_;
    std::unique_ptr<const MappedFile> mapping_;
};

// Drops the whole pages inside [data, data + bytes) of a file mapping from this process; they are read again when touched.
void release_pages(const std::byte* data, size_t bytes);

// Writes tensors in the order of their names. Views must not be transposed. Throws Error where the file cannot be written.
void write_safetensors(const std::filesystem::path& path, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace imagelab
