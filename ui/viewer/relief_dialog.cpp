#include "ui/viewer/relief_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/relief/print_checks.h"
#include "ui/look/theme.h"
#include "ui/viewer/relief_view.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int preview_side = 180;  // pixels of the map that is shown

// Means of squares of pixels.
HeightMap smaller(const HeightMap& map) {
    const int step = (std::max(map.width, map.height) + preview_side - 1) / preview_side;
    if (step <= 1) return map;
    HeightMap small{(map.width + step - 1) / step, (map.height + step - 1) / step, {}};
    for (int y = 0; y < small.height; ++y) {
        for (int x = 0; x < small.width; ++x) {
            float sum = 0;
            int count = 0;
            for (int row = y * step; row < std::min(map.height, (y + 1) * step); ++row)
                for (int column = x * step; column < std::min(map.width, (x + 1) * step); ++column) sum += map.at(column, row), ++count;
            small.values.push_back(sum / static_cast<float>(count));
        }
    }
    return small;
}

// What the checks find, in the window's words.
QString warning_of(const PrintChecks& checks) {
    QStringList lines;
    if (std::max({checks.width_mm, checks.height_mm, checks.depth_mm}) > 256)
        lines << ReliefDialog::tr("Larger than most printers' bed of 256 mm.");
    if (checks.thinnest_mm < 0.6) lines << ReliefDialog::tr("Thinner than 0.6 mm at its lowest place: it may break.");
    if (checks.thin_share > 0.001)
        lines << ReliefDialog::tr("%1 % are walls thinner than a nozzle of 0.4 mm.").arg(100 * checks.thin_share, 0, 'g', 2);
    return lines.join('\n');
}

}  // namespace

ReliefDialog::ReliefDialog(const QString& picture, QWidget* parent) : QDialog(parent), picture_(picture) {
    setWindowTitle(tr("Make a relief of %1").arg(QFileInfo(picture).fileName()));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    view_ = new ReliefView(this);
    describe(view_, tr("The relief"), tr("Drag it, or press the arrow keys, to turn it; a double click turns it back."));
    note_ = muted_label({}, this);
    note_->setWordWrap(true);
    progress_ = new QProgressBar(this);
    progress_->hide();
    save_ = new QPushButton(tr("Save as…"), this);
    save_->setDefault(true);
    save_->setEnabled(false);
    close_ = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(progress_, 1);
    buttons->addStretch();
    buttons->addWidget(save_);
    buttons->addWidget(close_);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(view_, 1);
    column->addWidget(settings_box());
    column->addWidget(note_);
    column->addLayout(buttons);
    connect(save_, &QPushButton::clicked, this, &ReliefDialog::ask_place);
    connect(close_, &QPushButton::clicked, this, [this] {
        if (cancel_) return cancel_->request();
        close();
    });
    read_picture_at(picture);
}

ReliefDialog::~ReliefDialog() {
    if (cancel_) cancel_->request();
}

QDoubleSpinBox* ReliefDialog::length(const QString& name, const QString& explanation, double value, double least, double most) {
    auto* field = new QDoubleSpinBox(this);
    field->setRange(least, most);
    field->setDecimals(1);
    field->setSingleStep(value >= 20 ? 5 : 0.2);
    field->setSuffix(tr(" mm"));
    field->setValue(value);
    describe(field, name, explanation);
    connect(field, &QDoubleSpinBox::valueChanged, this, &ReliefDialog::show_body);
    return field;
}

QWidget* ReliefDialog::settings_box() {
    auto* box = new QWidget(this);
    width_ = length(tr("Width"), tr("The picture's shape gives the height."), 100, 1, 2000);
    depth_ = length(tr("Depth"), tr("From the lowest place to the highest."), 3, 0, 500);
    base_ = length(tr("Plate"), tr("What it stands on."), 2, 0.1, 500);
    invert_ = new QCheckBox(tr("Black stands high"), box);
    describe(invert_, tr("Black stands high"), tr("As a picture that is lit from behind needs it."));
    format_ = new QComboBox(box);
    format_->addItem("STL", "stl");
    format_->addItem("OBJ", "obj");
    format_->addItem("3MF", "3mf");
    describe(format_, tr("Format"), tr("Slicers read all three; 3MF is the smallest."));
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    const auto place = [&](const QString& text, QWidget* field, int row, int column) {
        grid->addLayout(labelled(text, field, box), row, column);
    };
    place(tr("Width"), width_, 0, 0);
    place(tr("Depth"), depth_, 0, 1);
    place(tr("Plate"), base_, 1, 0);
    place(tr("Format"), format_, 1, 1);
    grid->addWidget(invert_, 2, 0, 1, 2);
    connect(invert_, &QCheckBox::toggled, this, &ReliefDialog::show_body);
    return box;
}

