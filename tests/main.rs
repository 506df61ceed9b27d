//! One integration target: every further test binary links the AWS SDK once more.

mod links;
mod policy;
mod walkthrough;
