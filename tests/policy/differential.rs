//! Asks a second evaluator, which others wrote, about generated cases. See `tests/differential/README.md`.

use crate::policy::explained::Explanation;
use crate::policy::generate::{self, GeneratedCase};
use bedrock_keys::policy::{
    Action, AttachedPolicy, Boundary, Context, ContextValue, Identity, PolicyDocument, PolicySet, Request,
    RequestResource, ScpLevel, ScpLevels, ScpScope, Unlisted, Verdict, VerdictKind, evaluate,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

const CASES: usize = 24_000;
const SEED: u64 = 20_261_123;

/// The program that asks the other evaluator; it takes `node_modules` from the directory it runs in.
const PROGRAM: &str = include_str!("../differential/answer.mjs");

#[test]
fn a_second_evaluator_agrees_on_generated_cases() {
    let Some(directory) = std::env::var_os("BEDROCK_KEYS_DIFFERENTIAL") else {
        println!("skipped: BEDROCK_KEYS_DIFFERENTIAL names no directory with node_modules");
        return;
    };
    let directory = Path::new(&directory);
    let seed =
        std::env::var("BEDROCK_KEYS_DIFFERENTIAL_SEED").map_or(SEED, |seed| seed.parse().expect("a number"));
    let mut random = fastrand::Rng::with_seed(seed);
    let cases: Vec<GeneratedCase> = (0..CASES).map(|_| generate::case(&mut random)).collect();
    let ours: Vec<Verdict> = cases.iter().map(our_verdict).collect();
    let theirs = their_verdicts(directory, &cases);

    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    let mut disagreements = Vec::new();
    for ((case, ours), theirs) in cases.iter().zip(&ours).zip(&theirs) {
        *tally.entry(format!("ours {}", ours.kind())).or_default() += 1;
        if !agree(ours, theirs) {
            disagreements.push((case, ours, theirs));
        }
    }
    let unexplained = unexplained(directory, &disagreements, &mut tally);
    println!("seed {seed}, {CASES} cases, {} disagreements", disagreements.len());
    tally.iter().for_each(|(what, times)| println!("{times:>7} {what}"));
    assert!(unexplained.is_empty(), "{} unexplained:\n{}", unexplained.len(), unexplained.join("\n"));

    let times = |what: &str| tally.get(what).copied().unwrap_or_default();
    for kind in VerdictKind::ALL {
        let (least, what) =
            (if kind == VerdictKind::Conditional { 0 } else { CASES / 20 }, format!("ours {kind}"));
        assert!(times(&what) >= least, "the generator is lopsided: {tally:?}");
    }
    assert!(times("ours conditional") < CASES / 10, "too much is left undecided: {tally:?}");
}

#[test]
fn every_explanation_is_documented() {
    let page = include_str!("../../docs/policy-semantics.md");
    for rule in Explanation::ALL {
        assert!(page.contains(&format!("| `{rule:?}` |")), "{rule:?} is not in docs/policy-semantics.md");
    }
}

/// Those that no rule makes agree; counts the others by rule.
fn unexplained(
    directory: &Path,
    disagreements: &[(&GeneratedCase, &Verdict, &String)],
    tally: &mut BTreeMap<String, usize>,
) -> Vec<String> {
    let mut open: Vec<usize> = (0..disagreements.len()).collect();
    let mut attempts: Vec<(String, Vec<Explanation>)> =
        Explanation::ALL.iter().map(|rule| (format!("explained by {rule:?}"), vec![*rule])).collect();
    attempts.push(("explained by several rules together".to_owned(), Explanation::ALL.to_vec()));
    for (name, rules) in attempts {
        let rewritten: Vec<GeneratedCase> = open
            .iter()
            .map(|&index| rules.iter().fold(disagreements[index].0.clone(), |case, rule| rule.rewrite(&case)))
            .collect();
        let theirs = their_verdicts(directory, &rewritten);
        let agrees = |position: usize, index: usize| {
            let ours = our_verdict(&rewritten[position]);
            let kind = ours.kind();
            assert_eq!(
                kind,
                disagreements[index].1.kind(),
                "{name} changes our own verdict on {:?}",
                disagreements[index].0
            );
            agree(&ours, &theirs[position])
        };
        let before = open.len();
        let positions: Vec<(usize, usize)> = open.iter().copied().enumerate().collect();
        open =
            positions.into_iter().filter(|&(at, index)| !agrees(at, index)).map(|(_, index)| index).collect();
        tally.insert(name, before - open.len());
    }
    let describe = |index: usize| {
        let (case, ours, theirs) = disagreements[index];
        format!("ours: {ours}\ntheirs: {theirs}\n{}\n", as_json(0, case))
    };
    open.into_iter().take(20).map(describe).collect()
}

/// Every key is known, so a verdict is only open where AWS documents no answer; then any that is left open agrees.
fn agree(ours: &Verdict, theirs: &str) -> bool {
    match ours {
        Verdict::Conditional { .. } => true,
        Verdict::ImplicitlyDenied { perhaps_denied_by, .. } if !perhaps_denied_by.is_empty() => {
            theirs != "Allowed"
        }
        Verdict::Allowed { .. } | Verdict::ImplicitlyDenied { .. } | Verdict::ExplicitlyDenied { .. } => {
            spelled(ours.kind()) == theirs
        }
    }
}

fn spelled(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Allowed => "Allowed",
        VerdictKind::ImplicitlyDenied => "ImplicitlyDenied",
        VerdictKind::ExplicitlyDenied => "ExplicitlyDenied",
        VerdictKind::Conditional => "-",
    }
}

