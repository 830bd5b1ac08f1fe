#!/usr/bin/env bash
# Fetches the suites of others into test/foreign/node_modules/suites: from npm where a package ships one, else from Debian.
# With HOOKPROOF_FOREIGN=DIR the suites that DIR holds, each under the name of its repository, are taken from there.
set -euo pipefail
cd "$(dirname "$0")"
suites="$PWD/node_modules/suites"

lacks() {
  ! { [ -n "${HOOKPROOF_FOREIGN:-}" ] && [ -e "$HOOKPROOF_FOREIGN/$1" ]; } && [ ! -d "$suites/$1" ]
}

if [ package.json -nt node_modules/.package-lock.json ] || lacks jsonpath-compliance-test-suite; then
  # npm takes away what it did not install, so this comes first.
  npm install --silent --no-audit --no-fund --ignore-scripts --no-package-lock
fi

if lacks jsonpath-compliance-test-suite; then
  mkdir -p "$suites"
  cp -r node_modules/jsonpath-rfc9535/src/__tests__/jsonpath-compliance-test-suite "$suites"
fi

if lacks JSON-Schema-Test-Suite; then
  package=libtest-json-schema-acceptance-perl
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cd "$folder"
  apt-get download -qq "$package" 2>/dev/null || { apt-get update -qq && apt-get download -qq "$package"; }
  dpkg-deb -x "$package"_*.deb unpacked
  mkdir -p "$suites/JSON-Schema-Test-Suite"
  cp -r unpacked/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests "$suites/JSON-Schema-Test-Suite"
fi

for version in 5.3.2 8.3.0 8.5.1 11.0.0 12.0.3 12.1.0; do
  if lacks "openapi-webhooks/$version"; then
    packed=$(mktemp -d)
    npm pack --silent --pack-destination "$packed" "@octokit/openapi-webhooks@$version" >/dev/null
    mkdir -p "$suites/openapi-webhooks/$version"
    tar -xzf "$packed"/*.tgz -C "$suites/openapi-webhooks/$version" --strip-components=2 package/generated
    rm -rf "$packed"
  fi
done
