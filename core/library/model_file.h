#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace imagelab {

// A model on disk, as its headers tell: no weight is read.
struct ModelFile {
    enum class State { ready, other, broken };  // runs here; a known kind that does not run by itself; cannot be opened
    std::filesystem::path path;
    std::string name;       // file stem, folder name, or ORG/NAME of the Hugging Face cache
    std::string kind;       // "sdxl", "lora", "vae", "controlnet", "embedding", "upscaler", "sd1", "flux", "pixart" ...
    std::string layout;     // "single file", "diffusers folder"
    std::string precision;  // of most parameters: "f16", "f8_e4m3", "q4_k"; empty where it is not known
    std::string source;     // ModelFolder::source
    State state = State::broken;
    std::string reason;       // why it is broken, or why it does not run by itself; what to do
    int64_t bytes = 0;        // on disk
    int64_t modified_ns = 0;  // of the file; of the folder's model_index.json
    int64_t parameters = 0;
    std::map<std::string, int64_t> parameters_by_dtype;
    std::map<std::string, std::string> metadata;  // short values only: ss_base_model_version, modelspec.title ...
    std::string sha256;                           // of a single file, once it is known
    std::string data_sha256;                      // of a LoRA behind its header: as kohya wrote it there, or once it is known

    bool begins_pictures() const { return state == State::ready && kind != "sdxl-refiner"; }  // by itself, from words alone
    bool works_with_a_model() const;  // put on one, in place of a part of one, or beside one: `reason` says what it is, not what is wrong
    int64_t memory_bytes(int bytes_per_parameter) const { return parameters * bytes_per_parameter; }  // 2: bf16, 4: f32
    std::string auto_v3() const { return data_sha256.substr(0, 12); }                                 // Civitai's and A1111's "Lora hashes"
    std::string auto_v2() const { return sha256.substr(0, 10); }                                      // Civitai's and A1111's "Model hash"
};

// A file of weights, a diffusers folder, or a file of another format, which is named. `expected` is the
// kind its folder is meant for, where the file itself does not tell. Milliseconds.
ModelFile inspect_model(const std::filesystem::path& path, const std::string& expected = {});

}  // namespace imagelab
