// Pictures as bodies to print: closed, wound outwards, as large as asked, the same in every format.
#include <OpenImageIO/imageio.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <numbers>
#include <sstream>

#include "core/base/little_endian.h"
#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "core/relief/mesh_writer.h"
#include "core/relief/poisson.h"
#include "core/relief/print_checks.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

// Waves with a step, so that both diagonals of the grid occur.
HeightMap waves(int width, int height) {
    HeightMap map{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            map.values.push_back(
                static_cast<float>(std::clamp(0.5 + 0.4 * std::sin(x * 0.7) * std::cos(y * 0.5) + (x > y ? 0.2 : -0.1), 0.0, 1.0)));
    return map;
}

struct Body {
    std::vector<Point> points;
    std::vector<Triangle> faces;
};

Body body_of(const Mesh& mesh) {
    Body body;
    for (uint32_t i = 0; i < mesh.vertices(); ++i) body.points.push_back(mesh.vertex(i));
    mesh.each_triangle([&](std::span<const Triangle> faces) { body.faces.insert(body.faces.end(), faces.begin(), faces.end()); });
    EXPECT_EQ(body.faces.size(), mesh.triangles());
    return body;
}

// Corners with equal coordinates become one, as printers' programs join them.
Body joined(const Body& body) {
    std::map<std::array<float, 3>, uint32_t> known;
    Body one;
    const auto number = [&](uint32_t corner) {
        const Point& p = body.points[corner];
        const auto [place, is_new] = known.emplace(std::array{p.x, p.y, p.z}, static_cast<uint32_t>(one.points.size()));
        if (is_new) one.points.push_back(p);
        return place->second;
    };
    for (const Triangle& face : body.faces) one.faces.push_back({number(face.a), number(face.b), number(face.c)});
    return one;
}

std::array<double, 3> cross(const Body& body, const Triangle& face) {
    const Point &a = body.points[face.a], &b = body.points[face.b], &c = body.points[face.c];
    const double ux = double{b.x} - a.x, uy = double{b.y} - a.y, uz = double{b.z} - a.z;
    const double vx = double{c.x} - a.x, vy = double{c.y} - a.y, vz = double{c.z} - a.z;
    return {uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
}

double volume(const Body& body) {
    double six = 0;
    for (const Triangle& face : body.faces) {
        const auto n = cross(body, face);
        const Point& a = body.points[face.a];
        six += n[0] * a.x + n[1] * a.y + n[2] * a.z;
    }
    return six / 6;
}

void expect_sound(const Body& given) {
    const Body body = joined(given);
    EXPECT_EQ(body.points.size(), given.points.size()) << "no two corners lie at one place, none is unused";
    std::map<std::pair<uint32_t, uint32_t>, int> edges;
    for (const Triangle& face : body.faces) {
        for (const auto& [from, to] : {std::pair(face.a, face.b), std::pair(face.b, face.c), std::pair(face.c, face.a)})
            ++edges[{from, to}];
        const auto n = cross(body, face);
        ASSERT_GT(std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), 1e-7);
    }
    for (const auto& [edge, times] : edges) {
        ASSERT_EQ(times, 1);
        ASSERT_TRUE(edges.contains({edge.second, edge.first}));
    }
    EXPECT_EQ(body.points.size() - edges.size() / 2 + body.faces.size(), 2u) << "Euler: one body without a hole";
}

// Prisms under the pixels, as the surface averages neighbours.
double expected_volume(const HeightMap& map, const ReliefSize& size) {
    double sum = 0;
    for (const float value : map.values) sum += value;
    return size.width_mm * size.width_mm * map.height / map.width *
           (size.base_mm + size.depth_mm * sum / static_cast<double>(map.values.size()));
}

TEST(Relief, IsAClosedBodyOfTheAskedSize) {
    for (const auto& [width, height] : {std::pair(23, 17), std::pair(1, 1), std::pair(1, 7), std::pair(9, 1), std::pair(2, 2)}) {
        SCOPED_TRACE(std::to_string(width) + " x " + std::to_string(height));
        const HeightMap map = waves(width, height);
        const ReliefSize size{80, 4, 1.5};
        const Body body = body_of(GridRelief(map, size));
        expect_sound(body);
        Point low = body.points[0], high = low;
        for (const Point& p : body.points) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
        }
        const float top = *std::max_element(map.values.begin(), map.values.end());
        EXPECT_EQ(low, (Point{0, 0, 0}));
        EXPECT_FLOAT_EQ(high.x, 80);
        EXPECT_FLOAT_EQ(high.y, static_cast<float>(80.0 * height / width));
        EXPECT_FLOAT_EQ(high.z, static_cast<float>(1.5 + 4 * top));
        EXPECT_NEAR(volume(body) / expected_volume(map, size), 1, 0.02);
    }
}

