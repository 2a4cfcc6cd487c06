#pragma once
#include <QDialog>
#include <memory>
#include <optional>

#include "core/base/cancel.h"
#include "core/relief/mesh_writer.h"
#include "ui/models/newest_work.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace imagelab {

class ReliefView;

// A picture becomes a body to print: how large, which way up, which format, and how it will look. Writes on a thread of its own.
class ReliefDialog : public QDialog {
    Q_OBJECT
  public:
    ReliefDialog(const QString& picture, QWidget* parent);
    ~ReliefDialog() override;
    void write(const QString& file);  // what "Save as…" does once a place was chosen
    ReliefView& view() { return *view_; }

  signals:
    void written(const QString& file);

  private:
    QWidget* settings_box();
    QDoubleSpinBox* length(const QString& name, const QString& explanation, double value, double least, double most);
    void read_picture_at(const QString& picture);
    void show_body();
    void say(const QString& text, bool trouble);
    void ask_place();
    void set_writing(bool on);
    ReliefSize size() const;
    QString suffix() const;  // "stl"

    QString picture_;
    std::shared_ptr<const BrightnessMap> map_;  // null: it is not read yet
    ReliefView* view_;
    QDoubleSpinBox *width_ = nullptr, *depth_ = nullptr, *base_ = nullptr;
    QCheckBox* invert_ = nullptr;
    QComboBox* format_ = nullptr;
    QLabel* note_;
    QProgressBar* progress_;
    QPushButton *save_, *close_;
    NewestWork reading_, looking_, writing_;
    std::optional<CancelToken> cancel_;  // of what is written
};

}  // namespace imagelab
