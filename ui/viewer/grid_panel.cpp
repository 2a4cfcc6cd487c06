#include "ui/viewer/grid_panel.h"

#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>

#include "ui/models/picture_info.h"
#include "ui/panels/controls.h"
#include "ui/theme.h"
#include "ui/viewer/picture_view.h"

namespace imagelab {
namespace {

QImage read_image(const QString& path) {
    QImageReader reader(path);
    reader.setAutoTransform(true);
    return reader.read();
}

}  // namespace

GridPanel::GridPanel(QWidget* parent) : QWidget(parent), view_(new PictureView(this)) {
    pool_.setMaxThreadCount(1);
    auto* bar = new QWidget(this);
    bar->setBackgroundRole(QPalette::Button);
    bar->setAutoFillBackground(true);
    title_ = new ElidedLabel(bar);
    export_ = new QPushButton(tr("Export as one picture…"), bar);
    describe(export_, tr("Export as one picture"), tr("Saves the grid with its labels as a PNG or JPEG."));
    export_->setEnabled(false);
    auto* close = icon_button("close", tr("Close the grid"), tr("Shows the picture again (Escape)."), bar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(title_, 1);
    row->addWidget(export_);
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(view_, 1);
    connect(export_, &QPushButton::clicked, this, [this] { emit export_wanted(composed_); });
    connect(close, &QToolButton::clicked, this, &GridPanel::close_wanted);
}

GridPanel::~GridPanel() {
    ++asked_;
    pool_.clear();
    pool_.waitForDone();
}

void GridPanel::show_pictures(const QStringList& paths) {
    const int asked = ++asked_;
    composed_ = {};
    export_->setEnabled(false);
    title_->setText(tr("Reading %1 pictures…").arg(paths.size()));
    view_->set_waiting(tr("Reading %1 pictures…").arg(paths.size()), {640, 480});
    GridLook look;
    const Colors& c = colors(this);
    look.ground = c.panel, look.text = c.text, look.muted = c.muted;
    pool_.clear();
    pool_.start([this, paths, look, asked] {
        std::vector<Request> requests;
        QStringList readable;
        for (const QString& path : paths) {
            if (asked != asked_) return;
            const auto info = read_picture_info(path);
            if (!info->imported) continue;
            readable << path;
            requests.push_back(info->imported->request);
        }
        const PictureGrid grid = lay_out_grid(requests);
        const QImage composed = compose_grid(
            grid, look, [&](int i) { return read_image(readable[i]); }, [&] { return asked == asked_; });
        const auto unreadable = static_cast<int>(paths.size() - readable.size());
        QMetaObject::invokeMethod(
            this, [this, grid, composed, unreadable, asked] { take(grid, composed, unreadable, asked); }, Qt::QueuedConnection);
    });
}

void GridPanel::take(const PictureGrid& grid, const QImage& composed, int unreadable, int asked) {
    if (asked != asked_) return;
    grid_ = grid;
    composed_ = composed;
    QStringList says;
    if (!grid.x_name.isEmpty() && !grid.y_name.isEmpty()) {
        says << tr("%1 across, %2 down").arg(grid.x_name, grid.y_name);
    } else if (!grid.x_name.isEmpty()) {
        says << tr("By %1").arg(grid.x_name.toLower());
    } else {
        says << tr("These pictures differ in no setting");
    }
    if (grid.left_out > 0) says << tr("%1 left out: they differ in something else").arg(grid.left_out);
    if (unreadable > 0) says << tr("%1 do not say how they were made").arg(unreadable);
    title_->setText(says.join(QStringLiteral(" · ")));
    export_->setEnabled(!composed.isNull());
    view_->set_picture(composed, composed.size());
    view_->fit();
    emit composed_anew();
}

// The window's own shortcut would take Escape.
bool GridPanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void GridPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return emit close_wanted();
    QWidget::keyPressEvent(event);
}

}  // namespace imagelab
