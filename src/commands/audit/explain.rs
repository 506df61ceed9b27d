//! The calls an audit made, in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::collect::Calls;

/// A line for the organization, one for each account, and the sum.
pub(in crate::commands) fn calls(calls: &Calls) -> String {
    let mut text = String::new();
    if !calls.shared.is_empty() {
        let _ = writeln!(text, "calls about the organization: {}", line(&calls.shared));
    }
    for (account, counts) in &calls.accounts {
        let _ = writeln!(text, "calls about {account}: {}", line(counts));
    }
    let _ = write!(text, "calls in all: {}", line(&calls.totals()));
    text
}

fn line(counts: &BTreeMap<String, usize>) -> String {
    let sum: usize = counts.values().sum();
    let each: Vec<String> = counts.iter().map(|(operation, count)| format!("{operation} {count}")).collect();
    if each.is_empty() { "0".to_owned() } else { format!("{sum} ({})", each.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_summed_over_accounts() {
        let counts = |count| BTreeMap::from([("IAM:GetPolicy".to_owned(), count)]);
        let mut made =
            Calls { shared: BTreeMap::from([("STS:GetCallerIdentity".to_owned(), 1)]), ..Calls::default() };
        made.accounts.insert("123456789012".parse().unwrap(), counts(2));
        made.accounts.insert("210987654321".parse().unwrap(), counts(3));
        assert_eq!(
            calls(&made),
            "calls about the organization: 1 (STS:GetCallerIdentity 1)\n\
             calls about 123456789012: 2 (IAM:GetPolicy 2)\n\
             calls about 210987654321: 3 (IAM:GetPolicy 3)\n\
             calls in all: 6 (IAM:GetPolicy 5, STS:GetCallerIdentity 1)"
        );
    }
}
