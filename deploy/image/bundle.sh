#!/usr/bin/env bash
# in: an installed checkout → out: one tar archive with all that runs, equal byte for byte each time.
# Node itself comes along (the package `node`), so the base image needs nothing but libc and a shell.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-deploy/image/dist/binnacle.tar}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mkdir -p "$(dirname "$out")"

# Packages that only development needs are marked so in the lock file.
packages() {
  node_modules/.bin/node -e '
    const { packages } = require("./package-lock.json")
    for (const [path, { dev, link, optional }] of Object.entries(packages)) {
      if (!path.startsWith("node_modules/") || dev || link) continue
      if (optional && !require("node:fs").existsSync(path)) continue
      console.log(path)
    }'
  find node_modules/@binnacle -type l
  echo node_modules/.bin/node
}

sources() {
  git ls-files --cached --others --exclude-standard -- apps/apiserver apps/binnacle libs package.json LICENSE NOTICE \
    'deploy/image/*.ts' |
    grep -vE '\.(test|bench)\.ts$' |
    while read -r path; do if [ -e "$path" ]; then echo "$path"; fi; done
}

{ sources; packages; } | LC_ALL=C sort -u | tar --create --file="$out" --format=gnu \
  --exclude='*.map' --exclude='*.d.ts' --exclude='*.d.cts' --exclude='*.d.mts' \
  --exclude='node_modules/*.test.ts' \
  --sort=name --hard-dereference --mtime="@$epoch" \
  --owner=0 --group=0 --numeric-owner --mode='u+rwX,go+rX,go-w' \
  --transform='s,^,opt/binnacle/,S' --files-from=-
echo "$out"
