//! The command lines of the files, run as their machines run them, in the sandbox.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use super::files::{commands, documents, text, values};

/// The partner's account, which no role leads into: the exit code of every whole report is 12.
const PARTNER: &str = "178820436695";

/// A directory in which `bedrock-keys` works in the sandbox.
struct Place {
    scratch: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let program = scratch.path().join("bedrock-keys");
        let script = format!(
            "#!/bin/sh\nexec {} --sandbox --sandbox-dir {} --sandbox-now 2026-11-23T12:00:00Z \"$@\"\n",
            env!("CARGO_BIN_EXE_bedrock-keys"),
            scratch.path().join("state").display()
        );
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { scratch }
    }

    fn path(&self) -> &Path {
        self.scratch.path()
    }

    /// Runs a script as a step of a workflow or a cron job.
    fn shell(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new("/bin/sh");
        command.args(["-ec", script]).current_dir(self.path()).env_remove("BEDROCK_KEYS_CONFIG");
        command.envs(variables.iter().copied()).output().unwrap()
    }

    /// Runs a container: its arguments, with `/parts/` in this directory.
    fn container(&self, arguments: &[String], variables: &[(&str, &str)]) -> Output {
        let parts = format!("{}/parts/", self.path().display());
        let mut command = Command::new(self.path().join("bedrock-keys"));
        command.args(arguments.iter().map(|word| word.replace("/parts/", &parts)));
        command.current_dir(self.path()).env_remove("BEDROCK_KEYS_CONFIG");
        command.envs(variables.iter().copied()).output().unwrap()
    }

    fn holds(&self, file: &str, words: &str) {
        let text =
            std::fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(words), "{file}");
    }
}

fn all_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn arrays_of_containers_read_an_organization_and_one_reports_on_it() {
    for (name, variable) in [
        ("kubernetes-shards.yaml", "JOB_COMPLETION_INDEX"),
        ("batch-shards.yaml", "AWS_BATCH_JOB_ARRAY_INDEX"),
    ] {
        let place = Place::new();
        let [read, merge] = commands(name).try_into().unwrap();
        let codes: Vec<Option<i32>> = (0..8)
            .map(|index| place.container(&read, &[(variable, &index.to_string())]).status.code())
            .collect();
        // One shard holds an account without the role, another holds nothing to read; findings are for the report to tell.
        assert_eq!(codes.iter().filter(|code| **code == Some(12)).count(), 1, "{name}: {codes:?}");
        assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 7, "{name}: {codes:?}");
        let merged = place.container(&merge, &[]);
        assert_eq!(merged.status.code(), Some(12), "{name}: {}", all_of(&merged));
        assert!(all_of(&merged).contains(PARTNER), "{name}");
        place.holds("parts/audit.html", "key-never-expires");
    }
}

#[test]
fn the_steps_of_the_workflow_read_an_organization_and_report_on_it() {
    let place = Place::new();
    let [workflow] = documents("github-actions.yml").try_into().unwrap();
    let steps = values(&workflow).into_iter().filter_map(|value| value["run"].as_str());
    let steps: Vec<&str> = steps.filter(|step| !step.contains("docker")).collect();
    let [read, report, summary] = steps.as_slice() else { panic!("{steps:?}") };
    for shard in 0..4 {
        place.shell(read, &[("SHARD", &shard.to_string())]);
    }
    let reported = place.shell(report, &[]);
    assert_eq!(reported.status.code(), Some(12), "{}", all_of(&reported));
    place.shell(summary, &[("GITHUB_STEP_SUMMARY", "summary.md")]);
    place.holds("audit.sarif", "\"2.1.0\"");
    place.holds("summary.md", PARTNER);
    place.holds("audit.html", "key-never-expires");
}

#[test]
fn the_cron_job_says_everything_where_something_is_wrong_and_nothing_where_nothing_is() {
    let place = Place::new();
    let line = text("bedrock-keys.cron");
    let line = line.lines().find(|line| line.contains("audit --org")).unwrap();
    let fields: Vec<&str> = line.splitn(7, ' ').collect();
    assert_eq!((fields[0], fields[5]), ("17", "bedrock-keys"), "minute and user");
    assert!(!line.contains('%'), "cron makes a line break of a percent sign");
    let state = place.path().join("bedrock-keys-state");
    let program = place.path().join("bedrock-keys").display().to_string();
    let job = fields[6]
        .replace("/usr/local/bin/bedrock-keys", &program)
        .replace("/var/lib/bedrock-keys", &state.display().to_string());
    let said = all_of(&place.shell(&job, &[]));
    assert!(said.contains("bedrock-keys audit ended with 12") && said.contains(PARTNER), "{said}");
    place.holds("bedrock-keys-state/audit.prom", "bedrock_keys_audit_complete 0");
    place.holds("bedrock-keys-state/snapshot.json", PARTNER);
    // Nothing to report: an account that is read whole, and a threshold that nothing reaches.
    let clean = job.replace("--org --role-name BedrockKeysAuditor", "--fail-on critical");
    let output = place.shell(&clean, &[]);
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(0), ""));
}
