//! The world around a run breaks: disks, directories, pipes, the network.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::end_state::EndState;
use super::inventory::Inventory;
use super::stage::{before_small_roster, create};
use crate::support::{Faults, Outcome, Scratch, in_parallel};

const ONBOARD: [&str; 5] = ["onboard", "roster.yaml", "--yes", "--concurrency", "1"];

/// No key works whose secret nobody has, and the same command again ends as if nothing had been.
fn recovers(scratch: &Scratch, arguments: &[&str]) {
    let inventory = Inventory::of(scratch);
    assert_eq!(inventory.lost(&[]), Vec::<String>::new());
    assert!(inventory.undelivered().is_empty(), "{:?}", inventory.undelivered());
    let undisturbed = before_small_roster().scratch;
    assert_eq!(undisturbed.run(arguments, &Faults::none()).code(), Some(0));
    let again = scratch.run(arguments, &Faults::none());
    assert_eq!(again.code(), Some(0), "{}", again.text());
    let end = |scratch: &Scratch| EndState::of(&Inventory::of(scratch));
    assert_eq!(end(scratch).difference(&end(&undisturbed)), Vec::<String>::new());
}

fn managed_keys(scratch: &Scratch) -> usize {
    Inventory::of(scratch).keys.iter().filter(|key| key.managed).count()
}

/// The embedded AWS as a process of its own, which limits and breakage of a run do not reach.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(scratch: &Scratch) -> Self {
        let mut command = scratch.command(&["sandbox", "serve", "--port", "0"], &Faults::none());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it serves");
        let mut url = String::new();
        let output = child.stdout.take().expect("standard output");
        BufReader::new(output).read_line(&mut url).expect("the address");
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary as it runs against AWS, after a few words of shell, with an endpoint of its own.
fn against(url: &str, scratch: &Scratch, shell: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &format!("{shell} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_bedrock-keys")])
        .args(arguments)
        .current_dir(scratch.work())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", scratch.root())
        .envs([("AWS_ENDPOINT_URL", url), ("AWS_ACCESS_KEY_ID", "sandbox"), ("AWS_REGION", "us-east-1")])
        .envs([("AWS_SECRET_ACCESS_KEY", "sandbox"), ("AWS_EC2_METADATA_DISABLED", "true")])
        .stdin(Stdio::null());
    command
}

#[test]
fn a_full_disk_fails_the_delivery_and_takes_the_key_back() {
    // A limit of nothing on the size of files stands in for the disk, and holds for root too.
    let scratch = before_small_roster().scratch;
    let server = Server::start(&scratch);
    let mut full = against(&server.url, &scratch, "trap '' XFSZ; ulimit -f 0;", &ONBOARD);
    let outcome: Outcome = full.output().expect("the binary runs").into();
    drop(server);
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert_eq!(
        outcome.stdout.matches("File too large").count(),
        2,
        "two files, one secret:\n{}",
        outcome.text()
    );
    assert_eq!(managed_keys(&scratch), 1, "the one in Secrets Manager");
    assert_eq!(fs::read_dir(scratch.work().join("out")).expect("the sink").count(), 0);
    // The clock of the server is its own, so that only the shape of the end is compared.
    let again = scratch.run(&ONBOARD, &Faults::none());
    assert_eq!(again.code(), Some(0), "{}", again.text());
    let inventory = Inventory::of(&scratch);
    assert_eq!((managed_keys(&scratch), inventory.lost(&[]).len(), inventory.undelivered().len()), (3, 0, 0));
}

// Only Linux has a full device.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_behind_standard_output_takes_the_key_back() {
    let scratch = before_small_roster().scratch;
    let arguments = create("one@example.com", "stdout");
    let full = fs::File::options().write(true).open("/dev/full").expect("a full device");
    let output = scratch.command(&arguments, &Faults::none()).stdout(full).stdin(Stdio::null()).output();
    let outcome: Outcome = output.expect("the binary runs").into();
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stderr.contains("not done: deliver"), "{}", outcome.stderr);
    assert_eq!(managed_keys(&scratch), 0);
}

#[test]
fn a_reader_that_leaves_without_reading_takes_the_key_back() {
    let scratch = before_small_roster().scratch;
    let arguments = [&create("one@example.com", "stdout")[..], &["-vv"]].concat();
    let mut command = scratch.command(&arguments, &Faults::none());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let reader = child.stdout.take().expect("standard output");
    let mut stderr = BufReader::new(child.stderr.take().expect("standard error"));
    let mut said = String::new();
    while !said.contains("stdout: written") {
        assert!(
            stderr.read_line(&mut said).expect("standard error") > 0,
            "it ended before it wrote:\n{said}"
        );
    }
    drop(reader);
    stderr.read_to_string(&mut said).expect("standard error");
    assert_eq!(child.wait().expect("it ends").code(), Some(13), "{said}");
    assert!(said.contains("ended without reading the key"), "{said}");
    assert_eq!(managed_keys(&scratch), 0);
}

/// Runs onboarding slowly, and does something to the sink once the first key is asked for.
fn with_sink_broken(scratch: &Scratch, mischief: impl FnOnce()) -> Outcome {
    let arguments = [&ONBOARD[..], &["-v"]].concat();
    let mut command = scratch.command(&arguments, &Faults::slow(80));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("standard error"));
    let mut heard = String::new();
    while !heard.contains("IAM:CreateServiceSpecificCredential") {
        assert!(stderr.read_line(&mut heard).expect("standard error") > 0, "it ended early:\n{heard}");
    }
    mischief();
    stderr.read_to_string(&mut heard).expect("standard error");
    let mut outcome: Outcome = child.wait_with_output().expect("it ends").into();
    outcome.stderr = heard;
    outcome
}

