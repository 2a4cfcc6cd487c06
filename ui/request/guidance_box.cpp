#include "ui/request/guidance_box.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSpinBox>

#include <cmath>

#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/request/guidance_methods_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"

namespace imagelab {
namespace {

template <class Spin>
void add(QGridLayout* grid, int row, int column, Spin* spin, const QString& name, const QString& meaning, QWidget* parent) {
    describe(spin, name, meaning);
    ignore_wheel(spin);
    spin->setAlignment(Qt::AlignRight);
    auto* label = muted_label(name, parent);
    label->setBuddy(spin);
    label->setToolTip(meaning);
    grid->addWidget(label, 2 * row, column);
    grid->addWidget(spin, 2 * row + 1, column);
}

}  // namespace

GuidanceBox::GuidanceBox(RequestDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      rescale_(new QDoubleSpinBox(this)),
      start_(new QSpinBox(this)),
      end_(new QSpinBox(this)),
      skip_(new QSpinBox(this)),
      methods_(new GuidanceMethodsBox(document)),
      more_(new Section(tr("More guidance"), methods_, false, this, true)) {
    auto* column = column_in(this, 4);
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(2);
    column->addLayout(grid);
    column->addWidget(more_);
    more_->header()->setToolTip(tr("Other kinds of guidance, each of which can be added to the usual one."));
    add(grid, 0, 0, rescale_, tr("Rescale"),
        tr("How far guidance keeps the contrast of the picture without it: 0 not at all, 0.7 is usual for v-prediction models."), this);
    add(grid, 0, 1, start_, tr("Guided from"), tr("Guidance counts from this share of the steps on."), this);
    add(grid, 0, 2, end_, tr("Guided to"),
        tr("Guidance counts up to this share of the steps; ending early leaves the model free in the details."), this);
    add(grid, 0, 3, skip_, tr("Clip skip"),
        tr("Layers at the end of the text encoders that are left out, beyond the one that every SDXL model leaves out; SDXL models are "
           "trained with 0."),
        this);
    take_range(rescale_, "hyperparameters.guidance_rescale");
    rescale_->setSingleStep(0.05);
    rescale_->setDecimals(2);
    for (QSpinBox* share : {start_, end_}) {
        share->setRange(0, 100);
        share->setSingleStep(5);
        share->setSuffix(QStringLiteral(" %"));
    }
    take_range(skip_, "conditioning.clip_skip");
    connect(rescale_, &QDoubleSpinBox::valueChanged, this,
            [this](double v) { document_.change(tr("guidance rescale"), [=](Request& r) { r.guidance_rescale = v; }); });
    connect(start_, &QSpinBox::valueChanged, this, [this](int v) {
        document_.change(tr("guided steps"),
                         [=](Request& r) { r.guidance_start = v / 100.0, r.guidance_end = std::max(r.guidance_end, v / 100.0); });
    });
    connect(end_, &QSpinBox::valueChanged, this, [this](int v) {
        document_.change(tr("guided steps"),
                         [=](Request& r) { r.guidance_end = v / 100.0, r.guidance_start = std::min(r.guidance_start, v / 100.0); });
    });
    connect(skip_, &QSpinBox::valueChanged, this,
            [this](int v) { document_.change(tr("clip skip"), [=](Request& r) { r.clip_skip = v; }); });
    connect(&document_, &RequestDocument::changed, this, &GuidanceBox::show_request);
    show_request();
}

void GuidanceBox::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet[] = {QSignalBlocker(rescale_), QSignalBlocker(start_), QSignalBlocker(end_), QSignalBlocker(skip_)};
    const auto percent = [](double share) { return static_cast<int>(std::lround(100 * share)); };
    if (rescale_->value() != r.guidance_rescale) rescale_->setValue(r.guidance_rescale);
    if (start_->value() != percent(r.guidance_start)) start_->setValue(percent(r.guidance_start));
    if (end_->value() != percent(r.guidance_end)) end_->setValue(percent(r.guidance_end));
    if (skip_->value() != r.clip_skip) skip_->setValue(r.clip_skip);
    more_->set_summary(methods_->summary().isEmpty() ? tr("none") : methods_->summary());
    for (QWidget* control : {static_cast<QWidget*>(rescale_), static_cast<QWidget*>(start_), static_cast<QWidget*>(end_)})
        control->setEnabled(runs_unguided(sampler_info(r.sampler), r.guidance));
}

}  // namespace imagelab
