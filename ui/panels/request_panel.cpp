#include "ui/panels/request_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/glossary.h"
#include "ui/models/request_document.h"
#include "ui/panels/controls.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/model_picker.h"
#include "ui/panels/prompt_edit.h"
#include "ui/panels/section.h"
#include "ui/panels/seed_edit.h"
#include "ui/panels/size_editor.h"
#include "ui/panels/slider_spin.h"
#include "ui/panels/start_picture.h"
#include "ui/theme.h"
#include "ui/wording.h"

namespace imagelab {
namespace {

QVBoxLayout* column_of(QWidget* widget, int spacing = 8) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    return column;
}

QHBoxLayout* labelled(Term term, QWidget* field, QWidget* parent) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(field_label(term_name(term), field, parent));
    row->addWidget(field, 1);
    return row;
}

// Below the fields, which may scroll under it.
class Foot : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(0, 0, width(), 1, colors(this).border); }
};

}  // namespace

RequestPanel::RequestPanel(RequestDocument& document, QWidget* parent) : QWidget(parent), document_(document) {
    setMinimumWidth(336);
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // its 12 px are the right margin, so that nothing moves when it comes
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(make_fields());
    scroll_->viewport()->setBackgroundRole(QPalette::Button);
    auto* column = column_of(this, 0);
    column->addWidget(scroll_, 1);
    column->addWidget(make_foot());
    connect(&document_, &RequestDocument::changed, this, &RequestPanel::show_request);
    show_request();
}

QWidget* RequestPanel::make_fields() {
    auto* fields = new QWidget;
    fields->setBackgroundRole(QPalette::Button);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(8, 16, 0, 8);
    column->setSpacing(4);
    column->addWidget(make_model_and_prompt());
    column->addWidget(negative_section_ = new Section(term_name(Term::negative_prompt), make_negative(), false));
    column->addWidget(size_section_ = new Section(tr("Size and pictures"), make_size(), true));
    column->addWidget(sampling_section_ = new Section(tr("Sampling"), make_sampling(), true));
    start_ = new StartPicture;
    column->addWidget(start_section_ = new Section(term_name(Term::start_picture), start_, false));
    column->addWidget(output_section_ = new Section(term_name(Term::output), make_output(), false));
    column->addStretch(1);
    negative_section_->header()->setToolTip(QStringLiteral("<p>%1</p>").arg(explain(Term::negative_prompt)));
    start_section_->header()->setToolTip(QStringLiteral("<p>%1</p>").arg(explain(Term::start_picture)));
    output_section_->header()->setToolTip(QStringLiteral("<p>%1</p>").arg(explain(Term::output)));

    connect(start_, &StartPicture::wanted, this, &RequestPanel::start_picture_wanted);
    connect(start_, &StartPicture::thumbnail_wanted, this, &RequestPanel::thumbnail_wanted);
    connect(start_, &StartPicture::removed, this, [this] {
        Request r = document_.request();
        r.init_image.clear();
        document_.edit(r, tr("start picture"));
    });
    connect(start_, &StartPicture::strength_edited, this, [this](double strength) {
        Request r = document_.request();
        r.strength = strength;
        document_.edit(r, tr("strength"));
    });
    return fields;
}

QWidget* RequestPanel::make_model_and_prompt() {
    auto* box = new QWidget;
    auto* column = column_of(box);
    column->setContentsMargins(8, 0, 4, 4);
    model_ = new ModelPicker(box);
    prompt_ = new PromptEdit(4, 12, box);
    prompt_->setPlaceholderText(tr("Prompt: what the picture shows, for example a red apple on a wooden table"));
    describe(prompt_, term_name(Term::prompt), explain(Term::prompt));
    column->addLayout(labelled(Term::model, model_, box));
    column->addWidget(prompt_);
    connect(model_, &ModelPicker::chosen, this, [this](const QString& path) {
        Request r = document_.request();
        r.model = path.toStdString();
        document_.edit(r, tr("model"));
    });
    connect(model_, &ModelPicker::file_wanted, this, &RequestPanel::model_file_wanted);
    connect(model_, &ModelPicker::folder_wanted, this, &RequestPanel::model_folder_wanted);
    connect(prompt_, &PromptEdit::edited, this, [this](const QString& text) {
        Request r = document_.request();
        r.prompt = text.toStdString();
        document_.edit(r, tr("prompt"));
    });
    return box;
}

