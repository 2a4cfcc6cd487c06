#pragma once
// Faces of a picture made anew by a network, on one device.
#include "core/families/face_files.h"
#include "core/pipelines/detector.h"

namespace imagelab {

class FaceRestorer {
  public:
    FaceRestorer(Device& device, std::shared_ptr<const FaceFiles> files);

    const FaceFiles& files() const { return *files_; }
    NetworkCost cost();  // of looking for faces and restoring one
    struct Wish {
        double fidelity = 0.5;  // 0..1, as FaceFiles::traced
        double visibility = 1;  // 0..1, of the restored faces
    };
    struct Restored {
        RgbImage picture;
        int faces = 0;
    };
    // Each face (YuNet, surer than 0.6, at least 5 pixels between the eyes) is turned and scaled to FFHQ's template by its five key points,
    // restored, and what that changed is added with a soft edge, nearly as facexlib's FaceRestoreHelper puts faces back (paste_square); its
    // transform is the nearest in the sum of squares.
    // Throws Error, NotFinite, Cancelled.
    Restored restored(const RgbImage& picture, const Wish& wish, const std::function<void(double share)>& loading,
                      const CancelToken& cancel);
    void unload();

  private:
    RgbImage made_anew(const RgbImage& face, double fidelity, const std::function<void(double share)>& loading, const CancelToken& cancel);

    Device& device_;
    std::shared_ptr<const FaceFiles> files_;
    Detector detector_;
    struct Prepared {
        double fidelity;
        PictureModel::Traced traced;
        std::unique_ptr<Network> network;
    };
    Prepared prepared(double fidelity) const;
    std::unique_ptr<Prepared> prepared_;
    std::mutex cost_mutex_;
    std::optional<NetworkCost> cost_;
};

// "restored 2 faces by CodeFormer"
std::string faces_text(int faces, const std::string& network);

}  // namespace imagelab
