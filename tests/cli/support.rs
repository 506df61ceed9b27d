//! A scratch house for the real binary: a directory of its own, an embedded AWS of its own, a fixed clock.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};

/// When the seeded organization is looked at, unless a test moves the clock.
pub(crate) const NOW: &str = "2026-11-23T12:00:00Z";

/// A roster of one key, Anna's.
pub(crate) const ONE: &str =
    "version: 1\ndefaults: {lifetime: 30d, sink: file:delivered}\nkeys: [{owner: anna@example.com}]\n";

/// A directory with an embedded AWS in it. The binary runs in the directory, without the caller's environment.
pub(crate) struct House {
    directory: tempfile::TempDir,
    now: String,
    stdin: String,
}

/// What a run left: exit code and both streams, unfiltered.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl House {
    /// With the seeded organization: some keys that nobody manages.
    pub(crate) fn seeded() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { directory, now: NOW.to_owned(), stdin: String::new() }
    }

    /// With an account in which nothing is.
    pub(crate) fn empty() -> Self {
        let house = Self::seeded();
        house.done("sandbox reset --empty");
        house
    }

    /// With a roster of this name, brought in already.
    pub(crate) fn onboarded(roster: &str) -> Self {
        let house = Self::empty();
        house.write("roster.yaml", roster);
        house.done("onboard roster.yaml --yes");
        house
    }

    /// Moves the clock.
    pub(crate) fn now(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    /// Writes `faults.json`, by which every call of these operations is denied.
    pub(crate) fn denies(&self, operations: &[&str]) {
        let rule = |operation: &&str| json!({ "at": { "operation": operation }, "fault": "deny" });
        let rules: Vec<Value> = operations.iter().map(rule).collect();
        self.write("faults.json", &json!({ "rules": rules }).to_string());
    }

    /// What the next runs read on standard input.
    pub(crate) fn stdin(&mut self, text: &str) {
        text.clone_into(&mut self.stdin);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Runs the binary with words separated by spaces.
    pub(crate) fn ran(&self, words: &str) -> Ran {
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        self.ran_with(&words)
    }

    /// … and everything is done.
    pub(crate) fn done(&self, words: &str) -> Ran {
        let ran = self.ran(words);
        assert_eq!(ran.code, 0, "{words}: {}\n{}", ran.stdout, ran.stderr);
        ran
    }

    /// Runs the binary.
    pub(crate) fn ran_with(&self, words: &[&str]) -> Ran {
        let mut command = binary();
        command
            .current_dir(self.directory.path())
            .env("HOME", self.directory.path())
            .args(["--sandbox", "--sandbox-dir", "state", "--sandbox-now", &self.now])
            .args(words)
            .write_stdin(self.stdin.as_bytes());
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A run as a snapshot: exit code, standard output, standard error; ids numbered, secrets and paths hidden.
    pub(crate) fn run(&self, words: &str) -> String {
        self.shown(&self.ran(words))
    }

    pub(crate) fn shown(&self, ran: &Ran) -> String {
        let stderr = ran.stderr.replace("sandbox: no AWS account is touched; state in state\n", "");
        let mut text = format!("exit {}", ran.code);
        for (name, stream) in [("stdout", ran.stdout.as_str()), ("stderr", stderr.as_str())] {
            if !stream.is_empty() {
                text.push_str(&format!("\n--- {name} ---\n{}", stream.trim_end_matches('\n')));
            }
        }
        filtered(&text.replace(&self.directory.path().display().to_string(), "HERE"))
    }

    /// Changes the embedded AWS behind the binary's back, as somebody at the console would.
    pub(crate) fn rewrite_state(&self, from: &str, to: &str) {
        let mut changed = 0;
        for file in std::fs::read_dir(self.path("state/accounts")).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            changed += usize::from(text.contains(from));
            std::fs::write(path, text.replace(from, to)).unwrap();
        }
        assert_eq!(changed, 1, "`{from}` is in {changed} accounts");
    }

    /// The whole state of the embedded AWS, as text.
    pub(crate) fn state(&self) -> String {
        let files = std::fs::read_dir(self.path("state/accounts")).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// The id of the one key of this owner.
    pub(crate) fn key_of(&self, owner: &str) -> String {
        let listed = self.ran_with(&["keys", "list", "--output", "json", "--owner", owner]);
        let json = listed.json();
        let [key] = json["keys"].as_array().unwrap().as_slice() else { panic!("{json}") };
        key["id"].as_str().unwrap().to_owned()
    }

    /// The secret in the one file under `delivered/` that belongs to this key.
    pub(crate) fn secret_of(&self, id: &str) -> String {
        let files = std::fs::read_dir(self.path("delivered")).unwrap();
        let file = files.map(|file| file.unwrap().path()).find(|path| {
            path.to_string_lossy().contains(id) && path.extension().is_some_and(|it| it == "env")
        });
        secret_in(&std::fs::read_to_string(file.unwrap()).unwrap())
    }

    /// How many files are under `delivered/`.
    pub(crate) fn delivered(&self) -> usize {
        std::fs::read_dir(self.path("delivered")).map_or(0, Iterator::count)
    }
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{}\n{}", self.stdout, self.stderr))
    }
}

/// The binary without the environment of whoever runs the tests.
pub(crate) fn binary() -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_bedrock-keys")));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// The key in a text.
pub(crate) fn secret_in(text: &str) -> String {
    let start = text.find("ABSK").unwrap();
    text[start..].chars().take_while(|each| each.is_ascii_alphanumeric() || "+/=".contains(*each)).collect()
}

/// Key ids numbered in the order in which they appear, as long as they were; secrets hidden.
fn filtered(text: &str) -> String {
    let mut ids: Vec<String> = Vec::new();
    let mut filtered = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("ACCA").into_iter().chain(rest.find("ABSK")).min() {
        let (before, from) = rest.split_at(start);
        let is_id = from.starts_with("ACCA");
        let length = from
            .find(|each: char| !(each.is_ascii_alphanumeric() || !is_id && "+/=".contains(each)))
            .unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        filtered.push_str(before);
        if is_id && word.len() == 21 {
            let number = ids.iter().position(|id| id == word).unwrap_or_else(|| {
                ids.push(word.to_owned());
                ids.len() - 1
            });
            filtered.push_str(&format!("ACCA-KEY-{:-<12}", number + 1));
        } else if is_id {
            filtered.push_str(word);
        } else {
            filtered.push_str("ABSK…");
        }
        rest = after;
    }
    filtered.push_str(rest);
    filtered
}
