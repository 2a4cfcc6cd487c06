#include "core/onnx/importer.h"

#include <algorithm>

#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

constexpr int64_t most_nodes = 400'000;  // loops counted
constexpr int deepest_body = 32;         // subgraphs and functions within each other
constexpr size_t most_traced = 2'000'000;  // nodes of our graph
constexpr int64_t most_weights = 1 << 26;  // computed ones, 256 MiB

void count_uses(const GraphDef& graph, std::map<std::string, int>& uses) {
    for (const NodeDef& node : graph.nodes) {
        for (const std::string& name : node.inputs) ++uses[name];
        for (const AttributeDef& attribute : node.attributes) {
            if (attribute.graph) count_uses(*attribute.graph, uses);
        }
    }
    for (const ValueDef& output : graph.outputs) ++uses[output.name];
}

}  // namespace

void ImportedWeights::add(const std::string& name, Shape shape, std::vector<float> values) {
    std::vector<float>& kept = values_[name] = std::move(values);
    tensors_[name] = {DType::f32, std::move(shape), reinterpret_cast<const std::byte*>(kept.data())};
}

const Value& NodeContext::in(size_t i) const {
    if (!has(i)) refuse("its input " + std::to_string(i) + " is missing");
    return inputs_[i];
}

void NodeContext::out(size_t i, Value value) {
    if (!wants(i)) return;
    importer.scope_->values[node.outputs[i]] = std::move(value);
}

const AttributeDef* NodeContext::attribute(std::string_view name) const {
    const AttributeDef* found = node.find(name);
    return found && !found->refers.empty() ? importer.function_attribute(found->refers) : found;
}
int64_t NodeContext::integer(std::string_view name, int64_t otherwise) const {
    const AttributeDef* found = attribute(name);
    return found ? found->integer : otherwise;
}
double NodeContext::number(std::string_view name, double otherwise) const {
    const AttributeDef* found = attribute(name);
    return found ? found->number : otherwise;
}
std::string NodeContext::text(std::string_view name, const std::string& otherwise) const {
    const AttributeDef* found = attribute(name);
    return found ? found->text : otherwise;
}
std::vector<int64_t> NodeContext::integers(std::string_view name, std::vector<int64_t> otherwise) const {
    const AttributeDef* found = attribute(name);
    return found ? found->integers : otherwise;
}
std::vector<double> NodeContext::numbers(std::string_view name) const {
    const AttributeDef* found = attribute(name);
    return found ? found->numbers : std::vector<double>();
}
std::vector<int64_t> NodeContext::integers_of(size_t input, std::string_view name) const {
    if (!has(input)) return integers(name);
    const Array& array = known(*this, in(input));
    std::vector<int64_t> values;
    for (int64_t i = 0; i < array.count(); ++i) values.push_back(array.integer(i));
    return values;
}
int64_t NodeContext::version() const {
    return importer.opset();
}
void NodeContext::refuse(const std::string& why) const {
    throw Error(node.title() + ": " + why);
}

Importer::Importer(const ModelDef& model, ExternalFiles& files, DType compute, const CancelToken& cancel)
    : model_(model), files_(files), cancel_(cancel), weights_(std::make_shared<ImportedWeights>("the ONNX model")) {
    graph_.name = model.graph.name.empty() ? "onnx" : model.graph.name;
    graph_.compute = compute;
    for (const FunctionDef& function : model.functions) functions_by_name_.try_emplace({function.domain, function.name}, &function);
    const auto opset = model.opsets.find("");
    opset_ = opset == model.opsets.end() ? 1 : opset->second;
    count_uses(model.graph, uses_);
}

int Importer::uses(const std::string& name) const {
    const auto found = uses_.find(name);
    return found == uses_.end() ? 0 : found->second;
}

bool Importer::affords(int64_t weights) {
    if (weights > most_weights - made_weights_) return false;
    made_weights_ += weights;
    return true;
}

void Importer::spend(int64_t elements) {
    spent_ += elements;
    if (spent_ > most_elements_)
        throw Error("the model computes more than " + std::to_string(most_elements_) + " numbers from its constants alone");
}

