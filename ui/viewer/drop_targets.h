#pragma once
#include <QAbstractButton>
#include <QWidget>

#include "ui/models/picture_info.h"

namespace imagelab {

// One large place with a title and a line below it.
class DropTarget : public QAbstractButton {
    Q_OBJECT
  public:
    DropTarget(const QString& icon_name, const QString& title, QWidget* parent);
    void set_note(const QString& note);
    void set_lit(bool lit);
    QString note() const { return note_; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString icon_name_, note_;
    bool lit_ = false;
};

// What can be done with a picture that is dragged over the window or was pasted: large targets over everything. While something is
// dragged it lets events through to the window below; pasted, it is pressed, and Escape leaves it.
class DropTargets : public QWidget {
    Q_OBJECT
  public:
    enum class Target { none, settings, start, reference, model, vae };
    explicit DropTargets(QWidget* parent);
    void show_picture(const QString& path, bool dragged);
    void show_model(const QString& path, bool is_vae);  // one target
    void set_info(const PictureInfoPtr& info);          // what its settings are, once they are read
    Target target_at(const QPoint& in_parent) const;
    void light(const QPoint& in_parent);
    QPoint middle_of(Target target) const;  // in the parent's coordinates
    const QString& path() const { return path_; }
    bool says_nothing() const { return says_nothing_; }
    DropTarget& settings() { return *settings_; }
    DropTarget& start() { return *start_; }

  signals:
    void chosen(imagelab::DropTargets::Target target);

  protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void open(bool dragged);
    void arrange();
    QString path_;
    bool says_nothing_ = false, is_vae_ = false;
    DropTarget* settings_;
    DropTarget* start_;
    DropTarget* reference_;
    DropTarget* model_;
};

}  // namespace imagelab
