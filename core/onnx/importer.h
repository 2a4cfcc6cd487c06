#pragma once
// An ONNX graph to our graph (core/graph), for given shapes of its inputs: shapes and what follows from constants alone are computed on the
// host (primitives.h), real arithmetic becomes nodes. Operators are functions, listed with their names in operators.cpp.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel.h"
#include "core/onnx/value.h"
#include "core/ops/ops.h"
#include "core/weights/tensor_view.h"

namespace imagelab::onnx {

// The weights of an imported graph: in the model's file, or computed when it was imported.
class ImportedWeights final : public WeightMap {
  public:
    explicit ImportedWeights(std::string source) { source_ = std::move(source); }
    void release(const TensorView&) const override {}
    void add(const std::string& name, TensorView view) { tensors_[name] = std::move(view); }
    void add(const std::string& name, Shape shape, std::vector<float> values);

  private:
    std::map<std::string, std::vector<float>> values_;
};

// Thrown where a value must be known and is not: the caller finds out on which inputs it depends and gives them as constants.
struct NotKnown : Error {
    NotKnown(Value wanted, const std::string& text) : Error(text), value(std::move(wanted)) {}
    Value value;
};

class Importer;

// A node with its operands, as an operator sees it.
class NodeContext {
  public:
    NodeContext(Importer& importer, const NodeDef& node, std::vector<Value> inputs)
        : importer(importer), node(node), inputs_(std::move(inputs)) {}

    bool has(size_t i) const { return i < inputs_.size() && inputs_[i]; }
    const Value& in(size_t i) const;  // throws Error where it is left out
    size_t count() const { return inputs_.size(); }
    bool wants(size_t output) const { return output < node.outputs.size() && !node.outputs[output].empty(); }
    void out(size_t i, Value value);
    void out(Value value) { out(0, std::move(value)); }

    bool has_attribute(std::string_view name) const { return attribute(name) != nullptr; }
    int64_t integer(std::string_view name, int64_t otherwise) const;
    double number(std::string_view name, double otherwise) const;
    std::string text(std::string_view name, const std::string& otherwise) const;
    std::vector<int64_t> integers(std::string_view name, std::vector<int64_t> otherwise = {}) const;
    std::vector<double> numbers(std::string_view name) const;
    const AttributeDef* attribute(std::string_view name) const;
    // Integers as an input, in older versions as an attribute; empty where there are neither.
    std::vector<int64_t> integers_of(size_t input, std::string_view attribute) const;
    int64_t version() const;
    // Throws Error.
    [[noreturn]] void refuse(const std::string& why) const;
    void require(bool ok, const std::string& why) const {
        if (!ok) refuse(why);
    }

    Importer& importer;
    const NodeDef& node;

  private:
    std::vector<Value> inputs_;
};

using Operator = void (*)(NodeContext&);
// null: there is none.
Operator find_operator(std::string_view domain, std::string_view name);

struct ImportedOutput {
    std::string name;
    ElementType type;
    Shape shape;
    std::shared_ptr<const Array> host;  // known already; else output `port` of the graph
    std::string port;
};

class Importer {
  public:
    // `known`: inputs (or initializers that inputs replace) as constants, `shapes`: the others, by name.
    Importer(const ModelDef& model, ExternalFiles& files, DType compute, const CancelToken& cancel);
    // How many numbers may be computed on the host, summed over all nodes; 2^25 (and their places, below 2 GiB) if nothing is said.
    void allow(int64_t elements) { most_elements_ = elements; }
    void run(const std::map<std::string, std::shared_ptr<const Array>>& known,
             const std::map<std::string, std::pair<ElementType, Shape>>& shapes, const std::vector<std::string>& outputs);

    // Names of the inputs that the value depends on.
    std::set<std::string> inputs_behind(const Value& value) const;

    Graph& graph() { return graph_; }
    std::shared_ptr<ImportedWeights> weights() const { return weights_; }
    const std::vector<ImportedOutput>& outputs() const { return outputs_; }

    // How many nodes and outputs of the model's own graph, and nodes of its subgraphs, want a value of this name.
    int uses(const std::string& name) const;
    // Of weights that are computed when a model is imported; false where they would be too many.
    bool affords(int64_t weights);

    bool is_input(const Value& value) const { return input_names_.contains(value.get()); }

    // For operators: subgraphs see the names around them. `given`: values of the subgraph's inputs, in their order.
    std::vector<Value> run_subgraph(const GraphDef& graph, const std::vector<Value>& given);
    int64_t opset() const { return opset_; }
    std::string new_weight_name() { return "computed" + std::to_string(computed_++); }
    void spend(int64_t elements);  // of values on the host; throws Error where a model computes too much ahead
    const CancelToken& cancel() const { return cancel_; }
    ExternalFiles& files() { return files_; }
    const AttributeDef* function_attribute(const std::string& name) const;

  private:
    struct Scope {
        std::map<std::string, Value> values;
        Scope* outer = nullptr;
    };
    Value find(const std::string& name) const;
    void run_nodes(const std::vector<NodeDef>& nodes);
    void run_node(const NodeDef& node);
    void count_node();  // throws Error for too many, Cancelled
    void run_function(const FunctionDef& function, const NodeDef& node);
    void add_initializers(const GraphDef& graph);
    void note_sources(const NodeDef& node, const std::vector<Value>& inputs);
    void finish(const std::vector<std::string>& outputs);
    friend class NodeContext;

    const ModelDef& model_;
    ExternalFiles& files_;
    CancelToken cancel_;
    Graph graph_;
    std::shared_ptr<ImportedWeights> weights_;
    Scope* scope_ = nullptr;
    int64_t opset_ = 0, computed_ = 0, spent_ = 0, nodes_run_ = 0, most_elements_ = int64_t{1} << 25;
    int64_t made_weights_ = 0;
    int depth_ = 0;
    std::map<std::string, int> uses_;
    std::map<const ValueState*, std::set<const ValueState*>> sources_;
    std::map<const ValueState*, std::string> input_names_;
    std::vector<Value> kept_;  // what `sources_` names stays alive
    std::map<std::pair<std::string, std::string>, const FunctionDef*> functions_by_name_;  // domain and name
    std::vector<std::pair<const FunctionDef*, const NodeDef*>> functions_;
    std::vector<ImportedOutput> outputs_;
};

}  // namespace imagelab::onnx
