#pragma once
#include <QStringList>

#include "ui/widgets/short_combo.h"

namespace imagelab {

class LibraryModel;
struct ModelFile;

// The model's own, the bundled one or none, those of the library and those used lately, and entries that ask for a file or a folder. What
// is not there any more says so.
class ModelPicker : public ShortCombo {
    Q_OBJECT
  public:
    enum class Shows { models, vaes, refiners };
    ModelPicker(Shows shows, LibraryModel& library, QWidget* parent = nullptr);
    void set_recent(const QStringList& paths);
    void set_model(const QString& path);  // "": the bundled one, the model's own, none; chosen() is not sent
    static constexpr int most_recent = 8;

  signals:
    void chosen(const QString& path);
    void file_wanted();
    void folder_wanted();

  protected:
    void showPopup() override;

  private:
    void fill();
    void add(const QString& path);
    bool fits(const ModelFile& file) const;
    QString none_text() const;
    Shows shows_;
    LibraryModel& library_;
    QStringList recent_;
    QString model_;
};

}  // namespace imagelab
