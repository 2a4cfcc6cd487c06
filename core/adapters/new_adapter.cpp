#include "core/adapters/new_adapter.h"

namespace imagelab {

void NewAdapter::add(const std::string& key, const Shape& shape, std::vector<float> values) {
    const std::vector<float>& kept = values_.emplace_back(std::move(values));
    tensors_.tensors[key] = {.dtype = DType::f32, .shape = shape, .data = reinterpret_cast<const std::byte*>(kept.data())};
}

Result<ConvertedFile> NewAdapter::write(const std::filesystem::path& out, const std::string& precision,
                                        const std::function<void(double)>& progress, const CancelToken& cancel) {
    tensors_.source = out;
    tensors_.metadata = metadata;
    return write_weight_file(tensors_, out, precision, progress, cancel);
}

}  // namespace imagelab
