#include "ui/window/painting.h"

#include <QAction>
#include <QActionGroup>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSignalBlocker>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/base/thread.h"
#include "core/gallery/sidecar.h"
#include "core/request/picture_files.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/mask_file.h"
#include "ui/models/saved_prompts.h"
#include "ui/request/control_section.h"
#include "ui/request/detail_section.h"
#include "ui/request/mask_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/canvas_panel.h"
#include "ui/viewer/compare_panel.h"
#include "ui/viewer/variant_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

constexpr int settling_ms = 3000;  // in which the gallery has looked at what is left after the trash
constexpr int steps_across = 128;  // growing, shrinking and softening work by so small a share of the longer side

std::filesystem::path folder_of(const Workspace& work) {
    return mask_folder(work.data.empty() ? data_dir() : work.data);
}

PaintedMask mask_of(const QImage& greys) {
    return {greys.width(), greys.height(), greys.constBits(), greys.bytesPerLine()};
}

QMargins margins_of(const Outpaint& sides) {
    return {sides.left, sides.top, sides.right, sides.bottom};
}

}  // namespace

PaintingControl::PaintingControl(Workspace& work, Commands& commands, Viewing& viewing)
    : work_(work), commands_(commands), viewing_(viewing) {
    beside_.setMaxThreadCount(1);
    CanvasPanel& panel = work_.viewer->canvas();
    connect(&work_.loader, &PictureLoader::loaded, this, [this](const QString& path, const QImage& image) {
        if (path != awaited_) return;
        awaited_.clear();
        image.isNull() ? work_.show_error(unreadable_text(path)) : open(path, image);
    });
    connect(&panel, &CanvasPanel::done, this, &PaintingControl::stop);
    connect(work_.request_panel, &RequestPanel::detail_preview_wanted, this, &PaintingControl::preview_detailer);
    connect(work_.request_panel, &RequestPanel::control_preview_wanted, this, &PaintingControl::preview_control);
    connect(work_.request_panel, &RequestPanel::poses_edited, this, &PaintingControl::take_poses);
    connect(work_.request_panel, &RequestPanel::detector_file_wanted, this, &PaintingControl::ask_detector);
    connect(&panel.view(), &CanvasView::changed, this, &PaintingControl::keep);
    connect(&panel.view(), &CanvasView::settings_changed, this, &PaintingControl::follow_canvas);
    connect(&panel.view(), &CanvasView::outpaint_edited, this, [this](const QMargins& sides) {
        work_.document.change(tr("extended sides"), [&](Request& r) {
            if (!is_ours(r)) without_start_picture(r), r.init_image = path_.toStdString();
            r.outpaint = {sides.left(), sides.top(), sides.right(), sides.bottom()};
            if (r.mask.file.empty() && sides.isNull()) without_mask(r);
        });
    });
    connect(work_.viewer, &ViewerPanel::canvas_left, this, &PaintingControl::left);
    connect(&work_.request_panel->mask(), &MaskSection::paint_wanted, this,
            [this] { start_on(QString::fromStdString(work_.document.request().init_image)); });
    connect(&work_.document, &RequestDocument::changed, this, &PaintingControl::follow_request);
}

PaintingControl::~PaintingControl() {
    closing_.request();
    keep_beside();
    beside_.waitForDone();
}

CanvasView& PaintingControl::canvas() const {
    return work_.viewer->canvas().view();
}

// --- commands

void PaintingControl::add_commands(QMenu* edit) {
    QAction* paint = commands_.add(edit, "paint_over", tr("Paint &over"), {Qt::CTRL | Qt::SHIFT | Qt::Key_P},
                                   tr("Marks with a brush what of the picture is made anew; the picture itself stays as it is."),
                                   [this](bool on) { on ? start() : stop(); });
    paint->setCheckable(true);
    QMenu* menu = edit->addMenu(term_name(Term::mask));
    add_tools(menu);
    menu->addSeparator();
    add_changes(menu);
    menu->addSeparator();
    add_result_commands(menu);
    follow_canvas();
}

