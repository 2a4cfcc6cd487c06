#pragma once
// What tells two requests apart, in words, one setting at a time; and a picture's request as one to edit.
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/library/model_file.h"
#include "core/request/request.h"
#include "ui/models/picture_info.h"

namespace imagelab {

struct RequestDifference {
    QString name;                        // "Steps"
    QString mine, theirs;                // as they are shown
    QString step;                        // names the step in Edit > Undo
    std::function<void(Request&)> take;  // theirs into mine
};
// `mine` is what is edited, `theirs` what a picture was made with. Where the program puts files and what it runs on is none of it.
// `foreign_sampler`: what the picture was made with where that is not built here; taken, the sampler that stands in for it.
std::vector<RequestDifference> differences(const Request& mine, const Request& theirs, const QString& foreign_sampler = {});

struct Restored {
    Request request;
    QStringList notes;  // what is not as it was there
};
// `mine` with the picture's settings. Its model and VAE are found by path, hash or name among `models`; a model that is not there leaves
// mine.
Restored with_settings_of(const Request& mine, const Imported& picture, const std::vector<ModelFile>& models);

}  // namespace imagelab
