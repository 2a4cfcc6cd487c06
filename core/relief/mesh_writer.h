#pragma once
// Meshes as files, one format a source file.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/base/cancel.h"
#include "core/relief/mesh.h"

namespace imagelab {

// Binary STL (3D Systems 1989): triangles alone, f32. Wavefront OBJ: text. 3MF (3MF Consortium, core specification 1.3): a zip with XML.
enum class MeshFormat { stl, obj, threemf };

// By the extension, any case: .stl, .obj, .3mf.
std::optional<MeshFormat> mesh_format_of_file(const std::filesystem::path& path);

struct MeshWriting {
    std::function<void(double share)> progress = {};
    CancelToken cancel = {};
};

// Under a temporary name and renamed when whole; a few MiB of memory beside the mesh. Gives the bytes of the file. Throws Error where the
// disk refuses, Cancelled.
uint64_t write_mesh(const std::filesystem::path& path, const Mesh& mesh, MeshFormat format, const MeshWriting& writing);

}  // namespace imagelab