void PaintingControl::add_tools(QMenu* menu) {
    CanvasPanel& panel = work_.viewer->canvas();
    auto* group = new QActionGroup(this);
    const auto add_tool = [&](const char* name, const char* icon, CanvasTool tool, const QString& text, const QString& explanation) {
        QAction* action = commands_.add(menu, name, text, {}, explanation, [this, tool](bool) { canvas().set_tool(tool); });
        action->setCheckable(true);
        action->setData(static_cast<int>(tool));
        group->addAction(action);
        panel.add_tool(action, icon);
    };
    add_tool("mask_brush", "brush", CanvasTool::brush, tr("Brush"),
             tr("Paints what is made anew (B); Alt erases, Shift draws a straight line from the last stroke."));
    add_tool("mask_eraser", "eraser", CanvasTool::eraser, tr("Eraser"), tr("Takes away from the mask (E)."));
    add_tool("mask_rectangle", "rectangle", CanvasTool::rectangle, tr("Rectangle"), tr("Paints a rectangle (R); Alt erases it."));
    add_tool("mask_lasso", "lasso", CanvasTool::lasso, tr("Lasso"), tr("Paints what is circled (L); Alt erases it."));
    add_tool("mask_fill", "fill", CanvasTool::fill, tr("Fill by colour"),
             tr("Paints what is joined to the place clicked on and of about its colour (F); Alt erases it."));
    add_tool("mask_colour", "colour", CanvasTool::colour, tr("Colour brush"),
             tr("Paints colours for the model to draw over (C); Alt takes a colour from the picture."));
}

QAction* PaintingControl::add_step(QMenu* menu, const char* name, const QString& text, const QString& explanation,
                                   void (CanvasView::*step)()) {
    return commands_.add(menu, name, text, {}, explanation, [this, step](bool) {
        if (!work_.viewer->is_painting()) return;
        (canvas().*step)();
        canvas().setFocus(Qt::OtherFocusReason);
    });
}

QAction* PaintingControl::add(QMenu* menu, const char* name, const QString& text, const QString& explanation, const Change& change) {
    return commands_.add(menu, name, text, {}, explanation, [this, change](bool) {
        if (!work_.viewer->is_painting()) return;
        canvas().apply(change);
        canvas().setFocus(Qt::OtherFocusReason);
    });
}

void PaintingControl::add_changes(QMenu* menu) {
    CanvasPanel& panel = work_.viewer->canvas();
    panel.add_button(add_step(menu, "mask_undo", tr("Take the stroke back"), tr("The mask as it was before (Ctrl+Z)."), &CanvasView::undo),
                     "undo");
    panel.add_button(add_step(menu, "mask_redo", tr("Bring the stroke back"), tr("What was taken back (Ctrl+Shift+Z)."), &CanvasView::redo),
                     "redo");
    QAction* changes[] = {
        add(menu, "mask_invert", tr("Invert the mask"), tr("What was kept is made anew, and the other way round (I)."),
            [](PaintedMask& mask) { return mask.invert(); }),
        add(menu, "mask_clear", tr("Clear the mask"), tr("Nothing is painted any more (Delete); Ctrl+Z brings it back."),
            [](PaintedMask& mask) { return mask.clear(); }),
        add(menu, "mask_grow", tr("Grow the mask"), tr("By a 128th of the picture's longer side, all around; as often as you like."),
            [this](PaintedMask& mask) { return mask.grow(step_pixels()); }),
        add(menu, "mask_shrink", tr("Shrink the mask"), tr("By a 128th of the picture's longer side, all around; as often as you like."),
            [this](PaintedMask& mask) { return mask.grow(-step_pixels()); }),
        add(menu, "mask_feather", tr("Soften the mask's edge"), tr("By a 128th of the picture's longer side; as often as you like."),
            [this](PaintedMask& mask) { return mask.feather(step_pixels()); }),
        commands_.add(menu, "mask_import", tr("Take a mask from a file…"), {},
                      tr("Of a picture with transparency what is transparent is painted, of others what is white."),
                      [this](bool) { ask_mask(); }),
        commands_.add(menu, "mask_alpha", tr("Take the picture's transparency"), {}, tr("What is transparent in the picture is painted."),
                      [this](bool) { take_mask(path_); }),
        commands_.add(menu, "mask_last", tr("Take the last mask again"), {}, tr("That with which this picture was painted over last."),
                      [this](bool) { take_last_mask(); })};
    for (QAction* change : changes) panel.add_to_menu(change);
    const auto add_looking = [&](const char* name, const QString& text, const QString& explanation, Looking::For what) {
        panel.add_to_menu(commands_.add(menu, name, text, {}, explanation, [this, what](bool) { look_for(what); }));
    };
    add_looking("mask_subject", tr("Mask the subject"), tr("What a network takes for the picture's subject is added to the mask."),
                Looking::For::subject);
    add_looking("mask_background", tr("Mask the background"), tr("Whatever a network takes for no subject is added to the mask."),
                Looking::For::background);
    add_looking("mask_faces", tr("Mask the faces"), tr("Faces that a detector finds are added to the mask."), Looking::For::faces);
    add_looking("mask_hands", tr("Mask the hands"), tr("Hands that a detector finds are added to the mask."), Looking::For::hands);
    add_looking("mask_persons", tr("Mask the persons"), tr("Persons that a detector finds are added to the mask."), Looking::For::persons);
}

