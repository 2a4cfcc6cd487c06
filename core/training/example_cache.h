#pragma once
// Encoded examples on disk, so that a training that goes on, or makes way for pictures, encodes nothing twice. What is read back is what
// was computed, bit for bit.
#include <filesystem>
#include <optional>

#include "core/device/device_info.h"
#include "core/families/model_files.h"
#include "core/training/examples.h"

namespace imagelab {

// Everything that the bits depend on: pictures and captions (EncodedSet::what), sizes, model, arithmetic, device, program.
std::string example_key(const TrainingConfig& config, const std::string& what, const ModelFiles& files, DType dtype,
                        const DeviceInfo& device);

// In a folder of the cache; an empty one keeps nothing. A file that cannot be read is as none, one that cannot be written is left out; of
// more than `most_kept` those used longest ago go.
std::optional<EncodedSet> cached_examples(const std::filesystem::path& folder, const std::string& key);
void keep_examples(const std::filesystem::path& folder, const std::string& key, const EncodedSet& set);
constexpr int most_kept_examples = 8;

}  // namespace imagelab
