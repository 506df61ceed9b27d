//! Snapshots as a whole: judged, written and read, compared, split and merged.
