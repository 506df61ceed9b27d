# Short names for what .ci/run does, and for what a change needs. `just` lists them; https://just.systems

target := env("CARGO_TARGET_DIR", "target")
tools := target / "tools"
python := tools / "python/bin/python"
binary := target / "debug/bedrock-keys"

[private]
default:
    @just --list

# Formatting, lints, the build without default features, the library's documentation
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo check --no-default-features
    RUSTDOCFLAGS='-D warnings -A rustdoc::private_intra_doc_links' cargo doc --no-deps

# The tests; `just test onboard` runs those with that in their name
test *filter:
    cargo test {{ filter }}

# Licences, banned crates, sources
deny:
    cargo deny --log-level error check licenses bans sources

# A second opinion on policy evaluation, from npm
differential:
    npm ci --ignore-scripts --no-audit --no-fund --prefix tests/differential
    BEDROCK_KEYS_DIFFERENTIAL=tests/differential cargo test --test bedrock_keys differential -- --nocapture

# The official client against the sandbox and, where the server file is, our program against a third-party AWS
conformance: python-packages
    cargo build
    {{ python }} tests/conformance official-client --binary {{ binary }}
    {{ python }} tests/conformance third-party --binary {{ binary }}

# One of the two, or chapters of it: `just conform third-party --chapter faults`
conform part *flags: python-packages
    cargo build
    {{ python }} tests/conformance {{ part }} --binary {{ binary }} {{ flags }}

# An audit of a thousand accounts and the start of the program, against their budgets; takes minutes to build
bench:
    cargo bench --bench audit

# HTML reports in a browser; `just browse --pictures /tmp/pictures` keeps what it saw
browse *flags:
    python3 tests/html/browse.py {{ flags }}

# Write what is generated: the schemas and tables of docs/, the outputs in its pages
docs:
    UPDATE_DOCS=1 cargo test documents
    UPDATE_DOCS=1 cargo test walkthrough
    git diff --stat -- docs README.md

# The fuzzer on policy_parse or glob_match (cargo install cargo-fuzz)
fuzz TARGET SECONDS="300":
    cargo fuzz run --sanitizer none {{ TARGET }} -- -max_total_time={{ SECONDS }}

# Take the outputs that tests hold in line as they are now; read the diff before committing it
snapshots:
    INSTA_UPDATE=always cargo test
    git diff --stat

# The embedded AWS for the AWS CLI, on port 8099 until Ctrl-C
sandbox:
    cargo run -- sandbox serve

# Everything, as it is run before a change goes in
ci:
    bash .ci/run

[private]
python-packages:
    test -x {{ python }} || python3 -m venv {{ tools }}/python
    cmp -s tests/conformance/requirements.txt {{ tools }}/python/requirements.txt || \
      {{ python }} -m pip install --quiet -r tests/conformance/requirements.txt
    cp tests/conformance/requirements.txt {{ tools }}/python/requirements.txt