QWidget* RequestPanel::make_negative() {
    auto* box = new QWidget;
    auto* column = column_of(box);
    negative_ = new PromptEdit(2, 6, box);
    negative_->setPlaceholderText(tr("blurry, text, watermark"));
    describe(negative_, term_name(Term::negative_prompt), explain(Term::negative_prompt));
    negative_empty_ = new QCheckBox(tr("Use it even when empty"), box);
    describe(negative_empty_, negative_empty_->text(),
             tr("Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture."));
    column->addWidget(negative_);
    column->addWidget(negative_empty_);
    connect(negative_, &PromptEdit::edited, this, &RequestPanel::edit_negative);
    connect(negative_empty_, &QCheckBox::clicked, this, &RequestPanel::edit_negative);
    return box;
}

void RequestPanel::edit_negative() {
    Request r = document_.request();
    const std::string text = negative_->toPlainText().toStdString();
    r.negative_prompt.reset();
    if (!text.empty() || negative_empty_->isChecked()) r.negative_prompt = text;
    document_.edit(r, tr("negative prompt"));
}

QWidget* RequestPanel::make_size() {
    auto* box = new QWidget;
    auto* column = column_of(box);
    size_ = new SizeEditor(box);
    batch_ = new QSpinBox(box);
    batch_->setRange(1, 64);
    batch_->setAlignment(Qt::AlignRight);
    describe(batch_, term_name(Term::batch), explain(Term::batch));
    ignore_wheel(batch_);
    column->addWidget(size_);
    batch_->setFixedWidth(80);
    auto* count = labelled(Term::batch, batch_, box);
    count->addStretch(1);
    column->addLayout(count);
    connect(size_, &SizeEditor::edited, this, [this](int width, int height) {
        Request r = document_.request();
        r.width = width, r.height = height;
        document_.edit(r, tr("size"));
    });
    connect(batch_, &QSpinBox::valueChanged, this, [this](int pictures) {
        Request r = document_.request();
        r.batch = pictures;
        document_.edit(r, tr("number of pictures"));
    });
    return box;
}

QWidget* RequestPanel::make_sampling() {
    auto* box = new QWidget;
    auto* column = column_of(box);
    steps_ = new SliderSpin(term_name(Term::steps), explain(Term::steps), {1, 200, 80, 1, 0}, box);
    guidance_ = new SliderSpin(term_name(Term::guidance), explain(Term::guidance), {1, 30, 16, 0.5, 1}, box);
    sampler_ = new QComboBox(box);
    for (const auto kind : {SamplerKind::euler, SamplerKind::euler_ancestral, SamplerKind::ddim, SamplerKind::dpmpp_2m, SamplerKind::unipc})
        sampler_->addItem(sampler_text(kind), static_cast<int>(kind));
    spacing_ = new QComboBox(box);
    for (const auto kind : {Spacing::published, Spacing::karras}) spacing_->addItem(spacing_text(kind), static_cast<int>(kind));
    seed_ = new SeedEdit(box);
    describe(sampler_, term_name(Term::sampler), explain(Term::sampler));
    describe(spacing_, term_name(Term::schedule), explain(Term::schedule));
    ignore_wheel(sampler_);
    ignore_wheel(spacing_);
    column->addWidget(steps_);
    column->addWidget(guidance_);
    column->addLayout(labelled(Term::sampler, sampler_, box));
    column->addLayout(labelled(Term::schedule, spacing_, box));
    column->addWidget(seed_);
    const auto on_edit = [this](const QString& what, auto&& change) {
        Request r = document_.request();
        change(r);
        document_.edit(r, what);
    };
    connect(steps_, &SliderSpin::edited, this, [=](double v) { on_edit(tr("steps"), [=](Request& r) { r.steps = static_cast<int>(v); }); });
    connect(guidance_, &SliderSpin::edited, this, [=](double v) { on_edit(tr("guidance"), [=](Request& r) { r.guidance = v; }); });
    connect(sampler_, &QComboBox::activated, this, [=](int i) { on_edit(tr("sampler"), [=](Request& r) { r.sampler = SamplerKind(i); }); });
    connect(spacing_, &QComboBox::activated, this, [=](int i) { on_edit(tr("schedule"), [=](Request& r) { r.spacing = Spacing(i); }); });
    connect(seed_, &SeedEdit::edited, this, [=](qint64 v) { on_edit(tr("seed"), [=](Request& r) { r.seed = v; }); });
    return box;
}

