//! Exit codes: what each means, and the one mapping.

/// How a command ended. The numbers are a promise; docs/exit-codes.md lists them and a test compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Done; nothing to report.
    Done,
    /// Failed, or declined.
    Failed,
    /// The command line, the configuration or the roster is wrong; nothing was called or changed.
    Usage,
    /// Findings at or above the threshold.
    Findings,
    /// A verdict differs from the expected one.
    VerdictDiffers,
    /// Something could not be read, so that the result says less than it should.
    CoverageIncomplete,
    /// Some steps failed; the outcome lists which.
    PartiallyApplied,
    /// A plan found changes to make.
    Drift,
    /// Interrupted; what was in flight was finished or named.
    Interrupted,
}

impl ExitStatus {
    /// Every status, in the order of its code.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Findings,
        Self::VerdictDiffers,
        Self::CoverageIncomplete,
        Self::PartiallyApplied,
        Self::Drift,
        Self::Interrupted,
    ];

    /// How a run that changes something ended: interrupted, not done in full, or done on a reading with these gaps.
    pub(super) fn of_run(interrupted: bool, complete: bool, not_read: &[String]) -> Self {
        match complete {
            _ if interrupted => Self::Interrupted,
            false => Self::PartiallyApplied,
            true if !not_read.is_empty() => Self::CoverageIncomplete,
            true => Self::Done,
        }
    }

    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Findings => 10,
            Self::VerdictDiffers => 11,
            Self::CoverageIncomplete => 12,
            Self::PartiallyApplied => 13,
            Self::Drift => 14,
            Self::Interrupted => 130,
        }
    }
}
