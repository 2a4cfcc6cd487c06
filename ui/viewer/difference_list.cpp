#include "ui/viewer/difference_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/controls.h"

namespace imagelab {
namespace {

bool same(const std::vector<RequestDifference>& a, const std::vector<RequestDifference>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RequestDifference& x, const RequestDifference& y) {
        return x.name == y.name && x.mine == y.mine && x.theirs == y.theirs;
    });
}

}  // namespace

DifferenceList::DifferenceList(const QString& here, const QString& there, bool can_take, QWidget* parent)
    : QWidget(parent), here_(here), there_(there), can_take_(can_take) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
}

void DifferenceList::show_differences(std::vector<RequestDifference> differences) {
    const bool unchanged = rows_ && same(differences, shown_);
    shown_ = std::move(differences);
    if (unchanged) return;
    if (rows_) rows_->hide(), rows_->deleteLater();
    rows_ = new QWidget(this);
    auto* grid = new QGridLayout(rows_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    if (!shown_.empty()) {
        grid->addWidget(muted_label(here_, rows_), 0, 1);
        grid->addWidget(muted_label(there_, rows_), 0, 2);
    }
    for (size_t i = 0; i < shown_.size(); ++i) add_row(static_cast<int>(i) + 1, shown_[i]);
    layout()->addWidget(rows_);
}

void DifferenceList::add_row(int row, const RequestDifference& difference) {
    auto* grid = static_cast<QGridLayout*>(rows_->layout());
    auto* name = new ElidedLabel(rows_);
    name->setText(difference.name);
    name->setFixedWidth(80);
    auto* mine = new ElidedLabel(rows_);
    mine->setText(difference.mine);
    mine->setForegroundRole(QPalette::PlaceholderText);
    auto* theirs = new ElidedLabel(rows_);
    theirs->setText(difference.theirs);
    grid->addWidget(name, row, 0);
    grid->addWidget(mine, row, 1);
    grid->addWidget(theirs, row, 2);
    if (!can_take_) return;
    auto* take = icon_button("left", tr("Take: %1").arg(difference.name),
                             tr("Takes this setting of the picture into yours; Undo takes it back."), rows_);
    grid->addWidget(take, row, 3);
    connect(take, &QToolButton::clicked, this, [this, index = static_cast<size_t>(row) - 1] {
        const RequestDifference chosen = shown_[index];
        emit taken(chosen);
    });
}

}  // namespace imagelab
