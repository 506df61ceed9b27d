//! Many entries at once.

use super::support::House;

#[test]
fn twenty_developers_are_onboarded_at_once_and_once() {
    let house = House::empty();
    house.write("roster.yaml", include_str!("../../examples/roster-20.yaml"));
    let first = house.done("onboard roster.yaml --yes --concurrency 16 --output json");
    let outcome = first.json();
    let entries = outcome["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 20);
    assert!(entries.iter().all(|entry| entry["result"] == "delivered"), "{outcome:#}");
    assert_eq!(house.delivered(), 40);
    let owners: Vec<&str> = entries.iter().filter_map(|entry| entry["owner"].as_str()).collect();
    let roster = include_str!("../../examples/roster-20.yaml");
    let written: Vec<&str> =
        roster.lines().filter_map(|line| line.trim().strip_prefix("- owner: ")).collect();
    assert_eq!(owners, written, "the outcome is in the order of the roster");
    let second = house.ran("onboard roster.yaml --yes --concurrency 16");
    assert_eq!((second.code, second.stdout.as_str()), (0, ""), "{}", second.stderr);
    assert!(second.stderr.contains("20 entries: 20 unchanged\nnothing to do"), "{}", second.stderr);
    assert_eq!(house.delivered(), 40);
}
