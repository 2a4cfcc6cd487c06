#include <algorithm>
#include <cmath>
#include <utility>

#include "core/relief/mesh.h"

namespace imagelab {

namespace {

// Of a side of `length` with n pixels: its begin, their centres, its end.
std::vector<float> places(int pixels, double length) {
    std::vector<float> places{0};
    for (int i = 0; i < pixels; ++i) places.push_back(static_cast<float>((i + 0.5) / pixels * length));
    places.push_back(static_cast<float>(length));
    return places;
}

}  // namespace

ReliefFrame::ReliefFrame(const HeightMap& map, const ReliefSize& size)
    : map_(map), size_(size), across_(places(map.width, size.width_mm)), down_(places(map.height, size.width_mm * map.height / map.width)) {
    std::reverse(down_.begin(), down_.end());  // y goes up
}

float ReliefFrame::z(uint32_t column, uint32_t row) const {
    const auto pixel = [](uint32_t place, int extent) { return std::clamp(static_cast<int>(place) - 1, 0, extent - 1); };
    return static_cast<float>(size_.base_mm + size_.depth_mm * map_.at(pixel(column, map_.width), pixel(row, map_.height)));
}

GridRelief::GridRelief(HeightMap map, const ReliefSize& size)
    : map_(std::move(map)), frame_(map_, size), columns_(frame_.columns()), rows_(frame_.rows()) {
    const uint64_t quads = uint64_t{columns_ - 1} * (rows_ - 1);
    if (map_.width < 1 || map_.height < 1 || 2 * quads + 12ull * (columns_ + rows_) >= (uint64_t{1} << 32))
        throw Error("[relief] a picture of " + std::to_string(map_.width) + " x " + std::to_string(map_.height) +
                    " pixels has more triangles than files count; scale it down first");
}

uint32_t GridRelief::vertices() const {
    return columns_ * rows_ + edge() + 1;
}

uint32_t GridRelief::triangles() const {
    return 2 * (columns_ - 1) * (rows_ - 1) + 3 * edge();
}

std::pair<uint32_t, uint32_t> GridRelief::edge_place(uint32_t number) const {
    const uint32_t right = columns_ - 1, low = rows_ - 1;
    if (number < right) return {number, low};
    if (number < right + low) return {right, low - (number - right)};
    if (number < 2 * right + low) return {right - (number - right - low), 0};
    return {0, number - 2 * right - low};
}

Point GridRelief::vertex(uint32_t number) const {
    const uint32_t top_count = columns_ * rows_;
    if (number < top_count) {
        const uint32_t column = number % columns_, row = number / columns_;
        return {frame_.x(column), frame_.y(row), frame_.z(column, row)};
    }
    if (number == top_count + edge()) return {frame_.x(columns_ - 1) / 2, frame_.y(0) / 2, 0};
    const auto [column, row] = edge_place(number - top_count);
    return {frame_.x(column), frame_.y(row), 0};
}

void GridRelief::each_triangle(const Take& take) const {
    std::vector<Triangle> faces;
    for (uint32_t row = 0; row + 1 < rows_; ++row) {
        faces.clear();
        for (uint32_t column = 0; column + 1 < columns_; ++column) {
            const uint32_t a = top(column, row), b = a + 1, c = top(column, row + 1), d = c + 1;
            // Along the diagonal that is less steep, so that ridges are not cut.
            const float falling = std::abs(frame_.z(column, row) - frame_.z(column + 1, row + 1));
            const float rising = std::abs(frame_.z(column + 1, row) - frame_.z(column, row + 1));
            if (falling <= rising) {
                faces.insert(faces.end(), {{a, c, d}, {a, d, b}});
            } else {
                faces.insert(faces.end(), {{a, c, b}, {c, d, b}});
            }
        }
        take(faces);
    }
    std::vector<uint32_t> ring;
    for (uint32_t i = 0; i < edge(); ++i) {
        const auto [column, row] = edge_place(i);
        ring.push_back(top(column, row));
    }
    close_body(ring, columns_ * rows_, columns_ * rows_ + edge(), take);
}

void close_body(std::span<const uint32_t> ring, uint32_t foot, uint32_t centre, const Mesh::Take& take) {
    std::vector<Triangle> faces;
    const auto count = static_cast<uint32_t>(ring.size());
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t next = (i + 1) % count, p = foot + i, q = foot + next;
        faces.insert(faces.end(), {{p, q, ring[next]}, {p, ring[next], ring[i]}, {q, p, centre}});
    }
    take(faces);
}

}  // namespace imagelab
