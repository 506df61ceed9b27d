//! Reading one line from a person, in a way that Ctrl-C can end.

use std::future::Future;
use std::io;

use tokio::sync::oneshot;

/// Throws away what was typed before a question stood there: it was meant for something else.
#[cfg(unix)]
pub(super) fn forget_what_was_typed() {
    // A terminal that cannot be flushed is asked all the same.
    let _ = rustix::termios::tcflush(io::stdin(), rustix::termios::QueueSelector::IFlush);
}

#[cfg(not(unix))]
pub(super) fn forget_what_was_typed() {}

/// Reads a line, empty at the end of the input or where it cannot be read; nothing where `interrupted` came first. The
/// thread that waits is then left to end with the process: nothing can wake it.
pub(super) async fn line(interrupted: impl Future<Output = ()>) -> Option<String> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        let _ = sender.send(read.map(|_| line).unwrap_or_default());
    });
    tokio::select! {
        biased;
        () = interrupted => None,
        line = receiver => Some(line.unwrap_or_default()),
    }
}
