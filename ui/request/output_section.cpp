#include "ui/request/output_section.h"

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "core/image/picture_format.h"
#include "ui/look/glossary.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

struct FormatName {
    PictureFormat format;
    const char* name;
};
constexpr int fine_png = 1000;  // beside the formats' numbers: a PNG of 16 bits
constexpr FormatName formats[] = {{PictureFormat::png, "PNG"},
                                  {PictureFormat::jpeg, "JPEG"},
                                  {PictureFormat::webp, "WebP"},
                                  {PictureFormat::tiff, "TIFF"},
                                  {PictureFormat::exr, "EXR"}};

QString folder_of(const Request& r) {
    return r.output.empty() ? QStringLiteral("./output_images") : QString::fromStdString(r.output);
}

}  // namespace

OutputSection::OutputSection(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), folder_(new ElidedLabel(this)), format_(new QComboBox(this)) {
    auto* choose = new QPushButton(tr("Choose…"), this);
    describe(choose, tr("Choose the output folder"), explain(Term::output));
    for (const FormatName& entry : formats) format_->addItem(QString::fromLatin1(entry.name), static_cast<int>(entry.format));
    format_->insertItem(1, tr("PNG, 16 bits"), fine_png);
    describe(format_, term_name(Term::format), explain(Term::format));
    ignore_wheel(format_);
    quality_ = new SliderSpin(term_name(Term::quality), explain(Term::quality), {1, 100, 100, 1, 0}, this);
    take_range(quality_->field(), "output.quality");
    quality_note_ = muted_label({}, this);
    quality_note_->setWordWrap(true);

    setTabOrder(choose, format_);
    auto* column = column_in(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(folder_, 1);
    row->addWidget(choose);
    column->addLayout(row);
    column->addLayout(labelled(term_name(Term::format), format_, this));
    column->addWidget(quality_);
    column->addWidget(quality_note_);
    connect(choose, &QPushButton::clicked, this, &OutputSection::folder_wanted);
    connect(format_, &QComboBox::activated, this, [this](int index) {
        const bool fine = format_->itemData(index).toInt() == fine_png;
        const auto format = fine ? PictureFormat::png : static_cast<PictureFormat>(format_->itemData(index).toInt());
        document_.change(tr("format"), [=](Request& r) {
            r.format.reset();
            r.bits = fine ? 16 : 8;
            if (format != PictureFormat::png) r.format = format;
        });
    });
    connect(quality_, &SliderSpin::edited, this,
            [this](double v) { document_.change(tr("quality"), [=](Request& r) { r.quality = static_cast<int>(v); }); });
    connect(&document_, &RequestDocument::changed, this, &OutputSection::show_request);
    show_request();
}

void OutputSection::show_request() {
    const Request& r = document_.request();
    const PictureFormat format = r.format.value_or(PictureFormat::png);
    folder_->setText(QDir::toNativeSeparators(folder_of(r)));
    format_->setCurrentIndex(format_->findData(format == PictureFormat::png && r.bits > 8 ? fine_png : static_cast<int>(format)));
    quality_->set_value(r.quality);
    const bool lossy = format == PictureFormat::jpeg || format == PictureFormat::webp;
    quality_->setEnabled(lossy);
    quality_note_->setText(lossy ? QString() : tr("%1 loses nothing: quality is for JPEG and WebP.").arg(format_->currentText()));
    quality_note_->setVisible(!lossy);
}

QString OutputSection::summary() const {
    const QString folder = QDir(folder_of(document_.request())).dirName();
    return tr("%1, %2").arg(folder, format_->currentText());
}

}  // namespace imagelab
