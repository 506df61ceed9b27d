//! Walks through the documentation: what its `console` blocks show is what the program does.
//!
//! Each page is one session in a directory of its own, with a sandbox of its own. A line that begins with `$ ` is run by
//! a shell, and what follows it must be what it writes, standard error included. A command that fails is followed by
//! `$ echo $?`. Ids of keys are compared by where they appear, secrets are shortened, and a line `…` stands for any
//! number of lines. A block after a comment `<!-- file: NAME -->` is written to that file first.
//!
//! `UPDATE_DOCS=1 cargo test walkthrough` writes what the program does now into the pages.

#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise; clippy knows test functions, not their helpers"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The time in every walkthrough, unless a page says otherwise with `export BEDROCK_KEYS_SANDBOX_NOW=…`.
const NOW: &str = "2026-11-23T12:00:00Z";

#[test]
fn the_readme_shows_what_the_program_does() {
    walk("README.md");
}

#[test]
fn the_first_hour_shows_what_the_program_does() {
    walk("docs/getting-started.md");
}

#[test]
fn the_sandbox_page_shows_what_the_program_does() {
    walk("docs/sandbox.md");
}

#[test]
fn the_guardrails_page_shows_what_the_program_does() {
    walk("docs/guardrails.md");
}

#[test]
fn the_architecture_shows_the_calls_the_program_makes() {
    walk("docs/architecture.md");
}

#[test]
fn the_guardrail_page_shows_what_the_program_does() {
    walk("docs/guardrails.md");
}

/// Where the commands of a page run.
struct Session {
    home: TempDir,
    variables: BTreeMap<String, String>,
    /// The id of a key on the page, and its id in this session.
    ids: BTreeMap<String, String>,
    status: i32,
}

/// A command and what the page says it writes.
struct Shown<'a> {
    command: String,
    output: Vec<&'a str>,
}

fn walk(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(&path).expect("the page is readable");
    let mut session = Session::new();
    let mut walked: Vec<String> = Vec::new();
    let (mut differences, mut commands) = (Vec::new(), 0);
    let mut lines = text.lines().peekable();
    let mut file = None;
    while let Some(line) = lines.next() {
        walked.push(line.to_owned());
        file = line.strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->")).or(file);
        if !line.starts_with("```") {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match (line, file.take()) {
            ("```console", _) => {
                for shown in transcript(&block) {
                    commands += 1;
                    let written = session.run(&shown.command);
                    let ids = session.ids.clone();
                    if !session.is_same(&shown.output, &written) {
                        // What was learned up to the difference may be wrong.
                        session.ids = ids;
                        let expected = shown.output.join("\n");
                        differences.push(format!(
                            "$ {}\n--- the page\n{expected}\n--- the program\n{}\n",
                            shown.command,
                            written.join("\n")
                        ));
                    }
                    walked.extend(session.renewed(&shown, written));
                }
            }
            (_, Some(name)) => {
                fs::write(session.home.path().join(name), block.join("\n") + "\n").expect("writable");
                walked.extend(block.iter().map(ToString::to_string));
            }
            _ => walked.extend(block.iter().map(ToString::to_string)),
        }
        walked.push("```".to_owned());
    }
    assert!(commands > 0, "{page} shows no command");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, walked.join("\n") + "\n").expect("writable");
        return;
    }
    assert!(differences.is_empty(), "{page} is out of date:\n\n{}", differences.join("\n"));
}

/// The commands of a block, each with the lines up to the next.
fn transcript<'a>(block: &[&'a str]) -> Vec<Shown<'a>> {
    let mut shown: Vec<Shown<'a>> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), shown.last_mut()) {
            (Some(command), _) => shown.push(Shown { command: command.to_owned(), output: Vec::new() }),
            (None, Some(last)) if last.command.ends_with('\\') => {
                last.command = format!("{}\n{line}", last.command);
            }
            (None, Some(last)) => last.output.push(line),
            (None, None) => panic!("output without a command: {line}"),
        }
    }
    shown
}

impl Session {
    fn new() -> Self {
        let home = TempDir::new().expect("a temporary directory");
        let examples = home.path().join("examples");
        fs::create_dir(&examples).expect("writable");
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("readable") {
            let entry = entry.expect("readable");
            fs::copy(entry.path(), examples.join(entry.file_name())).expect("writable");
        }
        let variables = BTreeMap::from([("BEDROCK_KEYS_SANDBOX_NOW".to_owned(), NOW.to_owned())]);
        Self { home, variables, ids: BTreeMap::new(), status: 0 }
    }