TEST(Relief, HasEveryPixelAtItsHeight) {
    const HeightMap map = waves(11, 6);
    const GridRelief mesh(map, {50, 3, 2});
    std::map<std::pair<int, int>, float> found;
    for (uint32_t i = 0; i < mesh.vertices(); ++i) {
        const Point p = mesh.vertex(i);
        if (p.z > 0) found[{static_cast<int>(std::lround(p.x * 1000)), static_cast<int>(std::lround(p.y * 1000))}] = p.z;
    }
    const double pixel = 50.0 / 11;
    for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 11; ++x) {
            const std::pair key(static_cast<int>(std::lround((x + 0.5) * pixel * 1000)),
                                static_cast<int>(std::lround((5.5 - y) * pixel * 1000)));
            ASSERT_TRUE(found.contains(key)) << x << ", " << y;
            EXPECT_NEAR(found.at(key), 2 + 3 * map.at(x, y), 1e-6);
        }
    }
}

TEST(Relief, SimplifiedKeepsEveryHeightWithinTheTolerance) {
    const HeightMap map = waves(40, 31);
    const ReliefSize size{80, 4, 2};
    const StoredMesh mesh = adaptive_relief(map, size, 0.05, {}, {});
    const Body body = body_of(mesh);
    expect_sound(body);
    EXPECT_NEAR(volume(body), expected_volume(map, size), 0.02 * expected_volume(map, size));
    // Each pixel lies in one triangle of the top.
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const double px = (x + 0.5) * 2, py = (map.height - y - 0.5) * 2;
            double z = -1;
            for (const Triangle& face : body.faces) {
                const auto n = cross(body, face);
                if (n[2] <= 0) continue;
                const Point &a = body.points[face.a], &b = body.points[face.b], &c = body.points[face.c];
                const auto side = [&](const Point& p, const Point& q) { return (q.x - p.x) * (py - p.y) - (q.y - p.y) * (px - p.x); };
                if (side(a, b) < -1e-4 || side(b, c) < -1e-4 || side(c, a) < -1e-4) continue;
                z = a.z - (n[0] * (px - a.x) + n[1] * (py - a.y)) / n[2];
                break;
            }
            ASSERT_NEAR(z, 2 + 4 * map.at(x, y), 0.05 + 1e-4) << x << ", " << y;
        }
    }
    const HeightMap flat{200, 100, std::vector<float>(20000, 0.25f)};
    const StoredMesh plate = adaptive_relief(flat, size, 0.01, {}, {});
    expect_sound(body_of(plate));
    EXPECT_EQ(plate.triangles(), 2u + 3 * 4);
}

