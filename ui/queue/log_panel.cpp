#include "ui/queue/log_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTime>
#include <QVBoxLayout>
#include <numeric>

#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/widgets/controls.h"

namespace imagelab {

QString log_text(const JobEvent& event) {
    const QString job = LogPanel::tr("Job %1").arg(event.job), device = QString::fromStdString(event.device);
    const JobResult& result = event.result;
    switch (event.kind) {
        case JobEvent::Kind::started:
            if (event.training)
                return LogPanel::tr("%1 started on %2: training “%3”")
                    .arg(job, device, QString::fromStdString(training_name(event.training->config)));
            return LogPanel::tr("%1 started on %2: %3")
                .arg(job, device, QString::fromStdString(result.request.prompt).simplified().left(120));
        case JobEvent::Kind::trouble:
            return (event.job > 0 ? job + ": " : LogPanel::tr("Trouble: ")) + QString::fromStdString(event.message);
        case JobEvent::Kind::progress:
            return {};
        case JobEvent::Kind::ended:
            break;
    }
    switch (event.state) {
        case JobState::done: {
            const double seconds =
                std::accumulate(result.step_s.begin(), result.step_s.end(), result.load_s + result.text_s + result.decode_s);
            QString text = event.training
                               ? LogPanel::tr("%1 done in %2, a LoRA").arg(job, duration_text(seconds))
                               : LogPanel::tr("%1 done in %2, %3")
                                     .arg(job, duration_text(seconds), pictures_text(static_cast<int64_t>(result.images.size())));
            if (result.measured_peak_bytes > 0)
                text += LogPanel::tr("; memory predicted %1, measured %2")
                            .arg(bytes_text(result.predicted_peak_bytes), bytes_text(result.measured_peak_bytes));
            return result.message.empty() ? text : text + "; " + QString::fromStdString(result.message);
        }
        case JobState::failed:
            return LogPanel::tr("%1 failed: %2").arg(job, QString::fromStdString(result.message));
        case JobState::cancelled:
            return LogPanel::tr("%1 cancelled").arg(job);
        case JobState::paused:
            return LogPanel::tr("%1 paused").arg(job);
        default:
            return LogPanel::tr("%1 waits again").arg(job);
    }
}

LogPanel::LogPanel(QWidget* parent) : QWidget(parent), lines_(new QPlainTextEdit(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    lines_->setReadOnly(true);
    lines_->setMaximumBlockCount(most_lines);
    lines_->setFrameShape(QFrame::NoFrame);
    lines_->setTabChangesFocus(true);
    lines_->setPlaceholderText(tr("What jobs do and what goes wrong is noted here."));
    describe(lines_, tr("Log"), tr("What happened since the program was opened, the newest last."));
    auto* copy = new QPushButton(tr("Copy all"), this);
    describe(copy, tr("Copy all"), tr("Copies the whole log, for a bug report."));
    auto* clear = new QPushButton(tr("Clear"), this);
    describe(clear, tr("Clear the log"), tr("Empties this list; nothing else is forgotten."));
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addStretch();
    bar->addWidget(copy);
    bar->addWidget(clear);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(8);
    column->addLayout(bar);
    column->addWidget(lines_, 1);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    connect(clear, &QPushButton::clicked, lines_, &QPlainTextEdit::clear);
}

void LogPanel::add(const QString& line) {
    if (!line.isEmpty()) lines_->appendPlainText(QTime::currentTime().toString("HH:mm:ss  ") + line);
}

void LogPanel::add_event(const JobEvent& event) {
    add(log_text(event));
}

QString LogPanel::text() const {
    return lines_->toPlainText();
}

}  // namespace imagelab
