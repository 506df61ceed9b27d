//! The report for auditors: one page that needs nothing but itself.
//!
//! `page` says what stands where, `timeline` draws when keys end, `tree` lays out the organization. The template escapes
//! whatever it is given. The page's policy admits the one style sheet and the one script in it by their hashes and
//! nothing else, so that a name that slipped through as markup could neither load nor run anything.

mod page;
mod timeline;
mod tree;

pub(super) use page::write_html;
