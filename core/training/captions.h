#pragma once
// What a tagger says of a training's pictures that have no caption.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device.h"
#include "core/image/picture.h"
#include "core/pipelines/tagger.h"
#include "core/training/config.h"

namespace imagelab {

// Captions by TrainingConfig's tagger on one device. Each picture is looked at once: its tags are kept in a folder under what it holds, the
// network and the thresholds, so that a training that goes on has the same captions whatever computes them then.
class TaggedCaptions {
  public:
    // An empty folder keeps nothing; what cannot be read there is computed anew, what cannot be written is left out.
    TaggedCaptions(const TrainingConfig& config, Device& device, std::shared_ptr<const TaggerFiles> files, std::filesystem::path folder);

    // trigger_word, then the tags, the surest first, with commas between. Throws Error, NotFinite, Cancelled.
    std::string caption(const RgbImage& picture, const CancelToken& cancel);
    const std::string& network() const { return files_->name; }

  private:
    std::filesystem::path kept_in(const RgbImage& picture) const;

    const TrainingConfig& config_;
    Device& device_;
    std::shared_ptr<const TaggerFiles> files_;
    std::filesystem::path folder_;
    std::string network_digest_;
    std::unique_ptr<Tagger> tagger_;
};

// "a.png, b.png, c.png and 9 more"
std::string some_of(const std::vector<std::string>& names);

}  // namespace imagelab
