#pragma once
// Wildcard files: NAME.txt with one option a line (# comments, 3::weights), and YAML or JSON whose lists are named by their keys.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/prompts/template.h"

namespace imagelab {

struct WildcardLine {
    std::string text;
    double weight = 1;
    TemplatePlace place;
};

class Wildcards {
  public:
    // Every file below the folder; its lists come behind those that are there. A folder that is not there adds nothing.
    Result<void> add_folder(const std::filesystem::path& folder);
    void add(const std::string& name, std::vector<WildcardLine> lines);  // in place of one of the same name

    // Of one list, or of all that match: * stands for anything within a folder, ** across folders. Empty: none is there.
    std::vector<WildcardLine> lines(const std::string& pattern) const;
    std::vector<std::string> names() const;

  private:
    Result<void> add_text_file(const std::filesystem::path& file, const std::string& name);
    Result<void> add_structured_file(const std::filesystem::path& file, const std::string& above);
    std::map<std::string, std::vector<WildcardLine>> lists_;
};

// Of a text that may begin with "3::".
WildcardLine wildcard_line(const std::string& text, const TemplatePlace& place);

bool matches_glob(std::string_view pattern, std::string_view name);

}  // namespace imagelab
