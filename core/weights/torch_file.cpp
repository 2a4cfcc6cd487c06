#include "core/weights/torch_file.h"

#include <map>

#include "core/base/little_endian.h"
#include "core/weights/pickle.h"
#include "core/weights/quoted_name.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/torch_objects.h"
#include "core/weights/torch_tar.h"
#include "core/weights/zip_directory.h"

namespace imagelab {
namespace {

using namespace std::string_view_literals;
using Kind = PickleNode::Kind;
using Bytes = std::span<const std::byte>;

constexpr std::string_view legacy_magic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;  // 0x1950a86a20f9469cfc6c
constexpr size_t few_steps = 1000;
constexpr int64_t legacy_protocol = 1001;

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ---- since torch 1.6 ----

WeightContents read_zip(Bytes file) {
    const auto entries = stored_zip_entries(file);
    const std::pair<const std::string, Bytes>* pickle = nullptr;
    for (const auto& entry : entries) {
        if (entry.first != "data.pkl" && !entry.first.ends_with("/data.pkl")) continue;
        if (pickle)
            throw Error("the archive holds " + quoted_name(pickle->first) + " and " + quoted_name(entry.first) + ", expected one data.pkl");
        pickle = &entry;
    }
    if (!pickle) throw Error("this zip archive holds no data.pkl, so no model of PyTorch: is it a packed download? Unpack it");
    const std::string folder = pickle->first.substr(0, pickle->first.size() - 8);
    if (const auto order = entries.find(folder + "byteorder"); order != entries.end() && text_of(order->second) != "little")
        throw Error("its numbers are in the order of a big-endian machine, expected little");
    return torch_contents(read_pickle(text_of(pickle->second)), [&](const StorageRef& storage) {
        const auto found = entries.find(folder + "data/" + storage.key);
        if (found == entries.end()) throw Error("the archive has no entry " + quoted_name(folder + "data/" + storage.key));
        if (storage.bytes() > found->second.size()) {
            throw Error("entry " + quoted_name(found->first) + " has " + std::to_string(found->second.size()) + " bytes, expected " +
                        std::to_string(storage.bytes()));
        }
        return found->second.first(static_cast<size_t>(storage.bytes()));
    });
}

// ---- before ----

// Pickles that follow each other: the magic number, the protocol, facts of the machine, the object, the keys of the storages; then each
// storage as its count of elements (8 bytes) and the elements.
class LegacyFile {
  public:
    explicit LegacyFile(Bytes file) : rest_(text_of(file)) {}

    WeightContents read() {
        if (!is_magic()) return read_bare(read_pickle(rest_));
        const Pickle protocol = next(few_steps);
        if (protocol[protocol.root].kind != Kind::integer || protocol[protocol.root].integer != legacy_protocol)
            throw Error("it was not written in torch's protocol 1001: the file is damaged");
        check_machine(next(few_steps));
        const Pickle object = next(max_pickle_steps);
        const Pickle keys = next(max_pickle_steps / 4);
        find_storages(object, keys);
        return torch_contents(object, [&](const StorageRef& storage) {
            const auto found = storages_.find(storage.key);
            if (found == storages_.end()) throw Error("the file does not list the storage " + quoted_name(storage.key));
            if (storage.bytes() > found->second.size()) {
                throw Error("storage " + quoted_name(storage.key) + " has " + std::to_string(found->second.size()) + " bytes, expected " +
                            std::to_string(storage.bytes()));
            }
            return found->second.first(static_cast<size_t>(storage.bytes()));
        });
    }

  private:
    Pickle next(size_t max_steps) {
        Pickle pickle = read_pickle(rest_, max_steps);
        rest_.remove_prefix(pickle.bytes);
        return pickle;
    }

    // Whether the magic number comes next, which is taken then.
    bool is_magic() {
        try {
            const Pickle number = read_pickle(rest_, few_steps);
            if (number[number.root].kind != Kind::big || number[number.root].text != legacy_magic) return false;
            rest_.remove_prefix(number.bytes);
            return true;
        } catch (const Error&) {
            return false;  // a pickle of more steps
        }
    }

    // A pickle that torch did not write may hold a dictionary, but no tensors of torch.
    static WeightContents read_bare(const Pickle& pickle) {
        return torch_contents(pickle, [](const StorageRef&) -> Bytes { throw Error("it lies outside of the pickle, where nothing is"); });
    }

    static void check_machine(const Pickle& facts) {
        const std::vector<uint32_t>& items = facts[facts.root].items;
        for (size_t i = 0; facts[facts.root].kind == Kind::dict && i + 1 < items.size(); i += 2) {
            const PickleNode& value = facts[items[i + 1]];
            if (facts[items[i]].text == "little_endian" && value.kind == Kind::boolean && value.integer == 0)
                throw Error("its numbers are in the order of a big-endian machine, expected little");
        }
    }

    void find_storages(const Pickle& object, const Pickle& keys) {
        std::map<std::string, StorageRef> named;
        for (const PickleNode& node : object.nodes) {
            if (node.kind != Kind::persistent) continue;
            const StorageRef storage = storage_ref(object, node);
            named.emplace(storage.key, storage);
        }
        if (keys[keys.root].kind != Kind::list) throw Error("it does not list its storages: the file is damaged");
        for (const uint32_t item : keys[keys.root].items) {
            const std::string key(keys[item].text);
            const auto storage = named.find(key);
            if (storage == named.end())
                throw Error("it lists the storage " + quoted_name(key) + ", which no tensor names: the file is damaged");
            add_storage(storage->second);
        }
    }

    void add_storage(const StorageRef& storage) {
        const uint64_t count = rest_.size() < 8 ? 0 : little_endian(rest_.substr(0, 8));
        const uint64_t bytes = storage.bytes();
        if (rest_.size() < 8 || bytes > rest_.size() - 8) {
            throw Error("storage " + quoted_name(storage.key) + " should be " + std::to_string(bytes) + " bytes, " +
                        std::to_string(rest_.size() < 8 ? 0 : rest_.size() - 8) +
                        " are left: the file is cut short; is it still downloading?");
        }
        if (count != storage.count) {
            throw Error("storage " + quoted_name(storage.key) + " has " + std::to_string(count) + " elements, its tensors say " +
                        std::to_string(storage.count) + ": the file is damaged");
        }
        rest_.remove_prefix(8);
        storages_[storage.key] = std::as_bytes(std::span(rest_)).first(static_cast<size_t>(bytes));
        rest_.remove_prefix(static_cast<size_t>(bytes));
    }

    std::string_view rest_;
    std::map<std::string, Bytes> storages_;
};

}  // namespace

bool is_torch_file(std::string_view start) {
    // A safetensors header of 640 bytes, say, has a length that begins as a pickle does.
    const bool header = start.size() > 8 && start[8] == '{' && start.substr(4, 4) == "\0\0\0\0"sv;
    const bool pickle = start.size() >= 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
    return start.starts_with("PK\x03\x04") || (pickle && !header) || is_tar(start);
}

WeightContents read_torch_file(Bytes file) {
    if (is_tar(text_of(file))) return read_torch_tar(file);
    return text_of(file).starts_with("PK") ? read_zip(file) : LegacyFile(file).read();
}

}  // namespace imagelab
