#include "tests/support/onnx_builder.h"

#include <cstring>

namespace imagelab::test {
namespace {

std::string varint(uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    return bytes + static_cast<char>(value);
}
std::string number(int field, int64_t value) {
    return varint(static_cast<uint64_t>(field) << 3) + varint(static_cast<uint64_t>(value));
}
std::string text(int field, const std::string& value) {
    return varint(static_cast<uint64_t>(field) << 3 | 2) + varint(value.size()) + value;
}

std::string value_info(const std::string& name, int type, const std::vector<int64_t>& shape) {
    std::string extents;
    for (const int64_t extent : shape) extents += text(1, number(1, extent));
    return text(1, name) + text(2, text(1, number(1, type) + (shape.empty() ? "" : text(2, extents))));
}

std::string tensor(const std::string& name, int type, const std::vector<int64_t>& shape, const std::string& rest) {
    std::string bytes;
    for (const int64_t extent : shape) bytes += number(1, extent);
    return bytes + number(2, type) + text(8, name) + rest;
}

template <class T>
std::string raw_of(const std::vector<T>& values) {
    std::string raw(values.size() * sizeof(T), '\0');
    std::memcpy(raw.data(), values.data(), raw.size());
    return raw;
}

}  // namespace

OnnxBuilder& OnnxBuilder::input(const std::string& name, int type, const std::vector<int64_t>& shape) {
    graph_ += text(11, value_info(name, type, shape));
    return *this;
}
OnnxBuilder& OnnxBuilder::output(const std::string& name, int type, const std::vector<int64_t>& shape) {
    graph_ += text(12, value_info(name, type, shape));
    return *this;
}

OnnxBuilder& OnnxBuilder::node(const std::string& op, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                               const std::vector<std::pair<std::string, int64_t>>& attributes) {
    std::string node;
    for (const std::string& each : inputs) node += text(1, each);
    for (const std::string& each : outputs) node += text(2, each);
    node += text(4, op);
    for (const auto& [name, value] : attributes) node += text(5, text(1, name) + number(3, value) + number(20, 2));
    graph_ += text(1, node);
    return *this;
}

OnnxBuilder& OnnxBuilder::loop(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs, const std::string& body) {
    std::string node;
    for (const std::string& each : inputs) node += text(1, each);
    for (const std::string& each : outputs) node += text(2, each);
    graph_ += text(1, node + text(4, "Loop") + text(5, text(1, "body") + text(6, body) + number(20, 5)));
    return *this;
}

OnnxBuilder& OnnxBuilder::initializer(const std::string& name, const std::vector<int64_t>& shape, const std::vector<float>& values) {
    return raw_initializer(name, 1, shape, raw_of(values));
}
OnnxBuilder& OnnxBuilder::integers(const std::string& name, const std::vector<int64_t>& values) {
    return raw_initializer(name, 7, {static_cast<int64_t>(values.size())}, raw_of(values));
}
OnnxBuilder& OnnxBuilder::raw_initializer(const std::string& name, int type, const std::vector<int64_t>& shape, const std::string& raw) {
    graph_ += text(5, tensor(name, type, shape, text(9, raw)));
    return *this;
}
OnnxBuilder& OnnxBuilder::external_initializer(const std::string& name, const std::vector<int64_t>& shape, const std::string& location,
                                               const std::string& offset) {
    const auto entry = [](const std::string& key, const std::string& value) { return text(13, text(1, key) + text(2, value)); };
    graph_ += text(5, tensor(name, 1, shape, entry("location", location) + entry("offset", offset) + number(14, 1)));
    return *this;
}

OnnxBuilder& OnnxBuilder::metadata(const std::string& key, const std::string& value) {
    metadata_ += text(14, text(1, key) + text(2, value));
    return *this;
}

std::string OnnxBuilder::of_graph(const std::string& graph, int opset) {
    return number(1, 8) + text(7, graph) + text(8, number(2, opset));
}

std::string OnnxBuilder::nested(const std::string& graph) {
    return text(1, text(4, "If") + text(5, text(1, "then_branch") + text(6, graph) + number(20, 5)));
}

std::string mean_network(int64_t height, int64_t width) {
    OnnxBuilder model;
    model.input("image", 1, {1, 3, height, width}).output("depth", 1, {1, 1, height, width});
    model.initializer("w", {1, 3, 1, 1}, std::vector<float>(3, 1.0f / 3)).node("Conv", {"image", "w"}, {"depth"});
    return model.bytes();
}

}  // namespace imagelab::test
