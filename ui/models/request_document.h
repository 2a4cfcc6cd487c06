#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QUndoStack>
#include <functional>

#include "core/request/request.h"

class QSettings;

namespace imagelab {

// The refiner's fields as they are where there is none.
void without_refiner(Request& request);
// What is painted over as it is where there is no mask and no side grows; a mask belongs to its start picture and goes with it.
void without_mask(Request& request);
void without_start_picture(Request& request);

// The request being edited, in its own words: the engine applies the style profiles. Every change is a step that can be undone; changes to
// the same field within a moment are one step.
class RequestDocument : public QObject {
    Q_OBJECT
  public:
    explicit RequestDocument(QObject* parent = nullptr);
    const Request& request() const { return request_; }
    QUndoStack& history() { return history_; }

    // The request is taken in its own words. `what` names the step in Edit > Undo ("steps"); changes with the same name that follow within
    // merge_ms are one step.
    // `joins`: with the last one of that name, however long ago.
    void edit(const Request& next, const QString& what, bool joins = false);
    void change(const QString& what, const std::function<void(Request&)>& change);
    void change_apart(const QString& what, const std::function<void(Request&)>& change);  // a step of its own, however soon it follows
    static constexpr int merge_ms = 1200;

    void load(QSettings& settings);  // forgets the history
    void save(QSettings& settings) const;

  signals:
    void changed();

  private:
    class Step;
    void set(const Request& request);
    Request request_;
    QUndoStack history_;
    QElapsedTimer since_edit_;
    QString last_what_;
    int run_ = 0;  // steps of one run may merge
};

}  // namespace imagelab
