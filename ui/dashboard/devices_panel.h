#pragma once
#include <QWidget>

#include "ui/models/device_board.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace imagelab {

class DeviceCard;

// Every device of this machine: what it is, how it does, what our models and jobs hold there, and how the request being edited would fit.
class DevicesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit DevicesPanel(QWidget* parent = nullptr);
    void show_look(const DeviceLook& look);
    void add_history(const QString& key, const std::vector<HistoryPoint>& points);
    void show_price(const Price& price);
    void show_uses(const std::vector<ModelUse>& uses);
    void show_ran(const std::vector<JobRow>& rows);  // predicted against measured memory of the newest
    void show_freed(int64_t bytes);
    static constexpr size_t shown_jobs = 6;

  signals:
    void watched(bool watching);  // whether it can be seen
    void free_memory_wanted();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void show_state();
    std::optional<DeviceLook> look_;
    std::optional<Price> price_;
    DeviceTimeline timeline_;
    QWidget* list_;
    QVBoxLayout* column_;
    std::vector<DeviceCard*> cards_;
    QLabel* waiting_;
    QLabel* ran_;
    QLabel* uses_;  // loads and hits of models
    QPushButton* free_;
    QLabel* freed_;
};

}  // namespace imagelab
