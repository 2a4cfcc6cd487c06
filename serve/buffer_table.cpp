#include "serve/buffer_table.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "core/base/thread.h"
#include "serve/http.h"

namespace imagelab::serve {
namespace {

constexpr size_t most_buffers = 4096;
constexpr int64_t most_read = int64_t{256} << 20;  // bytes in one reply

void check(const DeviceBuffer& buffer, int64_t offset, int64_t bytes, const char* field) {
    if (offset <= buffer.bytes() && bytes <= buffer.bytes() - offset) return;
    throw HttpError(400,
                    std::string(field) + ": " + std::to_string(bytes) + " bytes at " + std::to_string(offset) + " lie beyond the end of " +
                        std::to_string(buffer.bytes()) + " bytes",
                    field);
}

}  // namespace

Device& BufferTable::device(const std::string& id) const {
    for (Device* device : devices_) {
        if (device->info().id == id) return *device;
    }
    throw HttpError(404, "there is no device " + id + "; GET /api/device lists those that are", "device_id");
}

bool BufferTable::Entry::is_over(Clock::time_point now) const {
    return held.lease_s && std::chrono::duration<double>(now - used).count() > *held.lease_s;
}

// With the table's mutex held. Whoever uses such a buffer now ends first.
void BufferTable::drop_what_is_over() const {
    entries_.remove_if([now = Clock::now()](const auto& entry) { return entry->is_over(now); });
}

// So that memory comes back also where nobody asks for anything.
void BufferTable::watch_leases(const std::stop_token& stop) {
    constexpr auto longest = std::chrono::seconds(1);
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        leased_.wait_for(lock, stop, longest, [] { return false; });
        drop_what_is_over();
    }
}

std::shared_ptr<BufferTable::Entry> BufferTable::entry(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    drop_what_is_over();
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry->held.id == id; });
    if (found == entries_.end()) throw HttpError(404, "there is no allocation " + id);
    (*found)->used = Clock::now();
    return *found;
}

BufferTable::DeviceMemory BufferTable::memory_unlocked(const Device& device) const {
    const DeviceInfo info = device.info();
    DeviceMemory memory{info.id, info.memory_total, info.memory_free};
    for (const auto& entry : entries_) {
        if (entry->held.device != info.id) continue;
        memory.allocated += entry->held.bytes;
        memory.free -= entry->held.bytes - entry->buffer->resident_bytes();
        ++memory.count;
    }
    memory.free = std::max<int64_t>(0, memory.free);
    return memory;
}

BufferTable::Held BufferTable::allocate(const std::string& id, int64_t bytes, const std::string& owner, std::optional<double> lease_s) {
    Device& on = device(id);
    auto* source = dynamic_cast<BufferDevice*>(&on);
    if (!source) throw HttpError(409, "the device " + id + " offers no raw memory", "device_id");
    const std::lock_guard lock(mutex_);
    drop_what_is_over();
    if (entries_.size() >= most_buffers)
        throw HttpError(409, std::to_string(most_buffers) + " allocations are held already; free some first");
    const int64_t free = memory_unlocked(on).free;
    if (bytes > free)
        throw HttpError(409, "size_bytes: is " + std::to_string(bytes) + "; " + readable_bytes(free) + " are free on " + id, "size_bytes");
    const auto entry = std::make_shared<Entry>();
    try {
        entry->buffer = source->make_buffer(bytes);
    } catch (const Error& error) {  // full, or more than the driver gives in one piece
        throw HttpError(409, std::string("size_bytes: ") + error.what(), "size_bytes");
    }
    entry->held = {"buffer-" + std::to_string(++made_), id, bytes, owner, lease_s};
    entries_.push_back(entry);
    if (lease_s && !watcher_.joinable())
        watcher_ = start_stoppable_thread("the leases of memory", [this](const std::stop_token& stop) { watch_leases(stop); });
    return entry->held;
}

