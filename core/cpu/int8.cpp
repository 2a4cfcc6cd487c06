#include "core/cpu/int8.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace imagelab::cpu {
namespace {

constexpr int64_t narrow = 32;  // channels

int64_t aligned_up(int64_t bytes) {
    return (bytes + 63) / 64 * 64;
}

// Parts of a kernel's scratch, one behind the other.
class Int8Scratch {
  public:
    int64_t add(int64_t bytes) { return std::exchange(end_, end_ + aligned_up(bytes)); }
    int64_t bytes() const { return end_; }

  private:
    int64_t end_ = 0;
};

// x rounded into scratch, then the product. `pictures`: of a convolution whose window is more than a pixel.
class Int8Matrix : public Kernel {
  public:
    Int8Matrix(const Lowering& lowering, const WeightRef& weight, const WeightRef& bias, Unary activation, int64_t rows, int64_t depth,
               int64_t taps)
        : rows_(rows), threads_(lowering.threads) {
        const int64_t outputs = weight.shape[0];
        shape_ = {outputs, depth, taps};
        activation_ = static_cast<Activation>(activation);
        const dnnl::memory::desc plain({outputs, depth * taps}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::ab);
        const dnnl::memory::desc packed({shape_.bytes()}, dnnl::memory::data_type::u8, dnnl::memory::format_tag::a);
        weights.push_back({weight, plain, packed, false, shape_});
        if (!bias.empty()) weights.push_back(plain_slot(bias, DType::f32));
        scale_at_ = scratch_.add(rows * static_cast<int64_t>(sizeof(float)));
        zero_at_ = scratch_.add(rows * static_cast<int64_t>(sizeof(int32_t)));
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        const Node& node = frame.schedule.graph.nodes[id];
        x_ = frame.at(node.inputs[0]);
        x_type_ = simd_type(frame.schedule.graph.nodes[node.inputs[0]].dtype);
        const bool one_row = node.factor != no_value && element_count(frame.schedule.graph.nodes[node.factor].shape) == shape_.outputs;
        rounded_ = {reinterpret_cast<uint8_t*>(scratch + bytes_at_), reinterpret_cast<float*>(scratch + scale_at_),
                    reinterpret_cast<int32_t*>(scratch + zero_at_)};
        wide_ = reinterpret_cast<float*>(scratch + wide_at_);
        product_ = {simd_type(node.dtype),
                    shape_,
                    packed[0],
                    rounded_,
                    tiles_.data(),
                    row_of_.data(),
                    static_cast<int64_t>(tiles_.size()),
                    row_step_,
                    shifts_.data(),
                    packed.size() > 1 ? reinterpret_cast<const float*>(packed[1]) : nullptr,
                    activation_,
                    node.factor != no_value ? frame.at(node.factor) : nullptr,
                    one_row ? 0 : shape_.outputs,
                    node.residual != no_value ? frame.at(node.residual) : nullptr,
                    frame.at(id),
                    threads_};
    }

    void run() override {
        int32_t group = 0;  // packed anew, weights may have another
        std::memcpy(&group, product_.weight, sizeof group);
        round(group);
        int8_kernels().product(product_);
    }

  protected:
    virtual void round(int64_t group) = 0;
    // What lies behind scale_at_ and zero_at_: `bytes` of x, `floats` a product's rounding wants.
    void place(int64_t bytes, int64_t floats) {
        bytes_at_ = scratch_.add(bytes);
        wide_at_ = scratch_.add(floats * static_cast<int64_t>(sizeof(float)));
        scratch_bytes = scratch_.bytes();
        if (tiles_.size() % 2 == 1) row_of_.insert(row_of_.end(), int8_tile, -1);
    }
    void add_tile(int64_t at) { tiles_.push_back(at); }

