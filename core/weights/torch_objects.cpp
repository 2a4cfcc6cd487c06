#include "core/weights/torch_objects.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "core/weights/byte_tensor.h"
#include "core/weights/quoted_name.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/strided_tensor.h"

namespace imagelab {
namespace {

using Kind = PickleNode::Kind;

constexpr size_t max_entries = 100'000, max_name = 1000, max_depth = 32, max_rank = 32, max_metadata = 200, max_looked_at = 20'000'000;

struct Named {
    std::string_view torch, dtype;
};
constexpr Named storages[] = {{"FloatStorage", "F32"},  {"HalfStorage", "F16"},   {"BFloat16Storage", "BF16"},
                              {"DoubleStorage", "F64"}, {"IntStorage", "I32"},    {"LongStorage", "I64"},
                              {"ShortStorage", "I16"},  {"ByteStorage", "U8"},    {"CharStorage", "I8"},
                              {"BoolStorage", "BOOL"},  {"UntypedStorage", "U8"}, {"ComplexFloatStorage", "C64"}};
constexpr Named dtypes[] = {{"torch.float32", "F32"},
                            {"torch.float16", "F16"},
                            {"torch.bfloat16", "BF16"},
                            {"torch.float64", "F64"},
                            {"torch.int32", "I32"},
                            {"torch.int64", "I64"},
                            {"torch.int16", "I16"},
                            {"torch.uint8", "U8"},
                            {"torch.int8", "I8"},
                            {"torch.bool", "BOOL"},
                            {"torch.float8_e4m3fn", "F8_E4M3"},
                            {"torch.float8_e5m2", "F8_E5M2"},
                            {"torch.float8_e4m3fnuz", "F8_E4M3FNUZ"},
                            {"torch.float8_e5m2fnuz", "F8_E5M2FNUZ"},
                            {"torch.float8_e8m0fnu", "F8_E8M0"},
                            {"torch.uint16", "U16"},
                            {"torch.uint32", "U32"},
                            {"torch.uint64", "U64"},
                            {"torch.complex64", "C64"}};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

struct Pair {
    uint32_t key, value;
};

// Modules of which a model names nothing, and functions of the others that run what they are given.
constexpr std::string_view attack_modules[] = {"os",      "posix",      "nt",       "subprocess", "pty",  "runpy",
                                               "socket",  "shutil",     "ctypes",   "marshal",    "code", "pickle",
                                               "_pickle", "webbrowser", "commands", "bdb",        "pdb"};
constexpr std::string_view attack_builtins[] = {"eval",       "exec",       "execfile", "compile", "open",
                                                "__import__", "breakpoint", "input",    "globals"};

bool is_attack(const std::string& global) {
    const auto holds = [](const auto& list, std::string_view name) {
        return std::find(std::begin(list), std::end(list), name) != std::end(list);
    };
    for (const std::string_view builtins : {"builtins.", "__builtin__.", "__builtins__."}) {
        if (global.starts_with(builtins)) return holds(attack_builtins, std::string_view(global).substr(builtins.size()));
    }
    return holds(attack_modules, std::string_view(global).substr(0, global.find('.')));
}

class Objects {
  public:
    Objects(const Pickle& pickle, const FindStorage& find, const FindTensor& stored) : pickle_(pickle), find_(find), stored_(stored) {}

    WeightContents read() {
        refuse_attacks();
        uint32_t root = pickle_.root;
        if (is_tensor(root)) {
            add_tensor("tensor", root);
            return std::move(contents_);
        }
        const auto outer = dictionary(root);
        if (!outer) throw Error(what_it_is(root) + ", expected a dictionary of tensors" + advice());
        add_metadata(*outer);
        const auto state =
            std::find_if(outer->rbegin(), outer->rend(), [&](const Pair& pair) { return text_of(pair.key) == "state_dict"; });
        if (state != outer->rend() && dictionary(state->value)) root = state->value;
        add_dictionary("", root, 0);
        if (contents_.tensors.empty() && contents_.unreadable.empty())
            throw Error("it is a Python pickle without tensors, expected a dictionary of them" + advice());
        return std::move(contents_);
    }

  private:
    const PickleNode& node(uint32_t index) const { return pickle_[index]; }
    std::string_view text_of(uint32_t index) const { return node(index).kind == Kind::text ? node(index).text : std::string_view(); }

    // Of what a call calls; empty where it is no class or function by name.
    std::string callee(uint32_t index) const {
        const PickleNode& call = node(index);
        if (call.kind != Kind::call || node(call.items[0]).kind != Kind::global) return {};
        return global_name(pickle_, node(call.items[0]));
    }
    const std::vector<uint32_t>& arguments_or_none(uint32_t index) const {
        static const std::vector<uint32_t> none;
        if (node(index).kind != Kind::call) return none;
        const PickleNode& list = node(node(index).items[1]);
        return list.kind == Kind::tuple ? list.items : none;
    }

