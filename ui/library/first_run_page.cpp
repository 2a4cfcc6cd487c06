#include "ui/library/first_run_page.h"

#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>

#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/models/example_prompts.h"
#include "ui/models/library_model.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

QLabel* heading(const QString& text, double scale, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setWordWrap(true);
    return label;
}

QLabel* paragraph(const QString& text, QWidget* parent) {
    auto* label = muted_label(text, parent);
    label->setWordWrap(true);
    return label;
}

}  // namespace

FirstRunPage::FirstRunPage(LibraryModel& library, QWidget* cover)
    : QWidget(cover), library_(library), offers_(new QVBoxLayout), looking_(paragraph(tr("Looking for models of other programs…"), this)) {
    setAccessibleName(tr("Welcome"));
    auto* body = new QWidget;
    body->setMaximumWidth(560);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(8);
    auto* mark = new QLabel(body);
    mark->setPixmap(application_icon().pixmap(QSize(64, 64), devicePixelRatioF()));
    column->addWidget(mark);
    column->addWidget(heading(tr("Ready to draw"), 1.8, body));
    column->addWidget(
        paragraph(tr("A small model comes with Image Lab. It draws simple things, 128 pixels wide, in seconds and without a graphics card. "
                     "Everything stays on this machine."),
                  body));
    auto* start = new QPushButton(tr("Start with an example"), body);
    describe(start, start->text(), tr("Puts a prompt on the left; Ctrl+Enter makes the picture."));
    auto* own = new QPushButton(tr("Start with my own words"), body);
    describe(own, own->text(), tr("Closes this page; Help > Welcome brings it back."));
    auto* begin = new QHBoxLayout;
    begin->setSpacing(8);
    begin->addWidget(start);
    begin->addWidget(own);
    begin->addStretch(1);
    column->addSpacing(8);
    column->addLayout(begin);
    column->addSpacing(24);
    column->addWidget(heading(tr("Bring your models"), 1.25, body));
    column->addWidget(
        paragraph(tr("SDXL models draw large and detailed pictures. Folders are only read, nothing in them is moved or changed."), body));
    looking_->setParent(body);
    column->addWidget(looking_);
    offers_->setSpacing(8);
    column->addLayout(offers_);
    auto* add = new QPushButton(tr("Add a folder…"), body);
    describe(add, tr("Add a model folder"), tr("A folder of models, or that of A1111 or ComfyUI; nothing in it is changed."));
    auto* get = new QPushButton(tr("Get a model…"), body);
    describe(get, tr("Get a model"), tr("Fetches a known model, or one of Hugging Face."));
    auto* more = new QHBoxLayout;
    more->setSpacing(8);
    more->addWidget(add);
    more->addWidget(get);
    more->addStretch(1);
    column->addSpacing(8);
    column->addLayout(more);

    auto* middle = new QWidget;
    auto* around = new QHBoxLayout(middle);
    around->setContentsMargins(0, 0, 0, 0);
    around->addStretch(1);
    around->addWidget(body, 20);
    around->addStretch(1);
    auto* frame = new QWidget;
    auto* upright = new QVBoxLayout(frame);
    upright->setContentsMargins(0, 0, 0, 0);
    upright->addStretch(1);
    upright->addWidget(middle);
    upright->addStretch(2);
    auto* scroll = upright_scroll(frame, this);
    for (QWidget* see_through : {static_cast<QWidget*>(frame), middle, body, scroll->viewport()}) see_through->setAutoFillBackground(false);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);

    connect(start, &QPushButton::clicked, this, [this] {
        close_page();
        emit example_wanted(example_prompts().front());
    });
    connect(own, &QPushButton::clicked, this, &FirstRunPage::close_page);
    connect(add, &QPushButton::clicked, this, &FirstRunPage::folder_wanted);
    connect(get, &QPushButton::clicked, this, &FirstRunPage::library_wanted);
    cover->installEventFilter(this);
    setGeometry(cover->rect());
}

void FirstRunPage::look_for_models(const std::filesystem::path& home) {
    work_.start([this, home]() -> NewestWork::Deliver {
        auto found = find_model_trees(home);
        const QStringList known = LibraryModel::read_added();
        std::erase_if(found, [&](const ModelTree& tree) { return known.contains(QString::fromStdString(tree.path.string())); });
        return [this, found] { offer(found); };
    });
}

void FirstRunPage::offer(const std::vector<ModelTree>& found) {
    clear_layout(offers_);
    looking_->setText(found.empty() ? tr("No models of other programs were found in your home folder.") : tr("Found on this machine:"));
    for (const ModelTree& tree : found) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        const QString path = QString::fromStdString(tree.path.string());
        auto* name = new ElidedLabel(line);
        name->setText(
            tr("%1, model files: %2 (%3)").arg(QString::fromStdString(tree.program)).arg(tree.files).arg(QDir::toNativeSeparators(path)));
        auto* add = new QPushButton(tr("Add"), line);
        describe(add, tr("Add the models of %1").arg(path), tr("Its models stand in the list from now on; nothing in it is changed."));
        row->addWidget(name, 1);
        row->addWidget(add);
        offers_->addWidget(line);
        connect(add, &QPushButton::clicked, this, [this, add, path] {
            library_.add_folder(path);
            add->setEnabled(false);
            add->setText(tr("Added"));
        });
    }
}

void FirstRunPage::close_page() {
    hide();
    emit closed();
}

bool FirstRunPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void FirstRunPage::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), colors(this).canvas);
}

}  // namespace imagelab
