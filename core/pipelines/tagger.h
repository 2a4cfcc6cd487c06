#pragma once
// What a picture shows, in tags, by a network on one device.
#include "core/families/network.h"
#include "core/families/tagger_files.h"
#include "core/image/picture.h"
#include "core/pipelines/tag_wish.h"

namespace imagelab {

struct FoundTag {
    std::string name;  // with blanks for underscores, but for faces of signs (^_^)
    KnownTag::Kind kind = KnownTag::Kind::general;
    float score = 0;  // 0..1
};

class Tagger {
  public:
    Tagger(Device& device, std::shared_ptr<const TaggerFiles> files);

    const TaggerFiles& files() const { return *files_; }
    // The picture in the middle of a white square, bicubic, blue first, 0..255, as the networks were trained. Characters first, then what
    // is general, the surest first; ratings are left out. Throws Error, NotFinite, Cancelled.
    std::vector<FoundTag> found(const RgbImage& picture, const TagWish& wish, const std::function<void(double share)>& loading,
                                const CancelToken& cancel);

    Network network;

  private:
    std::shared_ptr<const TaggerFiles> files_;
};

// "1girl, hatsune miku \(cosplay\)": brackets of a tag weigh nothing in a prompt. As a caption they stand as they are.
std::string tags_as_prompt(const std::vector<FoundTag>& tags);
std::string tags_as_caption(const std::vector<FoundTag>& tags);

}  // namespace imagelab
