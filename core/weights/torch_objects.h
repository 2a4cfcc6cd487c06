#pragma once
// What torch.save pickles (torch/_utils.py, torch/serialization.py), understood without torch: dictionaries of tensors. Of everything else
// that a pickle names nothing is run; what depends on it stays unreadable.
#include <functional>
#include <span>
#include <string>

#include "core/weights/pickle.h"
#include "core/weights/weight_file.h"

namespace imagelab {

// One storage that the pickle refers to: ('storage', torch.FloatStorage, KEY, 'cpu', COUNT).
struct StorageRef {
    std::string key;
    std::string dtype;         // "F32", "BOOL" ... in safetensors' words; "U8" of an untyped one
    uint64_t count = 0;        // elements
    uint64_t view_offset = 0;  // elements; of a view of it (before torch 1.6)
    uint64_t bytes() const;    // Throws Error where it does not fit 64 bits.
};
std::string storage_dtype(const std::string& type);  // of "torch.FloatStorage"; empty: torch has no such storage
// Of a persistent node. Throws Error where it names anything but a storage.
StorageRef storage_ref(const Pickle& pickle, const PickleNode& persistent);

// A tensor that a persistent id stands for (before torch 0.2).
struct StoredTensor {
    StorageRef storage;
    std::span<const std::byte> bytes;  // of the storage
    int64_t offset = 0;                // elements
    Shape shape, strides;
};

// The tensors of the dictionary that the pickle holds, those of dictionaries within under joined names ("image_proj.norm.weight"); what
// lies in "state_dict" stands for the whole. Texts and numbers of the outer dictionary become metadata. `find` gives a storage's bytes, as
// many as it says; `stored` the tensor of a persistent id, null where it is none. A pickle that names functions which only an attack calls
// ("posix.system") is refused, though nothing would be run. Throws Error that names the tensor or function, not the file.
using FindStorage = std::function<std::span<const std::byte>(const StorageRef&)>;
using FindTensor = std::function<const StoredTensor*(const PickleNode& id)>;
WeightContents torch_contents(const Pickle& pickle, const FindStorage& find, const FindTensor& stored = {});

// "os.system"
std::string global_name(const Pickle& pickle, const PickleNode& global);

}  // namespace imagelab
