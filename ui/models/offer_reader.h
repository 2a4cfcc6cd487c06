#pragma once
// What a download would fetch, asked of its server off the window's thread.
#include <QImage>
#include <QObject>
#include <functional>

#include "core/library/model_download.h"
#include "ui/models/newest_work.h"

namespace imagelab {

class OfferReader : public QObject {
    Q_OBJECT
  public:
    struct Told {
        QString what;         // as asked
        ModelOffer offer;     // where there is no problem
        QString problem;      // why the server did not say
        QImage picture = {};  // null: it has none
    };
    using Ask = std::function<Told(const QString& what)>;
    // `ask`: core's model_offer() and a picture from its repository, at most picture_side pixels.
    explicit OfferReader(Ask ask = {}, QObject* parent = nullptr);
    void ask(const QString& what);  // answered by told(); the newest wins
    static constexpr int picture_side = 256;

  signals:
    void told(const imagelab::OfferReader::Told& told);

  private:
    Ask ask_;
    NewestWork asking_;
};

}  // namespace imagelab
