//! The writes of each step: what is sent, what its refusal means, and what must be seen afterwards.
//!
//! A certain refusal is final. Any other answer, and none at all, leaves open whether something happened; then what is
//! read back decides, as it does after a plain yes.

use std::collections::BTreeMap;

use crate::aws::{AwsError, ErrorClass, NewPolicy};
use crate::guardrail::plan::{Before, PlannedPolicy, Step, StepResult, same_text};

use super::applier::GuardrailApplier;
use super::reading_back::{Attachment, Found};

/// How a step that holds came about, or what AWS said.
pub(super) type Written = Result<StepResult, String>;

/// What the answer to a write says.
enum Answer {
    /// Yes.
    Accepted,
    /// It is so already.
    Already,
    /// Whether it happened is not known, and this is what AWS said.
    Open(AwsError),
}

/// What the answer to a write means; `already` is the class of the refusal that says it is so already.
fn answer(result: Result<(), AwsError>, already: ErrorClass) -> Result<Answer, String> {
    match result {
        Ok(()) => Ok(Answer::Accepted),
        Err(error) if error.class == already => Ok(Answer::Already),
        Err(error) if error.class.is_refusal() => Err(error.to_string()),
        Err(error) => Ok(Answer::Open(error)),
    }
}

/// What was seen settles what was answered.
fn settled(answer: Answer, seen: Result<(), String>) -> Written {
    match (answer, seen) {
        (Answer::Accepted | Answer::Open(_), Ok(())) => Ok(StepResult::Done),
        (Answer::Already, Ok(())) => Ok(StepResult::AlreadySo),
        (Answer::Accepted, Err(why)) => Err(format!("AWS took it, and {why}")),
        (Answer::Already, Err(why)) => Err(format!("AWS says it is so already, and {why}")),
        (Answer::Open(error), Err(why)) => Err(format!("{error}; {why}")),
    }
}

