#pragma once
#include <QAbstractButton>

class QVBoxLayout;

namespace imagelab {

// The header of a section: chevron, title, and on the right what is set inside.
class SectionHeader : public QAbstractButton {
    Q_OBJECT
  public:
    SectionHeader(const QString& title, QWidget* parent);
    void set_summary(const QString& summary);
    void set_shift(int pixels) { shift_ = pixels; }  // of what it says, to the left
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString summary_;
    int shift_ = 0;
};

// A part of a panel that folds away. Among fields (`inner`) its arrow and its content stand in line with them.
class Section : public QWidget {
    Q_OBJECT
  public:
    Section(const QString& title, QWidget* content, bool open, QWidget* parent = nullptr, bool inner = false);
    void set_summary(const QString& summary) { header_->set_summary(summary); }
    bool is_open() const { return header_->isChecked(); }
    void set_open(bool open) { header_->setChecked(open); }
    SectionHeader* header() const { return header_; }

  signals:
    void toggled(bool open);

  private:
    SectionHeader* header_;
};

}  // namespace imagelab
