#include "core/relief/zip_writer.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace imagelab {
namespace {

constexpr size_t block = size_t{1} << 18;  // bytes deflated at a time
constexpr uint32_t beyond = 0xffffffff;    // "see the zip64 field"

void add_le(std::string& text, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 255);
}

}  // namespace

ZipWriter::~ZipWriter() {
    if (stream_ == nullptr) return;
    deflateEnd(stream_);
    delete stream_;
}

std::string ZipWriter::header(const Entry& entry, bool central) const {
    const bool far = central && entry.place >= beyond;
    std::string extra;
    if (entry.large || far) {
        std::string field;
        if (entry.large) add_le(field, entry.size, 8), add_le(field, entry.packed, 8);
        if (far) add_le(field, entry.place, 8);
        add_le(extra, 1, 2), add_le(extra, field.size(), 2);
        extra += field;
    }
    std::string text;
    add_le(text, central ? 0x02014b50 : 0x04034b50, 4);
    const int version = entry.large || far ? 45 : 20;
    if (central) add_le(text, version, 2);
    add_le(text, version, 2);
    add_le(text, 0, 2);  // flags
    add_le(text, 8, 2);  // deflated
    add_le(text, 0, 2);  // time, and a date that is always the same: 1980-01-01
    add_le(text, 0x0021, 2);
    add_le(text, entry.checksum, 4);
    add_le(text, entry.large ? beyond : entry.packed, 4);
    add_le(text, entry.large ? beyond : entry.size, 4);
    add_le(text, entry.name.size(), 2);
    add_le(text, extra.size(), 2);
    if (central) {
        add_le(text, 0, 2), add_le(text, 0, 2), add_le(text, 0, 2), add_le(text, 0, 4);  // comment, disk, attributes
        add_le(text, far ? beyond : entry.place, 4);
    }
    return text + entry.name + extra;
}

void ZipWriter::begin(const std::string& name, bool large) {
    entries_.push_back({name, large, file_.written(), 0, 0, static_cast<uint32_t>(::crc32(0, nullptr, 0))});
    file_.put(header(entries_.back(), false));
    if (stream_ == nullptr) {
        auto stream = std::make_unique<z_stream>();
        if (deflateInit2(stream.get(), 1, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw OutOfMemory("[zip] out of memory");
        stream_ = stream.release();
    } else {
        deflateReset(stream_);
    }
    waiting_.clear();
}

void ZipWriter::deflate_buffer(bool last) {
    Entry& entry = entries_.back();
    const auto* bytes = reinterpret_cast<const Bytef*>(waiting_.data());
    entry.checksum = static_cast<uint32_t>(::crc32(entry.checksum, bytes, static_cast<uInt>(waiting_.size())));
    entry.size += waiting_.size();
    stream_->next_in = const_cast<Bytef*>(bytes);
    stream_->avail_in = static_cast<uInt>(waiting_.size());
    packed_.resize(block);
    do {
        stream_->next_out = reinterpret_cast<Bytef*>(packed_.data());
        stream_->avail_out = static_cast<uInt>(packed_.size());
        if (deflate(stream_, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) throw Error("[zip] deflate failed");
        const size_t made = packed_.size() - stream_->avail_out;
        file_.put({packed_.data(), made});
        entry.packed += made;
    } while (stream_->avail_out == 0);
    waiting_.clear();
}

void ZipWriter::add(std::string_view bytes) {
    waiting_.append(bytes);
    if (waiting_.size() >= block) deflate_buffer(false);
}

void ZipWriter::end() {
    deflate_buffer(true);
    const Entry& entry = entries_.back();
    if (!entry.large && std::max(entry.size, entry.packed) >= beyond) throw Error("[zip] " + entry.name + " passes 4 GiB");
    file_.flush();
    file_.put_at(entry.place, header(entry, false));  // now that its sizes are known
}

void ZipWriter::finish() {
    const uint64_t begin = file_.written();
    for (const Entry& entry : entries_) file_.put(header(entry, true));
    const uint64_t size = file_.written() - begin;
    std::string text;
    if (begin >= beyond) {
        const uint64_t record = file_.written();
        add_le(text, 0x06064b50, 4), add_le(text, 44, 8), add_le(text, 45, 2), add_le(text, 45, 2), add_le(text, 0, 4), add_le(text, 0, 4);
        add_le(text, entries_.size(), 8), add_le(text, entries_.size(), 8), add_le(text, size, 8), add_le(text, begin, 8);
        add_le(text, 0x07064b50, 4), add_le(text, 0, 4), add_le(text, record, 8), add_le(text, 1, 4);
    }
    add_le(text, 0x06054b50, 4), add_le(text, 0, 2), add_le(text, 0, 2);
    add_le(text, entries_.size(), 2), add_le(text, entries_.size(), 2), add_le(text, size, 4);
    add_le(text, std::min<uint64_t>(begin, beyond), 4), add_le(text, 0, 2);
    file_.put(text);
}

}  // namespace imagelab
