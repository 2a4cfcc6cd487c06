#pragma once
#include <QWidget>

#include "ui/models/results.h"

class QComboBox;
class QPushButton;
class QTextBrowser;

namespace imagelab {

// What worked, and the nights, each at a choice; the whole page with plots or thumbnails opens in the browser.
class ResultsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit ResultsPanel(QWidget* parent = nullptr);
    void set_results(const Results& results);
    const Results& results() const { return results_; }
    QString text() const;
    int chosen_night() const;  // -1: what worked

  signals:
    void wanted();       // it is shown, or is to look again
    void page_wanted();  // of what is chosen

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void show_chosen();
    Results results_;
    QComboBox* choice_;
    QPushButton* page_;
    QTextBrowser* text_;
};

}  // namespace imagelab
