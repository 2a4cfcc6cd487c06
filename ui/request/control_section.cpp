#include "ui/request/control_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/weights/keys_control.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/models/mask_file.h"
#include "ui/models/request_document.h"
#include "ui/request/pose_map.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

constexpr int made_side = 280;  // pixels, of the preview

}  // namespace

ControlRow::ControlRow(int index, RequestDocument& document, QWidget* parent)
    : QWidget(parent), index_(index), document_(document), title_(new ElidedLabel(this)), picture_name_(new ElidedLabel(this)) {
    remove_ = icon_button("close", tr("Remove this ControlNet"), tr("The picture is drawn without it; Undo brings it back."), this);
    picture_ = new QPushButton(tr("Picture…"), this);
    describe(picture_, tr("Choose the control picture"), tr("What the ControlNet sees; without one it sees the start picture."));
    picture_name_->setForegroundRole(QPalette::PlaceholderText);
    no_picture_ = icon_button("close", tr("Remove the control picture"), tr("The start picture stands in for it."), this);
    make_choices();
    const QString meaning = tr("1 is as it was trained; 0 leaves it away.");
    weight_ = new SliderSpin(tr("Weight"), meaning, {0, 2, 2, 0.05, 2}, this);
    describe(weight_->field(), tr("Weight of the ControlNet"), meaning);
    describe(weight_->findChild<QSlider*>(), tr("Weight of the ControlNet, slider"), meaning);
    start_ =
        share(tr("First step of the ControlNet"), tr("It counts from this share of the steps on; 0 is the first."), &ControlUse::start);
    end_ = share(tr("Last step of the ControlNet"), tr("It counts up to this share of the steps; 1 is the last."), &ControlUse::end);

    ready_ = new QCheckBox(tr("It is such a map already"), this);
    describe(ready_, ready_->text(), tr("The control picture is taken as it is: a drawn pose, a depth map, lines …"));
    preview_ = new QPushButton(tr("Show"), this);
    describe(preview_, tr("Show what the ControlNet sees"),
             tr("Made of the control picture, or of the start picture, without drawing anything."));
    made_ = new QLabel(this);
    made_->setAlignment(Qt::AlignCenter);
    made_->setAccessibleName(tr("What the ControlNet sees"));
    about_made_ = muted_label({}, this);
    about_made_->setWordWrap(true);
    made_->hide(), about_made_->hide();
    make_pose_map();

    auto* column = column_in(this, 4);
    column->addLayout(row_of({{title_, 1}, {remove_, 0}}));
    column->addLayout(row_of({{picture_, 0}, {picture_name_, 1}, {no_picture_, 0}}));
    column->addLayout(row_of({{type_, 1}, {mode_, 1}}));
    column->addLayout(row_of({{ready_, 1}, {preview_, 0}}));
    column->addWidget(made_);
    column->addWidget(about_made_);
    column->addWidget(pose_box_);
    column->addWidget(weight_);
    column->addLayout(row_of({{muted_label(tr("Steps"), this), 1}, {start_, 0}, {muted_label(tr("to"), this), 0}, {end_, 0}}));
    connect(remove_, &QToolButton::clicked, this, [this] {
        document_.change(tr("removal of a ControlNet"), [this](Request& r) { r.control_nets.erase(r.control_nets.begin() + index_); });
    });
    connect(picture_, &QPushButton::clicked, this, [this] { emit picture_wanted(index_); });
    connect(no_picture_, &QToolButton::clicked, this,
            [this] { change(tr("control picture"), [](ControlUse& use) { use.image.clear(), use.maps.clear(); }); });
    connect(ready_, &QCheckBox::clicked, this, [this](bool on) { change(tr("ready map"), [on](ControlUse& use) { use.ready = on; }); });
    connect(preview_, &QPushButton::clicked, this, [this] { emit preview_wanted(index_); });
    connect(weight_, &SliderSpin::edited, this,
            [this](double value) { change(tr("weight of a ControlNet"), [=](ControlUse& use) { use.weight = value; }); });
}

