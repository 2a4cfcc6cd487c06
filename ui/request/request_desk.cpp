#include "ui/request/request_desk.h"

#include <utility>

#include "core/base/paths.h"
#include "core/families/family.h"

namespace imagelab {

RequestDesk::RequestDesk(RequestDocument& document, QObject* parent)
    : QObject(parent),
      saved(data_dir() / "prompts.json", document.history()),
      downloads(data_dir() / "models"),
      completion(data_dir()),
      suites(data_dir()) {
    connect(&document, &RequestDocument::changed, this, [this, &document] { reader.ask(document.request()); });
    connect(&reader, &ModelReader::changed, this, [this, &document] { follow_model(document); });
    connect(&downloads, &DownloadList::finished, this, [this] { library.scan(); });
    connect(&library, &QAbstractItemModel::modelReset, this, [this] {
        if (const auto facts = reader.facts(); facts && !facts->problem.isEmpty()) reader.ask_again();
    });
}

// With the choice of a model that is sampled in another way as one step, so that one Undo takes both back.
void RequestDesk::follow_model(RequestDocument& document) {
    const auto facts = reader.facts();
    if (!facts || facts->family == nullptr || !facts->are_of(document.request())) return;
    const std::optional<PublishedSettings> before = std::exchange(published_, facts->published);
    profiles.set_published(*published_);
    if (!before || *before == *published_) return;
    document.change(tr("model"), [&](Request& r) { change_published_settings(r, *before, *published_); });
}

void RequestDesk::load() {
    saved.load();
    suites.load();
    profiles.load();
    library.scan();
    downloads.load();
    completion.refresh();
}

}  // namespace imagelab
