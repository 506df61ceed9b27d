//! The terminal: data to standard output, everything else to standard error, and nothing printed any other way.

use std::future::Future;
use std::io::{self, IsTerminal, Read as _, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use zeroize::Zeroizing;

use crate::domain::is_harmless;

use super::line_input;
use super::secret_input::{self, Source};

/// How the terminal is to be used.
#[derive(Debug, Clone, Copy)]
pub struct UiOptions {
    /// When to use colour.
    pub color: ColorChoice,
}

/// Standard output, standard error and, where there is one, the person at the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    color: ColorChoice,
    interactive: bool,
}

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Yes,
    /// Stop.
    No,
    /// Ctrl-C instead of an answer.
    Interrupted,
    /// There is nobody to ask.
    Nobody,
}

/// Bytes of a report that are written to standard output at once.
const PIECE: usize = 64 * 1_024;

/// The width of a terminal, as it says itself or as the environment says.
fn width_of(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<u16> {
    let from_environment = || std::env::var("COLUMNS").ok()?.parse().ok();
    size.map(|(width, _)| width.0).filter(|width| *width > 0).or_else(from_environment)
}

const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

impl Ui {
    /// The process's own streams. A person is there where both standard input and standard error are a terminal.
    pub fn new(options: UiOptions) -> Self {
        let interactive = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self { color: options.color, interactive }
    }

    /// Whether there is a person to ask.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// The width that tables on standard output must fit, in columns; nothing where no terminal limits it.
    pub fn data_width(&self) -> Option<u16> {
        let stream = io::stdout();
        if stream.is_terminal() { width_of(terminal_size::terminal_size_of(&stream)) } else { None }
    }

    /// The width that tables on standard error must fit.
    pub fn status_width(&self) -> Option<u16> {
        let stream = io::stderr();
        if stream.is_terminal() { width_of(terminal_size::terminal_size_of(&stream)) } else { None }
    }

    /// Whether somebody reads standard error as it is written, and not a file or a program.
    pub fn status_is_read_at_once(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Writes data to standard output. A reader that went away is an error for the caller to turn into an exit code.
    pub fn data(&self, text: &str) -> io::Result<()> {
        let mut stream = AutoStream::new(io::stdout().lock(), self.choice_for(io::stdout().is_terminal()));
        stream.write_all(text.as_bytes())?;
        if !text.ends_with('\n') && !text.is_empty() {
            stream.write_all(b"\n")?;
        }
        stream.flush()
    }

    /// Writes data to standard output as it is made, a piece at a time.
    pub fn data_as_made(&self, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let stream = AutoStream::new(io::stdout().lock(), self.choice_for(io::stdout().is_terminal()));
        let mut output = io::BufWriter::with_capacity(PIECE, stream);
        write(&mut output)?;
        output.flush()
    }

    /// Says something on standard error.
    pub fn status(&self, text: &str) {
        self.say(text);
    }

    /// Warns on standard error.
    pub fn warning(&self, text: &str) {
        self.say(&format!("{WARNING}warning{WARNING:#}: {}", harmless(text)));
    }

    /// Reports a failure on standard error.
    pub fn error(&self, text: &str) {
        self.say(&format!("{ERROR}error{ERROR:#}: {}", harmless(text)));
    }

    /// Says what to do next, on standard error.
    pub fn hint(&self, text: &str) {
        self.say(&format!("{HINT}hint{HINT:#}: {}", harmless(text)));
    }

    /// Asks for a yes: a whole line that says `y` or `yes`. Anything else is a no, and so is what was typed before the
    /// question stood there.
    pub async fn confirm(&self, question: &str, interrupted: impl Future<Output = ()>) -> Answer {
        if !self.interactive {
            return Answer::Nobody;
        }
        line_input::forget_what_was_typed();
        let mut stream = AutoStream::new(io::stderr().lock(), self.choice_for(true));
        let asked = write!(stream, "{HINT}?{HINT:#} {question} [y/N] ").and_then(|()| stream.flush());
        drop(stream);
        if asked.is_err() {
            return Answer::No;
        }
        match line_input::line(interrupted).await {
            None => {
                self.say("");
                Answer::Interrupted
            }
            Some(line) if ["y", "yes"].contains(&line.trim().to_ascii_lowercase().as_str()) => Answer::Yes,
            // The end of the input is no line, and leaves the question without an end.
            Some(line) => {
                if line.is_empty() {
                    self.say("");
                }
                Answer::No
            }
        }
    }

    /// Reads a secret: from a prompt that does not show it, or all of standard input where nobody sits there. Nothing
    /// where `interrupted` came first.
    pub async fn read_secret(
        &self,
        prompt: &'static str,
        interrupted: impl Future<Output = ()>,
    ) -> io::Result<Option<Zeroizing<String>>> {
        let source = if self.interactive { Source::Prompt(prompt) } else { Source::Pipe };
        let read = secret_input::read(source, interrupted).await;
        if self.interactive && matches!(read, Ok(None)) {
            self.say("");
        }
        read
    }

    /// Reads all of standard input, or one byte more than `most` where it is longer.
    pub fn read_input(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A progress bar on standard error; on anything but a terminal, and for less than two things, it draws nothing. The
    /// secret of a single key may go to the same terminal, where a bar would be left standing above it.
    pub fn progress(&self, total: usize, what: &str) -> ProgressBar {
        if total < 2 || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{prefix} {wide_bar:.cyan} {pos}/{len} {msg:24!}");
        let bar = ProgressBar::new(total as u64);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━ "));
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }

    /// Whether standard error shows colour.
    pub fn colours_errors(&self) -> bool {
        self.choice_for(io::stderr().is_terminal()) != ColorChoice::Never
    }

    fn say(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.choice_for(io::stderr().is_terminal()));
        // Nothing can be done about a standard error that is gone; the exit code still tells.
        let _ = writeln!(stream, "{text}");
    }

    fn choice_for(&self, is_terminal: bool) -> ColorChoice {
        match self.color {
            ColorChoice::Auto
                if is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) =>
            {
                ColorChoice::Always
            }
            ColorChoice::Auto => ColorChoice::Never,
            ColorChoice::Always => ColorChoice::Always,
            ColorChoice::AlwaysAnsi => ColorChoice::AlwaysAnsi,
            ColorChoice::Never => ColorChoice::Never,
        }
    }
}

/// The text without what would steer a terminal; its lines stay lines.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|character| if is_harmless(character) || character == '\n' { character } else { '\u{fffd}' })
        .collect()
}
