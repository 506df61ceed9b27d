//! The `command` sink: a program that reads the secret as JSON on its standard input.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::domain::ApiKeySecret;

use super::checkpoint::checkpoint;
use super::note::note;
use super::program_run::{Limits, ProgramRun};
use super::redaction::fit_to_show;
use super::secret_json::secret_json;
use super::{DeliveryError, Handover, NotePlace, Placement, Receipt, SinkError};

/// Runs a program for each secret.
#[derive(Debug)]
pub(super) struct ProgramSink {
    program: PathBuf,
    limits: Limits,
}

/// What the program reads. A published format: fields are added, never renamed, and `schema_version` tells when one
/// changes its meaning (`docs/sinks.md`).
#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    owner: &'a str,
    purpose: &'a str,
    account: &'a str,
    user: &'a str,
    credential_id: &'a str,
    expires: Option<String>,
    region: &'a str,
    secret: &'a str,
    note: &'a str,
}

impl ProgramSink {
    /// Finds the program: as a path where the name has a slash, and otherwise in `PATH`, as a shell does.
    pub(super) fn open(program: &Path) -> Result<Self, SinkError> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Ok(Self { program: find(program, &path)?, limits: Limits::DEFAULT })
    }

    pub(super) async fn deliver(
        &self,
        handover: &Handover,
        secret: &ApiKeySecret,
    ) -> Result<Receipt, DeliveryError> {
        let placement = Placement::Program(self.program.clone());
        let addressee = &handover.addressee;
        let exposed = secret.expose_secret();
        let input = secret_json(&Document {
            schema_version: 1,
            owner: addressee.owner.as_str(),
            purpose: addressee.purpose.as_str(),
            account: addressee.account.as_str(),
            user: handover.user.as_str(),
            credential_id: handover.credential.as_str(),
            expires: handover.expires(),
            region: handover.region.as_str(),
            secret: exposed,
            note: &note(handover, &placement),
        })
        .map_err(DeliveryError::Document)?;
        checkpoint("command: spawning");
        let run = ProgramRun::start(&self.program, self.limits)
            .map_err(|source| DeliveryError::ProgramNotRun { program: self.program.clone(), source })?;
        checkpoint("command: spawned");
        let ended = run
            .feed(&input)
            .await
            .map_err(|source| DeliveryError::ProgramNotRun { program: self.program.clone(), source })?;
        checkpoint("command: ended");
        match ended.failure {
            None => Ok(Receipt { placement, note: NotePlace::WithSecret }),
            Some(end) => Err(DeliveryError::ProgramFailed {
                program: self.program.clone(),
                end,
                stderr: fit_to_show(&ended.stderr, exposed),
            }),
        }
    }
}

fn find(program: &Path, path: &OsStr) -> Result<PathBuf, SinkError> {
    if program.as_os_str().as_bytes().contains(&b'/') {
        return match std::fs::metadata(program) {
            Ok(_) if is_executable(program) => Ok(program.to_owned()),
            Ok(_) => Err(SinkError::NotExecutable(program.to_owned())),
            Err(_) => Err(SinkError::NoProgram(program.to_owned())),
        };
    }
    std::env::split_paths(path)
        // An empty entry of PATH means the current directory, where a secret should not go by accident.
        .filter(|directory| directory.is_absolute())
        .map(|directory| directory.join(program))
        .find(|candidate| is_executable(candidate))
        .ok_or_else(|| SinkError::NotInPath(program.to_owned()))
}

