#pragma once
#include <QComboBox>
#include <QStringList>

namespace imagelab {

// The bundled model, those used lately, and two entries that ask for a file or a folder.
class ModelPicker : public QComboBox {
    Q_OBJECT
  public:
    explicit ModelPicker(QWidget* parent = nullptr);
    void set_recent(const QStringList& paths);
    void set_model(const QString& path);  // "": the bundled one; chosen() is not sent
    static constexpr int most_recent = 8;

  signals:
    void chosen(const QString& path);
    void file_wanted();
    void folder_wanted();

  protected:
    void showPopup() override;

  private:
    void fill();
    QStringList recent_;
    QString model_;
};

}  // namespace imagelab
