#include "ui/request/suite_control.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/models/request_document.h"
#include "ui/models/suite_model.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/short_combo.h"

namespace imagelab {
namespace {

constexpr int shown_reasons = 3;

QLabel* wrapped(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    return label;
}

}  // namespace

SuiteControl::SuiteControl(RequestDocument& document, SuiteModel& suites, QWidget* parent)
    : QWidget(parent),
      document_(document),
      suites_(suites),
      chooser_(new ShortCombo(this)),
      menu_(new QMenu(this)),
      naming_(new QWidget(this)),
      name_(new QLineEdit(naming_)),
      save_(new QPushButton(tr("Save"), naming_)),
      parts_(wrapped(this)),
      fit_(wrapped(this)),
      reasons_(wrapped(this)) {
    describe(chooser_, term_name(Term::suite), explain(Term::suite));
    ignore_wheel(chooser_);
    more_ = icon_button("bookmark", tr("Save or delete a suite"), tr("Keeps the models, parts and LoRAs that are chosen now under a name."),
                        this);
    more_->setPopupMode(QToolButton::InstantPopup);
    more_->setMenu(menu_);
    name_->setPlaceholderText(tr("Name of the suite"));
    name_->setMaxLength(80);
    describe(name_, tr("Name of the suite"), tr("Enter saves it; a suite of that name is replaced, and its file is kept beside."));
    describe(save_, tr("Save the suite"), tr("Keeps the models, parts and LoRAs that are chosen now under this name."));
    parts_->setForegroundRole(QPalette::PlaceholderText);
    parts_->setAccessibleName(tr("What is in the suite"));
    fit_->setAccessibleName(tr("How well the models go together"));
    reasons_->setAccessibleName(tr("Why"));
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(chooser_, 1);
    row->addWidget(more_);
    auto* naming = new QHBoxLayout(naming_);
    naming->setContentsMargins(0, 0, 0, 0);
    naming->setSpacing(4);
    naming->addWidget(name_, 1);
    naming->addWidget(save_);
    naming_->hide();
    auto* column = column_in(this, 4);
    column->addLayout(row);
    for (QWidget* part : {naming_, static_cast<QWidget*>(parts_), static_cast<QWidget*>(fit_), static_cast<QWidget*>(reasons_)})
        column->addWidget(part);

    connect(chooser_, &QComboBox::activated, this, &SuiteControl::choose);
    connect(menu_, &QMenu::aboutToShow, this, &SuiteControl::fill_menu);
    connect(save_, &QPushButton::clicked, this, &SuiteControl::save_named);
    connect(name_, &QLineEdit::returnPressed, this, &SuiteControl::save_named);
    connect(name_, &QLineEdit::textChanged, this, [this] { save_->setEnabled(!name_->text().simplified().isEmpty()); });
    connect(&document_, &RequestDocument::changed, this, &SuiteControl::show_request);
    connect(&suites_, &SuiteModel::changed, this, &SuiteControl::show_suites);
    connect(&suites_, &SuiteModel::fit_changed, this, &SuiteControl::show_fit);
    show_suites();
}

void SuiteControl::choose(int index) {
    const std::string name = chooser_->itemData(index).toString().toStdString();
    const ModelSuite* suite = suites_.find(name);
    document_.change(tr("suite"), [&](Request& r) {
        const ModelSuite* before = suites_.find(r.suite);
        if (suite) {
            r = choosing_suite(r, *suite);
        } else if (before) {
            r = without_suite(r, *before);
        } else {
            r.suite.clear(), r.suite_filled = false;
        }
    });
}

void SuiteControl::fill_menu() {
    menu_->clear();
    connect(menu_->addAction(tr("Save what is chosen as a suite…")), &QAction::triggered, this, &SuiteControl::ask_name);
    const ModelSuite* suite = suites_.find(document_.request().suite);
    if (!suite) return;
    const std::string name = suite->name;
    const QString shown = QString::fromStdString(name);
    QAction* replace = menu_->addAction(tr("Save the changes to %1").arg(shown));
    replace->setEnabled(!has_models_of(document_.request(), *suite));
    connect(replace, &QAction::triggered, this,
            [this, notes = suite->notes, name] { suites_.save(suite_of(document_.request(), name, notes)); });
    connect(menu_->addAction(tr("Delete %1").arg(shown)), &QAction::triggered, this, [this, name] {
        suites_.remove(name);
        document_.change(tr("suite"), [](Request& r) { r.suite.clear(), r.suite_filled = false; });
    });
}

void SuiteControl::ask_name() {
    naming_->show();
    name_->setText(QString::fromStdString(document_.request().suite));
    name_->selectAll();
    save_->setEnabled(!name_->text().isEmpty());
    name_->setFocus(Qt::OtherFocusReason);
}

void SuiteControl::save_named() {
    const std::string name = name_->text().simplified().toStdString();
    if (name.empty()) return;
    naming_->hide();
    chooser_->setFocus(Qt::OtherFocusReason);
    suites_.save(suite_of(document_.request(), name));
    document_.change(tr("suite"), [&](Request& r) { r.suite = name, r.suite_filled = true; });
}

void SuiteControl::show_suites() {
    const QSignalBlocker quiet(chooser_);
    chooser_->clear();
    chooser_->addItem(tr("No suite"), QString());
    for (const ModelSuite& suite : suites_.suites()) {
        const QString name = QString::fromStdString(suite.name);
        chooser_->addItem(name, name);
        QString tip = parts_text(suite.parts);
        if (!suite.notes.empty()) tip += '\n' + QString::fromStdString(suite.notes);
        chooser_->setItemData(chooser_->count() - 1, tip, Qt::ToolTipRole);
    }
    show_request();
}

void SuiteControl::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet(chooser_);
    const ModelSuite* suite = suites_.find(r.suite);
    const QString name = QString::fromStdString(suite ? suite->name : r.suite);
    int at = chooser_->findData(name);
    for (int row = chooser_->count() - 1; row > 0 && !suite; --row)  // of a suite that is gone
        if (!suites_.find(chooser_->itemData(row).toString().toStdString()) && chooser_->itemData(row) != name) chooser_->removeItem(row);
    if (at < 0) {
        chooser_->addItem(tr("%1 (not here)").arg(name), name);
        at = chooser_->count() - 1;
    }
    chooser_->setCurrentIndex(at);
    const bool changed = suite && !has_models_of(r, *suite);
    parts_->setText(changed ? tr("%1 (changed since it was saved)").arg(parts_text(r)) : parts_text(r));
    parts_->setVisible(!r.suite.empty());
    suites_.judge(r);
    show_fit();
}

