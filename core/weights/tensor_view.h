#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

// A matrix's rows as the file's 8-bit integers, with a scale each: element = byte * scale, in the basis of ConvRot where `group` > 0 (see
// unrotated(), core/weights/byte_tensor.h).
struct Int8Stored {
    const std::byte* bytes = nullptr;
    const std::vector<float>* scales = nullptr;  // of each row, or one for all
    int64_t group = 0;
};

// The elements of a tensor that no file holds as they are: quantised blocks, scaled 8-bit floats, a base with adapters on it.
class TensorSource {
  public:
    virtual ~TensorSource() = default;
    // Elements [first, first + count) of the row-major tensor. Safe to call from several threads. Throws Error.
    virtual void read(int64_t first, int64_t count, float* target) const = 0;
    virtual size_t stored_bytes() const = 0;                              // what is read for the whole tensor
    virtual std::vector<std::span<const std::byte>> in_file() const = 0;  // where that lies
    virtual void release(int64_t first, int64_t count) const = 0;         // the pages under these elements will not be read again soon
    virtual std::optional<Int8Stored> int8() const { return std::nullopt; }
    virtual std::string storage() const;  // its name for people: "f8_e4m3", "q4_k"; empty: none of its own
};

// One tensor of a mapped weight file: row-major bytes that live as long as the WeightMap it came from.
struct TensorView {
    DType dtype = DType::f32;         // with a source: how exact its elements are (f16, bf16 or f32)
    Shape shape;                      // as the canonical name expects it (torch order: linear [out, in], conv [out, in, h, w])
    const std::byte* data = nullptr;  // within the mapped file; null where there is a source
    bool transposed = false;          // 2-D only: the bytes hold the transpose, [shape[1], shape[0]] row-major
    std::shared_ptr<const TensorSource> source = nullptr;
    size_t bytes() const { return source ? source->stored_bytes() : static_cast<size_t>(element_count(shape)) * dtype_bytes(dtype); }
};

// Rows [first, first + rows) of the first axis; the bytes stay where they are. Not of a transposed view.
TensorView rows_of(const TensorView& view, int64_t first, int64_t rows);

// How the elements are stored, for people: a source's own name, else the dtype's.
std::string storage_name(const TensorView& view);

// The weights of one component under diffusers' names ("down_blocks.0.resnets.0.conv1.weight"), whatever the file called them.
class WeightMap {
  public:
    virtual ~WeightMap() = default;

    const TensorView* find(const std::string& name) const;  // nullptr where there is none
    // Throws Error naming the file, the tensor, what was found and what was expected.
    const TensorView& at(const std::string& name, const Shape& expected) const;
    const std::map<std::string, TensorView>& tensors() const { return tensors_; }
    const std::string& source() const { return source_; }  // file or folder, for messages

    // Tells the system that the pages under this view will not be read again soon.
    virtual void release(const TensorView& view) const = 0;

    // Of the files behind it, as MappedFile: not empty where what was read may be wrong; whether they are there as they were opened.
    virtual std::string damage() const;
    virtual bool is_current() const;
    // What these values are made of, for what is kept of them between runs: the files as the system knows them (place, size, times of
    // change), and how they are changed. Equal means equal values as long as is_current() holds. Empty: nobody can tell.
    virtual std::string identity() const { return {}; }

  protected:
    std::map<std::string, TensorView> tensors_;
    std::string source_;
};

}  // namespace imagelab
