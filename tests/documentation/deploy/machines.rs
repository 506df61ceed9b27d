//! Where the program runs: containers, clusters, units.

use std::process::Command;

use serde_json::Value;

use super::files::{commands, documents, folder, text, values};

/// Every pod of the two Kubernetes files, with the job it belongs to.
fn jobs() -> Vec<Value> {
    let all = documents("kubernetes.yaml").into_iter().chain(documents("kubernetes-shards.yaml"));
    let jobs: Vec<Value> = all.filter(|document| document["kind"] == "CronJob").collect();
    assert_eq!(jobs.len(), 3);
    jobs
}

#[test]
fn a_pod_has_no_rights_it_does_not_need_and_no_second_try() {
    for cron in jobs() {
        let name = &cron["metadata"]["name"];
        assert_eq!(cron["spec"]["concurrencyPolicy"], "Forbid", "{name}");
        let job = &cron["spec"]["jobTemplate"]["spec"];
        assert!(job["backoffLimit"] == 0 || job["backoffLimitPerIndex"] == 0, "{name}");
        let pod = &job["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never", "{name}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{name}");
        let [container] = pod["containers"].as_array().unwrap().as_slice() else { panic!("{name}") };
        // The image has no shell: a `command` could only be the program again.
        assert!(container["command"].is_null(), "{name}");
        let security = &container["securityContext"];
        assert_eq!(security["allowPrivilegeEscalation"], false, "{name}");
        assert_eq!(security["readOnlyRootFilesystem"], true, "{name}");
        assert_eq!(security["capabilities"]["drop"][0], "ALL", "{name}");
        assert_eq!(container["resources"]["limits"]["memory"], "512Mi", "{name}");
        let mounts: Vec<&Value> =
            container["volumeMounts"].as_array().into_iter().flatten().map(|mount| &mount["name"]).collect();
        let volumes: Vec<&Value> =
            pod["volumes"].as_array().into_iter().flatten().map(|volume| &volume["name"]).collect();
        assert_eq!(mounts, volumes, "{name}");
    }
}

/// How many shards the commands of a file speak of.
fn shards(name: &str) -> Vec<String> {
    let of = |command: &Vec<String>| {
        let place = command.iter().position(|word| word == "--shard")?;
        Some(command[place + 1].split_once('/')?.1.to_owned())
    };
    commands(name).iter().filter_map(of).collect()
}

#[test]
fn there_are_as_many_machines_as_shards() {
    let indexed = jobs().into_iter().find(|job| job["metadata"]["name"] == "bedrock-keys-read").unwrap();
    let job = &indexed["spec"]["jobTemplate"]["spec"];
    assert_eq!(job["completionMode"], "Indexed");
    assert_eq!(shards("kubernetes-shards.yaml"), [job["completions"].to_string()]);
    let [batch] = documents("batch-shards.yaml").try_into().unwrap();
    let read = &batch["Resources"]["Audit"]["Properties"]["Definition"]["States"]["Read"];
    assert_eq!(shards("batch-shards.yaml"), [read["Parameters"]["ArrayProperties"]["Size"].to_string()]);
    let [workflow] = documents("github-actions.yml").try_into().unwrap();
    let matrix = workflow["jobs"]["read"]["strategy"]["matrix"]["shard"].as_array().unwrap();
    let counted: Vec<Value> = (0..matrix.len()).map(Value::from).collect();
    assert_eq!(*matrix, counted);
    assert_eq!(shards("github-actions.yml"), [matrix.len().to_string()]);
}

