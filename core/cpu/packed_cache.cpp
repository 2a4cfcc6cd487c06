#include "core/cpu/packed_cache.h"

#include <fcntl.h>
#include <omp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/cpu/simd/features.h"

namespace imagelab::cpu {
namespace {

namespace fs = std::filesystem;

constexpr int packing = 1;  // one more when the bytes of a packed weight come to mean something else
constexpr std::string_view ending = ".packed";
constexpr size_t piece_bytes = 8 << 20;

// 64 bits against damage: eight lanes of words, each multiplied on, so that memory is the limit.
uint64_t sum_of(std::span<const std::byte> bytes) {
    constexpr size_t lanes = 8;
    constexpr uint64_t prime = 0x9e3779b97f4a7c15u;
    uint64_t sums[lanes];
    for (size_t i = 0; i < lanes; ++i) sums[i] = fnv1a_start + i;
    size_t at = 0;
    for (; at + sizeof sums <= bytes.size(); at += sizeof sums) {
        uint64_t words[lanes];
        std::memcpy(words, bytes.data() + at, sizeof words);
        for (size_t i = 0; i < lanes; ++i) sums[i] = std::rotl((sums[i] ^ words[i]) * prime, 29);
    }
    return fnv1a(bytes.subspan(at), fnv1a(std::as_bytes(std::span(sums))));
}

struct PackedHead {
    char magic[16] = "imagelab packed";
    char key[64] = {};  // SHA-256
    int64_t bytes = 0;
    uint64_t sums_sum = 0, own_sum = 0;  // of the pieces' sums, which follow; of all before it
};
static_assert(sizeof(PackedHead) == 104);

uint64_t own_sum(const PackedHead& head) {
    return fnv1a(std::as_bytes(std::span(&head, 1)).first(offsetof(PackedHead, own_sum)));
}
size_t pieces_of(size_t bytes) {
    return (bytes + piece_bytes - 1) / piece_bytes;
}
std::string sha256_of(const std::string& text) {
    Digest digest;
    digest.add(text.data(), text.size());
    return digest.hex();
}

class PackedFile {
  public:
    PackedFile(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~PackedFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    PackedFile(const PackedFile&) = delete;
    PackedFile& operator=(const PackedFile&) = delete;

    bool there() const { return descriptor_ >= 0; }
    int64_t bytes() const {
        struct stat now {};
        return ::fstat(descriptor_, &now) == 0 ? now.st_size : -1;
    }
    bool read(size_t at, std::span<std::byte> to) const {
        while (!to.empty()) {
            const ssize_t got = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(at));
            if (got <= 0) return false;
            at += static_cast<size_t>(got), to = to.subspan(static_cast<size_t>(got));
        }
        return true;
    }
    bool write(std::span<const std::byte> from) const {
        while (!from.empty()) {
            const ssize_t put = ::write(descriptor_, from.data(), from.size());
            if (put <= 0) return false;
            from = from.subspan(static_cast<size_t>(put));
        }
        return true;
    }
    void touch() const { ::futimens(descriptor_, nullptr); }

