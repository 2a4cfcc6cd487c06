#pragma once
#include "ui/models/completion_files.h"
#include "ui/models/download_list.h"
#include "ui/models/library_model.h"
#include "ui/models/model_facts.h"
#include "ui/models/offer_reader.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/models/saved_prompts.h"
#include "ui/models/suite_model.h"

namespace imagelab {

// What lies around the request being edited: models, styles, saved prompts, downloads, what prompts are completed with. Nothing is read
// before load(), all of it off the window's thread.
class RequestDesk : public QObject {
    Q_OBJECT
  public:
    explicit RequestDesk(RequestDocument& document, QObject* parent = nullptr);
    void load();

    ModelReader reader;
    ProfileModel profiles;
    LibraryModel library;
    SavedPrompts saved;
    DownloadList downloads;
    OfferReader offers;
    CompletionFiles completion;
    SuiteModel suites;

  private:
    void follow_model(RequestDocument& document);
    std::optional<PublishedSettings> published_;  // of the model last known
};

}  // namespace imagelab
