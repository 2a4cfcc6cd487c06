#include "ui/viewer/viewer_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <cmath>

#include "ui/panels/controls.h"
#include "ui/theme.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/empty_state.h"
#include "ui/viewer/picture_view.h"
#include "ui/wording.h"

namespace imagelab {
namespace {

// Fills the viewer while something is dragged over the window.
class DropHint : public QLabel {
  public:
    explicit DropHint(QWidget* parent) : QLabel(parent) {
        setAlignment(Qt::AlignCenter);
        setAttribute(Qt::WA_TransparentForMouseEvents);
        QFont large = font();
        large.setPointSizeF(large.pointSizeF() * 1.4);
        large.setWeight(QFont::DemiBold);
        setFont(large);
        hide();
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        const Colors& c = colors(this);
        {
            QPainter painter(this);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.fillRect(rect(), c.window);
            painter.setPen(QPen(c.focus, 2, Qt::DashLine));
            painter.drawRoundedRect(QRectF(rect()).adjusted(16, 16, -16, -16), 8, 8);
        }
        QLabel::paintEvent(event);
    }
};

}  // namespace

ViewerPanel::ViewerPanel(QWidget* parent)
    : QWidget(parent), banner_(new Banner(this)), stack_(new QStackedWidget(this)), empty_(new EmptyState), view_(new PictureView) {
    stack_->addWidget(empty_);
    stack_->addWidget(view_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(banner_);
    column->addWidget(stack_, 1);
    column->addWidget(caption_ = make_caption());
    drop_hint_ = new DropHint(this);
    connect(empty_, &EmptyState::example_chosen, this, &ViewerPanel::example_chosen);
    connect(view_, &PictureView::zoom_changed, this, &ViewerPanel::show_zoom);
    show_empty();
}

QWidget* ViewerPanel::make_caption() {
    auto* caption = new QWidget(this);
    caption->setBackgroundRole(QPalette::Button);
    caption->setAutoFillBackground(true);
    caption->setFixedHeight(56);
    prompt_ = new ElidedLabel(caption);
    facts_ = new ElidedLabel(caption);
    facts_->setForegroundRole(QPalette::PlaceholderText);
    zoom_ = muted_label({}, caption);
    zoom_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    zoom_->setFixedWidth(zoom_->fontMetrics().horizontalAdvance("3200 %") + 4);
    auto* out = icon_button("minus", tr("Zoom out"), tr("Shows more of the picture (-)."), caption);
    auto* in = icon_button("plus", tr("Zoom in"), tr("Shows the picture larger (+)."), caption);
    auto* fit = icon_button("fit", tr("Fit to window"), tr("Shows the whole picture (0)."), caption);

    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addStretch();
    texts->addWidget(prompt_);
    texts->addWidget(facts_);
    texts->addStretch();
    auto* row = new QHBoxLayout(caption);
    row->setContentsMargins(16, 0, 8, 0);
    row->setSpacing(0);
    row->addLayout(texts, 1);
    row->addSpacing(16);
    row->addWidget(zoom_);
    row->addSpacing(8);
    row->addWidget(out);
    row->addWidget(in);
    row->addWidget(fit);
    connect(out, &QToolButton::clicked, this, [this] { view_->zoom_by(0.8); });
    connect(in, &QToolButton::clicked, this, [this] { view_->zoom_by(1.25); });
    connect(fit, &QToolButton::clicked, this, [this] { view_->fit(); });
    return caption;
}

void ViewerPanel::show_empty() {
    stack_->setCurrentWidget(empty_);
    caption_->hide();
}

void ViewerPanel::show_picture(const QImage& image, const Request& request, const QString& extra) {
    view_->set_picture(image, image.size());
    stack_->setCurrentWidget(view_);
    prompt_->setText(QString::fromStdString(request.prompt).simplified());
    facts_->setText(extra.isEmpty() ? settings_text(request) : settings_text(request) + QStringLiteral(" · ") + extra);
    caption_->show();
    show_zoom();
}

void ViewerPanel::show_job(const Request& request, const QString& state, const QImage& preview) {
    const QSize size = request.width > 0 ? QSize(request.width, request.height) : own_;
    if (preview.isNull()) {
        view_->set_waiting(state, size);
    } else {
        view_->set_picture(preview, size);
    }
    stack_->setCurrentWidget(view_);
    prompt_->setText(QString::fromStdString(request.prompt).simplified());
    facts_->setText(preview.isNull() ? settings_text(request) : tr("Live preview") + QStringLiteral(" · ") + settings_text(request));
    caption_->show();
    show_zoom();
}

void ViewerPanel::set_drop_hint(const QString& text) {
    drop_hint_->setText(text);
    drop_hint_->setVisible(!text.isEmpty());
    drop_hint_->raise();
}

void ViewerPanel::show_zoom() {
    zoom_->setText(tr("%1 %").arg(std::lround(view_->shown_scale() * 100)));
}

void ViewerPanel::resizeEvent(QResizeEvent*) {
    drop_hint_->setGeometry(rect());
}

}  // namespace imagelab
