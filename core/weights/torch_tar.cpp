#include "core/weights/torch_tar.h"

#include <charconv>
#include <map>
#include <optional>

#include "core/base/little_endian.h"
#include "core/weights/pickle.h"
#include "core/weights/quoted_name.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/torch_objects.h"

namespace imagelab {
namespace {

using Kind = PickleNode::Kind;

constexpr size_t tar_block = 512, magic_at = 257, size_at = 124, size_bytes = 12, name_bytes = 100, most_members = 1000;
constexpr size_t small_pickle = 1000;  // steps of a record
constexpr int64_t most_records = 100'000, most_dimensions = 32;

// POSIX.1-1988 ustar; torch's four members need no long names.
std::map<std::string, std::string_view> tar_members(std::string_view file) {
    std::map<std::string, std::string_view> members;
    for (size_t at = 0, count = 0; at + tar_block <= file.size() && file[at] != '\0'; ++count) {
        if (count == most_members) throw Error("the archive has more than " + std::to_string(most_members) + " members: it is no model");
        const std::string_view head = file.substr(at, tar_block);
        if (!is_tar(head)) throw Error("the archive is damaged at byte " + std::to_string(at));
        std::string_view size = head.substr(size_at, size_bytes);
        size.remove_prefix(std::min(size.find_first_not_of(' '), size.size()));
        uint64_t bytes = 0;
        const auto [end, code] = std::from_chars(size.data(), size.data() + size.size(), bytes, 8);
        std::string name(head.substr(0, std::min(head.find('\0'), name_bytes)));
        at += tar_block;
        if (code != std::errc() || bytes > file.size() - at) {
            throw Error("the archive's member " + quoted_name(name) + " should have " + std::to_string(bytes) + " bytes, " +
                        std::to_string(file.size() - at) + " are left: the file is cut short; is it still downloading?");
        }
        if (name.starts_with("./")) name.erase(0, 2);
        members[name] = file.substr(at, static_cast<size_t>(bytes));
        at += std::min<size_t>((static_cast<size_t>(bytes) + tar_block - 1) / tar_block * tar_block, file.size() - at);
    }
    return members;
}

class TarFile {
  public:
    explicit TarFile(std::string_view file) : members_(tar_members(file)) {}

    WeightContents read() {
        if (!members_.contains("pickle") || !members_.contains("tensors") || !members_.contains("storages"))
            throw Error("this tar archive holds no model that PyTorch 0.1 wrote: unpack it first");
        check_order();
        read_storages();
        read_tensors();
        const auto none = [](const StorageRef&) -> std::span<const std::byte> { throw Error("the archive has no such storage"); };
        return torch_contents(read_pickle(members_.at("pickle")), none, [&](const PickleNode& id) -> const StoredTensor* {
            const auto key = key_of(id);
            const auto found = key ? tensors_.find(*key) : tensors_.end();
            return found == tensors_.end() ? nullptr : &found->second;
        });
    }

  private:
    // ---- bytes ----

    std::string_view take(size_t bytes) {
        if (bytes > rest_.size())
            throw Error("the archive's member " + quoted_name(member_) + " wants " + std::to_string(bytes) + " bytes, " +
                        std::to_string(rest_.size()) + " are left: the file is damaged");
        const std::string_view taken = rest_.substr(0, bytes);
        rest_.remove_prefix(bytes);
        return taken;
    }
    int64_t number(size_t bytes) { return static_cast<int64_t>(little_endian(take(bytes))); }
    Pickle next(size_t steps = small_pickle) {
        Pickle pickle = read_pickle(rest_, steps);
        rest_.remove_prefix(pickle.bytes);
        return pickle;
    }
    void enter(const char* member) { rest_ = members_.at(member_ = member); }
    [[noreturn]] void fail(const std::string& what) const {
        throw Error("the archive's member " + quoted_name(member_) + " " + what + ": the file is damaged");
    }

    // ---- pickles of one record ----

    static std::optional<int64_t> key_of(const PickleNode& node) {
        if (node.kind == Kind::integer) return node.integer;
        int64_t key = 0;
        const auto [end, code] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), key);
        if (node.kind != Kind::text || code != std::errc() || end != node.text.data() + node.text.size()) return std::nullopt;
        return key;
    }
    int64_t whole(const Pickle& pickle, uint32_t index) const {
        const auto key = key_of(pickle[index]);
        if (!key) fail("names something by what is no number");
        return *key;
    }
    int64_t count_of_records() {
        const Pickle count = next();
        const PickleNode& node = count[count.root];
        if (node.kind != Kind::integer || node.integer < 0 || node.integer > most_records) fail("does not begin with a count");
        return node.integer;
    }
    const std::vector<uint32_t>& record(const Pickle& pickle, uint32_t index, size_t items) const {
        const PickleNode& node = pickle[index];
        if ((node.kind != Kind::tuple && node.kind != Kind::list) || node.items.size() != items)
            fail("has a record that is no list of " + std::to_string(items));
        return node.items;
    }

