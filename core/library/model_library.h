#pragma once
// Every model of this machine by name, without reading a weight; hashes in the background, remembered in DATA/models.sqlite.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/library/model_file.h"
#include "core/library/model_folders.h"

namespace imagelab {

// By path, hash (SHA-256, its first 10 digits or more), name, file name or known name ("SDXL Base 1.0"), in any case and punctuation, then
// by the file's stem, whatever folders stand before it with either separator: the one in the most folders of the same names. Those that run
// come first. Null: none.
const ModelFile* model_named(const std::vector<ModelFile>& models, const std::string& name);

class ModelLibrary {
  public:
    // Folders: DATA/models, the Hugging Face cache, and those of DATA/models.json. Reads headers only: of all models, or of the single
    // files that are wanted by their path.
    using Wanted = std::function<bool(const std::filesystem::path& file)>;
    static ModelLibrary scan(const std::filesystem::path& data, const Wanted& wanted = {});

    const std::vector<ModelFile>& models() const { return models_; }  // by name
    const std::vector<ModelFolder>& folders() const { return folders_; }
    const std::vector<std::string>& problems() const { return problems_; }

    // model_named(); the failure says what is close, and for a known model how to get it.
    Result<const ModelFile*> find(const std::string& name) const;

    // SHA-256 of each single file that has none yet, one after the other, remembered by path, size and modification time. Blocks; throws
    // Cancelled. `hashed` is called after each.
    void hash_all(const CancelToken& cancel, const std::function<void(const ModelFile&)>& hashed);

  private:
    void walk(const ModelFolder& folder, const Wanted& wanted);
    void take(const std::filesystem::path& path, const ModelFolder& folder);

    std::filesystem::path data_;
    std::vector<ModelFolder> folders_;
    std::vector<ModelFile> models_;
    std::vector<std::string> problems_;
};

// hash_all on a thread of its own, which ends with this.
class BackgroundHashing {
  public:
    explicit BackgroundHashing(ModelLibrary library, std::function<void(const ModelFile&)> hashed = {});
    ~BackgroundHashing();
    BackgroundHashing(const BackgroundHashing&) = delete;
    BackgroundHashing& operator=(const BackgroundHashing&) = delete;
    void wait();  // until all are hashed

  private:
    CancelToken cancel_;
    std::thread thread_;
};

// Folders that people added, beside DATA/models and the Hugging Face cache.
std::vector<std::filesystem::path> added_model_folders(const std::filesystem::path& data);
Result<void> add_model_folder(const std::filesystem::path& data, const std::filesystem::path& root);
Result<void> remove_model_folder(const std::filesystem::path& data, const std::filesystem::path& root);

std::filesystem::path bundled_model();  // resources/models/demo

// What a picture was made with, as a request's model or VAE: what it names where that is there, else the one of `models` with its hash
// (SHA-256 or the first 10 digits or more), else with its name; none: it is not here.
std::optional<std::string> model_of_picture(const std::vector<ModelFile>& models, const std::string& named, const std::string& hash);

// What a request's model names: nothing the bundled one, a path that is there itself, else the library's model of that name. Scans only
// where it must.
Result<std::filesystem::path> model_path(const std::string& named, const std::filesystem::path& data);

// The same of a part that a request names for a model (its VAE, UNet, a text encoder): of one name a file that is of one of these kinds is
// taken before a whole model.
Result<std::filesystem::path> part_path(const std::string& named, const std::vector<std::string>& kinds, const std::filesystem::path& data);

// What a request's LoRA names: a path that is there itself, else the library's LoRA of that name, of that hash, or of that name in its
// metadata (ss_output_name, modelspec.title). The failure says what is close.
Result<std::filesystem::path> lora_path(const std::string& named, const std::filesystem::path& data);

}  // namespace imagelab
