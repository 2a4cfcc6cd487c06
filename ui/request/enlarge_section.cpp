#include "ui/request/enlarge_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/base/paths.h"
#include "core/library/network_paths.h"
#include "core/pipelines/resolved.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/models/upscaler_names.h"
#include "ui/request/field_range.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr double no_factor = 0.75;  // below the least factor: the network's own

QString shown_upscaler(const std::string& name) {
    return enlarges_by_lanczos(name) ? QStringLiteral("Lanczos") : network_text(name);
}

QComboBox* upscaler_combo(const QString& name, const QString& meaning, QWidget* parent) {
    auto* combo = new QComboBox(parent);
    describe(combo, name, meaning);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    ignore_wheel(combo);
    return combo;
}

}  // namespace

EnlargeSection::EnlargeSection(RequestDocument& document, LibraryModel& library, QWidget* parent)
    : QWidget(parent), document_(document), library_(library), scale_(new QDoubleSpinBox(this)) {
    take_range(scale_, "hyperparameters.hires.scale");
    scale_->setSingleStep(0.25);
    scale_->setDecimals(2);
    scale_->setAlignment(Qt::AlignRight);
    scale_->setSuffix(QStringLiteral(" ×"));
    scale_->setSpecialValueText(tr("off"));
    scale_->setKeyboardTracking(false);
    ignore_wheel(scale_);
    describe(scale_, tr("Hires pass"),
             tr("The picture is drawn once more at so many times its size: larger, with detail that the model adds. Off: it is not."));
    upscaler_ =
        upscaler_combo(tr("Enlarge"), tr("A network enlarges the finished picture; it adds no new things, and takes less time."), this);
    faces_ = upscaler_combo(
        tr("Faces"),
        tr("A network makes the finished picture's faces anew (GFPGAN, CodeFormer, RestoreFormer as ONNX in the folder models/faces)."),
        this);
    contrast_ = new QCheckBox(tr("Stretch the tones"), this);
    describe(contrast_, contrast_->text(), tr("The finished picture's tones reach from black to white (auto contrast)."));
    colours_ = new QCheckBox(tr("Colours of the start picture"), this);
    describe(colours_, colours_->text(), tr("The finished picture takes on the colours of the start picture."));
    const QString sharper = tr("How much sharper the finished picture becomes (unsharp mask); 0 leaves it.");
    sharpen_ = new SliderSpin(tr("Sharpen"), sharper, {0, 5, 2, 0.05, 2}, this);
    describe(sharpen_->field(), tr("Sharpen"), sharper);
    take_range(sharpen_->field(), "postprocessing.sharpen");
    describe(sharpen_->findChild<QSlider*>(), tr("Sharpen, slider"), sharper);
    const QString grainy = tr("Film grain over the finished picture, by its seed; 0 adds none.");
    grain_ = new SliderSpin(tr("Grain"), grainy, {0, 1, 1, 0.05, 2}, this);
    describe(grain_->field(), tr("Grain"), grainy);
    take_range(grain_->field(), "postprocessing.grain");
    describe(grain_->findChild<QSlider*>(), tr("Grain, slider"), grainy);
    safety_ = new QComboBox(this);
    const std::pair<SafetyAction, QString> actions[] = {{SafetyAction::off, tr("off")},
                                                        {SafetyAction::mark, tr("mark")},
                                                        {SafetyAction::blur, tr("blur")},
                                                        {SafetyAction::refuse, tr("leave out")}};
    for (const auto& [action, name] : actions) safety_->addItem(name, static_cast<int>(action));
    describe(
        safety_, tr("Safety checker"),
        tr("What is done with a picture that is not for everybody. A classifier on this machine looks at each finished picture; nothing "
           "is sent anywhere."));
    ignore_wheel(safety_);

    auto* column = column_in(this);
    column->addLayout(labelled(tr("Hires pass"), scale_, this));
    column->addWidget(hires_ = hires_box());
    column->addLayout(labelled(tr("Enlarge"), upscaler_, this));
    column->addWidget(upscale_ = upscale_box());
    column->addLayout(labelled(tr("Faces"), faces_, this));
    column->addWidget(face_box_ = face_box());
    column->addWidget(contrast_);
    column->addWidget(colours_);
    column->addWidget(sharpen_);
    column->addWidget(grain_);
    column->addLayout(labelled(tr("Safety"), safety_, this));
    connect_all();
    show_library();
}