void ControlRow::make_pose_map() {
    pose_box_ = new QWidget(this);
    pose_map_ = new PoseMap(pose_box_);
    describe(pose_map_, tr("Poses that the ControlNet sees"),
             tr("Drag a joint to move it; a hand goes with its wrist. By keyboard: Page Up and Page Down choose a joint, arrows move it, "
                "Delete takes its person away."));
    remove_person_ = new QPushButton(tr("Remove the person"), pose_box_);
    describe(remove_person_, remove_person_->text(), tr("Takes the person of the chosen joint away; Undo brings it back."));
    auto* hint = muted_label(tr("Drag the joints; what is changed becomes the control picture."), pose_box_);
    hint->setWordWrap(true);
    auto* column = new QVBoxLayout(pose_box_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(pose_map_);
    column->addWidget(hint);
    column->addWidget(remove_person_, 0, Qt::AlignRight);
    pose_box_->hide();
    remove_person_->setEnabled(false);
    connect(pose_map_, &PoseMap::chosen_changed, this, [this] { remove_person_->setEnabled(pose_map_->chosen().has_value()); });
    connect(pose_map_, &PoseMap::edited, this,
            [this](const std::vector<Pose>& poses) { emit poses_edited(index_, poses, pose_map_->canvas()); });
    connect(remove_person_, &QPushButton::clicked, pose_map_, &PoseMap::remove_chosen);
}

void ControlRow::make_choices() {
    const auto choice = [this](const QString& name, const QString& explanation) {
        auto* combo = new QComboBox(this);
        describe(combo, name, explanation);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(8);
        ignore_wheel(combo);
        return combo;
    };
    type_ = choice(
        tr("What is made of the control picture"),
        tr("Edges, strokes or lines are found in it; depth, poses, normals and segments by networks of your own (models/annotators)."));
    for (const ControlType type :
         {ControlType::none, ControlType::canny, ControlType::scribble, ControlType::lineart, ControlType::softedge, ControlType::tile,
          ControlType::depth, ControlType::pose, ControlType::normal, ControlType::segmentation})
        type_->addItem(control_type_text(type), static_cast<int>(type));
    mode_ = choice(tr("Which counts more"), tr("Whether the prompt or the ControlNet decides where the two disagree."));
    mode_->addItem(tr("Balanced"), static_cast<int>(ControlMode::balanced));
    mode_->addItem(tr("Prompt first"), static_cast<int>(ControlMode::prompt));
    mode_->addItem(tr("Control first"), static_cast<int>(ControlMode::control));
    connect(type_, &QComboBox::activated, this, [this] {
        change(tr("type of a ControlNet"), [this](ControlUse& use) {
            use.type = static_cast<ControlType>(type_->currentData().toInt());
            use.maps.clear();
            if (use.type == ControlType::none) use.ready = false;
        });
    });
    connect(mode_, &QComboBox::activated, this, [this] {
        change(tr("mode of a ControlNet"), [this](ControlUse& use) { use.mode = static_cast<ControlMode>(mode_->currentData().toInt()); });
    });
}

QDoubleSpinBox* ControlRow::share(const QString& name, const QString& explanation, double ControlUse::*member) {
    auto* spin = share_field(name, explanation, this);
    connect(spin, &QDoubleSpinBox::valueChanged, this, [this, member](double value) {
        change(tr("steps of a ControlNet"), [=](ControlUse& use) {
            use.*member = value;
            if (use.start > use.end) (member == &ControlUse::start ? use.end : use.start) = value;
        });
    });
    return spin;
}

void ControlRow::change(const QString& what, const std::function<void(ControlUse&)>& change) {
    document_.change(what, [&](Request& r) {
        if (static_cast<size_t>(index_) < r.control_nets.size()) change(r.control_nets[static_cast<size_t>(index_)]);
    });
}

QWidget* ControlRow::tab_after(QWidget* before) {
    return tab_through(before,
                       {remove_, picture_, no_picture_, type_, mode_, ready_, preview_, pose_map_, remove_person_, weight_, start_, end_});
}

void ControlRow::show_use(const ControlUse& use, const Request& request) {
    const bool start_picture = !request.init_image.empty();
    const QSignalBlocker quiet_start(start_), quiet_end(end_);
    title_->setText(use.model.empty() ? tr("The library's first of this type") : network_text(use.model));
    title_->setToolTip(QString::fromStdString(use.model));
    const QString image = QString::fromStdString(use.image);
    const QString file = is_painted_mask(image) ? tr("edited by hand") : QFileInfo(image).fileName();  // such a one is called by its bytes
    picture_name_->setText(!file.isEmpty() ? file : start_picture ? tr("the start picture") : tr("no picture yet"));
    picture_name_->setToolTip(image);
    no_picture_->setVisible(!use.image.empty());
    type_->setCurrentIndex(type_->findData(static_cast<int>(use.type)));
    mode_->setCurrentIndex(mode_->findData(static_cast<int>(use.mode)));
    ready_->setChecked(use.ready);
    ready_->setVisible(use.type != ControlType::none);
    preview_->setVisible(use.type != ControlType::none && !use.ready);
    preview_->setEnabled(start_picture || !use.image.empty());
    if (!preview_->isVisibleTo(this)) show_made({}, {});
    show_pose_map(use, request);
    weight_->set_value(use.weight);
    start_->setValue(use.start);
    end_->setValue(use.end);
}

// Those of a map that was edited here, else those found in the picture that the ControlNet has.
void ControlRow::show_pose_map(const ControlUse& use, const Request& request) {
    const QString path = QString::fromStdString(use.image.empty() ? request.init_image : use.image);
    const bool ready = use.ready && use.type == ControlType::pose;
    if (ready && path != ready_path_) ready_poses_ = kept_poses(ready_path_ = path);
    const bool found = !use.ready && use.type == ControlType::pose && !path.isEmpty() && path == found_.of;
    const bool shown = (ready && ready_poses_) || found;
    if (ready && ready_poses_) {
        pose_map_->show_poses(ready_poses_->poses, ready_poses_->canvas, found_.ground);
    } else if (found) {
        // As large as what is drawn, so that limbs are as thick as a job would draw them.
        const QSize asked(request.width, request.height), canvas = asked.isEmpty() ? found_.ground.size() : asked;
        pose_map_->show_poses(scaled_poses(found_.poses, found_.ground.size(), canvas), canvas, found_.ground);
    }
    if (shown) made_->hide();
    pose_box_->setVisible(shown);
}

void ControlRow::show_poses(const std::vector<Pose>& poses, const QString& of, const QImage& ground) {
    found_ = {of, poses, ground};
    const auto& uses = document_.request().control_nets;
    if (static_cast<size_t>(index_) < uses.size()) show_pose_map(uses[static_cast<size_t>(index_)], document_.request());
}

void ControlRow::show_made(const QImage& picture, const QString& text) {
    about_made_->setText(breakable(text));
    about_made_->setVisible(!text.isEmpty());
    if (!picture.isNull())
        made_->setPixmap(QPixmap::fromImage(picture.scaled(made_side, made_side, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    made_->setVisible(!picture.isNull());
}

ControlSection::ControlSection(RequestDocument& document, LibraryModel& library, QWidget* parent)
    : QWidget(parent), document_(document), library_(library), rows_(new QVBoxLayout), chooser_(new QComboBox(this)) {
    rows_->setSpacing(8);
    chooser_->setPlaceholderText(tr("Add a ControlNet…"));
    chooser_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    describe(chooser_, tr("Add a ControlNet"),
             tr("ControlNets hold the picture to the edges, lines, depth or pose of another one. Those of the library."));
    ignore_wheel(chooser_);
    file_ = new QPushButton(tr("From a file…"), this);
    describe(file_, tr("Add a ControlNet from a file"), tr("A .safetensors or .pth file from anywhere, made for SDXL."));
    auto* column = column_in(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(chooser_, 1);
    row->addWidget(file_);
    column->addLayout(rows_);
    column->addLayout(row);
    connect(chooser_, &QComboBox::activated, this, [this](int index) {
        const QString path = chooser_->itemData(index).toString();
        QTimer::singleShot(0, chooser_, [this] { chooser_->setCurrentIndex(-1); });
        if (!path.isEmpty()) add(path);
    });
    connect(file_, &QPushButton::clicked, this, &ControlSection::file_wanted);
    connect(&document_, &RequestDocument::changed, this, &ControlSection::show_request);
    connect(&library_, &QAbstractItemModel::modelReset, this, &ControlSection::show_library);
    show_library();
    show_request();
}

QString ControlSection::summary() const {
    QStringList names;
    for (const ControlUse& use : document_.request().control_nets)
        names << QStringLiteral("%1 %2").arg(control_text(use), number_text(use.weight));
    return names.join(", ");
}

void ControlSection::add(const QString& path) {
    ControlUse use;
    use.model = path.toStdString();
    document_.change(tr("a ControlNet"), [&](Request& r) { r.control_nets.push_back(use); });
}

void ControlSection::set_picture(int index, const QString& path) {
    document_.change(tr("control picture"), [&](Request& r) {
        if (static_cast<size_t>(index) >= r.control_nets.size()) return;
        ControlUse& use = r.control_nets[static_cast<size_t>(index)];
        use.image = path.toStdString();
        use.maps.clear();
    });
}

void ControlSection::show_made(int index, const QImage& picture, const QString& text) {
    if (static_cast<size_t>(index) < shown_.size()) shown_[static_cast<size_t>(index)]->show_made(picture, text);
}

void ControlSection::show_poses(int index, const std::vector<Pose>& poses, const QString& of, const QImage& ground) {
    if (static_cast<size_t>(index) < shown_.size()) shown_[static_cast<size_t>(index)]->show_poses(poses, of, ground);
}

void ControlSection::set_pose_map(int index, const QString& path) {
    document_.change_apart(tr("edited pose"), [&](Request& r) {
        if (static_cast<size_t>(index) >= r.control_nets.size()) return;
        ControlUse& use = r.control_nets[static_cast<size_t>(index)];
        use.image = path.toStdString(), use.type = ControlType::pose, use.ready = true;
        use.maps.clear();
    });
}

void ControlSection::show_library() {
    const QSignalBlocker quiet(chooser_);
    chooser_->clear();
    for (const ModelFile& model : library_.models())
        if (runs_as_control(model.kind)) chooser_->addItem(QString::fromStdString(model.name), QString::fromStdString(model.path.string()));
    chooser_->setCurrentIndex(-1);
    chooser_->setEnabled(chooser_->count() > 0);
}

void ControlSection::show_request() {
    const Request& request = document_.request();
    const auto& uses = request.control_nets;
    if (uses.size() != shown_.size()) {
        for (ControlRow* row : shown_) row->hide(), row->deleteLater();
        shown_.clear();
        QWidget* before = chooser_->previousInFocusChain();
        for (size_t i = 0; i < uses.size(); ++i) {
            shown_.push_back(new ControlRow(static_cast<int>(i), document_, this));
            rows_->addWidget(shown_.back());
            connect(shown_.back(), &ControlRow::picture_wanted, this, &ControlSection::picture_wanted);
            connect(shown_.back(), &ControlRow::preview_wanted, this, &ControlSection::preview_wanted);
            connect(shown_.back(), &ControlRow::poses_edited, this, &ControlSection::poses_edited);
            before = shown_.back()->tab_after(before);
        }
    }
    for (size_t i = 0; i < uses.size(); ++i) shown_[i]->show_use(uses[i], request);
}

}  // namespace imagelab
