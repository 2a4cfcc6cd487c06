#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// A factor for each block of SDXL's UNet, as sd-webui-lora-block-weight writes them ("lbw="): 12 values BASE IN04 IN05 IN07 IN08 M00 OUT00
// ... OUT05 (the blocks with attention; the others get 0), 20 values BASE IN00 ... IN08 M00 OUT00 ... OUT08, or 17 and 26 (SD 1's blocks;
// those that SDXL lacks are passed over). BASE is the text encoders.
class BlockWeights {
  public:
    BlockWeights() = default;  // 1 everywhere
    static Result<BlockWeights> parse(std::string_view text);

    // `original`: AdapterTarget::original ("input_blocks.4.1.proj_in"); 1 for modules outside of the blocks (time_embed, out).
    double factor(std::string_view component, std::string_view original) const;
    std::string text() const;  // all 26, with commas; empty: 1 everywhere
    bool operator==(const BlockWeights&) const = default;

  private:
    std::vector<double> factors_;  // 26, or none
};

}  // namespace imagelab
