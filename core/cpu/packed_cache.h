#pragma once
// Packed weights in files. A file holds a head (what it is of, how long it is, a sum of each piece and of the head itself) and the bytes
// of a bank's slab. What is cut short, damaged or of something else is not read, and taken away.
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "core/base/cancel.h"
#include "core/cpu/kernel.h"

namespace imagelab::cpu {

// What tells a slab of these weights from all others: their identity, some bytes of some tensors, how each is packed, the processor's
// instruction sets. Empty: it cannot be told, or the files are others now.
std::string packed_key(const WeightMap& weights, std::span<const WeightSlot* const> slots);

class PackedCache {
  public:
    explicit PackedCache(PackedPlace place) : place_(std::move(place)) {}

    std::filesystem::path file_of(const std::string& key) const;  // empty: of an empty key
    // In parallel. False: not there, or not whole. Throws Cancelled.
    bool read(const std::string& key, std::span<std::byte> target, const std::function<void(double)>& progress,
              const CancelToken& cancel) const;
    // Under a temporary name first. Files used longest ago give way; where these bytes are more than all may take, or the disk is full,
    // nothing is kept, and the log says so.
    void write(const std::string& key, std::span<const std::byte> bytes, const std::stop_token& stop) const;

  private:
    bool make_room(int64_t bytes) const;

    PackedPlace place_;
};

}  // namespace imagelab::cpu
