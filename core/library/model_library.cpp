#include "core/library/model_library.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/digest.h"
#include "core/base/folders.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/base/utf8.h"
#include "core/library/known_models.h"
#include "core/library/model_hashes.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int deepest_folder = 6;  // folders below a model folder

fs::path list_path(const fs::path& data) {
    return data / "models.json";
}

bool is_model_file(const fs::path& path) {
    return has_weight_extension(path);
}

// "SDXL\\real/myMix_v2.safetensors" -> "sdxl", "real", "mymixv2": folders and stem, as plain names.
std::vector<std::string> name_parts(const std::string& name) {
    std::vector<std::string> parts;
    for (size_t at = 0; at < name.size();) {
        const size_t end = std::min(name.find_first_of("/\\", at), name.size());
        if (end > at) parts.push_back(name.substr(at, end - at));
        at = end + 1;
    }
    if (!parts.empty() && is_model_file(parts.back())) parts.back() = fs::path(parts.back()).stem().string();
    for (std::string& part : parts) part = plain_name(part);
    return parts;
}

// Parts that both have at their ends, the stem first.
size_t parts_alike(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    size_t alike = 0;
    while (alike < std::min(a.size(), b.size()) && a[a.size() - 1 - alike] == b[b.size() - 1 - alike]) ++alike;
    return alike;
}

bool has_hash(const ModelFile& model, const std::string& name) {
    return name.size() >= 10 && model.sha256.starts_with(ascii_lower(name));
}

bool is_called(const ModelFile& model, const std::string& wanted, const KnownModel* known) {
    const std::string last = model.name.substr(model.name.rfind('/') + 1);
    if (plain_name(model.name) == wanted || plain_name(last) == wanted) return true;
    if (plain_name(model.path.filename().string()) == wanted) return true;
    return known && (known_model(model.name) == known || known_model(last) == known);
}

}  // namespace

std::vector<fs::path> added_model_folders(const fs::path& data) {
    return read_folder_list(list_path(data));
}

Result<void> add_model_folder(const fs::path& data, const fs::path& named) {
    std::error_code code;
    const fs::path root = fs::weakly_canonical(fs::absolute(named), code);
    if (const auto folders = model_folders_of(root); !folders) return Failure{folders.error()};
    std::vector<fs::path> roots = added_model_folders(data);
    if (std::find(roots.begin(), roots.end(), root) != roots.end()) return {};
    roots.push_back(root);
    return write_folder_list(list_path(data), roots);
}

Result<void> remove_model_folder(const fs::path& data, const fs::path& named) {
    std::error_code code;
    std::vector<fs::path> roots = added_model_folders(data);
    if (std::erase(roots, fs::weakly_canonical(fs::absolute(named), code)) == 0)
        return Failure{named.string() + " is none of the folders that were added"};
    return write_folder_list(list_path(data), roots);
}

ModelLibrary ModelLibrary::scan(const fs::path& data, const Wanted& wanted) {
    ModelLibrary library;
    library.data_ = data;
    std::error_code code;
    const auto add = [&](const fs::path& root, const char* source) {
        const auto folders = model_folders_of(root);
        if (!folders) return library.problems_.push_back(folders.error());
        for (ModelFolder folder : *folders) {
            if (source && folder.source == "folder") folder.source = source;
            library.folders_.push_back(std::move(folder));
        }
    };
    if (fs::is_directory(data / "models", code)) add(data / "models", "own");
    if (const fs::path hub = hugging_face_cache(); !hub.empty() && fs::is_directory(hub, code)) add(hub, "Hugging Face cache");
    for (const fs::path& root : added_model_folders(data)) add(root, nullptr);
    for (const ModelFolder& folder : library.folders_) library.walk(folder, wanted);
    std::set<std::pair<uint64_t, uint64_t>> seen;  // two ways to the same file
    std::erase_if(library.models_, [&](const ModelFile& model) {
        struct stat status {};
        return ::stat(model.path.c_str(), &status) == 0 && !seen.emplace(status.st_dev, status.st_ino).second;
    });
    std::stable_sort(library.models_.begin(), library.models_.end(),
                     [](const ModelFile& a, const ModelFile& b) { return a.name < b.name; });
    const HashStore hashes(data);
    for (ModelFile& model : library.models_) {
        const auto file = hashed_file(model.path);
        if (!file) continue;
        model.sha256 = hashes.find(*file);
        if (model.kind != "lora") continue;
        const auto said = model.metadata.find("sshs_model_hash");
        model.data_sha256 = said != model.metadata.end() && said->second.size() == 64 ? ascii_lower(said->second) : hashes.find_data(*file);
    }
    return library;
}

