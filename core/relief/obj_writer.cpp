#include "core/base/utf8.h"
#include "core/relief/mesh_file.h"

namespace imagelab {

uint64_t write_obj(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing) {
    MeshFile file(path, uint64_t{mesh.triangles()} + mesh.vertices(), writing);
    file.put("# relief, millimetres\n");
    std::string line;
    for (uint32_t i = 0; i < mesh.vertices(); ++i) {
        const Point point = mesh.vertex(i);
        line = "v ";
        add_number(line, point.x), line += ' ';
        add_number(line, point.y), line += ' ';
        add_number(line, point.z), line += '\n';
        file.put(line);
        if (i % 65536 == 65535) file.worked(65536);
    }
    file.worked(mesh.vertices() % 65536);
    mesh.each_triangle([&](std::span<const Triangle> faces) {
        for (const Triangle& face : faces) {
            line = "f ";
            add_number(line, face.a + 1), line += ' ';
            add_number(line, face.b + 1), line += ' ';
            add_number(line, face.c + 1), line += '\n';
            file.put(line);
        }
        file.worked(faces.size());
    });
    return file.finish();
}

std::optional<MeshFormat> mesh_format_of_file(const std::filesystem::path& path) {
    const std::string extension = ascii_lower(path.extension().string());
    if (extension == ".stl") return MeshFormat::stl;
    if (extension == ".obj") return MeshFormat::obj;
    if (extension == ".3mf") return MeshFormat::threemf;
    return std::nullopt;
}

uint64_t write_mesh(const std::filesystem::path& path, const Mesh& mesh, MeshFormat format, const MeshWriting& writing) {
    if (format == MeshFormat::stl) return write_stl(path, mesh, writing);
    return format == MeshFormat::obj ? write_obj(path, mesh, writing) : write_3mf(path, mesh, writing);
}

}  // namespace imagelab
