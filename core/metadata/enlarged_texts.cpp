#include "core/metadata/enlarged_texts.h"

#include "core/base/number.h"
#include "core/metadata/metadata.h"

namespace imagelab {

std::string enlarged_how(const std::filesystem::path& upscaler, double times) {
    return upscaler.stem().string() + " x" + general_text(times);
}

std::vector<PictureText> enlarged_texts(const std::filesystem::path& picture, PictureFormat format, const std::string& how) {
    std::vector<PictureText> texts;
    if (const auto metadata = read_metadata(picture)) texts = metadata->texts;
    std::erase_if(texts, [](const PictureText& text) { return text.key == "imagelab_enlarged"; });
    texts.push_back({"imagelab_enlarged", how});
    if (!texts_fit(texts, format)) texts = {texts.back()};
    return texts;
}

}  // namespace imagelab
