#include "core/weights/convert_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/utf8.h"
#include "core/weights/convert.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/output_file.h"
#include "core/weights/output_plan.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace {

constexpr int64_t piece = 1 << 20;  // elements read and written at a time; a multiple of every block

class Writer {
  public:
    Writer(const OpenedWeights& from, const OutputPlan& plan, OutputFile& file, const std::function<void(double)>& progress,
           const CancelToken& cancel)
        : from_(from), plan_(plan), file_(file), progress_(progress), cancel_(cancel) {}

    void write_all() {
        file_.write(0, std::as_bytes(std::span(plan_.header)));
        done_ = plan_.header.size();
        for (const OutputTensor& tensor : plan_.tensors) {
            if (!tensor.text.empty()) put(tensor.begin, std::as_bytes(std::span(tensor.text)));
            if (tensor.text.empty() && !tensor.scales) write(tensor);
        }
    }

  private:
    void put(uint64_t begin, std::span<const std::byte> bytes) {
        cancel_.check();
        file_.write(plan_.header.size() + begin, bytes);
        done_ += bytes.size();
        if (progress_) progress_(static_cast<double>(done_) / static_cast<double>(plan_.bytes));
    }

    void release(const TensorView& view, int64_t first, int64_t count) const {
        if (view.source) return view.source->release(first, count);
        const size_t size = dtype_bytes(view.dtype);
        release_pages(view.data + static_cast<size_t>(first) * size, static_cast<size_t>(count) * size);
    }

    void write(const OutputTensor& tensor) {
        const TensorView& view = *tensor.view;
        const int64_t count = element_count(view.shape);
        if (tensor.byte == ByteFormat::int8) return write_rows(tensor);
        const size_t width = tensor.byte ? 1 : dtype_bytes(tensor.dtype);
        const bool copied = !view.source && !tensor.narrowed() && view.dtype == tensor.dtype;
        for (int64_t at = 0; at < count; at += piece) {
            const int64_t part = std::min(piece, count - at);
            if (copied) {
                put(tensor.begin + static_cast<uint64_t>(at) * width,
                    {view.data + static_cast<size_t>(at) * width, static_cast<size_t>(part) * width});
            } else if (tensor.narrowed()) {
                put(tensor.begin + narrowed_offset(tensor, at), narrow(tensor, at, part));
            } else {
                bytes_.resize(static_cast<size_t>(part) * width);
                if (!read_elements(view, at, part, tensor.dtype, bytes_.data())) refuse(tensor);
                put(tensor.begin + static_cast<uint64_t>(at) * width, bytes_);
            }
            release(view, at, part);
        }
    }

    static uint64_t narrowed_offset(const OutputTensor& tensor, int64_t at) {
        return tensor.byte ? static_cast<uint64_t>(at) : static_cast<uint64_t>(at / tensor.blocks->elements) * tensor.blocks->bytes;
    }

    void read(const OutputTensor& tensor, int64_t first, int64_t count) {
        values_.resize(static_cast<size_t>(count));
        if (!read_elements(*tensor.view, first, count, DType::f32, reinterpret_cast<std::byte*>(values_.data()))) refuse(tensor);
    }
    [[noreturn]] void refuse(const OutputTensor& tensor) const {
        throw Error(not_finite(tensor.name, *tensor.view, from_.source.string()).message);
    }

    std::span<const std::byte> narrow(const OutputTensor& tensor, int64_t at, int64_t count) {
        read(tensor, at, count);
        if (tensor.blocks) {
            const int64_t blocks = count / tensor.blocks->elements;
            bytes_.resize(static_cast<size_t>(blocks) * tensor.blocks->bytes);
            tensor.blocks->encode(values_.data(), blocks, reinterpret_cast<uint8_t*>(bytes_.data()));
            return bytes_;
        }
        const float largest = tensor.byte == ByteFormat::f8_e4m3 ? 448 : 57344;
        bytes_.resize(static_cast<size_t>(count));
        for (size_t i = 0; i < bytes_.size(); ++i) {
            bytes_[i] = static_cast<std::byte>(f32_to_f8(*tensor.byte, values_[i]));
            if (std::fabs(values_[i]) > largest)
                throw Error(from_.source.string() + ": tensor " + quoted_name(tensor.name) + " holds " + std::to_string(values_[i]) +
                            ", more than the " + std::to_string(static_cast<int>(largest)) + " of 8-bit floats: choose int8 or f16");
        }
        return bytes_;
    }