void PaintingControl::add_result_commands(QMenu* menu) {
    VariantBar& bar = work_.viewer->variant();
    const auto add_result = [&](const char* name, const char* icon, const QString& text, const QString& word, const QString& explanation,
                                void (PaintingControl::*run)()) {
        QAction* action = commands_.add(menu, name, text, {}, explanation, [this, run](bool) { (this->*run)(); });
        action->setIconText(word);
        bar.add_button(action, icon);
    };
    add_result("result_compare", "compare", tr("Compare the result with its original"), tr("Compare"),
               tr("Before and after, with a slider between them."), &PaintingControl::compare_result);
    add_result("result_accept", "from", tr("Go on from the result"), tr("Accept"),
               tr("It becomes the start picture, without a mask; the original stays where it is."), &PaintingControl::go_on_from_result);
    add_result("result_reject", "trash", tr("Reject the result"), tr("Reject"),
               tr("Moves it to the trash, which Undo takes back, and shows the canvas again."), &PaintingControl::reject_result);
}

// --- the canvas

void PaintingControl::start() {
    const QString shown = viewing_.shown_path();
    const QString begins = QString::fromStdString(work_.document.request().init_image);
    if (shown.isEmpty() && begins.isEmpty()) {
        commands_.find("paint_over")->setChecked(false);
        const QString message = tr("There is nothing to paint over yet: choose a picture in the gallery, or a start picture.");
        return work_.show_error(message);
    }
    start_on(shown.isEmpty() ? begins : shown);
}

void PaintingControl::start_on(const QString& path) {
    if (path == path_ && !canvas().picture().isNull()) {
        follow_request();
        return open(path, {});
    }
    keep_now();
    if (const auto* recent = work_.loader.recent(path)) return open(path, recent->image);
    awaited_ = path;
    work_.loader.load(path);
}

// A null picture: the canvas is as it was left.
void PaintingControl::open(const QString& path, const QImage& picture) {
    if (!picture.isNull()) {
        path_ = path;
        last_file_.clear();
        beside_file_.clear();
        coloured_file_.clear();
        coloured_.clear();
        kept_file_ = mask_in_request();
        PaintedMask mask(picture.width(), picture.height());
        if (!kept_file_.isEmpty()) {
            const auto read = read_mask(kept_file_, picture.size());
            if (!read) work_.show_error(QString::fromStdString(read.error()));
            if (read) mask = mask_of(*read);
        }
        canvas().open(picture, std::move(mask));
        canvas().set_brush_size(std::max(picture.width(), picture.height()) / 16.0);
        kept_version_ = canvas().mask().version();
        kept_colours_ = canvas().colours_version();
        follow_request();
        if (kept_file_.isEmpty() && read_sidecar_mask(path_.toStdString()))
            work_.show_notice(tr("This picture was painted over before: More > Take the last mask again brings its mask back."), {});
    }
    joins_ = false;
    viewing_.hold();
    work_.viewer->show_canvas();
    commands_.find("paint_over")->setChecked(true);
    follow_canvas();
}

