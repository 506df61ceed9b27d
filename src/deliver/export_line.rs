//! The line that a shell reads.

use zeroize::Zeroizing;

use crate::domain::ApiKeySecret;

/// What the line sets; every AWS SDK reads it.
///
/// <https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html>
pub(super) const VARIABLE: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// `export AWS_BEARER_TOKEN_BEDROCK='ABSK…'` and a line break. A secret has no quote in it, see
/// [`ApiKeySecret::from_answer`].
pub(super) fn export_line(secret: &ApiKeySecret) -> Zeroizing<Vec<u8>> {
    let secret = secret.expose_secret();
    let parts = ["export ", VARIABLE, "='", secret, "'\n"];
    // Of the final size from the start: a buffer that grows leaves its old self behind, unwiped.
    let mut line = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        line.extend_from_slice(part.as_bytes());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::{SECRET, secret};

    #[test]
    fn a_shell_reads_the_secret_back_from_the_line() {
        let line = export_line(&secret());
        assert_eq!(line.capacity(), line.len());
        let script =
            format!("{}printf %s \"$AWS_BEARER_TOKEN_BEDROCK\"", String::from_utf8(line.to_vec()).unwrap());
        let shell = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert_eq!(String::from_utf8(shell.stdout).unwrap(), SECRET);
    }
}
