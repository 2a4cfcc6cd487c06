#include "tests/support/yolo_network.h"

#include <cmath>

#include "tests/support/onnx_builder.h"

namespace imagelab::test {
namespace {

// A table that depends on the picture as far as 0 times it does.
void add_table(OnnxBuilder& model, const std::string& name, const std::vector<int64_t>& shape, const std::vector<float>& values) {
    model.output(name, 1, shape);
    model.initializer("table " + name, shape, values);
    model.node("Add", {"table " + name, "nothing"}, {name});
}

OnnxBuilder began() {
    OnnxBuilder model;
    model.input("images", 1, {1, 3, planted_side, planted_side});
    model.initializer("zero", {1, 3, 1, 1}, std::vector<float>(3, 0)).integers("scalar", {1, 1, 1});
    model.node("GlobalAveragePool", {"images"}, {"means"}).node("Conv", {"means", "zero"}, {"none"});
    model.node("Reshape", {"none", "scalar"}, {"nothing"});
    return model;
}

int places(int per_place) {
    int count = 0;
    for (const int stride : {8, 16, 32}) count += per_place * (planted_side / stride) * (planted_side / stride);
    return count;
}

}  // namespace

std::string yolo_network(const std::vector<Planted>& planted, const std::vector<std::string>& classes, const YoloLayout& layout) {
    using Kind = YoloLayout::Kind;
    const bool finished = layout.kind == Kind::finished, grid = layout.kind == Kind::grid, rows = layout.kind == Kind::rows || grid;
    const int known = static_cast<int>(classes.size()), first = rows ? 5 : 4;
    const int extent = (finished ? 6 : first + known) + layout.masks, count = finished ? 300 : places(rows && !grid ? 3 : 1);
    std::vector<float> values(static_cast<size_t>(extent) * count);
    for (size_t i = 0; i < planted.size(); ++i) {
        const Planted& part = planted[i];
        const auto put = [&](int number, double value) {
            const size_t candidate = 3 * i + 1, row = static_cast<size_t>(number);
            values[layout.kind == Kind::columns ? row * count + candidate : candidate * extent + row] = static_cast<float>(value);
        };
        const double left = part.x - part.width / 2, top = part.y - part.height / 2;
        constexpr double stride = 8;
        const std::vector<double> box = grid       ? std::vector{part.x / stride - static_cast<double>(3 * i + 1), part.y / stride,
                                                           std::log(part.width / stride), std::log(part.height / stride)}
                                        : finished ? std::vector{left, top, left + part.width, top + part.height}
                                                   : std::vector{part.x, part.y, part.width, part.height};
        for (int c = 0; c < 4; ++c) put(c, box[static_cast<size_t>(c)]);
        put(finished || rows ? 4 : first + part.kind, rows ? 1 : part.score);
        if (finished) put(5, part.kind);
        if (rows) put(first + part.kind, part.score);
        if (layout.masks > 0) put(extent - layout.masks + static_cast<int>(i) % layout.masks, 1);
    }
    OnnxBuilder model = began();
    const bool columns = layout.kind == Kind::columns;
    add_table(model, "output0", {1, columns ? extent : count, columns ? count : extent}, values);
    if (layout.masks > 0) {
        const int side = planted_side / 4;
        std::vector<float> prototypes;
        for (int m = 0; m < layout.masks; ++m) {
            for (int i = 0; i < side * side; ++i) prototypes.push_back(i / side < side / 2 ? 1.0f : -1.0f);
        }
        add_table(model, "output1", {1, layout.masks, side, side}, prototypes);
    }
    std::string names;
    for (int i = 0; i < known; ++i) names += (i > 0 ? ", " : "") + std::to_string(i) + ": '" + classes[static_cast<size_t>(i)] + "'";
    if (known > 0) model.metadata("names", "{" + names + "}");
    return model.bytes();
}

std::string points_network(int width, int height, const std::vector<PlantedPoint>& points) {
    OnnxBuilder model;
    model.input("image", 1, {1, 3, height, width});
    model.initializer("zero", {1, 3, 1, 1}, std::vector<float>(3, 0)).integers("scalar", {1, 1, 1});
    model.node("GlobalAveragePool", {"image"}, {"means"}).node("Conv", {"means", "zero"}, {"none"});
    model.node("Reshape", {"none", "scalar"}, {"nothing"});
    const auto count = static_cast<int64_t>(points.size());
    for (const bool across : {true, false}) {
        const int64_t extent = 2 * (across ? width : height);
        std::vector<float> values(static_cast<size_t>(count * extent));
        for (size_t i = 0; i < points.size(); ++i) {
            const auto place = static_cast<int64_t>(std::lround(2 * (across ? points[i].x : points[i].y)));
            values[static_cast<size_t>(static_cast<int64_t>(i) * extent + place)] = static_cast<float>(points[i].score);
        }
        add_table(model, across ? "simcc_x" : "simcc_y", {1, count, extent}, values);
    }
    return model.bytes();
}

std::string yunet_network(int column, int row, double score, const std::vector<double>& points) {
    OnnxBuilder model = began();
    for (const int stride : {8, 16, 32}) {
        const int wide = planted_side / stride, count = wide * wide;
        for (const auto& [kind, extent] : {std::pair("cls", 1), std::pair("obj", 1), std::pair("bbox", 4), std::pair("kps", 10)}) {
            std::vector<float> values(static_cast<size_t>(count) * extent);
            const size_t at = static_cast<size_t>(row * wide + column);
            if (stride == 8 && extent == 1) values[at] = static_cast<float>(score);
            if (stride == 8 && extent == 4) {
                const double box[] = {4 / 8.0, 2 / 8.0, std::log(16 / 8.0), std::log(24 / 8.0)};
                for (size_t c = 0; c < 4; ++c) values[at * 4 + c] = static_cast<float>(box[c]);
            }
            if (stride == 8 && extent == 10) {
                for (size_t c = 0; c < 10; ++c) values[at * 10 + c] = static_cast<float>(points[c] / stride);
            }
            add_table(model, std::string(kind) + "_" + std::to_string(stride), {1, count, extent}, values);
        }
    }
    return model.bytes();
}

}  // namespace imagelab::test
