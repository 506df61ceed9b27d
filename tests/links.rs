//! Holds the documentation against the repository: links lead somewhere, named files and tests exist, and command lines
//! are ones the program takes.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise; clippy knows test functions, not their helpers"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_keys::cli::Cli;
use clap::Parser;
use clap::error::ErrorKind;

/// A page of documentation.
struct Page {
    /// Its path from the repository's root.
    path: PathBuf,
    text: String,
}

/// A line of a page, and whether it stands in a block of code.
struct Line<'a> {
    number: usize,
    text: &'a str,
    /// The language of the block; nothing in prose.
    block: Option<&'a str>,
}

#[test]
fn every_relative_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        for line in page.lines().filter(|line| line.block.is_none()) {
            for target in links(line.text).into_iter().filter(|target| !target.contains("://")) {
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = match file {
                    "" => page.path.clone(),
                    file => page.path.parent().expect("a page is in a directory").join(file),
                };
                let found = root().join(&path);
                let missing = match anchor {
                    "" => !found.exists(),
                    anchor => !fs::read_to_string(&found).is_ok_and(|text| has_heading(&text, anchor)),
                };
                if missing {
                    broken.push(format!("{}: {target}", page.at(&line)));
                }
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn every_path_that_is_named_exists() {
    let tops = ["src/", "docs/", "tests/", "policies/", "examples/", ".ci/"];
    let mut missing = Vec::new();
    for page in pages() {
        for line in page.lines().filter(|line| line.block.is_none()) {
            for span in code_spans(line.text) {
                let is_path = tops.iter().any(|top| span.starts_with(top)) && !span.contains(' ');
                // A pattern is as good as the directory it is about.
                let path = span.split_once('*').map_or(span, |(before, _)| before);
                let path =
                    path.rsplit_once('/').filter(|_| span.contains('*')).map_or(path, |(parent, _)| parent);
                if is_path && !root().join(path).exists() {
                    missing.push(format!("{}: {span}", page.at(&line)));
                }
            }
        }
    }
    assert!(missing.is_empty(), "paths that do not exist:\n{}", missing.join("\n"));
}

/// A test is named as `file.rs: test`, the file from `src` or `tests`; further names of the paragraph are of the same one.
#[test]
fn every_test_that_is_named_exists() {
    let (mut named, mut missing) = (0, Vec::new());
    for page in pages() {
        let mut file = None;
        for line in page.lines().filter(|line| line.block.is_none()) {
            if line.text.is_empty() || line.text.starts_with('|') {
                file = None;
            }
            for span in code_spans(line.text) {
                let name = match span.split_once(".rs: ") {
                    Some((path, name)) => {
                        file = source(path);
                        name
                    }
                    None if file.is_some() && is_test_name(span) => span,
                    None => continue,
                };
                named += 1;
                if !file.as_ref().is_some_and(|text| text.contains(&format!("fn {name}("))) {
                    missing.push(format!("{}: {span}", page.at(&line)));
                }
            }
        }
    }
    assert!(missing.is_empty(), "tests that do not exist:\n{}", missing.join("\n"));
    assert!(named > 30, "only {named} tests are named: is the pattern still the one the pages use?");
}

#[test]
fn every_command_line_is_one_the_program_takes() {
    let (mut seen, mut refused) = (0, Vec::new());
    for page in pages() {
        for (place, command) in page.commands() {
            seen += 1;
            match Cli::try_parse_from(words(&command)) {
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {}
                Err(error) => refused.push(format!("{place}: {command}\n{error}")),
            }
        }
    }
    assert!(refused.is_empty(), "commands that are not taken:\n{}", refused.join("\n"));
    assert!(seen > 40, "only {seen} commands were found: is the pattern still the one the pages use?");
}

impl Page {
    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut block = None;
        self.text.lines().enumerate().filter_map(move |(index, text)| {
            if let Some(language) = text.trim_start().strip_prefix("```") {
                block = if block.is_some() { None } else { Some(language.trim()) };
                return None;
            }
            Some(Line { number: index + 1, text, block })
        })
    }

    fn at(&self, line: &Line<'_>) -> String {
        format!("{}:{}", self.path.display(), line.number)
    }

    /// The program's command lines, in blocks for a shell and in code within sentences.
    fn commands(&self) -> Vec<(String, String)> {
        let mut commands = Vec::new();
        let mut unfinished: Option<(String, String)> = None;
        for line in self.lines() {
            let Some(language) = line.block else {
                let spans = code_spans(line.text).into_iter().filter(|span| is_ours(span));
                commands.extend(spans.map(|span| (self.at(&line), span.to_owned())));
                continue;
            };
            if !matches!(language, "sh" | "console") {
                continue;
            }
            let text = line.text.trim().trim_start_matches("$ ");
            let (place, whole) = match unfinished.take() {
                Some((place, begun)) => (place, format!("{begun} {text}")),
                None => (self.at(&line), text.to_owned()),
            };
            match whole.strip_suffix('\\') {
                Some(begun) => unfinished = Some((place, begun.trim().to_owned())),
                None if is_ours(&whole) => commands.push((place, whole)),
                None => {}
            }
        }
        commands
    }
}

fn is_ours(command: &str) -> bool {
    command.starts_with("bedrock-keys ") || command.starts_with("cargo run -- ")
}

/// The words of a command as a shell would hand them over, up to a pipe, a redirection, a comment or the next command.
fn words(command: &str) -> Vec<String> {
    let command = command.replacen("cargo run -- ", "bedrock-keys ", 1);
    let mut words = vec![String::new()];
    let (mut quote, mut substitution) = (None, 0);
    for character in command.chars() {
        let word = words.last_mut().expect("there is always a word");
        match (quote, character) {
            (None, '|' | '>' | '<' | ';' | '&' | '#') if substitution == 0 => break,
            (None, ' ') if substitution == 0 => words.push(String::new()),
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character && substitution == 0 => quote = None,
            (_, '(') => {
                substitution += 1;
                word.push(character);
            }
            (_, ')') => {
                substitution -= 1;
                word.push(character);
            }
            _ => word.push(character),
        }
    }
    // `2>` leaves its number.
    words.retain(|word| !word.is_empty() && word != "2");
    words
}

fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("](") {
        let Some((target, after)) = after.split_once(')') else { break };
        found.push(target);
        rest = after;
    }
    found
}

