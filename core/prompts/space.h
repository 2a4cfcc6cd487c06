#pragma once
// All prompts that a template can make, as one range of whole numbers, exact at any size. Weights are whole here: an option of weight 3 has
// three times the numbers, so an even walk through the range meets it three times as often.
#include <gmpxx.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/prompts/template.h"
#include "core/prompts/wildcards.h"

namespace imagelab {

class PromptNode;

class PromptSpace {
  public:
    // Variables are those set before the template's own, by name. Failures name file and line: a wildcard or variable that is not there,
    // one that contains itself, a template that takes more than the limits in space_builder.cpp. A line of a wildcard file that is wrong
    // is left out and noted; one list all of whose lines are wrong is a failure.
    static Result<PromptSpace> build(const std::vector<TemplateOption>& templates, const Wildcards& wildcards,
                                     const std::vector<std::pair<std::string, TemplatePtr>>& variables);

    const mpz_class& size() const;   // numbers, weights counted
    const mpz_class& turns() const;  // prompts after which options that come one after the other (@) begin again; 1: there are none
    mpz_class combinations() const;  // ways to choose, weights left out; two of them may read the same
    // White space and empty places between commas are tidied. `number` in [0, size()); `turn` is taken modulo turns().
    std::string prompt(const mpz_class& number, const mpz_class& turn = 0) const;
    const std::vector<std::string>& notes() const { return notes_; }  // lines that were left out, with file, line and reason

  private:
    std::shared_ptr<const PromptNode> root_;
    size_t memories_ = 0;  // of variables that are chosen once
    std::vector<std::string> notes_;
};

// "a  red , , cat," -> "a red, cat"
std::string tidied(const std::string& prompt);

}  // namespace imagelab
