#include "ui/request/request_panel.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"
#include "ui/request/chip_line.h"
#include "ui/request/control_section.h"
#include "ui/request/detail_section.h"
#include "ui/request/enlarge_section.h"
#include "ui/request/generate_button.h"
#include "ui/request/lora_section.h"
#include "ui/request/mask_section.h"
#include "ui/request/model_picker.h"
#include "ui/request/model_section.h"
#include "ui/request/negative_section.h"
#include "ui/request/output_section.h"
#include "ui/request/parts_box.h"
#include "ui/request/prompt_completer.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/quick_settings.h"
#include "ui/request/reference_section.h"
#include "ui/request/refiner_control.h"
#include "ui/request/region_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/sampling_section.h"
#include "ui/request/seed_edit.h"
#include "ui/request/size_editor.h"
#include "ui/request/start_picture.h"
#include "ui/request/style_section.h"
#include "ui/request/suite_control.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"
#include "ui/widgets/short_combo.h"

namespace imagelab {
namespace {

constexpr int fewest_lines = 2, usual_lines = 6, most_lines = 14;  // of the prompt
constexpr int usual_height = 660, height_of_line = 24;             // pixels of the panel, which grow the prompt by a line each

// Below the fields, which may scroll under it.
class Foot : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(0, 0, width(), 1, colors(this).border); }
};

QString tooltip_of(Term term) {
    return QStringLiteral("<p>%1</p>").arg(explain(term));
}

}  // namespace

RequestPanel::RequestPanel(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), desk_(std::make_unique<RequestDesk>(document)) {
    setMinimumWidth(336);
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    scroll_ = upright_scroll(make_fields(), this);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // its 12 px are the right margin, so that nothing moves when it comes
    scroll_->viewport()->setBackgroundRole(QPalette::Button);
    scroll_->viewport()->installEventFilter(this);
    first_->installEventFilter(this);
    auto* column = column_in(this, 0);
    column->addWidget(scroll_, 1);
    column->addWidget(make_foot());
    connect(&document_, &RequestDocument::changed, this, &RequestPanel::show_request);
    connect(&desk_->suites, &SuiteModel::failed, this, &RequestPanel::trouble);
    connect(&desk_->profiles, &ProfileModel::loaded_all, this, &RequestPanel::show_request);
    connect(&desk_->reader, &ModelReader::changed, this, &RequestPanel::show_foot);
    show_request();
}

RequestPanel::~RequestPanel() {
    scroll_->viewport()->removeEventFilter(this);
    first_->removeEventFilter(this);
    // The fields watch the desk: they go first.
    delete scroll_;
}

QWidget* RequestPanel::make_fields() {
    auto* fields = new QWidget;
    fields->setBackgroundRole(QPalette::Button);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(8, 8, 0, 0);
    column->setSpacing(2);
    column->addWidget(first_ = make_first());
    styles_ = new StyleSection(document_, desk_->profiles);
    column->addWidget(style_section_ = new Section(tr("Styles"), styles_, false));
    loras_ = new LoraSection(document_, desk_->library);
    column->addWidget(lora_section_ = new Section(term_name(Term::lora), loras_, false));
    connect(loras_, &LoraSection::file_wanted, this, &RequestPanel::lora_file_wanted);
    controls_ = new ControlSection(document_, desk_->library);
    column->addWidget(control_section_ = new Section(term_name(Term::control), controls_, false));
    connect(controls_, &ControlSection::file_wanted, this, &RequestPanel::control_file_wanted);
    connect(controls_, &ControlSection::picture_wanted, this, &RequestPanel::control_picture_wanted);
    connect(controls_, &ControlSection::preview_wanted, this, &RequestPanel::control_preview_wanted);
    connect(controls_, &ControlSection::poses_edited, this, &RequestPanel::poses_edited);
    references_ = new ReferenceSection(document_, desk_->library);
    column->addWidget(reference_section_ = new Section(term_name(Term::reference), references_, false));
    connect(references_, &ReferenceSection::picture_wanted, this, &RequestPanel::reference_picture_wanted);
    connect(references_, &ReferenceSection::adapter_wanted, this, &RequestPanel::reference_adapter_wanted);
    connect(references_, &ReferenceSection::mask_wanted, this, &RequestPanel::reference_mask_wanted);
    connect(references_, &ReferenceSection::thumbnail_wanted, this, &RequestPanel::thumbnail_wanted);
    regions_ = new RegionSection(document_);
    column->addWidget(region_section_ = new Section(term_name(Term::region), regions_, false));
    connect(regions_, &RegionSection::mask_wanted, this, &RequestPanel::region_mask_wanted);
    connect(regions_, &RegionSection::drawing_wanted, this, &RequestPanel::region_drawing_wanted);
    sampling_ = new SamplingSection(document_, desk_->reader);
    column->addWidget(sampling_section_ = new Section(tr("Sampling"), sampling_, false));
    auto* begins = new QWidget;
    auto* begin_column = column_in(begins);
    begin_column->addWidget(start_ = new StartPicture);
    begin_column->addWidget(mask_ = new MaskSection(document_));
    column->addWidget(start_section_ = new Section(term_name(Term::start_picture), begins, false));
    enlarge_ = new EnlargeSection(document_, desk_->library);
    column->addWidget(enlarge_section_ = new Section(tr("Enlarge and finish"), enlarge_, false));
    details_ = new DetailSection(document_);
    column->addWidget(detail_section_ = new Section(term_name(Term::details), details_, false));
    connect(details_, &DetailSection::file_wanted, this, &RequestPanel::detector_file_wanted);
    connect(details_, &DetailSection::preview_wanted, this, &RequestPanel::detail_preview_wanted);
    output_ = new OutputSection(document_);
    column->addWidget(output_section_ = new Section(tr("Output"), output_, false));
    column->addStretch(1);
    style_section_->header()->setToolTip(tooltip_of(Term::style));
    lora_section_->header()->setToolTip(tooltip_of(Term::lora));
    control_section_->header()->setToolTip(tooltip_of(Term::control));
    reference_section_->header()->setToolTip(tooltip_of(Term::reference));
    region_section_->header()->setToolTip(tooltip_of(Term::region));
    detail_section_->header()->setToolTip(tooltip_of(Term::details));
    sampling_section_->header()->setToolTip(tooltip_of(Term::sampler));
    start_section_->header()->setToolTip(tooltip_of(Term::start_picture));
    output_section_->header()->setToolTip(tooltip_of(Term::output));
    connect(output_, &OutputSection::folder_wanted, this, &RequestPanel::output_folder_wanted);
    connect_start();
    return fields;
}

