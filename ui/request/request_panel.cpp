#include "ui/request/request_panel.h"

#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/request/generate_button.h"
#include "ui/request/model_picker.h"
#include "ui/request/model_section.h"
#include "ui/request/negative_section.h"
#include "ui/request/output_section.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/sampling_section.h"
#include "ui/request/seed_edit.h"
#include "ui/request/size_editor.h"
#include "ui/request/start_picture.h"
#include "ui/request/style_section.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"

namespace imagelab {
namespace {

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
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // its 12 px are the right margin, so that nothing moves when it comes
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(make_fields());
    scroll_->viewport()->setBackgroundRole(QPalette::Button);
    auto* column = column_in(this, 0);
    column->addWidget(scroll_, 1);
    column->addWidget(make_foot());
    connect(&document_, &RequestDocument::changed, this, &RequestPanel::show_request);
    connect(&desk_->profiles, &ProfileModel::loaded_all, this, &RequestPanel::show_request);
    show_request();
}

RequestPanel::~RequestPanel() {
    // The fields watch the desk: they go first.
    delete scroll_;
}

QWidget* RequestPanel::make_fields() {
    auto* fields = new QWidget;
    fields->setBackgroundRole(QPalette::Button);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(8, 16, 0, 8);
    column->setSpacing(4);
    column->addWidget(make_model_and_prompt());
    styles_ = new StyleSection(document_, desk_->profiles);
    column->addWidget(style_section_ = new Section(tr("Styles"), styles_, true));
    negative_ = new NegativeSection(document_);
    column->addWidget(negative_section_ = new Section(term_name(Term::negative_prompt), negative_, false));
    column->addWidget(size_section_ = new Section(tr("Size and pictures"), make_size(), true));
    sampling_ = new SamplingSection(document_, desk_->reader);
    column->addWidget(sampling_section_ = new Section(tr("Sampling"), sampling_, true));
    start_ = new StartPicture;
    column->addWidget(start_section_ = new Section(term_name(Term::start_picture), start_, false));
    output_ = new OutputSection(document_);
    column->addWidget(output_section_ = new Section(tr("Output"), output_, false));
    column->addStretch(1);
    style_section_->header()->setToolTip(tooltip_of(Term::style));
    negative_section_->header()->setToolTip(tooltip_of(Term::negative_prompt));
    start_section_->header()->setToolTip(tooltip_of(Term::start_picture));
    output_section_->header()->setToolTip(tooltip_of(Term::output));
    connect(output_, &OutputSection::folder_wanted, this, &RequestPanel::output_folder_wanted);
    connect_start();
    return fields;
}

void RequestPanel::connect_start() {
    connect(start_, &StartPicture::wanted, this, &RequestPanel::start_picture_wanted);
    connect(start_, &StartPicture::thumbnail_wanted, this, &RequestPanel::thumbnail_wanted);
    connect(start_, &StartPicture::removed, this,
            [this] { document_.change(tr("start picture"), [](Request& r) { r.init_image.clear(); }); });
    connect(start_, &StartPicture::strength_edited, this,
            [this](double strength) { document_.change(tr("strength"), [=](Request& r) { r.strength = strength; }); });
    connect(start_, &StartPicture::fit_edited, this,
            [this](StartFit fit) { document_.change(tr("fit"), [=](Request& r) { r.fit = fit; }); });
}

QWidget* RequestPanel::make_model_and_prompt() {
    auto* box = new QWidget;
    auto* column = column_in(box);
    column->setContentsMargins(8, 0, 4, 4);
    model_ = new ModelSection(document_, desk_->reader, desk_->library, box);
    prompt_ = new PromptSection(document_, desk_->reader, desk_->profiles, desk_->saved, box);
    column->addWidget(model_);
    column->addWidget(prompt_);
    connect(model_, &ModelSection::file_wanted, this, &RequestPanel::model_file_wanted);
    connect(model_, &ModelSection::folder_wanted, this, &RequestPanel::model_folder_wanted);
    connect(model_, &ModelSection::vae_file_wanted, this, &RequestPanel::vae_file_wanted);
    connect(model_, &ModelSection::library_wanted, this, &RequestPanel::library_wanted);
    return box;
}

QWidget* RequestPanel::make_size() {
    auto* box = new QWidget;
    auto* column = column_in(box);
    size_ = new SizeEditor(box);
    batch_ = new QSpinBox(box);
    batch_->setRange(1, 64);
    batch_->setAlignment(Qt::AlignRight);
    describe(batch_, term_name(Term::batch), explain(Term::batch));
    ignore_wheel(batch_);
    column->addWidget(size_);
    batch_->setFixedWidth(80);
    auto* count = labelled(term_name(Term::batch), batch_, box);
    count->addStretch(1);
    column->addLayout(count);
    connect(size_, &SizeEditor::edited, this,
            [this](int width, int height) { document_.change(tr("size"), [=](Request& r) { r.width = width, r.height = height; }); });
    connect(batch_, &QSpinBox::valueChanged, this,
            [this](int pictures) { document_.change(tr("number of pictures"), [=](Request& r) { r.batch = pictures; }); });
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
    generate_->setToolTip(prompt_missing ? tr("Write a prompt first.") : generate_->accessibleDescription());  // with the whole price
    note_->setForegroundRole(verdict_.level == Verdict::Level::impossible ? danger_role : warning_role);
    note_->setText(verdict_.note);
    note_->setAccessibleName(verdict_.note.isEmpty() ? tr("Note") : verdict_.note);
    note_->setVisible(!verdict_.note.isEmpty());
}

void RequestPanel::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet_batch(batch_);
    size_->set_size(r.width, r.height);
    batch_->setValue(r.batch);
    start_->set(QString::fromStdString(r.init_image), r.strength, r.fit);
    if (!r.init_image.empty()) start_section_->set_open(true);
    start_->set_target(r.width, r.height);

    style_section_->set_summary(styles_->summary());
    negative_section_->set_summary(negative_->summary());
    const QString size = r.width > 0 ? size_text(r.width, r.height) : tr("the model's own");
    size_section_->set_summary(r.batch > 1 ? tr("%1, %2 pictures").arg(size).arg(r.batch) : size);
    sampling_section_->set_summary(sampling_->summary());
    start_section_->set_summary(r.init_image.empty() ? tr("none") : tr("set"));
    output_section_->set_summary(output_->summary());
    show_foot();
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
    size_->set_own_size(width, height);
}
void RequestPanel::set_last_seed(Seed seed) {
    sampling_->seed().set_last_used(seed);
}
void RequestPanel::set_start_thumbnail(const QString& path, const QImage& image) {
    start_->set_thumbnail(path, image);
}
SeedEdit& RequestPanel::seed() {
    return sampling_->seed();
}

void RequestPanel::focus_prompt() {
    prompt_->edit().setFocus(Qt::OtherFocusReason);
    prompt_->edit().moveCursor(QTextCursor::End);
}

}  // namespace imagelab
