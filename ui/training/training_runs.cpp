#include "ui/training/training_runs.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/training/curve_plot.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr int id_role = Qt::UserRole + 1, path_role = Qt::UserRole + 2;
constexpr int list_height = 104, row_height = 24, picture_side = 96, usual_smoothing_percent = 60;

QString measure_name(TrainingMeasure measure) {
    switch (measure) {
        case TrainingMeasure::loss:
            return TrainingRuns::tr("Loss");
        case TrainingMeasure::learning_rate:
            return TrainingRuns::tr("Learning rate");
        case TrainingMeasure::validation_loss:
            return TrainingRuns::tr("Held-out loss");
        case TrainingMeasure::gradient_norm:
            break;
    }
    return TrainingRuns::tr("Gradient norm");
}

}  // namespace

TrainingRuns::TrainingRuns(QWidget* parent)
    : QWidget(parent),
      pages_(new QStackedWidget(this)),
      runs_(new QListWidget(this)),
      strip_(new QListWidget(this)),
      measure_(new QComboBox(this)),
      smoothing_(new SliderSpin(tr("Smoothing"), tr("How much of what came before counts: 0 shows the values as they are."),
                                {0, 0.99, 0.99, 0.05, 2}, this)),
      plot_(new CurvePlot(this)),
      detail_(new ElidedLabel(this)) {
    describe(runs_, tr("Trainings"), tr("Those of the queue. The chosen one is shown; those with a tick are compared with it."));
    runs_->setMaximumHeight(list_height);
    runs_->setSelectionMode(QAbstractItemView::SingleSelection);
    runs_->setTextElideMode(Qt::ElideRight);
    runs_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    describe(strip_, tr("Pictures on the way"), tr("What it has learnt after so many steps; Enter shows one large."));
    strip_->setViewMode(QListView::IconMode);
    strip_->setFlow(QListView::LeftToRight);
    strip_->setWrapping(false);
    strip_->setMovement(QListView::Static);
    strip_->setIconSize({picture_side, picture_side});
    strip_->setFixedHeight(picture_side + 52);
    strip_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    strip_->setSpacing(2);
    auto* inside = new QWidget(this);
    auto* column = column_in(inside);
    column->addWidget(runs_);
    column->addWidget(make_head());
    column->addWidget(plot_, 1);
    column->addWidget(strip_);
    column->addWidget(make_foot());
    auto* nothing = muted_label(tr("No training yet. Choose pictures on the left, give the LoRA a name, and put it into the queue: its "
                                   "curves and pictures appear here."),
                                this);
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(48);
    pages_->addWidget(nothing);
    pages_->addWidget(inside);
    column_in(this)->addWidget(pages_);
    smoothing_->set_value(usual_smoothing_percent / 100.0);
    plot_->set_smoothing(smoothing_->value());

    connect(runs_, &QListWidget::currentItemChanged, this, [this] {
        if (filling_) return;
        ask_steps();
        show_curves();
        show_strip();
        enable();
    });
    connect(runs_, &QListWidget::itemChanged, this, [this] {
        if (filling_) return;
        ask_steps();
        show_curves();
    });
    connect(measure_, &QComboBox::currentIndexChanged, this, &TrainingRuns::show_curves);
    connect(smoothing_, &SliderSpin::edited, plot_, &CurvePlot::set_smoothing);
    connect(strip_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        const QString path = item->data(path_role).toString();
        if (!path.isEmpty()) emit picture_wanted(path);
    });
    enable();
}

QWidget* TrainingRuns::make_head() {
    auto* head = new QWidget(this);
    for (const TrainingMeasure measure :
         {TrainingMeasure::loss, TrainingMeasure::learning_rate, TrainingMeasure::gradient_norm, TrainingMeasure::validation_loss})
        measure_->addItem(measure_name(measure));
    describe(measure_, tr("What is drawn"), tr("The loss says how far it is off; the gradient norm how hard it pulls."));
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(measure_);
    row->addSpacing(8);
    row->addWidget(smoothing_, 1);
    return head;
}

