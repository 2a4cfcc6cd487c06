#pragma once
#if __has_include(<QApplication>)
#include "tests/support/window_fixture.h"

namespace imagelab::test {

// The window over real files and a real index, with a trash and a cache of its own.
class GalleryWindow : public WindowTest {
  protected:
    GalleryWindow();
    ~GalleryWindow() override;
    std::filesystem::path pictures() const { return folder.filePath("pictures").toStdString(); }
    std::filesystem::path at(const std::string& name) const { return pictures() / name; }
    QString path(const std::string& name) const { return QString::fromStdString(at(name).string()); }

    static Request made_with(const std::string& prompt, int64_t seed = 1);
    void draw(const std::string& name, const Request& r);  // later files are newer
    void index_pictures();                                 // before the window opens
    void open_with_pictures(int64_t count);                // once they are indexed and shown
    GalleryPanel& panel() { return window->gallery_panel(); }
    GalleryModel& model() { return window->gallery(); }
    bool shows(int64_t count);
    bool choose(int row);  // once the index has said what it is and the viewer shows it
    bool shown(const QString& file);
    void choose_rows(std::initializer_list<int> rows);
    const Request& request() { return window->document().request(); }
    Marks marks_of(const std::string& name);  // as its sidecar has them

    QTemporaryDir home_;

  private:
    int drawn_ = 0;
};

}  // namespace imagelab::test
#endif
