#pragma once
#include <QWidget>

#include "ui/models/model_facts.h"

class QLabel;
class QToolButton;

namespace imagelab {

class LibraryModel;
class ModelPicker;
class RequestDocument;

// Which model draws and which VAE: chosen from the library, with kind, size and memory, or from a file.
class ModelSection : public QWidget {
    Q_OBJECT
  public:
    ModelSection(RequestDocument& document, ModelReader& reader, LibraryModel& library, QWidget* parent = nullptr);
    ModelPicker& picker() { return *model_; }
    ModelPicker& vae() { return *vae_; }
    QString detail_text() const;

  signals:
    void file_wanted();
    void folder_wanted();
    void vae_file_wanted();
    void library_wanted();

  private:
    void show_request();
    RequestDocument& document_;
    ModelReader& reader_;
    LibraryModel& library_;
    ModelPicker* model_;
    ModelPicker* vae_;
    QLabel* detail_;
    QToolButton* manage_;
};

}  // namespace imagelab
