//! The shape of an operation: reads are given the state, writes may change it, and only writes are saved.

use jiff::Timestamp;

use super::account_style::AccountStyle;
use super::state::{Account, AccountId, Caller};
use super::wire::{AwsError, PageStyle};

/// An operation inside one account, from the members `I` of its request to the members `O` of its answer.
pub(crate) enum Operation<I, O> {
    Read(fn(&Account, &Context, &I) -> Result<O, AwsError>),
    Write(fn(&mut Account, &Context, &I) -> Result<O, AwsError>),
}

/// What an operation may know besides state and request.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) now: Timestamp,
    pub(crate) caller: Caller,
    pub(crate) region: String,
    pub(crate) pages: PageStyle,
    pub(crate) accounts: AccountStyle,
}

impl Context {
    pub(crate) fn account(&self) -> &AccountId {
        &self.caller.account
    }
}
