#include "core/weights/gguf.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/base/little_endian.h"
#include "core/weights/ggml_types.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace {

constexpr uint64_t default_alignment = 32, longest_metadata = 1 << 16, most_metadata = 1000, most_entries = 100'000;
constexpr uint32_t largest_rank = 4, max_orig_rank = 8;

// enum gguf_type
enum ValueType : uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, array, u64, i64, f64, none };
constexpr uint64_t value_bytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

// Quantised blocks, read from any element to any other.
class BlockSource final : public TensorSource {
  public:
    BlockSource(const GgmlType& type, const std::byte* data, int64_t count) : type_(type), data_(data), count_(count) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const int64_t size = type_.elements;
        std::vector<float> block;
        for (int64_t at = 0; at < count;) {
            const int64_t skip = (first + at) % size, whole = (count - at) / size;
            const uint8_t* from = reinterpret_cast<const uint8_t*>(data_) + static_cast<size_t>((first + at) / size) * type_.bytes;
            if (skip == 0 && whole > 0) {
                type_.decode(from, whole, target + at);
                at += whole * size;
                continue;
            }
            block.resize(static_cast<size_t>(size));
            type_.decode(from, 1, block.data());
            const int64_t part = std::min(size - skip, count - at);
            std::copy_n(block.begin() + skip, part, target + at);
            at += part;
        }
    }
    size_t stored_bytes() const override { return static_cast<size_t>(count_ / type_.elements) * type_.bytes; }
    std::vector<std::span<const std::byte>> in_file() const override { return {std::span(data_, stored_bytes())}; }
    void release(int64_t first, int64_t count) const override {
        const size_t begin = static_cast<size_t>(first / type_.elements) * type_.bytes;
        release_pages(data_ + begin, static_cast<size_t>((first + count) / type_.elements) * type_.bytes - begin);
    }
    std::string storage() const override {
        std::string name(type_.name);
        for (char& letter : name) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
        return name;
    }

  private:
    const GgmlType& type_;
    const std::byte* data_;
    int64_t count_;
};

struct Info {
    std::string name;
    Shape shape;  // torch's order
    const GgmlType* type;
    uint64_t offset, bytes;
};

class GgufReader {
  public:
    explicit GgufReader(std::span<const std::byte> file) : file_(file) {}

    WeightContents read() {
        at_ = 4;
        const uint64_t version = number(4);
        if (version != 2 && version != 3)
            throw Error("it is GGUF of version " + std::to_string(version) + ", expected 2 or 3" +
                        (version > 0xffff ? " (is it of a big-endian machine?)" : ""));
        const uint64_t tensors = number(8), values = number(8);
        for (const auto& [count, what] : {std::pair(tensors, "tensors"), std::pair(values, "values")}) {
            if (count > most_entries)
                throw Error("it announces " + std::to_string(count) + " " + what + ", expected 100000 at most: it is damaged");
        }
        for (uint64_t i = 0; i < values; ++i) read_value();
        for (uint64_t i = 0; i < tensors; ++i) read_info();
        place();
        return std::move(contents_);
    }

  private:
    // ---- bytes ----

    std::string_view take(uint64_t count) {
        if (count > file_.size() - at_) {
            throw Error("its header wants " + std::to_string(count) + " bytes at " + std::to_string(at_) + ", the file has " +
                        std::to_string(file_.size()) + ": it is cut short or damaged; is it still downloading?");
        }
        const std::string_view taken(reinterpret_cast<const char*>(file_.data()) + at_, static_cast<size_t>(count));
        at_ += static_cast<size_t>(count);
        return taken;
    }
    uint64_t number(size_t bytes) { return little_endian(take(bytes)); }
    std::string_view string() { return take(number(8)); }

    // ---- values ----

    void skip_array(std::string_view key) {
        const uint64_t type = number(4), count = number(8);
        if (type == text) {
            for (uint64_t i = 0; i < count; ++i) string();
            return;
        }
        if (type >= none || type == array) throw Error("the value " + quoted_name(key) + " is a list of the type " + std::to_string(type));
        uint64_t bytes = 0;
        if (__builtin_mul_overflow(count, value_bytes[type], &bytes))
            throw Error("the value " + quoted_name(key) + " is longer than any file");
        const size_t begin = at_;
        take(bytes);
        if (key.starts_with(gguf_shape_key)) read_shape(key.substr(gguf_shape_key.size()), type, count, begin);
    }

    void read_shape(std::string_view tensor, uint64_t type, uint64_t count, size_t begin) {
        if (type != i32 || count > max_orig_rank)
            throw Error("tensor " + quoted_name(tensor) + " has an orig_shape that is no list of at most 8 32-bit numbers");
        const size_t after = at_;
        at_ = begin;
        Shape shape;
        for (uint64_t i = 0; i < count; ++i) shape.push_back(static_cast<int32_t>(number(4)));
        at_ = after;
        shapes_[std::string(tensor)] = std::move(shape);
    }

