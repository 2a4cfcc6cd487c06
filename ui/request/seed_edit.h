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
    explicit SeedEdit(QWidget* parent = nullptr);    // of the request's seed
    SeedEdit(QWidget* parent, const QString& name);  // of another one; its keys are not those of the menu
    void set_seed(Seed seed);                        // edited() is not sent
    void set_last_used(Seed seed);                   // what an unlocked field shows
    void roll();
    void toggle_lock();
    QLineEdit* field() const { return field_; }

  signals:
    void edited(imagelab::Seed seed);

  private:
    void lay_out(const QString& name, const QString& meaning);
    void show_seed();
    QLineEdit* field_;
    QToolButton* dice_;
    QToolButton* lock_;
    QIcon locked_, open_;
    Seed seed_, last_used_;
};

}  // namespace imagelab
