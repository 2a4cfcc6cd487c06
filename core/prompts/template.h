#pragma once
// Prompt templates in the syntax of dynamic prompts (github.com/adieyal/dynamicprompts, docs/SYNTAX.md):
//   {a|b}  {3::a|b}  {2$$a|b|c}  {2$$ and $$a|b|c}  {1-2$$a|b|c}   options, weights, several at once with a separator
//   __colour__  __animals/*__  __scenes/**__  __scene(season=winter)__   lines of wildcard files
//   ${x=value}  ${x=!value}  ${x?=value}  ${x}  ${x:default}   variables; ! is chosen once, without it at each use
//   # to the end of the line behind white space: a comment; \ before one of {}|$#_\ takes it as it is
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// Where a template stands, for messages: "fantasy.yaml:12".
struct TemplatePlace {
    std::string file;
    int line = 1;
    std::string text() const { return file + ":" + std::to_string(line); }
};

struct TemplateNode;
using TemplatePtr = std::shared_ptr<const TemplateNode>;

struct TemplateOption {
    double weight = 1;
    TemplatePtr value;
};

struct TemplateNode {
    enum class Kind { text, sequence, variant, wildcard, assignment, variable };
    Kind kind = Kind::text;
    TemplatePlace place;
    std::string text;                     // text; wildcard: its pattern; assignment, variable: the name
    std::vector<TemplatePtr> parts;       // sequence: in order; assignment: the value; variable: the default or nothing
    std::vector<TemplateOption> options;  // variant
    int least = 1, most = 1;              // variant: how many options; most 0: all
    std::string separator = ", ";         // variant
    bool once = false;                    // assignment with !
    bool keep = false;                    // assignment with ?: not where the variable is set
    std::vector<std::pair<std::string, std::string>> arguments;  // wildcard
};

// The failure names file and line. `place` is that of the text's first character.
Result<TemplatePtr> parse_template(const std::string& text, const TemplatePlace& place);

}  // namespace imagelab
