#pragma once
// Files as torch.save writes them, put together opcode by opcode.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace imagelab::test {

// A pickle of protocol 2, piece by piece.
class PickleWriter {
  public:
    PickleWriter& raw(const std::string& bytes);
    PickleWriter& text(const std::string& value);  // BINUNICODE
    PickleWriter& integer(int64_t value);          // BININT1, BININT or LONG1
    PickleWriter& global(const std::string& module, const std::string& name);
    PickleWriter& tuple(const std::vector<int64_t>& values);
    // torch._utils._rebuild_tensor_v2 of a storage of `count` elements.
    PickleWriter& tensor(const std::string& storage_type, const std::string& key, int64_t count, int64_t offset,
                         const std::vector<int64_t>& shape, const std::vector<int64_t>& strides);
    std::string done() const { return bytes_ + '.'; }

  private:
    std::string bytes_ = std::string("\x80\x02", 2);
};

struct ZipEntry {
    std::string name, bytes;
    int method = 0;
};
// A zip archive; `wide` writes every size and offset of its directory in zip64 fields.
std::string zip_of(const std::vector<ZipEntry>& entries, bool wide = false);

// The zip of torch.save since 1.6: `storages` are those that the pickle names "0", "1" ...
std::string torch_zip(const std::string& pickle, const std::vector<std::string>& storages);
// The stream before it: each storage with its count of elements.
std::string torch_stream(const std::string& pickle, const std::vector<std::pair<int64_t, std::string>>& storages);

}  // namespace imagelab::test
