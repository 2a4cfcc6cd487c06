#pragma once
#include <QAbstractButton>
#include <QWidget>

#include "ui/models/gallery_suggestions.h"

class QAction;
class QCompleter;
class QLineEdit;
class QMenu;
class QStandardItemModel;
class QTimer;
class QToolButton;

namespace imagelab {

class FlowLayout;

// One thing that narrows the gallery; a press takes it away.
class Chip : public QAbstractButton {
    Q_OBJECT
  public:
    Chip(const QString& text, QWidget* parent);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

// Search box with suggestions, albums, filter menu, sort menu, and a chip for each thing that narrows the gallery.
class FilterBar : public QWidget {
    Q_OBJECT
  public:
    explicit FilterBar(QWidget* parent = nullptr);
    const GalleryFilter& filter() const { return filter_; }
    void set_filter(const GalleryFilter& filter);  // shows it; filter_changed() is sent if it is another
    void set_facets(const GalleryFacets& facets);
    const GalleryFacets& facets() const { return facets_; }
    void focus_search();
    QMenu& filter_menu() { return *filter_menu_; }
    QMenu& album_menu() { return *album_menu_; }
    void set_album_commands(const QList<QAction*>& commands) { album_commands_ = commands; }  // below the list of albums
    const std::vector<GallerySuggestion>& suggestions() const { return suggestions_; }
    void take_suggestion(int at);

  signals:
    void filter_changed();
    void facets_wanted();  // before the menu opens

  private:
    void show_chips();
    void fill_filter_menu();
    void fill_album_menu();
    void suggest();
    void fill_sort_menu();
    void add_values(const QString& title, const std::vector<GalleryFacets::Value>& values, QString GalleryFilter::*field);
    void change(const std::function<void(GalleryFilter&)>& change);

    GalleryFilter filter_;
    GalleryFacets facets_;
    QLineEdit* search_;
    QTimer* typing_;
    QToolButton* album_button_;
    QToolButton* filter_button_;
    QToolButton* sort_button_;
    QMenu* album_menu_;
    QMenu* filter_menu_;
    QMenu* sort_menu_;
    QWidget* chips_;
    FlowLayout* flow_;
    QList<QAction*> album_commands_;
    QCompleter* completer_;
    QStandardItemModel* completions_;
    std::vector<GallerySuggestion> suggestions_;
};

}  // namespace imagelab