void SuiteControl::show_fit() {
    const auto& fit = suites_.fit();
    const bool suite = !document_.request().suite.empty();
    std::vector<FitReason> reasons;  // those of LoRAs stand with them, too
    for (const FitReason& reason : fit ? fit->reasons : std::vector<FitReason>())
        if (suite || reason.part != "conditioning.loras") reasons.push_back(reason);
    const bool any = fit && puts_together(document_.request()) && (suite || !reasons.empty());
    fit_->setVisible(any);
    reasons_->setVisible(any && !reasons.empty());
    if (!any) {
        fit_->clear(), reasons_->clear();
        return emit needed_changed();
    }
    const int score = fit->score();
    fit_->setForegroundRole(score == 0 ? danger_role : score < 80 ? warning_role : QPalette::PlaceholderText);
    fit_->setText(fit_text(*fit));
    QStringList lines;
    for (const FitReason& reason : reasons) {
        const QString name = QString::fromStdString(reason.name), words = reason_text(reason);
        lines << (name.isEmpty() ? words : QStringLiteral("%1: %2").arg(name, words));
    }
    reasons_->setToolTip(QStringLiteral("<p>%1</p>").arg(lines.join('\n').toHtmlEscaped().replace('\n', "<br>")));
    const auto rest = lines.size() - shown_reasons;
    if (rest > 0) lines = lines.mid(0, shown_reasons) << tr("and %1 more").arg(rest);
    reasons_->setForegroundRole(score == 0 ? danger_role : QPalette::PlaceholderText);
    reasons_->setText(breakable(lines.join('\n')));
    emit needed_changed();
}

bool SuiteControl::is_needed() const {
    return !suites_.suites().empty() || !document_.request().suite.empty() || !fit_->text().isEmpty();
}

QString SuiteControl::fit_shown() const {
    return fit_->text();
}
QString SuiteControl::reasons_shown() const {
    return reasons_->text();
}

}  // namespace imagelab
