#pragma once
#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace imagelab {

class RequestDocument;
class ShortCombo;
class SuiteModel;

// Which model suite the request was made from, one line: chosen, saved, replaced, deleted. Below it what is in it, and how well what is
// chosen goes together, with the reasons where something does not.
class SuiteControl : public QWidget {
    Q_OBJECT
  public:
    SuiteControl(RequestDocument& document, SuiteModel& suites, QWidget* parent = nullptr);
    ShortCombo& chooser() { return *chooser_; }
    QLineEdit& name() { return *name_; }
    QPushButton& save() { return *save_; }
    QToolButton& more() { return *more_; }
    bool is_needed() const;         // there are suites, or something to say of how models go together
    QString fit_shown() const;      // empty: nothing is put together
    QString reasons_shown() const;  // a line each

  signals:
    void needed_changed();

  private:
    void fill_menu();
    void ask_name();
    void save_named();
    void choose(int index);
    void show_suites();
    void show_request();
    void show_fit();
    RequestDocument& document_;
    SuiteModel& suites_;
    ShortCombo* chooser_;
    QToolButton* more_;
    QMenu* menu_;
    QWidget* naming_;
    QLineEdit* name_;
    QPushButton* save_;
    QLabel* parts_;
    QLabel* fit_;
    QLabel* reasons_;
};

}  // namespace imagelab