  private:
    int descriptor_;
};

// The pieces' sums of a file that is of this key and as long as it says; none: it is not.
std::optional<std::vector<uint64_t>> sums_in(const PackedFile& file, const std::string& key, int64_t bytes) {
    PackedHead head;
    if (!file.read(0, std::as_writable_bytes(std::span(&head, 1))) || own_sum(head) != head.own_sum) return std::nullopt;
    std::vector<uint64_t> sums(pieces_of(static_cast<size_t>(bytes)));
    const auto whole = static_cast<int64_t>(sizeof head + sums.size() * sizeof(uint64_t)) + bytes;
    if (std::memcmp(head.magic, PackedHead().magic, sizeof head.magic) != 0 || std::string_view(head.key, 64) != sha256_of(key) ||
        head.bytes != bytes || file.bytes() != whole || !file.read(sizeof head, std::as_writable_bytes(std::span(sums))) ||
        sum_of(std::as_bytes(std::span(sums))) != head.sums_sum)
        return std::nullopt;
    return sums;
}

// How oneDNN lays a weight out; empty: in a manner of its own.
std::string layout_text(const dnnl::memory::desc& desc) {
    const dnnl_memory_desc_t& data = desc.data;
    if (data.format_kind != dnnl_blocked) return {};
    std::string text = std::to_string(data.data_type) + "/" + std::to_string(data.offset0) + "/" + std::to_string(data.extra.flags);
    const auto add = [&](const char* name, const dnnl_dim_t* values, int count) {
        text += name;
        for (int i = 0; i < count; ++i) text += std::to_string(values[i]) + ",";
    };
    const dnnl_blocking_desc_t& blocking = data.format_desc.blocking;
    add(" d", data.dims, data.ndims);
    add(" p", data.padded_dims, data.ndims);
    add(" s", blocking.strides, data.ndims);
    add(" b", blocking.inner_blks, blocking.inner_nblks);
    add(" i", blocking.inner_idxs, blocking.inner_nblks);
    return text;
}

// Some bytes of where a tensor lies, so that another file in the same place is seen to be another.
uint64_t sampled(const TensorView& view) {
    constexpr size_t few = 64;
    uint64_t sum = fnv1a_start;
    for (const auto& span : view.source ? view.source->in_file() : std::vector{std::span(view.data, view.bytes())}) {
        const size_t take = std::min(few, span.size());
        for (const size_t at : {size_t{0}, (span.size() - take) / 2, span.size() - take}) sum = fnv1a(span.subspan(at, take), sum);
    }
    return sum;
}

}  // namespace

std::string packed_key(const WeightMap& weights, std::span<const WeightSlot* const> slots) {
    std::string key = weights.identity();
    if (key.empty() || !weights.is_current()) return {};
    key = std::to_string(packing) + "\n" + key + "\n";
    for (const std::string& feature : features()) key += feature + " ";
    const size_t apart = slots.size() / 64 + 1;  // of those that are looked at, for a disk that seeks
    for (size_t i = 0; i < slots.size(); ++i) {
        const WeightSlot* slot = slots[i];
        const std::string plain = layout_text(slot->plain), packed = layout_text(slot->packed);
        if (plain.empty() || packed.empty()) return {};
        for (const WeightPart& part : slot->ref.parts) {
            const TensorView* view = weights.find(part.name);
            if (view == nullptr) return {};
            key += part.name + " " + std::to_string(part.row_begin) + "+" + std::to_string(part.rows) + " " + shape_text(view->shape) + " " +
                   storage_name(*view) + (view->transposed ? "t" : "") + (i % apart == 0 ? " " + hexadecimal(sampled(*view)) : "") + ";";
        }
        key += plain + " > " + packed + (slot->int8 ? " int8 " + std::to_string(slot->int8->taps) + "\n" : "\n");
    }
    return key;
}

fs::path PackedCache::file_of(const std::string& key) const {
    if (key.empty() || place_.folder.empty()) return {};
    return place_.folder / (sha256_of(key) + std::string(ending));
}

bool PackedCache::read(const std::string& key, std::span<std::byte> target, const std::function<void(double)>& progress,
                       const CancelToken& cancel) const {
    const fs::path path = file_of(key);
    if (path.empty()) return false;
    const PackedFile file(path, O_RDONLY);
    if (!file.there()) return false;
    const auto sums = sums_in(file, key, static_cast<int64_t>(target.size()));
    std::atomic<bool> whole = sums.has_value();
    std::atomic<size_t> done{0};
    const size_t count = whole ? sums->size() : 0, first = sizeof(PackedHead) + count * sizeof(uint64_t);
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < count; ++i) {
        if (!whole || cancel.requested()) continue;
        const auto piece = target.subspan(i * piece_bytes, std::min(piece_bytes, target.size() - i * piece_bytes));
        if (!file.read(first + i * piece_bytes, piece) || sum_of(piece) != (*sums)[i]) whole = false;
        ++done;
        if (omp_get_thread_num() == 0 && progress) progress(static_cast<double>(done) / static_cast<double>(count));
    }
    cancel.check();
    if (whole) {
        file.touch();
        return true;
    }
    log_warning(path.string() + ": the packed weights kept here are damaged, so they are made anew");
    std::error_code ignored;
    fs::remove(path, ignored);
    return false;
}

