#pragma once
#include <array>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/families/adaptation.h"
#include "core/families/companions.h"
#include "core/families/model_files.h"
#include "core/families/network.h"
#include "core/families/prompt_notes.h"

namespace imagelab {

// What is asked of a model besides numbers: the texts, and the size of the picture it makes, in pixels.
struct Caption {
    std::vector<std::string> prompts;     // one, or several whose guidance is added up
    std::optional<std::string> negative;  // none: as the model has it for no negative prompt
    bool guided = true;                   // false: the negative prompt plays no part
    int height = 0, width = 0;
    bool weighted = true;            // brackets weigh words, where the model does (core/families/prompt_weights.h)
    bool weighs_from_empty = false;  // as ComfyUI: how far a word is from the empty prompt, instead of A1111's rule
    int clip_skip = 0;               // as Request::clip_skip
    int least_tokens = 0;            // rows of the context: captions that follow each other in a run have as many as the longest
    int batch() const { return static_cast<int>(prompts.size()) + (guided ? 1 : 0); }
    bool same_texts(const Caption& other) const {
        return prompts == other.prompts && weighted == other.weighted && weighs_from_empty == other.weighs_from_empty &&
               clip_skip == other.clip_skip && guided == other.guided && (!guided || negative == other.negative);
    }
};

// What the denoiser is told: values of its inputs by name. Without a prompt first, where guidance runs both in one batch, then each prompt.
struct Conditioning {
    std::vector<std::pair<std::string, std::vector<float>>> values;
    std::vector<std::pair<std::string, std::vector<int32_t>>> counts;
    void write(Program& denoiser) const;
};

// A text encoder's part in a caption: its program's shape and how often that runs.
struct TextPass {
    Network* network;
    NetworkShape shape;
    int runs = 1;
};

// What networks keep between their ops: dtype, or the device's best where their products are in 8-bit integers.
inline DType stored_in(const Device& device, DType dtype) {
    return dtype == DType::i8 ? device.info().dtypes.front() : dtype;
}

// A latent diffusion model (Rombach et al. 2022) on one device in one precision: a denoiser, an autoencoder, text encoders. What its family
// (core/families/family.h) does in a way of its own stands in a class below this one. Nothing is read before it is needed.
class DiffusionModel {
  public:
    virtual ~DiffusionModel() = default;
    DiffusionModel(const DiffusionModel&) = delete;
    DiffusionModel& operator=(const DiffusionModel&) = delete;

    const ModelFiles& files() const { return *files_; }
    DType dtype() const { return dtype_; }
    DType stored() const { return stored_in(device_, dtype_); }
    Device& device() const { return device_; }
    int64_t memory_budget() const { return memory_budget_; }

    Network denoiser, vae_encoder, vae_decoder;
    Network shallow_denoiser;  // what of the denoiser runs where deep features are reused (Reuse::use); a few of its weights
    // Red, green and blue as linear functions of the latents' channels and 1, once somebody fitted them (core/pipelines/preview.h).
    std::optional<std::array<std::vector<double>, 3>> latent_colours;

    virtual std::vector<TextPass> text_passes(const Caption& caption) = 0;  // in the order they run
    virtual bool remembered(const Caption& caption) const = 0;              // condition() needs no text encoder
    virtual Conditioning condition(const Caption& caption, const CancelToken& cancel) = 0;
    virtual int context_tokens() const = 0;  // rows of the denoiser's context, of an ordinary prompt
    virtual int context_tokens(const Caption&) const { return context_tokens(); }
    virtual PromptReader prompt_reader() const = 0;                         // valid as long as this is
    virtual std::vector<float> timesteps(float timestep, int batch) const;  // what the denoiser takes as "timestep"

    // Puts adapters on the weights, and companions beside the denoiser's, in place of those before; packed anew when the networks are next
    // made ready. With other adapters prompts are read anew. Companions of another structure than those before give back what the denoiser
    // holds: packed weights share their memory.
    void take(const Adaptation& adaptation, const Companions& companions = {});
    const std::vector<AppliedAdapter>& adapters() const { return adapters_; }
    // Whether its adapters are on the weights, or beside them, in its way. Safe beside take().
    bool holds(const Adaptation& adaptation) const;

    void load_text_encoders(const Caption& caption, const std::function<void(double)>& progress, const CancelToken& cancel);
    void unload_text_encoders();
    // Whether the text encoders stay loaded beside the denoiser: where all weights together take at most half of the device's memory.
    bool keeps_text_encoders();
    bool text_encoders_take_turns();  // because they do not fit the budget together
    // Whether the denoiser and a decoder of this cost must take turns, because both together do not fit the budget.
    bool takes_turns(const NetworkShape& denoiser_shape, const NetworkCost& decoder);
    std::vector<std::pair<std::string, Network*>> networks();  // by the names of their folders
    void unload();
    int64_t resident_bytes();  // of all its networks, now

  protected:
    // memory_budget: bytes of a device with memory of its own; 0: no limit.
    DiffusionModel(Device& device, OpenedModel files, DType dtype, int64_t memory_budget, std::shared_ptr<const WeightMap> denoiser_weights,
                   Network::Tracer trace_denoiser);
    virtual std::vector<std::pair<std::string, TextPass>> longest_text() = 0;  // each encoder at the longest caption
    virtual const char* denoiser_name() const = 0;
    // Prompts are read anew: with other weights, and these names for vectors.
    virtual void take_inversions(const std::vector<TextualInversion>& inversions) = 0;

  private:
    std::set<std::string> take_companions(const Companions& companions);  // tensors beside the denoiser's that have other values

    OpenedModel files_;
    mutable std::mutex taken_;  // guards the two that holds() looks at
    std::vector<AppliedAdapter> adapters_;
    std::map<std::string, Branches> branches_;                            // of each part that has some
    std::vector<std::pair<std::string, std::vector<float>>> inversions_;  // names and values of those in use
    std::map<std::string, std::set<std::string>> touched_;                // tensors of each part that the adapters change
    Companions companions_;
    Device& device_;
    DType dtype_;
    int64_t memory_budget_;
};

// The class of the model's family. dtype i8: the denoiser's products are in 8-bit integers. Throws Error where a tokenizer cannot be read.
std::unique_ptr<DiffusionModel> make_model(Device& device, OpenedModel files, DType dtype, int64_t memory_budget = 0);

// A tracer whose graph computes in dtype.
template <class Trace>
Network::Tracer tracer(DType dtype, Trace trace) {
    return [=](const NetworkShape& shape) {
        Graph graph;
        graph.compute = dtype;
        trace(graph, shape);
        return graph;
    };
}

}  // namespace imagelab
