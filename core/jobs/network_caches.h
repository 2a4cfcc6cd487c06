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

    // What is known while `current` says that it is still as it is on the disk, else opened anew. A failure is not remembered.
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
    // Of a key that changes with what is on the disk.
    Result<Opened> get(const Key& key, const std::function<Result<Opened>()>& open) {
        return get(key, [](const Opened&) { return true; }, open);
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

// Networks of one device, each by the files it was opened of. They hold weights only while a run uses them.
template <class Files, class OnDevice>
class NetworkCache {
  public:
    NetworkCache(Device& device, size_t most) : device_(device), opened_(most) {}

    // `make`: of the device and the files, where they are not known.
    template <class Make>
    std::shared_ptr<OnDevice> open(const Files& files, const Make& make) {
        return *opened_.get(files, [&]() -> Result<std::shared_ptr<OnDevice>> { return std::shared_ptr<OnDevice>(make(device_, files)); });
    }
    std::shared_ptr<OnDevice> open(const Files& files) {
        return open(files, [](Device& device, const Files& its) { return std::make_shared<OnDevice>(device, its); });
    }

  private:
    Device& device_;
    RecentlyOpened<Files, std::shared_ptr<OnDevice>> opened_;
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
