#include "tests/support/torch_pickles.h"

namespace imagelab::test {
namespace {

std::string number(uint64_t value, size_t bytes) {
    std::string text(bytes, '\0');
    for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(value >> 8 * i);
    return text;
}

}  // namespace

PickleWriter& PickleWriter::raw(const std::string& bytes) {
    bytes_ += bytes;
    return *this;
}
PickleWriter& PickleWriter::text(const std::string& value) {
    return raw("X" + number(value.size(), 4) + value);
}
PickleWriter& PickleWriter::integer(int64_t value) {
    if (value >= 0 && value < 256) return raw("K" + number(static_cast<uint64_t>(value), 1));
    if (value >= INT32_MIN && value <= INT32_MAX) return raw("J" + number(static_cast<uint64_t>(value), 4));
    return raw(std::string("\x8a\x08", 2) + number(static_cast<uint64_t>(value), 8));
}
PickleWriter& PickleWriter::global(const std::string& module, const std::string& name) {
    return raw("c" + module + "\n" + name + "\n");
}
PickleWriter& PickleWriter::tuple(const std::vector<int64_t>& values) {
    raw("(");
    for (const int64_t value : values) integer(value);
    return raw("t");
}
PickleWriter& PickleWriter::tensor(const std::string& storage_type, const std::string& key, int64_t count, int64_t offset,
                                   const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
    global("torch._utils", "_rebuild_tensor_v2").raw("((").text("storage").global("torch", storage_type).text(key).text("cpu");
    integer(count).raw("tQ").integer(offset).tuple(shape).tuple(strides);
    return raw("\x89").global("collections", "OrderedDict").raw(")RtR");
}

std::string zip_of(const std::vector<ZipEntry>& entries, bool wide) {
    std::string file, directory;
    for (const ZipEntry& entry : entries) {
        const uint64_t at = file.size(), size = entry.bytes.size(), narrow = wide ? 0xffffffff : size;
        const std::string method = number(static_cast<uint64_t>(entry.method), 2), name = number(entry.name.size(), 2);
        file += "PK\x03\x04" + number(20, 2) + number(0, 2) + method + number(0, 8) + number(size, 4) + number(size, 4) + name +
                number(0, 2) + entry.name + entry.bytes;
        const std::string extra = wide ? number(1, 2) + number(24, 2) + number(size, 8) + number(size, 8) + number(at, 8) : "";
        directory += "PK\x01\x02" + number(20, 4) + number(0, 2) + method + number(0, 8) + number(narrow, 4) + number(narrow, 4) + name +
                     number(extra.size(), 2) + number(0, 10) + number(wide ? 0xffffffff : at, 4) + entry.name + extra;
    }
    const uint64_t at = file.size(), count = entries.size(), bytes = directory.size();
    file += directory;
    if (wide) {
        const uint64_t end = file.size();
        file += "PK\x06\x06" + number(44, 8) + number(45, 4) + number(0, 8) + number(count, 8) + number(count, 8) + number(bytes, 8) +
                number(at, 8);
        file += "PK\x06\x07" + number(0, 4) + number(end, 8) + number(1, 4);
    }
    return file + "PK\x05\x06" + number(0, 4) + number(wide ? 0xffff : count, 2) + number(wide ? 0xffff : count, 2) +
           number(wide ? 0xffffffff : bytes, 4) + number(wide ? 0xffffffff : at, 4) + number(0, 2);
}

std::string torch_zip(const std::string& pickle, const std::vector<std::string>& storages) {
    std::vector<ZipEntry> entries{{"model/data.pkl", pickle}, {"model/byteorder", "little"}};
    for (size_t i = 0; i < storages.size(); ++i) entries.push_back({"model/data/" + std::to_string(i), storages[i]});
    entries.push_back({"model/version", "3\n"});
    return zip_of(entries);
}

std::string torch_stream(const std::string& pickle, const std::vector<std::pair<int64_t, std::string>>& storages) {
    std::string file = std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) + PickleWriter().integer(1001).done();
    file += PickleWriter().raw("}(").text("little_endian").raw("\x88u").done() + pickle;
    PickleWriter keys;
    keys.raw("](");
    for (size_t i = 0; i < storages.size(); ++i) keys.text(std::to_string(i));
    file += keys.raw("e").done();
    for (const auto& [count, bytes] : storages) file += number(static_cast<uint64_t>(count), 8) + bytes;
    return file;
}

}  // namespace imagelab::test
