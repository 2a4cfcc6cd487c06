#include "ui/request/sampling_section.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QStandardItemModel>

#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/models/sigma_curve.h"
#include "ui/request/seed_edit.h"
#include "ui/request/sigma_plot.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {

SamplingSection::SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent)
    : QWidget(parent),
      document_(document),
      reader_(reader),
      steps_(new SliderSpin(term_name(Term::steps), explain(Term::steps), {1, 200, 80, 1, 0}, this)),
      guidance_(new SliderSpin(term_name(Term::guidance), explain(Term::guidance), {1, 30, 16, 0.5, 1}, this)),
      sampler_(new QComboBox(this)),
      spacing_(new QComboBox(this)),
      plot_(new SigmaPlot(this)),
      note_(new QLabel(this)),
      seed_(new SeedEdit(this)) {
    for (const SamplerInfo& info : samplers()) sampler_->addItem(sampler_text(info.kind), static_cast<int>(info.kind));
    for (const ScheduleInfo& info : schedules()) spacing_->addItem(spacing_text(info.kind), static_cast<int>(info.kind));
    describe(sampler_, term_name(Term::sampler), explain(Term::sampler));
    describe(spacing_, term_name(Term::schedule), explain(Term::schedule));
    ignore_wheel(sampler_);
    ignore_wheel(spacing_);
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setForegroundRole(warning_role);
    note_->hide();

    auto* column = column_in(this);
    column->addWidget(steps_);
    column->addWidget(guidance_);
    column->addLayout(labelled(term_name(Term::sampler), sampler_, this));
    column->addLayout(labelled(term_name(Term::schedule), spacing_, this));
    column->addWidget(note_);
    column->addWidget(plot_);
    column->addWidget(seed_);

    connect(steps_, &SliderSpin::edited, this,
            [this](double v) { document_.change(tr("steps"), [=](Request& r) { r.steps = static_cast<int>(v); }); });
    connect(guidance_, &SliderSpin::edited, this,
            [this](double v) { document_.change(tr("guidance"), [=](Request& r) { r.guidance = v; }); });
    connect(sampler_, &QComboBox::activated, this,
            [this](int i) { document_.change(tr("sampler"), [kind = sampler_at(i)](Request& r) { r.sampler = kind; }); });
    connect(spacing_, &QComboBox::activated, this, [this](int i) {
        const auto kind = static_cast<Spacing>(spacing_->itemData(i).toInt());
        document_.change(tr("schedule"), [=](Request& r) { r.spacing = kind; });
    });
    connect(seed_, &SeedEdit::edited, this, [this](Seed v) { document_.change(tr("seed"), [=](Request& r) { r.seed = v; }); });
    connect(&document_, &RequestDocument::changed, this, &SamplingSection::show_request);
    connect(&reader_, &ModelReader::changed, this, &SamplingSection::show_model);
    show_request();
}

SamplerKind SamplingSection::sampler_at(int index) const {
    return static_cast<SamplerKind>(sampler_->itemData(index).toInt());
}

void SamplingSection::show_model() {
    const auto facts = reader_.facts();
    auto* items = qobject_cast<QStandardItemModel*>(sampler_->model());
    for (int i = 0; items && i < sampler_->count(); ++i) {
        const QString problem = facts && facts->problem.isEmpty() ? sampler_problem(sampler_at(i), facts->noise) : QString();
        items->item(i)->setEnabled(problem.isEmpty());
        items->item(i)->setToolTip(problem);
    }
    show_request();
}

void SamplingSection::show_request() {
    const Request& r = document_.request();
    steps_->set_value(r.steps);
    guidance_->set_value(r.guidance);
    sampler_->setCurrentIndex(sampler_->findData(static_cast<int>(r.sampler)));
    spacing_->setCurrentIndex(spacing_->findData(static_cast<int>(r.spacing)));
    seed_->set_seed(r.seed);
    const auto facts = reader_.facts();
    const bool known = facts && facts->problem.isEmpty();
    const SigmaCurve curve = sigma_curve(r, known ? facts->noise : NoiseScheduleConfig());
    plot_->set_curve(curve);
    note_->setText(curve.problem);
    note_->setVisible(known && !curve.problem.isEmpty());
    plot_->setVisible(curve.problem.isEmpty());
}

QString SamplingSection::summary() const {
    const Request& r = document_.request();
    return tr("%1, %2 steps").arg(sampler_text(r.sampler)).arg(r.steps);
}

}  // namespace imagelab
