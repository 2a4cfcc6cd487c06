#pragma once
#include <QIcon>
#include <QWidget>

#include "core/request/seed.h"

class QLineEdit;
class QToolButton;

namespace imagelab {

// An open seed: a new one for every picture (unlocked; the field shows the last one used). Otherwise this one (locked). Typing locks.
class SeedEdit : public QWidget {
    Q_OBJECT
  public:
    explicit SeedEdit(QWidget* parent = nullptr);
    void set_seed(Seed seed);       // edited() is not sent
    void set_last_used(Seed seed);  // what an unlocked field shows
    void roll();
    void toggle_lock();
    QLineEdit* field() const { return field_; }

  signals:
    void edited(imagelab::Seed seed);

  private:
    void show_seed();
    QLineEdit* field_;
    QToolButton* dice_;
    QToolButton* lock_;
    QIcon locked_, open_;
    Seed seed_, last_used_;
};

}  // namespace imagelab