const AttributeDef* Importer::function_attribute(const std::string& name) const {
    if (functions_.empty()) return nullptr;
    const auto [function, caller] = functions_.back();
    if (const AttributeDef* given = caller->find(name)) return given;
    for (const AttributeDef& each : function->defaults) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

Value Importer::find(const std::string& name) const {
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->outer) {
        const auto found = scope->values.find(name);
        if (found != scope->values.end()) return found->second;
    }
    return nullptr;
}

void Importer::add_initializers(const GraphDef& graph) {
    for (const TensorDef& tensor : graph.initializers) {
        auto value = std::make_shared<ValueState>();
        value->type = tensor.type;
        value->shape = tensor.shape;
        value->stored = &tensor;
        scope_->values[tensor.name] = value;
    }
}

void Importer::run(const std::map<std::string, std::shared_ptr<const Array>>& known_inputs,
                   const std::map<std::string, std::pair<ElementType, Shape>>& shapes, const std::vector<std::string>& outputs) {
    Scope scope;
    scope_ = &scope;
    add_initializers(model_.graph);
    for (const auto& [name, array] : known_inputs) {
        auto value = std::make_shared<ValueState>();
        value->type = array->type, value->shape = array->shape, value->host = array;
        scope.values[name] = value;
    }
    for (const auto& [name, typed] : shapes) {
        auto value = std::make_shared<ValueState>();
        value->type = typed.first, value->shape = typed.second;
        if (checked_count(value->shape) > int64_t{1} << 31) throw Error("input \"" + name + "\" is too large");
        value->plain = ops::input(graph_, name, value->shape.empty() ? Shape{1} : value->shape, DType::f32, Rate::step);
        scope.values[name] = value;
        kept_.push_back(value);
        input_names_[value.get()] = name;
    }
    run_nodes(model_.graph.nodes);
    finish(outputs);
    scope_ = nullptr;
}

void Importer::run_nodes(const std::vector<NodeDef>& nodes) {
    for (const NodeDef& node : nodes) {
        count_node();
        run_node(node);
    }
}

void Importer::count_node() {
    cancel_.check();
    if (++nodes_run_ > most_nodes) throw Error("the model runs more than " + std::to_string(most_nodes) + " nodes");
    if (graph_.nodes.size() > most_traced) throw Error("the model becomes more than " + std::to_string(most_traced) + " of our nodes");
}

// Which device values each of its outputs comes from, for NotKnown.
void Importer::note_sources(const NodeDef& node, const std::vector<Value>& inputs) {
    for (const std::string& name : node.outputs) {
        const Value made = name.empty() ? nullptr : find(name);
        if (!made || !made->on_device() || input_names_.contains(made.get())) continue;
        kept_.push_back(made);
        auto& sources = sources_[made.get()];
        for (const Value& input : inputs) {
            if (input && input->on_device() && input != made) sources.insert(input.get());
        }
    }
}

std::set<std::string> Importer::inputs_behind(const Value& value) const {
    std::set<std::string> names;
    std::set<const ValueState*> seen;
    std::vector<const ValueState*> open{value.get()};
    while (!open.empty()) {
        const ValueState* each = open.back();
        open.pop_back();
        if (!seen.insert(each).second) continue;
        if (const auto input = input_names_.find(each); input != input_names_.end()) names.insert(input->second);
        if (const auto from = sources_.find(each); from != sources_.end())
            open.insert(open.end(), from->second.begin(), from->second.end());
    }
    return names;
}

