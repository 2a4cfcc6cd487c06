#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "core/graph/dtype.h"

namespace imagelab {

// One tensor of a mapped weight file: row-major bytes that live as long as the WeightMap it came from.
struct TensorView {
    DType dtype = DType::f32;
    Shape shape;                      // as the canonical name expects it (torch order: linear [out, in], conv [out, in, h, w])
    const std::byte* data = nullptr;  // within the mapped file
    bool transposed = false;          // 2-D only: the bytes hold the transpose, [shape[1], shape[0]] row-major
    size_t bytes() const { return static_cast<size_t>(element_count(shape)) * dtype_bytes(dtype); }
};

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

  protected:
    std::map<std::string, TensorView> tensors_;
    std::string source_;
};

}  // namespace imagelab
