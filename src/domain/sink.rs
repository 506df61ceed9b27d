//! Where a new secret is to go.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The address of a sink, as `--to` and the roster write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SinkAddress {
    /// `stdout`: one `export` line on standard output.
    Stdout,
    /// `file:DIR`: a file of mode 0600 for each key.
    File(PathBuf),
    /// `age:DIR`: a file for each key, encrypted to its recipient.
    Age(PathBuf),
    /// `secretsmanager:PREFIX`: a secret named `PREFIX/OWNER[/PURPOSE]`.
    SecretsManager(String),
    /// `command:PROGRAM`: a program that reads JSON on its standard input.
    Command(PathBuf),
}

/// The text is not a sink.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSink {
    /// None of the five kinds.
    #[error(
        "`{0}` is not a sink; write `stdout`, `file:DIR`, `age:DIR`, `secretsmanager:PREFIX` or `command:PROGRAM`"
    )]
    Kind(String),
    /// The part after the colon is missing.
    #[error("`{0}` lacks the part after the colon")]
    Empty(String),
    /// Secrets Manager would refuse the name.
    #[error(
        "`{0}` cannot begin a secret's name; Secrets Manager takes ASCII letters, digits and `/_+=.@-`, at most 256"
    )]
    SecretName(String),
}

impl FromStr for SinkAddress {
    type Err = InvalidSink;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "stdout" {
            return Ok(Self::Stdout);
        }
        let (kind, rest) = text.split_once(':').ok_or_else(|| InvalidSink::Kind(text.to_owned()))?;
        let known = matches!(kind, "file" | "age" | "secretsmanager" | "command");
        if !known {
            return Err(InvalidSink::Kind(text.to_owned()));
        }
        if rest.trim().is_empty() {
            return Err(InvalidSink::Empty(text.to_owned()));
        }
        match kind {
            "file" => Ok(Self::File(rest.into())),
            "age" => Ok(Self::Age(rest.into())),
            "command" => Ok(Self::Command(rest.into())),
            // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
            _ => {
                let prefix = rest.trim_end_matches('/');
                let fits = is_secret_name(prefix);
                if fits {
                    Ok(Self::SecretsManager(prefix.to_owned()))
                } else {
                    Err(InvalidSink::SecretName(rest.to_owned()))
                }
            }
        }
    }
}

fn is_secret_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    (1..=256).contains(&text.len()) && text.bytes().all(allowed)
}

impl fmt::Display for SinkAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => formatter.write_str("stdout"),
            Self::File(directory) => write!(formatter, "file:{}", directory.display()),
            Self::Age(directory) => write!(formatter, "age:{}", directory.display()),
            Self::SecretsManager(prefix) => write!(formatter, "secretsmanager:{prefix}"),
            Self::Command(program) => write!(formatter, "command:{}", program.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_reads_back_as_it_was_written() {
        for text in
            ["stdout", "file:out", "age:/srv/keys", "secretsmanager:bedrock/keys", "command:./deliver"]
        {
            assert_eq!(text.parse::<SinkAddress>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["", "stdout:", "file", "file:", "age: ", "s3:bucket", "secretsmanager:a b", "secretsmanager:/"]
        {
            assert!(text.parse::<SinkAddress>().is_err(), "{text}");
        }
    }
}
