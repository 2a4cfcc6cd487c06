#pragma once
// What the parts of a runner share: the models of a request, opened, and failures; within core/jobs.
#include "core/jobs/runner.h"

namespace imagelab {

// A failure of a job with what it concerns.
struct JobFailure : Error {
    JobFailure(JobResult::Cause cause, const std::string& message) : Error(message), cause(cause) {}
    JobResult::Cause cause;
};

template <class T>
T must(Result<T> result, JobResult::Cause cause) {
    if (!result) throw JobFailure(cause, result.error());
    return std::move(result).value();
}
inline void must(const Result<void>& result, JobResult::Cause cause) {
    if (!result) throw JobFailure(cause, result.error());
}

// What the allocator holds beside what programs plan: file headers, tokenizers, the picture on its way to the disk.
constexpr int64_t overhead_bytes = 12 << 20;

// Promises memory while it lives.
class Promise {
  public:
    Promise(MemoryLedger& ledger, const void* who) : ledger_(ledger), who_(who) {}
    ~Promise() {
        {
            const std::lock_guard lock(ledger_.mutex);
            ledger_.promised.erase(who_);
        }
        ledger_.changed.notify_all();
    }
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;

  private:
    MemoryLedger& ledger_;
    const void* who_;
};
// Textual inversions that the prompts name, each with the first 12 digits of its file's SHA-256; none of one that came within a LoRA.
std::vector<std::pair<std::string, std::string>> embeddings_in_words(const ResolvedRequest& resolved, const ModelFiles& files,
                                                                     const Adaptation& adaptation);

// What is said of few-step settings: of the model, else of the first LoRA that is made for few steps and is put on. Empty: nothing.
std::string caution_of(const ResolvedRequest& resolved, const ModelFiles& files);

// The models of a request, opened.
struct Runner::Opened {
    std::shared_ptr<DiffusionModel> base, refiner;                 // refiner: null where the request names none
    std::vector<ModelSources> sources;                             // of each
    std::shared_ptr<Upscaler> upscaler, hires_upscaler;            // null: none is named, or it is no network
    std::shared_ptr<SafetyChecker> safety;                         // null: none is asked for
    Companions companions;                                         // of the base
    std::map<ControlType, std::shared_ptr<Annotator>> annotators;  // of them
    std::shared_ptr<FaceRestorer> faces;                           // null: none is asked for
    std::vector<std::shared_ptr<Detector>> detectors;              // of each of its detailers
    std::vector<std::shared_ptr<ReferenceReader>> readers;         // of each of its references
    RunModels models() const {
        RunModels models(*base, refiner.get());
        models.upscaler = upscaler.get(), models.hires_upscaler = hires_upscaler.get();
        models.safety = safety.get(), models.faces = faces.get();
        for (const auto& [type, annotator] : annotators) models.annotators[type] = annotator.get();
        for (const auto& detector : detectors) models.detectors.push_back(detector.get());
        for (const auto& reader : readers) models.references.push_back(reader.get());
        return models;
    }
    const ModelFiles& files() const { return base->files(); }
    const ModelFiles* refiner_files() const { return refiner ? &refiner->files() : nullptr; }
    ModelCache::Models all() const {
        return refiner ? ModelCache::Models{refiner.get(), base.get()} : ModelCache::Models{base.get()};  // the base is used last
    }
};

}  // namespace imagelab
