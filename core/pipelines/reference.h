#pragma once
// What the reference pictures of a request do in a run.
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/families/network.h"
#include "core/families/reference_files.h"
#include "core/image/mask.h"
#include "core/pipelines/painting.h"
#include "core/request/request.h"

namespace imagelab {

// A reference of a request with its adapter and its picture as that is on the disk.
struct Reference {
    ReferenceUse use;
    OpenedReferenceAdapter adapter;
    RgbImage image;
    std::optional<GreyImage> mask = {};  // of use.mask; 255 is where it acts
};
// Of each of request.references, `adapters` standing in the same order, beside the model's UNet. `painting`, where there is one, makes a part
// of the picture: of a mask the same part. The failure names what is missing, and a block that this UNet does not have.
Result<std::vector<Reference>> resolve_references(const Request& request, const ReferenceAdapters& adapters, const ModelFiles& model,
                                                  const Painting* painting = nullptr);

// The transformers of SDXL's UNet that look at a picture in this mode; none: all do. InstantStyle's blocks, as diffusers'
// set_ip_adapter_scale names them: style {"up": {"block_0": [0, 1, 0]}}, composition {"down": {"block_2": [0, 1]}}.
std::vector<std::string> transformers_of(ReferenceMode mode);

// Where it acts, [height, width] of the picture that is drawn: 1 where its mask, scaled to that as diffusers' IPAdapterMaskProcessor scales
// it, is lighter than half, 0 elsewhere. Empty: it has no mask.
std::vector<float> reference_mask(const Reference& reference, int width, int height);

// Whether step `step` of `steps` is within the shares `start` and `end`, by the rule of diffusers' pipeline_controlnet_sd_xl.py.
bool counts_in_step(double start, double end, int step, int steps);
float reference_scale(const ReferenceUse& use, int step, int steps);  // of its attention; 0 where it does not count

// The picture as transformers' CLIPImageProcessor prepares it, in the order that an image encoder reads (core/models/clip_vision.h):
// [patches, 3 * patch * patch]. Its shorter side becomes the encoder's, the middle is kept.
std::vector<float> encoder_patches(const RgbImage& image, const ClipVisionConfig& config);

// An adapter's tokens of a picture, [tokens, context_width], and of none: what stands on the half without a prompt. As diffusers: of a
// basic adapter an embedding of zeros, of a Plus one hidden states of pixels that are zero once they are normalised.
struct ReferenceReading {
    std::vector<float> with, without;
};

// An image encoder on one device. Several adapters may read through it.
struct ImageEncoder {
    ImageEncoder(Device& device, std::shared_ptr<const ImageEncoderFiles> files, DType dtype, int64_t memory_budget);
    std::shared_ptr<const ImageEncoderFiles> files;
    Network network;
    static NetworkShape shape(bool perceives) { return {.tokens = perceives ? 1 : 0}; }  // which of its outputs is wanted
};

// An adapter on one device. It holds weights only while it reads, and remembers what it read last.
class ReferenceReader {
  public:
    ReferenceReader(Device& device, OpenedReferenceAdapter adapter, std::shared_ptr<ImageEncoder> encoder, DType dtype,
                    int64_t memory_budget);

    const ReferenceAdapterFiles& files() const { return *adapter_; }
    std::vector<float> patches_of(const RgbImage& image) const { return encoder_patches(image, encoder_->files->config); }
    bool remembers(const std::vector<float>& patches) const;
    // Throws Error, NotFinite, Cancelled.
    ReferenceReading read(std::vector<float> patches, const std::function<void(double)>& loading, const CancelToken& cancel);
    NetworkCost encoder_cost();  // of all that runs for one picture
    NetworkCost projection_cost() { return projection_.cost({}); }
    Network& encoder() { return encoder_->network; }
    void unload();

  private:
    std::vector<float> encoded(const std::vector<float>& patches, const CancelToken& cancel);
    std::vector<float> projected(const std::vector<float>& said, const CancelToken& cancel);

    OpenedReferenceAdapter adapter_;
    std::shared_ptr<ImageEncoder> encoder_;
    Network projection_;
    std::list<std::pair<std::vector<float>, ReferenceReading>> read_;  // by patches, used last first
};

}  // namespace imagelab
