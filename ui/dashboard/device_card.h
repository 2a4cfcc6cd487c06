#pragma once
#include <QFrame>

#include "ui/models/device_board.h"

class QLabel;

namespace imagelab {

// Memory of a device in one bar: ours, others', what the request would add, free. Each part is told in words beneath.
class MemoryBar : public QWidget {
    Q_OBJECT
  public:
    explicit MemoryBar(QWidget* parent = nullptr);
    void show_memory(const MemoryShares& memory);
    QSize sizeHint() const override { return {240, 16}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    MemoryShares memory_;
};

// Load (a line) and memory (an area) of the last hour, with the minutes beneath.
class HistoryGraph : public QWidget {
    Q_OBJECT
  public:
    explicit HistoryGraph(QWidget* parent = nullptr);
    void show_history(const std::deque<HistoryPoint>& points, int64_t memory_total, double now);
    QSize sizeHint() const override { return {280, 88}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::deque<HistoryPoint> points_;
    int64_t memory_total_ = 0;
    double now_ = 0;
};

// One device: what it is, how it does, what it holds.
class DeviceCard : public QFrame {
    Q_OBJECT
  public:
    explicit DeviceCard(QWidget* parent = nullptr);
    void show_device(const DeviceState& device, const std::deque<HistoryPoint>& points, double now);
    void show_advice(const QString& advice);  // about the request being edited; empty: none

  private:
    QLabel* name_;
    QLabel* about_;
    QLabel* facts_;
    MemoryBar* bar_;
    QLabel* memory_;
    QLabel* holds_;
    QLabel* advice_;
    HistoryGraph* graph_;
};

}  // namespace imagelab
