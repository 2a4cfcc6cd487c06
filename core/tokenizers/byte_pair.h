#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace imagelab {

// Byte-pair merging (Sennrich et al. 2016) of one word, in the order of Hugging Face's tokenizers library: the pair of lowest rank first,
// the leftmost of equals; a pair that a merge has just made takes part at once.
class BytePair {
  public:
    struct Merge {
        int rank;
        int id;  // of the joined token
    };

    void add(int left, int right, Merge merge) { merges_.try_emplace(key(left, right), merge); }
    // Joins neighbouring tokens until no pair is known.
    std::vector<int> merged(const std::vector<int>& word) const;

  private:
    static uint64_t key(int left, int right) {
        return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
    }
    const Merge* find(int left, int right) const;

    std::unordered_map<uint64_t, Merge> merges_;
};

}  // namespace imagelab
