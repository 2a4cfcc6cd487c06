#include "core/adapters/branch_factors.h"

#include <algorithm>

namespace imagelab {
namespace {

// Rows that are read whole from the terms' factors.
class FactorRows : public TensorSource {
  public:
    FactorRows(std::vector<BranchTerm> terms, int64_t columns) : terms_(std::move(terms)), columns_(columns) {}

    void read(int64_t first, int64_t count, float* target) const override {
        const int64_t begin = first / columns_, end = (first + count + columns_ - 1) / columns_;
        if (first == begin * columns_ && count == (end - begin) * columns_) return rows(begin, end, target);
        std::vector<float> whole(static_cast<size_t>((end - begin) * columns_));
        rows(begin, end, whole.data());
        std::copy_n(whole.data() + (first - begin * columns_), count, target);
    }
    size_t stored_bytes() const override {
        size_t bytes = 0;
        for (const BranchTerm& term : terms_) bytes += part(term).bytes();
        return bytes;
    }
    std::vector<std::span<const std::byte>> in_file() const override {
        std::vector<std::span<const std::byte>> found;
        for (const BranchTerm& term : terms_) {
            const TensorView& view = part(term);
            const auto spans = view.source ? view.source->in_file() : std::vector{std::span(view.data, view.bytes())};
            found.insert(found.end(), spans.begin(), spans.end());
        }
        return found;
    }
    void release(int64_t, int64_t) const override {}  // small, and read once more where the layer stands in a graph twice

  protected:
    virtual void rows(int64_t begin, int64_t end, float* target) const = 0;
    virtual const TensorView& part(const BranchTerm& term) const = 0;
    const std::vector<BranchTerm>& terms() const { return terms_; }
    int64_t columns() const { return columns_; }

  private:
    std::vector<BranchTerm> terms_;
    int64_t columns_;
};

class DownRows final : public FactorRows {
  public:
    using FactorRows::FactorRows;

  protected:
    void rows(int64_t begin, int64_t end, float* target) const override {
        int64_t first = 0;
        std::vector<float> scratch;
        for (const BranchTerm& term : terms()) {
            const int64_t from = std::max(begin, first), to = std::min(end, first + term.rank());
            if (from < to) {
                const float* values = term.down.read(from - first, to - first, scratch);
                std::copy_n(values, (to - from) * columns(), target + (from - begin) * columns());
            }
            first += term.rank();
        }
    }
    const TensorView& part(const BranchTerm& term) const override { return term.down_view; }
};

class UpRows final : public FactorRows {
  public:
    using FactorRows::FactorRows;

  protected:
    void rows(int64_t begin, int64_t end, float* target) const override {
        int64_t column = 0;
        std::vector<float> scratch;
        for (const BranchTerm& term : terms()) {
            const float* values = term.up.read(term.first_row + begin, term.first_row + end, scratch);
            for (int64_t row = 0; row < end - begin; ++row) {
                for (int64_t i = 0; i < term.rank(); ++i) target[row * columns() + column + i] = term.scale * values[row * term.rank() + i];
            }
            column += term.rank();
        }
    }
    const TensorView& part(const BranchTerm& term) const override { return term.up_view; }
};

}  // namespace

std::optional<BranchTerm> branch_term(const std::shared_ptr<const AdapterFile>& file, const AdapterModule& module,
                                      const ChangeTarget& target, double strength) {
    const bool plain = module.kind == AdapterKind::lora && std::all_of(module.parts.begin(), module.parts.end(), [](const auto& part) {
                           return part.first == "lora_up" || part.first == "lora_down" || part.first == "alpha" || part.first == "scale" ||
                                  part.first == "lora_bias";  // which is the bias's
                       });
    if (!plain || target.shape.size() < 2) return std::nullopt;
    const AdapterModule::Part &up = module.parts.find("lora_up")->second, &down = module.parts.find("lora_down")->second;
    BranchTerm term{file, up.view, down.view, AdapterFactor(*file, up), AdapterFactor(*file, down)};
    term.rows = target.shape[0], term.first_row = target.part * term.rows;
    term.scale = static_cast<float>(strength * module.factor);
    const bool fits = term.rank() > 0 && term.down.columns() * term.rows == element_count(target.shape) &&
                      term.up.columns() == term.rank() && term.up.rows() == term.rows * target.parts;
    return fits ? std::optional(std::move(term)) : std::nullopt;
}

BranchFactors branch_factors(const std::vector<BranchTerm>& terms, const Shape& weight) {
    int64_t rank = 0;
    for (const BranchTerm& term : terms) rank += term.rank();
    Shape down = weight;
    down[0] = rank;
    const int64_t columns = element_count(weight) / weight[0];
    BranchFactors made{{DType::f32, down}, {DType::f32, {weight[0], rank}}};
    made.down.source = std::make_shared<DownRows>(terms, columns);
    made.up.source = std::make_shared<UpRows>(terms, rank);
    return made;
}

}  // namespace imagelab
