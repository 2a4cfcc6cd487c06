#pragma once
#include <map>
#include <mutex>
#include <span>

#include "core/base/thread.h"
#include "core/cpu/host_buffer.h"
#include "core/cpu/kernel.h"
#include "core/cpu/packed_cache.h"

namespace imagelab::cpu {

// Packed weights of one component. A load takes one slab for all it packs; a slab lives while a program uses any weight in it.
class CpuWeightBank final : public WeightBank {
  public:
    CpuWeightBank(std::shared_ptr<const WeightMap> weights, dnnl::engine engine)
        : weights_(std::move(weights)), engine_(std::move(engine)) {}
    ~CpuWeightBank() override;

    struct Packed {
        std::shared_ptr<const HostBuffer> slab;
        const std::byte* data = nullptr;
    };
    // Packs what is missing, in parallel, straight from the mapped file, whose pages are released as they are read. In the order of
    // `slots`. `cache`: what an empty bank packs is read from there, or goes there by a thread of its own, for which the bank waits when it
    // ends.
    std::vector<Packed> get(std::span<const WeightSlot> slots, const PackedCache* cache, const std::function<void(double)>& progress,
                            const CancelToken& cancel);

    // Where an in-place weight lies in the file; null where it must be converted or stacked first, by convert().
    const std::byte* in_file(const WeightSlot& slot) const;
    void convert(const WeightSlot& slot, std::byte* target) const;                   // to its plain layout, in parallel
    std::vector<std::span<const std::byte>> in_files(const WeightSlot& slot) const;  // its parts there
    void release(const WeightSlot& slot) const;                                      // the pages of its file

    int64_t bytes() const override;
    void trim() override;
    void repack(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors, const std::function<void(double)>& progress,
                const CancelToken& cancel) override;

    // The slots without those that stand there twice: what the bank packs, and what a plan counts.
    static std::vector<const WeightSlot*> distinct(std::span<const WeightSlot> slots);
    static int64_t slab_bytes(const WeightSlot& slot);     // of the packed weight, aligned
    static int64_t staging_bytes(const WeightSlot& slot);  // while it is packed, on one thread

  private:
    struct Entry {
        WeightSlot slot;  // equal bytes may stand for other axes
        Packed packed;
        std::byte* target;  // packed.data
    };
    struct Packing {
        const WeightSlot* slot;
        std::byte* target;
    };
    Packed* find(const WeightSlot& slot);
    void pack_into(const std::shared_ptr<HostBuffer>& slab, const std::vector<Packing>& wanted, const PackedCache* cache,
                   const std::function<void(double)>& progress, const CancelToken& cancel);
    void pack(const WeightSlot& slot, std::byte* target, HostBuffer& staging) const;
    void pack_all(const std::vector<Packing>& wanted, const std::function<void(double)>& progress, const CancelToken& cancel) const;

    std::shared_ptr<const WeightMap> weights_;
    dnnl::engine engine_;
    mutable std::mutex mutex_;
    std::multimap<std::string, Entry> entries_;  // by weight_key
    std::jthread keeping_;                       // writes a slab to the cache
};

}  // namespace imagelab::cpu
