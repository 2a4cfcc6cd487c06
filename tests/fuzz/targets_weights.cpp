#include <algorithm>
#include <vector>

#include "core/weights/bnb_weights.h"
#include "core/weights/convert.h"
#include "core/weights/detect.h"
#include "core/weights/detect_upscaler.h"
#include "core/weights/gguf.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/keys_sdxl.h"
#include "core/weights/safetensors.h"
#include "core/weights/scaled_weights.h"
#include "core/weights/torch_file.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

constexpr int64_t most_elements = 4096;  // read at either end of a tensor

void read_ends(const TensorView& view) {
    const int64_t count = element_count(view.shape), part = std::min(count, most_elements);
    std::vector<float> values(static_cast<size_t>(part));
    for (const int64_t first : {int64_t{0}, count - part}) {
        try {
            read_elements(view, first, part, DType::f32, reinterpret_cast<std::byte*>(values.data()));
        } catch (const Error&) {  // whole numbers
        }
    }
}

template <class Detect>
void tell(const Detect& detect) {
    try {
        detect();
    } catch (const Error&) {
    }
}

// What opening a model asks of the tensors of a file.
void tell_model(const TensorViews& tensors) {
    tell([&] { describe_other_model(tensors); });
    tell([&] { (void)detect_upscaler(tensors); });
    tell([&] { canonical_clip(tensors); });
    tell([&] { canonical_vae(tensors); });
    tell([&] {
        SdxlTensors parts = split_sdxl_single_file(tensors);
        const Settings none;
        tell([&] { detect_unet(MappedWeights(std::move(parts.unet), "file", {}), none); });
        tell([&] { detect_vae(MappedWeights(std::move(parts.vae), "file", {}), none); });
        tell([&] { detect_clip(MappedWeights(std::move(parts.text_encoder), "file", {}), none, TextEncoder::first); });
        tell([&] { detect_clip(MappedWeights(std::move(parts.text_encoder_2), "file", {}), none, TextEncoder::second); });
    });
    const MappedWeights plain(tensors, "file", {});
    tell([&] { detect_pixart(plain, {}); });
    tell([&] { detect_t5(plain, {}); });
}

void read_all(WeightContents (*read)(std::span<const std::byte>), std::span<const std::byte> bytes, bool detect) {
    try {
        WeightContents contents = read(bytes);
        join_bnb_weights(contents);
        apply_scales(contents);
        for (const auto& [name, view] : contents.tensors) read_ends(view);
        if (detect) tell_model(contents.tensors);
    } catch (const Error&) {
    }
}

}  // namespace

void run_pickle(std::span<const std::byte> bytes) {
    read_all(read_torch_file, bytes, false);
}

void run_gguf(std::span<const std::byte> bytes) {
    if (bytes.size() >= 4) read_all(read_gguf, bytes, false);  // the four bytes told that it is GGUF
}

void run_safetensors(std::span<const std::byte> bytes) {
    read_all(read_safetensors, bytes, true);
}

}  // namespace imagelab::fuzz
