#pragma once
// Adapters on a model: the patched weights of each of its parts.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/adapters/patched_weights.h"
#include "core/adapters/textual_inversion.h"
#include "core/families/model_files.h"

namespace imagelab {

struct Adaptation {
    std::vector<AppliedAdapter> adapters;
    std::map<std::string, std::shared_ptr<const PatchedWeights>> parts;  // as ModelFiles::parts() names them; none without adapters
    std::vector<TextualInversion> inversions;  // those of files that a prompt names, and those that the adapters bring
    std::vector<std::string> notes;            // what the files hold and the model has no place for, a sentence each
};

// Reads headers, and the vectors of `embeddings` (files of textual inversions). The failure names the file, the key, what was found and
// what was expected.
Result<Adaptation> adapt(const ModelFiles& files, const std::vector<AppliedAdapter>& adapters,
                         const std::vector<std::filesystem::path>& embeddings = {});

// Of weights that are no model's as it lies on the disk: parts as ModelFiles::parts() gives them, without inversions.
Result<Adaptation> adapt_parts(std::vector<ModelPart> parts, const std::vector<AppliedAdapter>& adapters);

PatchWork work_of(const Adaptation& adaptation);
size_t adapter_bytes_of(const Adaptation& adaptation);  // of the adapters' files that are read beside the base's weights

bool same_adapters(const std::vector<AppliedAdapter>& a, const std::vector<AppliedAdapter>& b);

}  // namespace imagelab