QWidget* EnlargeSection::hires_box() {
    auto* box = new QWidget(this);
    const QString meaning = tr("How much the hires pass changes: 0.3 keeps the picture, 0.7 draws much of it anew.");
    strength_ = new SliderSpin(tr("Strength"), meaning, {0, 1, 1, 0.05, 2}, box);
    describe(strength_->field(), tr("Strength of the hires pass"), meaning);
    take_range(strength_->field(), "hyperparameters.hires.strength");
    describe(strength_->findChild<QSlider*>(), tr("Strength of the hires pass, slider"), meaning);
    steps_ = new QSpinBox(box);
    steps_->setAlignment(Qt::AlignRight);
    take_range(steps_, "hyperparameters.hires.steps");
    steps_->setSpecialValueText(tr("as the first"));
    steps_->setKeyboardTracking(false);
    describe(steps_, tr("Steps of the hires pass"), tr("All of them run."));
    ignore_wheel(steps_);
    tile_ = new QSpinBox(box);
    tile_->setAlignment(Qt::AlignRight);
    take_range(tile_, "hyperparameters.hires.tile");
    tile_->setSingleStep(128);
    tile_->setSuffix(tr(" px"));
    tile_->setSpecialValueText(tr("the whole picture"));
    tile_->setKeyboardTracking(false);
    describe(tile_, tr("What the hires pass draws at once"),
             tr("Tiles of so many pixels a side keep memory small however large the picture becomes; a ControlNet for tiles keeps them "
                "together."));
    ignore_wheel(tile_);
    hires_upscaler_ =
        upscaler_combo(tr("What enlarges before the hires pass"),
                       tr("Latents: quickest, and needs a strength of 0.5 or more. A network or Lanczos enlarges the picture."), box);
    auto* column = column_in(box);
    column->addWidget(strength_);
    column->addLayout(labelled(tr("Steps"), steps_, box));
    column->addLayout(labelled(tr("Enlarged by"), hires_upscaler_, box));
    column->addLayout(labelled(tr("Tiles"), tile_, box));
    return box;
}

QWidget* EnlargeSection::upscale_box() {
    auto* box = new QWidget(this);
    times_ = new QDoubleSpinBox(box);
    times_->setAlignment(Qt::AlignRight);
    take_range(times_, "postprocessing.upscale");
    times_->setMinimum(no_factor);
    times_->setSingleStep(0.25);
    times_->setDecimals(2);
    times_->setSuffix(QStringLiteral(" ×"));
    times_->setSpecialValueText(tr("the network's own"));
    times_->setKeyboardTracking(false);
    ignore_wheel(times_);
    describe(times_, tr("How many times larger"), tr("Another factor than the network's own is reached by Lanczos behind it."));
    column_in(box)->addLayout(labelled(tr("Times"), times_, box));
    return box;
}

