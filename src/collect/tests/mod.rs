//! The reading, through the sandbox.
