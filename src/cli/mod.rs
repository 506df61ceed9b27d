//! The command line, as types. Parses and documents; decides nothing.

mod audit;
mod doctor;
mod fail_on;
mod global;
mod keys;
mod onboard;
mod sandbox;
mod scp;
mod shard;

use std::ffi::OsString;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::domain::{InvalidKeyText, KeyText};

pub use audit::{
    AuditArguments, AuditCommand, AuditVerb, MergeArguments, ReadingArguments, ReportingArguments,
};
pub use doctor::DoctorArguments;
pub use fail_on::FailOn;
pub use global::{ColorChoice, GlobalArguments, OutputFormat, TableFormat};
pub use keys::{
    CreateArguments, IdentifyArguments, KeySelection, KeysCommand, ListArguments, RevokeArguments,
    ShowArguments, SwitchArguments,
};
pub use onboard::OnboardArguments;
pub use sandbox::{ResetArguments, SandboxCommand, ServeArguments};
pub use scp::{
    ContextChoice, InvalidParameterChoice, KeyReadingArguments, ParameterChoice, PlacedPolicy, PolicyPlace,
    PolicyReference, PrincipalArn, ResourceChoice, ScpApplyArguments, ScpAuditArguments, ScpCommand,
    ScpDeleteArguments, ScpDetachArguments, ScpEvalArguments, ScpLintArguments, ScpListArguments,
    ScpPlanArguments, ScpPreviewArguments, ScpRollbackArguments, ScpShowArguments, StageChoice,
    WantedArguments, WritingArguments,
};

/// Provision, audit and guard long-term Amazon Bedrock API keys
#[derive(Debug, Parser)]
#[command(
    name = "bedrock-keys",
    version,
    styles = styles(),
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_long_help = "\
Examples:
  Try everything without an AWS account:
    bedrock-keys --sandbox onboard examples/roster.yaml
  See which keys an account has:
    bedrock-keys --profile platform keys list

Exit codes: 0 done, 1 failed, 2 usage or configuration, 10 findings, 11 another verdict than expected, 12 something \
could not be read, 13 partially applied, 14 drift, 130 interrupted. docs/exit-codes.md says when."
)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArguments,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create, list, suspend and revoke keys one by one
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Give every developer of a roster a key
    Onboard(OnboardArguments),
    /// Say what is wrong with the keys of an account or of the whole organization
    Audit(Box<AuditCommand>),
    /// Keep Bedrock API keys of an organization in bounds with service control policies
    #[command(subcommand)]
    Scp(ScpCommand),
    /// Check who you are and what you may do
    Doctor(DoctorArguments),
    /// Serve or reset the embedded AWS
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Print a completion script for a shell
    #[command(after_long_help = "\
Examples:
  bedrock-keys completions bash > ~/.local/share/bash-completion/completions/bedrock-keys")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// The command line of this process. Whoever asks for help gets it and whoever mistypes is told, and the process ends.
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| {
        if !error.use_stderr() {
            error.exit();
        }
        // clap puts what came from the environment into the usage of an error, as if it were needed.
        let mut command = Cli::command();
        command.build();
        Cli::from_arg_matches(&with_plain_usage(command).get_matches()).unwrap_or_else(|error| error.exit())
    })
}

/// The same commands, with the usage of their help in errors too.
fn with_plain_usage(mut command: clap::Command) -> clap::Command {
    let usage = command.render_usage().ansi().to_string();
    let usage = usage.split_once(' ').map(|(_title, usage)| usage.to_owned()).unwrap_or_default();
    command.mut_subcommands(with_plain_usage).override_usage(usage)
}

/// Whether a Bedrock API key stands among the words of a command line. No command takes one there: the shell's history
/// and the list of processes would keep it.
pub fn hold_a_key(words: impl Iterator<Item = OsString>) -> bool {
    words.filter_map(|word| word.into_string().ok()).any(|word| match KeyText::parse(&word) {
        Ok(_)
        | Err(InvalidKeyText::Several | InvalidKeyText::ShortTerm | InvalidKeyText::OtherService(_)) => true,
        // One that was cut, or glued to something else, is a key all the same.
        Err(InvalidKeyText::NoKey | InvalidKeyText::Damaged) => holds_a_piece(&word),
    })
}

/// Whether a word holds the beginning of a key with twenty characters or more behind it.
fn holds_a_piece(word: &str) -> bool {
    let base64 = |character: &char| character.is_ascii_alphanumeric() || "+/=!".contains(*character);
    word.split("ABSK").skip(1).any(|rest| rest.chars().take_while(base64).count() >= 20)
}

fn styles() -> Styles {
    Styles::styled()
        .header(AnsiColor::Green.on_default().bold())
        .usage(AnsiColor::Green.on_default().bold())
        .literal(AnsiColor::Cyan.on_default().bold())
        .placeholder(AnsiColor::Cyan.on_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_short_help_has_the_global_options_of_every_day_and_the_long_one_all() {
        let command = Cli::command();
        let global: Vec<_> = command.get_arguments().filter(|each| each.is_global_set()).collect();
        let everyday = global.iter().filter(|each| !each.is_hide_short_help_set());
        let everyday: Vec<_> = everyday.filter_map(|each| each.get_long()).collect();
        assert_eq!(everyday, ["sandbox", "profile", "verbose"]);
        assert!(global.len() > 6 && !global.iter().any(|each| each.is_hide_long_help_set()));
    }

    #[test]
    fn a_key_is_found_among_the_words_of_a_command_line() {
        let hold = |words: &[&str]| hold_a_key(words.iter().map(OsString::from));
        let key = format!(
            "ABSK{}",
            data_encoding::BASE64.encode(b"batch-at-123456789012:bm90IGEgc2VjcmV0IGF0IGFsbA")
        );
        assert!(hold(&["bedrock-keys", "keys", "revoke", &key]));
        assert!(hold(&["bedrock-keys", "keys", "revoke", &format!("--owner={key}")]));
        assert!(!hold(&[
            "bedrock-keys",
            "keys",
            "revoke",
            "ACCAEXAMPLE0000000001",
            "--owner",
            "ABSK@example.com"
        ]));
    }

    #[test]
    fn one_letter_chooses_the_output_of_every_command_that_has_a_choice() {
        fn check(command: &clap::Command) -> usize {
            let outputs = command.get_arguments().filter(|each| each.get_long() == Some("output"));
            let outputs = outputs.map(|each| assert_eq!(each.get_short(), Some('o'), "{command}")).count();
            outputs + command.get_subcommands().map(check).sum::<usize>()
        }
        assert!(check(&Cli::command()) > 10);
    }

    #[test]
    fn a_lifetime_may_be_called_what_the_roster_calls_it() {
        for flag in ["--expires-in", "--lifetime"] {
            let words = ["bedrock-keys", "keys", "create", "--owner", "a@example.com", flag, "30d"];
            let cli = Cli::try_parse_from(words).unwrap();
            let Command::Keys(KeysCommand::Create(arguments)) = cli.command else {
                panic!("another command")
            };
            assert_eq!(arguments.expires_in.unwrap().to_string(), "30d");
        }
    }

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn check(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            if command.get_subcommands().next().is_none() {
                let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("bedrock-keys "), "{path} has no example");
            }
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.ends_with('.'), "{path}: `{about}`");
            command.get_subcommands().for_each(|each| check(each, &path));
        }
        check(&Cli::command(), "");
    }
}
