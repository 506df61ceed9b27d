//! How long to wait for IAM to see what it was just told.

use std::future::Future;
use std::time::Duration;

use super::{AwsError, ErrorClass};

/// A bounded wait for eventual consistency: IAM answers `NoSuchEntity` for a user it made a moment ago.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How often a call is tried.
    attempts: u32,
    /// The pause after the first try; it doubles, up to thirty-two times itself.
    first_pause: Duration,
}

impl Patience {
    /// For AWS: about half a minute in all.
    pub const AWS: Self = Self { attempts: 12, first_pause: Duration::from_millis(150) };

    /// For the sandbox, which counts calls rather than seconds.
    pub const SANDBOX: Self = Self { attempts: 12, first_pause: Duration::from_millis(1) };

    /// Twice as many tries, for what AWS needs longer to make: a credential report, a policy type
    /// that is switched on.
    #[must_use]
    pub fn twice(self) -> Self {
        Self { attempts: self.attempts * 2, ..self }
    }

    /// Repeats a call on something this run made itself while IAM does not find it; any other answer is final.
    pub async fn until_found<T, Call>(self, mut call: impl FnMut() -> Call) -> Result<T, AwsError>
    where
        Call: Future<Output = Result<T, AwsError>>,
    {
        self.while_refused(&[ErrorClass::NotFound], &mut call).await
    }

    /// Repeats a reading until it is as awaited, and answers the last one: whether it is as awaited then is for the caller
    /// to see. A reading that fails ends it.
    pub async fn until<T, Call>(
        self,
        is_awaited: impl Fn(&T) -> bool,
        mut read: impl FnMut() -> Call,
    ) -> Result<T, AwsError>
    where
        Call: Future<Output = Result<T, AwsError>>,
    {
        let mut pause = self.first_pause;
        for _ in 1..self.attempts {
            let found = read().await?;
            if is_awaited(&found) {
                return Ok(found);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(self.first_pause * 32);
        }
        read().await
    }

    /// Repeats a call that AWS refuses for now; the classes must be certain to have had no effect.
    pub async fn while_refused<T, Call>(
        self,
        classes: &[ErrorClass],
        mut call: impl FnMut() -> Call,
    ) -> Result<T, AwsError>
    where
        Call: Future<Output = Result<T, AwsError>>,
    {
        let mut pause = self.first_pause;
        for _ in 1..self.attempts {
            match call().await {
                Err(error) if classes.contains(&error.class) => tokio::time::sleep(pause).await,
                answer => return answer,
            }
            pause = (pause * 2).min(self.first_pause * 32);
        }
        call().await.map_err(|error| {
            if error.class != ErrorClass::NotFound || !classes.contains(&ErrorClass::NotFound) {
                return error;
            }
            let message = format!(
                "AWS still does not see what this run made, after {} tries; {}",
                self.attempts, error.message
            );
            AwsError { message, ..error }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    async fn tries(awaited: u32) -> (Result<u32, AwsError>, u32) {
        let tries: Cell<u32> = Cell::new(0);
        let read = || async {
            tries.set(tries.get() + 1);
            Ok(tries.get())
        };
        let found = Patience::SANDBOX.until(|found| *found >= awaited, read).await;
        (found, tries.get())
    }

    #[tokio::test]
    async fn a_reading_is_repeated_until_it_is_as_awaited_and_no_longer_than_that() {
        assert_eq!(tries(1).await, (Ok(1), 1));
        assert_eq!(tries(5).await, (Ok(5), 5));
        // The last one is answered, whatever it says.
        assert_eq!(tries(100).await, (Ok(12), 12));
    }

    #[tokio::test]
    async fn a_reading_that_fails_ends_the_wait() {
        let tries: Cell<u32> = Cell::new(0);
        let read = || async {
            tries.set(tries.get() + 1);
            Err::<(), _>(AwsError::malformed("ListRoots", "noise"))
        };
        assert!(Patience::SANDBOX.until(|()| true, read).await.is_err());
        assert_eq!(tries.get(), 1);
    }
}
