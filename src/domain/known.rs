//! Something that was read, or the reason why it was not.

/// Something that was read, or the reason why it was not. What is not known is never empty, zero or fine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<T> {
    /// It was read.
    Known(T),
    /// It was not, and this is why.
    Unknown(String),
}

impl<T> Known<T> {
    /// The value, or the reason why there is none.
    pub fn as_ref(&self) -> Result<&T, &str> {
        match self {
            Self::Known(value) => Ok(value),
            Self::Unknown(why) => Err(why),
        }
    }

    /// The same for another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Known(value) => Known::Known(change(value)),
            Self::Unknown(why) => Known::Unknown(why),
        }
    }
}

impl<T, E: std::fmt::Display> From<Result<T, E>> for Known<T> {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(error) => Self::Unknown(error.to_string()),
        }
    }
}