void PaintingControl::stop() {
    awaited_.clear();
    if (work_.viewer->is_painting()) work_.viewer->show_view();
}

void PaintingControl::left() {
    keep_now();
    viewing_.release();
    commands_.find("paint_over")->setChecked(false);
    follow_canvas();
}

void PaintingControl::follow_canvas() {
    const bool painting = work_.viewer->is_painting();
    for (QAction* action : commands_.all()) {
        if (!action->objectName().startsWith("mask_")) continue;
        action->setEnabled(painting);
        if (action->isCheckable()) action->setChecked(action->data().toInt() == static_cast<int>(canvas().tool()));
    }
}

double PaintingControl::step_pixels() const {
    return std::max(2, std::max(canvas().mask().width(), canvas().mask().height()) / steps_across);
}

void PaintingControl::ask_mask() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a mask"), work_.settings.value("folders/pictures").toString(),
                                      tr("Pictures (%1)").arg("*.png *.webp *.jpg *.jpeg *.bmp *.tif *.tiff"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/pictures", QFileInfo(path).absolutePath());
        take_mask(path);
    });
    dialog->show();
}

void PaintingControl::take_mask(const QString& file) {
    if (work_.viewer->is_painting()) take_mask(read_mask(file, canvas().picture().size()));
}

void PaintingControl::take_mask(const Result<QImage>& read) {
    if (!read) return work_.show_error(QString::fromStdString(read.error()));
    const PaintedMask taken = mask_of(*read);
    canvas().apply([&](PaintedMask& mask) { return mask.set(taken.pixels()); });
}

void PaintingControl::take_last_mask() {
    if (!work_.viewer->is_painting()) return;
    if (!last_file_.isEmpty()) return take_mask(last_file_);
    if (const auto mask = read_sidecar_mask(path_.toStdString()))
        take_mask(read_mask(QByteArray::fromStdString(*mask), canvas().picture().size()));
}

// --- what networks see

void PaintingControl::look(Looking wanted, const std::function<void(const Result<Seen>&)>& take) {
    looking_.start([this, wanted = std::move(wanted), take]() -> NewestWork::Deliver {
        Result<Seen> seen = Failure{""};
        try {
            seen = work_.engine.look(wanted, closing_);
        } catch (const std::exception& error) {
            seen = Failure{error.what()};
        }
        return [this, seen = std::move(seen), take] {
            if (!seen) work_.show_error(QString::fromStdString(seen.error()));
            take(seen);
        };
    });
}

void PaintingControl::look_for(Looking::For what) {
    if (!work_.viewer->is_painting()) return;
    look({what, path_.toStdString(), {}}, [this, path = path_](const Result<Seen>& found) {
        if (!found || path != path_) return;
        const Seen& seen = *found;
        if (seen.mask.width != canvas().mask().width() || seen.mask.height != canvas().mask().height()) return;
        canvas().apply([&](PaintedMask& mask) {
            std::vector<uint8_t> both(seen.mask.pixels);
            for (size_t i = 0; i < both.size(); ++i) both[i] = std::max(both[i], mask.pixels()[i]);
            return mask.set(both);
        });
        canvas().setFocus(Qt::OtherFocusReason);
    });
}

