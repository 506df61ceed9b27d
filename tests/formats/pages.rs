//! Pages for `tests/html/browse.py`, which looks at them in a browser.

use bedrock_keys::render::audit::{Format, render};

use super::sample::{blind, cards, clean, hostile, large, typical};

#[test]
fn pages_are_written_where_a_browser_is_to_look_at_them() {
    let Some(folder) = std::env::var_os("BEDROCK_KEYS_PAGES") else {
        println!("skipped: BEDROCK_KEYS_PAGES names no directory to write pages into");
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    for (name, report) in [
        ("typical", typical()),
        ("clean", clean()),
        ("blind", blind()),
        ("hostile", hostile()),
        ("middle", large(60, 120)),
        ("large", large(1_000, 5_000)),
    ] {
        std::fs::write(
            folder.join(name).with_extension("html"),
            render(Format::Html, &report, &cards(), None),
        )
        .unwrap();
    }
    for (name, page) in super::coverage::pages() {
        std::fs::write(folder.join(name).with_extension("html"), page).unwrap();
    }
}
