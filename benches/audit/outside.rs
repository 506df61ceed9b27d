//! The program as a process of its own, with the embedded AWS behind a port of this one: how long, how much memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;

use super::say;
use super::scene::Scene;

/// Kibibytes that the program may have in memory at its worst.
const BUDGET: u64 = 300 * 1_024;

/// What the kernel says of a process.
#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    /// The most it ever had in memory, in kibibytes (`VmHWM`).
    most: u64,
    /// Clock ticks on a processor, of which there are a hundred in a second.
    ticks: u64,
}

/// Whether memory stayed below its budget with a table, and with every format at once, of which some are files of more than
/// a hundred megabytes here.
pub(super) fn measure(scene: &Scene) -> bool {
    if !std::path::Path::new("/proc/self/status").exists() {
        say("memory: not measured, there is no /proc");
        return true;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let sandbox = scene.sandbox();
    runtime.spawn(async move { sandbox.serve(listener, std::future::pending()).await });
    // The credential reports are there already: the run within this process had them made.
    let formats = ["json", "csv", "sarif", "ocsf", "junit", "markdown", "prometheus", "ical", "html"];
    let mut all = vec!["--save".to_owned(), "snapshot.json".to_owned()];
    all.extend(formats.iter().flat_map(|name| ["--format".to_owned(), format!("{name}=audit.{name}")]));
    all.extend(["--format".to_owned(), "table=audit.table".to_owned()]);
    let table = run(scene, &url, "a table", &[]);
    let everything = run(scene, &url, "all ten formats and the snapshot", &all);
    let saved = scene.path().join("snapshot.json").metadata().map_or(0, |file| file.len());
    say(&format!("the snapshot: {saved} bytes"));
    table < BUDGET && everything < BUDGET
}

fn run(scene: &Scene, url: &str, what: &str, arguments: &[String]) -> u64 {
    let began = Instant::now();
    let mut child = Command::new(&scene.binary)
        .args(["audit", "--org"])
        .args(arguments)
        .current_dir(scene.path())
        .env_clear()
        .envs([("AWS_ENDPOINT_URL", url), ("AWS_REGION", "us-east-1"), ("HOME", "/")])
        .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut usage = Usage::default();
    let status = loop {
        // The figure never falls, so that the last look is the highest.
        usage = look(child.id()).unwrap_or(usage);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.code(), Some(10), "some keys never end, and everything is read");
    say(&format!(
        "{what}, as a process: {:.1?}, {:.1} s on a processor, {:.0} MB of memory at most",
        began.elapsed(),
        usage.ticks as f64 / 100.0,
        usage.most as f64 / 1_000.0 * 1.024
    ));
    usage.most
}

fn look(process: u32) -> Option<Usage> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // After the name, which may hold anything: utime and stime are the twelfth and thirteenth field.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Usage { most: most.trim().trim_end_matches(" kB").parse().ok()?, ticks })
}
