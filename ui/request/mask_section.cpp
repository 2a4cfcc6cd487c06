#include "ui/request/mask_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QImageReader>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr int mask_side = 96, side_step = 64, most_outpaint = 2048;
constexpr int Outpaint::*sides[] = {&Outpaint::left, &Outpaint::top, &Outpaint::right, &Outpaint::bottom};

// Small pictures are read small where their format can.
QImage read_small(const QString& path, QSize size) {
    QImageReader reader(path);
    reader.setAutoTransform(true);
    if (const QSize own = reader.size(); own.isValid() && size.isEmpty())
        reader.setScaledSize(own.scaled(mask_side * 2, mask_side * 2, Qt::KeepAspectRatio).expandedTo(QSize(1, 1)));
    const QImage image = reader.read();
    return size.isEmpty() ? image : image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

// The picture with the mask's tint on it, and which share of it is painted.
std::pair<QImage, double> tinted(const QString& picture, const QString& mask) {
    QImage image = read_small(picture, {}).convertToFormat(QImage::Format_RGB32);
    const QImage greys = image.isNull() ? QImage() : read_small(mask, image.size()).convertToFormat(QImage::Format_Grayscale8);
    double sum = 0;
    const QColor tint = mask_tint(false);
    for (int y = 0; y < greys.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < greys.width(); ++x) {
            const int grey = greys.constScanLine(y)[x], share = grey * mask_tint_share / 255, rest = 256 - share;
            sum += grey;
            line[x] = qRgb((qRed(line[x]) * rest + tint.red() * share) >> 8, (qGreen(line[x]) * rest + tint.green() * share) >> 8,
                           (qBlue(line[x]) * rest + tint.blue() * share) >> 8);
        }
    }
    return {image, greys.isNull() ? 0 : sum / 255 / greys.width() / greys.height()};
}

}  // namespace

MaskSection::MaskSection(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), buttons_(new QWidget(this)), used_(new QWidget(this)) {
    auto* paint = new QPushButton(icon("brush"), tr("Paint over it"), buttons_);
    describe(paint, tr("Paint over the start picture"), explain(Term::mask));
    auto* extend = new QPushButton(icon("large"), tr("Extend it"), buttons_);
    describe(extend, tr("Extend the start picture"), explain(Term::outpaint));
    auto* row = new QHBoxLayout(buttons_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(paint, 1);
    row->addWidget(extend, 1);
    mask_ = make_mask();
    sides_ = make_sides();
    blur_ = new SliderSpin(tr("Mask blur"), tr("Pixels over which old and new picture pass into each other at the mask's edge."),
                           {0, 256, 64, 1, 0}, used_);
    area_ = new QComboBox(used_);
    area_->addItems({tr("Whole picture"), tr("Masked part alone")});
    describe(area_, tr("Area"),
             tr("What is made: the whole picture, or the surroundings of the mask alone at full size, which gives small "
                "parts all details the model has."));
    padding_ =
        new SliderSpin(tr("Padding"), tr("Pixels around the mask that are made with it, so that it fits in."), {0, 1024, 256, 1, 0}, used_);
    take_range(blur_->field(), "conditioning.mask_blur");
    take_range(padding_->field(), "conditioning.mask_padding");
    fill_ = new QComboBox(used_);
    fill_->addItems({tr("Original"), tr("Noise"), tr("Colours around it"), tr("Nothing"), tr("Grey")});
    describe(
        fill_, tr("Fill"),
        tr("What the painted part starts from: what is there, nothing but noise, the colours around it, nothing (empty latents, as A1111's "
           "\"latent nothing\"), or grey (as ComfyUI encodes for inpainting)."));
    soft_ = new QCheckBox(tr("Soft mask"), used_);
    describe(soft_, tr("Soft mask"), tr("What is half painted changes half as much: in as large a share of the steps."));
    for (QComboBox* box : {area_, fill_}) ignore_wheel(box);
    auto* settings = column_in(used_);
    settings->addWidget(blur_);
    settings->addLayout(labelled(tr("Area"), area_, used_));
    settings->addWidget(padding_);
    settings->addLayout(labelled(tr("Fill"), fill_, used_));
    settings->addWidget(soft_);
    auto* column = column_in(this);
    for (QWidget* part : {mask_, buttons_, sides_, used_}) column->addWidget(part);

    connect(paint, &QPushButton::clicked, this, &MaskSection::paint_wanted);
    connect(extend, &QPushButton::clicked, this, [this] {
        sides_open_ = !sides_open_;
        show_request();
        if (sides_open_) spins_[0]->setFocus(Qt::OtherFocusReason);
    });
    connect(blur_, &SliderSpin::edited, this, [this](double pixels) {
        change(tr("mask blur"), [=](InpaintMask& mask) { mask.blur = static_cast<int>(std::lround(pixels)); });
    });
    connect(padding_, &SliderSpin::edited, this, [this](double pixels) {
        change(tr("padding of the mask"), [=](InpaintMask& mask) { mask.padding = static_cast<int>(std::lround(pixels)); });
    });
    connect(area_, &QComboBox::activated, this,
            [this](int at) { change(tr("area of the mask"), [=](InpaintMask& mask) { mask.area = static_cast<MaskArea>(at); }); });
    connect(fill_, &QComboBox::activated, this,
            [this](int at) { change(tr("fill of the mask"), [=](InpaintMask& mask) { mask.fill = static_cast<MaskFill>(at); }); });
    connect(soft_, &QCheckBox::clicked, this, [this](bool on) { change(tr("soft mask"), [=](InpaintMask& mask) { mask.soft = on; }); });
    connect(&document_, &RequestDocument::changed, this, &MaskSection::show_request);
    show_request();
}

QWidget* MaskSection::make_mask() {
    auto* box = new QWidget(this);
    view_ = new QLabel(box);
    view_->setFixedSize(mask_side, mask_side);
    view_->setAlignment(Qt::AlignCenter);
    view_->setAccessibleName(tr("The mask over its picture"));
    note_ = muted_label({}, box);
    note_->setWordWrap(true);
    auto* clear = icon_button("close", tr("Clear the mask"), tr("Nothing is masked any more; Undo brings it back."), box);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(view_);
    row->addWidget(note_, 1);
    row->addWidget(clear);
    connect(clear, &QToolButton::clicked, this, [this] { change(tr("mask"), [](InpaintMask& mask) { mask.file.clear(); }); });
    return box;
}

QWidget* MaskSection::make_sides() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    const QString names[] = {tr("Left"), tr("Top"), tr("Right"), tr("Bottom")};
    for (int i = 0; i < 4; ++i) {
        auto* spin = spins_[i] = new QSpinBox(box);
        spin->setRange(0, most_outpaint);
        spin->setSingleStep(side_step);
        spin->setSuffix(tr(" px"));
        spin->setKeyboardTracking(false);
        spin->setAlignment(Qt::AlignRight);
        describe(spin, tr("Extend: %1").arg(names[i]), explain(Term::outpaint));
        ignore_wheel(spin);
        grid->addWidget(muted_label(names[i], box), i / 2 * 2, i % 2);
        grid->addWidget(spin, i / 2 * 2 + 1, i % 2);
        connect(spin, &QSpinBox::valueChanged, this, [this, side = sides[i]](int pixels) {
            document_.change(tr("extended sides"), [=](Request& r) {
                r.outpaint.*side = pixels;
                if (r.mask.file.empty() && r.outpaint == Outpaint()) without_mask(r);
            });
        });
    }
    return box;
}

