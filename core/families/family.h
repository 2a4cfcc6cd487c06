#pragma once
// A family of models: how its files are told from others', opened and run. One row a family; core/families/families.cpp lists them.
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "core/device/device.h"
#include "core/families/model_sources.h"
#include "core/families/published_settings.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/settings.h"

namespace imagelab {

class DiffusionModel;
class ModelFiles;

// A folder of diffusers, as its own files describe it.
struct DiffusersFolder {
    std::filesystem::path path;
    Settings index;           // model_index.json, where there is one
    std::string pipeline;     // its _class_name; empty: there is none
    std::string transformer;  // _class_name of transformer/config.json; empty: there is none
};

struct Family {
    std::string_view name;  // in JSON and in the library
    PublishedSettings published;
    bool aspect_bins = false;  // made for a table of sizes (core/pipelines/aspect_bins.h), to which others may be rounded

    // Whether it is one of this family's; throws Error with a sentence for a relative that is not run.
    bool (*is_folder)(const DiffusersFolder& folder);
    bool (*is_file)(const TensorViews& tensors);  // of a single file, under its own names

    // `sources`: what stands in for parts of the model, which may be missing then; the VAE is not opened here. Throw Error.
    std::shared_ptr<ModelFiles> (*open_folder)(const DiffusersFolder& folder, const ModelSources& sources);
    std::shared_ptr<ModelFiles> (*open_file)(const std::filesystem::path& path, const OpenedWeights& file, const ModelSources& sources);

    // memory_budget: as core/families/diffusion_model.h. Throws Error where a tokenizer cannot be read.
    std::unique_ptr<DiffusionModel> (*make)(Device& device, std::shared_ptr<const ModelFiles> files, DType dtype, int64_t memory_budget);
};

extern const Family sdxl_family, pixart_family;
std::span<const Family* const> families();

}  // namespace imagelab
