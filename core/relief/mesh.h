#pragma once
// Surfaces of triangles that need not lie in memory as a whole.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/relief/height_map.h"

namespace imagelab {

// Millimetres; x to the right, y up in the picture, z away from the plate.
struct Point {
    float x = 0, y = 0, z = 0;
    bool operator==(const Point&) const = default;
};

// Numbers of its corners, counter-clockwise as seen from outside.
struct Triangle {
    uint32_t a = 0, b = 0, c = 0;
};

class Mesh {
  public:
    virtual ~Mesh() = default;
    virtual uint32_t vertices() const = 0;
    virtual uint32_t triangles() const = 0;
    virtual Point vertex(uint32_t number) const = 0;
    // All of them in the same order each time, some at a time.
    using Take = std::function<void(std::span<const Triangle>)>;
    virtual void each_triangle(const Take& take) const = 0;
};

// How large a relief is. The picture's shape gives y; all of it stands on a plate.
struct ReliefSize {
    double width_mm = 100;  // x
    double depth_mm = 3;    // from the lowest height to the highest
    double base_mm = 2;     // of the plate
};

// Where pixel centres lie: pixel i of n is at (i + 0.5) / n of the side, and an edge is as high as the pixels beside it.
class ReliefFrame {
  public:
    ReliefFrame(const HeightMap& map, const ReliefSize& size);

    // One column for each pixel and one for each edge; rows from the picture's top.
    uint32_t columns() const { return static_cast<uint32_t>(map_.width) + 2; }
    uint32_t rows() const { return static_cast<uint32_t>(map_.height) + 2; }
    float x(uint32_t column) const { return across_[column]; }
    float y(uint32_t row) const { return down_[row]; }
    float z(uint32_t column, uint32_t row) const;

  private:
    const HeightMap& map_;
    ReliefSize size_;
    std::vector<float> across_, down_;
};

// A relief with a vertex for each pixel: heights are exact. Holds the map alone; (columns * rows + edges) vertices are made as they are
// asked for. Throws Error where the picture has more pixels than vertices have numbers (2^28).
class GridRelief final : public Mesh {
  public:
    GridRelief(HeightMap map, const ReliefSize& size);
    uint32_t vertices() const override;
    uint32_t triangles() const override;
    Point vertex(uint32_t number) const override;
    void each_triangle(const Take& take) const override;

  private:
    uint32_t edge() const { return 2 * (columns_ + rows_) - 4; }      // vertices around it
    std::pair<uint32_t, uint32_t> edge_place(uint32_t number) const;  // column and row of the edge's vertex, counter-clockwise
    uint32_t top(uint32_t column, uint32_t row) const { return row * columns_ + column; }

    HeightMap map_;
    ReliefFrame frame_;
    uint32_t columns_, rows_;
};

// Vertices and triangles in memory.
class StoredMesh final : public Mesh {
  public:
    std::vector<Point> points;
    std::vector<Triangle> faces;
    uint32_t vertices() const override { return static_cast<uint32_t>(points.size()); }
    uint32_t triangles() const override { return static_cast<uint32_t>(faces.size()); }
    Point vertex(uint32_t number) const override { return points[number]; }
    void each_triangle(const Take& take) const override { take(faces); }
};

// A relief with as few triangles as keep every pixel's height within `tolerance_mm`: greedy insertion into a Delaunay triangulation
// (Garland & Heckbert 1995). `progress` is told a share. Throws Cancelled.
StoredMesh adaptive_relief(const HeightMap& map, const ReliefSize& size, double tolerance_mm, const std::function<void(double)>& progress,
                           const CancelToken& cancel);

// The walls and the bottom of a body whose top is there: `ring` are numbers of the top's edge vertices, counter-clockwise from above. Gives
// to `take` triangles of vertices `foot` + i beneath ring[i], and `centre`, a vertex within the bottom.
void close_body(std::span<const uint32_t> ring, uint32_t foot, uint32_t centre, const Mesh::Take& take);

}  // namespace imagelab
