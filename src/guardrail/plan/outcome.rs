//! Owns what became of a plan, step by step.

use super::Step;

/// What became of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuardrailOutcome {
    /// Every step of the plan, in its order.
    pub steps: Vec<StepOutcome>,
    /// What the check after a stage found that should not be.
    pub surprises: Vec<String>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOutcome {
    /// The step.
    pub step: Step,
    /// What became of it.
    pub result: StepResult,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepResult {
    /// Done, and seen when it was read back.
    Done,
    /// It was so already, and was seen when it was read back.
    AlreadySo,
    /// Not done, or not seen when it was read back, and this is what AWS said.
    Failed(String),
    /// Begun and given up; whether anything happened is not known.
    InFlight,
    /// Not begun, and why.
    NotAttempted(WhyNot),
}

/// Why a step was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// An earlier one failed, or its stage was not as it should be.
    AfterSurprise,
    /// Ctrl-C.
    Interrupted,
}

impl StepResult {
    /// Its name in machine-readable output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadySo => "already-so",
            Self::Failed(_) => "failed",
            Self::InFlight => "in-flight",
            Self::NotAttempted(WhyNot::AfterSurprise) => "not-attempted",
            Self::NotAttempted(WhyNot::Interrupted) => "not-begun",
        }
    }

    /// What it is called.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadySo => "already so",
            Self::Failed(_) => "failed",
            Self::InFlight => "in flight",
            Self::NotAttempted(WhyNot::AfterSurprise) => "not attempted",
            Self::NotAttempted(WhyNot::Interrupted) => "not begun",
        }
    }

    /// Whether it is so now.
    pub fn holds(&self) -> bool {
        match self {
            Self::Done | Self::AlreadySo => true,
            Self::Failed(_) | Self::InFlight | Self::NotAttempted(_) => false,
        }
    }
}

impl GuardrailOutcome {
    /// Whether everything is as it was planned.
    pub fn is_complete(&self) -> bool {
        self.surprises.is_empty() && self.steps.iter().all(|step| step.result.holds())
    }
}
