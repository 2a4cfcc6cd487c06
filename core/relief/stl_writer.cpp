#include <array>
#include <cmath>

#include "core/relief/mesh_file.h"

namespace imagelab {
namespace {

constexpr size_t header_bytes = 80, record_bytes = 50;

void put_u32(char* to, uint32_t value) {
    for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(value >> (8 * i) & 255);
}

void put_point(char* to, const Point& point) {
    const float values[3] = {point.x, point.y, point.z};
    for (int i = 0; i < 3; ++i) put_u32(to + 4 * i, std::bit_cast<uint32_t>(values[i]));
}

Point normal(const Point& a, const Point& b, const Point& c) {
    const double ux = double{b.x} - a.x, uy = double{b.y} - a.y, uz = double{b.z} - a.z;
    const double vx = double{c.x} - a.x, vy = double{c.y} - a.y, vz = double{c.z} - a.z;
    const double x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx, length = std::sqrt(x * x + y * y + z * z);
    if (length == 0) return {};
    return {static_cast<float>(x / length), static_cast<float>(y / length), static_cast<float>(z / length)};
}

}  // namespace

uint64_t write_stl(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing) {
    MeshFile file(path, mesh.triangles(), writing);
    std::string header("binary STL of a relief, millimetres");  // must not begin with "solid"
    header.resize(header_bytes, ' ');
    char count[4];
    put_u32(count, mesh.triangles());
    file.put(header);
    file.put({count, sizeof count});
    mesh.each_triangle([&](std::span<const Triangle> faces) {
        std::array<char, record_bytes> record{};
        for (const Triangle& face : faces) {
            const Point a = mesh.vertex(face.a), b = mesh.vertex(face.b), c = mesh.vertex(face.c);
            put_point(record.data(), normal(a, b, c));
            put_point(record.data() + 12, a), put_point(record.data() + 24, b), put_point(record.data() + 36, c);
            file.put({record.data(), record.size()});
        }
        file.worked(faces.size());
    });
    return file.finish();
}

}  // namespace imagelab
