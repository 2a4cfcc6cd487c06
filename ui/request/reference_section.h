#pragma once
#include <QWidget>
#include <functional>
#include <vector>

#include "core/request/request.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace imagelab {

class ElidedLabel;
class LibraryModel;
class RequestDocument;
class SliderSpin;

// One reference picture: what it is, the adapter that shows it to the model, how strongly and in which steps it counts.
class ReferenceRow : public QWidget {
    Q_OBJECT
  public:
    ReferenceRow(int index, RequestDocument& document, QWidget* parent);
    void show_use(const ReferenceUse& use);
    void show_adapters(const LibraryModel& library);
    void set_thumbnail(const QString& path, const QImage& image);
    QWidget* tab_after(QWidget* before);  // places itself in the order of Tab; gives back its last control

  signals:
    void picture_wanted(int index);
    void adapter_wanted(int index);
    void mask_wanted(int index);
    void thumbnail_wanted(const QString& path);

  private:
    void make_mask_and_mode();
    void change(const QString& what, const std::function<void(ReferenceUse&)>& change);
    QDoubleSpinBox* share(const QString& name, const QString& explanation, double ReferenceUse::*member);
    void choose_adapter(int index);
    void show_model(const std::string& model);

    int index_;
    RequestDocument& document_;
    QString path_;
    QLabel* thumbnail_;
    ElidedLabel* name_;
    QPushButton* picture_;
    QToolButton* remove_;
    QComboBox* adapter_;
    SliderSpin* scale_;
    QDoubleSpinBox* start_;
    QDoubleSpinBox* end_;
    QComboBox* mode_;
    ElidedLabel* mask_;
    QPushButton* choose_mask_;
    QToolButton* no_mask_;
};

// The reference pictures of the request, and a place to add one.
class ReferenceSection : public QWidget {
    Q_OBJECT
  public:
    ReferenceSection(RequestDocument& document, LibraryModel& library, QWidget* parent = nullptr);
    QString summary() const;  // empty: there is none
    void add(const QString& picture);
    void set_picture(int index, const QString& path);
    void set_adapter(int index, const QString& path);
    void set_mask(int index, const QString& path);
    void set_thumbnail(const QString& path, const QImage& image);

  signals:
    void picture_wanted(int index);  // of a reference; -1: of a new one
    void adapter_wanted(int index);
    void mask_wanted(int index);
    void thumbnail_wanted(const QString& path);

  private:
    void show_request();
    void show_library();

    RequestDocument& document_;
    LibraryModel& library_;
    QVBoxLayout* rows_;
    std::vector<ReferenceRow*> shown_;
    QLabel* missing_;  // that the library has no adapter
    QPushButton* add_;
};

}  // namespace imagelab