void PaintingControl::preview_detailer(int index) {
    const Request& r = work_.document.request();
    if (static_cast<size_t>(index) >= r.details.size()) return;
    const QString shown = viewing_.shown_path(), picture = shown.isEmpty() ? QString::fromStdString(r.init_image) : shown;
    if (picture.isEmpty()) return work_.show_error(tr("There is no picture to look at yet: make one, or choose one in the gallery."));
    DetailSection& section = work_.request_panel->details();
    section.show_found(index, {}, tr("Looking…"));
    const DetailUse use = r.details[static_cast<size_t>(index)];
    look({Looking::For::parts, picture.toStdString(), {}, use}, [&section, index, picture](const Result<Seen>& found) {
        if (!found) return section.show_found(index, {}, {});
        const Seen& seen = *found;
        QStringList names;
        for (const DetectedPart& part : seen.parts)
            names << QStringLiteral("%1 %2").arg(QString::fromStdString(part.name), number_text(std::round(part.confidence * 100) / 100));
        const auto read = read_picture(picture.toStdString());
        QImage image;
        if (read && !seen.parts.empty()) {
            const RgbImage boxes = with_parts_shown(*read, seen.parts);
            image = QImage(boxes.pixels.data(), boxes.width, boxes.height, 3 * boxes.width, QImage::Format_RGB888).copy();
        }
        section.show_found(index, image, names.isEmpty() ? tr("Nothing is found there.") : names.join(", "));
    });
}

void PaintingControl::preview_control(int index) {
    const Request& r = work_.document.request();
    if (static_cast<size_t>(index) >= r.control_nets.size()) return;
    const ControlUse& use = r.control_nets[static_cast<size_t>(index)];
    ControlSection& section = work_.request_panel->controls();
    section.show_made(index, {}, tr("Looking…"));
    Looking wanted{Looking::For::control, use.image.empty() ? r.init_image : use.image, {}};
    wanted.type = use.type;
    look(wanted, [&section, index, picture = wanted.picture](const Result<Seen>& found) {
        if (!found) return section.show_made(index, {}, {});
        const RgbImage& made = found->picture;
        section.show_made(index, QImage(made.pixels.data(), made.width, made.height, 3 * made.width, QImage::Format_RGB888).copy(),
                          QString::fromStdString(found->network));
        const auto read = found->poses.empty() ? Result<RgbImage>(Failure{""}) : read_picture(picture);
        if (read)
            section.show_poses(index, found->poses, QString::fromStdString(picture),
                               QImage(read->pixels.data(), read->width, read->height, 3 * read->width, QImage::Format_RGB888).copy());
    });
}

void PaintingControl::take_poses(int index, const std::vector<Pose>& poses, QSize canvas) {
    const auto kept = keep_poses(poses, canvas, folder_of(work_));
    if (!kept) return work_.show_error(QString::fromStdString(kept.error()));
    work_.request_panel->controls().set_pose_map(index, *kept);
}

void PaintingControl::ask_detector() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a detector"), work_.settings.value("folders/detectors").toString(),
                                      tr("Detectors (%1)").arg("*.onnx"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/detectors", QFileInfo(path).absolutePath());
        work_.request_panel->details().add(path);
    });
    dialog->show();
}

// --- the request

// Beside the window's thread and one after the other, so that the newest is the one that stays.
void PaintingControl::keep_beside() {
    if (last_file_ == beside_file_) return;
    beside_file_ = last_file_;
    beside_.start([this, picture = path_.toStdString(), mask = last_file_.toStdString()] {
        Result<void> kept;
        guarded("keeping a mask beside its picture", [&] {
            const auto bytes = read_regular_file(mask, picture_file_limit);
            kept = bytes ? write_sidecar_mask(picture, *bytes) : Result<void>(Failure{bytes.error()});
        })();
        if (kept) return;
        QMetaObject::invokeMethod(
            this,
            [this, why = QString::fromStdString(kept.error())] {
                work_.show_notice(tr("The mask is in the request, but not beside its picture: %1").arg(why), {});
            },
            Qt::QueuedConnection);
    });
}

