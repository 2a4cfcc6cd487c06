#pragma once
// What the request panel needs to know of the chosen model, read from its headers off the window's thread.
#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/families/family.h"
#include "core/families/model_files.h"
#include "core/families/prompt_notes.h"
#include "core/request/request.h"
#include "core/samplers/noise_schedule.h"
#include "ui/models/newest_work.h"

namespace imagelab {

struct ModelFacts {
    std::string model;  // as the request names it
    Request parts;      // the request's fields that say which files these facts are of; the rest is as in a new one
    bool are_of(const Request& request) const;
    QString problem;  // why it cannot be opened, what to do; empty: the rest holds
    const Family* family = nullptr;
    PublishedSettings published = {};  // what its authors sample with
    int own_side = 0;                  // pixels
    int grid = 8;                      // sides are multiples of it
    NoiseScheduleConfig noise;
    PromptReader reader;  // without a count where the tokenizer cannot be read
};

Request model_parts_of(const Request& request);       // as ModelFacts::parts
OpenedModel opened_model_of(const Request& request);  // headers; null where it cannot be opened; never throws
// Opens the headers of the model and of the parts that stand in for its own, and its tokenizer: milliseconds to a tenth of a second. Never
// throws.
ModelFacts read_model_facts(const Request& request);
inline ModelFacts read_model_facts(const std::string& model) {
    Request request;
    request.model = model;
    return read_model_facts(request);
}

// How much of a prompt the model reads.
struct PromptLength {
    int used = 0, limit = 75;            // tokens, begin and end not counted
    QString cut = {};                    // the words at the end that are cut off; empty: all are read
    QStringList unread = {};             // syntax that is read as words, a sentence each (core/request/prompt_syntax.h)
    std::vector<int> chunks = {};        // tokens of each chunk, where there are several
    std::vector<qsizetype> starts = {};  // where in the prompt each further chunk begins; none: there is no such place
    bool operator==(const PromptLength&) const = default;
};
PromptLength prompt_length(const ModelFacts& facts, const std::string& prompt, bool weighted);
// Where in `own` the words begin that are not read: `cut` is the end of `whole`, in which `own` stands between the words of styles, as
// prompt_length() gives it, without the brackets of weights. -1: all of `own` is read.
qsizetype unread_from(const QString& own, const QString& whole, const QString& cut);
// Those of the starts in `whole` that lie in `own`, as places there.
std::vector<qsizetype> starts_in(const QString& own, const QString& whole, const std::vector<qsizetype>& starts);

// Reads the facts of the newest model it was asked for.
class ModelReader : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    void ask(const Request& request);                                   // nothing happens where its model and parts are those known
    void ask_again();                                                   // the same model: its files may have changed
    std::shared_ptr<const ModelFacts> facts() const { return facts_; }  // none before the first was read

  signals:
    void changed();

  private:
    std::optional<Request> asked_;
    std::shared_ptr<const ModelFacts> facts_;
    NewestWork work_;
};

}  // namespace imagelab
