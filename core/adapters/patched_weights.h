#pragma once
// A component's weights with adapters on them. Nothing is computed when this is made: a touched tensor has a TensorSource that reads the
// base's rows and adds every change, in the order of the list, in f32; the others are the base's views, so that leaving an adapter away is
// exact. Where branches stand beside layers, the layers' weights are the base's, too.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/adapters/adapter_file.h"
#include "core/adapters/adapter_keys.h"
#include "core/adapters/block_weights.h"
#include "core/adapters/branch_factors.h"
#include "core/autodiff/low_rank.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

struct AppliedAdapter {
    std::shared_ptr<const AdapterFile> file;
    double scale = 1, text_scale = 1;  // of the denoiser and of the text encoders; 0: those weights stay the base's
    BlockWeights blocks{};             // multiplied with them
    DoraRule dora = DoraRule::lycoris;
};

// Whether a file is for this model at all, and what of it has no place there: the keys to say. Of a module without a place all its keys.
// The failure says for what the file was made where names or shapes tell.
Result<std::vector<std::string>> unplaced_keys(const AdapterFile& file, const AdapterKeys& keys,
                                               const std::vector<AdapterComponent>& model);

// What it takes to compute the touched tensors once.
struct PatchWork {
    int64_t tensors = 0, elements = 0;  // of the base that are read, changed and packed
    double flops = 0;                   // of the changes: 2 per multiply-add
    PatchWork& operator+=(const PatchWork& other);
};
// Seconds on the host with this many threads. Elements are read, changed in f32 and rounded at rates that were measured on a Xeon of 2023
// whose cores run two threads each: 1.3 ns an element of a rank of 32.
double patch_seconds(const PatchWork& work, int threads);

class PatchedSource;

class PatchedWeights final : public WeightMap {
  public:
    // `component`: the name `keys` knows the base by. The failure names the adapter's file, the key, what was found and what was expected.
    static Result<std::shared_ptr<const PatchedWeights>> make(std::shared_ptr<const WeightMap> base, const std::string& component,
                                                              const AdapterKeys& keys, const std::vector<AppliedAdapter>& adapters);

    const std::set<std::string>& touched() const { return touched_; }  // names of tensors, those of branches' factors, too
    const PatchWork& work() const { return work_; }
    // Layers whose weight is changed by products of two factors alone, with their ranks together: a branch can do the same.
    Branches products() const;
    // The same adapters with branches beside these layers, whose weights are the base's again and whose factors are tensors of their own.
    std::shared_ptr<const PatchedWeights> branched(const std::set<std::string>& layers) const;
    const Branches& branches() const { return branches_; }
    // Bytes of the adapters' files that the touched tensors need, beside the base's.
    size_t adapter_bytes() const { return adapter_bytes_; }

    void release(const TensorView& view) const override;
    std::string damage() const override;
    bool is_current() const override;
    std::string identity() const override { return identity_; }

  private:
    struct Change {
        std::shared_ptr<PatchedSource> source;
        PatchWork work;
        std::vector<BranchTerm> terms;
        bool product = true;  // the terms are all of it
    };
    class Patcher;
    PatchedWeights() = default;
    void show(const std::set<std::string>& layers);  // changes_ as tensors, those of these layers as branches

    std::shared_ptr<const WeightMap> base_;
    std::vector<std::shared_ptr<const AdapterFile>> files_;
    std::map<std::string, Change> changes_;  // by the tensor
    std::set<std::string> touched_;
    std::string identity_;
    Branches branches_;
    size_t adapter_bytes_ = 0;
    PatchWork work_;
};

}  // namespace imagelab
