#include "core/relief/zip_writer.h"

namespace imagelab {
namespace {

constexpr const char* content_types =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
)";
constexpr const char* relations =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>
)";
constexpr const char* model_begin =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><metadata name="Application">Image Lab</metadata><resources><object id="1" type="model"><mesh><vertices>
)";
constexpr const char* model_end = "</triangles></mesh></object></resources><build><item objectid=\"1\"/></build></model>\n";
constexpr uint64_t longest_vertex = 96, longest_triangle = 64;  // bytes of their elements

}  // namespace

uint64_t write_3mf(const std::filesystem::path& path, const Mesh& mesh, const MeshWriting& writing) {
    MeshFile file(path, uint64_t{mesh.triangles()} + mesh.vertices(), writing);
    ZipWriter zip(file);
    const auto small = [&](const char* name, const char* text) { zip.begin(name), zip.add(text), zip.end(); };
    small("[Content_Types].xml", content_types);
    small("_rels/.rels", relations);
    zip.begin("3D/3dmodel.model", longest_vertex * mesh.vertices() + longest_triangle * mesh.triangles() >= (uint64_t{1} << 32));
    zip.add(model_begin);
    std::string line;
    const auto attribute = [&](std::string_view before, auto value) { line += before, add_number(line, value); };
    for (uint32_t i = 0; i < mesh.vertices(); ++i) {
        const Point point = mesh.vertex(i);
        line.clear();
        attribute("<vertex x=\"", point.x), attribute("\" y=\"", point.y), attribute("\" z=\"", point.z);
        zip.add(line += "\"/>\n");
        if (i % 65536 == 65535) file.worked(65536);
    }
    file.worked(mesh.vertices() % 65536);
    zip.add("</vertices><triangles>\n");
    mesh.each_triangle([&](std::span<const Triangle> faces) {
        for (const Triangle& face : faces) {
            line.clear();
            attribute("<triangle v1=\"", face.a), attribute("\" v2=\"", face.b), attribute("\" v3=\"", face.c);
            zip.add(line += "\"/>\n");
        }
        file.worked(faces.size());
    });
    zip.add(model_end);
    zip.end();
    zip.finish();
    return file.finish();
}

}  // namespace imagelab
