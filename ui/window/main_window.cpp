#include "ui/window/main_window.h"

#include <QDesktopServices>
#include <QDir>
#include <QGuiApplication>
#include <QScreen>
#include <QStatusBar>
#include <QUrl>
#include <numeric>

#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/library/settings_page.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/verdict.h"
#include "ui/request/model_picker.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/status_panel.h"

namespace imagelab {
namespace {
constexpr int remembered_prompts = 100;
constexpr int look_again_ms = 3000;
constexpr int least_height_for_bottom = 860;
}  // namespace

MainWindow::MainWindow(Engine& engine, ThemeController& theme, QWidget* parent)
    : QMainWindow(parent),
      theme_(theme),
      bridge_(engine),
      request_panel_(new RequestPanel(document_)),
      viewer_(new ViewerPanel(gallery_, thumbnails_)),
      strip_(new GalleryPanel(gallery_, gallery_bridge_, thumbnails_)),
      status_(new StatusPanel),
      browse_(new BrowseView(this)),
      targets_(new DropTargets(this)) {
    setWindowTitle(tr("Image Lab"));
    setAcceptDrops(true);
    setCentralWidget(viewer_);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(status_, 1);
    setMinimumSize(1000, 640);

    look_again_.setSingleShot(true);
    look_again_.setInterval(look_again_ms);
    make_panels(engine);
    make_menus();
    connect_panels();
    connect_bridge();
    connect_request();
    restore();
    request_panel_->focus_prompt();
    if (!engine.trouble().empty()) {
        const QString why = QString::fromStdString(engine.trouble());
        viewer_->banner().show_error(tr("Jobs are kept in memory only and end with the program: %1").arg(why), why);
    }
}

MainWindow::~MainWindow() = default;

void MainWindow::connect_panels() {
    connect(&document_, &RequestDocument::changed, this, &MainWindow::request_changed);
    connect(request_panel_, &RequestPanel::generate_wanted, this, &MainWindow::generate);
    connect(request_panel_, &RequestPanel::model_file_wanted, this, [this] { ask_model(false); });
    connect(request_panel_, &RequestPanel::model_folder_wanted, this, [this] { ask_model(true); });
    connect(request_panel_, &RequestPanel::start_picture_wanted, this, &MainWindow::ask_start_picture);
    connect(request_panel_, &RequestPanel::output_folder_wanted, this, &MainWindow::ask_output_folder);
    connect(request_panel_, &RequestPanel::thumbnail_wanted, &loader_, &PictureLoader::load_thumbnail);
    connect(status_, &StatusPanel::cancel_wanted, this, &MainWindow::cancel);
    connect_gallery();
    connect_viewer();
    connect(&loader_, &PictureLoader::thumbnail, this,
            [this](const QString& path, const QImage& image) { request_panel_->set_start_thumbnail(path, image); });
    connect(viewer_, &ViewerPanel::example_chosen, this, [this](const QString& prompt) {
        Request r = document_.request();
        r.prompt = prompt.toStdString();
        document_.edit(r, tr("example prompt"));
        request_panel_->focus_prompt();
    });
}

void MainWindow::connect_bridge() {
    connect(&bridge_, &SessionBridge::progressed, this, &MainWindow::progressed);
    connect(&bridge_, &SessionBridge::finished, this, &MainWindow::finished);
    connect(&bridge_, &SessionBridge::appeared, this, &MainWindow::appeared);
    connect(&bridge_, &SessionBridge::set_aside, this, &MainWindow::set_aside);
    connect(&bridge_, &SessionBridge::pricing, request_panel_, &RequestPanel::set_pricing);
    connect(&bridge_, &SessionBridge::priced, this, &MainWindow::priced);
    connect(&look_again_, &QTimer::timeout, this, [this] { bridge_.ask_price(document_.request()); });
}

void MainWindow::request_changed() {
    bridge_.ask_price(document_.request());
    action("generate")->setEnabled(request_panel_->can_generate());
}

QString MainWindow::output_folder() const {
    const std::string& chosen = document_.request().output;
    return QDir(chosen.empty() ? QStringLiteral("output_images") : QString::fromStdString(chosen)).absolutePath();
}

void MainWindow::generate() {
    if (!request_panel_->can_generate()) return request_panel_->focus_prompt();
    Request request = document_.request();
    request.output = output_folder().toStdString();
    QDir().mkpath(output_folder());  // a folder that cannot be made is the session's to report
    const Ticket ticket = bridge_.generate(request);
    gallery_.add_job(ticket, request);
    if (bridge_.active().size() == 1) status_->show_progress({}, 0);
    strip_->select(gallery_.row_of(bridge_.active().front()));
    remember_recent("prompts", QString::fromStdString(request.prompt), remembered_prompts);
    request_panel_->set_prompt_history(settings_.value("prompts").toStringList());
    action("cancel")->setEnabled(true);
    remember();
}

void MainWindow::cancel() {
    if (bridge_.active().empty()) return;
    const Ticket running = bridge_.active().front();
    cancelling_.insert(running);
    status_->show_cancelling();
    bridge_.cancel(running);
}

void MainWindow::progressed(Ticket ticket, const Progress& progress) {
    const QImage preview = progress.preview ? to_qimage(*progress.preview) : QImage();
    gallery_.set_progress(ticket, progress.fraction, preview);
    if (!cancelling_.contains(ticket)) status_->show_progress(progress, static_cast<int>(bridge_.active().size()) - 1);
    const int row = gallery_.row_of(ticket);
    if (row >= 0 && strip_->current_row() == row)
        viewer_->show_job(gallery_.entry(row).request, progress_text(progress), gallery_.entry(row).picture);
}

void MainWindow::appeared(Ticket ticket, const Request& request) {
    const bool nothing_chosen = strip_->current_row() < 0 && !browsing_seeds();
    gallery_.add_job(ticket, request);
    if (nothing_chosen) strip_->select(gallery_.row_of(ticket));
    status_->show_progress({}, static_cast<int>(bridge_.active().size()) - 1);
    action("cancel")->setEnabled(true);
}

void MainWindow::set_aside(Ticket ticket) {
    const bool watched = strip_->current_row() >= 0 && strip_->current_row() == gallery_.row_of(ticket);
    cancelling_.erase(ticket);
    gallery_.finish(ticket, {});
    status_->show_idle(tr("Set aside, goes on from the queue"));
    watch_next(watched, -1);
}

void MainWindow::finished(Ticket ticket, const JobResult& result) {
    const bool watched = strip_->current_row() >= 0 && strip_->current_row() == gallery_.row_of(ticket);
    cancelling_.erase(ticket);
    const int first = gallery_.finish(ticket, result);
    const bool follow = watched && !browsing_seeds();
    if (result.request.seed >= 0) request_panel_->set_last_seed(result.request.seed);
    report(result);
    watch_next(follow, first);
}

// After a job: its first picture, or the next job, where it was the one being watched.
void MainWindow::watch_next(bool watched, int first) {
    const bool more = !bridge_.active().empty();
    if (watched && first >= 0) {
        strip_->select(first);
    } else if (watched && more) {
        strip_->select(gallery_.row_of(bridge_.active().front()));
    } else if (watched && gallery_.rowCount() > 0) {
        strip_->select(0);
    } else if (gallery_.rowCount() == 0) {
        viewer_->show_empty();
    }
    if (more) status_->show_progress({}, static_cast<int>(bridge_.active().size()) - 1);
    action("cancel")->setEnabled(more);
    bridge_.ask_price(document_.request());  // free memory and measured times changed
}

void MainWindow::report(const JobResult& result) {
    const double seconds = std::accumulate(result.step_s.begin(), result.step_s.end(), result.load_s + result.text_s + result.decode_s);
    const auto count = static_cast<int>(result.images.size());
    switch (result.status) {
        case JobResult::Status::done:
            viewer_->banner().hide();
            status_->show_idle(count == 1 ? tr("Done in %1").arg(duration_text(seconds))
                                          : tr("%1 pictures done in %2").arg(count).arg(duration_text(seconds)));
            return;
        case JobResult::Status::cancelled:
            status_->show_idle(count == 0 ? tr("Cancelled") : tr("Cancelled, %1 finished kept").arg(count));
            return;
        case JobResult::Status::failed:
            status_->show_idle(tr("Not made, see above"));
            viewer_->banner().show_error(message_text(result.message), tr("Image Lab %1").arg(IMAGELAB_VERSION) + '\n' +
                                                                           QString::fromStdString(result.message) + "\n\n" +
                                                                           details_text(result.request));
    }
}

void MainWindow::priced(const Price& price) {
    if (price.own_width > 0) {
        request_panel_->set_own_size(price.own_width, price.own_height);
        viewer_->set_own_size(price.own_width, price.own_height);
    }
    const Verdict verdict = judge(price);
    request_panel_->set_verdict(verdict);
    if (!verdict.can_run() && bridge_.active().empty()) look_again_.start();
    action("generate")->setEnabled(request_panel_->can_generate());
    if (settings_page_) settings_page_->set_devices(price.devices);
    if (!price.devices.empty()) status_->set_device(price.devices.front());
}

void MainWindow::open_folder() {
    QDir().mkpath(output_folder());
    QDesktopServices::openUrl(QUrl::fromLocalFile(output_folder()));
}

void MainWindow::open_model(const QString& path) {
    remember_recent("models", path, ModelPicker::most_recent);
    request_panel_->set_recent_models(settings_.value("models").toStringList());
    Request r = document_.request();
    r.model = path.toStdString();
    document_.edit(r, tr("model"));
}

void MainWindow::open_start_picture(const QString& path) {
    Request r = document_.request();
    r.init_image = path.toStdString();
    document_.edit(r, tr("start picture"));
}

void MainWindow::remember_recent(const char* key, const QString& value, int most) {
    QStringList values = settings_.value(key).toStringList();
    values.removeAll(value);
    values.prepend(value);
    settings_.setValue(key, QStringList(values.mid(0, most)));
}

void MainWindow::restore() {
    if (!restoreGeometry(settings_.value("window/geometry").toByteArray())) {
        const QSize room = screen() ? screen()->availableSize() : QSize(1280, 800);
        resize(std::min(1440, room.width() * 9 / 10), std::min(900, room.height() * 9 / 10));
    }
    if (height() < least_height_for_bottom) show_bottom(false);  // the picture needs the room
    first_layout_ = saveState(layout_version);
    restoreState(settings_.value("window/layout").toByteArray(), layout_version);
    request_panel_->set_recent_models(settings_.value("models").toStringList());
    request_panel_->set_prompt_history(settings_.value("prompts").toStringList());
    document_.load(settings_);
    strip_->set_tile(settings_.value("gallery/tile", strip_->tile()).toInt());
    GalleryFilter order;
    order.sort = static_cast<GallerySort>(std::clamp(settings_.value("gallery/sort").toInt(), 0, static_cast<int>(GallerySort::largest)));
    strip_->filter().set_filter(order);
}

void MainWindow::remember() {
    settings_.setValue("window/geometry", saveGeometry());
    settings_.setValue("window/layout", saveState(layout_version));
    document_.save(settings_);
    settings_.setValue("gallery/tile", strip_->tile());
    settings_.setValue("gallery/sort", static_cast<int>(strip_->filter().filter().sort));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    remember();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && look_again_.isActive()) bridge_.ask_price(document_.request());
}

}  // namespace imagelab
