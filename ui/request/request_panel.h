#pragma once
#include <QSize>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/control/pose.h"
#include "ui/models/verdict.h"

class QLabel;
class QPushButton;
class QScrollArea;

namespace imagelab {

class ChipLine;
class ControlSection;
class DetailSection;
class EnlargeSection;
class GenerateButton;
class LoraSection;
class MaskSection;
class ModelSection;
class NegativeSection;
class OutputSection;
class PromptSection;
class QuickSettings;
class ReferenceSection;
class RequestDesk;
class RequestDocument;
struct RequestChip;
class SamplingSection;
class Section;
class RegionSection;
class SeedEdit;
class StartPicture;
class StyleSection;

// Everything that is asked for, as a view of the document: controls edit the document, the document's changes show in the controls. The
// prompt first, then what matters most, the rest folded; below, always in sight, what the request is and what it costs.
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
    void set_thumbnail(const QString& path, const QImage& image);
    void focus_prompt();
    void reveal(const RequestChip& chip);  // opens its section and gives it the focus
    SeedEdit& seed();
    PromptSection& prompt() { return *prompt_; }
    StyleSection& styles() { return *styles_; }
    LoraSection& loras() { return *loras_; }
    ControlSection& controls() { return *controls_; }
    ReferenceSection& references() { return *references_; }
    void show_references();  // opens their section
    RegionSection& regions() { return *regions_; }
    DetailSection& details() { return *details_; }
    StartPicture& start() { return *start_; }
    MaskSection& mask() { return *mask_; }
    ChipLine& chips() { return *chips_; }
    void choose_style();
    std::vector<Section*> sections() const;  // from top to bottom
    void open(Section& section);             // scrolled into sight, a simple request becomes a whole one
    void set_simple(bool simple);            // prompt, shape, style and Generate alone; what else is set stays in sight as chips
    bool is_simple() const { return simple_; }
    bool can_generate() const;

  signals:
    void generate_wanted();
    void model_file_wanted();
    void model_folder_wanted();
    void vae_file_wanted();
    void part_wanted(const QString& field, bool folder);  // as ModelSection's
    void lora_file_wanted();
    void control_file_wanted();
    void control_picture_wanted(int index);
    void control_preview_wanted(int index);
    void poses_edited(int index, const std::vector<imagelab::Pose>& poses, QSize canvas);  // of a control
    void reference_picture_wanted(int index);
    void reference_adapter_wanted(int index);
    void reference_mask_wanted(int index);
    void region_mask_wanted(int index);
    void region_drawing_wanted(bool on);
    void detector_file_wanted();
    void detail_preview_wanted(int index);
    void library_wanted();
    void start_picture_wanted();
    void output_folder_wanted();
    void thumbnail_wanted(const QString& path);
    void command_wanted(const QString& command);  // that mends why it cannot run
    void whole_text_pasted(const QString& text);  // into a prompt, as PromptEdit's
    void trouble(const QString& message);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QWidget* make_fields();
    QWidget* make_first();
    QWidget* make_foot();
    void connect_start();
    void connect_chips();
    void show_request();
    void show_foot();
    void fit_prompt();
    void show_parts();

    RequestDocument& document_;
    std::unique_ptr<RequestDesk> desk_;
    Verdict verdict_;
    bool simple_ = false;
    std::string start_shown_;  // the start picture at the last look
    size_t styles_shown_ = 0;
    QScrollArea* scroll_;
    QWidget* first_;  // model to seed
    ModelSection* model_;
    PromptSection* prompt_;
    NegativeSection* negative_;
    QuickSettings* quick_;
    StyleSection* styles_;
    ControlSection* controls_;
    ReferenceSection* references_;
    RegionSection* regions_;
    DetailSection* details_;
    EnlargeSection* enlarge_;
    LoraSection* loras_;
    SamplingSection* sampling_;
    StartPicture* start_;
    MaskSection* mask_;
    OutputSection* output_;
    Section* style_section_;
    Section* lora_section_;
    Section* control_section_;
    Section* reference_section_;
    Section* region_section_;
    Section* enlarge_section_;
    Section* detail_section_;
    Section* sampling_section_;
    Section* start_section_;
    Section* output_section_;
    ChipLine* chips_;
    QLabel* note_;
    QPushButton* mend_;  // what the note advises
    GenerateButton* generate_;
};

}  // namespace imagelab