    // ---- members ----

    void check_order() {
        const auto facts = members_.find("sys_info");
        if (facts == members_.end()) return;
        const Pickle info = read_pickle(facts->second, small_pickle);
        const std::vector<uint32_t>& items = info[info.root].items;
        for (size_t i = 0; info[info.root].kind == Kind::dict && i + 1 < items.size(); i += 2) {
            if (info[items[i]].text == "little_endian" && info[items[i + 1]].kind == Kind::boolean && info[items[i + 1]].integer == 0)
                throw Error("its numbers are in the order of a big-endian machine, expected little");
        }
    }

    // Each as (key, place, type), a count of elements and the elements; at last the views: (key, storage, offset, count).
    void read_storages() {
        enter("storages");
        for (int64_t i = 0, count = count_of_records(); i < count; ++i) {
            const Pickle head = next();
            const auto& parts = record(head, head.root, 3);
            const std::string type = head[parts[2]].kind == Kind::global ? global_name(head, head[parts[2]]) : "";
            StorageRef storage{.key = std::to_string(whole(head, parts[0])), .dtype = storage_dtype(type)};
            if (storage.dtype.empty()) fail("has a storage of " + (type.empty() ? "no type" : type));
            storage.count = static_cast<uint64_t>(number(8));
            const uint64_t bytes = storage.bytes();
            if (bytes > rest_.size()) fail("has a storage of " + std::to_string(bytes) + " bytes, " + std::to_string(rest_.size()) + " are left");
            const std::string_view elements = take(static_cast<size_t>(bytes));
            storages_[whole(head, parts[0])] = {storage, std::as_bytes(std::span(elements))};
        }
        if (rest_.empty()) return;
        const Pickle views = next(max_pickle_steps / 4);
        if (views[views.root].kind != Kind::list) fail("does not list its views");
        for (const uint32_t item : views[views.root].items) add_view(views, record(views, item, 4));
    }
    void add_view(const Pickle& views, const std::vector<uint32_t>& parts) {
        const auto base = storages_.find(whole(views, parts[1]));
        const int64_t offset = whole(views, parts[2]), count = whole(views, parts[3]);
        if (base == storages_.end()) fail("has a view of a storage that is not there");
        const auto held = static_cast<int64_t>(base->second.storage.count);
        if (offset < 0 || count < 0 || offset > held || count > held - offset) fail("has a view that leaves its storage");
        Stored view = base->second;
        const size_t element = held == 0 ? 0 : view.bytes.size() / static_cast<size_t>(held);
        view.storage.count = static_cast<uint64_t>(count);
        view.bytes = view.bytes.subspan(static_cast<size_t>(offset) * element, static_cast<size_t>(count) * element);
        storages_[whole(views, parts[0])] = view;
    }

    // Each as (key, storage, type), its rank in 4 bytes of 8, extents, strides and the offset.
    void read_tensors() {
        enter("tensors");
        for (int64_t i = 0, count = count_of_records(); i < count; ++i) {
            const Pickle head = next();
            const auto& parts = record(head, head.root, 3);
            const auto storage = storages_.find(whole(head, parts[1]));
            if (storage == storages_.end()) fail("has a tensor of a storage that is not there");
            const int64_t rank = number(4);
            take(4);
            if (rank > most_dimensions) fail("has a tensor of " + std::to_string(rank) + " dimensions");
            StoredTensor tensor{.storage = storage->second.storage, .bytes = storage->second.bytes};
            for (Shape* list : {&tensor.shape, &tensor.strides}) {
                for (int64_t axis = 0; axis < rank; ++axis) list->push_back(number(8));
            }
            tensor.offset = number(8);
            for (const Shape* list : {&tensor.shape, &tensor.strides}) {
                for (const int64_t each : *list) {
                    if (each < 0) fail("has a tensor with a shape or strides below 0");
                }
            }
            tensors_[whole(head, parts[0])] = std::move(tensor);
        }
    }

    struct Stored {
        StorageRef storage;
        std::span<const std::byte> bytes;
    };
    std::map<std::string, std::string_view> members_;
    std::string member_;
    std::string_view rest_;
    std::map<int64_t, Stored> storages_;
    std::map<int64_t, StoredTensor> tensors_;
};

}  // namespace

bool is_tar(std::string_view start) {
    return start.size() >= tar_block && start.substr(magic_at).starts_with("ustar");
}

WeightContents read_torch_tar(std::span<const std::byte> file) {
    return TarFile({reinterpret_cast<const char*>(file.data()), file.size()}).read();
}

}  // namespace imagelab
