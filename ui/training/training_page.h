#pragma once
#include <QTimer>
#include <QWidget>
#include <functional>

#include "ui/bridge/session_bridge.h"
#include "ui/models/training_draft.h"

class QLabel;
class QPushButton;

namespace imagelab {

class TrainingForm;
class TrainingRuns;

// A training is set up on the left, priced while it is, and put into the queue; on the right those that are there are watched.
class TrainingPage : public QWidget {
    Q_OBJECT
  public:
    // `loras`: where LoRAs go. `pictures`: where pictures on the way go.
    TrainingPage(SessionBridge& bridge, std::filesystem::path loras, std::function<std::string()> pictures, QWidget* parent = nullptr);
    TrainingForm& form() { return *form_; }
    TrainingRuns& runs() { return *runs_; }
    QPushButton& start_button() { return *start_; }
    QString verdict() const;  // what it costs, or what is wrong

  signals:
    void started(imagelab::JobId job);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Answer {
        std::vector<TrainingPrice> prices;
        std::string field, problem;
        int pictures = 0, captions = 0;
    };
    void changed();
    void price();
    void show_answer(const Answer& answer, const TrainingJob& job);
    void show_problem(const std::string& field, const std::string& problem);
    void start();
    std::optional<TrainingJob> job();  // none: its problem is shown
    void fetch_steps(JobId job, int from);

    SessionBridge& bridge_;
    const std::filesystem::path loras_;
    const std::function<std::string()> pictures_;
    TrainingForm* form_;
    TrainingRuns* runs_;
    QLabel* verdict_;
    QPushButton* start_;
    QTimer delay_;
    uint64_t asked_ = 0;
    std::set<JobId> fetching_;
};

}  // namespace imagelab
