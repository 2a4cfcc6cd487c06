#include "ui/request/sampling_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>
#include <algorithm>
#include <cmath>

#include "core/request/fields.h"
#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/models/sigma_curve.h"
#include "ui/request/field_range.h"
#include "ui/request/guidance_box.h"
#include "ui/request/noise_box.h"
#include "ui/request/sigma_plot.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int own_levels = -1;  // behind the schedules in their list

// Of the schedule that is chosen, to begin from; with Euler, which steps at each of them.
std::vector<double> levels_of_schedule(Request request, const NoiseScheduleConfig& noise) {
    request.sampler = SamplerKind::euler, request.step_noise = {}, request.sigmas.clear();
    std::vector<double> levels;
    for (const float sigma : sigma_curve(request, noise).sigmas)
        if (sigma > 0) levels.push_back(std::round(sigma * 1e4) / 1e4);
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

void use_levels(Request& request, const std::vector<double>& levels) {
    request.sigmas = levels;
    if (!levels.empty()) request.steps = static_cast<int>(levels.size());
}

QDoubleSpinBox* noise_field(const char* path, QWidget* parent) {
    auto* box = new QDoubleSpinBox(parent);
    take_range(box, path);
    box->setSingleStep(0.05);
    box->setDecimals(2);
    box->setAlignment(Qt::AlignRight);
    box->setKeyboardTracking(false);
    ignore_wheel(box);
    return box;
}

}  // namespace

SamplingSection::SamplingSection(RequestDocument& document, ModelReader& reader, QWidget* parent)
    : QWidget(parent),
      document_(document),
      reader_(reader),
      sampler_(new QComboBox(this)),
      spacing_(new QComboBox(this)),
      levels_(new QLineEdit(this)),
      levels_row_(new QWidget(this)),
      eta_(noise_field("scheduler.eta", this)),
      noise_scale_(noise_field("scheduler.seed_noise_scale", this)),
      eta_row_(new QWidget(this)),
      noise_row_(new QWidget(this)),
      plot_(new SigmaPlot(this)),
      note_(new QLabel(this)),
      even_empty_(new QCheckBox(tr("Use a negative prompt even when empty"), this)) {
    for (const SamplerInfo& info : samplers()) sampler_->addItem(sampler_text(info.kind), static_cast<int>(info.kind));
    for (const ScheduleInfo& info : schedules()) spacing_->addItem(spacing_text(info.kind), static_cast<int>(info.kind));
    spacing_->addItem(tr("Own noise levels"), own_levels);
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
    describe(levels_, tr("Noise levels"),
             tr("The levels of noise to step through, falling and separated by commas; their number is that of the steps."));
    column_in(levels_row_)->addLayout(labelled(tr("Levels"), levels_, levels_row_));
    column->addWidget(levels_row_);
    describe(eta_, tr("Eta"), tr("How much of the noise that this sampler can add at each step is added: 0 adds none."));
    describe(noise_scale_, tr("Noise scale"),
             tr("Scales the noise that is added at each step: more than 1 gives more detail, less is smoother."));
    column_in(eta_row_)->addLayout(labelled(tr("Eta"), eta_, eta_row_));
    column_in(noise_row_)->addLayout(labelled(tr("Noise scale"), noise_scale_, noise_row_));
    column->addWidget(eta_row_);
    column->addWidget(noise_row_);
    column->addWidget(note_);
    column->addWidget(plot_);
    column->addWidget(even_empty_);
    column->addWidget(new GuidanceBox(document_, this));
    column->addWidget(new NoiseBox(document_, this));
    describe(even_empty_, even_empty_->text(),
             tr("Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture."));

    connect(even_empty_, &QCheckBox::clicked, this, [this](bool on) {
        document_.change(tr("negative prompt"), [on](Request& r) {
            r.negative_prompt.reset();
            if (on) r.negative_prompt = "";
        });
    });
    connect(sampler_, &QComboBox::activated, this,
            [this](int i) { document_.change(tr("sampler"), [kind = sampler_at(i)](Request& r) { use_sampler(r, kind); }); });
    connect(eta_, &QDoubleSpinBox::valueChanged, this, [this](double share) {
        document_.change(tr("eta"), [share](Request& r) {
            r.step_noise.eta = share;
            if (share == sampler_info(r.sampler).eta) r.step_noise.eta.reset();
            if (!adds_noise(sampler_info(r.sampler), r.step_noise)) r.step_noise.scale = 1;
        });
    });
    connect(noise_scale_, &QDoubleSpinBox::valueChanged, this,
            [this](double scale) { document_.change(tr("noise scale"), [scale](Request& r) { r.step_noise.scale = scale; }); });
    connect(spacing_, &QComboBox::activated, this, &SamplingSection::choose_schedule);
    connect(levels_, &QLineEdit::editingFinished, this, &SamplingSection::read_levels);
    connect(&document_, &RequestDocument::changed, this, &SamplingSection::show_request);
    connect(&reader_, &ModelReader::changed, this, &SamplingSection::show_model);
    show_request();
}

