//! The path of a request: number it, find its operation and its caller, let the fault plan interfere, decide whether it is
//! allowed, and run it on the state.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::answer::{self, Body};
use super::authorization::{AccessRequest, Decision, authorize, scps_of};
use super::calls::{CallOutcome, CallRecord};
use super::failure::SandboxError;
use super::faults::{CallFacts, Fault, refusal};
use super::identity::{Identity, invalid_token};
use super::instance::Inner;
use super::operation::{Context, Operation};
use super::router::{Call, Input, Service, route};
use super::state::{AccountId, AccountState, IdentityPart};
use super::store::Session;
use super::wire::{AwsError, Changes, Fields, Incoming, Reply};
use super::{iam, organizations, secrets_manager, sts};

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox dropped the connection")]
pub(crate) struct Dropped;

impl Inner {
    /// Carries one request through.
    pub(crate) async fn carry(&self, incoming: &Incoming) -> Result<Reply, Dropped> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let request_id = IdentityPart::Uuid.make("request", number);
        let call = match route(incoming) {
            Ok(call) => call,
            Err((service, error)) => return Ok(answer::refusal(service, &error, request_id)),
        };
        let identity = self.identify(&call, incoming);
        let account = identity.as_ref().map(|(_, account)| account.to_string()).unwrap_or_default();
        let facts = CallFacts {
            number,
            service: call.service,
            operation: &call.operation,
            account: &account,
            user: call.user(),
            target: call.target(),
        };
        let verdict = self.faults.judge(&facts);
        if verdict.delay_milliseconds > 0 {
            tokio::time::sleep(Duration::from_millis(verdict.delay_milliseconds)).await;
        }
        let run = || {
            let result = identity.and_then(|(identity, account)| self.run(&call, identity, &account));
            Ran::new(&call, result, &request_id)
        };
        let (reply, outcome) = match verdict.fault {
            None | Some(Fault::Delay(_)) => run().whole(),
            Some(
                fault @ (Fault::Deny
                | Fault::Throttle
                | Fault::ServerError
                | Fault::ServiceUnavailable
                | Fault::ConcurrentModification),
            ) => {
                let caller = format!("arn:aws:sts::{account}:assumed-role/sandbox/fault");
                let error = refusal(fault, &facts, &caller).unwrap_or_else(|| AwsError::internal("fault"));
                Ran::new(&call, Err(error), &request_id).whole()
            }
            Some(Fault::DropBefore) => (None, CallOutcome::Lost),
            Some(Fault::DropAfter) => {
                run();
                (None, CallOutcome::Lost)
            }
            Some(Fault::Truncate) => (Some(answer::truncated(run().reply)), CallOutcome::Spoiled),
            Some(Fault::Garble) => (Some(answer::garbled(run().reply)), CallOutcome::Spoiled),
            Some(Fault::Empty) => {
                run();
                (Some(answer::empty(call.service, &call.operation, request_id.clone())), CallOutcome::Spoiled)
            }
            Some(Fault::Hang) => {
                self.record(&facts, CallOutcome::Lost);
                std::future::pending::<()>().await;
                return Err(Dropped);
            }
            Some(Fault::AbortBefore) => std::process::abort(),
            Some(Fault::AbortAfter) => {
                run();
                std::process::abort()
            }
        };
        self.record(&facts, outcome);
        reply.ok_or(Dropped)
    }

    fn record(&self, facts: &CallFacts<'_>, outcome: CallOutcome) {
        self.log.push(CallRecord {
            number: facts.number,
            account: facts.account.to_owned(),
            service: facts.service,
            operation: facts.operation.to_owned(),
            user: facts.user.map(str::to_owned),
            outcome,
        });
    }

    /// Who signed, and which account that is.
    fn identify(&self, call: &Call, incoming: &Incoming) -> Result<(Identity, AccountId), AwsError> {
        let token = incoming.header("x-amz-security-token");
        let identity = Identity::parse(&call.scope.access_key_id, token, self.clock.now())?;
        let mut session = self.store.session().map_err(failed)?;
        let world = session.world().map_err(failed)?;
        let account = identity.account(&world.management).clone();
        if world.has(&account) { Ok((identity, account)) } else { Err(invalid_token()) }
    }

    fn run(&self, call: &Call, identity: Identity, account: &AccountId) -> Result<Body, AwsError> {
        let mut session = self.store.session().map_err(failed)?;
        let world = session.world().map_err(failed)?;
        let management = world.management.clone();
        let delegated =
            world.organization.as_ref().is_some_and(|organization| organization.delegated.contains(account));
        let scps = scps_of(world, account);
        let caller = identity.resolve(session.account(account).map_err(failed)?)?;
        let context = Context {
            now: self.clock.now(),
            caller,
            region: call.scope.region.clone(),
            pages: self.faults.plan().pages,
            accounts: self.faults.plan().accounts,
        };
        let access = AccessRequest {
            call,
            context: &context,
            management: &management,
            delegated,
            account: session.account(account).map_err(failed)?,
            scps: &scps,
        };
        if let Decision::Denied(error) = authorize(&access) {
            return Err(error);
        }
        match (call.service, &call.input) {
            (Service::Iam, Input::Query(parameters)) => {
                let operation = iam::operation(&call.operation).ok_or_else(|| unknown(call))?;
                self.in_account(&mut session, &context, call, &operation, parameters)
            }
            (Service::SecretsManager, Input::Json(fields)) => {
                let operation = secrets_manager::operation(&call.operation).ok_or_else(|| unknown(call))?;
                self.in_account(&mut session, &context, call, &operation, fields)
            }
            (Service::Organizations, Input::Json(fields)) => {
                let operation = organizations::operation(&call.operation).ok_or_else(|| unknown(call))?;
                self.in_organization(&mut session, &context, call, operation, fields)
            }
            (Service::Sts, Input::Query(parameters)) => match call.operation.as_str() {
                "GetCallerIdentity" => Ok(Body::Query(sts::get_caller_identity(&context))),
                "AssumeRole" => {
                    let request = sts::RoleRequest::parse(&context, parameters)?;
                    if !is_open(&mut session, &request.account).map_err(failed)? {
                        return Err(request.denied(&context));
                    }
                    let target = session.account(&request.account).map_err(failed)?;
                    request.assume(&context, target).map(Body::Query)
                }
                _ => Err(unknown(call)),
            },
            _ => Err(unknown(call)),
        }
    }

    /// Runs an operation on the caller's account, and saves what it changed.
    fn in_account<I, O>(
        &self,
        session: &mut Session<'_>,
        context: &Context,
        call: &Call,
        operation: &Operation<I, O>,
        input: &I,
    ) -> Result<Body, AwsError>
    where
        O: Into<Body>,
    {
        let id = context.account();
        let account = session.account(id).map_err(failed)?;
        match operation {
            Operation::Read(read) => match self.unseen.view(account, call) {
                Some(view) => read(&view, context, input),
                None => read(account, context, input),
            }
            .map(Into::into),
            Operation::Write(write) => {
                self.unseen.check(id, call)?;
                let result = write(account, context, input).map(Into::into);
                match &result {
                    Ok::<Body, AwsError>(answer) => {
                        session.save_account(id).map_err(failed)?;
                        self.unseen.note(id, call, answer.as_xml());
                    }
                    Err(error) if error.changes == Changes::Kept => {
                        session.save_account(id).map_err(failed)?;
                    }
                    Err(_) => session.forget_account(id),
                }
                result
            }
        }
    }

    /// Runs an operation on the organization, and saves what it changed.
    fn in_organization(
        &self,
        session: &mut Session<'_>,
        context: &Context,
        call: &Call,
        operation: organizations::Handler,
        fields: &Fields,
    ) -> Result<Body, AwsError> {
        let world = session.world().map_err(failed)?;
        let view = self.unseen.pending(organizations::organization(world)?, &call.operation);
        match operation {
            organizations::Handler::Read(read) => {
                let organization = view.as_ref().map_or_else(|| organizations::organization(world), Ok)?;
                let management = &world.management;
                read(&organizations::Request { management, organization, context, fields }).map(Body::Json)
            }
            organizations::Handler::Write(write) => {
                // A copy, so that a refusal half way leaves nothing behind.
                let mut world = world.clone();
                let management = world.management.clone();
                let organization = organizations::organization_mut(&mut world)?;
                // The one write that notices is refused: nothing of the view is kept.
                if let Some(view) = view {
                    *organization = view;
                }
                let answer =
                    write(&mut organizations::Change { management: &management, organization, fields })?;
                session.save_world(world).map_err(failed)?;
                self.unseen.note_of_organization(&call.operation);
                Ok(Body::Json(answer))
            }
        }
    }
}

