//! Policy text: whatever it is, parsing does not panic, and what was parsed is printed as itself.

#![no_main]

#[path = "../checks.rs"]
mod checks;
#[allow(dead_code, unused_imports, reason = "the layer as the program has it, of which a target uses a part")]
#[path = "../../src/policy/mod.rs"]
mod policy;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::policy_parse(data));
