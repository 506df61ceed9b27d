//! Which policy a name or a path stands for.

use std::path::Path;
use std::sync::Arc;

use crate::commands::CommandError;
use crate::commands::inputs::Inputs;
use crate::config::document::Source;
use crate::config::{Mistake, Mistakes, guardrail_library, suggest};
use crate::guardrail::library::{Description, Library, LibraryPolicy};
use crate::policy::PolicyDocument;

use super::{PolicyRequest, file, parameters};

/// A policy with its name and what it says.
#[derive(Debug, Clone)]
pub(in crate::commands) struct NamedPolicy {
    /// The name of the library, or that of the file without folder and ending.
    pub(in crate::commands) name: String,
    /// What it says, with every parameter filled in.
    pub(in crate::commands) document: PolicyDocument,
    /// Where it comes from.
    pub(in crate::commands) origin: PolicyOrigin,
}

/// Where a policy comes from.
#[derive(Debug, Clone)]
pub(in crate::commands) enum PolicyOrigin {
    /// The library, which describes it.
    Library(Box<Description>),
    /// A file of the admin's.
    File(Arc<Source>),
}

impl NamedPolicy {
    /// One line about it, for the description of a policy in AWS.
    pub(in crate::commands) fn title(&self) -> String {
        match &self.origin {
            PolicyOrigin::Library(description) => description.title.clone(),
            PolicyOrigin::File(source) => source.name().to_owned(),
        }
    }
}

/// The guardrails that ship with the program.
pub(in crate::commands) fn library() -> Result<Library, CommandError> {
    // A test reads it: an error here is one of ours.
    guardrail_library().map_err(|error| CommandError::failed(error.to_string()))
}

/// The policy that was asked for. It is decided in this order:
///
/// 1. a name of the library is that policy; a file of the same name is reached by a path, `./deny-api-keys`;
/// 2. what has a `/`, ends with `.json` or names a file that is there is a path, from the folder of whoever wrote it;
/// 3. anything else is a mistake, with the name that was probably meant.
///
/// A file is AWS's JSON as it stands, so it takes no parameters.
///
/// # Errors
/// Everything that is wrong with the name, the parameters or the file, each with its place.
pub(in crate::commands) fn named(request: &PolicyRequest, inputs: &Inputs) -> Result<NamedPolicy, Mistakes> {
    let library = guardrail_library().map_err(|error| Mistake::new(request.place(), error.to_string()))?;
    if let Ok(policy) = library.get(&request.reference) {
        return of_library(policy, request);
    }
    let path = request.folder.join(&request.reference);
    if looks_like_a_path(&request.reference) || path.is_file() {
        return of_file(&path, request, inputs);
    }
    let known: Vec<&str> = library.iter().map(LibraryPolicy::name).collect();
    let message = format!("`{}` is neither a policy of the library nor a file", request.reference);
    let help = match suggest(&request.reference, &known) {
        Some(near) => format!("did you mean `{near}`? `scp list` lists them all"),
        None => "`scp list` lists the library; write a file as a path, `./NAME`".to_owned(),
    };
    Err(Mistake::new(request.place(), message).help(help).into())
}

fn of_library(policy: &LibraryPolicy, request: &PolicyRequest) -> Result<NamedPolicy, Mistakes> {
    let document = policy
        .instantiate(&request.parameters)
        .map_err(|mistakes| parameters::mistakes(&mistakes, request))?;
    Ok(NamedPolicy {
        name: policy.name().to_owned(),
        document,
        origin: PolicyOrigin::Library(Box::new(policy.description().clone())),
    })
}

fn of_file(path: &Path, request: &PolicyRequest, inputs: &Inputs) -> Result<NamedPolicy, Mistakes> {
    let mut mistakes = Mistakes::default();
    for name in request.parameters.keys() {
        let message = format!("`{name}` has no place to go: a policy file has no parameters");
        mistakes.add(Mistake::new(request.place_of(name), message).help("write the value into the file"));
    }
    let (source, located) = file::read(path, inputs)?;
    mistakes.or(NamedPolicy {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        document: located.document,
        origin: PolicyOrigin::File(source),
    })
}

fn looks_like_a_path(reference: &str) -> bool {
    let ending = Path::new(reference).extension();
    reference.contains(['/', std::path::MAIN_SEPARATOR])
        || ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}
