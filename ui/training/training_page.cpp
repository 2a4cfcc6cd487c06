#include "ui/training/training_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "core/training/dataset.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/training/training_form.h"
#include "ui/training/training_runs.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int form_width = 448, delay_ms = 400;

// The reason behind "field: ".
std::string reason_of(const BadField& bad) {
    const std::string text = bad.what(), before = bad.field() + ": ";
    return text.starts_with(before) ? text.substr(before.size()) : text;
}

}  // namespace

TrainingPage::TrainingPage(SessionBridge& bridge, std::filesystem::path loras, std::function<std::string()> pictures, QWidget* parent)
    : QWidget(parent),
      bridge_(bridge),
      loras_(std::move(loras)),
      pictures_(std::move(pictures)),
      form_(new TrainingForm(this)),
      runs_(new TrainingRuns(this)),
      verdict_(new QLabel(this)),
      start_(new QPushButton(tr("Put it into the queue"), this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    auto* left = new QWidget(this);
    left->setFixedWidth(form_width);
    auto* column = column_in(left);
    form_->setContentsMargins(0, 0, 12, 0);
    QScrollArea* scroll = upright_scroll(form_, left);
    column->addWidget(scroll, 1);
    verdict_->setWordWrap(true);
    verdict_->setAccessibleName(tr("What it costs"));
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    start_->setDefault(true);
    start_->setEnabled(false);
    describe(start_, start_->text(),
             tr("It waits its turn, makes way for pictures that you ask for, and goes on exactly where it stopped."));
    column->addWidget(verdict_);
    column->addWidget(start_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 16, 16, 16);
    row->setSpacing(16);
    row->addWidget(left);
    row->addWidget(runs_, 1);
    delay_.setSingleShot(true);
    delay_.setInterval(delay_ms);
    connect(&delay_, &QTimer::timeout, this, &TrainingPage::price);
    connect(form_, &TrainingForm::changed, this, &TrainingPage::changed);
    connect(start_, &QPushButton::clicked, this, &TrainingPage::start);
    connect(runs_, &TrainingRuns::steps_wanted, this, &TrainingPage::fetch_steps);
    connect(&bridge_, &SessionBridge::trained, this, [this](JobId id, const Progress& progress) {
        if (isVisible() && progress.doing.empty()) fetch_steps(id, runs_->list().next_step(id));
    });
}

QString TrainingPage::verdict() const {
    return verdict_->text();
}

void TrainingPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    runs_->ask_steps();  // which came while nobody looked
    changed();
}

void TrainingPage::changed() {
    start_->setEnabled(false);
    ++asked_;
    if (isVisible()) delay_.start();
}

std::optional<TrainingJob> TrainingPage::job() {
    try {
        TrainingJob job = training_job_of(form_->draft(), loras_);
        if (job.sample) job.sample->output = pictures_();
        return job;
    } catch (const BadField& bad) {
        show_problem(bad.field(), reason_of(bad));
        return std::nullopt;
    }
}

// Beside its field where that is here, else below.
void TrainingPage::show_problem(const std::string& field, const std::string& problem) {
    const std::string at = field == "output" ? "name" : field == "dataset" ? "images" : field;
    form_->show_problem(at, message_text(problem));
    const bool beside = form_->problem(at) != nullptr;
    verdict_->setForegroundRole(beside ? QPalette::WindowText : danger_role);
    verdict_->setText(beside ? QString() : message_text(problem));
    start_->setEnabled(false);
}

void TrainingPage::price() {
    form_->clear_problems();
    const auto wanted = job();
    if (!wanted) return;
    verdict_->setForegroundRole(QPalette::WindowText);
    verdict_->setText(tr("Working out what it takes"));
    bridge_.ask_slow(
        this,
        [wanted = *wanted](Engine& engine) {
            Answer answer;
            try {
                const auto examples = training_examples(wanted.config.images);
                answer.pictures = static_cast<int>(examples.size());
                answer.captions = static_cast<int>(
                    std::count_if(examples.begin(), examples.end(), [](const TrainingExample& one) { return !one.caption.empty(); }));
                std::error_code ignored;
                if (std::filesystem::exists(wanted.config.output, ignored))
                    throw BadField("output", tr("a LoRA of this name is there already").toStdString());
                const auto prices = engine.price_training(wanted);
                if (prices)
                    answer.prices = *prices;
                else
                    answer.problem = prices.error();
            } catch (const BadField& bad) {
                answer.field = bad.field(), answer.problem = reason_of(bad);
            }
            return answer;
        },
        [this, wanted = *wanted, asked = asked_](const Answer& answer) {
            if (asked == asked_) show_answer(answer, wanted);
        });
}

void TrainingPage::show_answer(const Answer& answer, const TrainingJob& job) {
    form_->set_pictures(
        answer.pictures == 0 ? QString() : tr("%1, %2 of them with a caption").arg(pictures_text(answer.pictures)).arg(answer.captions));
    if (!answer.problem.empty()) return show_problem(answer.field, answer.problem);
    const auto fitting = std::find_if(answer.prices.begin(), answer.prices.end(), [](const TrainingPrice& price) { return price.fits(); });
    if (fitting == answer.prices.end()) {
        const TrainingPrice& price = answer.prices.front();
        verdict_->setForegroundRole(danger_role);
        verdict_->setText(tr("It needs %1 of memory on %2, and there are %3: take a smaller width and height, batch or rank")
                              .arg(bytes_text(price.peak_bytes), QString::fromStdString(price.device), bytes_text(price.there_bytes)));
        return;
    }
    verdict_->setText(training_price_text(*fitting, job));
    start_->setEnabled(true);
}

void TrainingPage::start() {
    const auto wanted = job();
    if (!wanted) return;
    start_->setEnabled(false);
    struct Begun {
        std::optional<JobId> id;
        std::string field, problem;
    };
    bridge_.ask_slow(
        this,
        [wanted = *wanted](Engine& engine) {
            Begun begun;
            try {
                const auto id = engine.enqueue_training(wanted, {});
                if (id)
                    begun.id = *id;
                else
                    begun.problem = id.error();
            } catch (const BadField& bad) {
                begun.field = bad.field(), begun.problem = reason_of(bad);
            }
            return begun;
        },
        [this](const Begun& begun) {
            if (!begun.id) return show_problem(begun.field, begun.problem);
            runs_->choose(*begun.id);
            emit started(*begun.id);
            changed();
        });
}

// One question a training at a time: the next listing or step asks for what came meanwhile.
void TrainingPage::fetch_steps(JobId id, int from) {
    if (!isVisible() || !fetching_.insert(id).second) return;
    bridge_.ask(
        this, [id, from](Engine& engine) { return engine.training_steps(id, from); },
        [this, id](const std::vector<TrainingStep>& steps) {
            fetching_.erase(id);
            runs_->add_steps(id, steps);
        });
}

}  // namespace imagelab