    void refuse_attacks() const {
        for (const PickleNode& each : pickle_.nodes) {
            if (each.kind != Kind::global) continue;
            if (const std::string name = global_name(pickle_, each); is_attack(name))
                throw Error(
                    "it would make Python call " + name +
                    ", which no model needs: it was made to attack who opens it. Nothing of it was run; delete it, and take the model "
                    "from its maker, best as .safetensors");
        }
    }

    std::string what_it_is(uint32_t index) const {
        const PickleNode& value = node(index);
        if (value.kind == Kind::call) {
            const std::string name = callee(index);
            return name.empty() ? "it holds a Python object" : "it holds what Python's " + name + " would make";
        }
        if (value.kind == Kind::global) return "it holds Python's " + global_name(pickle_, value);
        const char* names[] = {"nothing", "true or false", "a number",     "a number", "a text", "a number",
                               "a tuple", "a list",        "a dictionary", "",         "",       ""};
        return std::string("it holds ") + names[static_cast<size_t>(value.kind)];
    }
    // What else the pickle names, for a message: nothing of it was run.
    std::string advice() const {
        static const std::set<std::string_view> harmless{"collections.OrderedDict", "collections.defaultdict", "builtins.set",
                                                         "__builtin__.set",         "builtins.dict",           "__builtin__.dict"};
        for (const PickleNode& each : pickle_.nodes) {
            if (each.kind != Kind::call || node(each.items[0]).kind != Kind::global) continue;
            const std::string name = global_name(pickle_, node(each.items[0]));
            if (!harmless.contains(name) && !name.starts_with("torch."))
                return "; it names the function " + name + ", which was not run: do not open it with Python";
        }
        return ": save the model's state_dict, or look for the .safetensors version";
    }

    // ---- dictionaries ----

    static std::vector<Pair> pairs_of(const std::vector<uint32_t>& flat) {
        std::vector<Pair> pairs;
        for (size_t i = 0; i + 1 < flat.size(); i += 2) pairs.push_back({flat[i], flat[i + 1]});
        return pairs;
    }

    // A small pickle can name a large part of itself again and again.
    void count_work(size_t items) const {
        if ((looked_at_ += items) > max_looked_at)
            throw Error("it refers to its parts more than " + std::to_string(max_looked_at) + " times");
    }

    std::optional<std::vector<Pair>> dictionary(uint32_t index) const {
        const PickleNode& value = node(index);
        count_work(value.items.size() + value.added.size());
        if (value.kind == Kind::dict) return pairs_of(value.items);
        const std::string name = callee(index);
        if (is_one_of(name, {"collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict"})) {
            std::vector<Pair> pairs;
            for (const uint32_t argument : arguments_or_none(index)) {  // Python 2 wrote OrderedDict([[key, value], ...])
                if (node(argument).kind != Kind::list) continue;
                count_work(node(argument).items.size());
                for (const uint32_t item : node(argument).items) {
                    const std::vector<uint32_t>& both = node(item).items;
                    if (is_sequence(item) && both.size() == 2) pairs.push_back({both[0], both[1]});
                }
            }
            const std::vector<Pair> added = pairs_of(value.added);
            pairs.insert(pairs.end(), added.begin(), added.end());
            return pairs;
        }
        // A module's state: {"_parameters": {name: parameter}, ...}
        if (name == "torch.nn.modules.container.ParameterDict" && value.items.size() > 2 && node(value.items[2]).kind == Kind::dict) {
            count_work(node(value.items[2]).items.size());
            for (const Pair& pair : pairs_of(node(value.items[2]).items)) {
                if (text_of(pair.key) == "_parameters" && node(pair.value).kind == Kind::dict) return pairs_of(node(pair.value).items);
                if (text_of(pair.key) == "_parameters" && callee(pair.value) == "collections.OrderedDict")
                    return pairs_of(node(pair.value).added);
            }
        }
        return std::nullopt;
    }
    bool is_sequence(uint32_t index) const { return node(index).kind == Kind::tuple || node(index).kind == Kind::list; }

    std::string key_text(uint32_t index) const {
        const PickleNode& key = node(index);
        if (key.kind == Kind::text) return std::string(key.text.substr(0, max_name));
        if (key.kind == Kind::integer) return std::to_string(key.integer);
        return {};
    }

    void add_metadata(const std::vector<Pair>& outer) {
        for (const Pair& pair : outer) {
            const std::string name = key_text(pair.key), value = key_text(pair.value);
            if (!name.empty() && !value.empty() && contents_.metadata.size() < max_metadata) contents_.metadata.emplace(name, value);
        }
    }

