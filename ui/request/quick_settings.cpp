#include "ui/request/quick_settings.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/request/seed_edit.h"
#include "ui/request/size_editor.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/number_spin.h"

namespace imagelab {
namespace {

// A number with its name above it.
template <class Spin>
void add_number(QHBoxLayout* row, Spin* field, Term term, QWidget* parent) {
    field->setAlignment(Qt::AlignRight);
    field->setMinimumWidth(64);
    describe(field, term_name(term), explain(term));
    ignore_wheel(field);
    auto* name = muted_label(term_name(term), parent);
    name->setBuddy(field);
    name->setToolTip(field->toolTip());
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(name);
    column->addWidget(field);
    row->addLayout(column, 1);
}

}  // namespace

QuickSettings::QuickSettings(RequestDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      size_(new SizeEditor(this)),
      steps_(new QSpinBox(this)),
      guidance_(new NumberSpin(this)),
      batch_(new QSpinBox(this)),
      seed_(new SeedEdit(this)) {
    take_range(steps_, "scheduler.steps");
    take_range(guidance_, "hyperparameters.guidance_scale");
    guidance_->setSingleStep(0.5);
    guidance_->setDecimals(2);
    take_range(batch_, "hyperparameters.batch_size");
    numbers_ = new QWidget(this);
    auto* numbers = new QHBoxLayout(numbers_);
    numbers->setContentsMargins(0, 0, 0, 0);
    numbers->setSpacing(8);
    add_number(numbers, steps_, Term::steps, numbers_);
    add_number(numbers, guidance_, Term::guidance, numbers_);
    add_number(numbers, batch_, Term::batch, numbers_);
    auto* column = column_in(this, 6);
    column->addWidget(size_);
    column->addWidget(numbers_);
    column->addWidget(seed_);

    connect(size_, &SizeEditor::edited, this,
            [this](int width, int height) { document_.change(tr("size"), [=](Request& r) { r.width = width, r.height = height; }); });
    connect(steps_, &QSpinBox::valueChanged, this, [this](int v) { document_.change(tr("steps"), [=](Request& r) { r.steps = v; }); });
    connect(guidance_, &QDoubleSpinBox::valueChanged, this,
            [this](double v) { document_.change(tr("guidance"), [=](Request& r) { r.guidance = v; }); });
    connect(batch_, &QSpinBox::valueChanged, this,
            [this](int v) { document_.change(tr("number of pictures"), [=](Request& r) { r.batch = v; }); });
    connect(seed_, &SeedEdit::edited, this, [this](Seed v) { document_.change(tr("seed"), [=](Request& r) { r.seed = v; }); });
    connect(&document_, &RequestDocument::changed, this, &QuickSettings::show_request);
    show_request();
}

void QuickSettings::set_simple(bool simple) {
    size_->set_shape_only(simple);
    numbers_->setVisible(!simple);
    seed_->setVisible(!simple);
}

void QuickSettings::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet_steps(steps_), quiet_guidance(guidance_), quiet_batch(batch_);
    size_->set_size(r.width, r.height);
    if (steps_->value() != r.steps) steps_->setValue(r.steps);
    steps_->setEnabled(r.sigmas.empty());  // whose number is that of the steps
    const bool below_1 = sampler_info(r.sampler).reads_unguided;
    guidance_->setMinimum(below_1 ? 0 : 1);
    guidance_->setSingleStep(below_1 ? 0.05 : 0.5);
    if (guidance_->value() != r.guidance) guidance_->setValue(r.guidance);
    if (batch_->value() != r.batch) batch_->setValue(r.batch);
    seed_->set_seed(r.seed);
}

}  // namespace imagelab