impl GuardrailApplier<'_> {
    /// Attaching fails until the type is in force, and AWS answers before it is.
    pub(super) async fn enable(&self, root: &str) -> Written {
        // One that is being switched on already is refused as enabled, and waited for like the others.
        let answer = answer(self.organizations.enable_policy_type(root).await, ErrorClass::AlreadyExists)?;
        let seen = self.is_in_force().await;
        settled(answer, seen)
    }

    /// Makes a policy, and answers its id. Names are unique, so that a lost answer is settled by looking for the name:
    /// one with our tags and this text is what was to be made.
    pub(super) async fn create(&self, step: &Step) -> Result<(String, StepResult), String> {
        let Step::CreatePolicy { name, description, content, tags } = step else {
            return Err("no policy is to be made".to_owned());
        };
        let new = NewPolicy { name, description, content, tags };
        let (id, how) = match self.organizations.create_policy(new).await {
            Ok(id) => (id, StepResult::Done),
            Err(error) if error.class.is_refusal() && error.class != ErrorClass::AlreadyExists => {
                return Err(error.to_string());
            }
            Err(error) => {
                let how = if error.class == ErrorClass::AlreadyExists {
                    StepResult::AlreadySo
                } else {
                    StepResult::Done
                };
                (self.made_after_all(new, &error).await?, how)
            }
        };
        self.says(&id, content).await?;
        self.is_tagged(&id, |there| has_all(there, tags)).await?;
        Ok((id, how))
    }

    /// The id of a policy that there is under the name of the one that was to be made, where it is that one.
    async fn made_after_all(&self, new: NewPolicy<'_>, error: &AwsError) -> Result<String, String> {
        let named = |policies: &BTreeMap<String, crate::aws::ListedPolicy>| {
            policies.iter().find(|(_, policy)| policy.name == new.name).map(|(id, _)| id.clone())
        };
        let read = || self.organizations.policies();
        let found = self.organizations.patience().until(|policies| named(policies).is_some(), read).await;
        let Some(id) = found.ok().as_ref().and_then(named) else { return Err(error.to_string()) };
        let text = self.text(&id).await;
        let says = matches!(&text, Ok(Found::There(text)) if same_text(text, new.content));
        let tagged = self.organizations.policy_tags(&id).await.is_ok_and(|there| has_all(&there, new.tags));
        if says && tagged {
            Ok(id)
        } else {
            Err(format!("{error}; the policy of this name is not what was to be made, and was left alone"))
        }
    }

    /// Changes a text, unless somebody else has changed it since it was shown.
    pub(super) async fn update(&self, id: &str, name: &str, content: &str, description: &str) -> Written {
        match self.text(id).await {
            Ok(Found::There(now)) if now == content && self.before(name) != Some(content) => {
                return Ok(StepResult::AlreadySo);
            }
            Ok(found) => self.unchanged(name, &found)?,
            Err(error) => return Err(error.to_string()),
        }
        // AWS refuses nothing as being so already here.
        let answer = answer(
            self.organizations.update_policy(id, content, description).await,
            ErrorClass::AlreadyExists,
        )?;
        let seen = self.says(id, content).await;
        settled(answer, seen)
    }

    /// Deletes a policy, unless somebody else has changed it since it was shown.
    pub(super) async fn delete(&self, id: &str, name: &str) -> Written {
        match self.text(id).await {
            Ok(Found::Absent) => return Ok(StepResult::AlreadySo),
            Ok(found) => self.unchanged(name, &found)?,
            Err(error) => return Err(error.to_string()),
        }
        let answer = answer(self.organizations.delete_policy(id).await, ErrorClass::NotFound)?;
        let seen = self.is_gone(id).await;
        settled(answer, seen)
    }

    /// The plan was shown with the text that was there; what has become of it since was never shown to anybody.
    fn unchanged(&self, name: &str, now: &Found<String>) -> Result<(), String> {
        match now {
            Found::There(now) if self.before(name) == Some(now) => Ok(()),
            Found::There(_) | Found::Absent => {
                Err("it was changed since the plan was made, and was left alone; plan again".to_owned())
            }
        }
    }

    /// The text that the plan was made of.
    fn before(&self, name: &str) -> Option<&str> {
        match &self.plan.rollback.entry(name)?.before {
            Before::There(before) => Some(&before.content),
            Before::Absent => None,
        }
    }

    pub(super) async fn tag(&self, id: &str, tags: &BTreeMap<String, String>) -> Written {
        let answer = answer(self.organizations.tag_policy(id, tags).await, ErrorClass::AlreadyExists)?;
        let seen = self.is_tagged(id, |there| has_all(there, tags)).await;
        settled(answer, seen)
    }

    pub(super) async fn untag(&self, id: &str, keys: &[String]) -> Written {
        let answer = answer(self.organizations.untag_policy(id, keys).await, ErrorClass::AlreadyExists)?;
        let seen = self.is_tagged(id, |there| keys.iter().all(|key| !there.contains_key(key))).await;
        settled(answer, seen)
    }

    /// Attaching twice is attaching once: AWS says `DuplicatePolicyAttachment`.
    pub(super) async fn attach(&self, policy: &PlannedPolicy, id: &str, target: &str) -> Written {
        let attach = || self.organizations.attach_policy(id, target);
        let attached = match policy {
            // One that this run made may not be seen everywhere yet.
            PlannedPolicy::Created(_) => self.organizations.patience().until_found(attach).await,
            PlannedPolicy::Existing(_) => attach().await,
        };
        let answer = answer(attached, ErrorClass::AlreadyExists)?;
        let seen = self.is_at(id, target, Attachment::Attached).await;
        settled(answer, seen)
    }

    /// Detaching what is not attached is done: AWS says `PolicyNotAttached`, and reading back agrees or does not.
    pub(super) async fn detach(&self, id: &str, target: &str) -> Written {
        let answer = answer(self.organizations.detach_policy(id, target).await, ErrorClass::NotFound)?;
        let seen = self.is_at(id, target, Attachment::Detached).await;
        settled(answer, seen)
    }
}

fn has_all(there: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> bool {
    wanted.iter().all(|(key, value)| there.get(key) == Some(value))
}
