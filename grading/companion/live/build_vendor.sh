#!/usr/bin/env bash
# Fetches what the page draws with from npm, in the versions named here, into static/vendor/:
# dagre lays out graphs, uPlot draws curves. Their licences go beside them.
set -euo pipefail

DAGRE=3.1.3
UPLOT=1.6.32

vendor=$(cd "$(dirname "$0")" && pwd)/static/vendor
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# unpack PACKAGE VERSION FOLDER
unpack() {
    mkdir "$3"
    tar -xzf "$(npm pack --silent "$1@$2")" -C "$3" --strip-components=1
}

# A browser's tools would ask for the map of what they read, and it is not served.
without_map() { sed '/^\/\/# sourceMappingURL=/d' "$1"; }

unpack @dagrejs/dagre "$DAGRE" dagre
unpack uplot "$UPLOT" uplot

mkdir -p "$vendor"
without_map dagre/dist/dagre.esm.js >"$vendor/dagre.esm.js"
cat dagre/LICENSE dagre/dist/dagre.esm.js.LEGAL.txt >"$vendor/dagre.LICENSE.txt"
without_map uplot/dist/uPlot.esm.js >"$vendor/uPlot.esm.js"
cp uplot/dist/uPlot.min.css "$vendor/uPlot.min.css"
cp uplot/LICENSE "$vendor/uPlot.LICENSE.txt"
printf '@dagrejs/dagre %s\nuplot %s\n' "$DAGRE" "$UPLOT" >"$vendor/VERSIONS.txt"