    int64_t rows_;
    int threads_;
    Int8Weight shape_;
    Activation activation_;
    Int8Scratch scratch_;
    int64_t scale_at_, zero_at_, bytes_at_ = 0, wide_at_ = 0, row_step_ = 0;
    std::vector<int64_t> tiles_, shifts_;
    std::vector<int32_t> row_of_;
    Type x_type_ = Type::f32;
    const std::byte* x_ = nullptr;
    Int8Rows rounded_{};
    float* wide_ = nullptr;
    Int8Product product_{};
};

class Int8Linear final : public Int8Matrix {
  public:
    Int8Linear(const Lowering& lowering, const WeightRef& weight, const WeightRef& bias, Unary activation)
        : Int8Matrix(lowering, weight, bias, activation, element_count(lowering.node().shape) / weight.shape[0], weight.shape[1], 1) {
        const int64_t count = (rows_ + int8_tile - 1) / int8_tile;
        row_step_ = shape_.row_bytes();
        shifts_ = {0};
        for (int64_t tile = 0; tile < count; ++tile) {
            add_tile(tile * int8_tile * row_step_);
            for (int64_t row = tile * int8_tile; row < (tile + 1) * int8_tile; ++row)
                row_of_.push_back(row < rows_ ? static_cast<int32_t>(row) : -1);
        }
        place(count * int8_tile * row_step_, threads_ * shape_.depth);
    }

  private:
    void round(int64_t group) override { int8_kernels().round_rows({x_type_, x_, rows_, shape_.depth, group, rounded_, wide_, threads_}); }
};

// Tiles are 16 outputs of a row; where rows are no multiple of that and neighbours lie side by side, of the picture with its border taken
// as one line, whose border's outputs belong to nothing.
class Int8Conv final : public Int8Matrix {
  public:
    Int8Conv(const Lowering& lowering, const op::Conv2d& op)
        : Int8Matrix(lowering, op.weight, op.bias, op.activation, element_count(lowering.node().shape) / op.weight.shape[0],
                     op.weight.shape[1], op.weight.shape[2] * op.weight.shape[3]),
          op_(op) {
        const Shape& x = lowering.operand(0).shape;
        const Shape& y = lowering.node().shape;
        batch_ = x[0], height_ = x[1], width_ = x[2];
        const int64_t full_width = op.pad_left + width_ + op.pad_right, full_height = op.pad_top + height_ + op.pad_bottom;
        const int64_t row_bytes = shape_.row_bytes();
        row_step_ = op.stride * row_bytes;
        picture_bytes_ = full_width * full_height * row_bytes;
        for (int64_t dy = 0; dy < op.weight.shape[2]; ++dy) {
            for (int64_t dx = 0; dx < op.weight.shape[3]; ++dx) shifts_.push_back((dy * full_width + dx) * row_bytes);
        }
        const bool as_line = op.stride == 1 && y[2] % int8_tile != 0;
        for (int64_t picture = 0; picture < batch_; ++picture) {
            const auto row = [&](int64_t line, int64_t column) {
                const bool kept = line < y[1] && column < y[2];
                row_of_.push_back(kept ? static_cast<int32_t>((picture * y[1] + line) * y[2] + column) : -1);
            };
            for (int64_t at = 0; as_line && at < y[1] * full_width; at += int8_tile) {
                add_tile(picture * picture_bytes_ + at * row_bytes);
                for (int64_t i = at; i < at + int8_tile; ++i) row(i / full_width, i % full_width);
            }
            for (int64_t line = 0; !as_line && line < y[1]; ++line) {
                for (int64_t column = 0; column < y[2]; column += int8_tile) {
                    add_tile(picture * picture_bytes_ + (line * full_width + column) * row_step_);
                    for (int64_t i = column; i < column + int8_tile; ++i) row(line, i);
                }
            }
        }
        outputs_of_picture_ = y[1] * y[2];
        const int64_t beyond = 2 * int8_tile * row_step_;  // what the last tiles read of nothing
        place(batch_ * picture_bytes_ + beyond, threads_ * shape_.depth + batch_ * height_ * int8_extremes);
    }