QWidget* EnlargeSection::face_box() {
    auto* box = new QWidget(this);
    const auto slider = [box](const QString& name, const QString& named, const QString& slider_named, const QString& meaning,
                              const char* field) {
        auto* made = new SliderSpin(name, meaning, {0, 1, 1, 0.05, 2}, box);
        describe(made->field(), named, meaning);
        take_range(made->field(), field);
        describe(made->findChild<QSlider*>(), slider_named, meaning);
        return made;
    };
    fidelity_ = slider(tr("Fidelity"), tr("Fidelity of restored faces"), tr("Fidelity of restored faces, slider"),
                       tr("CodeFormer's weight: 0 looks best, 1 is truest to the picture; other networks have none."),
                       "postprocessing.face_fidelity");
    visibility_ = slider(tr("Visibility"), tr("Visibility of restored faces"), tr("Visibility of restored faces, slider"),
                         tr("How much of the restored faces is seen; 1 is all of them."), "postprocessing.face_visibility");
    auto* column = column_in(box);
    column->addWidget(fidelity_);
    column->addWidget(visibility_);
    return box;
}

void EnlargeSection::connect_all() {
    connect(faces_, &QComboBox::activated, this, [this] {
        document_.change(tr("restored faces"), [name = faces_->currentData().toString().toStdString()](Request& r) {
            r.face_restore = name;
            if (name.empty()) r.face_fidelity = Request().face_fidelity, r.face_visibility = Request().face_visibility;
        });
    });
    connect(fidelity_, &SliderSpin::edited, this,
            [this](double share) { document_.change(tr("fidelity of faces"), [share](Request& r) { r.face_fidelity = share; }); });
    connect(visibility_, &SliderSpin::edited, this,
            [this](double share) { document_.change(tr("visibility of faces"), [share](Request& r) { r.face_visibility = share; }); });

    connect(scale_, &QDoubleSpinBox::valueChanged, this, [this](double scale) {
        document_.change(tr("hires pass"), [scale](Request& r) {
            if (scale == 1) r.hires = Hires();
            r.hires.scale = scale;
        });
    });
    connect(strength_, &SliderSpin::edited, this,
            [this](double strength) { document_.change(tr("hires strength"), [strength](Request& r) { r.hires.strength = strength; }); });
    connect(steps_, &QSpinBox::valueChanged, this,
            [this](int steps) { document_.change(tr("hires steps"), [steps](Request& r) { r.hires.steps = steps; }); });
    connect(tile_, &QSpinBox::valueChanged, this,
            [this](int tile) { document_.change(tr("hires tiles"), [tile](Request& r) { r.hires.tile = tile; }); });
    connect(hires_upscaler_, &QComboBox::activated, this, [this] {
        document_.change(tr("hires upscaler"),
                         [name = hires_upscaler_->currentData().toString().toStdString()](Request& r) { r.hires.upscaler = name; });
    });
    connect(upscaler_, &QComboBox::activated, this, [this] {
        document_.change(tr("upscaler"), [name = upscaler_->currentData().toString().toStdString()](Request& r) {
            r.upscaler = name;
            if (name.empty()) r.upscale.reset();
            if (enlarges_by_lanczos(name) && !r.upscale) r.upscale = 2;  // which has no factor of its own
        });
    });
    connect(times_, &QDoubleSpinBox::valueChanged, this, [this](double times) {
        document_.change(tr("factor of the upscaler"), [times](Request& r) {
            r.upscale.reset();
            if (times >= 1) r.upscale = times;
        });
    });
    connect(contrast_, &QCheckBox::clicked, this,
            [this](bool on) { document_.change(tr("auto contrast"), [on](Request& r) { r.auto_contrast = on; }); });
    connect(colours_, &QCheckBox::clicked, this,
            [this](bool on) { document_.change(tr("colours of the start picture"), [on](Request& r) { r.match_colours = on; }); });
    connect(sharpen_, &SliderSpin::edited, this, [this](double amount) {
        document_.change(tr("sharpening"), [amount](Request& r) {
            r.sharpen.amount = amount;
            if (amount == 0) r.sharpen = {};
        });
    });
    connect(grain_, &SliderSpin::edited, this,
            [this](double strength) { document_.change(tr("grain"), [strength](Request& r) { r.grain = strength; }); });
    connect(safety_, &QComboBox::activated, this, [this](int i) {
        const auto action = static_cast<SafetyAction>(safety_->itemData(i).toInt());
        document_.change(tr("safety checker"), [action](Request& r) { r.safety = action; });
    });
    connect(&document_, &RequestDocument::changed, this, &EnlargeSection::show_request);
    connect(&library_, &QAbstractItemModel::modelReset, this, &EnlargeSection::show_library);
}