void Importer::run_node(const NodeDef& node) {
    std::vector<Value> inputs;
    for (const std::string& name : node.inputs) {
        inputs.push_back(name.empty() ? nullptr : find(name));
        if (!name.empty() && !inputs.back())
            throw Error(node.title() + ": nothing before it makes its input \"" + name +
                        "\" (the model is damaged, or an input is not given)");
        if (inputs.back() && inputs.back()->missing) inputs.back() = nullptr;
    }
    if (const auto function = functions_by_name_.find({node.domain, node.op}); function != functions_by_name_.end()) {
        run_function(*function->second, node);
        return note_sources(node, inputs);
    }
    const Operator run = find_operator(node.domain, node.op);
    if (run == nullptr) throw Error(node.title() + ": this operator is not among those that can be run");
    NodeContext context(*this, node, inputs);
    try {
        run(context);
    } catch (const NotKnown& unknown) {
        if (!inputs_behind(unknown.value).empty()) throw NotKnown(unknown.value, node.title() + ": " + unknown.what());
        // A value made within the node comes from what the node was given.
        auto given = std::make_shared<ValueState>();
        kept_.push_back(given);
        for (const Value& input : inputs) {
            if (input && input->on_device()) sources_[given.get()].insert(input.get());
        }
        throw NotKnown(given, node.title() + ": " + unknown.what());
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& error) {
        const std::string text = error.what();
        throw Error(text.starts_with(node.title()) ? text : node.title() + ": " + text);
    }
    note_sources(node, inputs);
}

void Importer::run_function(const FunctionDef& function, const NodeDef& node) {
    if (++depth_ > deepest_body) throw Error(node.title() + ": functions and subgraphs are nested too deep");
    Scope inner;  // a function sees nothing of what is around it
    for (size_t i = 0; i < function.inputs.size(); ++i) {
        Value given = i < node.inputs.size() && !node.inputs[i].empty() ? find(node.inputs[i]) : nullptr;
        if (!given) {
            given = std::make_shared<ValueState>();
            given->missing = true;
        }
        inner.values[function.inputs[i]] = given;
    }
    Scope* outer = std::exchange(scope_, &inner);
    const auto own = function.opsets.find("");
    const int64_t version = std::exchange(opset_, own == function.opsets.end() ? opset_ : own->second);
    functions_.emplace_back(&function, &node);
    run_nodes(function.nodes);
    functions_.pop_back();
    opset_ = version;
    scope_ = outer;
    for (size_t i = 0; i < function.outputs.size() && i < node.outputs.size(); ++i) {
        const auto made = inner.values.find(function.outputs[i]);
        if (made == inner.values.end()) throw Error(node.title() + ": its function makes no \"" + function.outputs[i] + "\"");
        if (!node.outputs[i].empty()) scope_->values[node.outputs[i]] = made->second;
    }
    --depth_;
}

std::vector<Value> Importer::run_subgraph(const GraphDef& graph, const std::vector<Value>& given) {
    if (++depth_ > deepest_body) throw Error("functions and subgraphs are nested too deep");
    count_node();  // a turn of a loop, too, whose body is empty
    Scope inner;
    inner.outer = scope_;
    if (given.size() != graph.inputs.size())
        throw Error("a subgraph takes " + std::to_string(graph.inputs.size()) + " inputs, not " + std::to_string(given.size()));
    Scope* outer = std::exchange(scope_, &inner);
    add_initializers(graph);
    for (size_t i = 0; i < given.size(); ++i) inner.values[graph.inputs[i].name] = given[i];
    run_nodes(graph.nodes);
    std::vector<Value> made;
    for (const ValueDef& output : graph.outputs) {
        made.push_back(find(output.name));
        if (!made.back()) throw Error("a subgraph makes no \"" + output.name + "\"");
    }
    scope_ = outer;
    --depth_;
    return made;
}

void Importer::finish(const std::vector<std::string>& outputs) {
    for (const std::string& name : outputs) {
        const Value value = find(name);
        if (!value || value->missing) throw Error("nothing makes the output \"" + name + "\"");
        ImportedOutput output{name, value->type, value->shape, nullptr, ""};
        if (value->on_device()) {
            output.port = "output" + std::to_string(outputs_.size());
            ops::output(graph_, output.port, plain(*this, value));
        } else {
            if (!value->host) value->host = std::make_shared<const Array>(decoded(*value->stored, files_, most_elements_));
            output.host = value->host;
        }
        outputs_.push_back(std::move(output));
    }
}

}  // namespace imagelab::onnx
