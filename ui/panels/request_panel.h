#pragma once
#include <QWidget>

#include "ui/models/verdict.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QScrollArea;
class QSpinBox;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
class GenerateButton;
class ModelPicker;
class PromptEdit;
class RequestDocument;
class Section;
class SeedEdit;
class SizeEditor;
class SliderSpin;
class StartPicture;

// Everything that is asked for, as a view of the document: controls edit the document, the document's changes show in the controls.
class RequestPanel : public QWidget {
    Q_OBJECT
  public:
    explicit RequestPanel(RequestDocument& document, QWidget* parent = nullptr);
    void set_recent_models(const QStringList& paths);
    void set_prompt_history(const QStringList& newest_first);
    void set_pricing();
    void set_verdict(const Verdict& verdict);
    void set_own_size(int width, int height);
    void set_last_seed(int64_t seed);
    void set_start_thumbnail(const QString& path, const QImage& image);
    void focus_prompt();
    SeedEdit& seed() { return *seed_; }
    bool can_generate() const;

  signals:
    void generate_wanted();
    void model_file_wanted();
    void model_folder_wanted();
    void start_picture_wanted();
    void output_folder_wanted();
    void thumbnail_wanted(const QString& path);

  private:
    QWidget* make_fields();
    QWidget* make_model_and_prompt();
    QWidget* make_negative();
    QWidget* make_size();
    QWidget* make_sampling();
    QWidget* make_output();
    QWidget* make_foot();
    void show_request();
    void show_foot();
    void edit_negative();

    RequestDocument& document_;
    Verdict verdict_;
    QScrollArea* scroll_;
    ModelPicker* model_;
    PromptEdit* prompt_;
    PromptEdit* negative_;
    QCheckBox* negative_empty_;
    SizeEditor* size_;
    QSpinBox* batch_;
    SliderSpin* steps_;
    SliderSpin* guidance_;
    QComboBox* sampler_;
    QComboBox* spacing_;
    SeedEdit* seed_;
    StartPicture* start_;
    ElidedLabel* output_;
    Section* negative_section_;
    Section* size_section_;
    Section* sampling_section_;
    Section* start_section_;
    Section* output_section_;
    QLabel* note_;
    GenerateButton* generate_;
};

}  // namespace imagelab
