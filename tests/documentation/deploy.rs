//! The files of `docs/deploy/`: each parses, says what it must, and runs what the program takes.

mod aws;
mod files;
mod machines;
mod running;
