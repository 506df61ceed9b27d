//! The binary: parse, run, exit code.

use std::process::ExitCode;
use std::time::Duration;

use anstream::ColorChoice;
use bedrock_keys::cli::{self, Cli};
use bedrock_keys::commands::{self, Context};
use bedrock_keys::render::{Ui, UiOptions};

/// How long threads that still wait for a file may keep a run that has ended.
const LEFT_TO_THREADS: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    // Before anything is parsed: an error about an argument repeats it.
    if cli::hold_a_key(std::env::args_os()) {
        let error = commands::CommandError::key_in_arguments();
        commands::report(&Ui::new(UiOptions { color: ColorChoice::Auto }), &error);
        return ExitCode::from(error.status().code());
    }
    let cli = cli::parse();
    let color = match cli.global.color {
        cli::ColorChoice::Auto => ColorChoice::Auto,
        cli::ColorChoice::Always => ColorChoice::Always,
        cli::ColorChoice::Never => ColorChoice::Never,
    };
    let ui = Ui::new(UiOptions { color });
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            ui.error(&format!("the system gives no threads to work with: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let status = runtime.block_on(run(cli, ui));
    // A thread that waits for a file cannot be woken.
    runtime.shutdown_timeout(LEFT_TO_THREADS);
    ExitCode::from(status.code())
}

async fn run(cli: Cli, ui: Ui) -> commands::ExitStatus {
    let outcome = match Context::new(ui, cli.global.clone()) {
        Ok(context) => commands::run(cli, &context).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(status) => status,
        Err(error) => {
            commands::report(&ui, &error);
            error.status()
        }
    }
}
