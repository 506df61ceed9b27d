//! Mistakes as text. Pure: whoever prints it knows whether there is a terminal.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::escape;
use super::found::{Mistake, Place};

/// Whether the text carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Escape sequences for a terminal.
    Terminal,
    /// None: text for a log or a file.
    None,
}

/// More than anyone reads in one go; the rest is counted.
const SHOWN: usize = 50;

/// Bytes of a line that is shown whole; a longer one is shown around the mark.
const LONG_LINE: usize = 400;

/// Characters shown before the mark in a long line.
const BEFORE: usize = 60;

pub(super) fn render(mistakes: &[Mistake], colour: Colour) -> String {
    let renderer = match colour {
        Colour::Terminal => Renderer::styled(),
        Colour::None => Renderer::plain(),
    };
    let mut shown: Vec<String> = mistakes.iter().take(SHOWN).map(|mistake| one(mistake, &renderer)).collect();
    let rest = mistakes.len().saturating_sub(SHOWN);
    if rest > 0 {
        shown.push(format!("… and {rest} more"));
    }
    shown.join("\n\n")
}

fn one(mistake: &Mistake, renderer: &Renderer) -> String {
    let title = match &mistake.place {
        Place::Flag(flag) => format!("{flag}: {}", mistake.message),
        Place::InFile(..) | Place::WholeFile(_) => mistake.message.clone(),
    };
    let mut report = Group::with_title(Level::ERROR.primary_title(escape::safe(&title)));
    report = at(report, &mistake.place, None);
    if let Some((place, label)) = &mistake.related {
        report = at(report, place, Some(label));
    }
    if let Some(help) = &mistake.help {
        report = report.element(Level::HELP.message(escape::safe(help)));
    }
    renderer.render(&[report])
}

/// Adds a place: its name, its line and the mark under it.
fn at<'a>(report: Group<'a>, place: &Place, label: Option<&str>) -> Group<'a> {
    let (kind, label) = match label {
        None => (AnnotationKind::Primary, None),
        Some(label) => (AnnotationKind::Context, Some(escape::safe(label))),
    };
    match place {
        // The flag that is wrong stands in the title.
        Place::Flag(flag) => match label {
            None => report,
            Some(label) => report.element(Level::NOTE.message(format!("{label}: {flag}"))),
        },
        Place::WholeFile(name) => report.element(Origin::path(escape::safe(name))),
        Place::InFile(source, span) => {
            let name = escape::safe(source.name());
            let line = source.line(span.line);
            let cut = span.column.saturating_sub(BEFORE + 1);
            let snippet = |text: String, column: usize| {
                let mark = kind.span(escape::bytes(&text, column, span.length)).label(label);
                Snippet::source(text).line_start(span.line).annotation(mark)
            };
            if line.len() <= LONG_LINE || cut == 0 {
                let shown: String = line.chars().take(LONG_LINE).collect();
                report.element(snippet(escape::safe(&shown), span.column).path(name))
            } else {
                // The column is told by itself: that of the piece would be another.
                let piece: String = line.chars().skip(cut).take(LONG_LINE).collect();
                let origin = Origin::path(name).line(span.line).char_column(span.column);
                report.element(origin).element(snippet(escape::safe(&piece), span.column - cut))
            }
        }
    }
}
