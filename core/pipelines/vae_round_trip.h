#pragma once
// A picture through an autoencoder and back: what a VAE loses before any denoising.
#include "core/families/autoencoder.h"
#include "core/image/likeness.h"

namespace imagelab {

struct VaeRoundTrip {
    RgbImage picture;                               // as large as what went in
    Likeness likeness;                              // against what went in
    double encode_seconds = 0, decode_seconds = 0;  // without loading the weights
    int64_t peak_bytes = 0;                         // of the larger of the two networks, planned
};

// The middle of a picture whose sides the autoencoder takes: multiples of its downscale.
RgbImage cut_for(const VaeConfig& vae, const RgbImage& picture);

// One autoencoder on one device, loaded once for pictures of one size after the other.
class VaeUnderTest {
  public:
    VaeUnderTest(Device& device, const AutoencoderFiles& files, DType dtype, int64_t memory_budget);
    // Through the mean of the posterior, so that the result has no chance in it. `picture`: cut_for(). Throws Error, NotFinite, Cancelled.
    VaeRoundTrip round_trip(const RgbImage& picture, const CancelToken& cancel);

  private:
    const VaeConfig config_;
    Network encoder_, decoder_;
};

}  // namespace imagelab