    void read_value() {
        const std::string_view key = string();
        if (!keys_.insert(key).second) throw Error("it has the value " + quoted_name(key) + " twice");
        const uint64_t type = number(4);
        if (type >= none) throw Error("the value " + quoted_name(key) + " is of the type " + std::to_string(type) + ", which GGUF has not");
        if (type == array) return skip_array(key);
        if (type == text) {
            const std::string_view value = string();
            if (value.size() <= longest_metadata && key.size() <= longest_gguf_name && contents_.metadata.size() < most_metadata)
                contents_.metadata.emplace(key, value);
            return;
        }
        const uint64_t value = number(value_bytes[type]);
        if (key != "general.alignment") return;
        if (type != u32 || value == 0 || (value & (value - 1)) != 0 || value > (1 << 20))
            throw Error("general.alignment is " + std::to_string(value) + ", expected a power of two");
        alignment_ = value;
    }

    // ---- tensors ----

    // The extents in any order have a product, even where one of them is 0.
    static bool countable(const Shape& shape) {
        int64_t count = 1;
        return std::none_of(shape.begin(), shape.end(), [&](int64_t extent) {
            return extent < 0 || __builtin_mul_overflow(count, std::max<int64_t>(extent, 1), &count);
        });
    }

    void read_info() {
        Info info{.name = std::string(string())};
        const auto fail = [&](const std::string& why) { throw Error("tensor " + quoted_name(info.name) + " " + why); };
        const uint64_t rank = number(4);
        if (rank > largest_rank) fail("has " + std::to_string(rank) + " dimensions, expected 4 at most");
        for (uint64_t i = 0; i < rank; ++i) {
            const uint64_t extent = number(8);
            if (extent > static_cast<uint64_t>(INT64_MAX)) fail("is larger than any file");
            info.shape.insert(info.shape.begin(), static_cast<int64_t>(extent));
        }
        if (!countable(info.shape)) fail("is larger than any file");
        const int64_t count = element_count(info.shape);
        const uint64_t type = number(4);
        info.type = ggml_type(static_cast<uint32_t>(type));
        if (!info.type) fail("is of the type " + std::to_string(type) + ", which ggml has not");
        if ((info.shape.empty() ? 1 : info.shape.back()) % info.type->elements != 0)
            fail(shape_text(info.shape) + " has rows that do not divide into blocks of " + std::to_string(info.type->elements) +
                 ", those of " + std::string(info.type->name));
        info.offset = number(8);
        if (info.offset % alignment_ != 0)
            fail("starts at " + std::to_string(info.offset) + ", expected a multiple of " + std::to_string(alignment_));
        if (__builtin_mul_overflow(static_cast<uint64_t>(count / info.type->elements), uint64_t{info.type->bytes}, &info.bytes))
            fail("is larger than any file");
        infos_.push_back(std::move(info));
    }

    void place() {
        const uint64_t begin = (at_ + alignment_ - 1) / alignment_ * alignment_;
        const uint64_t room = begin > file_.size() ? 0 : file_.size() - begin;
        std::sort(infos_.begin(), infos_.end(),
                  [](const Info& a, const Info& b) { return std::pair(a.offset, a.bytes) < std::pair(b.offset, b.bytes); });
        uint64_t position = 0;
        const Info* before = nullptr;
        for (Info& info : infos_) {
            if (info.offset > room || info.bytes > room - info.offset) {
                throw Error("tensor " + quoted_name(info.name) + " should be the " + std::to_string(info.bytes) + " bytes from " +
                            std::to_string(info.offset) + ", but " + std::to_string(room) +
                            " bytes of tensors are there: the file is cut short; is it still downloading?");
            }
            if (info.offset < position)
                throw Error("tensor " + quoted_name(info.name) + " starts at " + std::to_string(info.offset) + ", within " +
                            quoted_name(before->name) + ", which ends at " + std::to_string(position));
            position = info.offset + info.bytes;
            before = &info;
            add(info, file_.data() + begin + info.offset);
        }
    }

    void add(const Info& info, const std::byte* data) {
        if (contents_.tensors.contains(info.name) || contents_.unreadable.contains(info.name))
            throw Error("it has the tensor " + quoted_name(info.name) + " twice");
        Shape shape = info.shape;
        if (const auto own = shapes_.find(info.name); own != shapes_.end()) shape = original(info, own->second);
        if (info.type->dtype) {
            contents_.tensors.emplace(info.name, TensorView{*info.type->dtype, shape, data});
        } else if (info.type->decode) {
            TensorView view{.dtype = DType::f16, .shape = shape};
            view.source = std::make_shared<BlockSource>(*info.type, data, element_count(shape));
            contents_.tensors.emplace(info.name, std::move(view));
        } else {
            contents_.unreadable.emplace(info.name, info.type->name);
        }
    }

    static Shape original(const Info& info, const Shape& own) {
        if (!countable(own) || element_count(own) != element_count(info.shape))
            throw Error("tensor " + quoted_name(info.name) + " has the orig_shape " + shape_text(own) + ", but it is stored as " +
                        shape_text(info.shape));
        return own;
    }

    std::span<const std::byte> file_;
    size_t at_ = 0;
    uint64_t alignment_ = default_alignment;
    std::set<std::string_view> keys_;
    std::map<std::string, Shape, std::less<>> shapes_;
    std::vector<Info> infos_;
    WeightContents contents_;
};

}  // namespace

bool is_gguf(std::string_view start) {
    return start.starts_with("GGUF");
}

WeightContents read_gguf(std::span<const std::byte> file) {
    return GgufReader(file).read();
}

}  // namespace imagelab
