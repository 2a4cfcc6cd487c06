#include "ui/viewer/difference_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/panels/controls.h"

namespace imagelab {
namespace {

constexpr int longest_shown = 64, longest_word = 9;  // characters; a narrow column shows them in a few lines

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
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(6);
    for (const int column : {1, 2}) {
        grid->setColumnStretch(column, 1);
        if (!shown_.empty()) grid->addWidget(muted_label(column == 1 ? here_ : there_, rows_), 0, column);
    }
    for (size_t i = 0; i < shown_.size(); ++i) add_row(static_cast<int>(i) + 1, shown_[i]);
    layout()->addWidget(rows_);
}

void DifferenceList::add_row(int row, const RequestDifference& difference) {
    auto* grid = static_cast<QGridLayout*>(rows_->layout());
    const auto add = [&](int column, const QString& text) {
        auto* label = new QLabel(rows_);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        label->setMinimumWidth(0);
        label->setText(breakable(text.size() > longest_shown ? text.left(longest_shown - 1) + QChar(0x2026) : text, longest_word));
        if (text.size() > longest_shown) label->setToolTip(QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()));
        grid->addWidget(label, row, column);
        return label;
    };
    add(0, difference.name)->setFixedWidth(62);
    add(1, difference.mine)->setForegroundRole(QPalette::PlaceholderText);
    add(2, difference.theirs);
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
