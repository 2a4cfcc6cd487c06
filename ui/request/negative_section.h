#pragma once
#include <QWidget>

class QLabel;

namespace imagelab {

class PromptEdit;
class RequestDocument;

// The negative prompt, below its name. None and an empty one differ: emptied, it is none (SamplingSection asks for an empty one).
class NegativeSection : public QWidget {
    Q_OBJECT
  public:
    explicit NegativeSection(RequestDocument& document, QWidget* parent = nullptr);

  private:
    void show_request();
    RequestDocument& document_;
    PromptEdit* text_;
    QLabel* name_;
};

}  // namespace imagelab