    // int8: one scale a row, the largest magnitude over 127.
    void write_rows(const OutputTensor& tensor) {
        const int64_t rows = tensor.view->shape[0], row = tensor.view->shape[1], some = std::max<int64_t>(1, piece / row);
        for (int64_t at = 0; at < rows; at += some) {
            const int64_t part = std::min(some, rows - at);
            read(tensor, at * row, part * row);
            std::vector<float> scales(static_cast<size_t>(part));
            bytes_.resize(values_.size());
            for (size_t r = 0; r < scales.size(); ++r) {
                const float* values = values_.data() + r * static_cast<size_t>(row);
                float largest = 0;
                for (int64_t i = 0; i < row; ++i) largest = std::max(largest, std::fabs(values[i]));
                scales[r] = largest > 0 ? largest / 127 : 1;
                for (int64_t i = 0; i < row; ++i)
                    bytes_[r * static_cast<size_t>(row) + static_cast<size_t>(i)] =
                        static_cast<std::byte>(f32_to_f8(ByteFormat::int8, values[i] / scales[r]));
            }
            put(tensor.begin + static_cast<uint64_t>(at * row), bytes_);
            put(tensor.scales_at + static_cast<uint64_t>(at) * 4, std::as_bytes(std::span(scales)));
            release(*tensor.view, at * row, part * row);
        }
    }

    const OpenedWeights& from_;
    const OutputPlan& plan_;
    OutputFile& file_;
    const std::function<void(double)>& progress_;
    const CancelToken& cancel_;
    uint64_t done_ = 0;
    std::vector<float> values_;
    std::vector<std::byte> bytes_;
};

constexpr std::string_view precisions[] = {"", "f32", "f16", "bf16", "f8_e4m3", "f8_e5m2", "int8", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0"};

Result<void> check(const std::filesystem::path& path, const std::string& precision) {
    const std::string out = path.string(), ending = ascii_lower(path.extension().string());
    if (std::find(std::begin(precisions), std::end(precisions), precision) == std::end(precisions))
        return Failure{quoted_name(precision) +
                       " is no precision that is written: f32, f16, bf16, f8_e4m3, f8_e5m2, int8, q8_0, q5_1, q5_0, q4_1 or q4_0"};
    if (ending != ".safetensors" && ending != ".gguf") return Failure{out + ": the new file's name must end in .safetensors or .gguf"};
    const bool blocks = precision.starts_with("q"), bytes = precision.starts_with("f8") || precision == "int8";
    if (blocks && ending != ".gguf") return Failure{out + ": " + precision + " is stored in GGUF files: let the name end in .gguf"};
    if (bytes && ending == ".gguf")
        return Failure{out + ": " + precision + " is stored in safetensors files: let the name end in .safetensors"};
    std::error_code code;
    if (std::filesystem::exists(path, code)) return Failure{out + ": the file is there already: remove it, or choose another name"};
    return {};
}

// Nothing may be lost in silence.
Result<OpenedWeights> open_whole(const std::filesystem::path& path) {
    auto opened = open_weight_file(path);
    if (opened && !opened->unreadable.empty()) {
        const auto& [name, what] = *opened->unreadable.begin();
        return Failure{path.string() + ": tensor " + quoted_name(name) + " is stored as " + what + ", which Image Lab does not read" +
                       (opened->unreadable.size() > 1 ? " (and " + std::to_string(opened->unreadable.size() - 1) + " more)" : "")};
    }
    if (opened && opened->tensors.empty()) return Failure{path.string() + ": it holds no tensors"};
    return opened;
}

}  // namespace

Result<ConvertedFile> convert_file(const ConvertRequest& request, const std::function<void(double share)>& progress,
                                   const CancelToken& cancel) {
    if (const auto checked = check(request.out, request.precision); !checked) return Failure{checked.error()};
    const auto from = open_whole(request.in);
    if (!from) return Failure{from.error()};
    return write_weight_file(*from, request.out, request.precision, progress, cancel);
}

Result<ConvertedFile> write_weight_file(const OpenedWeights& from, const std::filesystem::path& out, const std::string& precision,
                                        const std::function<void(double share)>& progress, const CancelToken& cancel) {
    if (const auto checked = check(out, precision); !checked) return Failure{checked.error()};
    try {
        const bool gguf = ascii_lower(out.extension().string()) == ".gguf";
        const OutputPlan plan = (gguf ? plan_gguf : plan_safetensors)(from.tensors, from.metadata, precision);
        OutputFile file(out, plan.bytes);
        Writer(from, plan, file, progress, cancel).write_all();
        for (const auto& source : from.files) {
            if (const std::string damage = source->mapping().damage(); !damage.empty()) return Failure{damage};
        }
        file.finish();
        if (progress) progress(1);  // the file's header and padding are written, too
        ConvertedFile converted{.tensors = from.tensors.size(), .bytes = static_cast<int64_t>(plan.bytes)};
        converted.narrowed = static_cast<size_t>(
            std::count_if(plan.tensors.begin(), plan.tensors.end(), [](const OutputTensor& tensor) { return tensor.narrowed(); }));
        return converted;
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
