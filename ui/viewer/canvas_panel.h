#pragma once
#include <QWidget>

#include "ui/viewer/canvas_view.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace imagelab {

class SliderSpin;

// A picture that is painted over, with its tools above. The buttons run the window's commands, so that menu, key, palette and button do
// the same.
class CanvasPanel : public QWidget {
    Q_OBJECT
  public:
    explicit CanvasPanel(QWidget* parent = nullptr);
    CanvasView& view() { return *view_; }
    void add_tool(QAction* action, const QString& icon_name);  // a checkable one
    void add_button(QAction* action, const QString& icon_name);
    void add_to_menu(QAction* action);
    SliderSpin& brush_size() { return *size_; }
    SliderSpin& hardness() { return *hardness_; }
    SliderSpin& tolerance() { return *tolerance_; }
    QToolButton& colour() { return *colour_; }

  signals:
    void done();  // painting is over for now

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* make_bar();
    QToolButton* add(QAction* action, const QString& icon_name, QHBoxLayout* row);
    void show_settings();
    void ask_colour();
    CanvasView* view_;
    QHBoxLayout* tools_;
    QHBoxLayout* buttons_;
    QToolButton* more_;
    QMenu* menu_;
    QPushButton* done_;
    SliderSpin* size_;
    SliderSpin* hardness_;
    SliderSpin* tolerance_;
    QToolButton* colour_;
    QLabel* zoom_;
    QWidget* last_ = nullptr;  // in the order of Tab
};

}  // namespace imagelab