Body read_stl(const std::string& bytes) {
    Body body;
    EXPECT_FALSE(bytes.starts_with("solid"));
    const auto count = little_endian(std::string_view(bytes).substr(80, 4));
    EXPECT_EQ(bytes.size(), 84 + 50 * count);
    for (size_t i = 0; i < count; ++i) {
        float values[12];
        std::memcpy(values, bytes.data() + 84 + 50 * i, sizeof values);
        const auto first = static_cast<uint32_t>(body.points.size());
        for (int corner = 1; corner <= 3; ++corner)
            body.points.push_back({values[3 * corner], values[3 * corner + 1], values[3 * corner + 2]});
        body.faces.push_back({first, first + 1, first + 2});
        const auto n = cross(body, body.faces.back());
        const double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(values[axis], n[axis] / length, 1e-5);
    }
    return joined(body);
}

Body read_obj(const std::string& bytes) {
    Body body;
    std::istringstream lines(bytes);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line.substr(std::min<size_t>(line.size(), 2)));
        if (line.starts_with("v ")) {
            Point p;
            words >> p.x >> p.y >> p.z;
            body.points.push_back(p);
        } else if (line.starts_with("f ")) {
            Triangle face;
            words >> face.a >> face.b >> face.c;
            body.faces.push_back({face.a - 1, face.b - 1, face.c - 1});
        }
    }
    return body;
}

// The entries of an archive by its local headers, with their checksums looked at.
std::map<std::string, std::string> unzipped(const std::string& bytes) {
    std::map<std::string, std::string> entries;
    const auto number = [&](size_t at, size_t size) { return little_endian(std::string_view(bytes).substr(at, size)); };
    for (size_t at = 0; number(at, 4) == 0x04034b50;) {
        const size_t packed = number(at + 18, 4), size = number(at + 22, 4), name = number(at + 26, 2), extra = number(at + 28, 2);
        std::string text(size, 0);
        z_stream stream{};
        inflateInit2(&stream, -MAX_WBITS);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + at + 30 + name + extra));
        stream.avail_in = static_cast<uInt>(packed);
        stream.next_out = reinterpret_cast<Bytef*>(text.data());
        stream.avail_out = static_cast<uInt>(size);
        EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
        inflateEnd(&stream);
        EXPECT_EQ(::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(size)), number(at + 14, 4));
        entries[bytes.substr(at + 30, name)] = text;
        at += 30 + name + extra + packed;
    }
    return entries;
}

Body read_3mf(const std::string& bytes) {
    auto entries = unzipped(bytes);
    EXPECT_TRUE(entries.contains("[Content_Types].xml") && entries.contains("_rels/.rels"));
    const std::string model = entries["3D/3dmodel.model"];
    EXPECT_NE(model.find("unit=\"millimeter\""), std::string::npos);
    Body body;
    const auto value = [&](size_t from, const char* name) {
        return std::strtod(model.c_str() + model.find('"', model.find(name, from)) + 1, nullptr);
    };
    for (size_t at = model.find("<vertex "); at != std::string::npos; at = model.find("<vertex ", at + 1))
        body.points.push_back(
            {static_cast<float>(value(at, " x=")), static_cast<float>(value(at, " y=")), static_cast<float>(value(at, " z="))});
    for (size_t at = model.find("<triangle "); at != std::string::npos; at = model.find("<triangle ", at + 1))
        body.faces.push_back(
            {static_cast<uint32_t>(value(at, "v1=")), static_cast<uint32_t>(value(at, "v2=")), static_cast<uint32_t>(value(at, "v3="))});
    return body;
}

TEST(Relief, IsTheSameBodyInEveryFormat) {
    const test::TempFolder folder;
    const GridRelief mesh(waves(13, 9), {100, 3, 2});
    const double expected = volume(body_of(mesh));
    struct Format {
        const char* name;
        Body (*read)(const std::string& bytes);
    };
    for (const auto& [name, read] : {Format{"a.stl", read_stl}, Format{"b.OBJ", read_obj}, Format{"c.3mf", read_3mf}}) {
        SCOPED_TRACE(name);
        double told = 0;
        const uint64_t bytes =
            write_mesh(folder / name, mesh, mesh_format_of_file(name).value(), {[&](double share) { told = share; }, {}});
        const std::string file = read_regular_file(folder / name).value();
        EXPECT_EQ(file.size(), bytes);
        EXPECT_DOUBLE_EQ(std::round(told * 10) / 10, 1);
        const Body body = read(file);
        expect_sound(body);
        EXPECT_EQ(body.faces.size(), mesh.triangles());
        EXPECT_NEAR(volume(body), expected, 1e-3 * expected);
    }
    EXPECT_FALSE(mesh_format_of_file("a.ply"));
}

