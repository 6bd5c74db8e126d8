#!/bin/sh
# What must pass before a version is shipped, wherever it is run: types, the proof, the tests.
set -e
cd "$(dirname "$0")"
npm run -s check
npm test --silent
