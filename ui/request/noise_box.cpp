#include "ui/request/noise_box.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/request/replay.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/request/seed_edit.h"
#include "ui/request/size_editor.h"
#include "ui/widgets/controls.h"

namespace imagelab {

NoiseBox::NoiseBox(RequestDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      variation_(new QDoubleSpinBox(this)),
      seed_(new SeedEdit(this, tr("Variation seed"))),
      width_(new PixelSpin(this)),
      height_(new PixelSpin(this)),
      like_(new QComboBox(this)),
      source_(new QComboBox(this)) {
    take_range(variation_, "hyperparameters.variation_strength");
    variation_->setSingleStep(0.05);
    variation_->setDecimals(2);
    variation_->setAlignment(Qt::AlignRight);
    variation_->setKeyboardTracking(false);
    describe(
        variation_, tr("Variation"),
        tr("How far the noise of the seed is turned towards that of a second seed: 0 not at all, 0.1 gives near relatives of a picture, "
           "1 the second seed's. The pictures of a batch then vary around one seed."));
    const std::pair<NoiseSource, QString> sources[] = {{NoiseSource::cpu, tr("This program (diffusers)")},
                                                       {NoiseSource::nv, tr("NVIDIA GPU (A1111, Forge)")},
                                                       {NoiseSource::comfy, tr("ComfyUI")}};
    for (const auto& [source, name] : sources) source_->addItem(name, static_cast<int>(source));
    describe(source_, tr("Noise of"),
             tr("Whose random numbers the noise is made of: choose another program's to make its picture again. Settings taken from a "
                "picture bring theirs."));
    const std::pair<LikeProgram, QString> programs[] = {{LikeProgram::diffusers, tr("diffusers (usual)")},
                                                        {LikeProgram::a1111, QStringLiteral("A1111")},
                                                        {LikeProgram::forge, QStringLiteral("Forge")},
                                                        {LikeProgram::comfyui, QStringLiteral("ComfyUI")}};
    for (const auto& [program, name] : programs) like_->addItem(name, static_cast<int>(program));
    describe(
        like_, tr("Numbers of"),
        tr("The program whose numbers the settings mean: noise levels of its schedules, first noise, weights of words, steps of image to "
           "image. Choose the one that made a picture to make it again; settings taken from a picture choose by themselves."));
    ignore_wheel(variation_);
    ignore_wheel(like_);
    ignore_wheel(source_);
    auto* column = column_in(this);
    column->addLayout(labelled(tr("Variation"), variation_, this));
    column->addWidget(seed_);
    column->addLayout(labelled(tr("Seed resize"), make_size(), this));
    column->addLayout(labelled(tr("Numbers of"), like_, this));
    column->addLayout(labelled(tr("Noise of"), source_, this));

    connect(variation_, &QDoubleSpinBox::valueChanged, this, [this](double strength) {
        document_.change(tr("variation"), [strength](Request& r) {
            r.variation_strength = strength;
            if (strength == 0) r.variation_seed = Seed();
        });
    });
    connect(seed_, &SeedEdit::edited, this,
            [this](Seed seed) { document_.change(tr("variation seed"), [seed](Request& r) { r.variation_seed = seed; }); });
    connect(like_, &QComboBox::activated, this, [this](int i) {
        const auto like = static_cast<LikeProgram>(like_->itemData(i).toInt());
        document_.change(tr("program whose numbers are meant"), [like](Request& r) {
            r.like = like;
            r.noise_source = usual_noise(like);
        });
    });
    connect(source_, &QComboBox::activated, this, [this](int i) {
        const auto source = static_cast<NoiseSource>(source_->itemData(i).toInt());
        document_.change(tr("noise source"), [source](Request& r) { r.noise_source = source; });
    });
    connect(&document_, &RequestDocument::changed, this, &NoiseBox::show_request);
    show_request();
}

// Two sides that are both there or neither.
QWidget* NoiseBox::make_size() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const QString explanation =
        tr("The size in pixels at which the first noise is drawn: it stands in the middle of that of the picture, so that a seed keeps its "
           "picture "
           "at another size. Off: the noise has the picture's size.");
    for (const auto& [spin, name] :
         {std::pair(width_, tr("Width of the seed resize")), std::pair(height_, tr("Height of the seed resize"))}) {
        spin->setRange(0, 4096);
        spin->setSpecialValueText(tr("off"));
        describe(spin, name, explanation);
        ignore_wheel(spin);
        if (spin == height_) row->addWidget(muted_label(QStringLiteral("×"), box));
        row->addWidget(spin, 1);
    }
    box->setFocusProxy(width_);
    const auto edit = [this](QSpinBox* changed, QSpinBox* other) {
        connect(changed, &QSpinBox::valueChanged, this, [this, changed, other](int pixels) {
            const int side = pixels == 0 || other->value() == 0 ? pixels : other->value();
            const SeedSize size = changed == width_ ? SeedSize{pixels, side} : SeedSize{side, pixels};
            document_.change(tr("seed resize"), [size](Request& r) { r.seed_resize_from = size; });
        });
    };
    edit(width_, height_);
    edit(height_, width_);
    return box;
}

void NoiseBox::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet(variation_), quiet_width(width_), quiet_height(height_);
    width_->setValue(r.seed_resize_from.width);
    height_->setValue(r.seed_resize_from.height);
    variation_->setValue(r.variation_strength);
    seed_->set_seed(r.variation_seed);
    seed_->setVisible(r.variation_strength > 0);
    like_->setCurrentIndex(like_->findData(static_cast<int>(r.like)));
    source_->setCurrentIndex(source_->findData(static_cast<int>(r.noise_source)));
}

}  // namespace imagelab
