#include "core/library/model_folders.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "core/base/paths.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

struct Place {
    const char *folder, *kind;
};
// modules/paths_internal.py and the options of A1111
constexpr Place a1111_places[] = {{"models/Stable-diffusion", "checkpoint"},
                                  {"models/VAE", "vae"},
                                  {"models/Lora", "lora"},
                                  {"models/LyCORIS", "lora"},
                                  {"models/ESRGAN", "upscaler"},
                                  {"models/RealESRGAN", "upscaler"},
                                  {"models/SwinIR", "upscaler"},
                                  {"models/ControlNet", "controlnet"},
                                  {"models/DAT", "upscaler"},
                                  {"models/ScuNET", "upscaler"},
                                  {"models/text_encoder", "text encoder"},
                                  {"models/Codeformer", "face restorer"},
                                  {"models/GFPGAN", "face restorer"},
                                  {"models/ControlNetPreprocessor", "annotator"},
                                  {"extensions/sd-webui-controlnet/models", "controlnet"},
                                  {"models/hypernetworks", "hypernetwork"},
                                  {"embeddings", "embedding"}};
// ComfyUI's folder_paths.py
constexpr Place comfy_places[] = {{"checkpoints", "checkpoint"},
                                  {"loras", "lora"},
                                  {"vae", "vae"},
                                  {"clip", "text encoder"},
                                  {"text_encoders", "text encoder"},
                                  {"unet", "unet"},
                                  {"diffusion_models", "unet"},
                                  {"clip_vision", "image encoder"},
                                  {"style_models", "style model"},
                                  {"embeddings", "embedding"},
                                  {"diffusers", "checkpoint"},
                                  {"vae_approx", "vae"},
                                  {"controlnet", "controlnet"},
                                  {"t2i_adapter", "controlnet"},
                                  {"gligen", "gligen"},
                                  {"upscale_models", "upscaler"},
                                  {"hypernetworks", "hypernetwork"},
                                  {"photomaker", "photomaker"},
                                  {"model_patches", "model patch"},
                                  {"inpaint", "inpaint patch"},
                                  {"facerestore_models", "face restorer"},
                                  {"instantid", "instantid"},
                                  {"ipadapter", "ip-adapter"}};

bool is_folder(const fs::path& path) {
    std::error_code code;
    return fs::is_directory(path, code);
}

void add(std::vector<ModelFolder>& folders, const fs::path& path, const std::string& kind, const std::string& source) {
    if (is_folder(path)) folders.push_back({path.lexically_normal(), kind, source});
}

std::string comfy_kind(const std::string& key) {
    for (const Place& place : comfy_places) {
        if (key == place.folder) return place.kind;
    }
    return {};
}

// The newest snapshot of each repository: the one refs/main names, else the one changed last.
void add_hugging_face(std::vector<ModelFolder>& folders, const fs::path& hub) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(hub, code)) {
        if (!entry.path().filename().string().starts_with("models--")) continue;
        fs::path snapshot;
        const fs::path main = entry.path() / "refs" / "main";
        if (fs::is_regular_file(main, code) && fs::file_size(main, code) < 200) {
            std::string revision = read_text_file(main);
            revision.erase(std::remove_if(revision.begin(), revision.end(), [](unsigned char c) { return !std::isalnum(c); }),
                           revision.end());
            if (!revision.empty()) snapshot = entry.path() / "snapshots" / revision;
        }
        fs::file_time_type newest{};
        if (!is_folder(snapshot)) {
            for (const auto& candidate : fs::directory_iterator(entry.path() / "snapshots", code)) {
                if (!snapshot.empty() && fs::exists(snapshot, code) && candidate.last_write_time(code) <= newest) continue;
                newest = candidate.last_write_time(code);
                snapshot = candidate.path();
            }
        }
        add(folders, snapshot, "", "Hugging Face cache");
    }
}

bool is_hugging_face(const fs::path& root) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(root, code)) {
        if (entry.path().filename().string().starts_with("models--")) return true;
    }
    return false;
}

}  // namespace

fs::path hugging_face_cache() {
    const auto set = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value ? value : "";
    };
    if (const std::string cache = set("HF_HUB_CACHE"); !cache.empty()) return cache;
    if (const std::string home = set("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
    if (const std::string home = set("HOME"); !home.empty()) return fs::path(home) / ".cache" / "huggingface" / "hub";
    return {};
}

Result<std::vector<ModelFolder>> extra_model_paths(const fs::path& yaml) {
    std::vector<ModelFolder> folders;
    std::error_code code;
    if (fs::file_size(yaml, code) > 1 << 20 || code)
        return Failure{yaml.string() + ": it cannot be read, or is too large for a list of folders"};
    try {
        const YAML::Node sections = YAML::Load(read_text_file(yaml));
        if (sections.IsNull()) return folders;
        if (!sections.IsMap()) return Failure{yaml.string() + ": expected sections, each with base_path and kinds of models"};
        for (const auto& section : sections) {
            if (!section.second.IsMap()) continue;
            const YAML::Node named = section.second["base_path"];
            std::string start = named && named.IsScalar() ? named.as<std::string>() : "";
            if (const char* home = std::getenv("HOME"); home && start.starts_with("~/")) start = home + start.substr(1);
            const fs::path base = yaml.parent_path() / start;  // an absolute base_path replaces it
            for (const auto& kind : section.second) {
                const std::string key = kind.first.as<std::string>();
                if (key == "base_path" || key == "is_default" || !kind.second.IsScalar()) continue;
                std::istringstream lines(kind.second.as<std::string>());
                for (std::string line; std::getline(lines, line);) {
                    if (const auto folder = trimmed(line); !folder.empty()) add(folders, base / folder, comfy_kind(key), "ComfyUI");
                }
            }
        }
        return folders;
    } catch (const YAML::Exception& error) {
        return Failure{yaml.string() + ": this is no YAML: " + error.what()};
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

Result<std::vector<ModelFolder>> model_folders_of(const fs::path& root) {
    std::error_code code;
    if (fs::is_regular_file(root, code) && (root.extension() == ".yaml" || root.extension() == ".yml")) return extra_model_paths(root);
    if (!is_folder(root)) return Failure{root.string() + ": there is no such folder"};
    std::vector<ModelFolder> folders;
    if (is_folder(root / "models" / "Stable-diffusion")) {
        for (const Place& place : a1111_places) add(folders, root / place.folder, place.kind, "A1111");
    }
    if (is_folder(root / "models" / "checkpoints")) {
        for (const Place& place : comfy_places) add(folders, root / "models" / place.folder, place.kind, "ComfyUI");
        for (const fs::path& yaml : {root / "extra_model_paths.yaml", root / "extra_model_paths.yml"}) {
            if (!fs::is_regular_file(yaml, code)) continue;
            const auto more = extra_model_paths(yaml);
            if (!more) return more;
            folders.insert(folders.end(), more->begin(), more->end());
        }
    }
    if (folders.empty() && is_hugging_face(root)) {
        add_hugging_face(folders, root);
        return folders;
    }
    if (folders.empty()) folders.push_back({root, "", "folder"});
    return folders;
}

}  // namespace imagelab