// A diffusers folder is one model; what is inside is not looked at.
void ModelLibrary::walk(const ModelFolder& folder, const Wanted& wanted) {
    std::error_code code;
    if (fs::exists(folder.path / "model_index.json", code)) {
        if (!wanted) take(folder.path, folder);
        return;
    }
    fs::recursive_directory_iterator it(
        folder.path, fs::directory_options::skip_permission_denied | fs::directory_options::follow_directory_symlink, code);
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
        std::error_code kind;
        const std::string name = it->path().filename().string();
        if (it->is_directory(kind)) {
            const bool model = fs::exists(it->path() / "model_index.json", kind);
            if (model && !wanted) take(it->path(), folder);
            if (model || it.depth() >= deepest_folder || name.starts_with(".")) it.disable_recursion_pending();
        } else if (!name.starts_with(".") && is_model_file(it->path()) && (!wanted || wanted(it->path()))) {
            take(it->path(), folder);
        }
    }
}

void ModelLibrary::take(const fs::path& path, const ModelFolder& folder) {
    ModelFile model = inspect_model(path, folder.kind);
    model.source = folder.source;
    models_.push_back(std::move(model));
}

const ModelFile* model_named(const std::vector<ModelFile>& models, const std::string& name) {
    for (const ModelFile& model : models) {
        if (model.path == name) return &model;
    }
    // The one that fits best; of those that fit alike one that runs.
    const auto best = [&](const std::function<size_t(const ModelFile&)>& fits) {
        const ModelFile* found = nullptr;
        std::pair<size_t, bool> value{0, true};
        for (const ModelFile& model : models) {
            const std::pair<size_t, bool> other{fits(model), model.state == ModelFile::State::ready};
            if (other.first > 0 && (!found || other > value)) found = &model, value = other;
        }
        return found;
    };
    const auto called = [&](const std::string& as) {
        const std::string wanted = plain_name(as);
        const KnownModel* known = known_model(as);
        return wanted.empty() ? nullptr : best([&](const ModelFile& model) { return size_t{is_called(model, wanted, known)}; });
    };
    if (const ModelFile* found = best([&](const ModelFile& model) { return size_t{has_hash(model, name)}; })) return found;
    if (const ModelFile* found = called(name)) return found;
    const std::vector<std::string> parts = name_parts(name);
    if (parts.empty() || parts.back().empty()) return nullptr;
    if (const ModelFile* found = best([&](const ModelFile& model) { return parts_alike(parts, name_parts(model.path.string())); }))
        return found;
    return called(parts.back());
}

Result<const ModelFile*> ModelLibrary::find(const std::string& name) const {
    if (const ModelFile* found = model_named(models_, name)) return found;
    const std::vector<std::string> parts = name_parts(name);
    const std::string wanted = parts.empty() ? "" : parts.back();
    const KnownModel* known = known_model(name);
    std::string close;
    for (const ModelFile& model : models_) {
        if (wanted.size() >= 3 && plain_name(model.name).find(wanted) != std::string::npos)
            close += (close.empty() ? "" : ", ") + model.name;
    }
    std::string text = "there is no model \"" + name + "\" here";
    if (known) return Failure{text + ": get it with `imagelab models get " + known->id + "` (" + known->page() + ")"};
    return Failure{text + (close.empty() ? "; `imagelab models list` shows what there is" : "; did you mean: " + close)};
}

void ModelLibrary::hash_all(const CancelToken& cancel, const std::function<void(const ModelFile&)>& hashed) {
    for (ModelFile& model : models_) {
        if (model.layout != "single file" || model.bytes == 0) continue;
        const auto file = hashed_file(model.path);
        if (file && model.kind == "lora" && model.data_sha256.empty()) {
            model.data_sha256 = lora_data_sha256(model.path, cancel);
            if (!model.data_sha256.empty()) HashStore(data_).remember_data(*file, model.data_sha256);
        }
        if (!model.sha256.empty()) continue;
        const auto digest = sha256_of_file(model.path, cancel);
        if (!file || !digest) continue;
        model.sha256 = *digest;
        HashStore(data_).remember(*file, model.sha256);
        if (hashed) hashed(model);
    }
}

