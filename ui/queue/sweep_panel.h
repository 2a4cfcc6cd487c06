#pragma once
#include <QTimer>
#include <QWidget>

#include "ui/bridge/session_bridge.h"
#include "ui/models/grid_draft.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QToolButton;

namespace imagelab {

class NightForm;
class NightStarter;
class RequestDocument;

// The request being edited over up to three settings, all profiles or all models: says how many pictures and about how long, then adds a
// group to the queue. Or a night of pictures from a theme, which is started as a process of its own and stands in the queue, too.
class SweepPanel : public QWidget {
    Q_OBJECT
  public:
    SweepPanel(RequestDocument& document, SessionBridge& bridge, QWidget* parent = nullptr);
    void choose(SweepKind kind);
    void choose_night();
    void set_output(std::function<std::string()> folder) { folder_ = std::move(folder); }  // where pictures go
    SweepDraft draft() const;
    QPushButton& add_button() { return *add_; }
    QString summary() const;

    NightForm& night() { return *night_form_; }
    void set_starter(NightStarter* starter);  // the panel's from now on

  signals:
    void enqueued(int pictures);
    void night_started();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct AxisRow {
        QComboBox* setting;
        QLineEdit* values;
        QToolButton* fill;
    };
    AxisRow make_axis(const QString& name, GridSetting setting);
    void fill(const AxisRow& axis);
    void show_axis(const AxisRow& axis);
    void load_choices();
    void changed();
    void price();
    void add();
    Result<std::vector<Request>> requests() const;
    QStringList night_arguments() const;
    QWidget* make_axes();

    RequestDocument& document_;
    SessionBridge& bridge_;
    std::function<std::string()> folder_;
    QRadioButton* kinds_[3];
    QRadioButton* night_;
    NightForm* night_form_;
    NightStarter* starter_ = nullptr;
    QWidget* axes_;
    AxisRow x_, y_, z_;
    QLabel* summary_;
    QPushButton* add_;
    QTimer delay_;
    std::vector<std::string> profiles_, models_, loras_, suites_;
    bool loaded_ = false;
    uint64_t asked_ = 0;
};

}  // namespace imagelab
