#pragma once
// Protocol buffers' wire format (protobuf.dev/programming-guides/encoding), read in place: tags, varints, fixed numbers, and spans of
// bytes. No schema, no dependency, nothing is copied.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace imagelab::onnx {

// The fields of one message, in order. Throws Error("damaged ...") where the bytes are none.
class WireReader {
  public:
    enum class Kind : uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

    explicit WireReader(std::span<const std::byte> message) : rest_(message) {}

    bool next();  // goes to the next field, over what was not read of this one; false: there is none
    uint32_t field() const { return field_; }
    Kind kind() const { return kind_; }

    // The value of this field. Throws Error where it is of another kind.
    uint64_t varint();
    int64_t integer() { return static_cast<int64_t>(varint()); }
    float number32();
    double number64();
    std::span<const std::byte> bytes();
    std::string text(size_t limit = size_t{1} << 20);

  private:
    uint64_t read_varint();
    std::span<const std::byte> take(uint64_t count);
    void expect(Kind kind) const;

    std::span<const std::byte> rest_;
    uint32_t field_ = 0;
    Kind kind_ = Kind::varint;
    bool pending_ = false;  // the field's value was not read yet
};

}  // namespace imagelab::onnx
