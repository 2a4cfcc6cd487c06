#pragma once
#include <QDialog>
#include <QTimer>

#include "core/jobs/enlarging.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace imagelab {

class LibraryModel;
class SessionBridge;

// Pictures become larger: by what and how many times; says what the first would cost and how long all take before they go into the queue.
class EnlargeDialog : public QDialog {
    Q_OBJECT
  public:
    EnlargeDialog(const std::vector<std::filesystem::path>& pictures, SessionBridge& bridge, const LibraryModel& library, QWidget* parent);
    static constexpr int price_delay_ms = 150;

  signals:
    void wanted(const std::vector<imagelab::Request>& requests);

  private:
    EnlargingWish wish() const;
    void ask_price();
    void show_price(const QString& text, bool possible);
    double pixels_of_all() const;  // over those of the first

    std::vector<std::filesystem::path> pictures_;
    SessionBridge& bridge_;
    QComboBox* upscaler_;
    QDoubleSpinBox* times_;
    QLabel* price_;
    QPushButton* add_;
    QTimer delay_;
    int asked_ = 0;  // the newest price counts
};

}  // namespace imagelab
