#include "ui/request/detail_section.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPixmap>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/base/paths.h"
#include "core/library/network_paths.h"
#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr int shown_side = 280;  // pixels, of what was found

QString detector_name(const DetailUse& use) {
    return use.model.empty() ? DetailSection::tr("The first detector") : network_text(use.model);
}

}  // namespace

DetailRow::DetailRow(int index, RequestDocument& document, QWidget* parent)
    : QWidget(parent), index_(index), document_(document), title_(new ElidedLabel(this)) {
    const int number = index + 1;
    remove_ = icon_button("close", tr("Remove detailer %1").arg(number), tr("Nothing is painted anew by it; Undo brings it back."), this);
    prompt_ = words(tr("What these parts show (empty: as the request)"), tr("Prompt of detailer %1").arg(number),
                    tr("[PROMPT] stands for the request's prompt, [SEP] parts the words of several parts, [SKIP] leaves one out."),
                    &DetailUse::prompt);
    const QString meaning = tr("How much a part changes: 0.3 keeps it, 0.6 draws much of it anew.");
    strength_ = new SliderSpin(tr("Strength"), meaning, {0, 1, 1, 0.05, 2}, this);
    describe(strength_->field(), tr("Strength of detailer %1").arg(number), meaning);
    describe(strength_->findChild<QSlider*>(), tr("Strength of detailer %1, slider").arg(number), meaning);
    preview_ = new QPushButton(tr("Show what it finds"), this);
    describe(preview_, tr("Show what detailer %1 finds").arg(number), tr("In the picture that is shown, without making anything."));
    open_ = new QToolButton(this);
    open_->setText(tr("More"));
    open_->setCheckable(true);
    describe(open_, tr("More of detailer %1").arg(number), tr("What it looks for, its steps and its mask."));
    seen_ = new QLabel(this);
    seen_->setAlignment(Qt::AlignCenter);
    seen_->setAccessibleName(tr("What detailer %1 finds").arg(number));
    found_ = muted_label({}, this);
    found_->setWordWrap(true);
    seen_->hide(), found_->hide();

    auto* column = column_in(this, 4);
    column->addLayout(row_of({{title_, 1}, {remove_, 0}}));
    column->addWidget(prompt_);
    column->addWidget(strength_);
    column->addLayout(row_of({{preview_, 1}, {open_, 0}}));
    column->addWidget(seen_);
    column->addWidget(found_);
    column->addWidget(more_ = make_more());
    more_->hide();
    connect(open_, &QToolButton::toggled, more_, &QWidget::setVisible);
    connect(preview_, &QPushButton::clicked, this, [this] { emit preview_wanted(index_); });
    connect(strength_, &SliderSpin::edited, this,
            [this](double value) { change(tr("strength of a detailer"), [=](DetailUse& use) { use.strength = value; }); });
    connect(remove_, &QToolButton::clicked, this, [this] {
        document_.change(tr("removal of a detailer"), [this](Request& r) {
            if (static_cast<size_t>(index_) < r.details.size()) r.details.erase(r.details.begin() + index_);
        });
    });
}

