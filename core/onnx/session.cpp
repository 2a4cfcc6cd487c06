#include "core/onnx/session.h"

#include <algorithm>
#include <cmath>

#include "core/base/bytes.h"
#include "core/base/utf8.h"
#include "core/onnx/importer.h"

namespace imagelab::onnx {

namespace {

void count_operators(const std::vector<NodeDef>& nodes, const std::function<void(const NodeDef&)>& visit) {
    for (const NodeDef& node : nodes) {
        visit(node);
        for (const AttributeDef& attribute : node.attributes) {
            if (attribute.graph) count_operators(attribute.graph->nodes, visit);
        }
    }
}

std::string shape_of(const ValueDef& value) {
    std::string text = "[";
    for (const auto& extent : value.shape) {
        text += (text.size() > 1 ? ", " : "") + (extent.value >= 0       ? std::to_string(extent.value)
                                                 : extent.symbol.empty() ? "?"
                                                                         : extent.symbol);
    }
    return text + "]";
}

bool same_values(const Array& a, const Array& b) {
    return a.type == b.type && a.shape == b.shape && a.numbers == b.numbers && a.integers == b.integers;
}

}  // namespace

bool is_onnx_file(const std::filesystem::path& path) {
    return ascii_lower(path.extension().string()) == ".onnx";
}

Result<std::shared_ptr<const OnnxModel>> OnnxModel::open(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file) return Failure{path.string() + ": " + file.error()};
    const auto model = std::shared_ptr<OnnxModel>(new OnnxModel);
    model->path_ = path;
    model->file_ = std::move(*file);
    try {
        model->definition_ = read_model({model->file_->data(), model->file_->size()});
    } catch (const Error& error) {
        return Failure{path.string() + " is no ONNX model that can be read: " + error.what()};
    }
    return std::shared_ptr<const OnnxModel>(model);
}

int64_t OnnxModel::bytes() const {
    auto bytes = static_cast<int64_t>(file_->size());
    // What lies beside it counts as far as it is there, whatever the model says of it.
    std::set<std::string> files;
    for (const TensorDef& tensor : definition_.graph.initializers) {
        const auto location = tensor.external.find("location");
        if (location == tensor.external.end() || !files.insert(location->second).second) continue;
        std::error_code code;
        const auto size = std::filesystem::file_size(path_.parent_path() / location->second, code);
        if (!code) bytes += static_cast<int64_t>(size);
    }
    return bytes;
}

std::vector<const ValueDef*> OnnxModel::inputs() const {
    std::vector<const ValueDef*> list;
    for (const ValueDef& input : definition_.graph.inputs) {
        const bool given = std::any_of(definition_.graph.initializers.begin(), definition_.graph.initializers.end(),
                                       [&](const TensorDef& t) { return t.name == input.name; });
        if (!given) list.push_back(&input);
    }
    return list;
}

std::map<std::string, int> OnnxModel::operators() const {
    std::map<std::string, int> counts;
    count_operators(definition_.graph.nodes,
                    [&](const NodeDef& node) { ++counts[(node.domain.empty() ? "" : node.domain + ".") + node.op]; });
    return counts;
}

std::vector<std::string> OnnxModel::missing() const {
    std::vector<std::string> list;
    const auto visit = [&](const NodeDef& node) {
        for (const FunctionDef& function : definition_.functions) {
            if (function.name == node.op && function.domain == node.domain) return;
        }
        if (find_operator(node.domain, node.op) == nullptr) list.push_back(node.title());
    };
    count_operators(definition_.graph.nodes, visit);
    for (const FunctionDef& function : definition_.functions) count_operators(function.nodes, visit);
    return list;
}

struct OnnxSession::Prepared {
    std::vector<std::string> wanted;
    std::map<std::string, std::shared_ptr<const Array>> known;
    std::map<std::string, std::pair<ElementType, Shape>> shapes;
    std::vector<ImportedOutput> outputs;
    std::shared_ptr<ImportedWeights> weights;
    std::unique_ptr<WeightBank> bank;
    std::unique_ptr<Program> program;  // null: everything was known
    std::set<std::string> read;        // inputs that the graph has
};

