#include "ui/models/completion_files.h"

#include "core/library/embedding_files.h"
#include "core/prompts/generator.h"
#include "core/prompts/theme.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

}  // namespace

CompletionFiles::CompletionFiles(fs::path data, QObject* parent) : QObject(parent), data_(std::move(data)) {}

CompletionFiles::Found CompletionFiles::read(const fs::path& data, const Found& before) {
    Found found;
    for (const fs::path& file : TagLists::files(data / "tags")) {
        std::error_code code;
        const uintmax_t bytes = fs::file_size(file, code);
        const auto changed = fs::last_write_time(file, code).time_since_epoch().count();
        found.stamps.emplace_back(file.string(), bytes, static_cast<int64_t>(changed));
    }
    if (found.stamps == before.stamps) {
        found.tags = before.tags;
    } else {
        found.tags = std::make_shared<const TagLists>(TagLists::read(data / "tags"));
        for (const std::string& note : found.tags->notes()) qWarning("tag lists: %s", note.c_str());
    }
    for (const fs::path& file : embedding_files(data)) found.embeddings << QString::fromStdString(file.stem().string());
    Wildcards wildcards;
    wildcards.add_folder(data / "wildcards");
    for (const std::string& name : wildcards.names()) found.wildcards << QString::fromStdString(name);
    found.embeddings.sort(Qt::CaseInsensitive);
    found.wildcards.sort(Qt::CaseInsensitive);
    return found;
}

void CompletionFiles::refresh_if_begun() {
    if (begun_) refresh();
}

void CompletionFiles::refresh() {
    begun_ = true;
    reading_.start([this, data = data_, before = found_]() -> NewestWork::Deliver {
        auto found = std::make_shared<Found>(read(data, before));
        return [this, found] {
            const bool same = found->tags == found_.tags && found->embeddings == found_.embeddings && found->wildcards == found_.wildcards;
            found_ = std::move(*found);
            if (!same) emit changed();
        };
    });
}

Result<std::string> drawn_from_wildcard(const std::string& name, const fs::path& data, uint64_t seed) {
    const auto theme = theme_of_template("__" + name + "__", data);
    if (!theme) return Failure{theme.error()};
    return PromptGenerator(theme->space, seed).next();
}

}  // namespace imagelab