fn as_json(id: usize, case: &GeneratedCase) -> Value {
    let GeneratedCase { action, resource, context, identity, boundary, levels } = case;
    json!({
        "id": id, "action": action, "resource": resource, "context": context, "identity": identity,
        "boundary": boundary.as_ref().map(|boundary| [boundary]), "levels": levels,
    })
}

fn their_verdicts(directory: &Path, cases: &[GeneratedCase]) -> Vec<String> {
    let mut program = Command::new("node")
        .args(["--input-type=module", "--eval", PROGRAM])
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut input = program.stdin.take().expect("its standard input");
    let lines: Vec<String> =
        cases.iter().enumerate().map(|(id, case)| format!("{}\n", as_json(id, case))).collect();
    let writer =
        std::thread::spawn(move || lines.iter().try_for_each(|line| input.write_all(line.as_bytes())));
    let output = BufReader::new(program.stdout.take().expect("its standard output"));
    let mut verdicts = Vec::with_capacity(cases.len());
    for line in output.lines() {
        let answer: Value = serde_json::from_str(&line.expect("a line")).expect("an answer");
        assert_eq!(answer["id"], json!(verdicts.len()), "answers come in order");
        verdicts.push(answer["verdict"].as_str().expect("a verdict").to_owned());
    }
    writer.join().expect("the writer").expect("all cases were read");
    assert!(program.wait().expect("an end").success(), "the second evaluator failed");
    assert_eq!(verdicts.len(), cases.len(), "every case has an answer");
    verdicts
}

fn our_verdict(case: &GeneratedCase) -> Verdict {
    let mut context = Context::new(Unlisted::Absent);
    for (key, value) in &case.context {
        let value = match value {
            Value::Array(values) => ContextValue::multiple(values.iter().filter_map(Value::as_str)),
            value => ContextValue::single(value.as_str().expect("a string")),
        };
        context.set(key, value);
    }
    let resource = match case.resource.as_str() {
        "*" => RequestResource::NoResourceType,
        arn => RequestResource::Arn(arn.to_owned()),
    };
    let request = Request { action: Action::new(&*case.action).expect("an action"), resource, context };
    let mut levels = case
        .levels
        .iter()
        .enumerate()
        .map(|(n, policies)| ScpLevel::new(format!("level-{n}"), attach(policies)));
    let scps = match levels.next() {
        None => ScpScope::NoneInForce,
        Some(root) => ScpScope::Levels(ScpLevels { root, below: levels.collect() }),
    };
    let boundary = match &case.boundary {
        None => Boundary::Absent,
        Some(policy) => Boundary::Policy(attach(std::slice::from_ref(policy)).remove(0)),
    };
    let identity = Identity::Policies { policies: attach(&case.identity), boundary };
    evaluate(&request, &PolicySet { scps, identity })
}

fn attach(policies: &[Value]) -> Vec<Arc<AttachedPolicy>> {
    let attached = policies.iter().enumerate().map(|(index, policy)| {
        let document =
            PolicyDocument::parse(&policy.to_string()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        AttachedPolicy::document(format!("policy-{index}"), document)
    });
    attached.collect()
}
