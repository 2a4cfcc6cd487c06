#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QLabel;
class QToolButton;

namespace imagelab {

class LibraryModel;
class ModelPicker;
class PartsBox;
class RefinerControl;
class RequestDocument;
class SuiteControl;
class SuiteModel;

// Which model draws and which VAE, in one line: chosen from the library or from a file. Kind, size and memory are the tool tip. Below, in
// one line while they are not used, a refiner and parts from elsewhere.
class ModelSection : public QWidget {
    Q_OBJECT
  public:
    ModelSection(RequestDocument& document, ModelReader& reader, LibraryModel& library, SuiteModel& suites, QWidget* parent = nullptr);
    ModelPicker& picker() { return *model_; }
    ModelPicker& vae() { return *vae_; }
    RefinerControl& refiner() { return *refiner_; }
    PartsBox& parts() { return *parts_; }
    SuiteControl& suite() { return *suite_; }
    void show_parts();
    QString detail_text() const;
    bool has_problem() const;  // which stands below the names then

  signals:
    void file_wanted();
    void folder_wanted();
    void vae_file_wanted();
    void library_wanted();
    void part_wanted(const QString& field, bool folder);  // "model.refiner", "model.unet" ... from a file

  private:
    void show_request();
    void show_suite();
    RequestDocument& document_;
    ModelReader& reader_;
    LibraryModel& library_;
    ModelPicker* model_;
    ModelPicker* vae_;
    QLabel* detail_;
    QToolButton* manage_;
    RefinerControl* refiner_;
    PartsBox* parts_;
    SuiteControl* suite_;
    QToolButton* open_parts_;
};

}  // namespace imagelab