// Files of the folder may have come meanwhile.
void EnlargeSection::showEvent(QShowEvent* event) {
    show_library();
    QWidget::showEvent(event);
}

void EnlargeSection::show_library() {
    upscaler_->clear();
    hires_upscaler_->clear();
    faces_->clear();
    faces_->addItem(tr("no"), QString());
    for (const std::filesystem::path& path : face_restorers(data_dir()))
        faces_->addItem(QString::fromStdString(path.stem().string()), QString::fromStdString(path.string()));
    upscaler_->addItem(tr("no"), QString());
    hires_upscaler_->addItem(tr("Latents"), QStringLiteral("latent"));
    for (QComboBox* combo : {upscaler_, hires_upscaler_}) {
        for (const auto& [text, named] : upscaler_names(library_)) combo->addItem(text, named);
    }
    show_request();
}

// What the library does not list (a file from anywhere) is shown all the same.
void EnlargeSection::choose(QComboBox* combo, const std::string& upscaler) {
    const QString name = QString::fromStdString(upscaler);
    if (combo->findData(name) < 0) combo->addItem(shown_upscaler(upscaler), name);
    combo->setCurrentIndex(combo->findData(name));
}

void EnlargeSection::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet[] = {QSignalBlocker(scale_), QSignalBlocker(steps_), QSignalBlocker(times_), QSignalBlocker(tile_)};
    scale_->setValue(r.hires.scale);
    strength_->set_value(r.hires.strength);
    steps_->setValue(r.hires.steps);
    tile_->setValue(r.hires.tile);
    choose(hires_upscaler_, r.hires.upscaler);
    hires_->setVisible(r.hires.scale != 1);
    choose(upscaler_, r.upscaler.empty() && r.upscale ? "lanczos" : r.upscaler);
    times_->setMinimum(enlarges_by_lanczos(r.upscaler) || r.upscaler.empty() ? 1 : no_factor);
    times_->setValue(r.upscale.value_or(no_factor));
    upscale_->setVisible(!r.upscaler.empty() || r.upscale);
    choose(faces_, r.face_restore);
    face_box_->setVisible(!r.face_restore.empty());
    fidelity_->set_value(r.face_fidelity);
    visibility_->set_value(r.face_visibility);
    contrast_->setChecked(r.auto_contrast);
    colours_->setChecked(r.match_colours);
    sharpen_->set_value(r.sharpen.amount);
    grain_->set_value(r.grain);
    safety_->setCurrentIndex(safety_->findData(static_cast<int>(r.safety)));
    colours_->setEnabled(!r.init_image.empty() || r.match_colours);
}

QString EnlargeSection::summary() const {
    const Request& r = document_.request();
    QStringList parts;
    if (r.hires.scale != 1) parts << tr("hires %1 ×").arg(number_text(r.hires.scale));
    if (!r.upscaler.empty() || r.upscale) {
        const QString name = r.upscaler.empty() ? QStringLiteral("Lanczos") : shown_upscaler(r.upscaler);
        parts << (r.upscale ? tr("%1 %2 ×").arg(name, number_text(*r.upscale)) : name);
    }
    if (!r.face_restore.empty()) parts << tr("faces");
    if (r.auto_contrast) parts << tr("tones");
    if (r.match_colours) parts << tr("colours");
    if (r.sharpen.amount > 0) parts << tr("sharper");
    if (r.grain > 0) parts << tr("grain");
    if (r.safety != SafetyAction::off) parts << tr("checked");
    return parts.join(QStringLiteral(", "));
}

}  // namespace imagelab
