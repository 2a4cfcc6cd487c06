#include "ui/request/reference_section.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/weights/keys_reference.h"
#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr int reference_side = 48;
const QString from_a_file = QStringLiteral("\n");  // no path: opens a dialog

bool is_adapter(const ModelFile& model) {
    return model.kind == reference_kind_info(ReferenceKind::adapter).library;
}

// Undo may have taken it away by then.
void change_reference(RequestDocument& document, int index, const QString& what, const std::function<void(ReferenceUse&)>& change) {
    document.change(what, [&](Request& r) {
        if (static_cast<size_t>(index) < r.references.size()) change(r.references[static_cast<size_t>(index)]);
    });
}

}  // namespace

ReferenceRow::ReferenceRow(int index, RequestDocument& document, QWidget* parent)
    : QWidget(parent), index_(index), document_(document), thumbnail_(new QLabel(this)), name_(new ElidedLabel(this)) {
    thumbnail_->setFixedSize(reference_side, reference_side);
    thumbnail_->setAlignment(Qt::AlignCenter);
    picture_ = new QPushButton(tr("Other…"), this);
    describe(picture_, tr("Choose another reference picture"), tr("The model is shown its look instead."));
    remove_ = icon_button("close", tr("Remove this reference picture"), tr("The picture is drawn without it; Undo brings it back."), this);
    adapter_ = new QComboBox(this);
    describe(adapter_, tr("Adapter of the reference picture"),
             tr("The IP-Adapter that shows the picture to the model: basic ones give its mood, Plus ones keep more of it."));
    adapter_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    adapter_->setMinimumContentsLength(8);
    ignore_wheel(adapter_);
    const QString meaning = tr("How much of its look the picture takes; 0 leaves it away, 1 is as the adapter was trained.");
    scale_ = new SliderSpin(tr("Weight"), meaning, {0, 2, 2, 0.05, 2}, this);
    describe(scale_->field(), tr("Weight of the reference picture"), meaning);
    describe(scale_->findChild<QSlider*>(), tr("Weight of the reference picture, slider"), meaning);
    start_ = share(tr("First step of the reference picture"), tr("It counts from this share of the steps on; 0 is the first."),
                   &ReferenceUse::start);
    end_ =
        share(tr("Last step of the reference picture"), tr("It counts up to this share of the steps; 1 is the last."), &ReferenceUse::end);

    make_mask_and_mode();
    auto* column = column_in(this, 4);
    column->addLayout(row_of({{thumbnail_, 0}, {name_, 1}, {picture_, 0}, {remove_, 0}}));
    column->addWidget(adapter_);
    column->addWidget(scale_);
    column->addLayout(row_of({{muted_label(tr("Gives"), this), 0}, {mode_, 1}}));
    column->addLayout(row_of({{mask_, 1}, {choose_mask_, 0}, {no_mask_, 0}}));
    column->addLayout(row_of({{muted_label(tr("Steps"), this), 1}, {start_, 0}, {muted_label(tr("to"), this), 0}, {end_, 0}}));
    connect(remove_, &QToolButton::clicked, this, [this] {
        document_.change(tr("removal of a reference picture"), [this](Request& r) { r.references.erase(r.references.begin() + index_); });
    });
    connect(picture_, &QPushButton::clicked, this, [this] { emit picture_wanted(index_); });
    connect(adapter_, &QComboBox::activated, this, &ReferenceRow::choose_adapter);
    connect(scale_, &SliderSpin::edited, this,
            [this](double value) { change(tr("weight of a reference picture"), [=](ReferenceUse& use) { use.scale = value; }); });
}

