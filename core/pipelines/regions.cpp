#include "core/pipelines/regions.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/caption_phases.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

Result<void> check_words(const std::string& text, const Request& request) {
    const std::string here = "conditioning.regions: \"" + text + "\" ";
    const PromptLoras tags = take_loras(text);
    if (!tags.loras.empty() || !tags.problems.empty())
        return Failure{here + "names a LoRA, which changes the whole picture: name it in the prompt"};
    const std::vector<CaptionPhase> phases = caption_phases(text, std::nullopt, request.prompt_weights, request.steps);
    if (phases.size() > 1 || phases.front().prompts.size() > 1)
        return Failure{here + "changes on the way ([a:b:0.5], [a|b]) or is made of several (AND), which a region cannot: write it plainly"};
    return {};
}

// The part of [from, to) in [low, high), as a share of it.
double covered(double from, double to, double low, double high) {
    return std::max(0.0, std::min(to, high) - std::max(from, low)) / (to - from);
}

struct Span {
    double from, to;  // in shares of the whole picture's side
};

// How a side of what the model makes lies on that of the whole picture: its content there, from `content_from` to `content_to` of its
// pixels, is what stands from `box_from` to `box_to` of the whole's.
struct SideMap {
    double model = 1, content_from = 0, content_to = 1, box_from = 0, box_to = 1, whole = 1;

    // Places of the latents along the side.
    std::vector<Span> places(int count) const {
        const auto at = [&](int edge) {
            const double inside = (edge * model / count - content_from) / (content_to - content_from);
            return (box_from + inside * (box_to - box_from)) / whole;
        };
        std::vector<Span> all;
        for (int i = 0; i < count; ++i) all.push_back({at(i), at(i + 1)});
        return all;
    }
};

SideMap side_map(int model, int content_from, int content_to, int box_from, int box_to, int whole) {
    return {double(model), double(content_from), double(content_to), double(box_from), double(box_to), double(whole)};
}

// The mask's mean over a place; beyond the picture its edge goes on.
double lightness(const GreyImage& mask, Span across, Span down) {
    const auto pixels = [](Span span, int side) {
        const int from = std::clamp(static_cast<int>(std::floor(span.from * side)), 0, side - 1);
        return std::pair(from, std::clamp(static_cast<int>(std::ceil(span.to * side)), from + 1, side));
    };
    const auto [left, right] = pixels(across, mask.width);
    const auto [top, bottom] = pixels(down, mask.height);
    double sum = 0;
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x)
            sum += mask.pixels[static_cast<size_t>(y) * static_cast<size_t>(mask.width) + static_cast<size_t>(x)];
    }
    return sum / 255.0 / ((right - left) * (bottom - top));
}

}  // namespace

Result<std::vector<PictureRegion>> resolve_regions(const Request& request) {
    std::vector<PictureRegion> all;
    for (const Region& use : request.regions) {
        for (const std::string& text : {use.prompt, use.negative_prompt.value_or("")}) {
            if (auto plain = check_words(text, request); !plain) return Failure{plain.error()};
        }
        PictureRegion& region = all.emplace_back(PictureRegion{use});
        if (use.mask.empty()) continue;
        auto mask = read_mask(use.mask);
        if (!mask) return Failure{"conditioning.regions: " + mask.error()};
        region.mask = std::move(mask->mask);
    }
    return all;
}

std::vector<float> region_shares(const std::vector<PictureRegion>& regions, int height, int width, const Painting* painting) {
    SideMap across_all, down_all;
    if (painting != nullptr) {
        const PictureBox &box = painting->box, &content = painting->content;
        across_all = side_map(painting->start.width, content.left, content.right, box.left, box.right, painting->base.width);
        down_all = side_map(painting->start.height, content.top, content.bottom, box.top, box.bottom, painting->base.height);
    }
    const std::vector<Span> rows = down_all.places(height), columns = across_all.places(width);
    std::vector<float> shares;
    for (const Span& down : rows) {
        for (const Span& across : columns) {
            std::vector<double> own;
            double sum = 0;
            for (const PictureRegion& region : regions) {
                const Region& use = region.use;
                double share =
                    use.weight * covered(across.from, across.to, use.left, use.right) * covered(down.from, down.to, use.top, use.bottom);
                if (share > 0 && region.mask) share *= lightness(*region.mask, across, down);
                own.push_back(share);
                sum += share;
            }
            shares.push_back(static_cast<float>(std::max(0.0, 1 - sum)));
            for (const double share : own) shares.push_back(static_cast<float>(share / std::max(1.0, sum)));
        }
    }
    return shares;
}

}  // namespace imagelab