QSpinBox& MaskSection::side(int Outpaint::*side) {
    return *spins_[std::find(std::begin(sides), std::end(sides), side) - std::begin(sides)];
}

// Where nothing is painted any more, nothing says how.
void MaskSection::change(const QString& what, const std::function<void(InpaintMask&)>& change) {
    document_.change(what, [&](Request& r) {
        change(r.mask);
        if (r.mask.file.empty() && r.outpaint == Outpaint()) without_mask(r);
    });
}

void MaskSection::show_request() {
    const Request& r = document_.request();
    const bool masked = !r.mask.file.empty(), extended = r.outpaint != Outpaint();
    setVisible(!r.init_image.empty());
    if (r.init_image.empty()) sides_open_ = false;
    mask_->setVisible(masked);
    used_->setVisible(masked || extended);
    sides_->setVisible(extended || sides_open_);
    const QSignalBlocker quiet(soft_);
    blur_->set_value(r.mask.blur);
    area_->setCurrentIndex(static_cast<int>(r.mask.area));
    padding_->set_value(r.mask.padding);
    padding_->setVisible(r.mask.area == MaskArea::masked);
    fill_->setCurrentIndex(static_cast<int>(r.mask.fill));
    soft_->setChecked(r.mask.soft);
    for (int i = 0; i < 4; ++i) {
        const QSignalBlocker still(spins_[i]);
        spins_[i]->setValue(r.outpaint.*sides[i]);
    }
    look();
}

void MaskSection::look() {
    const Request& r = document_.request();
    const QString picture = QString::fromStdString(r.init_image), mask = QString::fromStdString(r.mask.file);
    const QString about = mask.isEmpty() ? QString() : picture + '\n' + mask;
    if (about == about_) return;
    about_ = about;
    if (about.isEmpty()) return shown_ = {}, view_->clear();
    looking_.start([this, picture, mask, about]() -> NewestWork::Deliver {
        const auto [image, share] = tinted(picture, mask);
        return [this, about, image = image, share = share] { show_seen(about, image, share); };
    });
}

void MaskSection::show_seen(const QString& about, const QImage& image, double share) {
    if (about != about_) return;
    shown_ = image;
    if (image.isNull()) return note_->setText(tr("The mask or its picture cannot be read."));
    view_->setPixmap(small_pixmap(image, mask_side, this));
    const double percent = share * 100;
    note_->setText(tr("%1 % of the picture are painted anew.").arg(percent < 1 ? QString("<1") : QString::number(std::lround(percent))));
}

}  // namespace imagelab
