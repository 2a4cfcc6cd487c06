#pragma once
#include <optional>
#include <string>

#include "core/image/picture_quality.h"
#include "core/request/request.h"
#include "core/samplers/noise_schedule.h"

namespace imagelab {

// Of a request's second model.
struct A1111Refiner {
    std::string name, sha256 = {};                // as A1111Model's; name empty: there is none
    std::optional<RefineDecision> decision = {};  // of an adaptive second pass on this picture
};

// What the text says about the model beside the request.
struct A1111Model {
    std::string name;  // file stem or folder name
    NoiseScheduleConfig noise;
    // SHA-256 of the model's file and of a VAE's that is not the model's own; empty: not known, or a folder.
    std::string sha256, vae_sha256;
    std::vector<std::pair<std::string, std::string>> loras = {};  // file stem and hash (core/library: lora_hash) of each that was used
    A1111Refiner refiner = {};
    // Textual inversions that the prompts name: the word and the first 12 digits of the file's SHA-256; of one within a LoRA no digits.
    std::vector<std::pair<std::string, std::string>> embeddings = {};
};

// The text other programs read settings from, PNG keyword "parameters" (AUTOMATIC1111 modules/processing.py create_infotext, 1.9):
// prompt with its LoRAs as tags, "Negative prompt: ...", and one line of "Key: value" pairs. `as_run` has sizes filled in and the seed of
// this picture. The published spacing is named after the A1111 schedule with the same timesteps, because "Automatic" is Karras for DPM++ 2M
// there.
std::string a1111_text(const Request& as_run, const A1111Model& model);

}  // namespace imagelab