    /// Runs a command and returns the lines it writes.
    fn run(&mut self, command: &str) -> Vec<String> {
        if command == "echo $?" {
            return vec![std::mem::take(&mut self.status).to_string()];
        }
        assert_eq!(self.status, 0, "before `{command}` a command failed, and no `echo $?` shows it");
        if let Some((name, value)) = command.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            self.variables.insert(name.to_owned(), value.to_owned());
            return Vec::new();
        }
        let mut command = command.replace("cargo run -- ", "bedrock-keys ");
        for (on_page, here) in &self.ids {
            command = command.replace(on_page, here);
        }
        let programs = Path::new(env!("CARGO_BIN_EXE_bedrock-keys")).parent().expect("a directory");
        let path = std::env::var("PATH").unwrap_or_default();
        // Both streams go to one file, so that they are read in the order in which they were written.
        let output = self.home.path().join(".output");
        let both = fs::File::create(&output).expect("writable");
        let status = Command::new("sh")
            .args(["-c", &command])
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", self.home.path())
            .envs(&self.variables)
            .stdin(std::process::Stdio::null())
            .stdout(both.try_clone().expect("a second handle"))
            .stderr(both)
            .status()
            .expect("there is a shell");
        // A process that was killed by a signal counts as a shell counts it.
        self.status = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1);
        let written = fs::read_to_string(output).expect("the output is text");
        let home = self.home.path().display().to_string();
        written.lines().map(|line| shortened(&line.replace(&home, "~"))).collect()
    }

    /// Whether the page shows what was written; learns which id on the page is which here.
    fn is_same(&mut self, shown: &[&str], written: &[String]) -> bool {
        let Some((first, rest)) = shown.split_first() else { return written.is_empty() };
        if *first == "…" {
            return (0..=written.len()).any(|skipped| self.is_same(rest, &written[skipped..]));
        }
        let Some((line, others)) = written.split_first() else { return false };
        self.is_same_line(first, line) && self.is_same(rest, others)
    }

    fn is_same_line(&mut self, shown: &str, written: &str) -> bool {
        let (on_page, here) = (ids(shown), ids(written));
        let mut known = self.ids.clone();
        let mut is_known_as = |a: &String, b: &String| match known.get(a) {
            Some(known) => known == b,
            None if known.values().any(|other| other == b) => false,
            None => known.insert(a.clone(), b.clone()).is_none(),
        };
        let same_ids =
            on_page.len() == here.len() && on_page.iter().zip(&here).all(|(a, b)| is_known_as(a, b));
        let blank =
            |text: &str, ids: &[String]| ids.iter().fold(text.to_owned(), |text, id| text.replace(id, "id"));
        let same = same_ids && blank(shown, &on_page) == blank(written, &here);
        if same {
            self.ids = known;
        }
        same
    }

    /// The command with what it writes now, ids as the page has them. An abridged output is left as it was written.
    fn renewed(&mut self, shown: &Shown<'_>, written: Vec<String>) -> Vec<String> {
        let mut lines = vec![format!("$ {}", shown.command)];
        if shown.output.contains(&"…") {
            lines.extend(shown.output.iter().map(ToString::to_string));
            return lines;
        }
        for line in written {
            let mut line = line;
            for id in ids(&line) {
                let known =
                    self.ids.iter().find(|(_, here)| **here == id).map(|(on_page, _)| on_page.clone());
                let on_page = known.unwrap_or_else(|| id.clone());
                line = line.replace(&id, &on_page);
                self.ids.insert(on_page, id);
            }
            lines.push(line);
        }
        lines
    }
}

/// The line with every secret cut to its first characters.
fn shortened(line: &str) -> String {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("ABSK") {
        let end = after.find(|c: char| !is_base64(c)).unwrap_or(after.len());
        let (secret, after) = after.split_at(end);
        text.push_str(before);
        text.push_str("ABSK");
        text.push_str(if secret.is_empty() { "" } else { "…" });
        rest = after;
    }
    text + rest
}

/// The ids of keys in a line, in order.
fn ids(line: &str) -> Vec<String> {
    line.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() == 21 && word.starts_with("ACCA"))
        .map(ToOwned::to_owned)
        .collect()
}
