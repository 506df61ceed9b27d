//! A policy file of the admin's.

use std::path::Path;
use std::sync::Arc;

use crate::config::document::{Source, Span};
use crate::config::{Mistake, Mistakes, Place};
use crate::policy::{LocatedPolicy, PolicyText};

/// Reads a file and parses it: untrusted text, which is no policy before it was read to its end.
pub(super) fn read(path: &Path) -> Result<(Arc<Source>, LocatedPolicy), Mistakes> {
    let source = Source::read(path)?;
    let located = parse(&source)?;
    Ok((source, located))
}

/// Parses the text of a policy; every mistake has its place in it.
pub(super) fn parse(source: &Arc<Source>) -> Result<LocatedPolicy, Mistakes> {
    PolicyText::new(source.text()).parse().map_err(|found| {
        let mut mistakes = Mistakes::default();
        for mistake in found.listed() {
            let span = Span { line: mistake.place.line, column: mistake.place.column, length: 1 };
            mistakes.add(Mistake::new(Place::InFile(Arc::clone(source), span), mistake.message.clone()));
        }
        if found.further() > 0 {
            let place = Place::WholeFile(source.name().to_owned());
            mistakes.add(Mistake::new(place, format!("there are {} mistakes more", found.further())));
        }
        mistakes.sorted()
    })
}
