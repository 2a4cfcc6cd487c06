#pragma once
#include <QWidget>

class QCheckBox;
class QLabel;

namespace imagelab {

class PromptEdit;
class RequestDocument;

// The negative prompt; none and an empty one differ.
class NegativeSection : public QWidget {
    Q_OBJECT
  public:
    explicit NegativeSection(RequestDocument& document, QWidget* parent = nullptr);
    QString summary() const;

  private:
    void show_request();
    void edit();
    RequestDocument& document_;
    PromptEdit* text_;
    QCheckBox* even_empty_;
    QLabel* unused_;
};

}  // namespace imagelab
