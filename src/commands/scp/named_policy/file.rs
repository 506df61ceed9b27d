//! A policy file of the admin's.

use std::path::Path;
use std::sync::Arc;

use crate::commands::Context;
use crate::commands::inputs::Inputs;
use crate::config::document::{MAX_FILE_SIZE, Source, Span};
use crate::config::{Mistake, Mistakes, Place};
use crate::policy::{LocatedPolicy, PolicyText};

/// Reads a file and parses it: untrusted text, which is no policy before it was read to its end.
pub(super) fn read(path: &Path, inputs: &Inputs) -> Result<(Arc<Source>, LocatedPolicy), Mistakes> {
    let source = inputs.source(path)?;
    let located = parse(&source)?;
    Ok((source, located))
}

/// Reads the policy that is piped in.
pub(in crate::commands) fn standard_input(context: &Context) -> Result<Arc<Source>, Mistakes> {
    const NAME: &str = "standard input";
    match context.inputs.standard_input(context.ui, MAX_FILE_SIZE) {
        Ok(bytes) => Source::from_bytes(NAME, &bytes),
        Err(error) => {
            Err(Mistake::new(Place::WholeFile(NAME.to_owned()), format!("cannot read it: {error}")).into())
        }
    }
}

/// Parses the text of a policy; every mistake has its place in it.
pub(in crate::commands) fn parse(source: &Arc<Source>) -> Result<LocatedPolicy, Mistakes> {
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
