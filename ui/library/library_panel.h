#pragma once
#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QToolButton;

namespace imagelab {

class DownloadList;
class LibraryModel;
class OfferCard;
class OfferReader;
class RequestDocument;
class WordFilter;

// The models of this machine on the left, what is being fetched on the right. Before a model is fetched its picture, size and licence are
// shown.
class LibraryPanel : public QWidget {
    Q_OBJECT
  public:
    LibraryPanel(RequestDocument& document, LibraryModel& library, DownloadList& downloads, OfferReader& offers, QWidget* parent = nullptr);
    QListView& models() { return *models_; }
    QListView& downloads() { return *downloads_view_; }
    QLineEdit& wish() { return *wish_; }
    QLineEdit& notes() { return *notes_; }
    QLineEdit& search() { return *search_; }
    QString card_text() const;
    QString state_text() const;
    void focus_search();
    void focus_wish();

  signals:
    void folder_wanted();  // asks for a folder to add

  private:
    QWidget* make_models();
    QWidget* make_downloads();
    QWidget* make_known();
    void show_models();
    void show_downloads();
    QWidget* make_card(QWidget* parent);
    void show_card(const QModelIndex& index);
    bool can_use(const QModelIndex& index) const;
    void use(const QModelIndex& index);
    void look();  // asks the server what the wish would fetch
    void get();
    int current_download() const;

    RequestDocument& document_;
    LibraryModel& library_;
    DownloadList& list_;
    WordFilter* filter_;
    QLineEdit* search_;
    QListView* models_;
    QLabel* nothing_;  // in place of the list where there is nothing
    QLabel* state_;
    QPushButton* use_;
    QPushButton* show_;
    QLineEdit* wish_;
    QLineEdit* checksum_;
    QPushButton* look_;
    OfferReader& offers_;
    OfferCard* offer_;
    QLabel* purpose_;
    QWidget* card_;  // what is known of the chosen model
    QLabel* preview_;
    QString shown_preview_;
    QLabel* about_;
    QLineEdit* notes_;
    QListView* downloads_view_;
    QLabel* empty_;
    QLabel* message_;
    QPushButton* pause_;
    QPushButton* remove_;
    QPushButton* copy_;
};

}  // namespace imagelab
