#pragma once
#include <QWidget>
#include <map>

#include "ui/models/gallery_model.h"
#include "ui/models/picture_info.h"
#include "ui/models/request_difference.h"

class QImage;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;

namespace imagelab {

class DifferenceList;
class ElidedLabel;
class RatingBar;
class Section;

// What the shown picture is: marks, settings as a difference to those being edited, the file, and what it says, understood or not.
class DetailsPanel : public QWidget {
    Q_OBJECT
  public:
    static constexpr int least_width = 264, most_width = 400;
    explicit DetailsPanel(QWidget* parent = nullptr);
    void show_nothing();
    void show_picture(const StripEntry& entry, const PictureInfoPtr& info);
    void set_marks(const Marks& marks);
    void set_mine(const Request& mine);  // what is being edited
    void focus_tags();
    void set_thumbnail(const QString& path, const QImage& image);  // of a map
    const Request& theirs() const { return theirs_; }
    const PictureInfoPtr& info() const { return info_; }  // of the picture shown last; null: none was

  signals:
    void take_one(const imagelab::RequestDifference& difference);
    void take_all();
    void favourite_wanted(bool on);
    void rating_wanted(int stars);
    void tags_wanted(const QStringList& tags);
    void folder_wanted(const QString& path);
    void close_wanted();
    void thumbnail_wanted(const QString& path);

  private:
    QWidget* make_head();
    QWidget* make_settings();
    QWidget* make_file();
    QWidget* make_raw();
    void show_difference();
    void show_maps();
    void show_file(const StripEntry& entry, const PictureInfo& info);

    PictureInfoPtr info_;
    QString path_;
    Request mine_, theirs_;
    bool has_settings_ = false;
    ElidedLabel* title_;
    RatingBar* rating_;
    QLineEdit* tags_;
    QLabel* albums_;
    QLabel* prompt_;
    QLabel* difference_note_;
    DifferenceList* list_;
    QPushButton* all_;
    QWidget* maps_;  // what ControlNets saw, where that was made of a picture
    std::map<QString, QLabel*> map_of_;
    QLabel* facts_;
    QLabel* notes_;
    Section* notes_section_;
    Section* raw_section_;
    QPlainTextEdit* raw_;
    QScrollArea* scroll_;  // over what is said of a picture; away where there is none, with its bar
    QLabel* nothing_;
};

}  // namespace imagelab
