#pragma once
#include <QObject>

namespace imagelab {

struct Workspace;

// What the machine does and what came of it: the devices while somebody looks, and what worked and the nights.
class ReportControl : public QObject {
    Q_OBJECT
  public:
    explicit ReportControl(Workspace& work);

  private:
    void free_memory();
    void count_results();
    void open_results_page();
    Workspace& work_;
};

}  // namespace imagelab
