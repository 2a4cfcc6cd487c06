#pragma once
#include <QSortFilterProxyModel>
#include <QStringList>

namespace imagelab {

// Rows whose text of one role holds every word that was typed, in any case.
class WordFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    WordFilter(int role, QObject* parent) : QSortFilterProxyModel(parent), role_(role) {}
    void set_words(const QString& typed);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    int role_;
    QStringList words_;
};

}  // namespace imagelab
