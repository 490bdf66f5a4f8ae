# The commands that people type. `just` alone lists them.

default:
    @just --list

# Everything that must hold before a commit
check:
    cargo fmt --check
    .ci/javascript
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items
    cargo test

# Formats the JavaScript
format-javascript:
    .ci/javascript --write

# Fuzzes the readers, ten minutes each, or those that are named
fuzz SECONDS="600" *TARGETS:
    .ci/fuzz --seconds {{SECONDS}} {{TARGETS}}

# Runs the tests of scripts under the address sanitizer, each helper stopped at 200 moments (20 minutes and more)
sanitize *ARGS:
    .ci/sanitize {{ARGS}}

# What the program costs: start-up, one request, two thousand; the instructions where valgrind is there
bench:
    cargo bench --bench process
    cargo bench --bench instructions
    cargo bench --bench linear

# Side by side with Newman over real collections (POSTRIDER_SHARED names the folder that holds them)
compare *ARGS:
    cargo build --release
    .ci/compare {{ARGS}}

# Side by side with Postman's own runner over real trees of v3
compare-v3 *ARGS:
    cargo build --release
    .ci/compare-v3 {{ARGS}}

# Converts all collections of others, there and back: some minutes (`.ci/run` takes every sixth)
convert-all:
    CONVERT_ALL=1 cargo test --test it convert::shared

# Replaces every built-in in every way, and sees that no failure is hidden: minutes (`.ci/run` takes a quarter)
sweep:
    SWEEP_ALL=1 cargo test --test it scripts::hostile

# Makes the source package and proves that it builds without Node
package:
    .ci/package

# Packs the packages for npm, of a program that is built first: target/npm
npm-pack:
    cargo build --release
    node npm/pack.mjs --program target/release/postrider --out target/npm

# Runs collections with Newman's library and with ours, and the summaries side by side (POSTRIDER_SHARED names the folder)
compare-npm *ARGS:
    cargo build --release
    .ci/compare-npm {{ARGS}}

# What of others is in the program, with its licences: THIRD-PARTY.md
third-party:
    cargo fetch --locked
    [ -d sandbox/node_modules ] || (cd sandbox && npm ci --silent)
    node tools/third-party.mjs

# Faults that are known of what we are made of, its licences and its sources (needs cargo-deny and the network)
deny:
    cargo deny --locked check
    node tools/audit.mjs