QWidget* RequestPanel::make_output() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    output_ = new ElidedLabel(box);
    auto* choose = new QPushButton(tr("Choose…"), box);
    describe(choose, tr("Choose the output folder"), explain(Term::output));
    row->addWidget(output_, 1);
    row->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, &RequestPanel::output_folder_wanted);
    return box;
}

QWidget* RequestPanel::make_foot() {
    auto* foot = new Foot(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    note_ = new QLabel(foot);
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    note_->hide();
    generate_ = new GenerateButton(foot);
    column->addWidget(note_);
    column->addWidget(generate_);
    connect(generate_, &QPushButton::clicked, this, &RequestPanel::generate_wanted);
    return foot;
}

bool RequestPanel::can_generate() const {
    return !QString::fromStdString(document_.request().prompt).trimmed().isEmpty() && verdict_.can_run();
}

void RequestPanel::show_foot() {
    const bool prompt_missing = QString::fromStdString(document_.request().prompt).trimmed().isEmpty();
    generate_->setEnabled(can_generate());
    generate_->setToolTip(prompt_missing ? tr("Write a prompt first.") : tr("Makes the picture (Ctrl+Enter)."));
    note_->setForegroundRole(verdict_.level == Verdict::Level::impossible ? danger_role : warning_role);
    note_->setText(verdict_.note);
    note_->setAccessibleName(verdict_.note.isEmpty() ? tr("Note") : verdict_.note);
    note_->setVisible(!verdict_.note.isEmpty());
}

void RequestPanel::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet_batch(batch_);
    model_->set_model(QString::fromStdString(r.model));
    prompt_->set_text(QString::fromStdString(r.prompt));
    negative_->set_text(QString::fromStdString(r.negative_prompt.value_or("")));
    const bool negative_text = r.negative_prompt && !r.negative_prompt->empty();
    negative_empty_->setVisible(!negative_text);
    negative_empty_->setChecked(r.negative_prompt && !negative_text);
    size_->set_size(r.width, r.height);
    batch_->setValue(r.batch);
    steps_->set_value(r.steps);
    guidance_->set_value(r.guidance);
    sampler_->setCurrentIndex(sampler_->findData(static_cast<int>(r.sampler)));
    spacing_->setCurrentIndex(spacing_->findData(static_cast<int>(r.spacing)));
    seed_->set_seed(r.seed);
    start_->set(QString::fromStdString(r.init_image), r.strength);
    if (!r.init_image.empty()) start_section_->set_open(true);
    const QString folder = r.output.empty() ? QStringLiteral("./output_images") : QString::fromStdString(r.output);
    output_->setText(QDir::toNativeSeparators(folder));

    negative_section_->set_summary(!r.negative_prompt ? tr("none")
                                   : negative_text    ? QString::fromStdString(*r.negative_prompt).simplified()
                                                      : tr("empty text"));
    const QString size = r.width > 0 ? size_text(r.width, r.height) : tr("the model's own");
    size_section_->set_summary(r.batch > 1 ? tr("%1, %2 pictures").arg(size).arg(r.batch) : size);
    sampling_section_->set_summary(tr("%1, %2 steps").arg(sampler_text(r.sampler)).arg(r.steps));
    start_section_->set_summary(r.init_image.empty() ? tr("none") : tr("set"));
    output_section_->set_summary(QDir(folder).dirName());
    show_foot();
}

void RequestPanel::set_recent_models(const QStringList& paths) {
    model_->set_recent(paths);
}
void RequestPanel::set_prompt_history(const QStringList& newest_first) {
    prompt_->set_history(newest_first);
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
    size_->set_own_size(width, height);
}
void RequestPanel::set_last_seed(int64_t seed) {
    seed_->set_last_used(seed);
}
void RequestPanel::set_start_thumbnail(const QString& path, const QImage& image) {
    start_->set_thumbnail(path, image);
}

void RequestPanel::focus_prompt() {
    prompt_->setFocus(Qt::OtherFocusReason);
    prompt_->moveCursor(QTextCursor::End);
}

}  // namespace imagelab
