#include "tests/support/gallery_window.h"

#if __has_include(<QApplication>)
#include <chrono>

#include "core/gallery/gallery.h"
#include "core/gallery/sidecar.h"
#include "core/image/picture.h"
#include "core/metadata/provenance.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"

namespace imagelab::test {
namespace fs = std::filesystem;

GalleryWindow::GalleryWindow() {
    qputenv("XDG_DATA_HOME", home_.filePath("data").toLocal8Bit());
    qputenv("XDG_CACHE_HOME", home_.filePath("cache").toLocal8Bit());
    data = folder.filePath("lab").toStdString();
    fs::create_directories(pictures());
    fs::create_directories(home_.filePath("data").toStdString());
}

GalleryWindow::~GalleryWindow() {
    window.reset();
    qunsetenv("XDG_DATA_HOME");
    qunsetenv("XDG_CACHE_HOME");
}

Request GalleryWindow::made_with(const std::string& prompt, int64_t seed) {
    Request r;
    r.prompt = prompt;
    r.seed = seed;
    r.width = r.height = 64;
    r.model = "sdxl_base";
    return r;
}

void GalleryWindow::draw(const std::string& name, const Request& r) {
    fs::create_directories(at(name).parent_path());
    write_png(at(name), drawn(r.width, r.height, r.seed.value()), picture_texts(r, 0, {r.model}));
    fs::last_write_time(at(name), fs::file_time_type::clock::now() - std::chrono::hours(1000 - ++drawn_));
}

void GalleryWindow::index_pictures() {
    auto gallery = Gallery::open((fs::create_directories(data), data));
    ASSERT_TRUE(gallery) << gallery.error();
    ASSERT_TRUE(gallery->add_folder(pictures()));
}

void GalleryWindow::open_with_pictures(int64_t count) {
    index_pictures();
    open();
    ASSERT_TRUE(shows(count));
}

bool GalleryWindow::shows(int64_t count) {
    return wait_until([&] { return model().found_count() == count; });
}

bool GalleryWindow::choose(int row) {
    panel().select(row);
    panel().grid().setFocus();
    return wait_until([&] {
        const StripEntry e = model().entry(row);
        return e.known && window->viewer().details().isEnabled() && shown(e.path);
    });
}

bool GalleryWindow::shown(const QString& file) {
    const QImage there(file);
    return !there.isNull() &&
           window->viewer().view().picture().convertToFormat(QImage::Format_RGB32) == there.convertToFormat(QImage::Format_RGB32);
}

void GalleryWindow::choose_rows(std::initializer_list<int> rows) {
    panel().grid().selectionModel()->clearSelection();
    for (const int row : rows) panel().grid().selectionModel()->setCurrentIndex(model().index(row), QItemSelectionModel::Select);
}

Marks GalleryWindow::marks_of(const std::string& name) {
    const auto sidecar = read_sidecar(sidecar_path(at(name)));
    return sidecar ? sidecar->marks : Marks{};
}

}  // namespace imagelab::test
#endif