TEST(Relief, ACancelledOneLeavesNoFile) {
    const test::TempFolder folder;
    MeshWriting writing;
    writing.cancel.request();
    EXPECT_THROW(write_mesh(folder / "a.stl", GridRelief(waves(5, 5), {}), MeshFormat::stl, writing), Cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_THROW(adaptive_relief(waves(40, 40), {}, 0.001, {}, writing.cancel), Cancelled);
}

TEST(Relief, PoissonsEquationIsSolved) {
    const HeightMap map = waves(37, 22);
    std::vector<float> right_side(map.values.size());
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            float& sum = right_side[static_cast<size_t>(y) * 37 + x];
            if (x > 0) sum += map.at(x - 1, y) - map.at(x, y);
            if (x + 1 < map.width) sum += map.at(x + 1, y) - map.at(x, y);
            if (y > 0) sum += map.at(x, y - 1) - map.at(x, y);
            if (y + 1 < map.height) sum += map.at(x, y + 1) - map.at(x, y);
        }
    }
    const std::vector<float> solved = solve_poisson(right_side, 37, 22, {});
    double mean = 0;
    for (const float value : map.values) mean += value / static_cast<double>(map.values.size());
    for (size_t i = 0; i < solved.size(); ++i) ASSERT_NEAR(solved[i], map.values[i] - mean, 1e-3);
}

TEST(Relief, CompressionFlattensStepsAndKeepsFineStructure) {
    HeightMap map{120, 40, {}};
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 120; ++x) map.values.push_back((x < 60 ? 0.1f : 0.85f) + 0.01f * static_cast<float>(std::sin(x * 1.3)));
    const auto ripple = [](const HeightMap& heights) {
        float low = 1, high = 0;
        for (int x = 20; x < 40; ++x) low = std::min(low, heights.at(x, 20)), high = std::max(high, heights.at(x, 20));
        return high - low;
    };
    const HeightMap same = relief_heights(map, {}, {});
    EXPECT_EQ(same.values, map.values);
    const HeightMap pressed = relief_heights(map, {.compress = 5}, {});
    EXPECT_GT(ripple(pressed), 3 * ripple(map));
    EXPECT_EQ(*std::max_element(pressed.values.begin(), pressed.values.end()), 1);
    EXPECT_EQ(*std::min_element(pressed.values.begin(), pressed.values.end()), 0);
    EXPECT_GT(ripple(relief_heights(map, {.detail = 4}, {})), 1.5 * ripple(map));
    EXPECT_FLOAT_EQ(relief_heights(map, {.invert = true}, {}).at(3, 3), 1 - map.at(3, 3));
}

TEST(Relief, ChecksSayWhatWillNotPrint) {
    HeightMap map{100, 50, std::vector<float>(5000, 0.0f)};
    const PrintChecks plain = print_checks(map, {50, 3, 2});
    EXPECT_TRUE(plain.warnings.empty());
    EXPECT_NEAR(plain.volume_cm3, 50 * 25 * 2 / 1000.0, 1e-9);
    for (int y = 0; y < 50; ++y) map.values[static_cast<size_t>(y) * 100 + 30] = 1;  // a wall of one pixel
    const PrintChecks thin = print_checks(map, {20, 3, 2});                          // 0.2 mm
    EXPECT_NEAR(thin.thin_share, 0.01, 1e-9);
    EXPECT_EQ(thin.warnings.size(), 1u);
    EXPECT_GT(thin.steepest_degrees, 80);
    EXPECT_EQ(print_checks(map, {60, 3, 2}).thin_share, 0) << "0.6 mm print";
    EXPECT_EQ(print_checks(map, {600, 3, 0.2}).warnings.size(), 2u) << "too large, too thin a plate";
    HeightMap ramp{10, 100, {}};
    for (int y = 0; y < 100; ++y) ramp.values.insert(ramp.values.end(), 10, static_cast<float>(99 - y) / 99);
    EXPECT_GT(print_checks(ramp, {10, 200, 2}).overhang_standing_share, 0.9);
    EXPECT_EQ(print_checks(ramp, {10, 20, 2}).overhang_standing_share, 0);
}

