//! Reading a secret in a way that Ctrl-C can end: on a thread of its own, with the terminal put back as it was.

use std::future::Future;
use std::io::{self, Read};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// At most so much is read: what is pasted may be a whole log line but not a log.
const LIMIT: u64 = 64 * 1024;

/// Where a secret is read from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A person at a prompt that does not show what is typed.
    Prompt(&'static str),
    /// All of standard input.
    Pipe,
}

/// Reads a secret; nothing where `interrupted` came first. The thread that waits for the input is then left to end with
/// the process: nothing can wake it.
pub(super) async fn read(
    source: Source,
    interrupted: impl Future<Output = ()>,
) -> io::Result<Option<Zeroizing<String>>> {
    let terminal = Terminal::as_it_is();
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        // Nobody listens any more after an interruption, and then the secret is wiped here.
        let _ = sender.send(match source {
            Source::Prompt(prompt) => prompted(prompt),
            Source::Pipe => piped(),
        });
    })?;
    tokio::select! {
        biased;
        () = interrupted => {
            terminal.restore();
            Ok(None)
        }
        answer = receiver => answer.map_err(io::Error::other)?.map(Some),
    }
}

fn prompted(prompt: &str) -> io::Result<Zeroizing<String>> {
    let typed = dialoguer::Password::new().with_prompt(prompt).report(false).interact();
    typed.map(Zeroizing::new).map_err(io::Error::other)
}

fn piped() -> io::Result<Zeroizing<String>> {
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(64 * 1024));
    Read::read_to_string(&mut Read::take(io::stdin().lock(), LIMIT), &mut text)?;
    Ok(text)
}

/// The settings of the terminal, to be put back: a prompt that is given up would leave it silent.
#[cfg(unix)]
struct Terminal(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Terminal {
    fn as_it_is() -> Self {
        Self(rustix::termios::tcgetattr(io::stdin()).ok())
    }

    fn restore(&self) {
        if let Some(settings) = &self.0 {
            // There is nothing to do about a terminal that is gone.
            let _ =
                rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Flush, settings);
        }
    }
}

#[cfg(not(unix))]
struct Terminal;

#[cfg(not(unix))]
impl Terminal {
    fn as_it_is() -> Self {
        Self
    }

    fn restore(&self) {}
}
