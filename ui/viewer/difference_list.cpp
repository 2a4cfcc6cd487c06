#include "ui/viewer/difference_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int name_width = 120;

bool same(const std::vector<RequestDifference>& a, const std::vector<RequestDifference>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RequestDifference& x, const RequestDifference& y) {
        return x.name == y.name && x.mine == y.mine && x.theirs == y.theirs;
    });
}

// Where two long texts part: the word in which they do, with one word before it; 0 where they part early.
qsizetype parting(const QString& a, const QString& b) {
    constexpr qsizetype short_start = 24;
    const qsizetype common = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
    const auto word_before = [&a](qsizetype at) { return at > 0 ? a.lastIndexOf(' ', at - 1) : -1; };
    const qsizetype word = word_before(word_before(common));
    return common > short_start && word > 0 ? word + 1 : 0;
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
    for (size_t i = 0; i < shown_.size(); ++i) add_row(i);
    layout()->addWidget(rows_);
}

// Where settings can be taken the list is narrow: the name stands above the values.
void DifferenceList::add_row(size_t index) {
    const RequestDifference& difference = shown_[index];
    auto* grid = static_cast<QGridLayout*>(rows_->layout());
    auto* name = new ElidedLabel(rows_);
    name->setText(difference.name);
    auto* mine = new ElidedLabel(rows_);
    mine->setText(difference.mine);
    mine->setForegroundRole(QPalette::PlaceholderText);
    auto* theirs = new ElidedLabel(rows_);
    theirs->setText(difference.theirs);
    for (ElidedLabel* value : {mine, theirs}) value->begin_at(parting(difference.mine, difference.theirs));
    const int row = can_take_ ? 2 * static_cast<int>(index) + 2 : static_cast<int>(index) + 1;
    grid->addWidget(mine, row, 1);
    grid->addWidget(theirs, row, 2);
    if (!can_take_) {
        name->setFixedWidth(name_width);
        return grid->addWidget(name, row, 0);
    }
    QFont bold = name->font();
    bold.setWeight(QFont::DemiBold);
    name->setFont(bold);
    name->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    name->setMinimumHeight(name->fontMetrics().height() + 6);
    grid->addWidget(name, row - 1, 1, 1, 2);
    auto* take = icon_button("left", tr("Take: %1").arg(difference.name),
                             tr("Takes this setting of the picture into yours; Undo takes it back."), rows_);
    grid->addWidget(take, row - 1, 3, 2, 1);
    connect(take, &QToolButton::clicked, this, [this, index] {
        const RequestDifference chosen = shown_[index];
        emit taken(chosen);
    });
}

}  // namespace imagelab
