#pragma once
#include <QFrame>
#include <QPointer>

#include "ui/models/palette_model.h"

class QLabel;
class QLineEdit;
class QListView;

namespace imagelab {

// Ctrl+K: one field that finds every command, style, model, earlier prompt, term and picture. Lies over the top of its window; Escape or a
// click elsewhere closes it.
class CommandPalette : public QFrame {
    Q_OBJECT
  public:
    explicit CommandPalette(QWidget* window);
    void open(std::vector<PaletteEntry> entries);
    QLineEdit& field() { return *field_; }
    PaletteModel& model() { return model_; }

  signals:
    void typed(const QString& text);  // for searches elsewhere, which answer with model().set_found

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void place();
    void run(int row);
    void show_state();
    void close_and_return();
    PaletteModel model_;
    QLineEdit* field_;
    QListView* list_;
    QLabel* state_;
    QPointer<QWidget> before_;  // had the focus
};

}  // namespace imagelab
