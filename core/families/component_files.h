#pragma once
// What opening a model of any family takes: the files of one component, the VAE. Functions throw Error.
#include <filesystem>
#include <memory>
#include <string>

#include "core/families/family.h"
#include "core/families/model_files.h"

namespace imagelab {

struct ComponentFiles {
    Settings config;
    OpenedWeights weights;
};

// Throws where a tensor that counts is stored in a way this program does not read.
OpenedWeights checked(Result<OpenedWeights> opened);
std::shared_ptr<const WeightMap> map_of(TensorViews tensors, const OpenedWeights& from);

constexpr const char *diffusers_stem = "diffusion_pytorch_model", *transformers_stem = "model";  // of diffusers' and transformers' weight files

// `all`: the folders a model of this family has, for the message. `shared`: a folder beside this one that may hold it, for the message.
ComponentFiles open_component(const std::filesystem::path& folder, const char* name, const char* stem, const char* all,
                              const char* shared = nullptr);
// One part from a place of its own: a file of weights (with a .json of its name beside it, where there is one), a component's folder, or a
// diffusers folder that has one of that name. Tensors stay as they are called there.
ComponentFiles open_part(const std::filesystem::path& path, const char* name, const char* stem);
NoiseScheduleConfig folder_schedule(const std::filesystem::path& folder);  // scheduler/scheduler_config.json

void take_vae(ModelFiles& model, const ComponentFiles& vae);  // under diffusers' names
// The autoencoder of a file of its own: diffusers' names, or those of an original checkpoint with or without its prefix.
TensorViews lone_vae(const TensorViews& tensors);
// A VAE in place of the model's own.
void use_vae(ModelFiles& model, const std::filesystem::path& path);
// Weights of VAEs of the same structure blended with the model's, which keeps what their shares leave of 1.
void mix_vaes(ModelFiles& model, const std::vector<std::pair<std::filesystem::path, double>>& mix);

}  // namespace imagelab
