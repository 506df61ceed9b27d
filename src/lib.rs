//! Provision, audit and guard long-term Amazon Bedrock API keys.

pub mod policy;
