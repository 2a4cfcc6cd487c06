#pragma once
// Files of torch.save (torch/serialization.py): the zip archive written since torch 1.6, the stream of pickles before it, and the tar
// archive before that (torch_tar.h). Tensors are views into the file. Nothing in a pickle is run (torch_objects.h).
#include <span>
#include <string_view>

#include "core/weights/weight_file.h"

namespace imagelab {

bool is_torch_file(std::string_view start);  // a zip or tar archive, or a pickle

// Throws Error that names the tensor, what was found and what was expected, not the file.
WeightContents read_torch_file(std::span<const std::byte> file);

}  // namespace imagelab
