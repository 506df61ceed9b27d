//! One integration target: every further test binary links the AWS SDK once more.

mod architecture;
mod cli;
mod documentation;
mod policy;
