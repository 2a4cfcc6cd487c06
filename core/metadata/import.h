#pragma once
// Pictures of other programs as requests of ours: what can be carried over, and in plain sentences what cannot.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/error.h"
#include "core/metadata/metadata.h"
#include "core/request/request.h"

namespace imagelab {

// A LoRA or a textual inversion as a picture names it, and its hash as written there (A1111: 12 digits of SHA-256, of a LoRA behind its
// header).
struct NetworkHash {
    std::string name, hash;
    bool operator==(const NetworkHash&) const = default;
};

struct Imported {
    std::string program;             // "Image Lab", or a name of metadata_readers()
    Request request;                 // valid; `model` is the name that the program used
    std::string sampler;             // our option's name, or as the program names one that is not built; empty: it says none
    std::string model_hash;          // as written there (ours: SHA-256, A1111: its first 10 digits), empty where it says none
    std::vector<std::string> notes;  // what was not carried over, or stands in for something else
    std::string refiner_hash = {};   // as model_hash, of request.refiner
    std::string vae_hash = {};       // as model_hash, of request.vae
    std::vector<NetworkHash> loras = {}, embeddings = {};  // those whose hashes are said
};

// The most telling of a file's texts: our own request, then InvokeAI's, SwarmUI's, A1111's, ComfyUI's. The failure says what was found.
Result<Imported> import_request(const PictureMetadata& metadata);
// The prompt as its author wrote it, without a style's words; none where the file does not say how it was made.
std::optional<std::string> prompt_as_written(const PictureMetadata& metadata);

// The grammar of A1111's parse_generation_parameters (modules/infotext_utils.py): prompt lines, "Negative prompt: ", and a last line of
// "Key: value" pairs if it has three or more. WxH values are split into Key-1 and Key-2.
struct A1111Fields {
    std::string prompt, negative_prompt;
    std::vector<std::pair<std::string, std::string>> settings;  // in order of first appearance
    const std::string* find(std::string_view key) const;
    std::string value(std::string_view key) const;  // "" where it is not said
};
A1111Fields parse_a1111_text(std::string_view text);

// What "Lora hashes", "TI", "TI hashes" and "Hashes" of A1111's text say; of "TI" a name without a hash.
void take_network_hashes(std::string_view text, Imported& imported);
Imported import_a1111(std::string_view text);                               // stable-diffusion.cpp and Civitai's lines too
Result<Imported> import_comfyui(const nlohmann::json& prompt);              // node id -> class_type, inputs
nlohmann::json comfyui_prompt_of_workflow(const nlohmann::json& workflow);  // the nodes this reader knows, as such a prompt
Result<Imported> import_invokeai(const nlohmann::json& metadata);
Result<Imported> import_swarmui(const nlohmann::json& sui_image_params);

// JSON as Python writes it (NaN and Infinity become null); the failure says why it was refused (broken, nested too deep).
Result<nlohmann::json> parse_foreign_json(std::string_view text);

}  // namespace imagelab