    void add_dictionary(const std::string& prefix, uint32_t index, size_t depth) {
        if (depth > max_depth) throw Error("its dictionaries lie more than " + std::to_string(max_depth) + " deep in each other");
        const auto pairs = dictionary(index);
        for (const Pair& pair : pairs.value()) {
            if (++entries_ > max_entries) throw Error("it has more than " + std::to_string(max_entries) + " entries");
            const std::string key = key_text(pair.key), name = prefix + key;
            if (key.empty()) continue;
            if (name.size() > max_name) throw Error("an entry's name is longer than " + std::to_string(max_name) + " bytes");
            if (is_tensor(pair.value)) {
                add_tensor(name, pair.value);
            } else if (dictionary(pair.value)) {
                add_dictionary(name + ".", pair.value, depth + 1);
            } else if (const std::string other = callee(pair.value); !other.empty()) {
                contents_.unreadable[name] = "a Python object of " + other;
            }
        }
    }

    // ---- tensors ----

    struct Call {
        std::string name;
        const std::vector<uint32_t>* arguments;
    };
    // What makes the tensor, without the parameter or subclass around it.
    Call inner(uint32_t index) const {
        Call call{callee(index), &arguments_or_none(index)};
        for (size_t depth = 0; depth < max_depth && call.name.starts_with("torch."); ++depth) {
            const std::vector<uint32_t>& given = *call.arguments;
            if (is_one_of(call.name, {"torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
                                      "torch.nn.parameter.Parameter"}) &&
                !given.empty()) {
                call = {callee(given[0]), &arguments_or_none(given[0])};
            } else if (call.name == "torch._tensor._rebuild_from_type_v2" && given.size() >= 3 && node(given[0]).kind == Kind::global &&
                       node(given[2]).kind == Kind::tuple) {
                call = {global_name(pickle_, node(given[0])), &node(given[2]).items};
            } else {
                break;
            }
        }
        return call;
    }

    // The tensor itself, or a parameter around it.
    const StoredTensor* stored_tensor(uint32_t index) const {
        if (!stored_) return nullptr;
        if (callee(index).starts_with("torch._utils._rebuild_parameter") && !arguments_or_none(index).empty())
            index = arguments_or_none(index)[0];
        return node(index).kind == Kind::persistent ? stored_(node(node(index).items[0])) : nullptr;
    }

    bool is_tensor(uint32_t index) const {
        return stored_tensor(index) != nullptr ||
               is_one_of(inner(index).name,
                         {"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3"});
    }

    std::optional<Shape> whole_numbers(uint32_t index) const {
        if (node(index).kind == Kind::call && callee(index) == "torch.Size" && arguments_or_none(index).size() == 1)
            index = arguments_or_none(index)[0];
        if (!is_sequence(index) || node(index).items.size() > max_rank) return std::nullopt;
        Shape numbers;
        for (const uint32_t item : node(index).items) {
            if (node(item).kind != Kind::integer || node(item).integer < 0) return std::nullopt;
            numbers.push_back(node(item).integer);
        }
        return numbers;
    }

    void add_tensor(const std::string& name, uint32_t index) {
        if (const StoredTensor* tensor = stored_tensor(index))
            return place(name, tensor->storage, tensor->bytes, tensor->offset, tensor->shape, tensor->strides);
        const Call call = inner(index);
        const std::vector<uint32_t>& given = *call.arguments;
        const auto fail = [&](const std::string& why) { throw Error("tensor " + quoted_name(name) + " " + why); };
        if (given.size() < 4 || node(given[0]).kind != Kind::persistent || node(given[1]).kind != Kind::integer)
            fail("is not given as storage, offset, shape and strides: the file is damaged");
        const auto shape = whole_numbers(given[2]), strides = whole_numbers(given[3]);
        if (!shape || !strides || shape->size() != strides->size())
            fail("has a shape or strides that are no lists of whole numbers of one length: the file is damaged");
        StorageRef storage;
        std::span<const std::byte> bytes;
        try {
            storage = storage_ref(pickle_, node(given[0]));
            bytes = find_(storage);
        } catch (const Error& trouble) {
            fail(std::string("cannot be read: ") + trouble.what());
        }
        if (call.name.ends_with("_v3")) {
            if (given.size() < 7 || node(given[6]).kind != Kind::global) fail("names no dtype: the file is damaged");
            const std::string dtype = global_name(pickle_, node(given[6]));
            const auto known = std::find_if(std::begin(dtypes), std::end(dtypes), [&](const Named& each) { return each.torch == dtype; });
            storage.dtype = known == std::end(dtypes) ? dtype : std::string(known->dtype);
        }
        place(name, storage, bytes, node(given[1]).integer, *shape, *strides);
    }

