#include "core/families/tagger_files.h"

#include <algorithm>

#include "core/base/number.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// "a","b ""c""",d
std::vector<std::string> list_cells(std::string_view line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[i++];
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

KnownTag::Kind kind_of_category(const std::string& category) {
    if (category == "9") return KnownTag::Kind::rating;
    if (category == "4") return KnownTag::Kind::character;
    return category == "0" ? KnownTag::Kind::general : KnownTag::Kind::other;
}

Result<std::vector<KnownTag>> listed_tags(const fs::path& model) {
    std::error_code code;
    for (const fs::path& list : {fs::path(model).replace_extension(".csv"), model.parent_path() / "selected_tags.csv"}) {
        if (!fs::exists(list, code)) continue;
        const auto text = read_regular_file(list);
        if (!text) return Failure{text.error()};
        auto tags = tags_in_list(*text);
        if (!tags) return Failure{list.string() + ": " + tags.error()};
        return tags;
    }
    return Failure{model.string() + ": its tags are not beside it: put its selected_tags.csv there"};
}

}  // namespace

Result<std::vector<KnownTag>> tags_in_list(const std::string& text) {
    std::vector<KnownTag> tags;
    size_t name = 0, category = 0, begin = 0;
    for (int line = 1; begin < text.size(); ++line) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        const std::vector<std::string> cells = list_cells(std::string_view(text).substr(begin, end - begin));
        begin = end + 1;
        if (line == 1) {
            const auto column = [&](const char* wanted) {
                return static_cast<size_t>(std::find(cells.begin(), cells.end(), wanted) - cells.begin());
            };
            name = column("name"), category = column("category");
            if (name == cells.size() || category == cells.size()) return Failure{"its first line names no columns name and category"};
            continue;
        }
        if (cells.size() == 1 && cells[0].empty()) continue;
        if (cells.size() <= std::max(name, category) || cells[name].empty())
            return Failure{"line " + std::to_string(line) + " has no name and category"};
        tags.push_back({cells[name], kind_of_category(cells[category])});
    }
    if (tags.empty()) return Failure{"it lists no tags"};
    return tags;
}

Result<std::shared_ptr<const TaggerFiles>> open_tagger(const fs::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    auto tags = listed_tags(path);
    if (!tags) return Failure{tags.error()};
    const std::string stem = path.stem().string();
    TaggerFiles files{std::move(*model), stem == "model" ? path.parent_path().filename().string() : stem, 448, {}, std::move(*tags)};
    if (files.model.height() > 0) files.side = files.model.height();
    if (files.model.width() > 0 && files.model.width() != files.side)
        return Failure{path.string() + ": its input is no square; a tagger looks at one"};
    int64_t given = 1;
    try {
        files.traced = files.model.traced(files.side, files.side);
        for (const int64_t extent : files.traced.output) given *= extent;
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    if (given != static_cast<int64_t>(files.tags.size()))
        return Failure{path.string() + ": it gives " + shape_text(files.traced.output) + ", and its list has " +
                       std::to_string(files.tags.size()) + " tags: they do not belong together"};
    return std::make_shared<const TaggerFiles>(std::move(files));
}

}  // namespace imagelab