QString PaintingControl::mask_in_request() const {
    const Request& r = work_.document.request();
    return is_ours(r) ? QString::fromStdString(r.mask.file) : QString();
}

bool PaintingControl::is_ours(const Request& request) const {
    const QString begins = QString::fromStdString(request.init_image);
    return !begins.isEmpty() && (begins == path_ || coloured_.contains(begins));
}

PaintingControl::Kept PaintingControl::about_canvas() const {
    const PaintedMask& mask = canvas().mask();
    return {QString(),      canvas().has_colours() ? coloured_file_ : QString(),
            path_,          QSize(mask.width(), mask.height()),
            mask.version(), canvas().colours_version()};
}

PaintingControl::Kept PaintingControl::keep_all(const std::vector<uint8_t>& pixels, const QImage& picture, bool blank,
                                                const std::filesystem::path& folder, Kept about) {
    if (!blank) about.mask = keep_mask(pixels, about.size, folder);
    if (!picture.isNull()) about.picture = keep_painted_picture(picture, folder);
    return about;
}

// Each stroke's file is written beside the window's thread; of those that follow each other quickly the last one counts.
void PaintingControl::keep() {
    const PaintedMask& mask = canvas().mask();
    const bool recoloured = canvas().colours_version() != kept_colours_ && canvas().has_colours();
    keeping_.start([this, pixels = std::vector<uint8_t>(mask.pixels().begin(), mask.pixels().end()), blank = mask.bounds().empty(),
                    picture = recoloured ? canvas().picture() : QImage(), folder = folder_of(work_),
                    about = about_canvas()]() -> NewestWork::Deliver {
        return [this, all = keep_all(pixels, picture, blank, folder, about)] { kept(all); };
    });
}

void PaintingControl::keep_now() {
    const PaintedMask& mask = canvas().mask();
    const bool recoloured = canvas().colours_version() != kept_colours_;
    if (path_.isEmpty() || (mask.version() == kept_version_ && !recoloured)) return;
    const QImage picture = recoloured && canvas().has_colours() ? canvas().picture() : QImage();
    kept(keep_all({mask.pixels().begin(), mask.pixels().end()}, picture, mask.bounds().empty(), folder_of(work_), about_canvas()));
}

void PaintingControl::kept(const Kept& kept) {
    if (kept.path != path_ || (kept.mask_version <= kept_version_ && kept.colours_version <= kept_colours_)) return;
    for (const auto& file : {kept.mask, kept.picture}) {
        if (!file) return work_.show_error(QString::fromStdString(file.error()));
    }
    kept_version_ = std::max(kept_version_, kept.mask_version), kept_colours_ = std::max(kept_colours_, kept.colours_version);
    kept_file_ = *kept.mask;
    coloured_file_ = *kept.picture;
    if (!coloured_file_.isEmpty()) coloured_.insert(coloured_file_);
    Request next = work_.document.request();
    const bool ours = is_ours(next);
    if (kept_file_.isEmpty() && !ours) return;
    if (!ours) without_start_picture(next);
    next.init_image = (coloured_file_.isEmpty() ? path_ : coloured_file_).toStdString();
    next.mask.file = kept_file_.toStdString();
    if (kept_file_.isEmpty() && next.outpaint == Outpaint()) without_mask(next);
    work_.document.edit(next, tr("mask"), std::exchange(joins_, true));
    if (!kept_file_.isEmpty()) last_file_ = kept_file_, keep_beside();
    if (std::exchange(tidied_, true)) return;
    std::set<std::string> used;
    const auto uses = [&](const Request& r) {
        for (const auto& [file, field] : picture_files(r)) used.insert(std::filesystem::path(file).filename().string());
    };
    uses(next);
    for (const SavedPrompt& saved : work_.request_panel->desk().saved.prompts())
        if (saved.is_preset()) uses(with_saved({}, saved));
    remove_old_masks(folder_of(work_), used);
}