void ReferenceRow::make_mask_and_mode() {
    mode_ = new QComboBox(this);
    describe(mode_, tr("What the reference picture gives"),
             tr("All of its look, or its style or composition alone, each through one block of the model (InstantStyle; SDXL's own structure)."));
    for (const auto& [mode, name] : {std::pair(ReferenceMode::all, tr("All of its look")), {ReferenceMode::style, tr("Its style")},
                                     {ReferenceMode::composition, tr("Its composition")},
                                     {ReferenceMode::style_composition, tr("Style and composition")}})
        mode_->addItem(name, static_cast<int>(mode));
    mode_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    mode_->setMinimumContentsLength(8);
    ignore_wheel(mode_);
    mask_ = new ElidedLabel(this);
    choose_mask_ = new QPushButton(tr("Mask…"), this);
    describe(choose_mask_, tr("Choose a mask for the reference picture"), tr("A picture that is white where the reference picture acts."));
    no_mask_ =
        icon_button("close", tr("Without the mask of the reference picture"), tr("The reference picture acts everywhere."), this);
    QSizePolicy kept = no_mask_->sizePolicy();
    kept.setRetainSizeWhenHidden(true);  // buttons stand below each other
    no_mask_->setSizePolicy(kept);
    connect(mode_, &QComboBox::activated, this, [this](int index) {
        const auto mode = static_cast<ReferenceMode>(mode_->itemData(index).toInt());
        change(tr("what a reference picture gives"), [=](ReferenceUse& use) { use.mode = mode; });
    });
    connect(choose_mask_, &QPushButton::clicked, this, [this] { emit mask_wanted(index_); });
    connect(no_mask_, &QToolButton::clicked, this,
            [this] { change(tr("removal of a reference picture's mask"), [](ReferenceUse& use) { use.mask.clear(); }); });
}

void ReferenceRow::choose_adapter(int index) {
    const QString path = adapter_->itemData(index).toString();
    if (path == from_a_file) {
        const auto& uses = document_.request().references;
        if (static_cast<size_t>(index_) < uses.size()) show_model(uses[static_cast<size_t>(index_)].model);
        emit adapter_wanted(index_);
        return;
    }
    change(tr("adapter of a reference picture"), [&](ReferenceUse& use) { use.model = path.toStdString(); });
}

QDoubleSpinBox* ReferenceRow::share(const QString& name, const QString& explanation, double ReferenceUse::*member) {
    auto* spin = share_field(name, explanation, this);
    connect(spin, &QDoubleSpinBox::valueChanged, this, [this, member](double value) {
        change(tr("steps of a reference picture"), [=](ReferenceUse& use) {
            use.*member = value;
            if (use.start > use.end) (member == &ReferenceUse::start ? use.end : use.start) = value;
        });
    });
    return spin;
}

void ReferenceRow::change(const QString& what, const std::function<void(ReferenceUse&)>& change) {
    change_reference(document_, index_, what, change);
}

QWidget* ReferenceRow::tab_after(QWidget* before) {
    return tab_through(before, {picture_, remove_, adapter_, scale_, mode_, choose_mask_, no_mask_, start_, end_});
}

void ReferenceRow::show_adapters(const LibraryModel& library) {
    const QSignalBlocker quiet(adapter_);
    const QString chosen = adapter_->currentData().toString();  // the request's
    adapter_->clear();
    adapter_->addItem(tr("The library's first adapter"), QString());
    for (const ModelFile& model : library.models())
        if (is_adapter(model)) adapter_->addItem(QString::fromStdString(model.name), QString::fromStdString(model.path.string()));
    adapter_->addItem(tr("From a file…"), from_a_file);
    show_model(chosen.toStdString());
}

// One that the library does not hold is shown by its file's name.
void ReferenceRow::show_model(const std::string& model) {
    const QString path = QString::fromStdString(model);
    if (adapter_->findData(path) < 0) adapter_->insertItem(1, QFileInfo(path).completeBaseName(), path);
    adapter_->setCurrentIndex(adapter_->findData(path));
    adapter_->setToolTip(path);
}

void ReferenceRow::show_use(const ReferenceUse& use) {
    const QSignalBlocker quiet_start(start_), quiet_end(end_);
    const QString path = QString::fromStdString(use.image);
    if (path != path_) {
        path_ = path;
        thumbnail_->setPixmap(icon("picture").pixmap(24, 24));
        if (!path.isEmpty()) emit thumbnail_wanted(path);
    }
    name_->setText(path.isEmpty() ? tr("no picture yet") : QFileInfo(path).fileName());
    name_->setToolTip(path);
    show_model(use.model);
    scale_->set_value(use.scale);
    mode_->setCurrentIndex(mode_->findData(static_cast<int>(use.mode)));
    const QString mask = QString::fromStdString(use.mask);
    mask_->setText(mask.isEmpty() ? tr("Acts everywhere") : QFileInfo(mask).fileName());
    mask_->setToolTip(mask);
    no_mask_->setVisible(!mask.isEmpty());
    start_->setValue(use.start);
    end_->setValue(use.end);
}

