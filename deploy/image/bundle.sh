#!/usr/bin/env bash
# in: an installed checkout → out: one tar archive with all that runs, equal byte for byte each time.
# Node itself comes along (the package `node`), so the base image needs nothing but libc, libatomic and a shell.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-deploy/image/dist/binnacle.tar}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mkdir -p "$(dirname "$out")"

# The programs as few files, which start in a third of the time: see libs/base/bundle.
node_modules/.bin/node libs/base/bundle/src/build.ts
programs() {
  find node_modules/.cache/binnacle -type f
  echo node_modules/.package-lock.json
}

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

# Of a package, nothing that only a compiler or a debugger reads.
files() {
  xargs -d '\n' -I{} find {} \( -type f -o -type l \) |
    grep -vE '\.map$|\.d\.[cm]?ts$|^node_modules/.*\.test\.ts$'
}

# Typings hold the texts of fields and parameters, for `kubectl explain`: nothing else of these packages comes along.
texts() {
  local models=node_modules/kubernetes-models machinery=node_modules/@kubernetes-models/apimachinery
  local client=node_modules/@kubernetes/client-node
  find "$models" "$machinery" -name '*.d.ts' ! -name index.d.ts
  for package in "$models" "$machinery" "$client"; do ls "$package"/package.json "$package"/LICENSE*; done
  ls "$client"/dist/gen/models/V1ConfigMap.d.ts "$client"/dist/gen/apis/{Coordination,Core}V1Api.d.ts
}

{ sources; programs; packages | files; texts; } | LC_ALL=C sort -u | tar --create --file="$out" --format=gnu \
  --no-recursion --sort=name --hard-dereference --mtime="@$epoch" \
  --owner=0 --group=0 --numeric-owner --mode='u+rwX,go+rX,go-w' \
  --transform='s,^,opt/binnacle/,S' --files-from=-
echo "$out"
