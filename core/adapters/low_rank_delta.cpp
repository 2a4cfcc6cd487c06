// LoRA (Hu et al. 2021), LoHa and LoKr (Yeh et al. 2023): products of small factors.
#include <algorithm>
#include <atomic>
#include <vector>

#include "core/adapters/delta.h"
#include "core/adapters/factor.h"
#include "core/adapters/matrix_product.h"

namespace imagelab {
namespace {

const AdapterModule::Part& part(const AdapterModule& module, std::string_view name) {
    return module.parts.find(name)->second;
}

// left [rows, r] right [r, columns].
struct Product {
    AdapterFactor left, right;
    uint64_t id = next_id();

    // Rows come in bands, a tensor on one thread most of the time: each thread keeps the right side that it multiplied with last.
    void add(int64_t begin, int64_t end, float scale, float* target) const {
        thread_local struct {
            uint64_t of = 0;
            float scale = 0;
            StripMatrix matrix;
        } last;
        std::vector<float> scratch;
        if (last.of != id || last.scale != scale) {
            last.of = 0;  // until it is read whole
            last.matrix = StripMatrix(right.read(scratch), right.rows(), right.columns(), scale);
            last.of = id, last.scale = scale;
        }
        add_product(left.read(begin, end, scratch), last.matrix, end - begin, target);
    }

  private:
    static uint64_t next_id() {
        static std::atomic<uint64_t> ids{0};
        return ++ids;
    }
};

Product product(AdapterFactor left, AdapterFactor right, const AdapterModule& module) {
    if (left.columns() != right.rows())
        throw Error("module \"" + module.name + "\" multiplies " + shape_text({left.rows(), left.columns()}) + " with " +
                    shape_text({right.rows(), right.columns()}) + ": the file is damaged");
    return {std::move(left), std::move(right)};
}

// Factors `a` and `b` of the file, with `core` between them where the file has it: then `a` lies the other way round but in LoRA.
Product read_product(const AdapterFile& file, const AdapterModule& module, std::string_view a, std::string_view b, std::string_view core) {
    AdapterFactor left(file, part(module, a)), right(file, part(module, b));
    const TensorView* middle = module.find(core);
    if (!middle) return product(std::move(left), std::move(right), module);
    if (middle->shape.size() != 4 || middle->shape[1] != right.rows())
        throw Error("tensor \"" + part(module, core).key + "\" has shape " + shape_text(middle->shape) + ", expected [r, " +
                    std::to_string(right.rows()) + ", h, w]");
    AdapterFactor combined = tucker_right(AdapterFactor(file, part(module, core)), middle->shape, right);
    return product(module.kind == AdapterKind::lora ? std::move(left) : left.transposed(), std::move(combined), module);
}

class LoraDelta final : public Delta {
  public:
    explicit LoraDelta(Product product) : Delta(product.left.rows(), product.right.columns()), product_(std::move(product)) {}
    void add(int64_t begin, int64_t end, const float*, float scale, float* target) const override {
        product_.add(begin, end, scale, target);
    }

  private:
    Product product_;
};

class LohaDelta final : public Delta {
  public:
    LohaDelta(Product first, Product second)
        : Delta(first.left.rows(), first.right.columns()), first_(std::move(first)), second_(std::move(second)) {}
    void add(int64_t begin, int64_t end, const float*, float scale, float* target) const override {
        const auto count = static_cast<size_t>((end - begin) * columns());
        std::vector<float> one(count), two(count);
        first_.add(begin, end, scale, one.data());
        second_.add(begin, end, 1, two.data());
        for (size_t i = 0; i < count; ++i) target[i] += one[i] * two[i];
    }

  private:
    Product first_, second_;
};

// kron(w1 [o1, i1], w2 [o2, i2 * h * w]): row o1' o2 + o2' holds w1[o1', i1'] w2[o2', :] for each i1'.
class LokrDelta final : public Delta {
  public:
    LokrDelta(std::vector<float> w1, int64_t o1, int64_t i1, Product w2, bool whole)
        : Delta(o1 * w2.left.rows(), i1 * (whole ? w2.left.columns() : w2.right.columns())),
          w1_(std::move(w1)),
          i1_(i1),
          o2_(w2.left.rows()),
          w2_(std::move(w2)),
          whole_(whole) {}

    void add(int64_t begin, int64_t end, const float*, float scale, float* target) const override {
        const int64_t width = columns() / i1_;
        std::vector<float> scratch;
        for (int64_t row = begin; row < end;) {
            const int64_t group = row / o2_, last = std::min(end, (group + 1) * o2_);
            const float* second = second_rows(row - group * o2_, last - group * o2_, width, scratch);
            for (; row < last; ++row, second += width) {
                float* to = target + (row - begin) * columns();
                for (int64_t i = 0; i < i1_; ++i, to += width) {
                    const float factor = scale * w1_[static_cast<size_t>(group * i1_ + i)];
                    for (int64_t column = 0; column < width; ++column) to[column] += factor * second[column];
                }
            }
        }
    }

  private:
    const float* second_rows(int64_t begin, int64_t end, int64_t width, std::vector<float>& scratch) const {
        if (whole_) return w2_.left.read(begin, end, scratch);
        scratch.assign(static_cast<size_t>((end - begin) * width), 0);
        w2_.add(begin, end, 1, scratch.data());
        return scratch.data();
    }

    std::vector<float> w1_;
    int64_t i1_, o2_;
    Product w2_;
    bool whole_;  // w2 is its left side alone
};

}  // namespace

std::unique_ptr<const Delta> lora_delta(const AdapterFile& file, const AdapterModule& module) {
    return std::make_unique<LoraDelta>(read_product(file, module, "lora_up", "lora_down", "lora_mid"));
}

std::unique_ptr<const Delta> loha_delta(const AdapterFile& file, const AdapterModule& module) {
    Product first = read_product(file, module, "hada_w1_a", "hada_w1_b", "hada_t1"),
            second = read_product(file, module, "hada_w2_a", "hada_w2_b", "hada_t2");
    if (first.left.rows() != second.left.rows() || first.right.columns() != second.right.columns())
        throw Error("module \"" + module.name + "\" has two products of other shapes: the file is damaged");
    return std::make_unique<LohaDelta>(std::move(first), std::move(second));
}

std::unique_ptr<const Delta> lokr_delta(const AdapterFile& file, const AdapterModule& module) {
    std::vector<float> w1;
    int64_t o1 = 0, i1 = 0;
    if (module.find("lokr_w1")) {
        const AdapterFactor whole(file, part(module, "lokr_w1"));
        std::vector<float> scratch;
        o1 = whole.rows(), i1 = whole.columns();
        const float* values = whole.read(scratch);
        w1.assign(values, values + o1 * i1);
    } else {
        const Product factors = read_product(file, module, "lokr_w1_a", "lokr_w1_b", "");
        o1 = factors.left.rows(), i1 = factors.right.columns();
        if (o1 > most_combined / i1) throw Error("module \"" + module.name + "\" has factors too large for any layer");
        w1.resize(static_cast<size_t>(o1 * i1));
        factors.add(0, o1, 1, w1.data());
    }
    const bool whole = module.find("lokr_w2");
    Product w2 =
        whole ? Product{AdapterFactor(file, part(module, "lokr_w2")), {}} : read_product(file, module, "lokr_w2_a", "lokr_w2_b", "lokr_t2");
    return std::make_unique<LokrDelta>(std::move(w1), o1, i1, std::move(w2), whole);
}

}  // namespace imagelab
