//! The organization that is read, and the program that reads it.

use std::path::{Path, PathBuf};

use bedrock_keys::sandbox::{Sandbox, SandboxOptions, SandboxSize};

use super::say;

/// How large the organization is, unless `BEDROCK_KEYS_ACCOUNTS` says otherwise.
const ACCOUNTS: usize = 1_000;
/// Users with a key of their own, in each account.
pub(super) const KEYS: usize = 50;

/// A directory with the organization in it.
pub(super) struct Scene {
    scratch: tempfile::TempDir,
    pub(super) accounts: usize,
    pub(super) binary: PathBuf,
}

impl Scene {
    pub(super) fn new() -> Self {
        let accounts = std::env::var("BEDROCK_KEYS_ACCOUNTS").ok();
        let accounts = accounts.map_or(ACCOUNTS, |number| number.parse().expect("a number of accounts"));
        let binary = std::env::var_os("BEDROCK_KEYS_BINARY").map(PathBuf::from);
        let binary = binary.unwrap_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_bedrock-keys")));
        let binary = binary.canonicalize().expect("the binary is there");
        let scratch = tempfile::tempdir().unwrap();
        let size = SandboxSize { accounts, keys: KEYS };
        Sandbox::sized(&scratch.path().join("state"), SandboxOptions::default(), size).unwrap();
        say(&format!("organization: {accounts} accounts, {} keys", accounts * KEYS));
        say(&format!("program: {} bytes", std::fs::metadata(&binary).unwrap().len()));
        Self { scratch, accounts, binary }
    }

    pub(super) fn sandbox(&self) -> Sandbox {
        Sandbox::open(&self.path().join("state"), SandboxOptions::default()).unwrap()
    }

    pub(super) fn path(&self) -> &Path {
        self.scratch.path()
    }
}
