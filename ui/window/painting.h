#pragma once
#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/image/painted_mask.h"
#include "core/jobs/looking.h"
#include "ui/models/newest_work.h"
#include "ui/models/picture_info.h"

class QAction;
class QMenu;

namespace imagelab {

class CanvasView;
class Commands;
class Viewing;
enum class CanvasTool;
struct Workspace;

// Pictures are painted over: the canvas in the middle, its mask kept as a file after every stroke and named in the request, and what
// becomes of the result. The picture itself is never written.
class PaintingControl : public QObject {
    Q_OBJECT
  public:
    PaintingControl(Workspace& work, Commands& commands, Viewing& viewing);
    ~PaintingControl() override;
    void add_commands(QMenu* edit);

    void start();                        // on the picture that is shown; without one on the start picture
    void start_on(const QString& path);  // once it is read
    void stop();                         // the mask stays, and so does the way back through its strokes
    void keep_now();                     // what is painted stands in the request

  private:
    using Change = std::function<PixelBox(PaintedMask&)>;
    QAction* add(QMenu* menu, const char* name, const QString& text, const QString& explanation, const Change& change);
    QAction* add_step(QMenu* menu, const char* name, const QString& text, const QString& explanation, void (CanvasView::*step)());
    void keep_beside();  // the last mask, in its picture's sidecar
    void add_tools(QMenu* menu);
    void add_changes(QMenu* menu);
    void add_result_commands(QMenu* menu);
    void open(const QString& path, const QImage& picture);
    void left();
    void keep();
    // What is kept of a canvas: its mask and, where colours are painted on it, the picture with them; versions of both.
    struct Kept {
        Result<QString> mask, picture;
        QString path;
        QSize size;
        uint64_t mask_version, colours_version;
    };
    // On any thread. A null picture: its colours are as they were kept.
    static Kept keep_all(const std::vector<uint8_t>& pixels, const QImage& picture, bool blank, const std::filesystem::path& folder,
                         Kept about);
    Kept about_canvas() const;
    void kept(const Kept& kept);
    bool is_ours(const Request& request) const;  // begins from the picture on the canvas, with colours or without
    void follow_colours(const Request& request);
    void follow_request();
    void follow_canvas();
    void ask_mask();
    void take_mask(const QString& file);
    void preview_control(int index);
    void take_poses(int index, const std::vector<Pose>& poses, QSize canvas);  // edited, as the control picture
    void take_mask(const Result<QImage>& read);
    void take_last_mask();
    void look_for(Looking::For what);  // its mask is added to that on the canvas, as one stroke
    void preview_detailer(int index);
    void ask_detector();
    void look(Looking wanted, const std::function<void(const Result<Seen>&)>& take);  // beside the window's thread
    void compare_result();
    void go_on_from_result();
    void reject_result();
    QString mask_in_request() const;      // of the picture on the canvas; empty: none
    double step_pixels() const;           // by which growing, shrinking and softening work
    PictureInfoPtr shown_result() const;  // null: there is none, which is said
    CanvasView& canvas() const;

    Workspace& work_;
    Commands& commands_;
    Viewing& viewing_;
    QString path_;                // the picture on the canvas
    QString awaited_;             // the picture that is painted over once it is read
    QString kept_file_;           // of the mask as it was kept last
    QString last_file_;           // of the last mask that is not blank
    QString beside_file_;         // the one of them that lies beside the picture
    QString coloured_file_;       // the picture with colours, as it was kept last; empty: there are none
    std::set<QString> coloured_;  // all that were kept of the picture on the canvas
    uint64_t kept_version_ = 0, kept_colours_ = 0;
    bool joins_ = false;   // what is kept next belongs to the same step of the request
    bool tidied_ = false;  // old masks were looked for
    NewestWork keeping_;
    QThreadPool beside_;
    CancelToken closing_;
    NewestWork looking_;  // last: it waits for what runs, which closing_ ends
};

}  // namespace imagelab
