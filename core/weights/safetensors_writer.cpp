#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/weights/safetensors.h"
#include "core/weights/safetensors_header.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

// Once it survives that the machine stops.
bool is_on_disk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool kept = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    return kept;
}

}  // namespace

void write_safetensors(const fs::path& path, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    size_t position = 0;
    for (const auto& [name, view] : tensors) {
        if (view.transposed) throw Error("[write_safetensors] \"" + name + "\" is a transposed view");
        header[name] = {
            {"dtype", safetensors_dtype_name(view.dtype)}, {"shape", view.shape}, {"data_offsets", {position, position + view.bytes()}}};
        position += view.bytes();
    }
    std::string text = safetensors_header_text(header);
    text.resize((text.size() + 7) / 8 * 8, ' ');  // tensor data starts at a multiple of 8, as the reference writes it

    const fs::path temporary = path.string() + ".part";
    std::ofstream out(temporary, std::ios::binary);
    char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(text.size() >> (8 * i));
    out.write(length, sizeof length).write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto& [name, view] : tensors)
        out.write(reinterpret_cast<const char*>(view.data), static_cast<std::streamsize>(view.bytes()));
    out.close();
    std::error_code code;
    const bool whole = out && is_on_disk(temporary);
    if (whole) fs::rename(temporary, path, code);
    if (!whole || code) {
        const std::string why = code ? code.message() : std::strerror(errno);
        fs::remove(temporary, code);
        throw Error("could not write " + path.string() + ": " + why);
    }
}

}  // namespace imagelab
