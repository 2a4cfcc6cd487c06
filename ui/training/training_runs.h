#pragma once
#include <QHash>
#include <QImage>
#include <QWidget>

#include "ui/models/training_list.h"

class QComboBox;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace imagelab {

class CurvePlot;
class ElidedLabel;
class SliderSpin;

// The trainings that there are: which to look at and compare, their curves, and the pictures that show how one of them gets on.
class TrainingRuns : public QWidget {
    Q_OBJECT
  public:
    explicit TrainingRuns(QWidget* parent = nullptr);
    void set_listing(const QueueListing& listing);
    void ask_steps();  // of what is shown and not known: steps_wanted()
    void add_steps(JobId job, const std::vector<TrainingStep>& steps);
    void set_thumbnail(const QString& path, const QImage& image);
    void choose(JobId job);  // now, or once it is listed
    std::optional<JobId> chosen() const;
    std::vector<JobId> compared() const;  // those with a tick, the chosen one among them
    const TrainingList& list() const { return list_; }
    CurvePlot& plot() { return *plot_; }
    QListWidget& runs() { return *runs_; }
    QListWidget& strip() { return *strip_; }
    QPushButton& button(const QString& name) const;  // "pause", "resume", "cancel", "retry", "csv", "use"

  signals:
    void steps_wanted(imagelab::JobId job, int from);
    void thumbnail_wanted(const QString& path);
    void picture_wanted(const QString& path);
    void change_wanted(imagelab::JobId job, imagelab::JobChange change);
    void retry_wanted(imagelab::JobId job);
    void csv_wanted(imagelab::JobId job);
    void lora_wanted(const QString& file);

  private:
    QWidget* make_head();
    QWidget* make_foot();
    void show_all();
    void show_runs();
    void show_curves();
    void show_strip();
    void enable();
    QColor color_of(size_t place) const;

    TrainingList list_;
    QStackedWidget* pages_;
    QListWidget *runs_, *strip_;
    QComboBox* measure_;
    SliderSpin* smoothing_;
    CurvePlot* plot_;
    ElidedLabel* detail_;
    QHash<QString, QPushButton*> buttons_;
    QHash<QString, QImage> thumbnails_;
    std::vector<TrainingPicture> shown_pictures_;
    std::optional<JobId> wanted_;
    bool filling_ = false;
};

}  // namespace imagelab