void RequestPanel::connect_start() {
    connect(start_, &StartPicture::wanted, this, &RequestPanel::start_picture_wanted);
    connect(start_, &StartPicture::thumbnail_wanted, this, &RequestPanel::thumbnail_wanted);
    connect(start_, &StartPicture::removed, this, [this] { document_.change(tr("start picture"), without_start_picture); });
    connect(start_, &StartPicture::strength_edited, this,
            [this](double strength) { document_.change(tr("strength"), [=](Request& r) { r.strength = strength; }); });
    connect(start_, &StartPicture::fit_edited, this,
            [this](StartFit fit) { document_.change(tr("fit"), [=](Request& r) { r.fit = fit; }); });
}

// What every picture needs, in the order of its weight; the model stands in one quiet line above.
QWidget* RequestPanel::make_first() {
    auto* box = new QWidget;
    auto* column = column_in(box, 8);
    column->setContentsMargins(8, 0, 4, 6);
    model_ = new ModelSection(document_, desk_->reader, desk_->library, desk_->suites, box);
    prompt_ = new PromptSection(document_, desk_->reader, desk_->profiles, desk_->saved, box);
    negative_ = new NegativeSection(document_, desk_->reader, desk_->profiles, box);
    quick_ = new QuickSettings(document_, box);
    for (QWidget* part : {static_cast<QWidget*>(model_), static_cast<QWidget*>(prompt_), static_cast<QWidget*>(negative_)})
        column->addWidget(part);
    for (PromptEdit* edit : {&prompt_->edit(), &negative_->edit()}) {
        auto* completer = new PromptCompleter(*edit, document_, *desk_, edit == &prompt_->edit());
        connect(completer, &PromptCompleter::trouble, this, &RequestPanel::trouble);
        connect(edit, &PromptEdit::whole_text_pasted, this, &RequestPanel::whole_text_pasted);
    }
    connect(&negative_->edit(), &PromptEdit::part_wanted, this, [this](const QString& words) { prompt_->show_saved(words); });
    column->addSpacing(4);
    column->addWidget(quick_);
    connect(model_, &ModelSection::file_wanted, this, &RequestPanel::model_file_wanted);
    connect(model_, &ModelSection::folder_wanted, this, &RequestPanel::model_folder_wanted);
    connect(model_, &ModelSection::vae_file_wanted, this, &RequestPanel::vae_file_wanted);
    connect(model_, &ModelSection::part_wanted, this, &RequestPanel::part_wanted);
    connect(model_, &ModelSection::library_wanted, this, &RequestPanel::library_wanted);
    return box;
}

