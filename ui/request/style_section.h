#pragma once
#include <QWidget>
#include <vector>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
struct Request;
class ProfileModel;
class ProfilePicker;
class RequestDocument;

// One style in use: its picture, its name, its weight, away with it; below, what it would set where that was chosen by hand.
class StyleChip : public QWidget {
    Q_OBJECT
  public:
    StyleChip(const std::string& id, RequestDocument& document, ProfileModel& profiles, QWidget* parent);
    void show_use(const Request& request);  // its weight in it, and what it would set besides
    void show_profile();
    QWidget* tab_after(QWidget* before);  // places itself in the order of Tab; gives back its last control
    const std::string& id() const { return id_; }

  private:
    std::string id_;
    RequestDocument& document_;
    ProfileModel& profiles_;
    QLabel* picture_;
    ElidedLabel* name_;
    QDoubleSpinBox* weight_;
    QToolButton* remove_;
    QLabel* offer_;
    QPushButton* take_;
};

// The styles in use, and what they make of the prompt.
class StyleSection : public QWidget {
    Q_OBJECT
  public:
    StyleSection(RequestDocument& document, ProfileModel& profiles, QWidget* parent = nullptr);
    QString summary() const;
    QString expanded_text() const;
    ProfilePicker& picker() { return *picker_; }
    void choose();  // opens the picker

  private:
    void show_request();
    RequestDocument& document_;
    ProfileModel& profiles_;
    ProfilePicker* picker_;
    QVBoxLayout* chips_;
    std::vector<StyleChip*> shown_;
    QPushButton* add_;
    QToolButton* peek_;
    QLabel* expanded_;
};

}  // namespace imagelab
