#include "ui/viewer/viewer_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <cmath>
#include <utility>

#include "ui/look/wording.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/canvas_panel.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/empty_state.h"
#include "ui/viewer/filmstrip.h"
#include "ui/viewer/grid_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/variant_bar.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/toast.h"

namespace imagelab {
namespace {
constexpr int least_picture_width = 272, least_zoomed_width = 400;
}

ViewerPanel::ViewerPanel(GalleryModel& model, ThumbnailCache& thumbnails, QWidget* parent)
    : QWidget(parent),
      toast_(new Toast(this)),
      banner_(new Banner(this)),
      stack_(new QStackedWidget(this)),
      empty_(new EmptyState),
      view_(new PictureView),
      comparison_(new ComparePanel),
      grid_(new GridPanel),
      canvas_(new CanvasPanel),
      stage_(new StageBar),
      variant_(new VariantBar),
      pages_(new QWidget),
      filmstrip_(new Filmstrip(model, thumbnails)),
      details_(new DetailsPanel(this)) {
    auto* picture = new QVBoxLayout(pages_);
    picture->setContentsMargins(0, 0, 0, 0);
    picture->setSpacing(0);
    picture->addWidget(stage_);
    picture->addWidget(variant_);
    picture->addWidget(view_, 1);
    picture->addWidget(filmstrip_);
    picture->addWidget(caption_ = make_caption());
    caption_->installEventFilter(this);
    for (QWidget* page : {static_cast<QWidget*>(empty_), pages_, static_cast<QWidget*>(comparison_), static_cast<QWidget*>(grid_),
                          static_cast<QWidget*>(canvas_)})
        stack_->addWidget(page);
    auto* row = new QHBoxLayout;
    row->setSpacing(1);
    stack_->setMinimumWidth(least_picture_width);  // or its widest page, however seldom seen, would take room from the gallery
    row->addWidget(stack_, 11);
    row->addWidget(details_, 9);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(banner_);
    column->addLayout(row, 1);
    details_->hide();
    connect(empty_, &EmptyState::example_chosen, this, &ViewerPanel::example_chosen);
    connect(view_, &PictureView::zoom_changed, this, &ViewerPanel::show_zoom);
    connect(comparison_, &ComparePanel::close_wanted, this, &ViewerPanel::show_view);
    connect(grid_, &GridPanel::close_wanted, this, &ViewerPanel::show_view);
    connect(stack_, &QStackedWidget::currentChanged, this, [this, painting = false]() mutable {
        const bool was = std::exchange(painting, is_painting());
        if (was && !painting) emit canvas_left();
    });
    connect(details_, &DetailsPanel::close_wanted, this, [this] { set_details_open(false); });
    show_empty();
}

QWidget* ViewerPanel::make_caption() {
    auto* caption = new QWidget(this);
    caption->setBackgroundRole(QPalette::Button);
    caption->setAutoFillBackground(true);
    caption->setFixedHeight(48);
    prompt_ = new ElidedLabel(caption);
    facts_ = new ElidedLabel(caption);
    facts_->setForegroundRole(QPalette::PlaceholderText);
    zoom_ = muted_label({}, caption);
    zoom_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    zoom_->setFixedWidth(zoom_->fontMetrics().horizontalAdvance("3200 %") + 4);
    auto* out = icon_button("minus", tr("Zoom out"), tr("Shows more of the picture (-)."), caption);
    auto* in = icon_button("plus", tr("Zoom in"), tr("Shows the picture larger (+)."), caption);
    auto* fit = icon_button("fit", tr("Fit to window"), tr("Shows the whole picture (Ctrl+0)."), caption);
    details_button_ = icon_button("info", tr("Details"), tr("What the picture was made with, beside your settings (I)."), caption);
    details_button_->setCheckable(true);

    zooming_ = {zoom_, out, in};

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
    for (QToolButton* button : {out, in, fit, details_button_}) row->addWidget(button);
    connect(out, &QToolButton::clicked, this, [this] { view_->zoom_by(0.8); });
    connect(in, &QToolButton::clicked, this, [this] { view_->zoom_by(1.25); });
    connect(fit, &QToolButton::clicked, this, [this] { view_->fit(); });
    connect(details_button_, &QToolButton::toggled, this, &ViewerPanel::set_details_open);
    return caption;
}

// The picture's words go before the zoom, which wheel and keys change as well.
bool ViewerPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == caption_ && event->type() == QEvent::Resize) {
        for (QWidget* part : zooming_) part->setVisible(caption_->width() >= least_zoomed_width);
    }
    return QWidget::eventFilter(watched, event);
}