// Colours that Undo in the request takes away or brings back.
void PaintingControl::follow_colours(const Request& r) {
    const QString begins = QString::fromStdString(r.init_image), shown = coloured_file_.isEmpty() ? path_ : coloured_file_;
    if (begins == shown || !is_ours(r) || canvas().is_painting()) return;
    const QImage picture(begins);
    if (picture.isNull()) return;
    const QSignalBlocker quiet(&canvas());
    canvas().set_colours(picture);
    coloured_file_ = begins == path_ ? QString() : begins;
    kept_colours_ = canvas().colours_version();
}

// What was changed elsewhere, as by Undo in the request, is a step of the canvas, too.
void PaintingControl::follow_request() {
    if (path_.isEmpty()) return;
    const Request& r = work_.document.request();
    const bool ours = is_ours(r);
    follow_colours(r);
    canvas().set_outpaint(ours ? margins_of(r.outpaint) : QMargins());
    canvas().set_surroundings(ours && r.mask.area == MaskArea::masked ? std::optional(r.mask.padding) : std::nullopt);
    const QString file = mask_in_request();
    if (file == kept_file_ || canvas().is_painting()) return;
    kept_file_ = file;
    const auto read = file.isEmpty() ? Result<QImage>(QImage()) : read_mask(file, canvas().picture().size());
    if (!read) return work_.show_error(QString::fromStdString(read.error()));
    const PaintedMask other = mask_of(*read);
    // The request has it already: what the canvas tells of it is not to be kept again.
    const QSignalBlocker quiet(&canvas());
    canvas().apply([&](PaintedMask& mask) { return file.isEmpty() ? mask.clear() : mask.set(other.pixels()); });
    kept_version_ = canvas().mask().version();
    joins_ = false;
}

// --- the result

PictureInfoPtr PaintingControl::shown_result() const {
    const PictureInfoPtr info = viewing_.info_of(viewing_.shown_path());
    if (info && info->imported && !info->imported->request.init_image.empty()) return info;
    work_.show_error(tr("Choose a result first: a picture that was made from another one."));
    return nullptr;
}

void PaintingControl::compare_result() {
    const PictureInfoPtr info = shown_result();
    if (!info) return;
    work_.viewer->comparison().set_mode(CompareView::Mode::slider);
    viewing_.compare(QString::fromStdString(info->imported->request.init_image), info->path);
}

void PaintingControl::go_on_from_result() {
    const PictureInfoPtr info = shown_result();
    if (!info) return;
    work_.document.change(tr("acceptance of the result"), [&](Request& r) {
        without_start_picture(r);
        r.init_image = info->path.toStdString();
    });
    work_.show_notice(tr("The next picture begins from %1.").arg(QFileInfo(info->path).fileName()), info->path);
}

void PaintingControl::reject_result() {
    const PictureInfoPtr info = shown_result();
    if (!info) return;
    const QString original = QString::fromStdString(info->imported->request.init_image);
    if (work_.gallery_panel->selected_rows().size() != 1) work_.gallery_panel->select_path(info->path);  // this one alone
    if (QAction* trash = commands_.find("trash")) trash->trigger();
    // Back to where it was painted: the queue's copy of the original stands for it where the request names another picture.
    const QString mine = QString::fromStdString(work_.document.request().init_image);
    const bool same = QFileInfo(mine).fileName() == QFileInfo(original).fileName();
    const QString back = same ? mine : original;
    if (!QFileInfo::exists(back)) return;
    start_on(back);
    // The gallery shows the picture beside the one that went, as soon as it has gone: that takes the canvas' place once.
    auto* once = new QObject(this);
    connect(&work_.loader, &PictureLoader::loaded, once, [this, once, back, rejected = info->path](const QString& path) {
        if (path == rejected || path != viewing_.shown_path()) return;
        once->deleteLater();
        start_on(back);
    });
    connect(&work_.viewer->canvas(), &CanvasPanel::done, once, &QObject::deleteLater);
    QTimer::singleShot(settling_ms, once, &QObject::deleteLater);
}

}  // namespace imagelab
