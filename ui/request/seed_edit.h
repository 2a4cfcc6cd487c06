#pragma once
#include <QIcon>
#include <QWidget>
#include <cstdint>

class QLineEdit;
class QToolButton;

namespace imagelab {

// -1: a new seed for every picture (unlocked; the field shows the last one used). Otherwise this seed (locked). Typing locks.
class SeedEdit : public QWidget {
    Q_OBJECT
  public:
    explicit SeedEdit(QWidget* parent = nullptr);
    void set_seed(int64_t seed);       // edited() is not sent
    void set_last_used(int64_t seed);  // what an unlocked field shows
    void roll();
    void toggle_lock();
    QLineEdit* field() const { return field_; }

  signals:
    void edited(qint64 seed);

  private:
    void show_seed();
    QLineEdit* field_;
    QToolButton* dice_;
    QToolButton* lock_;
    QIcon locked_, open_;
    int64_t seed_ = -1, last_used_ = -1;
};

}  // namespace imagelab
