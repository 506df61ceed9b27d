//! One integration target: every further test binary links the AWS SDK once more.

mod cli;
mod policy;
