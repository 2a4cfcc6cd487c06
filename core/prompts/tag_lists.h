#pragma once
// The lists of tags that people have for completing prompts, as a1111-sd-webui-tagcomplete reads them: CSV with `name,category,post_count,
// "alias,alias"` (danbooru's; e621's where the file's name says so), columns in another order below a line that names them (name or tag,
// category, post_count or count, aliases), `tag,count`, or one tag a line. UTF-8, UTF-16 by its mark, else Latin-1.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imagelab {

enum class TagGroup { general, artist, copyright, character, species, meta, lore };

// How what was typed stands in a name, the best first.
enum class NameMatch { whole, beginning, word, inside, none };
// In any case; a blank and an underscore are one. `typed` that is empty matches nothing.
NameMatch match_name(std::string_view name, std::string_view typed);

struct TagHit {
    std::string_view name;   // as its list writes it; valid as long as the lists
    std::string_view alias;  // what was typed stands in; empty: in the name
    TagGroup group = TagGroup::general;
    uint64_t count = 0;  // pictures that have it; 0: its list does not say
    NameMatch match = NameMatch::none;
};

class TagLists {
  public:
    TagLists() = default;
    // Texts of files by the files' names. Of a tag that several have, the one with the highest count; what is wrong or too much is left out
    // and noted.
    explicit TagLists(const std::vector<std::pair<std::string, std::string>>& files);
    // Every .csv and .txt below the folder, in the order of their paths; one that is not there is empty.
    static TagLists read(const std::filesystem::path& folder);
    static std::vector<std::filesystem::path> files(const std::filesystem::path& folder);

    // At most so many, each tag once: the best match first, names before aliases, then the highest count. Inside of words is looked from
    // the third character on, and only where the rest leaves room. Logarithmic in the lists' size and linear in what begins with `typed`.
    std::vector<TagHit> find(std::string_view typed, size_t most) const;

    size_t size() const { return tags_.size(); }
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    struct Tag {
        uint32_t spelling;  // its name; aliases follow
        TagGroup group;
        uint64_t count;
    };
    struct Spelling {
        uint32_t begin, end;  // in texts_ and keys_
        uint32_t tag;
    };
    struct WordStart {
        uint32_t at, spelling;  // in keys_
    };
    struct Parsed;
    void add_spelling(const std::string& text);
    void index();
    TagHit hit(uint32_t spelling, NameMatch match) const;
    std::string_view key_from(const WordStart& start) const;

    std::string texts_, keys_;  // all spellings, a line each; keys in lower case, with blanks
    std::vector<Tag> tags_;     // the most used first
    std::vector<Spelling> spellings_;
    std::vector<WordStart> starts_;  // by what stands there
    std::vector<std::string> notes_;
};

}  // namespace imagelab
