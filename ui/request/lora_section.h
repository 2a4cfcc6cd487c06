#pragma once
#include <QWidget>
#include <map>
#include <string>
#include <vector>

#include "core/request/request.h"
#include "ui/models/lora_facts.h"
#include "ui/models/newest_work.h"

class QCheckBox;
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

// One LoRA in use: its name and what is known of it, how strongly it changes the picture and the text, its trigger words, away with it.
class LoraRow : public QWidget {
    Q_OBJECT
  public:
    LoraRow(const std::string& name, RequestDocument& document, QWidget* parent);
    void show_use(const LoraUse& use);
    void show_facts(const LoraFacts& facts);
    QWidget* tab_after(QWidget* before);  // places itself in the order of Tab; gives back its last control
    const std::string& name() const { return name_; }

  private:
    void change(const QString& what, const std::function<void(LoraUse&)>& change);
    void insert_words();
    void show_fit(const std::optional<ModelFit>& fit);

    std::string name_;
    RequestDocument& document_;
    QStringList words_;
    ElidedLabel* title_;
    ElidedLabel* detail_;
    QLabel* why_;  // how well it fits the model, where it does not quite
    SliderSpin* scale_;
    QToolButton* apart_;  // the text encoders have a number of their own
    QDoubleSpinBox* text_scale_;
    QPushButton* insert_;
    QToolButton* remove_;
};

// The LoRAs of the request, and those of the library to add.
class LoraSection : public QWidget {
    Q_OBJECT
  public:
    LoraSection(RequestDocument& document, LibraryModel& library, QWidget* parent = nullptr);
    QString summary() const;
    void add(const QString& name);
    QComboBox& chooser() { return *chooser_; }

  signals:
    void file_wanted();

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void show_request();
    void show_library();
    void read_facts();

    RequestDocument& document_;
    LibraryModel& library_;
    QVBoxLayout* column_;
    QVBoxLayout* rows_;
    std::vector<LoraRow*> shown_;
    QComboBox* chooser_;
    QPushButton* file_;
    QCheckBox* dora_;  // shown where a LoRA has decomposed weights
    std::map<std::string, LoraFacts> facts_;
    Request facts_of_;  // whose model the facts are about
    NewestWork reading_;
};

}  // namespace imagelab