QWidget* DetailRow::make_more() {
    auto* box = new QWidget(this);
    const int number = index_ + 1;
    negative_ = words(tr("Not there (empty: as the request)"), tr("Negative prompt of detailer %1").arg(number),
                      tr("What these parts should not show; empty: the request's negative prompt."), &DetailUse::negative_prompt);
    classes_ = words(tr("All that it knows"), tr("What detailer %1 looks for").arg(number),
                     tr("Names of the detector's classes, parted by commas: face, hand …"), &DetailUse::classes);
    const QString surely = tr("From which confidence on something counts as found.");
    confidence_ = new SliderSpin(tr("Confidence"), surely, {0, 1, 1, 0.05, 2}, box);
    describe(confidence_->field(), tr("Confidence of detailer %1").arg(number), surely);
    describe(confidence_->findChild<QSlider*>(), tr("Confidence of detailer %1, slider").arg(number), surely);
    connect(confidence_, &SliderSpin::edited, this,
            [this](double value) { change(tr("confidence of a detailer"), [=](DetailUse& use) { use.confidence = value; }); });
    steps_ = pixels(tr("Steps of detailer %1").arg(number), tr("The strength says how many of them run."), 0, 1000, &DetailUse::steps);
    steps_->setSpecialValueText(tr("as the request"));
    top_ =
        pixels(tr("Most parts of detailer %1").arg(number), tr("Of more that are found the largest are painted."), 1, 64, &DetailUse::top);
    blur_ = pixels(tr("Mask blur of detailer %1").arg(number), tr("Pixels over which old and new pass into each other."), 0, 256,
                   &DetailUse::blur);
    dilate_ = pixels(tr("Growth of the mask of detailer %1").arg(number), tr("Pixels by which the mask is larger than what was found."),
                     -512, 512, &DetailUse::dilate);
    padding_ = pixels(tr("Surroundings of detailer %1").arg(number), tr("Pixels around a part that the model sees."), 0, 1024,
                      &DetailUse::padding);
    merge_ = new QComboBox(box);
    merge_->addItem(tr("each by itself"), static_cast<int>(DetailMerge::none));
    merge_->addItem(tr("all at once"), static_cast<int>(DetailMerge::merge));
    merge_->addItem(tr("all but them"), static_cast<int>(DetailMerge::invert));
    describe(merge_, tr("Parts of detailer %1").arg(number),
             tr("Whether parts are painted one by one, together, or whatever is none of them."));
    ignore_wheel(merge_);
    connect(merge_, &QComboBox::activated, this, [this] {
        change(tr("parts of a detailer"), [this](DetailUse& use) { use.merge = static_cast<DetailMerge>(merge_->currentData().toInt()); });
    });
    auto* column = column_in(box, 4);
    column->addWidget(negative_);
    column->addLayout(labelled(tr("Looks for"), classes_, box));
    column->addWidget(confidence_);
    column->addLayout(labelled(tr("At most"), top_, box));
    column->addLayout(labelled(tr("Painted"), merge_, box));
    column->addLayout(labelled(tr("Steps"), steps_, box));
    column->addLayout(labelled(tr("Mask blur"), blur_, box));
    column->addLayout(labelled(tr("Grows by"), dilate_, box));
    column->addLayout(labelled(tr("Around it"), padding_, box));
    return box;
}

QLineEdit* DetailRow::words(const QString& placeholder, const QString& name, const QString& meaning, std::string DetailUse::*member) {
    auto* field = new QLineEdit(this);
    field->setPlaceholderText(placeholder);
    describe(field, name, meaning);
    connect(field, &QLineEdit::textEdited, this, [this, member](const QString& text) {
        change(tr("words of a detailer"), [&](DetailUse& use) { use.*member = text.toStdString(); });
    });
    return field;
}

QSpinBox* DetailRow::pixels(const QString& name, const QString& meaning, int low, int high, int DetailUse::*member) {
    auto* spin = new QSpinBox(this);
    spin->setRange(low, high);
    spin->setAlignment(Qt::AlignRight);
    spin->setKeyboardTracking(false);
    ignore_wheel(spin);
    describe(spin, name, meaning);
    connect(spin, &QSpinBox::valueChanged, this,
            [this, member](int value) { change(tr("settings of a detailer"), [=](DetailUse& use) { use.*member = value; }); });
    return spin;
}

void DetailRow::change(const QString& what, const std::function<void(DetailUse&)>& change) {
    document_.change(what, [&](Request& r) {
        if (static_cast<size_t>(index_) < r.details.size()) change(r.details[static_cast<size_t>(index_)]);
    });
}

QWidget* DetailRow::tab_after(QWidget* before) {
    return tab_through(before, {remove_, prompt_, strength_, preview_, open_, negative_, classes_, confidence_, top_, merge_, steps_, blur_,
                                dilate_, padding_});
}