void ViewerPanel::show_empty() {
    has_picture_ = false;
    stack_->setCurrentWidget(empty_);
    details_->show_nothing();
}

void ViewerPanel::show_picture(const QImage& image, const Request& request, const Told& told) {
    has_picture_ = true;
    after_ = {};
    stage_->show_picture(told.marks, request.seed);
    variant_->show_original(told.painted_over);
    view_->set_picture(image, image.size());
    stack_->setCurrentWidget(pages_);
    details_->setVisible(details_open());
    const QString prompt = QString::fromStdString(request.prompt).simplified();
    prompt_->setText(prompt.isEmpty() ? tr("The picture does not say how it was made") : prompt);
    const QString settings = settings_text(request, told.foreign_sampler);
    facts_->setText(told.extra.isEmpty() ? settings : settings + QStringLiteral(" · ") + told.extra);
    show_zoom();
}

void ViewerPanel::show_before(const QImage& image, const QString& what) {
    if (after_.isNull()) after_ = view_->picture(), after_facts_ = facts_->text();
    view_->set_picture(image, after_.size());
    facts_->setText(what);
}

void ViewerPanel::show_after() {
    if (after_.isNull()) return;
    view_->set_picture(after_, after_.size());
    facts_->setText(after_facts_);
    after_ = {};
}

void ViewerPanel::show_job(const Request& request, const QString& state, const QImage& preview) {
    has_picture_ = true;
    after_ = {};
    stage_->show_job(state);
    variant_->show_original({});
    const QSize size = request.width > 0 ? QSize(request.width, request.height) : own_;
    if (preview.isNull()) {
        view_->set_waiting(state, size);
    } else {
        view_->set_picture(preview, size);
    }
    if (!is_comparing()) stack_->setCurrentWidget(pages_);
    filmstrip_->show_batch_of({});
    details_->show_nothing();
    prompt_->setText(QString::fromStdString(request.prompt).simplified());
    facts_->setText(preview.isNull() ? settings_text(request) : tr("Live preview") + QStringLiteral(" · ") + settings_text(request));
    show_zoom();
}

void ViewerPanel::show_comparison() {
    stack_->setCurrentWidget(comparison_);
    details_->hide();
    comparison_->view().setFocus(Qt::OtherFocusReason);
}

void ViewerPanel::show_grid() {
    stack_->setCurrentWidget(grid_);
    details_->hide();
    grid_->view().setFocus(Qt::OtherFocusReason);
}

void ViewerPanel::show_canvas() {
    stack_->setCurrentWidget(canvas_);
    details_->hide();
    canvas_->view().setFocus(Qt::OtherFocusReason);
}

void ViewerPanel::show_view() {
    stack_->setCurrentWidget(has_picture_ ? pages_ : static_cast<QWidget*>(empty_));
    details_->setVisible(details_open());
    if (has_picture_) view_->setFocus(Qt::OtherFocusReason);
}

bool ViewerPanel::is_comparing() const {
    return stack_->currentWidget() == comparison_ || stack_->currentWidget() == grid_ || is_painting();
}

bool ViewerPanel::is_painting() const {
    return stack_->currentWidget() == canvas_;
}

void ViewerPanel::set_details_open(bool open) {
    if (details_->isVisibleTo(this) == (open && !is_comparing()) && details_button_->isChecked() == open) return;
    details_->setVisible(open && !is_comparing());
    stage_->set_marks_elsewhere(open);
    details_button_->setChecked(open);
    emit details_toggled(open);
}

bool ViewerPanel::details_open() const {
    return details_button_->isChecked();
}

QString ViewerPanel::caption() const {
    return facts_->text();
}

void ViewerPanel::show_zoom() {
    zoom_->setText(tr("%1 %").arg(std::lround(view_->shown_scale() * 100)));
}

}  // namespace imagelab
