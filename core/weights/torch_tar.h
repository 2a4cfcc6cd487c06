#pragma once
// What torch.save wrote before torch 0.2 (torch/serialization.py, legacy_load): a tar archive of sys_info, storages, tensors and pickle.
#include <span>

#include "core/weights/weight_file.h"

namespace imagelab {

bool is_tar(std::string_view start);  // of 512 bytes

// Views into `file`. Throws Error that names the tensor or the archive's member, not the file.
WeightContents read_torch_tar(std::span<const std::byte> file);

}  // namespace imagelab
