#pragma once
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace imagelab {

class LibraryModel;
class RequestDocument;
class SliderSpin;

// How the picture becomes larger: drawn once more at a larger size (hires pass), or enlarged once it is finished; its tones and colours.
class EnlargeSection : public QWidget {
    Q_OBJECT
  public:
    EnlargeSection(RequestDocument& document, LibraryModel& library, QWidget* parent = nullptr);
    QString summary() const;  // empty: nothing of it is used

  private:
    QWidget* hires_box();
    QWidget* upscale_box();
    QWidget* face_box();
    void connect_all();
    void show_request();
    void show_library();
    void showEvent(QShowEvent* event) override;
    static void choose(QComboBox* combo, const std::string& upscaler);

    RequestDocument& document_;
    LibraryModel& library_;
    QDoubleSpinBox* scale_;
    QWidget* hires_;  // shown where there is a hires pass
    SliderSpin* strength_;
    QSpinBox *steps_, *tile_;
    QComboBox* hires_upscaler_;
    QComboBox* upscaler_;
    QWidget* upscale_;  // shown where the finished picture is enlarged
    QDoubleSpinBox* times_;
    QCheckBox *contrast_, *colours_;
    QComboBox* faces_;
    QWidget* face_box_;  // shown where faces are restored
    SliderSpin *fidelity_, *visibility_;
    SliderSpin *sharpen_, *grain_;
    QComboBox* safety_;
};

}  // namespace imagelab