#[test]
fn a_sink_that_disappears_takes_its_keys_back() {
    let scratch = before_small_roster().scratch;
    let out = scratch.work().join("out");
    let outcome = with_sink_broken(&scratch, || fs::remove_dir(&out).expect("it was opened"));
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stdout.contains("No such file or directory"), "{}", outcome.text());
    recovers(&scratch, &ONBOARD);
}

#[test]
fn a_sink_that_becomes_a_file_takes_its_keys_back() {
    let scratch = before_small_roster().scratch;
    let out = scratch.work().join("out");
    let outcome = with_sink_broken(&scratch, || {
        fs::remove_dir(&out).expect("it was opened");
        fs::write(&out, "not a directory").expect("a file");
    });
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stdout.contains("Not a directory"), "{}", outcome.text());
    assert_eq!(fs::read_to_string(&out).expect("left alone"), "not a directory");
    fs::remove_file(&out).expect("removed");
    recovers(&scratch, &ONBOARD);
}

#[test]
fn a_sink_that_cannot_be_opened_leaves_its_entries_untouched() {
    let scratch = before_small_roster().scratch;
    scratch.write("out", "not a directory");
    let outcome = scratch.run(&ONBOARD, &Faults::none());
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert_eq!(outcome.stdout.matches("not done: open the sink").count(), 2, "{}", outcome.text());
    let inventory = Inventory::of(&scratch);
    let users = inventory.account.users();
    assert_eq!(users.keys().filter(|name| name.starts_with("bedrock-key-")).count(), 1, "the third entry's");
    fs::remove_file(scratch.work().join("out")).expect("removed");
    recovers(&scratch, &ONBOARD);
}

/// Runs with a pipe on standard output that nobody reads.
fn with_reader_gone(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let mut command = scratch.command(arguments, &Faults::none());
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    child.wait_with_output().expect("it ends").into()
}

#[test]
fn a_reader_that_went_away_gets_no_key() {
    let scratch = before_small_roster().scratch;
    let outcome = with_reader_gone(&scratch, &create("one@example.com", "stdout"));
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stderr.contains("Broken pipe"), "{}", outcome.stderr);
    assert_eq!(managed_keys(&scratch), 0);
}

#[test]
fn a_closed_standard_output_is_refused_before_anything_is_made() {
    let scratch = before_small_roster().scratch;
    let before = EndState::of(&Inventory::of(&scratch));
    let mut command = Command::new("/bin/sh");
    let arguments = create("one@example.com", "stdout");
    let inner = scratch.command(&arguments, &Faults::none());
    command.args(["-c", "exec \"$0\" \"$@\" >&-"]).arg(inner.get_program()).args(inner.get_args());
    command
        .current_dir(scratch.work())
        .env_clear()
        .envs(inner.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let outcome: Outcome = command.stdin(Stdio::null()).output().expect("the binary runs").into();
    assert_eq!(outcome.code(), Some(13), "{}", outcome.text());
    assert!(outcome.stderr.contains("not done: open the sink"), "{}", outcome.stderr);
    assert_eq!(EndState::of(&Inventory::of(&scratch)).difference(&before), Vec::<String>::new());
}

#[test]
fn a_list_whose_reader_went_away_ends_in_silence() {
    let scratch = before_small_roster().scratch;
    for format in ["table", "json", "csv"] {
        let outcome = with_reader_gone(&scratch, &["keys", "list", "--output", format]);
        assert_eq!(outcome.code(), Some(1), "{format}: {}", outcome.text());
        let complains = ["panicked", "error", "Broken pipe"].iter().any(|word| outcome.stderr.contains(word));
        assert!(!complains, "{format}: {}", outcome.stderr);
    }
}

#[test]
fn an_outcome_that_nobody_reads_is_still_the_right_one() {
    let scratch = before_small_roster().scratch;
    let outcome = with_reader_gone(&scratch, &ONBOARD);
    assert_eq!(outcome.code(), Some(1), "{}", outcome.text());
    assert_eq!(managed_keys(&scratch), 3);
    recovers(&scratch, &ONBOARD);
}

#[test]
fn without_a_network_a_run_ends_in_time_and_says_what_to_look_at() {
    let scratch = before_small_roster().scratch;
    // A port that was free a moment ago and that nobody listens on.
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let url = format!("http://127.0.0.1:{port}");
    let commands: [&[&str]; 3] = [&["keys", "list"], &["doctor"], &ONBOARD];
    // They wait, and do it together.
    in_parallel(commands.len(), &commands, |arguments| {
        let started = Instant::now();
        let outcome: Outcome =
            against(&url, &scratch, "", arguments).output().expect("the binary runs").into();
        let taken = started.elapsed();
        eprintln!("{arguments:?} without a network: {:.1} s", taken.as_secs_f32());
        assert_eq!(outcome.code(), Some(1), "{}", outcome.text());
        assert!(outcome.stderr.contains("AWS_ENDPOINT_URL"), "{}", outcome.stderr);
        assert!(taken < Duration::from_secs(60), "{taken:?}");
    });
}