/// A call that was run, and what is to be said about it.
struct Ran {
    reply: Reply,
    outcome: CallOutcome,
}

impl Ran {
    fn new(call: &Call, result: Result<Body, AwsError>, request_id: &str) -> Self {
        let request_id = request_id.to_owned();
        match result {
            Ok(body) => Self {
                reply: answer::success(call.service, &call.operation, &body, request_id),
                outcome: CallOutcome::Answered,
            },
            Err(error) => Self {
                reply: answer::refusal(call.service, &error, request_id),
                outcome: CallOutcome::Refused(error.code.into_owned()),
            },
        }
    }

    fn whole(self) -> (Option<Reply>, CallOutcome) {
        (Some(self.reply), self.outcome)
    }
}

/// Whether an account exists and is not suspended.
fn is_open(session: &mut Session<'_>, account: &AccountId) -> Result<bool, SandboxError> {
    let world = session.world()?;
    let member = world.organization.as_ref().and_then(|organization| organization.accounts.get(account));
    Ok(world.has(account) && member.is_none_or(|member| member.state == AccountState::Active))
}

fn unknown(call: &Call) -> AwsError {
    let operation = &call.operation;
    match call.service {
        Service::Iam | Service::Sts => AwsError::new(
            400,
            "InvalidAction",
            format!("The sandbox does not know the operation {operation}."),
        ),
        Service::Organizations | Service::SecretsManager => AwsError::new(
            400,
            "UnknownOperationException",
            format!("The sandbox does not know the operation {operation}."),
        ),
    }
}

/// The sandbox's own failure, which the caller sees as AWS's.
#[expect(clippy::needless_pass_by_value, reason = "the signature `map_err` wants")]
fn failed(error: SandboxError) -> AwsError {
    AwsError::internal(format!("the sandbox failed: {error}"))
}
