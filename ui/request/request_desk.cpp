#include "ui/request/request_desk.h"

#include <utility>

#include "core/base/paths.h"
#include "core/families/published_settings.h"

namespace imagelab {

RequestDesk::RequestDesk(RequestDocument& document, QObject* parent)
    : QObject(parent), saved(data_dir() / "prompts.json", document.history()), downloads(data_dir() / "models") {
    connect(&document, &RequestDocument::changed, this, [this, &document] { reader.ask(document.request().model); });
    connect(&reader, &ModelReader::changed, this, [this, &document] { follow_kind(document); });
    connect(&downloads, &DownloadList::finished, this, [this] { library.scan(); });
    connect(&library, &QAbstractItemModel::modelReset, this, [this] {
        if (const auto facts = reader.facts(); facts && !facts->problem.isEmpty()) reader.ask_again();
    });
}

// With the choice of a model of another kind as one step, so that one Undo takes both back.
void RequestDesk::follow_kind(RequestDocument& document) {
    const auto facts = reader.facts();
    if (!facts || !facts->kind || facts->model != document.request().model) return;
    const auto before = std::exchange(kind_, facts->kind);
    profiles.set_model_kind(*kind_);
    if (!before || *before == *kind_) return;
    document.change(tr("model"), [&](Request& r) { change_published_settings(r, *before, *kind_); });
}

void RequestDesk::load() {
    saved.load();
    profiles.load();
    library.scan();
    downloads.load();
}

}  // namespace imagelab