    void place(const std::string& name, const StorageRef& storage, std::span<const std::byte> bytes, int64_t offset, const Shape& shape,
               const Shape& strides) {
        const int bits = safetensors_dtype_bits(storage.dtype);
        if (bits < 8) {
            contents_.unreadable[name] = storage.dtype;
            return;
        }
        const auto element = static_cast<uint64_t>(bits / 8);
        const uint64_t begin = storage.view_offset + static_cast<uint64_t>(std::max<int64_t>(offset, 0));
        const auto extent = strided_extent(shape, strides);
        if (offset < 0 || !extent || begin > bytes.size() / element || *extent > bytes.size() / element - begin) {
            throw Error("tensor " + quoted_name(name) + " " + shape_text(shape) + " with strides " + shape_text(strides) +
                        " from element " + std::to_string(offset) + " leaves its storage " + quoted_name(storage.key) + " of " +
                        std::to_string(bytes.size() / element) + " elements: the file is damaged");
        }
        auto view = strided_tensor(storage.dtype, shape, strides, bytes.data() + begin * element);
        if (view) {
            contents_.tensors.insert_or_assign(name, std::move(*view));
        } else {
            contents_.unreadable[name] = storage.dtype + (is_contiguous(shape, strides) ? "" : " with strides " + shape_text(strides));
        }
    }

    const Pickle& pickle_;
    const FindStorage& find_;
    const FindTensor& stored_;
    WeightContents contents_;
    size_t entries_ = 0;
    mutable size_t looked_at_ = 0;
};

}  // namespace

uint64_t StorageRef::bytes() const {
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(count, static_cast<uint64_t>(safetensors_dtype_bits(dtype) / 8), &bytes))
        throw Error("storage " + quoted_name(key) + " of " + std::to_string(count) + " elements is larger than any file");
    return bytes;
}

std::string global_name(const Pickle& pickle, const PickleNode& global) {
    const auto printable = [](std::string text) {
        std::replace_if(
            text.begin(), text.end(), [](unsigned char c) { return c < 32 || c == 127; }, '?');
        return text;
    };
    constexpr size_t longest = 200;
    std::string name;
    if (global.items.size() == 2) {
        for (const uint32_t part : global.items) {
            name += (name.empty() ? "" : ".") + std::string(pickle[part].kind == Kind::text ? pickle[part].text.substr(0, longest) : "?");
        }
        return printable(std::move(name));
    }
    name = global.text.substr(0, longest);
    std::replace(name.begin(), name.end(), '\n', '.');
    return printable(std::move(name));
}

std::string storage_dtype(const std::string& type) {
    const std::string_view last = std::string_view(type).substr(type.rfind('.') + 1);
    const auto known = std::find_if(std::begin(storages), std::end(storages), [&](const Named& each) { return each.torch == last; });
    return type.starts_with("torch.") && known != std::end(storages) ? std::string(known->dtype) : std::string();
}

StorageRef storage_ref(const Pickle& pickle, const PickleNode& persistent) {
    const PickleNode& id = pickle[persistent.items[0]];
    const auto part = [&](size_t i) -> const PickleNode& { return pickle[id.items[i]]; };
    if (id.kind != Kind::tuple || id.items.size() < 5 || part(0).text != "storage" || part(1).kind != Kind::global ||
        part(4).kind != Kind::integer || part(4).integer < 0 || (part(2).kind != Kind::text && part(2).kind != Kind::integer)) {
        throw Error("a storage is not given as ('storage', type, key, place, count): the file is damaged or was not written by torch.save");
    }
    StorageRef found;
    found.key = part(2).kind == Kind::text ? std::string(part(2).text.substr(0, max_name)) : std::to_string(part(2).integer);
    found.count = static_cast<uint64_t>(part(4).integer);
    const std::string type = global_name(pickle, part(1));
    found.dtype = storage_dtype(type);
    if (found.dtype.empty())
        throw Error("storage " + quoted_name(found.key) + " is of " + type + ", expected torch.FloatStorage or its like");
    if (id.items.size() > 5 && part(5).kind == Kind::tuple && part(5).items.size() == 3) {  // (key, offset, count) of a view
        const PickleNode& offset = pickle[part(5).items[1]];
        if (offset.kind != Kind::integer || offset.integer < 0)
            throw Error("storage " + quoted_name(found.key) + " has a view without an offset");
        found.view_offset = static_cast<uint64_t>(offset.integer);
    }
    return found;
}

WeightContents torch_contents(const Pickle& pickle, const FindStorage& find, const FindTensor& stored) {
    return Objects(pickle, find, stored).read();
}

}  // namespace imagelab
