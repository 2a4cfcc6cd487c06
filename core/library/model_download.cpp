#include "core/library/model_download.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/base/json_reader.h"
#include "core/library/known_models.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* hub = "https://huggingface.co";

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string endpoint() {
    std::string url = environment("HF_ENDPOINT");
    while (url.ends_with('/')) url.pop_back();
    return url.empty() ? hub : url;
}

struct Remote {
    std::string name;  // in the repository
    std::string sha256;
    uint64_t bytes = 0;
};

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(at, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

bool is_repository(const std::string& name) {
    const auto parts = split(name, '/');
    const auto plain = [](const std::string& part) {
        return !part.empty() && !part.starts_with('.') &&
               std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; });
    };
    return parts.size() == 2 && plain(parts[0]) && plain(parts[1]);
}

// A name that stays inside the folder it is put into.
bool is_safe(const std::string& name) {
    const auto parts = split(name, '/');
    return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && part != "." && part != ".." && part.find('\\') == std::string::npos;
    });
}

std::string escaped(const std::string& path) {
    std::string out;
    for (const char c : path) {
        const auto code = static_cast<unsigned char>(c);
        if (std::isalnum(code) || c == '/' || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else {
            out += {'%', "0123456789ABCDEF"[code >> 4], "0123456789ABCDEF"[code & 15]};
        }
    }
    return out;
}

struct Repository {
    std::vector<Remote> files;
    json card;  // what its authors say of it; an object
    bool gated = false;
};

Result<Repository> look_at(const std::string& repository) {
    const std::string url = endpoint() + "/api/models/" + repository + "/revision/main?blobs=true";
    const auto text = fetch_text(url, environment("HF_TOKEN"));
    if (!text) return Failure{text.error()};
    const auto read = read_json(*text);
    const json answer = read ? *read : json();
    if (!answer.is_object() || !answer.value("siblings", json()).is_array()) return Failure{url + ": the answer is no list of files"};
    Repository found{{}, answer.value("cardData", json()), false};
    if (!found.card.is_object()) found.card = json::object();
    const json gated = answer.value("gated", json());
    found.gated = gated.is_string() || (gated.is_boolean() && gated.get<bool>());
    std::vector<Remote>& files = found.files;
    for (const json& sibling : answer.at("siblings")) {
        if (!sibling.is_object() || !sibling.value("rfilename", json()).is_string()) continue;
        Remote file{sibling.at("rfilename"), {}, 0};
        if (!is_safe(file.name)) continue;
        if (sibling.value("size", json()).is_number_unsigned()) file.bytes = sibling.at("size");
        const json lfs = sibling.value("lfs", json());
        if (lfs.is_object() && lfs.value("sha256", json()).is_string()) file.sha256 = lfs.at("sha256");
        files.push_back(std::move(file));
    }
    return found;
}

bool is_small_part(const std::string& name) {
    static const std::set<std::string> names{"config.json",
                                             "scheduler_config.json",
                                             "vocab.json",
                                             "merges.txt",
                                             "special_tokens_map.json",
                                             "tokenizer.json",
                                             "tokenizer_config.json",
                                             "spiece.model",
                                             "preprocessor_config.json"};
    return names.contains(name);
}

// What open_model and its like read of a diffusers repository.
std::vector<Remote> needed(const std::vector<Remote>& files) {
    static const std::set<std::string> parts{"unet",           "transformer", "vae",         "text_encoder",
                                             "text_encoder_2", "tokenizer",   "tokenizer_2", "scheduler"};
    std::set<std::string> with_fp16;
    for (const Remote& file : files) {
        if (file.name.find(".fp16") != std::string::npos && file.name.ends_with(".safetensors"))
            with_fp16.insert(file.name.substr(0, file.name.find('/')));
    }
    std::vector<Remote> chosen;
    for (const Remote& file : files) {
        const auto path = split(file.name, '/');
        if (file.name == "model_index.json") chosen.push_back(file);
        if (path.size() != 2 || !parts.contains(path[0])) continue;
        const bool weights = path[1].ends_with(".safetensors") || path[1].ends_with(".safetensors.index.json") ||
                             path[1].find("index.fp16.json") != std::string::npos;
        const bool half = path[1].find("fp16") != std::string::npos;
        if (is_small_part(path[1]) || (weights && half == with_fp16.contains(path[0]))) chosen.push_back(file);
    }
    return chosen;
}

// What get_repository fetches: the parts of a diffusers folder, else the files that might be the model.
std::vector<Remote> wanted_of(const std::vector<Remote>& files) {
    std::vector<Remote> chosen = needed(files);
    if (std::any_of(chosen.begin(), chosen.end(), [](const Remote& file) { return file.name == "model_index.json"; })) return chosen;
    std::erase_if(chosen = files,
                  [](const Remote& file) { return !file.name.ends_with(".safetensors") || file.name.find('/') != std::string::npos; });
    return chosen;
}

Result<fs::path> get_file(const ModelWish& wish, const std::string& url, const std::string& token,
                          const std::function<void(const DownloadProgress&)>& progress, const CancelToken& cancel) {
    Download file{.url = url, .to = wish.folder, .sha256 = wish.sha256, .token = token};
    file.pause_ms = wish.pause_ms;
    return download(file, progress, cancel);
}

Result<fs::path> get_repository(const ModelWish& wish, const std::string& repository,
                                const std::function<void(const DownloadProgress&)>& progress, const CancelToken& cancel) {
    const std::string name = repository.substr(repository.find('/') + 1);
    const fs::path target = wish.folder / name, begun = wish.folder / ("." + name + ".download");
    std::error_code code;
    if (fs::exists(target / "model_index.json", code)) return target;
    const auto found = look_at(repository);
    if (!found) return Failure{found.error()};
    const std::vector<Remote> chosen = wanted_of(found->files);
    const std::string base = endpoint() + "/" + repository + "/resolve/main/", token = environment("HF_TOKEN");
    const bool folder = std::any_of(chosen.begin(), chosen.end(), [](const Remote& file) { return file.name == "model_index.json"; });
    if (!folder) {  // a repository of single files
        if (chosen.size() == 1)
            return get_file({wish.what, chosen[0].sha256, wish.folder, wish.pause_ms}, base + escaped(chosen[0].name), token, progress,
                            cancel);
        std::string names;
        for (const Remote& file : chosen) names += "\n  " + base + file.name;
        return Failure{repository + " is no diffusers repository" +
                       (names.empty() ? " and holds no .safetensors file" : "; name one of its files:" + names)};
    }
    uint64_t all = 0, done = 0;
    for (const Remote& file : chosen) all += file.bytes;
    for (const Remote& file : chosen) {
        Download part{.url = base + escaped(file.name), .to = begun / file.name, .sha256 = file.sha256, .token = token};
        part.pause_ms = wish.pause_ms;
        const auto got = download(
            part,
            [&](const DownloadProgress& p) {
                if (progress) progress({done + p.done, std::max(all, done + p.total), p.bytes_per_s});
            },
            cancel);
        if (!got) return got;
        done += fs::file_size(*got, code);
    }
    fs::rename(begun, target, code);
    if (code) return Failure{"could not rename the finished folder to " + target.string() + ": " + code.message()};
    return target;
}

// What a wish names: a repository, or a file by its address.
struct Named {
    std::string repository, file;
    bool of_hub = false;  // the file
};

Result<Named> named_by(const std::string& wish) {
    if (const KnownModel* known = known_model(wish)) return Named{known->repository, {}};
    std::string what = wish;
    for (const std::string& site : {std::string(hub), endpoint()}) {
        if (!what.starts_with(site + "/")) continue;
        std::string path = what.substr(site.size() + 1);
        path = path.substr(0, path.find_first_of("?#"));
        auto parts = split(path, '/');
        while (!parts.empty() && parts.back().empty()) parts.pop_back();
        if (parts.size() >= 5 && (parts[2] == "resolve" || parts[2] == "blob")) {
            std::string file = endpoint();
            parts[2] = "resolve";
            for (const std::string& part : parts) file += "/" + part;
            return Named{parts[0] + "/" + parts[1], file, true};
        }
        if (parts.size() >= 2) what = parts[0] + "/" + parts[1];
    }
    if (is_repository(what)) return Named{what, {}};
    if (what.starts_with("http://") || what.starts_with("https://")) return Named{{}, what};
    std::string names;
    for (const KnownModel& known : known_models()) names += (names.empty() ? "" : ", ") + known.id;
    return Failure{"\"" + wish + "\" is no model this program knows (" + names + "), no ORG/NAME and no https:// address"};
}

bool shows_what_it_makes(const Remote& file) {
    const std::string end = file.name.substr(std::min(file.name.size(), file.name.find_last_of('.')));
    return (end == ".png" || end == ".jpg" || end == ".jpeg" || end == ".webp") && file.bytes <= uint64_t{8} << 20;
}

std::string text_of(const json& card, const char* key) {
    const json value = card.value(key, json());
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace

Result<fs::path> get_model(const ModelWish& wish, const std::function<void(const DownloadProgress&)>& progress, const CancelToken& cancel) {
    std::error_code code;
    fs::create_directories(wish.folder, code);
    if (!fs::is_directory(wish.folder)) return Failure{"cannot create the folder " + wish.folder.string() + ": " + code.message()};
    const auto named = named_by(wish.what);
    if (!named) return Failure{named.error()};
    if (named->file.empty()) return get_repository(wish, named->repository, progress, cancel);
    return get_file(wish, named->file, named->of_hub ? environment("HF_TOKEN") : "", progress, cancel);
}

Result<ModelOffer> model_offer(const std::string& what) {
    const auto named = named_by(what);
    if (!named) return Failure{named.error()};
    ModelOffer offer;
    offer.name = named->repository.empty() ? named->file.substr(named->file.find_last_of('/') + 1) : named->repository;
    offer.page = named->repository.empty() ? named->file : std::string(hub) + "/" + named->repository;
    if (named->repository.empty()) return offer;
    const auto found = look_at(named->repository);
    if (!found) return Failure{found.error()};
    offer.licence = text_of(found->card, "license");
    if (offer.licence == "other") {
        const std::string name = text_of(found->card, "license_name");
        if (!name.empty()) offer.licence = name;
    }
    offer.licence_link = text_of(found->card, "license_link");
    if (!offer.licence_link.starts_with("https://")) offer.licence_link.clear();
    offer.gated = found->gated;
    for (const Remote& file : named->file.empty() ? wanted_of(found->files) : found->files)
        if (named->file.empty() || named->file.ends_with("/" + escaped(file.name))) offer.bytes += file.bytes;
    const auto picture = std::find_if(found->files.begin(), found->files.end(), shows_what_it_makes);
    if (picture != found->files.end()) offer.picture = endpoint() + "/" + named->repository + "/resolve/main/" + escaped(picture->name);
    return offer;
}

}  // namespace imagelab
