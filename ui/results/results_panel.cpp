#include "ui/results/results_panel.h"

#include <QComboBox>
#include <QPushButton>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/widgets/controls.h"

namespace imagelab {

ResultsPanel::ResultsPanel(QWidget* parent)
    : QWidget(parent), choice_(new QComboBox(this)), page_(new QPushButton(tr("Open the page"), this)), text_(new QTextBrowser(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    choice_->addItem(tr("What worked"));
    choice_->setMinimumWidth(200);
    describe(choice_, tr("What to show"), tr("What worked best so far, or one of the nights."));
    describe(page_, tr("Open the page"), tr("Opens this with plots or thumbnails in the browser."));
    auto* again = new QPushButton(tr("Look again"), this);
    describe(again, tr("Look again"), tr("Counts anew, with the hearts and stars given since."));
    text_->setFrameShape(QFrame::NoFrame);
    text_->setTabChangesFocus(true);
    text_->setOpenLinks(false);
    text_->setPlaceholderText(tr("Counting …"));
    describe(text_, tr("Results"), tr("What worked, in numbers."));
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(choice_);
    bar->addStretch();
    bar->addWidget(again);
    bar->addWidget(page_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(8);
    column->addLayout(bar);
    column->addWidget(text_, 1);
    connect(choice_, &QComboBox::currentIndexChanged, this, &ResultsPanel::show_chosen);
    connect(page_, &QPushButton::clicked, this, &ResultsPanel::page_wanted);
    connect(again, &QPushButton::clicked, this, &ResultsPanel::wanted);
    page_->setEnabled(false);
}

void ResultsPanel::set_results(const Results& results) {
    const int kept = choice_->currentIndex();
    results_ = results;
    {
        const QSignalBlocker blocker(choice_);
        while (choice_->count() > 1) choice_->removeItem(1);
        for (const NightResults& night : results.nights) choice_->addItem(QString::fromStdString(night.summary.name));
        choice_->setCurrentIndex(std::min(kept, choice_->count() - 1));
    }
    show_chosen();
}

int ResultsPanel::chosen_night() const {
    return choice_->currentIndex() - 1;
}

void ResultsPanel::show_chosen() {
    const int night = chosen_night();
    if (night >= 0) {
        text_->setHtml(night_html(results_.nights[static_cast<size_t>(night)].summary));
    } else if (!results_.problem.isEmpty()) {
        text_->setPlainText(results_.problem);
    } else {
        text_->setHtml(analysis_html(results_.analysis));
    }
    page_->setEnabled(night >= 0 || results_.analysis.pictures > 0);
}

QString ResultsPanel::text() const {
    return text_->toPlainText();
}

void ResultsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) emit wanted();
}

}  // namespace imagelab