QWidget* TrainingRuns::make_foot() {
    auto* foot = new QWidget(this);
    auto* column = column_in(foot);
    column->addWidget(detail_);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addStretch(1);
    column->addLayout(row);
    const std::tuple<const char*, QString, QString> all[] = {
        {"pause", tr("Pause"), tr("It stops at its step and gives the device back; its state is kept.")},
        {"resume", tr("Resume"), tr("It goes on at its step; the LoRA is that of an undisturbed run, bit for bit.")},
        {"retry", tr("Run again"), tr("It goes on at the step that was kept.")},
        {"cancel", tr("Cancel"), tr("It ends; its saved state stays beside the LoRA's place.")},
        {"csv", tr("Export…"), tr("Loss, learning rate, gradient norm and seconds of each step as a table (CSV).")},
        {"use", tr("Use it"), tr("Puts the LoRA into the request.")}};
    for (const auto& [name, text, why] : all) {
        auto* button = new QPushButton(text, foot);
        describe(button, text, why);
        row->addWidget(button);
        buttons_[name] = button;
    }
    const auto with_chosen = [this](const char* name, const std::function<void(const TrainingRun&)>& run) {
        connect(buttons_[name], &QPushButton::clicked, this, [this, run] {
            const TrainingRun* shown = chosen() ? list_.find(*chosen()) : nullptr;
            if (shown) run(*shown);
        });
    };
    with_chosen("pause", [this](const TrainingRun& run) { emit change_wanted(run.row.id, JobChange::pause); });
    with_chosen("resume", [this](const TrainingRun& run) { emit change_wanted(run.row.id, JobChange::resume); });
    with_chosen("cancel", [this](const TrainingRun& run) { emit change_wanted(run.row.id, JobChange::cancel); });
    with_chosen("retry", [this](const TrainingRun& run) { emit retry_wanted(run.row.id); });
    with_chosen("csv", [this](const TrainingRun& run) { emit csv_wanted(run.row.id); });
    with_chosen("use", [this](const TrainingRun& run) { emit lora_wanted(QString::fromStdString(run.row.trains)); });
    return foot;
}

QPushButton& TrainingRuns::button(const QString& name) const {
    return *buttons_.value(name);
}

QColor TrainingRuns::color_of(size_t place) const {
    const Colors& c = colors(this);
    const QColor all[] = {c.focus, c.green, c.violet, c.red, c.teal, c.blue};
    return all[place % std::size(all)];
}

std::optional<JobId> TrainingRuns::chosen() const {
    const QListWidgetItem* item = runs_->currentItem();
    return item ? std::optional<JobId>(item->data(id_role).toULongLong()) : std::nullopt;
}

std::vector<JobId> TrainingRuns::compared() const {
    std::vector<JobId> jobs;
    for (int i = 0; i < runs_->count(); ++i) {
        const QListWidgetItem* item = runs_->item(i);
        const auto job = static_cast<JobId>(item->data(id_role).toULongLong());
        if (item->checkState() == Qt::Checked || chosen() == job) jobs.push_back(job);
    }
    return jobs;
}

void TrainingRuns::choose(JobId job) {
    wanted_ = job;
    show_all();
}

void TrainingRuns::show_all() {
    show_runs();
    ask_steps();
    show_curves();
    show_strip();
    enable();
}

void TrainingRuns::set_listing(const QueueListing& listing) {
    list_.set_listing(listing);
    show_all();
}

// Rows keep their place, choice and ticks: they are filled anew only where other trainings are there.
void TrainingRuns::show_runs() {
    filling_ = true;
    const auto& runs = list_.runs();
    bool same = static_cast<size_t>(runs_->count()) == runs.size();
    for (size_t i = 0; same && i < runs.size(); ++i) same = runs_->item(static_cast<int>(i))->data(id_role).toULongLong() == runs[i].row.id;
    if (!same) {
        const auto kept = chosen();
        const std::vector<JobId> ticked = compared();
        runs_->clear();
        for (const TrainingRun& run : runs) {
            auto* item = new QListWidgetItem(runs_);
            item->setData(id_role, QVariant::fromValue<quint64>(run.row.id));
            item->setSizeHint({1, row_height});  // as wide as the list: a long line ends in an ellipsis
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            const bool was = std::find(ticked.begin(), ticked.end(), run.row.id) != ticked.end() && kept != run.row.id;
            item->setCheckState(was ? Qt::Checked : Qt::Unchecked);
            if (kept == run.row.id) runs_->setCurrentItem(item);
        }
        if (!runs_->currentItem() && runs_->count() > 0) runs_->setCurrentRow(0);
    }
    for (size_t i = 0; i < runs.size(); ++i) {
        QListWidgetItem* item = runs_->item(static_cast<int>(i));
        if (item->text() != runs[i].line()) item->setText(runs[i].line());
        item->setToolTip(item->text() + '\n' + QString::fromStdString(runs[i].row.trains));
        if (wanted_ == runs[i].row.id) {
            runs_->setCurrentItem(item);
            wanted_.reset();
        }
    }
    pages_->setCurrentIndex(runs.empty() ? 0 : 1);
    filling_ = false;
}

void TrainingRuns::ask_steps() {
    for (const JobId job : compared()) {
        const TrainingRun* run = list_.find(job);
        if (run && (is_open(run->row.state) || run->steps.empty() || run->steps.back().step < run->row.step))
            emit steps_wanted(job, list_.next_step(job));
    }
}

void TrainingRuns::add_steps(JobId job, const std::vector<TrainingStep>& steps) {
    if (steps.empty()) return;
    list_.add_steps(job, steps);
    const std::vector<JobId> shown = compared();
    if (std::find(shown.begin(), shown.end(), job) != shown.end()) show_curves();
    enable();
}

