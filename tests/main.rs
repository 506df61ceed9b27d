//! One integration target: every further test binary links the AWS SDK once more.

mod architecture;
mod cli;
mod links;
mod never_lose;
mod policy;
mod support;
mod walkthrough;
