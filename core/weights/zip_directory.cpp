#include "core/weights/zip_directory.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/little_endian.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace {

constexpr uint32_t local_signature = 0x04034b50, entry_signature = 0x02014b50, end_signature = 0x06054b50, end64_signature = 0x06064b50,
                   locator_signature = 0x07064b50;
constexpr size_t local_bytes = 30, entry_bytes = 46, end_bytes = 22, end64_bytes = 56, locator_bytes = 20, longest_comment = 65535;
constexpr uint64_t in_extra32 = 0xffffffff;  // the number stands in the zip64 field instead
constexpr uint64_t most_entries = 200'000;
constexpr int zip64_field = 1;

struct Entry {
    std::string name;
    uint64_t bytes = 0, stored = 0, header = 0;
    unsigned method = 0, flags = 0;
};

class Archive {
  public:
    explicit Archive(std::span<const std::byte> file) : file_(file) {}

    uint64_t number(uint64_t at, size_t bytes) const {
        if (at > file_.size() || bytes > file_.size() - at)
            throw Error("the archive's directory leaves the file: it is cut short or damaged");
        return little_endian({reinterpret_cast<const char*>(file_.data()) + at, bytes});
    }
    std::string_view text(uint64_t at, uint64_t bytes) const {
        if (at > file_.size() || bytes > file_.size() - at)
            throw Error("the archive's directory leaves the file: it is cut short or damaged");
        return {reinterpret_cast<const char*>(file_.data()) + at, static_cast<size_t>(bytes)};
    }
    std::span<const std::byte> bytes(uint64_t at, uint64_t count, const std::string& name) const {
        if (at > file_.size() || count > file_.size() - at) {
            throw Error("entry " + quoted_name(name) + " should be the " + std::to_string(count) + " bytes from " + std::to_string(at) +
                        ", but the file has " + std::to_string(file_.size()) + ": it is cut short; is it still downloading?");
        }
        return file_.subspan(static_cast<size_t>(at), static_cast<size_t>(count));
    }

    struct Directory {
        uint64_t at, entries;
    };
    Directory directory() const {
        const uint64_t end = end_record();
        Directory found{number(end + 16, 4), number(end + 10, 2)};
        if (end < locator_bytes || number(end - locator_bytes, 4) != locator_signature) return found;
        const uint64_t end64 = number(end - locator_bytes + 8, 8);
        if (end64 > end || end - end64 < end64_bytes || number(end64, 4) != end64_signature)
            throw Error("the archive's zip64 record is missing: the file is damaged");
        return {number(end64 + 48, 8), number(end64 + 32, 8)};
    }

  private:
    // The last one: what stands before it may be anything.
    uint64_t end_record() const {
        const size_t size = file_.size(), lowest = size > end_bytes + longest_comment ? size - end_bytes - longest_comment : 0;
        for (size_t at = size >= end_bytes ? size - end_bytes + 1 : 0; at-- > lowest;) {
            if (number(at, 4) == end_signature && at + end_bytes + number(at + 20, 2) == size) return at;
        }
        throw Error("the archive has no directory at its end: the file is cut short; is it still downloading?");
    }

    std::span<const std::byte> file_;
};

// The zip64 field holds, in this order, those of the three that did not fit.
void take_extra(const Archive& archive, uint64_t at, uint64_t bytes, Entry& entry) {
    for (const uint64_t end = at + bytes; at + 4 <= end;) {
        const uint64_t kind = archive.number(at, 2), size = archive.number(at + 2, 2);
        if (at + 4 + size > end) throw Error("entry " + quoted_name(entry.name) + " has a damaged extra field");
        uint64_t from = at + 4;
        for (uint64_t* number : {&entry.bytes, &entry.stored, &entry.header}) {
            if (kind != zip64_field || *number != in_extra32) continue;
            if (from + 8 > at + 4 + size) throw Error("entry " + quoted_name(entry.name) + " lacks a zip64 number");
            *number = archive.number(from, 8);
            from += 8;
        }
        at += 4 + size;
    }
}

// The entry at `at`, which moves on to the next.
Entry read_entry(const Archive& archive, uint64_t& at) {
    if (archive.number(at, 4) != entry_signature) throw Error("the archive's directory is damaged at byte " + std::to_string(at));
    const uint64_t name = archive.number(at + 28, 2), extra = archive.number(at + 30, 2), comment = archive.number(at + 32, 2);
    Entry entry{.name = std::string(archive.text(at + entry_bytes, name)),
                .bytes = archive.number(at + 24, 4),
                .stored = archive.number(at + 20, 4),
                .header = archive.number(at + 42, 4),
                .method = static_cast<unsigned>(archive.number(at + 10, 2)),
                .flags = static_cast<unsigned>(archive.number(at + 8, 2))};
    take_extra(archive, at + entry_bytes + name, extra, entry);
    at += entry_bytes + name + extra + comment;
    return entry;
}

std::span<const std::byte> contents(const Archive& archive, const Entry& entry) {
    if (entry.flags & 1) throw Error("entry " + quoted_name(entry.name) + " is encrypted");
    if (entry.method != 0 || entry.bytes != entry.stored) {
        throw Error("entry " + quoted_name(entry.name) +
                    " is compressed, expected it stored as torch.save does: unpack the archive, or save the model anew");
    }
    if (archive.bytes(entry.header, local_bytes, entry.name).empty() || archive.number(entry.header, 4) != local_signature)
        throw Error("entry " + quoted_name(entry.name) + " does not stand where the archive's directory says: the file is damaged");
    const uint64_t name = archive.number(entry.header + 26, 2), extra = archive.number(entry.header + 28, 2);
    if (archive.text(entry.header + local_bytes, name) != entry.name)
        throw Error("entry " + quoted_name(entry.name) + " has another name where it stands: the file is damaged or made to deceive");
    return archive.bytes(entry.header + local_bytes + name + extra, entry.bytes, entry.name);
}

}  // namespace

std::map<std::string, std::span<const std::byte>> stored_zip_entries(std::span<const std::byte> file) {
    const Archive archive(file);
    const Archive::Directory directory = archive.directory();
    std::map<std::string, std::span<const std::byte>> entries;
    if (directory.entries > most_entries)
        throw Error("the archive announces " + std::to_string(directory.entries) + " entries: it is damaged");
    uint64_t at = directory.at;
    for (uint64_t i = 0; i < directory.entries; ++i) {
        const Entry entry = read_entry(archive, at);
        if (!entries.emplace(entry.name, contents(archive, entry)).second)
            throw Error("entry " + quoted_name(entry.name) + " is there twice");
    }
    std::vector<std::pair<std::span<const std::byte>, const std::string*>> order;
    for (const auto& [name, bytes] : entries) order.emplace_back(bytes, &name);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first.data() < b.first.data(); });
    for (size_t i = 1; i < order.size(); ++i) {
        const auto& before = order[i - 1].first;
        if (before.data() + before.size() > order[i].first.data())
            throw Error("entry " + quoted_name(*order[i].second) + " overlaps " + quoted_name(*order[i - 1].second) +
                        ": the file is damaged or made to deceive");
    }
    return entries;
}

}  // namespace imagelab
