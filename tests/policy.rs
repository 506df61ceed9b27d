//! The policy language through its public interface: named cases, and a second opinion on generated ones.

mod cases;
mod differential;
mod explained;
mod generate;
