#!/usr/bin/env bash
# in: an installed checkout and a container engine → out: the image binnacle:latest.
# BASE names another base image, TAG another name: BASE=mine:slim deploy/image/build.sh
set -euo pipefail
cd "$(dirname "$0")"
./bundle.sh deploy/image/dist/binnacle.tar
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
exec docker build --tag "${TAG:-binnacle:latest}" \
  --build-arg "BASE=${BASE:-debian:trixie-slim}" \
  --build-arg "VERSION=$(../../node_modules/.bin/node -p 'require("../../package.json").version')" \
  --build-arg "REVISION=$(git rev-parse HEAD)" \
  .
