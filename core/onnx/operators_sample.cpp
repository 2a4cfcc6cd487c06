// Elements at places that are computed: GridSample, as torch and ONNX Runtime have it (aten/src/ATen/native/GridSampler.h; Jaderberg et al.
// 2015): what lies beyond the image is decided for each element that is read.
#include <cmath>
#include <numeric>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

enum class Beyond { zeros, border, reflection };

Value held(Importer& importer, const Value& x, int64_t extent) {
    return map(importer, x, Function::clip, 0, static_cast<double>(extent - 1));
}

// Back and forth between `low` and `high`.
Value reflected(Importer& importer, const Value& x, double low, double high) {
    const double span = high - low;
    if (span <= 0) return affine(importer, x, 0, low);
    const Value away = map(importer, affine(importer, x, 1, -low), Function::abs);
    const Value turn = binary(importer, away, number(away, 2 * span), Binary::mod);
    return affine(importer, binary(importer, turn, affine(importer, turn, -1, 2 * span), Binary::min), 1, low);
}

// An axis of the image: what of it each place reads.
class SampledAxis {
  public:
    SampledAxis(Importer& importer, int64_t extent, Beyond beyond, bool corners)
        : importer_(importer), extent_(extent), beyond_(beyond), low_(corners ? 0 : -0.5), high_(static_cast<double>(extent) - (corners ? 1 : 0.5)) {}

    // A coordinate in -1..1 in pixels.
    Value pixels(const Value& coordinate) const {
        const double whole = static_cast<double>(extent_), scale = low_ == 0 ? whole - 1 : whole;
        return affine(importer_, coordinate, scale / 2, (whole - 1) / 2);
    }
    struct Tap {
        Value index;  // within the axis
        Value inside;  // 1 or 0; null: always
        Value weight;  // null: 1
    };
    std::vector<Tap> taps(const Value& at, const std::string& mode) const {
        if (mode == "nearest") return {tap(map(importer_, at, Function::round), nullptr)};
        const Value low = map(importer_, at, Function::floor), t = sub(importer_, at, low);
        const auto behind = [&](double by) { return affine(importer_, low, 1, by); };
        if (mode == "linear") return {tap(low, affine(importer_, t, -1, 1)), tap(behind(1), t)};
        const Value u = affine(importer_, t, -1, 1);  // Keys 1981, a = -0.75
        return {tap(behind(-1), far(affine(importer_, t, 1, 1))), tap(low, near(t)), tap(behind(1), near(u)),
                tap(behind(2), far(affine(importer_, u, 1, 1)))};
    }

  private:
    static constexpr double a = -0.75;
    Value near(const Value& t) const {  // ((a + 2) t - (a + 3)) t t + 1
        return affine(importer_, mul(importer_, mul(importer_, affine(importer_, t, a + 2, -(a + 3)), t), t), 1, 1);
    }
    Value far(const Value& t) const {  // ((a t - 5 a) t + 8 a) t - 4 a
        const Value inner = affine(importer_, mul(importer_, affine(importer_, t, a, -5 * a), t), 1, 8 * a);
        return affine(importer_, mul(importer_, inner, t), 1, -4 * a);
    }
    Tap tap(const Value& index, const Value& weight) const {
        if (beyond_ == Beyond::border) return {held(importer_, index, extent_), nullptr, weight};
        if (beyond_ == Beyond::reflection) return {held(importer_, map(importer_, reflected(importer_, index, low_, high_), Function::trunc), extent_), nullptr, weight};
        const Value kept = held(importer_, index, extent_);
        return {kept, cast(importer_, binary(importer_, kept, index, Binary::equal), ElementType::f32), weight};
    }

    Importer& importer_;
    const int64_t extent_;
    const Beyond beyond_;
    const double low_, high_;
};

