#!/usr/bin/env bash
# kill -9 at 20 random moments of a training of each kind of network; what it writes has the bytes of an undisturbed run's. About five minutes
# on two cores. SEED: of the moments.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export IMAGELAB_TRAINING_KILLS="${KILLS:-20}" IMAGELAB_TRAINING_STEPS="${STEPS:-400}" IMAGELAB_SOAK_SEED="${SEED:-1}"
exec build/release/tests/imagelab_tests --gtest_filter='TrainingSoak.*KilledAtRandomMoments'
