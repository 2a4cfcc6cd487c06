#pragma once
// Templates, wildcards and variables to the nodes of a prompt space, within limits on what that may take.
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/prompts/prompt_node.h"
#include "core/prompts/template.h"
#include "core/prompts/wildcards.h"

namespace imagelab {

class TemplateRefused : public Error {  // wrong at a place
  public:
    using Error::Error;
};
class TemplateTooLarge : public Error {  // a limit was exceeded, which leaving out a line does not mend
  public:
    using Error::Error;
};

class SpaceBuilder {
  public:
    explicit SpaceBuilder(const Wildcards& wildcards) : wildcards_(wildcards) {}

    // Throws the two above.
    PromptNodePtr space(const std::vector<TemplateOption>& templates, const std::vector<std::pair<std::string, TemplatePtr>>& variables);
    size_t memories() const { return memories_; }
    std::vector<std::string> notes() const;

  private:
    struct Variables;
    using VariablesPtr = std::shared_ptr<const Variables>;
    // What a name stands for where a template is built.
    struct Binding {
        TemplatePtr value;
        VariablesPtr within;  // where it was chosen once; null: chosen at each use
        size_t memory = 0;    // of the choice
        size_t longest = 0;   // bytes
    };
    struct Variables : std::map<std::string, Binding> {};
    struct Choice {
        int least = 1, most = 1;
        std::string separator = {};
        bool lines = false;  // of a wildcard: those that are wrong are left out
    };

    PromptNodePtr build(const TemplateNode& from, VariablesPtr& variables);
    PromptNodePtr sequence(const TemplateNode& from, VariablesPtr& variables);
    PromptNodePtr variant(const TemplateNode& from, const VariablesPtr& variables);
    PromptNodePtr wildcard(const TemplateNode& from, const VariablesPtr& variables);
    PromptNodePtr list(const std::string& pattern, const TemplateNode& from, const VariablesPtr& variables, const Choice& choice);
    PromptNodePtr chosen_list(const TemplateNode& from, const VariablesPtr& variables);
    PromptNodePtr assignment(const TemplateNode& from, VariablesPtr& variables);
    PromptNodePtr variable(const TemplateNode& from, const VariablesPtr& variables);
    PromptNodePtr choose(const std::vector<TemplateOption>& options, const VariablesPtr& variables, const Choice& choice,
                         const TemplatePlace& place);
    std::vector<TemplateOption> merged(const std::vector<TemplateOption>& options) const;
    std::vector<WeightedNode> weighted(const std::vector<TemplateOption>& options, const VariablesPtr& variables, const Choice& choice);
    VariablesPtr with_later(const TemplateNode& from, const VariablesPtr& variables);
    VariablesPtr with_arguments(const TemplateNode& from, const VariablesPtr& variables);
    const std::vector<TemplateOption>& parsed_lines(const std::string& pattern, const TemplatePlace& place);
    std::string like(const std::string& wanted) const;
    PromptNodePtr inside(const std::string& name, const TemplatePlace& place, const std::function<PromptNodePtr()>& make);
    void spend(size_t parts, const TemplatePlace& place);
    void check_numbers(const std::vector<PromptNodePtr>& parts, const TemplatePlace& place) const;
    PromptNodePtr checked(PromptNodePtr node, const TemplatePlace& place) const;
    void note(const std::string& problem);

    const Wildcards& wildcards_;
    size_t parts_ = 0, memories_ = 0, left_out_ = 0;
    double table_bytes_ = 0, looked_up_ = 0;
    int depth_ = 0;
    bool cyclic_ = false;    // within options that come one after the other
    bool naming_ = false;    // a wildcard's name: a variable that is not set is its own name
    bool spelling_ = false;  // for all it may be: variables that are chosen once are chosen anew
    std::set<std::string> open_;
    std::map<std::string, std::vector<TemplateOption>> parsed_;
    std::map<std::tuple<std::string, const Variables*, bool, bool>, PromptNodePtr> lists_;
    std::vector<VariablesPtr> kept_;  // their addresses are keys
    std::vector<std::string> notes_;
};

}  // namespace imagelab
