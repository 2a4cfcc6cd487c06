#pragma once
// Pictures said in tags by a network of DATA/models/taggers: for the gallery, as captions, as a prompt.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device.h"
#include "core/gallery/gallery.h"
#include "core/pipelines/tagger.h"
#include "core/training/config.h"

namespace imagelab {

struct Tagging {
    std::vector<std::filesystem::path> pictures;
    std::string network;  // path or name; empty: the first of DATA/models/taggers
    TagWish wish = {};
};
// One picture: its tags, or why there are none.
struct Tagged {
    std::filesystem::path picture;
    Result<std::vector<FoundTag>> tags;
};
// Each in their order to `take`, which may end it by false; `borrow` gives the device for one picture, so that jobs may run in between.
// Gives back the network's name. The failure: there is no tagger here. Throws Error, Cancelled.
using BorrowDevice = std::function<void(const std::function<void(Device&)>& use)>;
Result<std::string> tag_pictures(const BorrowDevice& borrow, const Tagging& wanted, const std::filesystem::path& data,
                                 const std::function<bool(const Tagged&)>& take, const CancelToken& cancel);

// Those of the gallery and its folders that nobody gave a tag (albums are none), photographs without any mark too, the newest first.
Result<std::vector<std::filesystem::path>> untagged_pictures(const Gallery& gallery);
// Joins them to the picture's tags, whose order stays. The failure: it is not in the gallery, or the disk refuses.
Result<void> add_tags(Gallery& gallery, const std::filesystem::path& picture, const std::vector<FoundTag>& tags);

// The tagger of a training; null: it has none. Throws BadField.
std::shared_ptr<const TaggerFiles> tagger_to_train(const TrainingConfig& config, const std::filesystem::path& data);

}  // namespace imagelab
