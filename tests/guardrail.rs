//! Guardrails: what each policy of the library denies and what it leaves alone.

mod library;
