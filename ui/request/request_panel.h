#pragma once
#include <QWidget>
#include <memory>

#include "ui/models/verdict.h"

class QLabel;
class QScrollArea;
class QSpinBox;
class QVBoxLayout;

namespace imagelab {

class GenerateButton;
class ModelSection;
class NegativeSection;
class OutputSection;
class PromptSection;
class RequestDesk;
class RequestDocument;
class SamplingSection;
class Section;
class SeedEdit;
class SizeEditor;
class StartPicture;
class StyleSection;

// Everything that is asked for, as a view of the document: controls edit the document, the document's changes show in the controls.
class RequestPanel : public QWidget {
    Q_OBJECT
  public:
    explicit RequestPanel(RequestDocument& document, QWidget* parent = nullptr);
    ~RequestPanel() override;
    RequestDesk& desk() { return *desk_; }
    void set_recent_models(const QStringList& paths);
    void set_prompt_history(const QStringList& newest_first);
    void set_pricing();
    void set_verdict(const Verdict& verdict);
    void set_own_size(int width, int height);
    void set_last_seed(Seed seed);
    void set_start_thumbnail(const QString& path, const QImage& image);
    void focus_prompt();
    SeedEdit& seed();
    PromptSection& prompt() { return *prompt_; }
    StyleSection& styles() { return *styles_; }
    StartPicture& start() { return *start_; }
    bool can_generate() const;

  signals:
    void generate_wanted();
    void model_file_wanted();
    void model_folder_wanted();
    void vae_file_wanted();
    void library_wanted();
    void start_picture_wanted();
    void output_folder_wanted();
    void thumbnail_wanted(const QString& path);

  private:
    QWidget* make_fields();
    QWidget* make_model_and_prompt();
    QWidget* make_size();
    QWidget* make_foot();
    void connect_start();
    void show_request();
    void show_foot();

    RequestDocument& document_;
    std::unique_ptr<RequestDesk> desk_;
    Verdict verdict_;
    QScrollArea* scroll_;
    ModelSection* model_;
    PromptSection* prompt_;
    StyleSection* styles_;
    NegativeSection* negative_;
    SizeEditor* size_;
    QSpinBox* batch_;
    SamplingSection* sampling_;
    StartPicture* start_;
    OutputSection* output_;
    Section* style_section_;
    Section* negative_section_;
    Section* size_section_;
    Section* sampling_section_;
    Section* start_section_;
    Section* output_section_;
    QLabel* note_;
    GenerateButton* generate_;
};

}  // namespace imagelab
