#include "core/cpu/read_ahead.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/thread.h"

namespace imagelab::cpu {
namespace {

constexpr int64_t most_ahead = int64_t{512} << 20;
constexpr size_t piece = 4 << 20;  // read at once, so that a stop acts soon

// Whole pages around a range: read where they are not in memory yet, and mapped. What cannot be read is left to whoever touches it.
void bring_in(const std::byte* data, size_t bytes) {
    static const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const uintptr_t begin = reinterpret_cast<uintptr_t>(data) / page * page, end = reinterpret_cast<uintptr_t>(data) + bytes;
    auto* pages = reinterpret_cast<void*>(begin);
#ifdef MADV_POPULATE_READ
    if (::madvise(pages, end - begin, MADV_POPULATE_READ) == 0) return;
#endif
    ::madvise(pages, end - begin, MADV_WILLNEED);  // Linux before 5.14
}

}  // namespace

ReadAhead::ReadAhead(const CpuWeightBank& bank, std::vector<std::vector<const WeightSlot*>> weights)
    : bank_(bank), weights_(std::move(weights)) {
    int64_t sum = 0;
    for (const auto& slots : weights_) {
        for (const WeightSlot* slot : slots) sum += CpuWeightBank::slab_bytes(*slot);
        end_.push_back(sum);
    }
    thread_ = start_stoppable_thread("reading ahead", [this](const std::stop_token& stop) { work(stop); });
}

ReadAhead::~ReadAhead() {
    thread_.request_stop();
    thread_.join();
}

void ReadAhead::begins(size_t step) {
    {
        const std::lock_guard lock(mutex_);
        now_ = step;
    }
    moved_.notify_one();
}

bool ReadAhead::read(size_t step, const std::stop_token& stop) {
    for (const WeightSlot* slot : weights_[step]) {
        for (const std::span<const std::byte> part : bank_.in_files(*slot)) {
            for (size_t at = 0; at < part.size(); at += piece) {
                if (stop.stop_requested()) return false;
                bring_in(part.data() + at, std::min(piece, part.size() - at));
            }
        }
    }
    return true;
}

void ReadAhead::work(const std::stop_token& stop) {
    size_t read_to = 0, released = 0;  // steps before these are read, given back
    const auto release_to = [&](size_t step) {
        for (; released < step; ++released) {
            for (const WeightSlot* slot : weights_[released]) bank_.release(*slot);
        }
    };
    const auto room = [&] {
        const int64_t done = now_ == 0 ? 0 : end_[now_ - 1];
        return read_to < weights_.size() && (read_to <= now_ || end_[read_to] - done <= most_ahead);
    };
    while (!stop.stop_requested()) {
        size_t now;
        bool more;
        {
            std::unique_lock lock(mutex_);
            moved_.wait(lock, stop, [&] { return room() || now_ > released; });
            now = now_;
            more = room();
        }
        release_to(now);
        if (more && !read(std::max(read_to, now), stop)) break;
        if (more) read_to = std::max(read_to, now) + 1;
    }
    release_to(weights_.size());
}

}  // namespace imagelab::cpu
