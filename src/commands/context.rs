//! What every command starts from: the terminal, the clock, the configuration, the session.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::aws::{Session, SessionError, SessionOptions, SetEndpoint};
use crate::cli::GlobalArguments;
use crate::config::{Settings, discovery};
use crate::render::Ui;
use crate::sandbox::{FaultPlan, Sandbox, SandboxClock, SandboxOptions};

use super::inputs::{Inputs, Most};
use super::interruption::Interruption;
use super::{CommandError, logs};

/// What every command starts from. Sessions and configuration are built when a command asks for them, so that
/// `keys identify --offline` needs neither.
#[derive(Debug)]
pub struct Context {
    /// The terminal.
    pub ui: Ui,
    /// What Ctrl-C has asked for.
    pub(super) interruption: Interruption,
    /// The files that were named.
    pub(super) inputs: Inputs,
    arguments: GlobalArguments,
    faults: FaultPlan,
}

impl Context {
    /// Starts from the arguments of every command: installs logs and listens for Ctrl-C.
    pub fn new(ui: Ui, arguments: GlobalArguments) -> Result<Self, CommandError> {
        let interruption = Interruption::listen();
        let inputs = Inputs::until(&interruption);
        let faults = match &arguments.sandbox_faults {
            Some(path) => inputs.unless_given_up(read_faults(path, &inputs))?,
            None => FaultPlan::default(),
        };
        // Faults are the sandbox's: a variable that was left in a shell must not reach a run against AWS.
        let checkpoints = if arguments.sandbox { faults.clone() } else { FaultPlan::default() };
        logs::install(arguments.verbose, &checkpoints);
        Ok(Self { ui, interruption, inputs, arguments, faults })
    }

    /// Whether the command works in the embedded AWS.
    pub(super) fn in_sandbox(&self) -> bool {
        self.arguments.sandbox
    }

    /// The session with the time it works at: the system's, or the sandbox's. The clock is read here and nowhere else.
    pub(super) async fn session(&self) -> Result<(Session, Timestamp), CommandError> {
        if self.arguments.sandbox {
            let sandbox = self.open_sandbox()?;
            self.ui.status(&format!(
                "sandbox: no AWS account is touched; state in {}",
                self.sandbox_directory().display()
            ));
            let session = Session::sandbox(&sandbox);
            let session = match &self.arguments.aws_region {
                Some(region) => session.in_region(region),
                None => session,
            };
            return Ok((session, sandbox.now()));
        }
        let bundle =
            self.arguments.ca_bundle.as_deref().map(|file| self.inputs.bytes(file, Most::OF_A_SMALL_FILE));
        let options = SessionOptions {
            profile: self.arguments.profile.clone(),
            region: self.arguments.aws_region.clone(),
            certificate_bundle: bundle.transpose().map_err(SessionError::Bundle)?,
        };
        let session = self
            .inputs
            .awaited(Session::aws(options))
            .map_err(|error| CommandError::failed(error.to_string()))??;
        for line in led_elsewhere(&session.endpoints()) {
            self.ui.status(&line);
        }
        Ok((session, system_clock()))
    }

    /// The time for a command that calls nothing.
    pub(super) fn now(&self) -> Timestamp {
        self.arguments.sandbox_now.filter(|_| self.arguments.sandbox).unwrap_or_else(system_clock)
    }

    /// The configuration: the named file, else the nearest one upward, else nothing but what is built in.
    pub(super) fn settings(&self) -> Result<Settings, CommandError> {
        let path = match &self.arguments.config {
            Some(path) => Some(path.clone()),
            None => {
                let here = std::env::current_dir().map_err(|error| {
                    CommandError::failed(format!("cannot tell the working directory: {error}"))
                })?;
                discovery::find_upward(&here, user())
                    .map_err(|error| CommandError::usage(error.to_string()))?
            }
        };
        match path {
            Some(path) => Ok(Settings::load(&self.inputs.source(&path)?)?),
            None => Ok(Settings::default()),
        }
    }

    /// Opens the embedded AWS, seeding it where it does not exist.
    pub(super) fn open_sandbox(&self) -> Result<Sandbox, CommandError> {
        let directory = self.sandbox_directory();
        Sandbox::open(&directory, self.sandbox_options()).map_err(|error| sandbox_error(&directory, &error))
    }

    /// Where the embedded AWS keeps its state: as told, else in the working directory, beside the files that its keys
    /// are delivered to. Whoever deletes the one deletes the other.
    pub(super) fn sandbox_directory(&self) -> PathBuf {
        self.arguments.sandbox_dir.clone().unwrap_or_else(|| PathBuf::from(".bedrock-keys-sandbox"))
    }

    /// Clock and faults of the embedded AWS.
    pub(super) fn sandbox_options(&self) -> SandboxOptions {
        let clock = self.arguments.sandbox_now.map_or(SandboxClock::System, SandboxClock::Fixed);
        SandboxOptions { clock, faults: self.faults.clone() }
    }
}

/// Whoever left an endpoint set in a shell should see that it is not AWS who answers.
fn led_elsewhere(endpoints: &[SetEndpoint]) -> Vec<String> {
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for endpoint in endpoints {
        services.entry(&endpoint.address).or_default().push(endpoint.service);
    }
    let line = |(address, services): (&str, Vec<&str>)| {
        format!("endpoint: {} at {address}, as the environment or the profile says", services.join(", "))
    };
    services.into_iter().map(line).collect()
}

fn read_faults(path: &Path, inputs: &Inputs) -> Result<FaultPlan, CommandError> {
    let text = inputs
        .text(path, Most::OF_A_SMALL_FILE)
        .map_err(|error| CommandError::usage(format!("cannot read the faults: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| CommandError::usage(format!("`{}` is no fault plan: {error}", path.display())))
}

/// The state of the embedded AWS cannot be used.
pub(super) fn sandbox_error(directory: &Path, error: &dyn std::fmt::Display) -> CommandError {
    CommandError::failed(format!("the sandbox in `{}` cannot be opened: {error}", directory.display()))
        .hint("`bedrock-keys sandbox reset` starts it anew; --sandbox-dir names another place")
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
fn system_clock() -> Timestamp {
    Timestamp::now()
}

/// The user that this process acts for: only a configuration of its own or of root is obeyed unasked.
#[cfg(unix)]
fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn user() -> u32 {
    0
}