QWidget* RequestPanel::make_foot() {
    auto* foot = new Foot(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(16, 10, 16, 12);
    column->setSpacing(8);
    chips_ = new ChipLine(foot);
    note_ = new QLabel(foot);
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    note_->hide();
    mend_ = new QPushButton(foot);
    describe(mend_, tr("Help"), tr("Does what the message advises."));
    mend_->hide();
    generate_ = new GenerateButton(foot);
    column->addWidget(chips_);
    column->addWidget(note_);
    column->addWidget(mend_, 0, Qt::AlignLeft);
    column->addWidget(generate_);
    connect(generate_, &QPushButton::clicked, this, &RequestPanel::generate_wanted);
    connect(mend_, &QPushButton::clicked, this, [this] { emit command_wanted(verdict_.command); });
    connect_chips();
    return foot;
}

void RequestPanel::connect_chips() {
    connect(chips_, &ChipLine::opened, this, &RequestPanel::reveal);
    connect(chips_, &ChipLine::removed, this, [this](const RequestChip& chip) {
        const Request& r = document_.request();
        document_.edit(without_chip(r, chip, desk_->profiles, desk_->suites.find(r.suite)), tr("removal of %1").arg(chip.text));
    });
}

void RequestPanel::reveal(const RequestChip& chip) {
    using Kind = RequestChip::Kind;
    const auto open = [](Section* section, QWidget* content) {
        section->set_open(true);
        for (auto* control : content->findChildren<QWidget*>())
            if (control->isVisible() && control->isEnabled() && (control->focusPolicy() & Qt::TabFocus))
                return control->setFocus(Qt::OtherFocusReason);
    };
    if (chip.kind == Kind::text) return focus_prompt();
    if (simple_ && chip.kind != Kind::start && chip.kind != Kind::style) emit command_wanted("simple");  // its place is hidden there
    if (chip.kind == Kind::start) return open(start_section_, start_);
    if (chip.kind == Kind::refiner) return model_->refiner().picker().setFocus(Qt::OtherFocusReason);
    if (chip.kind == Kind::suite) return model_->suite().chooser().setFocus(Qt::OtherFocusReason);
    if (chip.kind == Kind::parts) {
        model_->show_parts();
        return model_->parts().field("model.unet").setFocus(Qt::OtherFocusReason);
    }
    if (chip.kind == Kind::lora) return open(lora_section_, loras_);
    if (chip.kind == Kind::control) return open(control_section_, controls_);
    if (chip.kind == Kind::reference) return open(reference_section_, references_);
    if (chip.kind == Kind::region) return open(region_section_, regions_);
    if (chip.kind == Kind::detail) return open(detail_section_, details_);
    if (chip.kind == Kind::enlarge) return open(enlarge_section_, enlarge_);
    if (chip.kind == Kind::style) return open(style_section_, styles_);
    if (chip.kind == Kind::seed) return seed().field()->setFocus(Qt::OtherFocusReason);
    quick_->count().setFocus(Qt::OtherFocusReason);
    quick_->count().selectAll();
}

std::vector<Section*> RequestPanel::sections() const {
    return {style_section_,    lora_section_,  control_section_, reference_section_, region_section_,
            sampling_section_, start_section_, enlarge_section_, detail_section_,    output_section_};
}

void RequestPanel::open(Section& section) {
    if (simple_ && &section != style_section_ && &section != start_section_) emit command_wanted("simple");
    section.set_open(true);
    section.header()->setFocus(Qt::OtherFocusReason);
    QTimer::singleShot(0, &section, [this, &section] { scroll_->ensureWidgetVisible(&section, 0, 8); });
}

void RequestPanel::choose_style() {
    style_section_->set_open(true);
    scroll_->ensureWidgetVisible(styles_);
    styles_->choose();
}

void RequestPanel::set_simple(bool simple) {
    simple_ = simple;
    style_section_->set_open(simple || !document_.request().style.profiles.empty());
    show_parts();
}

// A model with trouble and a negative prompt stay: they have no chip.
void RequestPanel::show_parts() {
    const Request& r = document_.request();
    model_->setVisible(!simple_ || model_->has_problem() || !r.model.empty());
    negative_->setVisible(!simple_ || !r.negative_prompt.value_or("").empty());
    quick_->set_simple(simple_);
    for (Section* section : {lora_section_, control_section_, reference_section_, region_section_, sampling_section_, enlarge_section_,
                             detail_section_, output_section_})
        section->setVisible(!simple_);
    start_section_->setVisible(!simple_ || !r.init_image.empty());
    fit_prompt();
}

bool RequestPanel::can_generate() const {
    return !QString::fromStdString(document_.request().prompt).trimmed().isEmpty() && verdict_.can_run();
}

void RequestPanel::show_foot() {
    const bool prompt_missing = QString::fromStdString(document_.request().prompt).trimmed().isEmpty();
    generate_->setEnabled(can_generate());
    generate_->setToolTip(prompt_missing ? tr("Write a prompt first.") : generate_->accessibleDescription());  // with the whole price
    // A model that cannot be opened says so in its own line.
    const QString note = model_->has_problem() ? QString() : verdict_.note;
    note_->setForegroundRole(verdict_.level == Verdict::Level::impossible ? danger_role : warning_role);
    note_->setText(breakable(note));
    note_->setAccessibleName(note.isEmpty() ? tr("Note") : note);
    note_->setVisible(!note.isEmpty());
    if (!verdict_.button.isEmpty()) {
        mend_->setText(verdict_.button);
        describe(mend_, verdict_.button, tr("Does what the message advises."));
    }
    mend_->setVisible(!verdict_.command.isEmpty());
}

void RequestPanel::show_request() {
    const Request& r = document_.request();
    if (!r.init_image.empty() && r.init_image != start_shown_) start_section_->set_open(true);
    start_shown_ = r.init_image;
    start_->set(QString::fromStdString(r.init_image), r.strength, r.fit);
    start_->set_target(r.width, r.height);
    style_section_->set_summary(styles_->summary());
    lora_section_->set_summary(r.loras.empty() ? tr("none") : loras_->summary());
    enlarge_section_->set_summary(enlarge_->summary().isEmpty() ? tr("none") : enlarge_->summary());
    control_section_->set_summary(r.control_nets.empty() ? tr("none") : controls_->summary());
    reference_section_->set_summary(r.references.empty() ? tr("none") : references_->summary());
    region_section_->set_summary(r.regions.empty() ? tr("none") : regions_->summary());
    detail_section_->set_summary(r.details.empty() ? tr("none") : details_->summary());
    sampling_section_->set_summary(sampling_->summary());
    start_section_->set_summary(r.init_image.empty() ? tr("none") : start_file_text(r));
    output_section_->set_summary(output_->summary());
    chips_->set_chips(request_chips(r, desk_->profiles));
    if (simple_) show_parts();
    show_foot();
    // What was chosen just now stands whole above the foot.
    const size_t styles = r.style.profiles.size();
    if (styles > std::exchange(styles_shown_, styles) && isVisible())
        QTimer::singleShot(0, this, [this] { scroll_->ensureWidgetVisible(style_section_, 0, 8); });
}

void RequestPanel::set_recent_models(const QStringList& paths) {
    model_->picker().set_recent(paths);
}
void RequestPanel::set_prompt_history(const QStringList& newest_first) {
    prompt_->edit().set_history(newest_first);
}
void RequestPanel::set_pricing() {
    generate_->set_pricing();
}

void RequestPanel::set_verdict(const Verdict& verdict) {
    verdict_ = verdict;
    generate_->set_verdict(verdict);
    show_foot();
}

void RequestPanel::set_own_size(int width, int height) {
    quick_->size_editor().set_own_size(width, height);
    regions_->set_own_size(width, height);
}
void RequestPanel::set_last_seed(Seed seed) {
    quick_->seed().set_last_used(seed);
}
void RequestPanel::set_thumbnail(const QString& path, const QImage& image) {
    start_->set_thumbnail(path, image);
    references_->set_thumbnail(path, image);
}
void RequestPanel::show_references() {
    reference_section_->set_open(true);
    scroll_->ensureWidgetVisible(references_);
}
SeedEdit& RequestPanel::seed() {
    return quick_->seed();
}

bool RequestPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) fit_prompt();
    return QWidget::eventFilter(watched, event);
}

// What a taller window has to spare belongs to the prompt; where there is little room it scrolls, so that what every picture needs stays in
// sight down to the seed.
void RequestPanel::fit_prompt() {
    PromptEdit& edit = prompt_->edit();
    const int width = first_->width();
    if (width <= 0) return;
    const int others = (first_->hasHeightForWidth() ? first_->heightForWidth(width) : first_->sizeHint().height()) - edit.minimumHeight();
    const int room = scroll_->viewport()->height() - scroll_->widget()->layout()->contentsMargins().top() - others;
    const int most = std::clamp(edit.lines_in(room), fewest_lines, most_lines);
    const int least = simple_ ? most_lines : std::max(usual_lines + (height() - usual_height) / height_of_line, usual_lines);
    edit.set_lines(std::min(least, most), most);
}

void RequestPanel::focus_prompt() {
    prompt_->edit().setFocus(Qt::OtherFocusReason);
    prompt_->edit().moveCursor(QTextCursor::End);
}

}  // namespace imagelab