void grid_sample(NodeContext& node) {
    Importer& importer = node.importer;
    const Value &x = node.in(0), &grid = node.in(1);
    const size_t rank = x->rank(), axes = rank - 2;
    node.require(rank >= 3 && rank <= 5 && grid->rank() == rank && grid->shape[0] == x->shape[0] && grid->shape.back() == static_cast<int64_t>(axes),
                 "x " + shape_text(x->shape) + ", grid " + shape_text(grid->shape));
    std::string mode = node.text("mode", node.version() >= 20 ? "linear" : "bilinear");
    if (mode == "bilinear" || mode == "bicubic") mode = mode.substr(2);
    node.require(mode == "linear" || mode == "cubic" || mode == "nearest", "mode \"" + mode + "\"");
    const std::string padding = node.text("padding_mode", "zeros");
    node.require(padding == "zeros" || padding == "border" || padding == "reflection", "padding_mode \"" + padding + "\"");
    const Beyond beyond = padding == "zeros" ? Beyond::zeros : padding == "border" ? Beyond::border : Beyond::reflection;
    const bool corners = node.integer("align_corners", 0) != 0;

    Shape image(x->shape.begin() + 2, x->shape.end());
    const int64_t channels = x->shape[1], pixels = checked_count(image), all = pixels * x->shape[0];
    node.require(all < int64_t{1} << 24, std::to_string(all) + " pixels; up to 2^24 are built");
    const int64_t places = checked_count(grid->shape) / static_cast<int64_t>(axes), own = places / std::max<int64_t>(1, x->shape[0]);
    std::vector<int> to_rows{0};
    for (int i = 2; i < static_cast<int>(rank); ++i) to_rows.push_back(i);
    to_rows.push_back(1);
    const Value rows = reshaped(importer, transposed(importer, x, to_rows), {all, channels});
    const Value coordinates = cast(importer, reshaped(importer, grid, {places, static_cast<int64_t>(axes)}), ElementType::f32);

    std::vector<std::vector<SampledAxis::Tap>> taps;  // of each axis of the image; the grid names them from the last one on
    for (size_t axis = 0; axis < axes; ++axis) {
        const SampledAxis sampled(importer, image[axis], beyond, corners);
        const Value coordinate = part(importer, coordinates, 1, static_cast<int64_t>(axes - 1 - axis), 1);  // [places, 1]
        taps.push_back(sampled.taps(sampled.pixels(coordinate), mode));
    }
    importer.spend(places);
    std::vector<double> first(static_cast<size_t>(places));
    for (int64_t i = 0; i < places; ++i) first[static_cast<size_t>(i)] = static_cast<double>(i / own * pixels);
    const Value of_image = made(floats_of({places, 1}, first));
    Value sum;
    std::vector<size_t> choice(axes, 0);
    for (bool more = true; more;) {
        Value index, inside, weight;
        for (size_t axis = 0; axis < axes; ++axis) {
            const SampledAxis::Tap& tap = taps[axis][choice[axis]];
            index = index ? add(importer, affine(importer, index, static_cast<double>(image[axis]), 0), tap.index) : tap.index;
            if (tap.inside) inside = inside ? mul(importer, inside, tap.inside) : tap.inside;
            if (tap.weight) weight = weight ? mul(importer, weight, tap.weight) : tap.weight;
        }
        index = add(importer, index, of_image);
        if (inside) index = affine(importer, mul(importer, affine(importer, index, 1, 1), inside), 1, -1);
        Value read = rows_at(importer, rows, reshaped(importer, index, {places}));
        if (weight) read = mul(importer, read, weight);
        sum = sum ? add(importer, sum, read) : read;
        more = false;
        for (size_t axis = axes; axis-- > 0 && !more;) {
            more = ++choice[axis] < taps[axis].size();
            if (!more) choice[axis] = 0;
        }
    }
    Shape made_shape{x->shape[0]};
    made_shape.insert(made_shape.end(), grid->shape.begin() + 1, grid->shape.end() - 1);
    made_shape.push_back(channels);
    std::vector<int> back{0, static_cast<int>(rank) - 1};
    for (int i = 1; i + 1 < static_cast<int>(rank); ++i) back.push_back(i);
    node.out(transposed(importer, reshaped(importer, sum, made_shape), back));
}

constexpr OperatorRow sample_rows[] = {{"GridSample", grid_sample}};

}  // namespace

std::span<const OperatorRow> sample_operators() {
    return sample_rows;
}

}  // namespace imagelab::onnx
