#pragma once
// Wildcard files: NAME.txt with one option a line (# comments, 3::weights), and YAML or JSON whose lists are named by their keys. Texts are
// UTF-8, UTF-16 by their mark, else Latin-1. What is wrong or too large is left out and noted, with file and line.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
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
    // Every file below the folder; its lists come in place of those of the same name. A folder that is not there adds nothing.
    void add_folder(const std::filesystem::path& folder);
    void add(const std::string& name, std::vector<WildcardLine> lines);  // in place of one of the same name

    // The list of that name, else all that match: * stands for anything within a folder, ** across folders, ? for one character, [ab] for
    // one of some; else those of the name in any folder, as dynamic prompts. None: there is no such list.
    std::vector<std::string> matching(const std::string& pattern) const;
    const std::vector<WildcardLine>& lines(const std::string& name) const;  // a text file is read at its first use
    double lookup_cost(const std::string& pattern) const;                   // of matching(): characters compared
    std::vector<std::string> names() const;
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    struct List {
        std::vector<WildcardLine> lines;
        std::filesystem::path file;  // not read yet; else empty
    };
    void add_structured_file(const std::filesystem::path& file, const std::string& above);
    void read(List& list) const;

    mutable std::map<std::string, List> lists_;
    size_t name_bytes_ = 0;
    mutable std::vector<std::string> notes_;
};

// Of a text that may begin with "3::".
WildcardLine wildcard_line(const std::string& text, const TemplatePlace& place);

// Takes at most pattern x name steps.
bool matches_glob(std::string_view pattern, std::string_view name);

}  // namespace imagelab