void TrainingRuns::show_curves() {
    const auto measure = static_cast<TrainingMeasure>(std::max(0, measure_->currentIndex()));
    std::vector<CurvePlot::Curve> curves;
    for (size_t i = 0; i < list_.runs().size(); ++i) {
        const TrainingRun& run = list_.runs()[i];
        const std::vector<JobId> shown = compared();
        if (std::find(shown.begin(), shown.end(), run.row.id) == shown.end()) continue;
        TrainingCurve curve = curve_of(run.steps, measure);
        curves.push_back(
            {run.name(), chosen() == run.row.id ? color_of(0) : color_of(1 + i % 5), std::move(curve.steps), std::move(curve.values)});
    }
    const QSignalBlocker quiet(runs_);
    for (int i = 0; i < runs_->count(); ++i) {  // a row has the colour of its curve
        const QString name = list_.runs()[static_cast<size_t>(i)].name();
        const auto curve = std::find_if(curves.begin(), curves.end(), [&](const CurvePlot::Curve& c) { return c.name == name; });
        runs_->item(i)->setData(Qt::DecorationRole, curve == curves.end() || curves.size() < 2 ? QVariant() : QVariant(curve->color));
    }
    plot_->set_curves(std::move(curves), measure_name(measure),
                      measure == TrainingMeasure::validation_loss ? tr("Its curve begins when pictures that are held out are measured.")
                                                                  : tr("Its curve begins with the first step."));
}

void TrainingRuns::show_strip() {
    const TrainingRun* run = chosen() ? list_.find(*chosen()) : nullptr;
    const std::vector<TrainingPicture> pictures = run ? run->pictures : std::vector<TrainingPicture>();
    strip_->setVisible(!pictures.empty());
    if (pictures == shown_pictures_) return;
    shown_pictures_ = pictures;
    strip_->clear();
    for (const TrainingPicture& picture : pictures) {
        auto* item = new QListWidgetItem(tr("Step %1").arg(picture.step), strip_);
        item->setData(path_role, picture.path);
        item->setTextAlignment(Qt::AlignHCenter | Qt::AlignBottom);
        item->setSizeHint({picture_side + 12, picture_side + 28});
        QPixmap waiting(picture_side, picture_side);
        waiting.fill(colors(this).canvas);
        const QImage known = thumbnails_.value(picture.path);
        item->setIcon(known.isNull() ? QIcon(waiting) : QIcon(QPixmap::fromImage(known)));
        if (known.isNull() && !picture.path.isEmpty()) emit thumbnail_wanted(picture.path);
    }
    strip_->scrollToItem(strip_->item(strip_->count() - 1));
}

void TrainingRuns::set_thumbnail(const QString& path, const QImage& image) {
    for (int i = 0; i < strip_->count(); ++i) {
        if (strip_->item(i)->data(path_role).toString() != path || image.isNull()) continue;
        thumbnails_[path] = image.scaled(2 * picture_side, 2 * picture_side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        strip_->item(i)->setIcon(QIcon(QPixmap::fromImage(thumbnails_[path])));
    }
}

void TrainingRuns::enable() {
    const TrainingRun* run = chosen() ? list_.find(*chosen()) : nullptr;
    const auto is = [&](std::initializer_list<JobState> states) {
        return run && std::find(states.begin(), states.end(), run->row.state) != states.end();
    };
    using S = JobState;
    buttons_["pause"]->setVisible(is({S::waiting, S::running}));
    buttons_["resume"]->setVisible(is({S::paused}));
    buttons_["retry"]->setVisible(is({S::failed, S::cancelled, S::refused}));
    buttons_["cancel"]->setVisible(is({S::waiting, S::running, S::paused}));
    buttons_["use"]->setVisible(is({S::done}));
    buttons_["csv"]->setEnabled(run && !run->steps.empty());
    QString detail;
    if (run && !run->steps.empty()) {
        const TrainingStep& last = run->steps.back();
        detail = tr("Loss %1 · rate %2 · gradient %3 · %4 a step")
                     .arg(number_text(last.loss, 4), QLocale().toString(last.learning_rate, 'g', 3), number_text(last.gradient_norm, 4),
                          duration_text(last.seconds));
        const TrainingCurve held = curve_of(run->steps, TrainingMeasure::validation_loss);
        if (!held.values.empty()) {
            const auto best = std::min_element(held.values.begin(), held.values.end()) - held.values.begin();
            detail += tr(" · held out %1, lowest %2 at step %3")
                          .arg(number_text(held.values.back(), 4), number_text(held.values[static_cast<size_t>(best)], 4))
                          .arg(static_cast<int>(held.steps[static_cast<size_t>(best)]));
        }
    }
    detail_->setText(detail);
}

}  // namespace imagelab