int64_t BufferTable::release_of(const std::string& owner) {
    std::vector<std::string> ids;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& entry : entries_) {
            if (!owner.empty() && entry->held.owner == owner) ids.push_back(entry->held.id);
        }
    }
    int64_t freed = 0;
    for (const std::string& id : ids) {
        try {
            freed += release(id);
        } catch (const HttpError&) {  // somebody else did
        }
    }
    return freed;
}

int64_t BufferTable::release(const std::string& id) {
    std::shared_ptr<Entry> gone = entry(id);
    {
        const std::lock_guard lock(mutex_);
        const size_t before = entries_.size();
        entries_.remove(gone);
        if (entries_.size() == before) throw HttpError(404, "there is no allocation " + id);
    }
    const std::lock_guard lock(gone->mutex);  // whoever uses it ends first
    gone->buffer.reset();
    return gone->held.bytes;
}

namespace {

DeviceBuffer& there(const std::unique_ptr<DeviceBuffer>& buffer, const std::string& id) {
    if (!buffer) throw HttpError(404, "there is no allocation " + id);
    return *buffer;
}

}  // namespace

int64_t BufferTable::clear(const std::string& id) {
    const auto one = entry(id);
    const std::lock_guard lock(one->mutex);
    there(one->buffer, id).clear();
    return one->held.bytes;
}

void BufferTable::write(const std::string& id, int64_t offset, std::string_view bytes) {
    const auto one = entry(id);
    const std::lock_guard lock(one->mutex);
    DeviceBuffer& buffer = there(one->buffer, id);
    check(buffer, offset, static_cast<int64_t>(bytes.size()), "offset");
    buffer.write(offset, std::as_bytes(std::span(bytes)));
}

std::string BufferTable::read(const std::string& id, int64_t offset, int64_t bytes) {
    const auto one = entry(id);
    const std::lock_guard lock(one->mutex);
    DeviceBuffer& buffer = there(one->buffer, id);
    if (bytes < 0) bytes = std::max<int64_t>(0, buffer.bytes() - offset);
    check(buffer, offset, bytes, "length");
    if (bytes > most_read)
        throw HttpError(400, "length: is " + std::to_string(bytes) + "; allowed: to " + std::to_string(most_read), "length");
    std::string out(static_cast<size_t>(bytes), '\0');
    buffer.read(offset, std::as_writable_bytes(std::span(out)));
    return out;
}

int64_t BufferTable::copy(const std::string& from, int64_t from_offset, const std::string& to, int64_t to_offset, int64_t bytes) {
    const auto source = entry(from), target = entry(to);
    std::unique_lock<std::mutex> first(source->mutex, std::defer_lock), second;
    if (source == target) {
        first.lock();
    } else {
        second = std::unique_lock(target->mutex, std::defer_lock);
        std::lock(first, second);
    }
    DeviceBuffer &a = there(source->buffer, from), &b = there(target->buffer, to);
    if (bytes < 0) bytes = std::min(a.bytes(), b.bytes());
    check(a, from_offset, bytes, "size_bytes");
    check(b, to_offset, bytes, "size_bytes");
    copy_buffer(a, from_offset, b, to_offset, bytes);
    return bytes;
}

std::vector<BufferTable::Held> BufferTable::held() const {
    const std::lock_guard lock(mutex_);
    drop_what_is_over();
    std::vector<Held> all;
    for (const auto& entry : entries_) all.push_back(entry->held);
    return all;
}

std::vector<BufferTable::DeviceMemory> BufferTable::memory() const {
    const std::lock_guard lock(mutex_);
    drop_what_is_over();
    std::vector<DeviceMemory> all;
    for (const Device* device : devices_) all.push_back(memory_unlocked(*device));
    return all;
}

BufferTable::DeviceMemory BufferTable::memory_of(const std::string& id) const {
    const Device& one = device(id);
    const std::lock_guard lock(mutex_);
    drop_what_is_over();
    return memory_unlocked(one);
}

}  // namespace imagelab::serve
