//! Two runs for the same owner at once: whatever each says, one key at most is delivered, and none is left over.

use std::os::unix::fs::PermissionsExt;

use super::support::{House, NOW};

const CREATE: &str = "keys create --owner anna@example.com --expires-in 30d --yes";

fn keys_of(house: &House) -> Vec<serde_json::Value> {
    let listed = house.ran("keys list --output json");
    let json = listed.json();
    json["keys"].as_array().unwrap().clone()
}

#[test]
fn a_key_that_a_second_run_deletes_while_it_is_delivered_is_not_recorded() {
    let house = House::empty();
    // The program of the first run's sink is the second run, from its first call to its last.
    let script = format!(
        "#!/bin/sh\ncat > received\nexec {} --sandbox --sandbox-dir state --sandbox-now {NOW} {CREATE} \
         --to file:delivered > second 2>&1\n",
        env!("CARGO_BIN_EXE_bedrock-keys")
    );
    house.write("second-run", &script);
    std::fs::set_permissions(house.path("second-run"), std::fs::Permissions::from_mode(0o700)).unwrap();
    let first = house.ran(&format!("{CREATE} --to command:./second-run"));
    let second = std::fs::read_to_string(house.path("second")).unwrap();
    assert!(second.contains("1 delivered"), "{second}");
    assert_eq!(first.code, 13, "{}", first.stderr);
    assert!(first.stdout.contains("another run is at work"), "{}", first.stdout);
    let [key] = keys_of(&house).try_into().unwrap();
    assert_eq!(key["delivered"], true);
    assert!(house.secret_of(key["id"].as_str().unwrap()).starts_with("ABSK"));
}

#[test]
fn first_runs_at_the_same_time_leave_one_key_at_most_and_none_that_nobody_has() {
    for _ in 0..3 {
        let house = House::empty();
        let run = |number| house.ran(&format!("{CREATE} --to file:delivered-{number}"));
        std::thread::scope(|scope| {
            let runs = [1, 2, 3].map(|number| scope.spawn(move || run(number)));
            for run in runs {
                let ran = run.join().unwrap();
                assert!([0, 13].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
            }
        });
        let keys = keys_of(&house);
        assert!(keys.len() <= 1, "{keys:?}");
        assert!(keys.iter().all(|key| key["delivered"] == true), "{keys:?}");
        house.done(&format!("{CREATE} --to file:delivered"));
        assert_eq!(keys_of(&house).len(), 1);
    }
}
