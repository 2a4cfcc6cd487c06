#include "ui/models/offer_reader.h"

#include <cstdlib>

#include "ui/look/wording.h"

namespace imagelab {
namespace {

OfferReader::Told ask_server(const QString& what) {
    OfferReader::Told told{what, {}, {}};
    try {
        const auto offer = model_offer(what.toStdString());
        if (!offer) {
            told.problem = message_text(offer.error());
            return told;
        }
        told.offer = *offer;
        const char* token = std::getenv("HF_TOKEN");
        if (const auto bytes = offer->picture.empty() ? Result<std::string>("") : fetch_text(offer->picture, token ? token : "")) {
            const QImage picture = QImage::fromData(QByteArray::fromStdString(*bytes));
            if (!picture.isNull())
                told.picture =
                    picture.scaled(OfferReader::picture_side, OfferReader::picture_side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        }
    } catch (const std::exception& error) {
        told.problem = message_text(error.what());
    }
    return told;
}

}  // namespace

OfferReader::OfferReader(Ask ask, QObject* parent) : QObject(parent), ask_(ask ? std::move(ask) : Ask(&ask_server)) {}

void OfferReader::ask(const QString& what) {
    asking_.start([this, ask = ask_, what]() -> NewestWork::Deliver {
        const Told answer = ask(what);
        return [this, answer] { emit told(answer); };
    });
}

}  // namespace imagelab
