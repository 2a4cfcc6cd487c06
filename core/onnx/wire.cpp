#include "core/onnx/wire.h"

#include <cstring>

#include "core/base/error.h"

namespace imagelab::onnx {

uint64_t WireReader::read_varint() {
    uint64_t value = 0;
    for (size_t i = 0; i < 10; ++i) {
        if (i >= rest_.size()) throw Error("damaged: the file ends within a number");
        const auto byte = static_cast<uint64_t>(rest_[i]);
        value |= (byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            rest_ = rest_.subspan(i + 1);
            return value;
        }
    }
    throw Error("damaged: a number of more than 64 bits");
}

std::span<const std::byte> WireReader::take(uint64_t count) {
    if (count > rest_.size())
        throw Error("damaged: a field of " + std::to_string(count) + " bytes where " + std::to_string(rest_.size()) + " are left");
    const auto taken = rest_.first(static_cast<size_t>(count));
    rest_ = rest_.subspan(static_cast<size_t>(count));
    return taken;
}

bool WireReader::next() {
    if (pending_) {
        switch (kind_) {
            case Kind::varint:
                read_varint();
                break;
            case Kind::fixed64:
                take(8);
                break;
            case Kind::bytes:
                take(read_varint());
                break;
            case Kind::fixed32:
                take(4);
                break;
        }
        pending_ = false;
    }
    if (rest_.empty()) return false;
    const uint64_t tag = read_varint(), kind = tag & 7;
    if (tag >> 3 == 0 || tag >> 3 > (1u << 29) - 1 || (kind > 2 && kind != 5))
        throw Error("damaged: no field begins with " + std::to_string(tag));
    field_ = static_cast<uint32_t>(tag >> 3);
    kind_ = static_cast<Kind>(kind);
    return pending_ = true;
}

void WireReader::expect(Kind kind) const {
    if (!pending_ || kind != kind_) throw Error("damaged: field " + std::to_string(field_) + " is of another kind than it should be");
}

uint64_t WireReader::varint() {
    expect(Kind::varint);
    pending_ = false;
    return read_varint();
}

float WireReader::number32() {
    expect(Kind::fixed32);
    pending_ = false;
    float value;
    std::memcpy(&value, take(4).data(), 4);
    return value;
}

double WireReader::number64() {
    expect(Kind::fixed64);
    pending_ = false;
    double value;
    std::memcpy(&value, take(8).data(), 8);
    return value;
}

std::span<const std::byte> WireReader::bytes() {
    expect(Kind::bytes);
    pending_ = false;
    return take(read_varint());
}

std::string WireReader::text(size_t limit) {
    const auto span = bytes();
    if (span.size() > limit) throw Error("damaged: a text of " + std::to_string(span.size()) + " bytes");
    return {reinterpret_cast<const char*>(span.data()), span.size()};
}

}  // namespace imagelab::onnx
