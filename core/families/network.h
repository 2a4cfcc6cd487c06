#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/autodiff/low_rank.h"
#include "core/device/device.h"
#include "core/models/configs.h"

namespace imagelab {

// Extents a program is compiled for; unused ones stay 0. Sides are latent pixels, for the VAE's encoder picture pixels (but of
// VaePart::latents).
struct NetworkShape {
    int batch = 1, height = 0, width = 0, tokens = 0;
    bool vectors = false;                          // of text encoders: some tokens are vectors of a textual inversion
    int skipped = 0;                               // of text encoders: layers left out beyond the model's own
    std::vector<ControlNetConfig> controls = {};   // of denoisers: traced beside it, their weights under control_prefix()
    std::vector<ReferenceConfig> references = {};  // of denoisers: beside their text, their weights under adapter_prefix()
    UnetGuidance guidance = {};                    // of denoisers: what is traced into it (core/models/unet_sdxl.h)
    Reuse reuse = Reuse::none;                     // of denoisers
    VaePart part = VaePart::all;                   // of autoencoders
    auto operator<=>(const NetworkShape&) const = default;
};

// What a forward costs, known without weights.
struct NetworkCost {
    MemoryPlan memory;
    double prompt_flops = 0, step_flops = 0;
    double int8_flops = 0;  // of step_flops: products in 8-bit integers
    std::filesystem::path packed_file = {};  // its weights without adapters, where they are kept packed; empty: nowhere
};

// One network of a model on one device: how it is traced, its packed weights, and the program of the shape used last.
class Network {
  public:
    using Tracer = std::function<Graph(const NetworkShape&)>;
    Network(Device& device, std::shared_ptr<const WeightMap> weights, Tracer tracer, const CompileOptions& options = {});

    // Compiled for this shape with its weights in place; loads what is missing. Throws Error, Cancelled.
    Program& ready(const NetworkShape& shape, const std::function<void(double)>& progress, const CancelToken& cancel);
    bool loaded() const { return program_ != nullptr; }
    bool loaded_for(const NetworkShape& shape) const { return loaded() && shape_ == shape && !replaced_ && built_with_ == branches_; }
    // Another map, which has other values for the tensors named: packed anew where they lie when the network is next made ready. What is
    // packed keeps its shape, so a map that lacks some of it comes after unload(). `branches`: of LoRAs, whose factors are among its
    // tensors; with others than before the program is compiled anew.
    void patch(std::shared_ptr<const WeightMap> weights, const std::set<std::string>& tensors, const Branches& branches = {});
    void unload();                   // gives all its memory back
    int64_t resident_bytes() const;  // packed weights, arena and code held now

    Graph trace(const NetworkShape& shape) const { return tracer_(shape); }
    // Compiles once a shape; safe beside a running program. Without branches, or with these.
    NetworkCost cost(const NetworkShape& shape, const Branches& branches = {});
    // Matrix weights are not packed: what is not in the file as it is used is computed each run.
    bool uses_weights_in_place() const { return options_.weights_in_place && device_.info().kind == "cpu"; }

  private:
    Device& device_;
    const std::shared_ptr<const WeightMap> base_;  // without adapters
    std::shared_ptr<const WeightMap> weights_;
    std::set<std::string> stale_;  // tensors that are packed from an earlier map
    bool replaced_ = false;        // the bank has an earlier map
    Tracer tracer_;
    CompileOptions options_;
    std::unique_ptr<WeightBank> bank_;
    std::unique_ptr<Program> program_;
    NetworkShape shape_;
    Branches branches_, built_with_;  // of the weights, of the program
    std::mutex costs_mutex_;
    std::map<std::pair<NetworkShape, Branches>, NetworkCost> costs_;
};

}  // namespace imagelab
