#pragma once
// Small detectors for tests: networks of the published layouts that find what they are told, whatever they see.
#include <string>
#include <vector>

namespace imagelab::test {

// In pixels of the network's square: middle, sides, class, score.
struct Planted {
    double x, y, width, height;
    int kind = 0;
    double score = 0.9;
};

constexpr int planted_side = 64;  // 84 candidates of strides 8, 16 and 32

struct YoloLayout {
    enum class Kind { columns, rows, finished, grid } kind = Kind::columns;
    int masks = 0;  // coefficients; part i of the planted has its own prototype, which is 1 in the upper half
};
// `classes`: of its metadata, "{0: 'face', 1: 'hand'}"; how many is told by them.
std::string yolo_network(const std::vector<Planted>& planted, const std::vector<std::string>& classes, const YoloLayout& layout = {});

// A network of SimCC's two outputs, twice as fine as its picture: each point's place in pixels of it, and how sure it is of it.
struct PlantedPoint {
    double x, y, score;
};
std::string points_network(int width, int height, const std::vector<PlantedPoint>& points);

// YuNet's outputs for a square of planted_side pixels, with one face at (column, row) of stride 8 whose box is 16 pixels wide and 24 high
// around the middle of that place's corner, moved by (4, 2) pixels. Its key points: steps from that corner in pixels, two a point.
std::string yunet_network(int column, int row, double score, const std::vector<double>& points = std::vector<double>(10));

}  // namespace imagelab::test
