#include "ui/viewer/banner.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"

namespace imagelab {

Banner::Banner(QWidget* parent) : QFrame(parent), icon_(new QLabel(this)), message_(new QLabel(this)) {
    message_->setForegroundRole(danger_role);
    message_->setWordWrap(true);
    message_->setTextFormat(Qt::PlainText);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    message_->setAccessibleName(tr("Error"));
    icon_->setPixmap(icon("warning").pixmap(16, 16));
    undo_ = new QPushButton(tr("Undo"), this);
    describe(undo_, tr("Undo"), tr("Takes the last step back."));
    copy_ = new QPushButton(tr("Copy details"), this);
    describe(copy_, tr("Copy details"), tr("Copies the message and all settings, for a bug report."));
    answer_ = new QPushButton(tr("Yes"), this);
    describe(answer_, tr("Yes"), tr("Goes on with what is asked."));
    help_ = new QPushButton(tr("Help"), this);
    describe(help_, tr("Help"), tr("Does what the message advises."));
    auto* close = icon_button("close", tr("Close the message"), {}, this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(8);
    row->addWidget(icon_);
    row->addWidget(message_, 1);
    row->addWidget(undo_);
    row->addWidget(answer_);
    row->addWidget(help_);
    row->addWidget(copy_);
    row->addWidget(close);
    connect(undo_, &QPushButton::clicked, this, [this] { hide(), emit undo_wanted(); });
    connect(answer_, &QPushButton::clicked, this, [this] { hide(), emit answered(); });
    connect(help_, &QPushButton::clicked, this, [this] { hide(), emit command_wanted(command_); });
    connect(copy_, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(details_); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void Banner::show_message(Kind kind, const QString& message, const QString& details) {
    error_ = kind == Kind::error;
    message_->setForegroundRole(error_ ? danger_role : QPalette::WindowText);
    message_->setText(message);
    message_->setAccessibleName(error_ ? tr("Error: %1").arg(message) : message);
    details_ = details;
    icon_->setPixmap(icon(error_ ? "warning" : "info").pixmap(16, 16));
    undo_->setVisible(kind == Kind::notice);
    answer_->setVisible(kind == Kind::question);
    help_->setVisible(kind == Kind::error && !command_.isEmpty());
    copy_->setVisible(kind != Kind::question);
    show();
    update();
}

void Banner::show_error(const QString& message, const QString& details, const BannerHelp& help) {
    command_ = help.command;
    help_->setText(help.button);
    describe(help_, help.button, tr("Does what the message advises."));
    show_message(Kind::error, message, details);
}

void Banner::show_notice(const QString& message, const QString& details) {
    show_message(Kind::notice, message, details);
}

void Banner::show_question(const QString& message, const QString& answer) {
    answer_->setText(answer);
    describe(answer_, answer, message);
    show_message(Kind::question, message, message);
}

QString Banner::message() const {
    return message_->text();
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), error_ ? colors(this).danger_ground : colors(this).hover);
}

}  // namespace imagelab
