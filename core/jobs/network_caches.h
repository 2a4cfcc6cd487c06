#pragma once
// The networks beside a model that jobs and plans named last, opened once while they stay as they are on the disk, so that a job with those
// of the one before finds their weights packed. Any thread may call.
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/families/companions.h"
#include "core/families/model_files.h"
#include "core/pipelines/annotator.h"
#include "core/pipelines/detector.h"
#include "core/pipelines/face_restorer.h"
#include "core/pipelines/reference.h"
#include "core/pipelines/safety_checker.h"
#include "core/pipelines/upscaler.h"
#include "core/request/request.h"

namespace imagelab {

// What was opened last, by what it depends on.
template <class Key, class Opened>
class RecentlyOpened {
  public:
    explicit RecentlyOpened(size_t most) : most_(most) {}

    // `current`: what is known is still as it is on the disk. A failure is not remembered.
    Result<Opened> get(const Key& key, const std::function<bool(const Opened&)>& current, const std::function<Result<Opened>()>& open) {
        const std::lock_guard lock(mutex_);
        for (auto each = entries_.begin(); each != entries_.end(); ++each) {
            if (each->first != key || !current(each->second)) continue;
            entries_.splice(entries_.begin(), entries_, each);
            return entries_.front().second;
        }
        auto opened = open();
        if (!opened) return Failure{opened.error()};
        entries_.emplace_front(key, std::move(*opened));
        if (entries_.size() > most_) entries_.pop_back();
        return entries_.front().second;
    }

  private:
    size_t most_;
    std::mutex mutex_;
    std::list<std::pair<Key, Opened>> entries_;  // used last first
};

// ControlNets and adapters for reference pictures.
class CompanionCache {
  public:
    // Those of a request, beside `base`. The failure names the field, and what cannot be found, read, or put beside this model.
    Result<Companions> open(const Request& request, const ModelFiles& base, const std::filesystem::path& data);

  private:
    struct Beside {
        std::string version;
        UnetConfig unet;
        bool operator==(const Beside&) const = default;
    };
    RecentlyOpened<Beside, OpenedControlNet> controls_{16};
    RecentlyOpened<Beside, OpenedReferenceAdapter> references_{8};
    RecentlyOpened<std::pair<ControlType, std::string>, AnnotatorFiles> annotators_{8};
    RecentlyOpened<std::string, std::shared_ptr<const DetectorFiles>> detectors_{8};
    RecentlyOpened<std::string, std::shared_ptr<const FaceFiles>> faces_{4};
};

// Adapters on one device, with their image encoders.
class ReferenceReaderCache {
  public:
    explicit ReferenceReaderCache(Device& device) : device_(device) {}

    // Of each adapter, in their order. memory_budget: bytes of a device with memory of its own.
    std::vector<std::shared_ptr<ReferenceReader>> open(const ReferenceAdapters& adapters, DType dtype, int64_t memory_budget);

  private:
    struct On {
        const void* opened;  // kept alive by what was made of it
        DType dtype;
        int64_t memory_budget;
        bool operator==(const On&) const = default;
    };
    struct EncoderOn {
        std::string version;
        DType dtype;
        int64_t memory_budget;
        bool operator==(const EncoderOn&) const = default;
    };
    Device& device_;
    RecentlyOpened<EncoderOn, std::shared_ptr<ImageEncoder>> encoders_{4};
    RecentlyOpened<On, std::shared_ptr<ReferenceReader>> readers_{8};
};

// The safety checker of one device. It holds weights only while a run looks at pictures.
class SafetyCheckerCache {
  public:
    explicit SafetyCheckerCache(Device& device) : device_(device) {}
    Result<std::shared_ptr<SafetyChecker>> open(const std::filesystem::path& data);

  private:
    Device& device_;
    RecentlyOpened<std::string, std::shared_ptr<SafetyChecker>> checkers_{2};
};

// Detectors of one device. They hold weights only while a run looks at pictures.
class DetectorCache {
  public:
    explicit DetectorCache(Device& device) : device_(device) {}
    std::shared_ptr<Detector> open(const std::shared_ptr<const DetectorFiles>& files);

  private:
    Device& device_;
    RecentlyOpened<std::shared_ptr<const DetectorFiles>, std::shared_ptr<Detector>> detectors_{8};
};

// Networks of one device that restore faces. They hold weights only while a run does.
class FaceRestorerCache {
  public:
    explicit FaceRestorerCache(Device& device) : device_(device) {}
    std::shared_ptr<FaceRestorer> open(const std::shared_ptr<const FaceFiles>& files);

  private:
    Device& device_;
    RecentlyOpened<std::shared_ptr<const FaceFiles>, std::shared_ptr<FaceRestorer>> restorers_{2};
};

// Networks of one device that make control pictures. They hold weights only while a run does.
class AnnotatorCache {
  public:
    explicit AnnotatorCache(Device& device) : device_(device) {}
    std::shared_ptr<Annotator> open(const AnnotatorFiles& files);

  private:
    Device& device_;
    RecentlyOpened<AnnotatorFiles, std::shared_ptr<Annotator>> annotators_{4};
};

// Enlarging networks of one device. They hold weights only while a run enlarges.
class UpscalerCache {
  public:
    explicit UpscalerCache(Device& device) : device_(device) {}

    // As postprocessing.upscaler names it. memory_budget: bytes of a device with memory of its own.
    Result<std::shared_ptr<Upscaler>> open(const std::string& named, const std::filesystem::path& data, int64_t memory_budget);

  private:
    Device& device_;
    RecentlyOpened<std::pair<std::string, int64_t>, std::shared_ptr<Upscaler>> upscalers_{4};
};

}  // namespace imagelab
