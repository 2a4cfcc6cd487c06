#pragma once
#include <QFrame>

#include "ui/models/offer_reader.h"

class QLabel;
class QPushButton;

namespace imagelab {

class ElidedLabel;

// A model as it is before it is fetched: picture, what it is for, size, licence. Only then there is a button that fetches it.
class OfferCard : public QFrame {
    Q_OBJECT
  public:
    explicit OfferCard(QWidget* parent = nullptr);
    void show_asking(const QString& what);
    void show_told(const OfferReader::Told& told);
    void set_checksum_problem(const QString& problem);  // why it cannot be fetched as it is; empty: it can
    QString facts() const;

  signals:
    void wanted();  // it is to be fetched

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void enable();
    QLabel* picture_;
    ElidedLabel* name_;
    QLabel* purpose_;
    QLabel* facts_;
    QPushButton* page_;
    QPushButton* get_;
    QString url_, problem_;
    bool told_ = false;
};

}  // namespace imagelab
