#pragma once
// Configurations of enlarging networks as the shapes of their tensors say them (spandrel's architectures/*/__init__.py); the failures name
// the architecture and what is not run.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/models/upscaler_configs.h"
#include "core/weights/weight_file.h"

namespace imagelab {

Result<HatConfig> hat_config(const TensorViews& tensors);
Result<DatConfig> dat_config(const TensorViews& tensors);  // reads one small tensor of the file
Result<OmniSrConfig> omnisr_config(const TensorViews& tensors);
Result<PlksrConfig> plksr_config(const TensorViews& tensors);

// The number that begins `text`, which it is taken from with the point behind it.
std::optional<int> take_number(std::string_view& text);
// The highest number behind `start` in the names; -1: there is none.
int highest_number(const TensorViews& tensors, std::string_view start);
// How far a last convolution in front of a pixel shuffle to RGB enlarges; 0: it is none.
int shuffle_to_rgb(int64_t channels);
// Factors of convolutions in front of pixel shuffles: "<name>.0", "<name>.2" ...
std::vector<int> shuffle_factors(const TensorViews& tensors, const std::string& name);
Failure other_channels(const std::string& architecture, int64_t in, int64_t out);

}  // namespace imagelab
