#pragma once
// Which files of the machine a client's request may name.
#include <filesystem>

#include "core/request/request.h"
#include "serve/pictures.h"

namespace imagelab::serve {

// Files beside the base model (VAE, LoRAs, also those of the prompt, embeddings, ControlNets, refiner, encoders, upscalers) are names of
// the library, or paths in its folders, in `data`, among what comes with the program, or beside the base model. Throws HttpError of
// `status` that names the field; it does not tell whether a file elsewhere is there. `name`: what a door calls a field of the request.
void check_library_files(const Request& request, const std::filesystem::path& data, int status, FieldName name = nullptr);

}  // namespace imagelab::serve
