//! `sandbox serve` and `sandbox reset`.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use crate::cli::{ResetArguments, SandboxCommand, ServeArguments};
use crate::sandbox::{Sandbox, SandboxSize};

use super::context::sandbox_error;
use super::{CommandError, Context, ExitStatus};

pub(super) async fn run(command: &SandboxCommand, context: &Context) -> Result<ExitStatus, CommandError> {
    match command {
        SandboxCommand::Serve(arguments) => serve(arguments, context).await,
        SandboxCommand::Reset(arguments) => reset(arguments, context),
    }
}

async fn serve(arguments: &ServeArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let sandbox = context.open_sandbox()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await.map_err(|error| {
        CommandError::failed(format!("cannot listen on 127.0.0.1:{}: {error}", arguments.port))
            .hint("--port 0 takes a free port")
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| CommandError::failed(format!("cannot tell the port that was taken: {error}")))?;
    context.ui.data(&format!("http://{address}\n"))?;
    context.ui.status(&format!(
        "sandbox: no AWS account is touched; answering IAM, STS, Organizations and Secrets Manager until Ctrl-C\n\
         export AWS_ENDPOINT_URL=http://{address} AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox \
         AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1"
    ));
    let shutdown = context.interruption.clone();
    sandbox
        .serve(listener, async move { shutdown.asked_for().await })
        .await
        .map_err(|error| CommandError::failed(format!("the sandbox stopped: {error}")))?;
    Ok(ExitStatus::Done)
}

fn reset(arguments: &ResetArguments, context: &Context) -> Result<ExitStatus, CommandError> {
    let directory = context.sandbox_directory();
    let options = context.sandbox_options();
    let opened = if arguments.empty {
        Sandbox::empty(&directory, options)
    } else if let Some(accounts) = arguments.accounts {
        Sandbox::sized(&directory, options, SandboxSize { accounts, keys: arguments.keys })
    } else {
        Sandbox::reset(&directory, options)
    };
    opened.map_err(|error| sandbox_error(&directory, &error))?;
    let state = if arguments.empty { "an empty account" } else { "back to its first state" };
    context.ui.status(&format!("sandbox: {state} in {}", directory.display()));
    Ok(ExitStatus::Done)
}
