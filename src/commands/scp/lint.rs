//! `scp lint`: what is wrong with policy files.
//!
//! A file that could not be read is never clean: it is an error with its place, beside the findings of the others.

use std::path::Path;
use std::sync::Arc;

use crate::audit::Severity;
use crate::cli::{FailOn, ScpLintArguments};
use crate::commands::audit::write_report;
use crate::commands::{CommandError, Context, ExitStatus};
use crate::config::document::Source;
use crate::config::{Mistake, Mistakes, Place, guardrail_library};
use crate::guardrail::lint::lint;
use crate::render::audit::Destination;
use crate::render::guardrail::{
    LintFormat, LintFormatChoice, Linted, LintedFile, UnreadPlace, check_lint_formats, lint_report,
};

use super::named_policy::{parse_policy, standard_input};

/// Columns of a table that goes into a file.
const FILE_WIDTH: u16 = 100;

pub(super) fn run(arguments: &ScpLintArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    check_lint_formats(&arguments.formats).map_err(|error| CommandError::usage(error.to_string()))?;
    let mut mistakes = Mistakes::default();
    let mut files = Vec::new();
    for path in &arguments.files {
        files.push(check(path, context, &mut mistakes));
    }
    report(&arguments.formats, &files, context)?;
    mistakes.or(())?;
    let worst = files.iter().flat_map(LintedFile::findings).map(|finding| finding.code.severity()).max();
    Ok(if is_failing(worst, arguments.fail_on) { ExitStatus::Findings } else { ExitStatus::Done })
}

fn is_failing(worst: Option<Severity>, fail_on: FailOn) -> bool {
    match fail_on {
        FailOn::From(severity) => worst.is_some_and(|worst| worst >= severity),
        FailOn::Never => false,
    }
}

fn check(path: &Path, context: &Context, mistakes: &mut Mistakes) -> LintedFile {
    let read = read(path, context).and_then(|source| parse_policy(&source));
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let linted = match read {
        Ok(located) => Linted::Checked {
            characters: located.document.minified_size(),
            findings: lint(&located, context.now()),
        },
        Err(found) => {
            let unread = found.iter().map(|mistake| UnreadPlace {
                line_and_column: mistake.place.line_and_column(),
                message: mistake.message.clone(),
            });
            let linted = Linted::Unread(unread.collect());
            found.iter().for_each(|mistake| mistakes.add(mistake.clone()));
            linted
        }
    };
    LintedFile { name, linted }
}

fn read(path: &Path, context: &Context) -> Result<Arc<Source>, Mistakes> {
    match path.to_str() {
        Some("-") => standard_input(context),
        Some(name) if !path.exists() && is_in_library(name) => {
            let message = format!("`{name}` is a policy of the library and no file");
            let help = format!("`bedrock-keys scp show {name} | bedrock-keys scp lint -` checks it");
            Err(Mistake::new(Place::WholeFile(name.to_owned()), message).help(help).into())
        }
        Some(name) if path.is_dir() => {
            let message = "it is a directory, and policies are named one by one".to_owned();
            let help = format!("`{}/*.json` names all that it has", name.trim_end_matches('/'));
            Err(Mistake::new(Place::WholeFile(name.to_owned()), message).help(help).into())
        }
        Some(_) | None => context.inputs.source(path),
    }
}

fn is_in_library(name: &str) -> bool {
    guardrail_library().is_ok_and(|library| library.get(name).is_ok())
}

/// Files first: standard output may be closed by its reader.
fn report(choices: &[LintFormatChoice], files: &[LintedFile], context: &Context) -> Result<(), CommandError> {
    let mut failed = Vec::new();
    for choice in choices {
        if let Destination::File(file) = &choice.destination {
            let styled = lint_report(choice.format, files, Some(FILE_WIDTH));
            let text = match choice.format {
                LintFormat::Table => anstream::adapter::strip_str(&styled).to_string() + "\n",
                LintFormat::Json | LintFormat::Sarif => styled,
            };
            failed.extend(write_report(file, &|output| output.write_all(text.as_bytes())).err());
        }
    }
    let on_standard_output = choices.iter().find(|choice| choice.destination == Destination::StandardOutput);
    let format = match on_standard_output {
        Some(choice) => Some(choice.format),
        None if choices.is_empty() => Some(LintFormat::Table),
        None => None,
    };
    if let Some(format) = format {
        context.ui.data(&lint_report(format, files, context.ui.data_width()))?;
    }
    if failed.is_empty() { Ok(()) } else { Err(CommandError::failed(failed.join("; "))) }
}
