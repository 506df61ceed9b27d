//! What every page for auditors has: its frame, its style, its script, and the policy that admits nothing else.

use sha2::{Digest, Sha256};

/// The style sheet.
pub(super) const STYLE: &str = include_str!("audit/templates/page.css");
/// The script: searching, narrowing, unfolding.
const SCRIPT: &str = include_str!("audit/templates/page.js");

/// Nothing may be loaded and nothing may run, but for the style sheet and the script of this page, named by their hashes.
fn content_policy(style: &str, script: &str) -> String {
    let hash = |text: &str| data_encoding::BASE64.encode(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// What every page has around its own sections; `templates/base.html` says where.
pub(super) struct Frame {
    /// What the page may load and run.
    pub(super) policy: String,
    /// Its style sheet.
    pub(super) style: &'static str,
    /// Its script.
    pub(super) script: &'static str,
    /// The program's version.
    pub(super) version: &'static str,
    /// What the page is about.
    pub(super) scope: String,
    /// The class of how it stands.
    pub(super) standing: &'static str,
    /// What was read, in one sentence.
    pub(super) coverage: String,
    /// What was found, in one sentence.
    pub(super) result: String,
    /// The accounts as a bar.
    pub(super) shares: Vec<Share>,
}

impl Frame {
    /// A frame in this style, with nothing in it yet.
    pub(super) fn styled(style: &'static str) -> Self {
        Self {
            policy: content_policy(style, SCRIPT),
            style,
            script: SCRIPT,
            version: env!("CARGO_PKG_VERSION"),
            scope: String::new(),
            standing: "",
            coverage: String::new(),
            result: String::new(),
            shares: Vec::new(),
        }
    }
}

/// A share of a bar.
pub(super) struct Share {
    /// The class it has.
    pub(super) code: &'static str,
    /// What it is called.
    pub(super) word: &'static str,
    /// How many.
    pub(super) number: usize,
    /// Where it begins, in thousandths.
    pub(super) begins: usize,
    /// How long it is, in thousandths.
    pub(super) long: usize,
}

/// A bar of these parts: class, word and number of each. Parts of nothing are left out.
pub(super) fn shares(parts: &[(&'static str, &'static str, usize)]) -> Vec<Share> {
    let all: usize = parts.iter().map(|(_, _, number)| number).sum();
    let mut begins = 0;
    let mut shares = Vec::new();
    for &(code, word, number) in parts.iter().filter(|(_, _, number)| *number > 0) {
        // One account of a thousand is still seen.
        let long = (number * 1_000 / all.max(1)).max(6);
        shares.push(Share { code, word, number, begins, long });
        begins += long;
    }
    shares
}