OnnxSession::OnnxSession(std::shared_ptr<const OnnxModel> model, Device& device, DType compute)
    : model_(std::move(model)), device_(device), compute_(compute), files_(model_->path().parent_path()) {}
OnnxSession::~OnnxSession() = default;

int64_t OnnxSession::resident_bytes() const {
    const std::lock_guard lock(mutex_);
    return prepared_ && prepared_->program ? prepared_->program->memory().running_bytes() : 0;
}

void OnnxSession::set_profiling(bool on) {
    const std::lock_guard lock(mutex_);
    if (prepared_ && prepared_->program) prepared_->program->set_profiling(on);
}
const std::vector<OpCost>* OnnxSession::costs() const {
    return prepared_ && prepared_->program ? &prepared_->program->costs() : nullptr;
}

// Each input there, of the declared type and shape; floats of another width become the declared ones.
Result<Arrays> OnnxSession::checked(const Arrays& inputs) const {
    Arrays good;
    for (const auto& [name, array] : inputs) {
        const auto& declared = model_->definition().graph.inputs;
        const auto found = std::find_if(declared.begin(), declared.end(), [&](const ValueDef& input) { return input.name == name; });
        if (found == declared.end()) {
            std::string names;
            for (const ValueDef* input : model_->inputs()) names += (names.empty() ? "" : ", ") + input->name;
            return Failure{"the model has no input \"" + name + "\"; it has " + (names.empty() ? "none" : names)};
        }
        const std::string what = "input \"" + name + "\"";
        Array given = array;
        const ElementType type = found->type;
        if (bytes_of(type) == 0)
            return Failure{what + " takes elements of type " + std::string(numpy_name(type)) + ", which are not known here"};
        if (given.type != type) {
            if (given.floats() != is_float(type) || (given.type == ElementType::boolean) != (type == ElementType::boolean))
                return Failure{what + " takes " + std::string(numpy_name(type)) + ", not " + std::string(numpy_name(given.type))};
            for (int64_t& value : given.integers) {
                if (wrapped(type, value) != value)
                    return Failure{what + ": " + std::to_string(value) + " is no " + std::string(numpy_name(type))};
            }
            for (double& value : given.numbers) value = rounded(type, value);
            given.type = type;
        }
        bool fits = !found->has_shape || found->shape.size() == given.shape.size();
        for (size_t i = 0; fits && found->has_shape && i < given.shape.size(); ++i)
            fits = found->shape[i].value < 0 || found->shape[i].value == given.shape[i];
        if (!fits) return Failure{what + " takes the shape " + shape_of(*found) + ", not " + shape_text(given.shape)};
        good.emplace(name, std::move(given));
    }
    std::string missing;
    for (const ValueDef* input : model_->inputs()) {
        if (!good.contains(input->name))
            missing +=
                (missing.empty() ? "\"" : ", \"") + input->name + "\" " + std::string(numpy_name(input->type)) + " " + shape_of(*input);
    }
    if (!missing.empty()) return Failure{"inputs are missing: " + missing};
    return good;
}

// A model that wants far more memory than it and its inputs are large is damaged, or means harm.
void OnnxSession::check_memory(const MemoryPlan& plan, const Arrays& inputs) const {
    int64_t given = model_->bytes();
    for (const auto& [name, array] : inputs) given += array.count() * 4;
    const int64_t least = int64_t{3} << 29, most = given > (int64_t{1} << 50) / 1000 ? int64_t{1} << 50 : std::max(least, given * 1000);
    const DeviceInfo info = device_.info();
    const int64_t needed = plan.running_bytes();
    if (needed > most)
        throw Error("it would take " + readable_bytes(needed) + " for " + readable_bytes(given) +
                    " of model and inputs: the model is damaged, or an input is not meant for it");
    if (info.memory_free > 0 && needed > info.memory_free)
        throw Error("it takes " + readable_bytes(needed) + ", and " + info.id + " has " + readable_bytes(info.memory_free) +
                    " free: give smaller inputs");
}

// What may decide a shape; of other inputs only type and shape matter.
bool OnnxSession::must_be_known(const std::string& name, const Array& array) const {
    return !array.floats() || array.count() == 0 || known_floats_.contains(name);
}

