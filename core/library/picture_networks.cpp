#include "core/library/picture_networks.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/library/embedding_files.h"
#include "core/library/model_library.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr size_t least_digits = 8;  // of a hash that tells files apart

// Whether one is the beginning of the other; a file knows all digits, or 12 of them.
bool begins_alike(const std::string& known, const std::string& said) {
    const size_t digits = std::min(known.size(), said.size());
    return digits >= least_digits && known.compare(0, digits, said, 0, digits) == 0;
}

bool has_said_hash(const ModelFile& file, const std::string& said) {
    return begins_alike(file.sha256, said) || begins_alike(file.data_sha256, said);
}

const ModelFile* with_hash(const std::vector<ModelFile>& files, const std::string& hash) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const ModelFile& file) { return has_said_hash(file, hash); });
    return found == files.end() ? nullptr : &*found;
}

const ModelFile* called(const std::vector<ModelFile>& files, const std::string& name) {
    if (const ModelFile* found = model_named(files, name)) return found;
    for (const ModelFile& file : files) {
        for (const char* alias : {"ss_output_name", "modelspec.title"}) {
            const auto said = file.metadata.find(alias);
            if (said != file.metadata.end() && plain_name(said->second) == plain_name(name)) return &file;
        }
    }
    return nullptr;
}

std::vector<ModelFile> of_kind(const std::vector<ModelFile>& models, const char* kind) {
    std::vector<ModelFile> files;
    std::copy_if(models.begin(), models.end(), std::back_inserter(files), [&](const ModelFile& file) { return file.kind == kind; });
    return files;
}

std::string hash_said(const std::vector<NetworkHash>& networks, const std::string& name) {
    for (const NetworkHash& network : networks) {
        if (plain_name(network.name) == plain_name(network_stem(name))) return ascii_lower(network.hash);
    }
    return {};
}

class Loras {
  public:
    Loras(const std::vector<ModelFile>& models, const Imported& picture, PictureNetworks& found)
        : files_(of_kind(models, "lora")), picture_(picture), found_(found) {}

    // The path here; empty: it is missing, and noted so.
    std::string path_of(const std::string& name) {
        std::error_code ignored;
        const std::string hash = hash_said(picture_.loras, name);
        const bool itself = fs::path(name).is_absolute() && fs::exists(name, ignored);
        if (itself) return name;
        const ModelFile* by_hash = hash.empty() ? nullptr : with_hash(files_, hash);
        const ModelFile* file = by_hash ? by_hash : called(files_, name);
        if (!file) {
            found_.missing_loras.push_back({network_stem(name), hash});
            return {};
        }
        if (by_hash && plain_name(file->path.stem().string()) != plain_name(network_stem(name)))
            found_.renamed.push_back({network_stem(name), file->path.stem().string()});
        const bool known = !hash.empty() && !file->data_sha256.empty();
        if (!by_hash && known) found_.other_files.push_back(network_stem(name));
        return file->path.string();
    }

  private:
    const std::vector<ModelFile> files_;
    const Imported& picture_;
    PictureNetworks& found_;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

}  // namespace

std::string name_with_hash(const NetworkHash& network) {
    return network.name + (network.hash.empty() ? "" : " (" + network.hash + ")");
}

PictureNetworks networks_of_picture(const std::vector<ModelFile>& models, const Imported& picture, const fs::path& data) {
    PictureNetworks found;
    found.prompt = picture.request.prompt;
    Loras loras(models, picture, found);
    for (LoraUse use : picture.request.loras) {
        std::string path = loras.path_of(use.name);
        if (path.empty()) continue;
        use.name = std::move(path);
        found.loras.push_back(std::move(use));
    }
    for (const LoraUse& use : take_loras(picture.request.prompt).loras) {
        const std::string path = loras.path_of(use.name);
        const std::string stem = path.empty() ? "" : network_stem(path);
        if (path.empty() || plain_name(stem) == plain_name(network_stem(use.name))) continue;
        for (const char* tag : {"<lora:", "<lyco:"}) {
            for (const char* behind : {":", ">"}) replace_all(found.prompt, tag + use.name + behind, tag + stem + behind);
        }
    }
    const std::vector<ModelFile> embeddings = of_kind(models, "embedding");
    const std::vector<fs::path> files = embedding_files(data);
    for (const NetworkHash& network : picture.embeddings) {
        const bool here = called(embeddings, network.name) || std::any_of(files.begin(), files.end(), [&](const fs::path& file) {
                              return plain_name(file.stem().string()) == plain_name(network.name);
                          });
        const bool given = std::any_of(picture.request.embeddings.begin(), picture.request.embeddings.end(), [&](const std::string& file) {
            std::error_code ignored;
            return plain_name(fs::path(file).stem().string()) == plain_name(network.name) && fs::exists(file, ignored);
        });
        if (here || given) continue;
        const ModelFile* other = network.hash.empty() ? nullptr : with_hash(embeddings, ascii_lower(network.hash));
        if (other)
            found.renamed.push_back({network.name, other->path.stem().string()});
        else
            found.missing_embeddings.push_back(network);
    }
    return found;
}

}  // namespace imagelab
