#pragma once
#include <QImage>
#include <QWidget>
#include <functional>
#include <vector>

#include "core/request/request.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
class RequestDocument;
class SliderSpin;

// One detailer: what finds the parts, what they are to show and how much they change; the rest behind "More".
class DetailRow : public QWidget {
    Q_OBJECT
  public:
    DetailRow(int index, RequestDocument& document, QWidget* parent);
    void show_use(const DetailUse& use);
    void show_found(const QImage& picture, const QString& text);  // what the detector finds in the picture that is shown
    QWidget* tab_after(QWidget* before);

  signals:
    void preview_wanted(int index);

  private:
    void change(const QString& what, const std::function<void(DetailUse&)>& change);
    QLineEdit* words(const QString& placeholder, const QString& name, const QString& meaning, std::string DetailUse::*member);
    QSpinBox* pixels(const QString& name, const QString& meaning, int low, int high, int DetailUse::*member);
    QWidget* make_more();

    int index_;
    RequestDocument& document_;
    ElidedLabel* title_;
    QToolButton* remove_;
    QLineEdit *prompt_, *negative_, *classes_;
    SliderSpin *strength_, *confidence_;
    QSpinBox *steps_, *top_, *blur_, *dilate_, *padding_;
    QComboBox* merge_;
    QPushButton* preview_;
    QToolButton* open_;
    QWidget* more_;
    QLabel *seen_, *found_;
};

// The detailers of the request, in the order they work, and the detectors of DATA/models/detectors to add.
class DetailSection : public QWidget {
    Q_OBJECT
  public:
    explicit DetailSection(RequestDocument& document, QWidget* parent = nullptr);
    QString summary() const;  // empty: there is none
    void add(const QString& detector);
    void show_found(int index, const QImage& picture, const QString& text);

  signals:
    void file_wanted();
    void preview_wanted(int index);

  protected:
    void showEvent(QShowEvent* event) override;  // looks which detectors there are

  private:
    void show_request();
    void show_detectors();

    RequestDocument& document_;
    QVBoxLayout* rows_;
    std::vector<DetailRow*> shown_;
    QComboBox* chooser_;
    QPushButton* file_;
};

}  // namespace imagelab
