#pragma once
#include <QWidget>

#include "core/image/exif.h"
#include "core/request/seed.h"

class QAction;
class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace imagelab {

class ElidedLabel;
class RatingBar;

// Above the picture: heart and stars, its seed, what is done with it, and the way back to the picture that is being made. The buttons run
// the window's commands, so that menu, key, palette and button do the same.
class StageBar : public QWidget {
    Q_OBJECT
  public:
    explicit StageBar(QWidget* parent = nullptr);
    void add_seed_button(QAction* action, const QString& icon_name);  // beside the seed; hidden with it where there is little room
    void add_button(QAction* action, const QString& icon_name);
    void set_live_command(QAction* action);  // shown while it is enabled

    void show_picture(const Marks& marks, Seed seed);
    void show_job(const QString& state);  // nothing can be done with it yet
    void set_marks(const Marks& marks);
    void set_marks_elsewhere(bool elsewhere);  // the details beside the picture have heart and stars: not here as well
    QString text() const { return words_; }
    RatingBar& rating() { return *rating_; }
    QSize minimumSizeHint() const override;

  signals:
    void menu_wanted(const QPoint& at);  // what else can be done, in global coordinates

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void add(QAction* action, const QString& icon_name, QWidget* parent);
    void arrange();
    RatingBar* rating_;
    ElidedLabel* text_;
    QWidget* seed_buttons_;
    QWidget* buttons_;
    QWidget* last_;  // in the order of Tab
    QToolButton* more_;
    QPushButton* live_;
    QString words_;  // the seed, or the state of the job
    bool is_picture_ = false, marks_elsewhere_ = false;
};

}  // namespace imagelab