void DetailRow::show_use(const DetailUse& use) {
    title_->setText(detector_name(use));
    title_->setToolTip(QString::fromStdString(use.model));
    const auto show = [](QLineEdit* field, const std::string& text) {
        if (const QString wanted = QString::fromStdString(text); field->text() != wanted) field->setText(wanted);
    };
    show(prompt_, use.prompt), show(negative_, use.negative_prompt), show(classes_, use.classes);
    strength_->set_value(use.strength), confidence_->set_value(use.confidence);
    const std::pair<QSpinBox*, int> numbers[] = {
        {steps_, use.steps}, {top_, use.top}, {blur_, use.blur}, {dilate_, use.dilate}, {padding_, use.padding}};
    for (const auto& [spin, value] : numbers) {
        const QSignalBlocker quiet(spin);
        spin->setValue(value);
    }
    merge_->setCurrentIndex(merge_->findData(static_cast<int>(use.merge)));
}

void DetailRow::show_found(const QImage& picture, const QString& text) {
    found_->setText(breakable(text));
    found_->setVisible(!text.isEmpty());
    if (!picture.isNull())
        seen_->setPixmap(QPixmap::fromImage(picture.scaled(shown_side, shown_side, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    seen_->setVisible(!picture.isNull());
}

DetailSection::DetailSection(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), rows_(new QVBoxLayout), chooser_(new QComboBox(this)) {
    rows_->setSpacing(8);
    chooser_->setPlaceholderText(tr("Add a detailer…"));
    chooser_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    describe(
        chooser_, tr("Add a detailer"),
        tr("A detector finds faces, hands or whatever it knows in the finished picture; each is painted anew at full size. Those of the "
           "folder models/detectors."));
    ignore_wheel(chooser_);
    file_ = new QPushButton(tr("From a file…"), this);
    describe(file_, tr("Add a detailer from a file"), tr("A detector as ONNX from anywhere: YOLO or YuNet."));
    auto* column = column_in(this);
    column->addLayout(rows_);
    column->addLayout(row_of({{chooser_, 1}, {file_, 0}}));
    connect(chooser_, &QComboBox::activated, this, [this](int index) {
        const QString path = chooser_->itemData(index).toString();
        QTimer::singleShot(0, chooser_, [this] { chooser_->setCurrentIndex(-1); });
        if (!path.isEmpty()) add(path);
    });
    connect(file_, &QPushButton::clicked, this, &DetailSection::file_wanted);
    connect(&document_, &RequestDocument::changed, this, &DetailSection::show_request);
    show_detectors();
    show_request();
}

void DetailSection::showEvent(QShowEvent* event) {
    show_detectors();
    QWidget::showEvent(event);
}

QString DetailSection::summary() const {
    QStringList names;
    for (const DetailUse& use : document_.request().details) names << detector_name(use);
    return names.join(", ");
}

void DetailSection::add(const QString& detector) {
    DetailUse use;
    use.model = detector.toStdString();
    document_.change(tr("a detailer"), [&](Request& r) { r.details.push_back(use); });
}

void DetailSection::show_found(int index, const QImage& picture, const QString& text) {
    if (static_cast<size_t>(index) < shown_.size()) shown_[static_cast<size_t>(index)]->show_found(picture, text);
}

void DetailSection::show_detectors() {
    const QSignalBlocker quiet(chooser_);
    chooser_->clear();
    for (const std::filesystem::path& path : detectors(data_dir()))
        chooser_->addItem(QString::fromStdString(path.stem().string()), QString::fromStdString(path.string()));
    chooser_->setCurrentIndex(-1);
    chooser_->setEnabled(chooser_->count() > 0);
}

void DetailSection::show_request() {
    const auto& uses = document_.request().details;
    if (uses.size() != shown_.size()) {
        for (DetailRow* row : shown_) row->hide(), row->deleteLater();
        shown_.clear();
        QWidget* before = chooser_->previousInFocusChain();
        for (size_t i = 0; i < uses.size(); ++i) {
            shown_.push_back(new DetailRow(static_cast<int>(i), document_, this));
            rows_->addWidget(shown_.back());
            connect(shown_.back(), &DetailRow::preview_wanted, this, &DetailSection::preview_wanted);
            before = shown_.back()->tab_after(before);
        }
    }
    for (size_t i = 0; i < uses.size(); ++i) shown_[i]->show_use(uses[i]);
}

}  // namespace imagelab
