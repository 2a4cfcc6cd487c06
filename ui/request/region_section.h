#pragma once
#include <QPointer>
#include <QWidget>
#include <array>
#include <functional>
#include <vector>

#include "core/request/request.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QGridLayout;
class QToolButton;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
class RegionMap;
class RequestDocument;
class SliderSpin;

// One part of the picture: what it shows, where it lies, how much its words count there.
class RegionRow : public QWidget {
    Q_OBJECT
  public:
    RegionRow(int index, RequestDocument& document, QWidget* parent);
    void show_region(const Region& region);
    void focus_prompt();
    QWidget* tab_after(QWidget* before);  // as ReferenceRow's

  signals:
    void chosen(int index);  // something in it has the focus
    void mask_wanted(int index);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void change(const QString& what, const std::function<void(Region&)>& change);
    QGridLayout* make_sides();
    QSpinBox* side(const QString& name, double Region::*member);

    int index_;
    RequestDocument& document_;
    QLabel* number_;
    QLineEdit* prompt_;
    QLineEdit* negative_;
    std::array<QSpinBox*, 4> sides_;
    SliderSpin* weight_;
    ElidedLabel* mask_;
    QPushButton* choose_mask_;
    QToolButton* no_mask_;
    QToolButton* remove_;
};

// The parts of the picture with prompts of their own, drawn over its frame.
class RegionSection : public QWidget {
    Q_OBJECT
  public:
    explicit RegionSection(RequestDocument& document, QWidget* parent = nullptr);
    QString summary() const;  // empty: there is none
    void set_mask(int index, const QString& path);
    void follow(RegionMap* map);               // one more map of the regions, which goes when it likes
    void stop_drawing();                       // on the picture
    void set_own_size(int width, int height);  // the model's, where the request leaves its own open
    RegionMap& map() { return *map_; }

  signals:
    void mask_wanted(int index);
    void drawing_wanted(bool on);  // on the picture in the middle of the window

  private:
    void add(const Region& region);
    void show_request();

    RequestDocument& document_;
    QSize own_size_{1, 1};
    std::vector<QPointer<RegionMap>> maps_;  // its own first
    RegionMap* map_;
    QPushButton* on_picture_;
    QVBoxLayout* rows_;
    std::vector<RegionRow*> shown_;
    QPushButton* add_;
};

}  // namespace imagelab
