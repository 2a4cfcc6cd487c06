#include <algorithm>
#include <bit>
#include <cstring>

#include "core/onnx/model.h"
#include "core/onnx/wire.h"

static_assert(std::endian::native == std::endian::little, "elements are used as they lie in the file");

namespace imagelab::onnx {
namespace {

constexpr int64_t most_memory = int64_t{512} << 20;  // of everything that is read, elements in the file not counted
constexpr int deepest_graph = 24;                    // graphs within graphs

class ModelReader {
  public:
    ModelDef model(std::span<const std::byte> bytes) {
        ModelDef model;
        bool has_graph = false;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    model.ir_version = in.integer();
                    break;
                case 2:
                    model.producer = text(in);
                    break;
                case 3:
                    model.producer_version = text(in);
                    break;
                case 7:
                    model.graph = graph(in.bytes());
                    has_graph = true;
                    break;
                case 8:
                    opset(in.bytes(), model.opsets);
                    break;
                case 14:
                    metadata(in.bytes(), model.metadata);
                    break;
                case 25:
                    model.functions.push_back(function(in.bytes()));
                    break;
                default:
                    break;
            }
        }
        if (!has_graph) throw Error("it holds no graph");
        return model;
    }

    TensorDef tensor(std::span<const std::byte> bytes) {
        charge(sizeof(TensorDef));
        TensorDef tensor;
        std::span<const std::byte> floats, doubles;
        int64_t location = 0;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    repeated(in, tensor.shape);
                    break;
                case 2:
                    tensor.type = static_cast<ElementType>(std::clamp<int64_t>(in.integer(), 0, 255));
                    break;
                case 4:
                    numbers<float>(in, floats, tensor.numbers);
                    break;
                case 5:
                case 7:
                case 11:
                    repeated(in, tensor.integers);
                    break;
                case 8:
                    tensor.name = text(in);
                    break;
                case 9:
                    tensor.raw = in.bytes();
                    tensor.has_raw = true;
                    break;
                case 10:
                    numbers<double>(in, doubles, tensor.numbers);
                    break;
                case 13:
                    entry(in.bytes(), tensor.external);
                    break;
                case 14:
                    location = in.integer();
                    break;
                default:
                    break;
            }
        }
        if (location == 0) tensor.external.clear();
        checked_count(tensor.shape);
        // Floats one behind the other are the elements as they lie in the file.
        if (!tensor.has_raw && floats.size() > 0 && tensor.numbers.empty() && tensor.type == ElementType::f32)
            tensor.raw = floats, tensor.has_raw = true;
        else if (!tensor.has_raw && doubles.size() > 0 && tensor.numbers.empty() && tensor.type == ElementType::f64)
            tensor.raw = doubles, tensor.has_raw = true;
        else
            unpack<float>(floats, tensor.numbers), unpack<double>(doubles, tensor.numbers);
        return tensor;
    }

  private:
    void charge(size_t bytes) {
        spent_ += static_cast<int64_t>(bytes);
        if (spent_ > most_memory) throw Error("it describes more than a model can be: its parts take more than 512 MiB");
    }
    std::string text(WireReader& in) {
        std::string value = in.text();
        charge(value.capacity() + sizeof value);
        return value;
    }

    // Integers, packed or one a field.
    void repeated(WireReader& in, std::vector<int64_t>& to) {
        if (in.kind() == WireReader::Kind::varint) {
            charge(2 * sizeof(int64_t));
            to.push_back(in.integer());
            return;
        }
        auto bytes = in.bytes();
        const auto count =
            static_cast<size_t>(std::count_if(bytes.begin(), bytes.end(), [](std::byte b) { return static_cast<uint8_t>(b) < 0x80; }));
        charge(count * sizeof(int64_t));
        to.reserve(to.size() + count);
        while (!bytes.empty()) {
            uint64_t value = 0;
            size_t i = 0;
            for (;; ++i) {
                if (i >= bytes.size() || i >= 10) throw Error("damaged: a list of numbers ends within one");
                value |= (static_cast<uint64_t>(bytes[i]) & 0x7f) << (7 * i);
                if (static_cast<uint8_t>(bytes[i]) < 0x80) break;
            }
            to.push_back(static_cast<int64_t>(value));
            bytes = bytes.subspan(i + 1);
        }
    }

    template <class T>
    void unpack(std::span<const std::byte> bytes, std::vector<double>& to) {
        if (bytes.size() % sizeof(T) != 0) throw Error("damaged: a list of numbers ends within one");
        charge(bytes.size() / sizeof(T) * sizeof(double));
        for (size_t i = 0; i < bytes.size(); i += sizeof(T)) {
            T value;
            std::memcpy(&value, bytes.data() + i, sizeof value);
            to.push_back(static_cast<double>(value));
        }
    }
    // Numbers of fixed size: the first packed list stays where it is, in case it is the only one.
    template <class T>
    void numbers(WireReader& in, std::span<const std::byte>& packed, std::vector<double>& to) {
        if (in.kind() != WireReader::Kind::bytes) {
            charge(2 * sizeof(double));
            unpack<T>(std::exchange(packed, {}), to);
            to.push_back(sizeof(T) == 4 ? static_cast<double>(in.number32()) : in.number64());
            return;
        }
        if (packed.empty() && to.empty()) {
            packed = in.bytes();
            if (packed.size() % sizeof(T) != 0) throw Error("damaged: a list of numbers ends within one");
            return;
        }
        unpack<T>(std::exchange(packed, {}), to);
        unpack<T>(in.bytes(), to);
    }

    void entry(std::span<const std::byte> bytes, std::map<std::string, std::string>& to) {
        std::string key, value;
        for (WireReader in(bytes); in.next();) {
            if (in.field() == 1) key = text(in);
            if (in.field() == 2) value = text(in);
        }
        charge(96);
        to[key] = value;
    }

    void opset(std::span<const std::byte> bytes, std::map<std::string, int64_t>& to) {
        std::string domain;
        int64_t version = 0;
        for (WireReader in(bytes); in.next();) {
            if (in.field() == 1) domain = text(in);
            if (in.field() == 2) version = in.integer();
        }
        charge(96);
        to[domain == "ai.onnx" ? "" : domain] = version;
    }

    AttributeDef attribute(std::span<const std::byte> bytes) {
        charge(sizeof(AttributeDef));
        AttributeDef attribute;
        std::span<const std::byte> packed;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    attribute.name = text(in);
                    break;
                case 2:
                    attribute.number = static_cast<double>(in.number32());
                    break;
                case 3:
                    attribute.integer = in.integer();
                    break;
                case 4:
                    attribute.text = text(in);
                    break;
                case 5:
                    attribute.tensor = std::make_unique<TensorDef>(tensor(in.bytes()));
                    break;
                case 6:
                    attribute.graph = std::make_unique<GraphDef>(graph(in.bytes()));
                    break;
                case 7:
                    numbers<float>(in, packed, attribute.numbers);
                    break;
                case 8:
                    repeated(in, attribute.integers);
                    break;
                case 9:
                    attribute.texts.push_back(text(in));
                    break;
                case 21:
                    attribute.refers = text(in);
                    break;
                default:
                    break;
            }
        }
        unpack<float>(packed, attribute.numbers);
        return attribute;
    }

    NodeDef node(std::span<const std::byte> bytes) {
        charge(sizeof(NodeDef));
        NodeDef node;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    node.inputs.push_back(text(in));
                    break;
                case 2:
                    node.outputs.push_back(text(in));
                    break;
                case 3:
                    node.name = text(in);
                    break;
                case 4:
                    node.op = text(in);
                    break;
                case 5:
                    node.attributes.push_back(attribute(in.bytes()));
                    break;
                case 7:
                    node.domain = text(in);
                    break;
                default:
                    break;
            }
        }
        if (node.domain == "ai.onnx") node.domain.clear();
        return node;
    }

    ValueDef::Extent extent(std::span<const std::byte> bytes) {
        charge(sizeof(ValueDef::Extent));
        ValueDef::Extent extent;
        for (WireReader in(bytes); in.next();) {
            if (in.field() == 1) extent.value = in.integer();
            if (in.field() == 2) extent.symbol = text(in);
        }
        if (extent.value < 0) extent.value = -1;
        return extent;
    }

    // TypeProto: a tensor's type and shape; other kinds are only known to be others.
    void type(std::span<const std::byte> bytes, ValueDef& value) {
        for (WireReader in(bytes); in.next();) {
            if (in.field() != 1) continue;
            for (WireReader of(in.bytes()); of.next();) {
                if (of.field() == 1) value.type = static_cast<ElementType>(std::clamp<int64_t>(of.integer(), 0, 255));
                if (of.field() != 2) continue;
                value.has_shape = true;
                for (WireReader shape(of.bytes()); shape.next();) {
                    if (shape.field() == 1) value.shape.push_back(extent(shape.bytes()));
                }
            }
        }
    }

    ValueDef value(std::span<const std::byte> bytes) {
        charge(sizeof(ValueDef));
        ValueDef value;
        for (WireReader in(bytes); in.next();) {
            if (in.field() == 1) value.name = text(in);
            if (in.field() == 2) type(in.bytes(), value);
        }
        return value;
    }

    GraphDef graph(std::span<const std::byte> bytes) {
        if (++depth_ > deepest_graph) throw Error("its graphs are nested more than " + std::to_string(deepest_graph) + " deep");
        charge(sizeof(GraphDef));
        GraphDef graph;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    graph.nodes.push_back(node(in.bytes()));
                    break;
                case 2:
                    graph.name = text(in);
                    break;
                case 5:
                    graph.initializers.push_back(tensor(in.bytes()));
                    break;
                case 11:
                    graph.inputs.push_back(value(in.bytes()));
                    break;
                case 12:
                    graph.outputs.push_back(value(in.bytes()));
                    break;
                case 15:
                    throw Error("it holds sparse tensors: store them dense");
                default:
                    break;
            }
        }
        --depth_;
        return graph;
    }

    // StringStringEntryProto
    void metadata(std::span<const std::byte> bytes, std::map<std::string, std::string>& entries) {
        std::string key, value;
        for (WireReader in(bytes); in.next();) {
            if (in.field() == 1) key = text(in);
            if (in.field() == 2) value = text(in);
        }
        entries[key] = value;
    }

    FunctionDef function(std::span<const std::byte> bytes) {
        charge(sizeof(FunctionDef));
        FunctionDef function;
        for (WireReader in(bytes); in.next();) {
            switch (in.field()) {
                case 1:
                    function.name = text(in);
                    break;
                case 4:
                    function.inputs.push_back(text(in));
                    break;
                case 5:
                    function.outputs.push_back(text(in));
                    break;
                case 7:
                    function.nodes.push_back(node(in.bytes()));
                    break;
                case 9:
                    opset(in.bytes(), function.opsets);
                    break;
                case 10:
                    function.domain = text(in);
                    break;
                case 11:
                    function.defaults.push_back(attribute(in.bytes()));
                    break;
                default:
                    break;
            }
        }
        return function;
    }

    int64_t spent_ = 0;
    int depth_ = 0;
};

}  // namespace