TEST(Brightness, OfEightAndSixteenBits) {
    const test::TempFolder folder;
    RgbImage picture{3, 1, {255, 0, 0, 0, 255, 0, 255, 255, 255}};
    write_png(folder / "eight.png", picture, {});
    const auto eight = read_brightness(folder / "eight.png");
    ASSERT_TRUE(eight) << eight.error();
    EXPECT_FLOAT_EQ(eight->at(0, 0), 0.2126f);
    EXPECT_FLOAT_EQ(eight->at(1, 0), 0.7152f);
    EXPECT_EQ(eight->at(2, 0), 1);
    const uint16_t levels[6] = {0, 1, 257, 32768, 65534, 65535};
    for (const char* name : {"deep.png", "deep.tif"}) {
        SCOPED_TRACE(name);
        const std::string path = (folder / name).string();
        auto writer = OIIO::ImageOutput::create(path);
        ASSERT_TRUE(writer && writer->open(path, OIIO::ImageSpec(3, 2, 1, OIIO::TypeDesc::UINT16)));
        ASSERT_TRUE(writer->write_image(OIIO::TypeDesc::UINT16, levels) && writer->close());
        const auto deep = read_brightness(path);
        ASSERT_TRUE(deep) << deep.error();
        ASSERT_EQ(deep->values.size(), 6u);
        for (size_t i = 0; i < 6; ++i) EXPECT_NEAR(deep->values[i], levels[i] / 65535.0, 1e-7);
    }
    EXPECT_FALSE(read_brightness(folder / "none.png"));
    test::write_file(folder / "cut.png", "\x89PNG\r\n");
    EXPECT_FALSE(read_brightness(folder / "cut.png"));
}

TEST(ReliefProgram, WritesWhatItSaysAndRefusesByName) {
    const test::TempFolder folder;
    write_png(folder / "p.png", {2, 2, {0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0}}, {});
    const std::string picture = "relief " + (folder / "p.png").string() + " --output ";
    const Ran made = run_program(picture + (folder / "p.stl").string() + " --width-mm 40 --depth-mm 5 --base-mm 1 --json");
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const Body body = read_stl(read_regular_file(folder / "p.stl").value());
    expect_sound(body);
    const Ran ply = run_program(picture + (folder / "p.ply").string());
    EXPECT_EQ(ply.exit_code, 2);
    EXPECT_NE(ply.err.find(".3mf"), std::string::npos) << ply.err;
    for (const char* wrong :
         {"--width-mm 0.5", "--width-mm 2001", "--depth-mm -1", "--depth-mm 501", "--base-mm 0", "--base-mm 501", "--width-mm nan"}) {
        SCOPED_TRACE(wrong);
        const Ran ran = run_program(picture + (folder / "q.stl").string() + " " + wrong);
        EXPECT_EQ(ran.exit_code, 2);
        EXPECT_NE(ran.err.find(std::string(wrong).substr(0, 7)), std::string::npos) << ran.err;
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "q.stl"));
    EXPECT_EQ(run_program("relief " + (folder / "none.png").string() + " --output " + (folder / "n.stl").string()).exit_code, 2);
}

}  // namespace
}  // namespace imagelab
