#pragma once
// What a prompt space is made of: nodes that write one of their texts for each number below their size. A number is exact at any size.
#include <gmpxx.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace imagelab {

// While one prompt is written.
struct PromptState {
    std::vector<std::string> memory;  // of variables that are chosen once
    mpz_class turn;                   // which prompt it is, for options that come one after the other
};

class PromptNode {
  public:
    virtual ~PromptNode() = default;
    virtual void write(mpz_class number, PromptState& state, std::string& out) const = 0;  // number in [0, size())
    virtual const mpz_class& size() const;                                                 // numbers, weights counted
    virtual const mpz_class& combinations() const;  // ways to choose, weights left out; two of them may read the same
    virtual const mpz_class& turns() const;         // prompts after which what comes one after the other begins again
    virtual size_t longest() const = 0;             // bytes of its longest text, at most
};
using PromptNodePtr = std::shared_ptr<const PromptNode>;

struct WeightedNode {
    unsigned long weight;
    PromptNodePtr value;
};

PromptNodePtr text_node(std::string text);
PromptNodePtr sequence_node(std::vector<PromptNodePtr> parts);
PromptNodePtr remember_node(size_t where, PromptNodePtr value);  // writes nothing, into the memory
PromptNodePtr recall_node(size_t where, size_t longest);
PromptNodePtr pick_node(std::vector<WeightedNode> options);  // one of at least one
// `least` to `most` different options in any order; 0 <= least <= most <= options.
PromptNodePtr pick_several_node(std::vector<WeightedNode> options, int least, int most, std::string separator);
// Bytes that the tables of such a node take, roughly.
double pick_several_bytes(const std::vector<WeightedNode>& options, int most);
PromptNodePtr cycle_node(std::vector<PromptNodePtr> options);  // the option of the turn
PromptNodePtr cycle_choices_node(PromptNodePtr choices);       // the number of the turn
// `inside` in the place of the first dots (... or an ellipsis sign) of `around`; behind it where there are none.
PromptNodePtr wrap_node(PromptNodePtr around, PromptNodePtr inside);
// Writes the list that `name` spells.
PromptNodePtr named_node(PromptNodePtr name, std::map<std::string, PromptNodePtr> lists);

}  // namespace imagelab