// What another sampler cannot use of the noise goes back to its default, or the request would be refused.
void SamplingSection::use_sampler(Request& request, SamplerKind kind) {
    const SamplerInfo& info = sampler_info(kind);
    request.sampler = kind;
    if (!info.eta) request.step_noise.eta.reset();
    if (!info.reads_unguided) request.guidance = std::max(1.0, request.guidance);
    if (!adds_noise(info, request.step_noise)) request.step_noise.scale = 1;
}

void SamplingSection::choose_schedule(int index) {
    const int chosen = spacing_->itemData(index).toInt();
    if (chosen == own_levels) {
        const auto facts = reader_.facts();
        const bool known = facts && facts->problem.isEmpty();
        const auto levels = levels_of_schedule(document_.request(), known ? facts->noise : NoiseScheduleConfig());
        document_.change(tr("noise levels"), [&](Request& r) { use_levels(r, levels); });
        return;
    }
    document_.change(tr("schedule"), [kind = static_cast<Spacing>(chosen)](Request& r) { r.spacing = kind, r.sigmas.clear(); });
}

// Levels that do not fall are left as they were written, with the sentence that says so.
void SamplingSection::read_levels() {
    if (!levels_->isModified()) return;
    Request read = document_.request();
    read.sigmas.clear();
    if (const auto done = set_field(read, request_field("scheduler.sigmas"), levels_->text().toStdString()); !done) {
        note_->setText(tr("Noise levels fall from one to the next and are above 0: 14.6, 7, 2, 0.5, 0"));
        note_->show();
        return;
    }
    document_.change(tr("noise levels"), [&](Request& r) { use_levels(r, read.sigmas); });
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
    const bool own = !r.sigmas.empty();
    spacing_->setCurrentIndex(spacing_->findData(own ? own_levels : static_cast<int>(r.spacing)));
    QStringList levels;
    for (const double level : r.sigmas) levels << QString::number(level, 'g', 6);
    if (own) levels_->setText((levels << QStringLiteral("0")).join(QStringLiteral(", ")));
    levels_row_->setVisible(own);
    const SamplerInfo& info = sampler_info(r.sampler);
    const QSignalBlocker eta_quiet(eta_), noise_quiet(noise_scale_);
    eta_->setValue(r.step_noise.eta.value_or(info.eta.value_or(0)));
    noise_scale_->setValue(r.step_noise.scale);
    eta_row_->setVisible(info.eta.has_value());
    noise_row_->setVisible(adds_noise(info, r.step_noise));
    const bool any = r.negative_prompt && !r.negative_prompt->empty();
    even_empty_->setVisible(!any);
    even_empty_->setEnabled(runs_unguided(info, r.guidance));
    even_empty_->setChecked(r.negative_prompt && !any);
    const auto facts = reader_.facts();
    const bool known = facts && facts->problem.isEmpty();
    const SigmaCurve curve = sigma_curve(r, known ? facts->noise : NoiseScheduleConfig());
    plot_->set_curve(curve);
    constexpr double most_for_cfg_pp = 2.5;
    const bool burns = info.reads_unguided && r.guidance > most_for_cfg_pp && curve.problem.isEmpty();
    note_->setText(burns ? tr("CFG++ wants a guidance from 0.4 to 2: what is 7 elsewhere is near 0.6 here.") : curve.problem);
    note_->setVisible(burns || (known && !curve.problem.isEmpty()));
    plot_->setVisible(curve.problem.isEmpty());
}

QString SamplingSection::summary() const {
    const Request& r = document_.request();
    if (!r.sigmas.empty()) return sampler_text(r.sampler) + ", " + tr("Own noise levels");
    return r.spacing == Spacing::published ? sampler_text(r.sampler) : sampler_text(r.sampler) + ", " + spacing_text(r.spacing);
}

}  // namespace imagelab
