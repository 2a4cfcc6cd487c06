#pragma once
// An ONNX file as plain structs (onnx/onnx.proto), names and order as in the file. What is large, the elements of tensors, stays where it
// is mapped. Reading is bounded: nesting, counts and the memory of what is read.
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/graph/dtype.h"
#include "core/onnx/element_type.h"

namespace imagelab::onnx {

struct GraphDef;

struct TensorDef {
    std::string name;
    ElementType type = ElementType::undefined;
    Shape shape;                     // no negative extents; the product of all is below 2^40
    std::span<const std::byte> raw;  // the elements as they lie in the file, where has_raw
    bool has_raw = false;
    std::vector<double> numbers;                  // float_data, double_data that do not lie as such
    std::vector<int64_t> integers;                // int32_data (also of halves and bytes), int64_data, uint64_data
    std::map<std::string, std::string> external;  // location, offset, length; empty: the elements are here
};

struct AttributeDef {
    std::string name, text;
    double number = 0;
    int64_t integer = 0;
    std::vector<double> numbers;
    std::vector<int64_t> integers;
    std::vector<std::string> texts;
    std::unique_ptr<TensorDef> tensor;
    std::unique_ptr<GraphDef> graph;
    std::string refers;  // inside a function: the attribute of its caller
};

struct NodeDef {
    std::string name, op, domain;
    std::vector<std::string> inputs, outputs;  // an empty name: left out
    std::vector<AttributeDef> attributes;
    const AttributeDef* find(std::string_view attribute) const;
    std::string title() const;  // for people: "Conv \"name\""
};

struct ValueDef {
    std::string name;
    ElementType type = ElementType::undefined;
    bool has_shape = false;
    struct Extent {
        int64_t value = -1;  // -1: open
        std::string symbol;
    };
    std::vector<Extent> shape;
};

struct GraphDef {
    std::string name;
    std::vector<NodeDef> nodes;
    std::vector<TensorDef> initializers;
    std::vector<ValueDef> inputs, outputs;
};

struct FunctionDef {
    std::string name, domain;
    std::vector<std::string> inputs, outputs;
    std::vector<NodeDef> nodes;
    std::map<std::string, int64_t> opsets;
    std::vector<AttributeDef> defaults;
};

struct ModelDef {
    int64_t ir_version = 0;
    std::string producer, producer_version;
    std::map<std::string, int64_t> opsets;  // by domain; "" is ONNX's own
    GraphDef graph;
    std::vector<FunctionDef> functions;
    std::map<std::string, std::string> metadata;  // as its exporter wrote it: "names", "task" ...
};

// Throws Error saying what is wrong; the file must stay mapped as long as the model is used.
ModelDef read_model(std::span<const std::byte> file);
TensorDef read_tensor(std::span<const std::byte> message);  // a TensorProto of its own, as the tests of operators come

// The product of the extents. Throws Error where one is negative, there are more than 32, or the product is 2^40 or more.
int64_t checked_count(const Shape& shape);

}  // namespace imagelab::onnx
