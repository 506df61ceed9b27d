//! One integration target: every further test binary links the AWS SDK once more.

mod guardrail;
mod policy;
