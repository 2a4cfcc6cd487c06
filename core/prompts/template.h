#pragma once
// Prompt templates in the syntax of dynamic prompts 0.31 (github.com/adieyal/dynamicprompts, parser/parse.py, docs/SYNTAX.md):
//   {a|b}  {3::a|b}  {2$$a|b|c}  {2$$ and $$a|b|c}  {1-2$$a|b|c}  {0$$a|b}   options, weights, several at once with a separator
//   {@a|b}  __@colour__   one after the other, a step each prompt; {~a|b} and {!a|b} are {a|b}
//   __colour__  __animals/*__  __scenes/**__  __scene(season=winter)__  __{red|blue}_things__  __${x}__   lines of wildcard files
//   ${x=value}  ${x=!value}  ${x?=value}  ${x}  ${x:default}   variables; ! is chosen once, without it at each use
//   %{by day: ... at dawn$$a house}   the second text in the place of the first one's dots
//   # to the end of the line behind white space, // and /* */ where a line begins: comments; \ before one of {}|$#_\ takes it as it is
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

// What a template from outside may take: bytes of its text, and parts of it together with those of all it refers to.
constexpr size_t longest_template = 4 << 20;
constexpr size_t most_template_parts = 500'000;

// Where a template stands, for messages: "fantasy.yaml:12". Places of one file share its name.
struct TemplatePlace {
    TemplatePlace() : TemplatePlace("", 1) {}
    TemplatePlace(const std::string& file, int line) : file(std::make_shared<const std::string>(file)), line(line) {}
    TemplatePlace(std::shared_ptr<const std::string> file, int line) : file(std::move(file)), line(line) {}
    std::string text() const { return *file + ":" + std::to_string(line); }

    std::shared_ptr<const std::string> file;
    int line = 1;
};

struct TemplateNode;
using TemplatePtr = std::shared_ptr<const TemplateNode>;

struct TemplateOption {
    double weight = 1;
    TemplatePtr value;
};

struct TemplateNode {
    enum class Kind { text, sequence, variant, wildcard, assignment, variable, wrap };
    enum class Order { inherited, any, cyclic };  // of what is around it; every prompt another; one after the other (@)
    Kind kind = Kind::text;
    TemplatePlace place;
    std::string text;                     // text; wildcard: its pattern; assignment, variable: the name
    std::vector<TemplatePtr> parts;       // sequence: in order; assignment: the value; variable: the default or nothing; wildcard: its
                                          // pattern where that is a template; wrap: what is around, what is inside
    std::vector<TemplateOption> options;  // variant
    int least = 1, most = 1;              // variant: how many options; most all_options: all
    std::string separator = ", ";         // variant
    Order order = Order::inherited;       // variant, wildcard
    bool once = false;                    // assignment with !
    bool keep = false;                    // assignment with ?: not where the variable is set
    std::vector<std::pair<std::string, TemplatePtr>> arguments;  // wildcard
};
constexpr int all_options = -1;

// The failure names file and line. `place` is that of the text's first character.
Result<TemplatePtr> parse_template(const std::string& text, const TemplatePlace& place);

}  // namespace imagelab
