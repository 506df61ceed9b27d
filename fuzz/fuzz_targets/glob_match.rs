//! Patterns: the matchers say what the definition says.

#![no_main]

#[path = "../checks.rs"]
mod checks;
#[allow(dead_code, unused_imports, reason = "the layer as the program has it, of which a target uses a part")]
#[path = "../../src/policy/mod.rs"]
mod policy;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::glob_match(data));
