#pragma once
#include <QWidget>

#include "ui/models/night_wish.h"

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

// What a night is made of: theme, how long, which styles, how hot.
class NightForm : public QWidget {
    Q_OBJECT
  public:
    explicit NightForm(QWidget* parent = nullptr);
    void set_themes(const QStringList& ids);
    NightWish wish() const;
    QComboBox& theme() { return *theme_; }

  signals:
    void changed();

  private:
    QComboBox* theme_;
    QDoubleSpinBox* hours_;
    QSpinBox* pictures_;
    QComboBox* styles_;
    QSpinBox* hottest_;
};

}  // namespace imagelab
