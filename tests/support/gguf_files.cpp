#include "tests/support/gguf_files.h"

namespace imagelab::test {

std::string GgufWriter::number(uint64_t value, size_t bytes) {
    std::string text(bytes, '\0');
    for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(value >> 8 * i);
    return text;
}
std::string GgufWriter::string(const std::string& text) {
    return number(text.size(), 8) + text;
}

GgufWriter& GgufWriter::value(const std::string& bytes) {
    values_ += bytes;
    ++value_count_;
    return *this;
}
GgufWriter& GgufWriter::text(const std::string& key, const std::string& value_text) {
    return value(string(key) + number(8, 4) + string(value_text));
}
GgufWriter& GgufWriter::word(const std::string& key, uint32_t word_value) {
    return value(string(key) + number(4, 4) + number(word_value, 4));
}
GgufWriter& GgufWriter::numbers(const std::string& key, const std::vector<int32_t>& values) {
    std::string bytes = string(key) + number(9, 4) + number(5, 4) + number(values.size(), 8);
    for (const int32_t each : values) bytes += number(static_cast<uint32_t>(each), 4);
    return value(bytes);
}

GgufWriter& GgufWriter::tensor(const std::string& name, const std::vector<int64_t>& shape, uint32_t type, const std::string& bytes,
                               int64_t offset) {
    infos_ += string(name) + number(shape.size(), 4);
    for (size_t i = shape.size(); i-- > 0;) infos_ += number(static_cast<uint64_t>(shape[i]), 8);
    infos_ += number(type, 4) + number(offset < 0 ? data_.size() : static_cast<uint64_t>(offset), 8);
    data_ += bytes;
    data_.resize((data_.size() + 31) / 32 * 32);
    ++tensor_count_;
    return *this;
}

std::string GgufWriter::done(uint32_t version) const {
    std::string file = "GGUF" + number(version, 4) + number(tensor_count_, 8) + number(value_count_, 8) + values_ + infos_;
    file.resize((file.size() + 31) / 32 * 32);
    return file + data_;
}

}  // namespace imagelab::test
