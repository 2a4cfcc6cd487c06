#pragma once
#include <QWidget>

class QAction;
class QHBoxLayout;

namespace imagelab {

class ElidedLabel;

// Below the bar of a picture that was painted over another one: which, and what becomes of it. The buttons run the window's commands.
class VariantBar : public QWidget {
    Q_OBJECT
  public:
    explicit VariantBar(QWidget* parent = nullptr);
    void add_button(QAction* action, const QString& icon_name);
    void show_original(const QString& path);  // empty: the bar goes

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    ElidedLabel* text_;
    QWidget* buttons_;
};

}  // namespace imagelab
