#include "core/pipelines/tagger.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/image/resize.h"
#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

RgbImage on_white_square(const RgbImage& picture, int side) {
    const int whole = std::max(picture.width, picture.height);
    RgbImage square{whole, whole, std::vector<uint8_t>(static_cast<size_t>(whole) * static_cast<size_t>(whole) * 3, 255)};
    const int left = (whole - picture.width) / 2, top = (whole - picture.height) / 2;
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(y) * picture.width * 3, picture.width * 3,
                    square.pixels.begin() + (static_cast<std::ptrdiff_t>(y + top) * whole + left) * 3);
    return whole == side ? square : resize(square, side, side, ResizeFilter::bicubic);
}

// ">_<" and "o_o" keep theirs (the list of the taggers' own demonstration).
bool is_face_of_signs(const std::string& name) {
    return name.size() <= 3 && name.find('_') != name.npos &&
           (name.size() < 3 ||
            std::none_of(name.begin(), name.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }) ||
            name.front() == name.back());
}

std::string readable(std::string name) {
    if (!is_face_of_signs(name)) std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

int order_of(KnownTag::Kind kind) {
    return kind == KnownTag::Kind::character ? 0 : 1;
}

template <class Each>
std::string joined(const std::vector<FoundTag>& tags, const Each& each) {
    std::string text;
    for (const FoundTag& tag : tags) text += (text.empty() ? "" : ", ") + each(tag.name);
    return text;
}

}  // namespace

Tagger::Tagger(Device& device, std::shared_ptr<const TaggerFiles> files)
    : network(device, files->traced.weights, [files](const NetworkShape&) { return files->traced.graph; }), files_(std::move(files)) {}

std::vector<FoundTag> Tagger::found(const RgbImage& picture, const TagWish& wish, const std::function<void(double)>& loading,
                                    const CancelToken& cancel) {
    Program& program = network.ready({}, loading, cancel);
    const RgbImage square = on_white_square(picture, files_->side);
    std::vector<float> pixels(square.pixels.size());
    for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = square.pixels[i - i % 3 + 2 - i % 3];
    program.write(files_->traced.input_port, files_->model.laid_out(std::move(pixels)));
    program.run(cancel);
    std::vector<float> scores = program.read(files_->traced.output_port);
    if (std::any_of(scores.begin(), scores.end(), [](float score) { return !std::isfinite(score); }))
        throw NotFinite("the tagger's scores are not finite");
    const auto [least, most] = std::minmax_element(scores.begin(), scores.end());
    const bool logits = *least < 0 || *most > 1;
    std::vector<FoundTag> tags;
    for (size_t i = 0; i < files_->tags.size(); ++i) {
        const KnownTag& tag = files_->tags[i];
        const float score = logits ? 1 / (1 + std::exp(-scores[i])) : scores[i];
        const double from = tag.kind == KnownTag::Kind::character ? wish.character : wish.general;
        if (tag.kind != KnownTag::Kind::rating && score > from) tags.push_back({readable(tag.name), tag.kind, score});
    }
    std::stable_sort(tags.begin(), tags.end(), [](const FoundTag& a, const FoundTag& b) {
        return order_of(a.kind) != order_of(b.kind) ? order_of(a.kind) < order_of(b.kind) : a.score > b.score;
    });
    return tags;
}

std::string tags_as_prompt(const std::vector<FoundTag>& tags) {
    return joined(tags, [](const std::string& name) {
        std::string escaped;
        for (const char c : name) {
            if (c == '(' || c == ')' || c == '[' || c == ']') escaped += '\\';
            escaped += c;
        }
        return escaped;
    });
}

std::string tags_as_caption(const std::vector<FoundTag>& tags) {
    return joined(tags, [](const std::string& name) { return name; });
}

}  // namespace imagelab
