#pragma once
// Tensors on the host: constants of a model, and what follows from them before a device sees anything.
#include <filesystem>
#include <map>
#include <memory>

#include "core/onnx/model.h"
#include "core/weights/mapped_file.h"

namespace imagelab::onnx {

// Elements in one of two forms: floats, rounded to the type after each operation, or integers and booleans.
struct Array {
    ElementType type = ElementType::f32;
    Shape shape;
    std::vector<double> numbers;    // of a float type
    std::vector<int64_t> integers;  // of the others

    bool floats() const { return is_float(type); }
    int64_t count() const { return static_cast<int64_t>(floats() ? numbers.size() : integers.size()); }
    double number(int64_t i) const {
        return floats() ? numbers[static_cast<size_t>(i)] : static_cast<double>(integers[static_cast<size_t>(i)]);
    }
    int64_t integer(int64_t i) const { return floats() ? whole_part(numbers[static_cast<size_t>(i)]) : integers[static_cast<size_t>(i)]; }
};
Array floats_of(Shape shape, std::vector<double> values, ElementType type = ElementType::f32);
Array integers_of(Shape shape, std::vector<int64_t> values, ElementType type = ElementType::i64);

double rounded(ElementType type, double value);  // to what the type holds

// Elements as they lie in files of ONNX and NumPy (little endian), and back. Throws Error where the bytes are too few or too many.
Array array_of_bytes(ElementType type, Shape shape, std::span<const std::byte> bytes);
std::vector<std::byte> bytes_of_array(const Array& array);

// Files of elements beside a model, below its folder: mapped once.
class ExternalFiles {
  public:
    explicit ExternalFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    // Throws Error for a name that is absolute or holds "..", that leads out of the folder, or a range outside of the file.
    std::span<const std::byte> bytes(const TensorDef& tensor);

  private:
    std::filesystem::path folder_;
    std::map<std::string, std::unique_ptr<MappedFile>> files_;
};

// The bytes of a tensor where it lies as such in a file; none: it must be decoded. Throws Error where they do not fit its shape.
std::span<const std::byte> elements_in_file(const TensorDef& tensor, ExternalFiles& files);
// Throws Error where it is of a type we do not know, or has more than `most` elements.
Array decoded(const TensorDef& tensor, ExternalFiles& files, int64_t most);

}  // namespace imagelab::onnx