ReliefSize ReliefDialog::size() const {
    return {width_->value(), depth_->value(), base_->value()};
}

QString ReliefDialog::suffix() const {
    return format_->currentData().toString();
}

void ReliefDialog::say(const QString& text, bool trouble) {
    note_->setForegroundRole(trouble ? danger_role : QPalette::PlaceholderText);
    note_->setText(text);
}

void ReliefDialog::read_picture_at(const QString& picture) {
    say(tr("Reading the picture…"), false);
    reading_.start([this, path = std::filesystem::path(picture.toStdString())]() -> NewestWork::Deliver {
        auto read = read_brightness(path);
        if (!read) return [this, why = QString::fromStdString(read.error())] { say(why, true); };
        return [this, map = std::make_shared<const BrightnessMap>(std::move(*read))] {
            map_ = map;
            save_->setEnabled(true);
            show_body();
        };
    });
}

void ReliefDialog::show_body() {
    if (!map_) return;
    looking_.start([this, map = map_, size = size(), invert = invert_->isChecked()]() -> NewestWork::Deliver {
        const HeightMap heights = relief_heights(*map, {.invert = invert}, {});
        const PrintChecks checks = print_checks(heights, size);
        auto body = std::make_shared<GridRelief>(smaller(heights), size);
        return [this, body, checks] {
            view_->set_body(*body);
            const QString warning = warning_of(checks);
            const QString facts = tr("%1 × %2 × %3 mm, %4 cm³")
                                      .arg(locale().toString(checks.width_mm, 'f', 1), locale().toString(checks.height_mm, 'f', 1),
                                           locale().toString(checks.depth_mm, 'f', 1), locale().toString(checks.volume_cm3, 'f', 1));
            if (!cancel_) say(warning.isEmpty() ? facts : facts + '\n' + warning, false);
        };
    });
}

void ReliefDialog::ask_place() {
    const QFileInfo picture(picture_);
    auto* dialog = new QFileDialog(this, tr("Save the relief"), picture.absolutePath() + '/' + picture.completeBaseName() + '.' + suffix());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix());
    dialog->setNameFilter(QString("%1 (*.%2)").arg(format_->currentText(), suffix()));
    connect(dialog, &QFileDialog::fileSelected, this, &ReliefDialog::write);
    dialog->open();
}

void ReliefDialog::set_writing(bool on) {
    for (QWidget* field : std::initializer_list<QWidget*>{width_, depth_, base_, invert_, format_, save_}) field->setEnabled(!on);
    progress_->setVisible(on);
    progress_->setValue(0);
    close_->setText(on ? tr("Cancel") : tr("Close"));
    if (!on) cancel_.reset();
}

void ReliefDialog::write(const QString& file) {
    const std::filesystem::path path(file.toStdString());
    const auto format = mesh_format_of_file(path);
    if (!format) return say(tr("A relief is written as .stl, .obj or .3mf: name it so."), true);
    if (!map_ || cancel_) return;
    cancel_.emplace();
    set_writing(true);
    writing_.start(
        [this, path, format, map = map_, size = size(), invert = invert_->isChecked(), cancel = *cancel_]() -> NewestWork::Deliver {
            int told = -1;
            const auto progress = [&](double share) {
                const int percent = static_cast<int>(share * 100);
                if (std::exchange(told, percent) != percent)
                    QMetaObject::invokeMethod(
                        progress_, [bar = progress_, percent] { bar->setValue(percent); }, Qt::QueuedConnection);
            };
            QString trouble, done = QString::fromStdString(path.string());
            try {
                const GridRelief body(relief_heights(*map, {.invert = invert}, cancel), size);
                write_mesh(path, body, *format, {progress, cancel});
            } catch (const Cancelled&) {
                return [this] {
                    set_writing(false);
                    say(tr("Stopped; nothing was written."), false);
                };
            } catch (const std::exception& error) {
                trouble = QString::fromStdString(error.what());
            }
            return [this, trouble, done] {
                set_writing(false);
                say(trouble.isEmpty() ? tr("Saved: %1").arg(done) : trouble, !trouble.isEmpty());
                if (trouble.isEmpty()) emit written(done);
            };
        });
}

}  // namespace imagelab
