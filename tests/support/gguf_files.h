#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace imagelab::test {

// A GGUF file, piece by piece. Tensors' bytes follow each other at multiples of 32.
class GgufWriter {
  public:
    GgufWriter& text(const std::string& key, const std::string& value);
    GgufWriter& word(const std::string& key, uint32_t value);
    GgufWriter& numbers(const std::string& key, const std::vector<int32_t>& values);
    GgufWriter& value(const std::string& bytes);  // a key and a value as they stand
    // `shape` in torch's order; `offset` instead of the next place.
    GgufWriter& tensor(const std::string& name, const std::vector<int64_t>& shape, uint32_t type, const std::string& bytes,
                       int64_t offset = -1);
    std::string done(uint32_t version = 3) const;

    static std::string number(uint64_t value, size_t bytes);
    static std::string string(const std::string& text);

  private:
    std::string values_, infos_, data_;
    uint64_t value_count_ = 0, tensor_count_ = 0;
};

}  // namespace imagelab::test
