#include "core/cpu/weight_bank.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <set>

#include "core/cpu/int8.h"
#include "core/weights/stack_parts.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;

std::string weight_key(const WeightRef& ref) {
    std::string key;
    for (const WeightPart& part : ref.parts)
        key += part.name + ":" + std::to_string(part.row_begin) + "+" + std::to_string(part.rows) + " ";
    return key;
}

DType stored_dtype(const memory::desc& desc) {
    return desc.data.data_type == dnnl_bf16 ? DType::bf16 : DType::f32;
}

// The same matrix, its bytes the other way round in memory.
memory::desc turned(const memory::desc& plain) {
    const memory::dims dims = plain.dims();
    const bool rows_first = plain.data.format_desc.blocking.strides[1] == 1 && dims[1] > 1;
    return memory::desc(dims, plain.data_type(), rows_first ? memory::dims{1, dims[0]} : memory::dims{dims[1], 1});
}

int64_t aligned(int64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

}  // namespace

int64_t CpuWeightBank::slab_bytes(const WeightSlot& slot) {
    return aligned(static_cast<int64_t>(slot.packed.get_size()));
}
int64_t CpuWeightBank::staging_bytes(const WeightSlot& slot) {
    if (slot.int8) return aligned(2 * int8_tile * slot.int8->depth * slot.int8->taps * static_cast<int64_t>(sizeof(float)));
    return slot.plain == slot.packed ? 0 : aligned(static_cast<int64_t>(slot.plain.get_size()));
}

std::vector<const WeightSlot*> CpuWeightBank::distinct(std::span<const WeightSlot> slots) {
    std::vector<const WeightSlot*> firsts;
    std::multimap<std::string, const WeightSlot*> seen;
    for (const WeightSlot& slot : slots) {
        const std::string key = weight_key(slot.ref);
        const auto [begin, end] = seen.equal_range(key);
        const bool twice = std::any_of(
            begin, end, [&](const auto& item) { return item.second->plain == slot.plain && item.second->packed == slot.packed; });
        if (twice) continue;
        seen.emplace(key, &slot);
        firsts.push_back(&slot);
    }
    return firsts;
}

CpuWeightBank::Packed* CpuWeightBank::find(const WeightSlot& slot) {
    const auto [begin, end] = entries_.equal_range(weight_key(slot.ref));
    const auto found = std::find_if(
        begin, end, [&](const auto& entry) { return entry.second.slot.plain == slot.plain && entry.second.slot.packed == slot.packed; });
    return found == end ? nullptr : &found->second.packed;
}

void CpuWeightBank::pack(const WeightSlot& slot, std::byte* target, HostBuffer& staging) const {
    if (slot.int8) return pack_int8(*weights_, slot.ref, *slot.int8, target);
    const DType dtype = stored_dtype(slot.packed);
    const bool transposed = stored_transposed(*weights_, slot.ref), direct = slot.plain == slot.packed && !transposed;
    const auto plain_bytes = static_cast<int64_t>(slot.plain.get_size());
    if (!direct && staging.bytes() < plain_bytes) staging = HostBuffer(plain_bytes);
    std::byte* stacked = direct ? target : staging.data();
    stack_parts(*weights_, slot.ref, dtype, stacked);
    if (direct) return;
    memory from(transposed ? turned(slot.plain) : slot.plain, engine_, stacked), to(slot.packed, engine_, target);
    dnnl::stream stream(engine_);
    dnnl::reorder(from, to).execute(stream, from, to);
}

const std::byte* CpuWeightBank::in_file(const WeightSlot& slot) const {
    const DType dtype = stored_dtype(slot.packed);
    const WeightPart& part = slot.ref.parts.front();
    const TensorView* view = weights_->find(part.name);
    if (slot.ref.parts.size() != 1 || view == nullptr || view->source || view->transposed || view->dtype != dtype) return nullptr;
    if (part.row_begin != 0 || view->shape != slot.ref.shape || reinterpret_cast<uintptr_t>(view->data) % dtype_bytes(dtype) != 0)
        return nullptr;
    return view->data;
}

// Bands of rows, each by one thread.
void CpuWeightBank::convert(const WeightSlot& slot, std::byte* target) const {
    constexpr int64_t band_elements = 1 << 18;
    const DType dtype = stored_dtype(slot.packed);
    const int64_t row = element_count(slot.ref.shape) / slot.ref.shape[0], band = std::max<int64_t>(1, band_elements / row);
    struct Piece {
        WeightRef ref;
        std::byte* target;
    };
    std::vector<Piece> pieces;
    for (const WeightPart& part : slot.ref.parts) {
        const int64_t rows = part.rows >= 0               ? part.rows
                             : slot.ref.parts.size() == 1 ? slot.ref.shape[0]
                             : weights_->find(part.name) != nullptr
                                 ? weights_->find(part.name)->shape.at(0)
                                 : throw Error(weights_->source() + ": tensor \"" + part.name + "\" is missing");
        for (int64_t at = 0; at < rows; at += band) {
            WeightRef piece{{{part.name, part.row_begin + at, std::min(band, rows - at)}}, slot.ref.shape};
            piece.shape[0] = piece.parts[0].rows;
            pieces.push_back({std::move(piece), target});
            target += pieces.back().ref.shape[0] * row * static_cast<int64_t>(dtype_bytes(dtype));
        }
    }
    std::exception_ptr trouble;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t i = 0; i < pieces.size(); ++i) {
        try {
            stack_parts(*weights_, pieces[i].ref, dtype, pieces[i].target);
        } catch (...) {
#pragma omp critical
            trouble = std::current_exception();
        }
    }
    if (trouble) std::rethrow_exception(trouble);
}

