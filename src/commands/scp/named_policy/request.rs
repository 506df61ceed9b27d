//! What was asked for, and where it was written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::{ParameterChoice, PolicyReference};
use crate::config::Place;
use crate::guardrail::library::ParameterValues;

/// A policy as it was asked for.
#[derive(Debug, Clone)]
pub(in crate::commands) struct PolicyRequest {
    /// A name of the library, or a path.
    pub(super) reference: String,
    /// Values for its parameters.
    pub(super) parameters: ParameterValues,
    /// What paths start from; empty for the working directory.
    pub(super) folder: PathBuf,
    place: Place,
    parameter_place: Place,
    places: BTreeMap<String, Place>,
}

impl PolicyRequest {
    /// A policy of the command line, with its `--param`s. Mistakes name the argument or flag, `--policy`.
    pub(in crate::commands) fn of_arguments(
        flag: &'static str,
        reference: &PolicyReference,
        parameters: &[ParameterChoice],
    ) -> Self {
        let mut values = ParameterValues::new();
        for choice in parameters {
            values.entry(choice.name.clone()).or_default().push(choice.value.clone());
        }
        Self {
            reference: reference.as_str().to_owned(),
            parameters: values,
            folder: PathBuf::new(),
            place: Place::Flag(flag),
            parameter_place: Place::Flag("--param"),
            places: BTreeMap::new(),
        }
    }

    /// A policy of a configuration file in this folder, written at this place. Values for parameters are added with
    /// [`Self::parameter`].
    pub(in crate::commands) fn of_file(reference: &str, folder: &Path, place: Place) -> Self {
        Self {
            reference: reference.to_owned(),
            parameters: ParameterValues::new(),
            folder: folder.to_owned(),
            parameter_place: place.clone(),
            place,
            places: BTreeMap::new(),
        }
    }

    /// The same, with values for a parameter, written at this place.
    #[must_use]
    pub(in crate::commands) fn parameter(mut self, name: &str, values: Vec<String>, place: Place) -> Self {
        self.parameters.insert(name.to_owned(), values);
        self.places.insert(name.to_owned(), place);
        self
    }

    /// Where the policy was written.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Where a parameter was written; where the policy was, if the parameter was not.
    pub(super) fn place_of(&self, parameter: &str) -> Place {
        self.places.get(parameter).unwrap_or(&self.parameter_place).clone()
    }
}