#[test]
fn the_workflow_reports_also_where_a_shard_failed() {
    let [workflow] = documents("github-actions.yml").try_into().unwrap();
    assert_eq!(workflow["jobs"]["read"]["strategy"]["fail-fast"], false);
    assert_eq!(workflow["jobs"]["report"]["needs"], "read");
    assert_eq!(workflow["jobs"]["report"]["if"], "${{ !cancelled() }}");
    let steps = workflow["jobs"]["report"]["steps"].as_array().unwrap();
    let upload = steps
        .iter()
        .find(|step| step["uses"].as_str().is_some_and(|uses| uses.contains("upload-sarif")))
        .unwrap();
    assert!(upload["if"].as_str().unwrap().contains("!cancelled()"));
    let file = format!("sarif={}", upload["with"]["sarif_file"].as_str().unwrap());
    assert!(commands("github-actions.yml").iter().flatten().any(|word| *word == file));
    assert!(
        steps.iter().any(|step| step["run"].as_str().is_some_and(|run| run.contains("GITHUB_STEP_SUMMARY")))
    );
    // Nothing that somebody else can write reaches a shell as text of a script.
    let scripts = values(&workflow).into_iter().filter_map(|value| value["run"].as_str());
    for script in scripts {
        assert!(!script.contains("${{"), "{script}");
    }
    let permissions = |job: &str| workflow["jobs"][job]["permissions"].clone();
    assert_eq!(
        (&permissions("read")["id-token"], &permissions("report")["id-token"]),
        (&"write".into(), &Value::Null)
    );
    assert_eq!(permissions("report")["security-events"], "write");
}

#[test]
fn the_image_is_a_static_program_without_shell_or_root() {
    let text = text("Containerfile").replace("\\\n", " ");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let last = lines.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
    let (build, image) = lines.split_at(last);
    assert_eq!(image[0], "FROM scratch");
    assert!(image.iter().all(|line| !line.starts_with("RUN ")), "{image:?}");
    let user = image.iter().find_map(|line| line.strip_prefix("USER ")).unwrap();
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    assert!(image.contains(&"ENTRYPOINT [\"/bedrock-keys\"]"), "{image:?}");
    let run = build.iter().find(|line| line.starts_with("RUN ")).unwrap();
    assert!(
        run.contains("cargo build --locked --release --target \"$(uname -m)-unknown-linux-musl\""),
        "{run}"
    );
    // Without certificates the program could trust nobody.
    assert!(run.contains("/etc/ssl/certs/ca-certificates.crt"), "{run}");
    let oldest = include_str!("../../../Cargo.toml")
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .unwrap();
    assert!(build[0].contains(&format!("rust:{}-alpine", oldest.trim_matches('"'))), "{}", build[0]);
}

#[test]
fn systemd_takes_the_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        eprintln!("skipped: there is no systemd-analyze");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let verify = |service: &str| {
        let mut units = Vec::new();
        for name in ["bedrock-keys-audit.service", "bedrock-keys-audit.timer", "bedrock-keys-alarm.service"] {
            let place = scratch.path().join(name);
            let text = if name.ends_with("audit.service") { service.to_owned() } else { text(name) };
            std::fs::write(
                &place,
                text.replace("/usr/local/bin/bedrock-keys", env!("CARGO_BIN_EXE_bedrock-keys")),
            )
            .unwrap();
            units.push(place);
        }
        let output = Command::new("systemd-analyze").arg("verify").args(units).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let service = text("bedrock-keys-audit.service");
    let (taken, said) = verify(&service);
    assert!(taken && !said.contains(&*scratch.path().to_string_lossy()), "{said}");
    let (_, said) = verify(&service.replace("MemoryMax=", "MemoryMost="));
    assert!(said.contains("MemoryMost"), "a mistake is seen: {said}");
}

#[test]
fn a_unit_that_does_not_end_with_0_starts_the_alarm() {
    let service = text("bedrock-keys-audit.service");
    assert!(service.contains("\nOnFailure=bedrock-keys-alarm.service\n"));
    assert!(!service.contains("SuccessExitStatus") && !service.contains("ExecStart=-"));
    assert!(folder().join("bedrock-keys-alarm.service").exists());
    assert!(text("bedrock-keys-audit.timer").contains("\nOnCalendar="));
}
