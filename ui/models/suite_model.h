#pragma once
// Model suites as the window chooses, saves and judges them. Files are read and written, headers opened, off the window's thread.
#include <QObject>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/library/compatibility.h"
#include "core/library/model_suites.h"
#include "ui/models/newest_work.h"

namespace imagelab {

class SuiteModel : public QObject {
    Q_OBJECT
  public:
    explicit SuiteModel(std::filesystem::path data, QObject* parent = nullptr);
    ~SuiteModel() override;  // what was asked for is written
    void load();
    bool loaded() const { return loaded_; }
    const std::vector<ModelSuite>& suites() const { return suites_; }  // by name
    const ModelSuite* find(const std::string& name) const;             // in any case and punctuation; null: none
    void save(const ModelSuite& suite);                                // one of that name is replaced, its file kept beside
    void remove(const std::string& name);

    // How well the models of the newest request go together; fit_changed() tells.
    void judge(const Request& request);
    const std::optional<ModelFit>& fit() const { return fit_; }  // none: not known yet, or nothing is put together

  signals:
    void changed();
    void fit_changed();
    void failed(const QString& message);

  private:
    template <class Work>
    void write(Work work);
    std::filesystem::path data_;
    std::vector<ModelSuite> suites_;
    bool loaded_ = false;
    std::string judged_;  // what the judgement is of
    std::optional<ModelFit> fit_;
    NewestWork reading_, judging_;
    QThreadPool writing_;  // one thread: the last state is the one that stays
};

// The request with a suite in place of its models, LoRAs and embeddings.
Request choosing_suite(Request request, const ModelSuite& suite);
// Whether the request's models are those of the suite.
bool has_models_of(const Request& request, const ModelSuite& suite);
// Whether there is more than a model with its own parts, so that something could disagree.
bool puts_together(const Request& request);

QString fit_text(const ModelFit& fit);         // "Goes together: 92 of 100"
QString reason_text(const FitReason& reason);  // two sentences, in the window's language
QString parts_text(const Request& request);    // "sd_xl_base · refiner.safetensors · 2 LoRAs"

}  // namespace imagelab
