#pragma once
#include <QComboBox>

namespace imagelab {

// A list that says less while it is closed than its entries do: their data of short_role, where there is some, behind `lead`.
class ShortCombo : public QComboBox {
    Q_OBJECT
  public:
    static constexpr int short_role = Qt::UserRole + 40;
    explicit ShortCombo(QWidget* parent = nullptr);
    void set_lead(const QString& lead) { lead_ = lead, update(); }  // "VAE"
    QString short_text() const;                                     // as it is shown

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString lead_;
};

}  // namespace imagelab