std::vector<std::span<const std::byte>> CpuWeightBank::in_files(const WeightSlot& slot) const {
    std::vector<std::span<const std::byte>> parts;
    for (const WeightPart& part : slot.ref.parts) {
        const TensorView* view = weights_->find(part.name);
        if (view == nullptr) continue;
        const auto sources = view->source ? view->source->in_file() : std::vector{std::span(view->data, view->bytes())};
        parts.insert(parts.end(), sources.begin(), sources.end());
    }
    return parts;
}

void CpuWeightBank::release(const WeightSlot& slot) const {
    for (const WeightPart& part : slot.ref.parts) {
        const TensorView* view = weights_->find(part.name);
        if (view != nullptr && view->source) view->source->release(0, element_count(view->shape));
        if (view != nullptr && !view->source) weights_->release(*view);
    }
}

void CpuWeightBank::pack_all(const std::vector<Packing>& wanted, const std::function<void(double)>& progress,
                             const CancelToken& cancel) const {
    int64_t bytes = 0;
    for (const Packing& each : wanted) bytes += slab_bytes(*each.slot);
    std::exception_ptr trouble;
    std::atomic<int64_t> done{0};
    std::atomic<bool> stop{false};
#pragma omp parallel
    {
        HostBuffer staging;
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < wanted.size(); ++i) {
            if (stop) continue;
            try {
                cancel.check();
                pack(*wanted[i].slot, wanted[i].target, staging);
                done += slab_bytes(*wanted[i].slot);
                if (omp_get_thread_num() == 0 && progress) progress(static_cast<double>(done) / static_cast<double>(bytes));
            } catch (...) {
#pragma omp critical
                trouble = std::current_exception();
                stop = true;
            }
        }
    }
    if (trouble) std::rethrow_exception(trouble);
}

CpuWeightBank::~CpuWeightBank() {
    if (keeping_.joinable()) keeping_.join();
}

void CpuWeightBank::pack_into(const std::shared_ptr<HostBuffer>& slab, const std::vector<Packing>& wanted, const PackedCache* cache,
                              const std::function<void(double)>& progress, const CancelToken& cancel) {
    std::string key;
    if (cache != nullptr && entries_.empty()) {
        std::vector<const WeightSlot*> slots;
        for (const Packing& each : wanted) slots.push_back(each.slot);
        key = packed_key(*weights_, slots);
    }
    if (key.empty()) return pack_all(wanted, progress, cancel);
    if (cache->read(key, {slab->data(), static_cast<size_t>(slab->bytes())}, progress, cancel)) return;
    pack_all(wanted, progress, cancel);
    if (!weights_->is_current()) return;  // written to meanwhile
    keeping_ = start_stoppable_thread("keeping packed weights", [slab, key, kept = *cache](const std::stop_token& stop) {
        kept.write(key, {slab->data(), static_cast<size_t>(slab->bytes())}, stop);
    });
}

std::vector<CpuWeightBank::Packed> CpuWeightBank::get(std::span<const WeightSlot> slots, const PackedCache* cache,
                                                      const std::function<void(double)>& progress, const CancelToken& cancel) {
    const std::lock_guard lock(mutex_);
    std::vector<Packing> missing;
    std::vector<int64_t> offsets;
    int64_t bytes = 0;
    for (const WeightSlot* slot : distinct(slots)) {
        if (find(*slot) != nullptr) continue;
        missing.push_back({slot, nullptr});
        offsets.push_back(bytes);
        bytes += slab_bytes(*slot);
    }
    if (!missing.empty()) {
        auto slab = std::make_shared<HostBuffer>(bytes);
        for (size_t i = 0; i < missing.size(); ++i) missing[i].target = slab->data() + offsets[i];
        pack_into(slab, missing, cache, progress, cancel);
        for (const Packing& each : missing)
            entries_.emplace(weight_key(each.slot->ref), Entry{*each.slot, {slab, each.target}, each.target});
    }
    std::vector<Packed> result;
    for (const WeightSlot& slot : slots) result.push_back(*find(slot));
    return result;
}

void CpuWeightBank::repack(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors,
                           const std::function<void(double)>& progress, const CancelToken& cancel) {
    const std::lock_guard lock(mutex_);
    if (keeping_.joinable()) {  // of values that are to be others now
        keeping_.request_stop();
        keeping_.join();
    }
    weights_ = std::move(weights);
    std::vector<Packing> stale;
    for (auto& [key, entry] : entries_) {
        const auto& parts = entry.slot.ref.parts;
        if (std::any_of(parts.begin(), parts.end(), [&](const WeightPart& part) { return tensors.contains(part.name); }))
            stale.push_back({&entry.slot, entry.target});
    }
    pack_all(stale, progress, cancel);
}

int64_t CpuWeightBank::bytes() const {
    const std::lock_guard lock(mutex_);
    std::set<const HostBuffer*> slabs;
    int64_t total = 0;
    for (const auto& [key, entry] : entries_) {
        if (slabs.insert(entry.packed.slab.get()).second) total += entry.packed.slab->bytes();
    }
    return total;
}

void CpuWeightBank::trim() {
    const std::lock_guard lock(mutex_);
    std::map<const HostBuffer*, long> others;  // uses of a slab by programs
    for (const auto& [key, entry] : entries_) others[entry.packed.slab.get()] = entry.packed.slab.use_count();
    for (const auto& [key, entry] : entries_) --others[entry.packed.slab.get()];
    std::erase_if(entries_, [&](const auto& item) { return others[item.second.packed.slab.get()] == 0; });
}

}  // namespace imagelab::cpu
