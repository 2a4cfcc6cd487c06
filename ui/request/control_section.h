#pragma once
#include <QImage>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "core/request/request.h"
#include "ui/models/pose_edit.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
class LibraryModel;
class PoseMap;
class RequestDocument;
class SliderSpin;

// One ControlNet in use: its network, what it sees and what is made of that, how strongly and in which steps it counts.
class ControlRow : public QWidget {
    Q_OBJECT
  public:
    ControlRow(int index, RequestDocument& document, QWidget* parent);
    void show_use(const ControlUse& use, const Request& request);
    void show_made(const QImage& picture, const QString& text);  // what its network would see
    void show_poses(const std::vector<Pose>& poses, const QString& of, const QImage& ground);  // found in that picture, in its pixels
    QWidget* tab_after(QWidget* before);                         // places itself in the order of Tab; gives back its last control

  signals:
    void picture_wanted(int index);
    void preview_wanted(int index);
    void poses_edited(int index, const std::vector<imagelab::Pose>& poses, QSize canvas);

  private:
    void make_pose_map();
    void show_pose_map(const ControlUse& use, const Request& request);
    void change(const QString& what, const std::function<void(ControlUse&)>& change);
    QDoubleSpinBox* share(const QString& name, const QString& explanation, double ControlUse::*member);
    void make_choices();

    int index_;
    RequestDocument& document_;
    ElidedLabel* title_;
    QToolButton* remove_;
    QPushButton* picture_;
    ElidedLabel* picture_name_;
    QToolButton* no_picture_;
    QComboBox* type_;
    QCheckBox* ready_;  // shown where the type makes something of the picture
    QPushButton* preview_;
    QLabel *made_, *about_made_;
    PoseMap* pose_map_;
    QWidget* pose_box_;          // with what can be done to them
    QPushButton* remove_person_;
    struct Found {
        QString of;
        std::vector<Pose> poses;
        QImage ground;
    } found_;
    QString ready_path_;  // whose points were looked for last
    std::optional<KeptPoses> ready_poses_;
    QComboBox* mode_;
    SliderSpin* weight_;
    QDoubleSpinBox* start_;
    QDoubleSpinBox* end_;
};

// The ControlNets of the request, and those of the library to add.
class ControlSection : public QWidget {
    Q_OBJECT
  public:
    ControlSection(RequestDocument& document, LibraryModel& library, QWidget* parent = nullptr);
    QString summary() const;  // empty: there is none
    void add(const QString& path);
    void set_picture(int index, const QString& path);
    void show_made(int index, const QImage& picture, const QString& text);
    void show_poses(int index, const std::vector<Pose>& poses, const QString& of, const QImage& ground);
    void set_pose_map(int index, const QString& path);  // what was edited, as a file

  signals:
    void file_wanted();
    void picture_wanted(int index);
    void preview_wanted(int index);
    void poses_edited(int index, const std::vector<imagelab::Pose>& poses, QSize canvas);

  private:
    void show_request();
    void show_library();

    RequestDocument& document_;
    LibraryModel& library_;
    QVBoxLayout* rows_;
    std::vector<ControlRow*> shown_;
    QComboBox* chooser_;
    QPushButton* file_;
};

}  // namespace imagelab
