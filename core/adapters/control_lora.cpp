#include "core/adapters/control_lora.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/adapters/matrix_product.h"
#include "core/base/error.h"
#include "core/weights/convert.h"
#include "core/weights/shapes.h"

namespace imagelab {
namespace {

constexpr std::string_view up_end = ".up", down_end = ".down";
// What a ControlNet has of a UNet.
constexpr std::string_view copied[] = {"conv_in.", "time_embedding.", "add_embedding.", "down_blocks.", "mid_block."};

bool is_copied(std::string_view name) {
    return std::any_of(std::begin(copied), std::end(copied), [&](std::string_view begin) { return name.starts_with(begin); });
}

// base + up down, rows of the first axis at a time.
class LowRankSource final : public TensorSource {
  public:
    struct Read {
        std::string name;
        TensorView view;
        std::shared_ptr<const WeightMap> owner;
    };
    LowRankSource(Read base, Read up, Read down)
        : base_(std::move(base)), up_(std::move(up)), down_(std::move(down)), rank_(down_.view.shape[0]) {
        rows_ = base_.view.shape[0];
        columns_ = element_count(base_.view.shape) / rows_;
    }

    void read(int64_t first, int64_t count, float* target) const override {
        const std::vector<float> down = whole(down_);
        const int64_t begin = first / columns_, end = (first + count + columns_ - 1) / columns_;
        std::vector<float> lines(static_cast<size_t>((end - begin) * columns_)), up(static_cast<size_t>((end - begin) * rank_));
        rows_of_view(base_, begin, end, lines.data());
        rows_of_view(up_, begin, end, up.data());
        add_product(up.data(), down.data(), end - begin, rank_, columns_, 1, lines.data());
        std::copy_n(lines.data() + (first - begin * columns_), count, target);
    }
    size_t stored_bytes() const override { return base_.view.bytes() + up_.view.bytes() + down_.view.bytes(); }
    std::vector<std::span<const std::byte>> in_file() const override {
        std::vector<std::span<const std::byte>> found;
        for (const Read* part : {&base_, &up_, &down_}) {
            const TensorView& view = part->view;
            const auto spans = view.source ? view.source->in_file() : std::vector{std::span(view.data, view.bytes())};
            found.insert(found.end(), spans.begin(), spans.end());
        }
        return found;
    }
    void release(int64_t first, int64_t count) const override {
        if (first + count < rows_ * columns_) return;  // other rows need the factors, too
        for (const Read* part : {&base_, &up_, &down_}) part->owner->release(part->view);
    }

  private:
    static void rows_of_view(const Read& part, int64_t begin, int64_t end, float* target) {
        if (!read_rows(part.view, begin, end, target)) throw Error(not_finite(part.name, part.view, part.owner->source()).message);
    }
    static std::vector<float> whole(const Read& part) {
        std::vector<float> values(static_cast<size_t>(element_count(part.view.shape)));
        rows_of_view(part, 0, part.view.shape[0], values.data());
        return values;
    }

    Read base_, up_, down_;
    int64_t rows_ = 0, columns_ = 0, rank_ = 0;
};

class ControlLoraWeights final : public WeightMap {
  public:
    ControlLoraWeights(std::shared_ptr<const WeightMap> file, std::shared_ptr<const WeightMap> unet)
        : file_(std::move(file)), unet_(std::move(unet)) {
        source_ = file_->source() + " + " + unet_->source();
        for (const auto& [name, view] : unet_->tensors()) {
            if (is_copied(name)) tensors_.emplace(name, view);
        }
        for (const auto& [name, view] : file_->tensors()) {
            if (name == "lora_controlnet") continue;
            if (name.ends_with(up_end)) {
                const std::string module = name.substr(0, name.size() - up_end.size());
                tensors_[module + ".weight"] = changed_tensor(module, view);
            } else if (!name.ends_with(down_end)) {
                tensors_[name] = view;
            } else if (file_->find(name.substr(0, name.size() - down_end.size()) + std::string(up_end)) == nullptr) {
                throw Error(file_->source() + ": tensor \"" + name + "\" has no partner \".up\"; the file is not whole, fetch it again");
            }
        }
    }

    void release(const TensorView& view) const override {
        if (view.source) return view.source->release(0, element_count(view.shape));
        file_->release(view);  // each map knows its own files
        unet_->release(view);
    }
    std::string damage() const override {
        std::string damage = file_->damage();
        return damage.empty() ? unet_->damage() : damage;
    }
    bool is_current() const override { return file_->is_current() && unet_->is_current(); }

  private:
    TensorView changed_tensor(const std::string& module, const TensorView& up) const {
        const std::string name = module + ".weight", key = module + std::string(up_end), partner = module + std::string(down_end);
        const TensorView* base = unet_->find(name);
        if (base == nullptr)
            throw Error(file_->source() + ": tensor \"" + key + "\" changes what this model has not; choose one made for this model");
        const TensorView* down = file_->find(partner);
        if (down == nullptr)
            throw Error(file_->source() + ": tensor \"" + partner + "\" is missing beside \"" + key +
                        "\"; the file is not whole, fetch it again");
        const auto columns = [](const TensorView& view) { return view.shape.empty() ? 0 : element_count(view.shape) / view.shape[0]; };
        const bool fits = !base->shape.empty() && !up.shape.empty() && !down->shape.empty() && up.shape[0] == base->shape[0] &&
                          columns(up) == down->shape[0] && columns(*down) == columns(*base);
        if (!fits)
            throw Error(file_->source() + ": tensors \"" + key + "\" " + shape_text(up.shape) + " and \".down\" " +
                        shape_text(down->shape) + " do not make the change of a tensor " + shape_text(base->shape) +
                        "; choose one made for this model");
        TensorView view = *base;
        view.dtype = base->dtype == DType::f64 ? DType::f32 : base->dtype;
        view.data = nullptr;
        view.transposed = false;
        view.source = std::make_shared<LowRankSource>(LowRankSource::Read{name, *base, unet_}, LowRankSource::Read{key, up, file_},
                                                      LowRankSource::Read{partner, *down, file_});
        return view;
    }

    std::shared_ptr<const WeightMap> file_, unet_;
};

}  // namespace

std::shared_ptr<const WeightMap> control_lora_weights(std::shared_ptr<const WeightMap> file, std::shared_ptr<const WeightMap> unet) {
    return std::make_shared<ControlLoraWeights>(std::move(file), std::move(unet));
}

}  // namespace imagelab
