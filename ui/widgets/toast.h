#pragma once
#include <QFrame>
#include <QTimer>

class QLabel;
class QPushButton;

namespace imagelab {

// What was just done to many things at once, over the lower edge of `cover`, with Undo; goes by itself after a while. It takes no focus.
class Toast : public QFrame {
    Q_OBJECT
  public:
    explicit Toast(QWidget* cover);
    void show_done(const QString& what);
    QString text() const;
    static constexpr int shown_ms = 8000;

  signals:
    void undo_wanted();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    void place();
    QLabel* text_;
    QPushButton* undo_;
    QTimer timer_;
};

}  // namespace imagelab