const AttributeDef* NodeDef::find(std::string_view attribute) const {
    for (const AttributeDef& each : attributes) {
        if (each.name == attribute) return &each;
    }
    return nullptr;
}

std::string NodeDef::title() const {
    const std::string whole = (domain.empty() ? "" : domain + ".") + op;
    return name.empty() ? outputs.empty() ? whole : whole + " that makes \"" + outputs[0] + "\"" : whole + " \"" + name + "\"";
}

ModelDef read_model(std::span<const std::byte> file) {
    return ModelReader().model(file);
}

TensorDef read_tensor(std::span<const std::byte> message) {
    return ModelReader().tensor(message);
}

int64_t checked_count(const Shape& shape) {
    constexpr int64_t most = int64_t{1} << 40;
    if (shape.size() > 32) throw Error("a tensor of " + std::to_string(shape.size()) + " axes; up to 32 are known");
    int64_t count = 1;
    bool none = false;
    for (const int64_t extent : shape) {
        if (extent < 0) throw Error("a tensor's shape " + shape_text(shape) + " has a negative extent");
        none = none || extent == 0;
    }
    if (none) return 0;
    for (const int64_t extent : shape) {
        if (extent >= most || count * extent >= most) throw Error("a tensor of the shape " + shape_text(shape) + " is too large");
        count *= extent;
    }
    return count;
}

}  // namespace imagelab::onnx