bool OnnxSession::is_prepared(const Arrays& inputs, const std::vector<std::string>& outputs) const {
    if (!prepared_ || prepared_->wanted != outputs || prepared_->known.size() + prepared_->shapes.size() != inputs.size()) return false;
    return std::all_of(inputs.begin(), inputs.end(), [&](const auto& input) {
        const auto& [name, array] = input;
        if (must_be_known(name, array)) {
            const auto known = prepared_->known.find(name);
            return known != prepared_->known.end() && same_values(*known->second, array);
        }
        const auto shaped = prepared_->shapes.find(name);
        return shaped != prepared_->shapes.end() && shaped->second.first == array.type && shaped->second.second == array.shape;
    });
}

void OnnxSession::prepare(const Arrays& inputs, const std::vector<std::string>& outputs, const std::function<void(double)>& progress,
                          const CancelToken& cancel) {
    if (is_prepared(inputs, outputs)) return;
    prepared_.reset();
    for (;;) {
        auto next = std::make_unique<Prepared>();
        next->wanted = outputs;
        for (const auto& [name, array] : inputs) {
            if (must_be_known(name, array))
                next->known[name] = std::make_shared<const Array>(array);
            else
                next->shapes[name] = {array.type, array.shape};
        }
        Importer importer(model_->definition(), files_, compute_, cancel);
        importer.allow((int64_t{1} << 25) + 8 * model_->bytes());  // whole numbers that stand for weights are computed here
        try {
            importer.run(next->known, next->shapes, outputs);
        } catch (const NotKnown& unknown) {
            const std::set<std::string> behind = importer.inputs_behind(unknown.value);
            const size_t before = known_floats_.size();
            known_floats_.insert(behind.begin(), behind.end());
            if (known_floats_.size() == before) throw Error(unknown.what());
            continue;
        }
        next->outputs = importer.outputs();
        next->weights = importer.weights();
        Graph& graph = importer.graph();
        for (const ValueId id : graph.inputs) next->read.insert(std::get<op::Input>(graph.nodes[static_cast<size_t>(id)].op).name);
        if (!graph.outputs.empty()) {
            next->program = device_.compile(std::move(graph));
            check_memory(next->program->memory(), inputs);
            next->bank = device_.make_bank(next->weights);
            next->program->load(*next->bank, progress, cancel);
        }
        prepared_ = std::move(next);
        return;
    }
}

namespace {

Array output_array(const ImportedOutput& output, const std::vector<float>& values) {
    Array array{output.type, output.shape, {}, {}};
    for (const float value : values) {
        if (array.floats())
            array.numbers.push_back(static_cast<double>(value));
        else
            array.integers.push_back(wrapped(output.type, std::isfinite(value) ? whole_part(std::nearbyint(value)) : 0));
    }
    return array;
}

}  // namespace

Result<Arrays> OnnxSession::run(const Arrays& given, std::vector<std::string> outputs, const std::function<void(double)>& progress,
                                const CancelToken& cancel) {
    const std::lock_guard lock(mutex_);
    const auto inputs = checked(given);
    if (!inputs) return Failure{inputs.error()};
    if (outputs.empty()) {
        for (const ValueDef& output : model_->outputs()) outputs.push_back(output.name);
    }
    try {
        prepare(*inputs, outputs, progress, cancel);
        if (prepared_->program) {
            for (const std::string& name : prepared_->read) {
                const Array& array = inputs->at(name);
                prepared_->program->write(name, std::vector<float>(array.numbers.begin(), array.numbers.end()));
            }
            prepared_->program->run(cancel);
        }
        Arrays made;
        for (const ImportedOutput& output : prepared_->outputs)
            made[output.name] = output.host ? *output.host : output_array(output, prepared_->program->read(output.port));
        return made;
    } catch (const Cancelled&) {
        throw;
    } catch (const DeviceLost&) {
        prepared_.reset();
        throw;
    } catch (const std::exception& error) {
        prepared_.reset();
        return Failure{model_->path().filename().string() + ": " + error.what()};
    }
}

}  // namespace imagelab::onnx