BackgroundHashing::BackgroundHashing(ModelLibrary library, std::function<void(const ModelFile&)> hashed)
    : thread_(start_thread(
          "the hashing of models",  // where it fails, as in a full store, the next scan goes on
          [this, library = std::move(library), hashed = std::move(hashed)]() mutable { library.hash_all(cancel_, hashed); })) {}

BackgroundHashing::~BackgroundHashing() {
    cancel_.request();
    wait();
}

void BackgroundHashing::wait() {
    if (thread_.joinable()) thread_.join();
}

fs::path bundled_model() {
    return resource_dir() / "models" / "demo";
}

Result<fs::path> model_path(const std::string& named, const fs::path& data) {
    return part_path(named, {}, data);
}

Result<fs::path> part_path(const std::string& named, const std::vector<std::string>& kinds, const fs::path& data) {
    if (named.empty()) return bundled_model();
    std::error_code code;
    if (fs::exists(named, code)) return fs::path(named);
    if (named.starts_with("/") || named.starts_with("./") || named.starts_with("../"))
        return Failure{named + ": there is no such file or folder"};
    const ModelLibrary library = ModelLibrary::scan(data);
    std::vector<ModelFile> parts = library.models();
    std::erase_if(parts, [&](const ModelFile& file) {
        return file.state == ModelFile::State::broken || std::find(kinds.begin(), kinds.end(), file.kind) == kinds.end();
    });
    if (const ModelFile* part = model_named(parts, named)) return part->path;
    const auto model = library.find(named);
    if (!model) return Failure{model.error()};
    if ((*model)->state != ModelFile::State::ready) return Failure{(*model)->path.string() + ": " + (*model)->reason};
    return (*model)->path;
}

Result<fs::path> lora_path(const std::string& named, const fs::path& data) {
    std::error_code code;
    if (fs::is_regular_file(named, code)) return fs::path(named);
    if (named.starts_with("/") || named.starts_with("./") || named.starts_with("../")) return Failure{named + ": there is no such file"};
    const auto loras_of = [&](const ModelLibrary::Wanted& wanted) {
        std::vector<ModelFile> loras = ModelLibrary::scan(data, wanted).models();
        std::erase_if(loras, [](const ModelFile& model) { return model.kind != "lora"; });
        return loras;
    };
    const std::vector<std::string> parts = name_parts(named);
    if (parts.empty()) return Failure{"no LoRA was named"};
    // Most are called by their file's stem: then no other file is opened.
    const std::vector<ModelFile> called = loras_of([&](const fs::path& file) { return plain_name(file.stem().string()) == parts.back(); });
    if (const ModelFile* found = model_named(called, named)) return found->path;
    const std::vector<ModelFile> loras = loras_of({});
    if (const ModelFile* found = model_named(loras, named)) return found->path;
    const std::string wanted = plain_name(named);
    for (const ModelFile& lora : loras) {
        for (const char* alias : {"ss_output_name", "modelspec.title"}) {
            const auto said = lora.metadata.find(alias);
            if (said != lora.metadata.end() && plain_name(said->second) == wanted) return lora.path;
        }
    }
    std::string close;
    for (const ModelFile& lora : loras) {
        if (wanted.size() >= 3 && plain_name(lora.name).find(wanted) != std::string::npos) close += (close.empty() ? "" : ", ") + lora.name;
    }
    return Failure{"there is no LoRA \"" + named + "\" here" +
                   (close.empty() ? "; put its file into " + (data / "models").string() + ", or add its folder with `imagelab models add`"
                                  : "; did you mean: " + close)};
}

std::optional<std::string> model_of_picture(const std::vector<ModelFile>& models, const std::string& named, const std::string& hash) {
    std::error_code code;
    if (named.empty() && hash.empty()) return named;
    if (!named.empty() && fs::exists(named, code)) return named;
    const auto usable = [](const ModelFile& model) { return model.state == ModelFile::State::ready || model.kind == "vae"; };
    for (const ModelFile& model : models) {
        if (usable(model) && has_hash(model, hash)) return model.path.string();
    }
    const ModelFile* called = named.empty() ? nullptr : model_named(models, named);
    return called && usable(*called) ? std::optional(called->path.string()) : std::nullopt;
}

}  // namespace imagelab
