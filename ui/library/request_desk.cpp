#include "ui/library/request_desk.h"

#include "core/base/paths.h"

namespace imagelab {

RequestDesk::RequestDesk(RequestDocument& document, QObject* parent)
    : QObject(parent), saved(data_dir() / "prompts.json", document.history()), downloads(data_dir() / "models") {
    connect(&document, &RequestDocument::changed, this, [this, &document] { reader.ask(document.request().model); });
    connect(&downloads, &DownloadList::finished, this, [this] { library.scan(); });
    connect(&library, &QAbstractItemModel::modelReset, this, [this] {
        if (const auto facts = reader.facts(); facts && !facts->problem.isEmpty()) reader.ask_again();
    });
}

void RequestDesk::load() {
    saved.load();
    profiles.load();
    library.scan();
    downloads.load();
}

}  // namespace imagelab
