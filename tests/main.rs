//! One integration target: every further test binary links the AWS SDK once more.

mod links;
mod never_lose;
mod policy;
mod support;
mod walkthrough;
