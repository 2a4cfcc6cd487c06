#pragma once
// The files that a request's models are made of.
#include "core/families/model_files.h"
#include "core/request/request.h"

namespace imagelab {

// Of the model that draws, names of the library in `data` resolved. The failure says which is not there.
Result<ModelSources> model_sources(const Request& request, const std::filesystem::path& data);
// Of the refiner that the request names. It works with the VAE of the base (`base`: as opened), which lets the two share latents and saves
// the memory of a second one; a base of another family has none for it.
Result<ModelSources> refiner_sources(const Request& request, const ModelFiles& base, const std::filesystem::path& data);

// Every path and name of models in a request as an absolute path, where it is known here.
Request with_absolute_models(Request request, const std::filesystem::path& data);

// Paths that another machine wrote and that are not there here, as the names of their files: this machine's library is asked for those.
Request with_models_here(Request request);

}  // namespace imagelab