  private:
    void round(int64_t group) override {
        int8_kernels().round_pictures({x_type_, x_, batch_, height_, width_, shape_.depth, group, op_.pad_top, op_.pad_left, op_.pad_bottom,
                                       op_.pad_right, picture_bytes_, outputs_of_picture_, rounded_, wide_, threads_});
    }

    op::Conv2d op_;
    int64_t batch_, height_, width_, picture_bytes_, outputs_of_picture_;
};

bool is_wide(const Shape& weight) {
    return weight[0] >= narrow && weight[1] >= narrow;
}
bool is_float(const Graph& graph, const Node& node) {
    const auto floats = [](DType dtype) { return dtype == DType::f32 || dtype == DType::bf16; };
    return floats(node.dtype) && floats(graph.nodes[node.inputs[0]].dtype);
}

}  // namespace

bool multiplies_in_int8(const Graph& graph, ValueId id) {
    const Node& node = graph.nodes[id];
    if (const auto* linear = std::get_if<op::Linear>(&node.op))
        return !linear->transposed && node.shape.size() > 2 && is_wide(linear->weight.shape) && is_float(graph, node);
    if (const auto* conv = std::get_if<op::Conv2d>(&node.op))
        return !conv->transposed && conv->plain() && node.factor == no_value && is_wide(conv->weight.shape) && is_float(graph, node);
    return false;
}

std::unique_ptr<Kernel> lower_linear_int8(const Lowering& lowering, const op::Linear& op) {
    return std::make_unique<Int8Linear>(lowering, op.weight, op.bias, op.activation);
}

std::unique_ptr<Kernel> lower_conv2d_int8(const Lowering& lowering, const op::Conv2d& op) {
    const Shape& w = op.weight.shape;
    const bool padded = op.pad_top > 0 || op.pad_left > 0 || op.pad_bottom > 0 || op.pad_right > 0;
    // A window of one pixel is a linear layer, whose pixels have scales of their own.
    if (w[2] == 1 && w[3] == 1 && op.stride == 1 && !padded)
        return std::make_unique<Int8Linear>(lowering, op.weight, op.bias, op.activation);
    return std::make_unique<Int8Conv>(lowering, op);
}

double measured_int8_rate(int threads) {
    constexpr int64_t rows = 512, side = 1024, runs = 3;
    omp_set_num_threads(threads);
    const Int8Weight shape{side, side, 1};
    std::vector<std::byte> weight(static_cast<size_t>(shape.bytes()), std::byte{1});
    std::vector<float> x(static_cast<size_t>(rows * side), 1), y(x.size()), wide(static_cast<size_t>(threads * side));
    std::vector<uint8_t> bytes(static_cast<size_t>(rows * side));
    std::vector<float> scale(rows);
    std::vector<int32_t> zero(rows), row_of(rows);
    std::vector<int64_t> tiles;
    for (int64_t row = 0; row < rows; ++row) row_of[static_cast<size_t>(row)] = static_cast<int32_t>(row);
    for (int64_t row = 0; row < rows; row += int8_tile) tiles.push_back(row * side);
    const int64_t shift = 0;
    const Int8Rows rounded{bytes.data(), scale.data(), zero.data()};
    const Int8Product product{Type::f32,
                              shape,
                              weight.data(),
                              rounded,
                              tiles.data(),
                              row_of.data(),
                              static_cast<int64_t>(tiles.size()),
                              side,
                              &shift,
                              nullptr,
                              Activation::none,
                              nullptr,
                              0,
                              nullptr,
                              y.data(),
                              threads};
    double best = 1e9;
    for (int i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        int8_kernels().round_rows({Type::f32, x.data(), rows, side, int8_group(side), rounded, wide.data(), threads});
        int8_kernels().product(product);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return 2.0 * rows * side * side / best;
}

}  // namespace imagelab::cpu
