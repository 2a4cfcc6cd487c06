#include "core/weights/joined_weights.h"

#include <algorithm>

#include "core/base/error.h"

namespace imagelab {

JoinedWeights::JoinedWeights(std::vector<Part> parts) : parts_(std::move(parts)) {
    for (const Part& part : parts_) {
        source_ += (source_.empty() ? "" : " + ") + part.weights->source();
        for (const auto& [name, view] : part.weights->tensors()) {
            if (!tensors_.emplace(part.prefix + name, view).second)
                throw Error(part.weights->source() + ": tensor \"" + part.prefix + name + "\" is there twice");
        }
    }
}

// Each map knows its own files.
void JoinedWeights::release(const TensorView& view) const {
    for (const Part& part : parts_) part.weights->release(view);
}

std::string JoinedWeights::damage() const {
    for (const Part& part : parts_) {
        if (std::string damage = part.weights->damage(); !damage.empty()) return damage;
    }
    return {};
}

std::string JoinedWeights::identity() const {
    std::string all;
    for (const Part& part : parts_) {
        const std::string one = part.weights->identity();
        if (one.empty()) return {};
        all += part.prefix + "=" + one;
    }
    return all;
}

bool JoinedWeights::is_current() const {
    return std::all_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.weights->is_current(); });
}

}  // namespace imagelab
