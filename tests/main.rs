//! One integration target: every further test binary links the AWS SDK once more.

mod never_lose;
mod policy;
mod support;
