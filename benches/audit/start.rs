//! From the start of the program to the first byte it sends.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::say;
use super::scene::Scene;

const RUNS: usize = 21;
/// Nobody should notice that the program starts.
const BUDGET: Duration = Duration::from_millis(20);

/// Says how long it takes, and whether that is within the budget: a machine that is busy with something else fails nothing. The
/// process is made, loaded, configured, and has opened its connection: all of that counts.
pub(super) fn measure(scene: &Scene) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut taken: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            let mut child = Command::new(&scene.binary)
                .arg("audit")
                .current_dir(scene.path())
                .env_clear()
                .envs([("AWS_ENDPOINT_URL", url.as_str()), ("AWS_REGION", "us-east-1"), ("HOME", "/")])
                .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0]).unwrap();
            let taken = began.elapsed();
            child.kill().unwrap();
            child.wait().unwrap();
            // What it had opened beside the first connection is not of the next run.
            listener.set_nonblocking(true).unwrap();
            while listener.accept().is_ok() {}
            listener.set_nonblocking(false).unwrap();
            taken
        })
        .collect();
    taken.sort();
    let median = taken[RUNS / 2];
    say(&format!(
        "start to first byte sent: median {median:.1?} of {RUNS}, best {:.1?}, worst {:.1?}; {} the budget of {BUDGET:?}",
        taken[0],
        taken[RUNS - 1],
        if median < BUDGET { "within" } else { "over" }
    ));
}
