#include "ui/request/size_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/size_presets.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/short_combo.h"

namespace imagelab {
namespace {
constexpr int usual_side = 1024;  // until the model's own size is known
const QSize custom(-1, -1);
}  // namespace

PixelSpin::PixelSpin(QWidget* parent) : QSpinBox(parent) {
    setRange(16, 4096);
    setSingleStep(8);
    setAlignment(Qt::AlignRight);
    setKeyboardTracking(false);
}

int PixelSpin::valueFromText(const QString& text) const {
    return (QSpinBox::valueFromText(text) + 4) / 8 * 8;
}

SizeEditor::SizeEditor(QWidget* parent)
    : QWidget(parent), shape_(new ShortCombo(this)), width_(new PixelSpin(this)), height_(new PixelSpin(this)) {
    swap_ = icon_button("swap", tr("Swap width and height"), tr("Turns landscape into portrait and back."), this);
    describe(shape_, tr("Shape"), explain(Term::size));
    describe(width_, tr("Width in pixels"), explain(Term::size));
    describe(height_, tr("Height in pixels"), explain(Term::size));
    for (QWidget* control : {static_cast<QWidget*>(shape_), static_cast<QWidget*>(width_), static_cast<QWidget*>(height_)})
        ignore_wheel(control);
    for (PixelSpin* side : {width_, height_}) side->setFixedWidth(72);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(shape_, 1);
    row->addSpacing(4);
    row->addWidget(width_);
    row->addWidget(times_ = muted_label(QStringLiteral("×"), this));
    row->addWidget(height_);
    row->addWidget(swap_);

    connect(shape_, &QComboBox::activated, this, [this](int index) {
        const QSize size = shape_->itemData(index).toSize();
        if (size == custom) return;
        emit edited(size.width(), size.height());
    });
    const auto typed = [this] { emit edited(width_->value(), height_->value()); };
    connect(width_, &QSpinBox::valueChanged, this, typed);
    connect(height_, &QSpinBox::valueChanged, this, typed);
    connect(swap_, &QToolButton::clicked, this, [this] { emit edited(height_->value(), width_->value()); });
    fill_shapes();
    show_size();
}

void SizeEditor::set_size(int width, int height) {
    size_ = {width, height};
    show_size();
}

void SizeEditor::set_own_size(int width, int height) {
    if (own_ == QSize(width, height)) return;
    own_ = {width, height};
    fill_shapes();
    show_size();
}

void SizeEditor::set_shape_only(bool only) {
    for (QWidget* part :
         {static_cast<QWidget*>(width_), static_cast<QWidget*>(times_), static_cast<QWidget*>(height_), static_cast<QWidget*>(swap_)})
        part->setVisible(!only);
}

void SizeEditor::fill_shapes() {
    const QSignalBlocker quiet(shape_);
    shape_->clear();
    const auto shorter = [this](const QString& text) { shape_->setItemData(shape_->count() - 1, text, ShortCombo::short_role); };
    shape_->addItem(tr("The model's own size"), QSize(0, 0));
    shorter(tr("Own size"));
    const QSize base = own_.isEmpty() ? QSize(usual_side, usual_side) : own_;
    for (const SizePreset& preset : size_presets(base.width(), base.height())) {
        shape_->addItem(tr("%1, %2").arg(preset.name, size_text(preset.width, preset.height)), QSize(preset.width, preset.height));
        shorter(preset.name);
    }
    shape_->addItem(tr("Custom"), custom);
}

void SizeEditor::show_size() {
    const QSignalBlocker quiet_shape(shape_), quiet_width(width_), quiet_height(height_);
    const int index = shape_->findData(size_);
    shape_->setCurrentIndex(index >= 0 ? index : shape_->count() - 1);
    const QSize shown = size_.isEmpty() ? (own_.isEmpty() ? QSize(usual_side, usual_side) : own_) : size_;
    width_->setValue(shown.width());
    height_->setValue(shown.height());
}

}  // namespace imagelab