bool PackedCache::make_room(int64_t bytes) const {
    if (bytes > place_.most_bytes) return false;
    struct Kept {
        fs::file_time_type used;
        fs::path path;
        int64_t bytes;
    };
    std::vector<Kept> kept;
    int64_t all = bytes;
    std::error_code code;
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (fs::directory_iterator entry(place_.folder, code), end; !code && entry != end; entry.increment(code)) {
        std::error_code of_this;
        const Kept one{entry->last_write_time(of_this), entry->path(), static_cast<int64_t>(entry->file_size(of_this))};
        if (of_this) continue;
        if (one.path.extension() == ".part" && one.used < old) fs::remove(one.path, of_this);  // of a program that was killed
        if (one.path.extension() != ending) continue;
        kept.push_back(one);
        all += one.bytes;
    }
    std::sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
    for (auto oldest = kept.begin(); oldest != kept.end() && all > place_.most_bytes; ++oldest) {
        if (fs::remove(oldest->path, code)) all -= oldest->bytes;
    }
    constexpr int64_t left_free = int64_t{1} << 30;
    const fs::space_info disk = fs::space(place_.folder, code);
    return all <= place_.most_bytes && !code && static_cast<int64_t>(disk.available) >= bytes + left_free;
}

void PackedCache::write(const std::string& key, std::span<const std::byte> bytes, const std::stop_token& stop) const {
    const fs::path path = file_of(key);
    if (path.empty()) return;
    fs::path part = path;
    part += "." + std::to_string(::getpid()) + ".part";
    std::error_code code;
    fs::create_directories(place_.folder, code);
    if (!make_room(static_cast<int64_t>(bytes.size()))) {
        return log_info("packed weights are not kept: " + readable_bytes(static_cast<int64_t>(bytes.size())) + " do not fit into " +
                        readable_bytes(place_.most_bytes) + " of " + place_.folder.string() + " (PACKED_CACHE_BYTES), or its disk is full");
    }
    std::vector<uint64_t> sums;
    for (size_t at = 0; at < bytes.size() && !stop.stop_requested(); at += piece_bytes)
        sums.push_back(sum_of(bytes.subspan(at, std::min(piece_bytes, bytes.size() - at))));
    PackedHead head;
    std::memcpy(head.key, sha256_of(key).data(), sizeof head.key);
    head.bytes = static_cast<int64_t>(bytes.size());
    head.sums_sum = sum_of(std::as_bytes(std::span(sums)));
    head.own_sum = own_sum(head);
    bool whole = false;
    {
        const PackedFile file(part, O_WRONLY | O_CREAT | O_TRUNC);
        whole = file.there() && file.write(std::as_bytes(std::span(&head, 1))) && file.write(std::as_bytes(std::span(sums)));
        for (size_t at = 0; whole && at < bytes.size(); at += piece_bytes)
            whole = !stop.stop_requested() && file.write(bytes.subspan(at, std::min(piece_bytes, bytes.size() - at)));
    }
    if (whole && !stop.stop_requested()) fs::rename(part, path, code);
    if (!whole || code || stop.stop_requested()) {
        fs::remove(part, code);
        if (!stop.stop_requested()) log_info(part.string() + ": packed weights cannot be kept here; the next start makes them anew");
    }
}

}  // namespace imagelab::cpu
