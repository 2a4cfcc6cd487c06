#include "ui/request/sampling_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QStandardItemModel>

#include "core/samplers/guidance.h"
#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/models/sigma_curve.h"
#include "ui/request/guidance_box.h"
#include "ui/request/sigma_plot.h"
#include "ui/widgets/controls.h"

namespace imagelab {

SamplingSection::SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent)
    : QWidget(parent),
      document_(document),
      reader_(reader),
      sampler_(new QComboBox(this)),
      spacing_(new QComboBox(this)),
      plot_(new SigmaPlot(this)),
      note_(new QLabel(this)),
      even_empty_(new QCheckBox(tr("Use a negative prompt even when empty"), this)) {
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
    column->addLayout(labelled(term_name(Term::sampler), sampler_, this));
    column->addLayout(labelled(term_name(Term::schedule), spacing_, this));
    column->addWidget(note_);
    column->addWidget(plot_);
    column->addWidget(new GuidanceBox(document_, this));
    column->addWidget(even_empty_);
    describe(even_empty_, even_empty_->text(),
             tr("Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture."));

    connect(even_empty_, &QCheckBox::clicked, this, [this](bool on) {
        document_.change(tr("negative prompt"), [on](Request& r) {
            r.negative_prompt.reset();
            if (on) r.negative_prompt = "";
        });
    });
    connect(sampler_, &QComboBox::activated, this,
            [this](int i) { document_.change(tr("sampler"), [kind = sampler_at(i)](Request& r) { r.sampler = kind; }); });
    connect(spacing_, &QComboBox::activated, this, [this](int i) {
        const auto kind = static_cast<Spacing>(spacing_->itemData(i).toInt());
        document_.change(tr("schedule"), [=](Request& r) { r.spacing = kind; });
    });
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
    sampler_->setCurrentIndex(sampler_->findData(static_cast<int>(r.sampler)));
    spacing_->setCurrentIndex(spacing_->findData(static_cast<int>(r.spacing)));
    const bool any = r.negative_prompt && !r.negative_prompt->empty();
    even_empty_->setVisible(!any);
    even_empty_->setEnabled(guided(r.guidance));
    even_empty_->setChecked(r.negative_prompt && !any);
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
    return r.spacing == Spacing::published ? sampler_text(r.sampler) : sampler_text(r.sampler) + ", " + spacing_text(r.spacing);
}

}  // namespace imagelab
