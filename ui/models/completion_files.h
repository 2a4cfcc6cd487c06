#pragma once
#include <QObject>
#include <QStringList>
#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/error.h"
#include "core/prompts/tag_lists.h"
#include "ui/models/newest_work.h"

namespace imagelab {

// What prompts are completed with out of the data folder: the tag lists of DATA/tags, names of textual inversions and of wildcards. Read
// off the window's thread; a list that has not changed is not read again.
class CompletionFiles : public QObject {
    Q_OBJECT
  public:
    explicit CompletionFiles(std::filesystem::path data, QObject* parent = nullptr);
    void refresh();
    void refresh_if_begun();  // nothing happens before the first refresh()
    std::filesystem::path tag_folder() const { return data_ / "tags"; }
    const std::shared_ptr<const TagLists>& tags() const { return found_.tags; }  // never null
    int tag_files() const { return static_cast<int>(found_.stamps.size()); }
    const QStringList& embeddings() const { return found_.embeddings; }
    const QStringList& wildcards() const { return found_.wildcards; }

  signals:
    void changed();

  private:
    using Stamp = std::tuple<std::string, uintmax_t, int64_t>;  // path, bytes, time of the last change
    struct Found {
        std::vector<Stamp> stamps;
        std::shared_ptr<const TagLists> tags = std::make_shared<const TagLists>();
        QStringList embeddings, wildcards;
    };
    static Found read(const std::filesystem::path& data, const Found& before);
    const std::filesystem::path data_;
    Found found_;
    bool begun_ = false;
    NewestWork reading_;
};

// A line of the wildcard, with all that it refers to (docs/prompts.md); reads files. The failure names what is wrong.
Result<std::string> drawn_from_wildcard(const std::string& name, const std::filesystem::path& data, uint64_t seed);

}  // namespace imagelab