void ReferenceRow::set_thumbnail(const QString& path, const QImage& image) {
    if (path == path_ && !image.isNull()) thumbnail_->setPixmap(small_pixmap(image, reference_side, this));
}

ReferenceSection::ReferenceSection(RequestDocument& document, LibraryModel& library, QWidget* parent)
    : QWidget(parent), document_(document), library_(library), rows_(new QVBoxLayout) {
    rows_->setSpacing(12);
    missing_ =
        muted_label(tr("The library holds no IP-Adapter for SDXL yet: choose one from a file, or add its folder to the library."), this);
    missing_->setWordWrap(true);
    add_ = new QPushButton(tr("Add a picture…"), this);
    describe(add_, tr("Add a reference picture"),
             tr("The model is shown its look by an IP-Adapter. A picture that is dropped on the window can be added, too."));
    auto* column = column_in(this);
    column->addLayout(rows_);
    column->addWidget(missing_);
    column->addWidget(add_);
    connect(add_, &QPushButton::clicked, this, [this] { emit picture_wanted(-1); });
    connect(&document_, &RequestDocument::changed, this, &ReferenceSection::show_request);
    connect(&library_, &QAbstractItemModel::modelReset, this, &ReferenceSection::show_library);
    show_request();
    show_library();
}

QString ReferenceSection::summary() const {
    QStringList names;
    for (const ReferenceUse& use : document_.request().references)
        names << QStringLiteral("%1 %2").arg(QFileInfo(QString::fromStdString(use.image)).completeBaseName(), number_text(use.scale));
    return names.join(", ");
}

void ReferenceSection::add(const QString& picture) {
    ReferenceUse use;
    use.image = picture.toStdString();
    if (const auto& uses = document_.request().references; !uses.empty()) use.model = uses.back().model;
    document_.change(tr("a reference picture"), [&](Request& r) { r.references.push_back(use); });
}

void ReferenceSection::set_picture(int index, const QString& path) {
    if (index < 0) return add(path);
    change_reference(document_, index, tr("reference picture"), [&](ReferenceUse& use) { use.image = path.toStdString(); });
}

void ReferenceSection::set_adapter(int index, const QString& path) {
    change_reference(document_, index, tr("adapter of a reference picture"), [&](ReferenceUse& use) { use.model = path.toStdString(); });
}

void ReferenceSection::set_mask(int index, const QString& path) {
    change_reference(document_, index, tr("mask of a reference picture"), [&](ReferenceUse& use) { use.mask = path.toStdString(); });
}

void ReferenceSection::set_thumbnail(const QString& path, const QImage& image) {
    for (ReferenceRow* row : shown_) row->set_thumbnail(path, image);
}

void ReferenceSection::show_library() {
    for (ReferenceRow* row : shown_) row->show_adapters(library_);
    const auto& uses = document_.request().references;
    const bool unnamed = std::any_of(uses.begin(), uses.end(), [](const ReferenceUse& use) { return use.model.empty(); });
    const auto& models = library_.models();
    missing_->setVisible(unnamed && std::none_of(models.begin(), models.end(), is_adapter));
}

void ReferenceSection::show_request() {
    const auto& uses = document_.request().references;
    if (uses.size() != shown_.size()) {
        for (ReferenceRow* row : shown_) row->hide(), row->deleteLater();
        shown_.clear();
        QWidget* before = add_->previousInFocusChain();
        for (size_t i = 0; i < uses.size(); ++i) {
            shown_.push_back(new ReferenceRow(static_cast<int>(i), document_, this));
            rows_->addWidget(shown_.back());
            connect(shown_.back(), &ReferenceRow::picture_wanted, this, &ReferenceSection::picture_wanted);
            connect(shown_.back(), &ReferenceRow::adapter_wanted, this, &ReferenceSection::adapter_wanted);
            connect(shown_.back(), &ReferenceRow::mask_wanted, this, &ReferenceSection::mask_wanted);
            connect(shown_.back(), &ReferenceRow::thumbnail_wanted, this, &ReferenceSection::thumbnail_wanted);
            before = shown_.back()->tab_after(before);
        }
    }
    for (size_t i = 0; i < uses.size(); ++i) shown_[i]->show_use(uses[i]);
    show_library();
}

}  // namespace imagelab