fn is_executable(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::ProgramEnd;
    use crate::deliver::test_values::{
        SECRET, assert_holds_no_secret, assert_keeps_secret, handover, secret,
    };
    use std::fs;
    use std::time::Duration;
    use tempfile::TempDir;

    /// Writes a script through another process: while this one has a file open for writing, a fork of another test
    /// inherits that, and the system then refuses to run the file.
    fn script(scratch: &TempDir, body: &str) -> PathBuf {
        let path = scratch.path().join("program");
        let status = std::process::Command::new("sh")
            .args(["-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\""])
            .args([path.as_os_str(), OsStr::new(body)])
            .status()
            .unwrap();
        assert!(status.success());
        path
    }

    async fn run(scratch: &TempDir, body: &str) -> Result<Receipt, DeliveryError> {
        let sink = ProgramSink::open(&script(scratch, body)).unwrap();
        sink.deliver(&handover("alice@example.com", "chat"), &secret()).await
    }

    async fn failure(body: &str) -> (ProgramEnd, String) {
        let error = run(&TempDir::new().unwrap(), body).await.unwrap_err();
        assert_keeps_secret(&error);
        let DeliveryError::ProgramFailed { end, stderr, .. } = error else { panic!("{error}") };
        (end, stderr)
    }

    #[tokio::test]
    async fn a_program_gets_one_json_document_and_nothing_elsewhere() {
        let scratch = TempDir::new().unwrap();
        let body = "cd \"${0%/*}\"; cat > input; env > environment; echo \"$@\" > arguments; echo ignored";
        let receipt = run(&scratch, body).await.unwrap();
        assert_eq!(receipt.note, NotePlace::WithSecret);
        let read = |name: &str| fs::read_to_string(scratch.path().join(name)).unwrap();
        assert!(read("input").ends_with("}\n"));
        let document: serde_json::Value = serde_json::from_str(&read("input")).unwrap();
        insta::assert_json_snapshot!(document, { ".secret" => "[secret]", ".note" => "[note]" }, @r#"
{
  "schema_version": 1,
  "owner": "alice@example.com",
  "purpose": "chat",
  "account": "123456789012",
  "user": "bedrock-key-p7fzctlrlcdnh5tqeuc4",
  "credential_id": "ACCAEXAMPLE0000000001",
  "expires": "2026-12-23T12:00:00Z",
  "region": "eu-central-1",
  "secret": "[secret]",
  "note": "[note]"
}
"#);
        assert_eq!(document["secret"], SECRET);
        assert_holds_no_secret(document["note"].as_str().unwrap());
        assert_holds_no_secret(&read("environment"));
        assert_eq!(read("arguments"), "\n");
        let inherited: Vec<String> = read("environment").lines().map(str::to_owned).collect();
        for line in &inherited {
            let name = line.split('=').next().unwrap();
            // These four are the shell's own.
            let known = std::env::var_os(name).is_some() || ["PWD", "OLDPWD", "SHLVL", "_"].contains(&name);
            assert!(known || !line.contains('='), "{line}");
        }
    }

    #[tokio::test]
    async fn a_status_other_than_0_is_a_failed_delivery() {
        let (end, stderr) = failure("cat > /dev/null; echo 'vault is sealed' >&2; exit 3").await;
        assert_eq!((end, stderr.as_str()), (ProgramEnd::Status(3), "vault is sealed"));
    }

    #[tokio::test]
    async fn a_program_killed_by_a_signal_is_a_failed_delivery() {
        let (end, _) = failure("cat > /dev/null; kill -KILL $$").await;
        assert_eq!(end, ProgramEnd::Signal(9));
    }

    #[tokio::test]
    async fn a_program_that_does_not_read_to_the_end_has_not_taken_the_secret() {
        for body in ["exit 0", "exec < /dev/null", "head -c 10 > /dev/null"] {
            assert_eq!(failure(body).await.0, ProgramEnd::Unread, "{body}");
        }
    }

    #[tokio::test]
    async fn a_program_that_reads_the_one_line_has_taken_the_secret() {
        let scratch = TempDir::new().unwrap();
        run(&scratch, "read -r line && printf %s \"$line\" > \"${0%/*}/input\"").await.unwrap();
        let document: serde_json::Value =
            serde_json::from_slice(&fs::read(scratch.path().join("input")).unwrap()).unwrap();
        assert_eq!(document["credential_id"], "ACCAEXAMPLE0000000001");
    }

    #[tokio::test]
    async fn what_a_program_says_is_shown_without_the_secret() {
        let (_, stderr) = failure("printf '\\033[2Jcannot store: ' >&2; cat >&2; exit 1").await;
        assert!(
            stderr.starts_with("[2Jcannot store: {\"schema_version\":1,\"owner\":\"alice@example.com\""),
            "{stderr}"
        );
        assert!(stderr.contains("\"secret\":\"[secret removed]\""), "{stderr}");
        assert_holds_no_secret(&stderr);
    }

    #[tokio::test]
    async fn a_flood_of_messages_neither_blocks_the_program_nor_is_kept() {
        let (end, stderr) = failure("cat > /dev/null; yes complaint | head -c 300000 >&2; exit 4").await;
        assert_eq!(end, ProgramEnd::Status(4));
        assert!(stderr.chars().count() < 600, "{}", stderr.len());
    }

    #[tokio::test]
    async fn a_slow_program_is_killed() {
        let scratch = TempDir::new().unwrap();
        let program = script(&scratch, "cat > /dev/null; echo begun >&2; exec sleep 600");
        let limits = Limits { patience: Duration::from_millis(300), ..Limits::DEFAULT };
        let sink = ProgramSink { program, limits };
        let error = sink.deliver(&handover("alice", ""), &secret()).await.unwrap_err();
        assert!(
            matches!(error, DeliveryError::ProgramFailed { end: ProgramEnd::TimedOut(0), .. }),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_child_of_the_program_that_lives_on_does_not_hold_the_delivery_up() {
        let (end, stderr) = failure("cat > /dev/null; sleep 5 & echo no >&2; exit 5").await;
        assert_eq!((end, stderr.as_str()), (ProgramEnd::Status(5), "no"));
    }

    #[tokio::test]
    async fn a_program_that_cannot_be_started_is_a_failed_delivery() {
        let scratch = TempDir::new().unwrap();
        let program = script(&scratch, "cat");
        let sink = ProgramSink::open(&program).unwrap();
        fs::remove_file(&program).unwrap();
        let error = sink.deliver(&handover("alice", ""), &secret()).await.unwrap_err();
        assert!(matches!(error, DeliveryError::ProgramNotRun { .. }), "{error}");
        assert_keeps_secret(&error);
    }

    #[test]
    fn a_program_is_found_as_a_shell_finds_it() {
        let scratch = TempDir::new().unwrap();
        let program = script(&scratch, "true");
        let plain = scratch.path().join("plain");
        fs::write(&plain, "").unwrap();
        let path = std::env::join_paths([Path::new("/nowhere"), scratch.path()]).unwrap();
        assert_eq!(find(Path::new("program"), &path).unwrap(), program);
        assert_eq!(find(&program, OsStr::new("")).unwrap(), program);
        assert!(matches!(find(Path::new("plain"), &path), Err(SinkError::NotInPath(_))));
        assert!(matches!(find(&plain, &path), Err(SinkError::NotExecutable(_))));
        assert!(matches!(find(scratch.path(), &path), Err(SinkError::NotExecutable(_))));
        assert!(matches!(find(Path::new("./absent"), &path), Err(SinkError::NoProgram(_))));
    }
}