fn code_spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Whether a page has the heading behind an anchor, as GitHub derives it.
fn has_heading(text: &str, anchor: &str) -> bool {
    let slug = |heading: &str| -> String {
        let kept = heading.trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    text.lines().filter(|line| line.starts_with('#')).any(|line| slug(line.trim_start_matches('#')) == anchor)
}

fn is_test_name(span: &str) -> bool {
    span.matches('_').count() >= 3
        && span.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())
}

/// A source file by its path in `src` or `tests`, without its ending.
fn source(path: &str) -> Option<String> {
    ["src", "tests"]
        .iter()
        .find_map(|top| fs::read_to_string(root().join(top).join(format!("{path}.rs"))).ok())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page: the repository's own and all of `docs`.
fn pages() -> Vec<Page> {
    let mut paths: BTreeSet<PathBuf> = ["README.md", "CHANGELOG.md"]
        .iter()
        .map(PathBuf::from)
        .filter(|path| root().join(path).exists())
        .collect();
    let mut directories = vec![PathBuf::from("docs")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(root().join(&directory)).expect("docs is readable") {
            let path = directory.join(entry.expect("docs is readable").file_name());
            if root().join(&path).is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                paths.insert(path);
            }
        }
    }
    let read = |path: PathBuf| Page {
        text: fs::read_to_string(root().join(&path))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        path,
    };
    paths.into_iter().map(read).collect()
}
