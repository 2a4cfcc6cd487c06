#pragma once
// An adapter for reference pictures on disk (core/models/reference.h) and the image encoder that it reads through, opened but not read,
// beside the model that it shows them.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/models/configs.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

class ModelFiles;

struct ImageEncoderFiles {
    std::filesystem::path path;
    ClipVisionConfig config;
    std::shared_ptr<const WeightMap> weights;  // canonical_vision()
};

struct ReferenceAdapterFiles {
    std::filesystem::path path;
    std::string name;  // file stem, for people
    ReferenceProjectionConfig projection;
    std::shared_ptr<const WeightMap> image_projection;  // under the file's names without "image_proj."
    std::shared_ptr<const WeightMap> attention;         // "<module of the UNet>.to_k_ip.weight", "to_v_ip"
    std::shared_ptr<const ImageEncoderFiles> encoder;
};
using OpenedReferenceAdapter = std::shared_ptr<const ReferenceAdapterFiles>;
using ReferenceAdapters = std::vector<OpenedReferenceAdapter>;

// A file of weights (any format that WeightFile reads), or a folder that holds one adapter in sdxl_models/ or directly. Its image encoder
// is the first that fits its width of: image_encoder/ beside the file, ../image_encoder/, ../models/image_encoder/, the files and folders
// of
// ../clip_vision/ by name. Reads headers only. The failure says what the file is instead, where it does not fit the model, or which encoder
// is missing.
Result<OpenedReferenceAdapter> open_reference_adapter(const std::filesystem::path& path, const ModelFiles& base);

// The file that a folder holds; a file itself. Throws Error where there is none, or several.
std::filesystem::path reference_adapter_file(const std::filesystem::path& path);

}  // namespace imagelab
