//! A scratch directory with a sandbox and a working directory, and runs of the binary in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use tempfile::TempDir;

use super::Faults;

/// What time it is in the sandbox, unless a run says otherwise.
pub(crate) const NOW: &str = "2026-11-23T12:00:00Z";

/// A directory that is gone with its owner: `work`, where the binary runs, and `sandbox`, the embedded AWS.
#[derive(Debug)]
pub(crate) struct Scratch {
    root: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code or the signal.
    pub(crate) status: ExitStatus,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Scratch {
    /// An empty working directory; the sandbox is seeded by its first use.
    pub(crate) fn new() -> Self {
        let root = temporary();
        fs::create_dir(root.path().join("work")).expect("a working directory");
        Self { root }
    }

    /// The same files somewhere else.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self { root: temporary() };
        copy_directory(self.root.path(), copy.root.path());
        copy
    }

    /// Where everything is.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the binary runs.
    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// Where the embedded AWS keeps its state.
    pub(crate) fn sandbox(&self) -> PathBuf {
        self.root.path().join("sandbox")
    }

    /// Writes a file in the working directory, for example a roster.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.work().join(name), text).expect("a file in the working directory");
    }

    /// Runs the binary with `--sandbox` and nothing on standard input.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S], faults: &Faults) -> Outcome {
        self.run_at(NOW, arguments, faults)
    }

    /// … at another time.
    pub(crate) fn run_at<S: AsRef<OsStr>>(&self, now: &str, arguments: &[S], faults: &Faults) -> Outcome {
        let mut command = self.command(arguments, faults);
        command.env("BEDROCK_KEYS_SANDBOX_NOW", now).stdin(Stdio::null());
        command.output().expect("the binary runs").into()
    }

    /// … with this on standard input.
    pub(crate) fn run_with_input<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        faults: &Faults,
        input: &str,
    ) -> Outcome {
        let mut command = self.command(arguments, faults);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut stdin = child.stdin.take().expect("standard input");
        // A run that does not read to the end is no failure of the test.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("the binary ends").into()
    }

    /// The command, for a test with wishes of its own. Nothing of the environment reaches it but `PATH`. It may be
    /// killed, and leaves no core file then: that would hold everything it knew.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S], faults: &Faults) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "ulimit -c 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_bedrock-keys"), "--sandbox"])
            .args(arguments)
            .current_dir(self.work())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root())
            .env("BEDROCK_KEYS_SANDBOX_DIR", self.sandbox())
            .env("BEDROCK_KEYS_SANDBOX_NOW", NOW);
        if !faults.is_none() {
            let path = self.root().join("faults.json");
            fs::write(&path, faults.json()).expect("a file of faults");
            command.env("BEDROCK_KEYS_SANDBOX_FAULTS", path);
        }
        command
    }

    /// The files below a directory, with their paths from there, sorted.
    pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect_files(directory, directory, &mut files);
        files.sort();
        files
    }
}

impl Outcome {
    /// The exit code; nothing for a run that a signal ended.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Whether the run killed itself, as the abort faults make it.
    pub(crate) fn was_aborted(&self) -> bool {
        self.status.signal() == Some(6)
    }

    /// Both outputs, for looking something up.
    pub(crate) fn text(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// Without what `-v` and more of them added.
    pub(crate) fn without_log(self) -> Self {
        let said = self.stderr.lines().filter(|line| !line.contains(" bedrock_keys::"));
        Self { stderr: said.map(|line| format!("{line}\n")).collect(), ..self }
    }

    /// The operations that were called, retries included, in order; needs `-v`.
    pub(crate) fn operations(&self) -> Vec<String> {
        let logged = self.stderr.lines().filter_map(|line| line.split_once("bedrock_keys::aws: "));
        logged
            .filter_map(|(_, call)| call.trim().split_once(':'))
            .map(|(_, operation)| operation.to_owned())
            .collect()
    }

    /// The delivery checkpoints that were passed; needs `-vv`.
    pub(crate) fn checkpoints(&self) -> usize {
        self.stderr.lines().filter(|line| line.contains("bedrock_keys::deliver: step=")).count()
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Self { status: output.status, stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// In memory where there is room for it: deliveries are synced to disk, and thousands of runs would wait for that.
fn temporary() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a scratch directory")
}

fn copy_directory(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            fs::create_dir(&target).expect("a directory");
            let mode = entry.metadata().expect("metadata").permissions();
            fs::set_permissions(&target, mode).expect("the same mode");
            copy_directory(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file");
        }
    }
}

fn collect_files(root: &Path, directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect_files(root, &path, files);
        } else {
            files.push(path.strip_prefix(root).expect("a path below the root").to_owned());
        }
    }
}
