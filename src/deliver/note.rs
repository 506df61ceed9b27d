//! The hand-over note: what the addressee of a key needs to know, in Markdown, without the key.

use crate::domain::{Expiry, ModelId, Region};

use super::export_line::VARIABLE;
use super::{Handover, Placement};

/// The note of a key that went to `placement`.
pub(super) fn note(handover: &Handover, placement: &Placement) -> String {
    let sections = [
        heading(handover),
        loading(placement),
        first_call(&handover.region, &handover.model),
        when_it_ends(handover.expiry),
        IF_IT_LEAKS.to_owned(),
    ];
    sections.join("\n")
}

/// The note of a key that was delivered earlier, wherever that was.
pub fn note_again(handover: &Handover) -> String {
    note(handover, &Placement::StandardOutput)
}

fn heading(handover: &Handover) -> String {
    let addressee = &handover.addressee;
    let mut lines = vec![
        "# An Amazon Bedrock API key for you".to_owned(),
        String::new(),
        "This note belongs to the key and does not contain it.".to_owned(),
        String::new(),
        format!("- For: {}", code_span(addressee.owner.as_str())),
    ];
    if !addressee.purpose.is_unnamed() {
        lines.push(format!("- Purpose: {}", code_span(addressee.purpose.as_str())));
    }
    lines.push(format!("- Ends: {}", ending(handover)));
    lines.push(format!("- AWS account: {}", code_span(addressee.account.as_str())));
    lines.push(format!("- IAM user: {}", code_span(handover.user.as_str())));
    lines.push(format!("- Key id: {}", code_span(handover.credential.as_str())));
    lines.push(format!("- Region of the examples: {}", code_span(handover.region.as_str())));
    lines.push(String::new());
    lines.join("\n")
}

fn ending(handover: &Handover) -> String {
    match (handover.expiry, handover.expiry.days_left(handover.issued)) {
        (Expiry::At(instant), Some(days)) => {
            let unit = if days == 1 { "day" } else { "days" };
            format!("{} ({days} {unit} after it was made)", instant.strftime("%Y-%m-%d %H:%M UTC"))
        }
        (Expiry::At(_) | Expiry::Never, _) => "never".to_owned(),
    }
}

fn loading(placement: &Placement) -> String {
    let how = match placement {
        Placement::StandardOutput => "The key reaches you as the line below. Run it in your shell.".to_owned(),
        Placement::File(path) => {
            let name = file_name(path);
            format!(
                "The key is in the file beside this note. Load it into your shell, put it into your password manager, \
                 and delete the file:\n\n```sh\n. ./{name}\n```\n\nThat runs the line below."
            )
        }
        Placement::EncryptedFile(path) => {
            let name = file_name(path);
            format!(
                "The key is in the file beside this note, encrypted to your public key. Decrypt it into your shell \
                 with [age](https://age-encryption.org) and your private key; nothing readable is written to disk:\n\n\
                 ```sh\neval \"$(age --decrypt --identity ~/.ssh/id_ed25519 ./{name})\"\n```\n\n\
                 That runs the line below."
            )
        }
        Placement::Secret { name, region } => {
            let region = region.as_ref().map(|region| format!(" --region {region}")).unwrap_or_default();
            format!(
                "The key is in AWS Secrets Manager. With credentials that may read it:\n\n\
                 ```sh\nexport {VARIABLE}=\"$(aws secretsmanager get-secret-value{region} \\\n  \
                 --secret-id {name} --query SecretString --output text | jq -r .{VARIABLE})\"\n```\n\n\
                 That does what the line below does."
            )
        }
        Placement::Program(_) => {
            "The key was handed to a program of your administrator, who can tell you where it is. With it, run the \
             line below in your shell."
                .to_owned()
        }
    };
    format!(
        "## Load the key\n\n{how}\n\n```sh\nexport {VARIABLE}='<the key, it begins with ABSK>'\n```\n\n\
         The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in \
         the shell's history.\n"
    )
}

fn first_call(region: &Region, model: &ModelId) -> String {
    // A pattern is fine in a policy but is not a model that can be called.
    let (model, choose) = if model.as_str().contains('*') {
        ("MODEL_ID", "Replace `MODEL_ID` by a model that your key may use.\n\n")
    } else {
        (model.as_str(), "")
    };
    let suffix = dns_suffix(region);
    let mut text = format!(
        r#"## A first call

{choose}With curl:

```sh
curl "https://bedrock-runtime.{region}.{suffix}/model/{model}/converse" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer ${VARIABLE}" \
  -d '{{"messages": [{{"role": "user", "content": [{{"text": "Hello"}}]}}]}}'
```

With Python (boto3 1.39 or later, which reads the variable by itself):

```python
import boto3

client = boto3.client("bedrock-runtime", region_name="{region}")
answer = client.converse(
    modelId="{model}",
    messages=[{{"role": "user", "content": [{{"text": "Hello"}}]}}],
)
print(answer["output"]["message"]["content"][0]["text"])
```
"#
    );
    if suffix == COMMERCIAL_SUFFIX && !region.as_str().starts_with("us-gov-") {
        text.push_str(&format!(
            "\nThe key also works at the OpenAI-compatible endpoint `https://bedrock-mantle.{region}.api.aws/v1`, where \
             the Region has it and the key's policy allows it.\n"
        ));
    }
    text
}

fn when_it_ends(expiry: Expiry) -> String {
    let text = match expiry {
        Expiry::At(_) => {
            "A key cannot be extended. Ask your administrator for a new one some days before it ends, put it in the \
             place of this one, and the old one can go. After the end every call is answered with 403; the old key \
             cannot be switched on again."
        }
        Expiry::Never => {
            "This key does not end by itself. Tell your administrator as soon as you no longer need it, so that it is \
             revoked."
        }
    };
    format!("## When it ends\n\n{text}\n")
}

const IF_IT_LEAKS: &str = "\
## Keep it to yourself

Whoever has the key can use it, at your account's cost. Do not paste it into a chat, a ticket, an e-mail or a prompt, \
and do not commit it.

If somebody else may have seen it, tell your administrator at once and name the key id above, not the key. The key is \
then revoked and you get another; it cannot be made safe again.
";

const COMMERCIAL_SUFFIX: &str = "amazonaws.com";

/// The DNS suffix of the partition a Region belongs to.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html>
fn dns_suffix(region: &Region) -> &'static str {
    const SUFFIXES: [(&str, &str); 6] = [
        ("cn-", "amazonaws.com.cn"),
        ("us-isob-", "sc2s.sgov.gov"),
        ("us-isof-", "csp.hci.ic.gov"),
        ("us-iso-", "c2s.ic.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"),
        ("eusc-", "amazonaws.eu"),
    ];
    let of_region = SUFFIXES.iter().find(|(prefix, _)| region.as_str().starts_with(prefix));
    of_region.map_or(COMMERCIAL_SUFFIX, |(_, suffix)| suffix)
}

/// Made of a slug and an id, and so of nothing that means something to a shell.
fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Untrusted text as code, in which Markdown means nothing: the fence is longer than any run of backticks inside.
fn code_span(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            character if character.is_control() => line.push(' '),
            character => line.push(character),
        }
    }
    if line.is_empty() {
        // Two backticks in a row would be a fence without an end.
        line.push(' ');
    }
    let longest = line.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // The space is not shown; without it a backtick at the edge would join the fence.
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::test_values::handover;
    use proptest::prelude::*;

    #[test]
    fn the_note_of_a_file() {
        let placement = Placement::File("out/alice@example.com--chat.ACCAEXAMPLE0000000001.env".into());
        insta::assert_snapshot!(note(&handover("alice@example.com", "chat"), &placement), @r#"
# An Amazon Bedrock API key for you

This note belongs to the key and does not contain it.

- For: `alice@example.com`
- Purpose: `chat`
- Ends: 2026-12-23 12:00 UTC (30 days after it was made)
- AWS account: `123456789012`
- IAM user: `bedrock-key-p7fzctlrlcdnh5tqeuc4`
- Key id: `ACCAEXAMPLE0000000001`
- Region of the examples: `eu-central-1`

## Load the key

The key is in the file beside this note. Load it into your shell, put it into your password manager, and delete the file:

```sh
. ./alice@example.com--chat.ACCAEXAMPLE0000000001.env
```

That runs the line below.

```sh
export AWS_BEARER_TOKEN_BEDROCK='<the key, it begins with ABSK>'
```

The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in the shell's history.

## A first call

With curl:

```sh
curl "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.amazon.nova-lite-v1:0/converse" \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK" \
  -d '{"messages": [{"role": "user", "content": [{"text": "Hello"}]}]}'
```

With Python (boto3 1.39 or later, which reads the variable by itself):

```python
import boto3

client = boto3.client("bedrock-runtime", region_name="eu-central-1")
answer = client.converse(
    modelId="eu.amazon.nova-lite-v1:0",
    messages=[{"role": "user", "content": [{"text": "Hello"}]}],
)
print(answer["output"]["message"]["content"][0]["text"])
```

The key also works at the OpenAI-compatible endpoint `https://bedrock-mantle.eu-central-1.api.aws/v1`, where the Region has it and the key's policy allows it.

## When it ends

A key cannot be extended. Ask your administrator for a new one some days before it ends, put it in the place of this one, and the old one can go. After the end every call is answered with 403; the old key cannot be switched on again.

## Keep it to yourself

Whoever has the key can use it, at your account's cost. Do not paste it into a chat, a ticket, an e-mail or a prompt, and do not commit it.

If somebody else may have seen it, tell your administrator at once and name the key id above, not the key. The key is then revoked and you get another; it cannot be made safe again.
"#);
    }

    #[test]
    fn every_placement_says_how_to_load_the_key() {
        let secret =
            Placement::Secret { name: "keys/alice".to_owned(), region: Some("eu-west-1".to_owned()) };
        let others = [
            Placement::StandardOutput,
            Placement::EncryptedFile("out/alice.ACCA.env.age".into()),
            secret,
            Placement::Program("/usr/local/bin/vault-put".into()),
        ];
        let texts: Vec<String> = others.iter().map(loading).collect();
        insta::assert_snapshot!(texts.join("\n----\n"), @r#"
## Load the key

The key reaches you as the line below. Run it in your shell.

```sh
export AWS_BEARER_TOKEN_BEDROCK='<the key, it begins with ABSK>'
```

The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in the shell's history.

----
## Load the key

The key is in the file beside this note, encrypted to your public key. Decrypt it into your shell with [age](https://age-encryption.org) and your private key; nothing readable is written to disk:

```sh
eval "$(age --decrypt --identity ~/.ssh/id_ed25519 ./alice.ACCA.env.age)"
```

That runs the line below.

```sh
export AWS_BEARER_TOKEN_BEDROCK='<the key, it begins with ABSK>'
```

The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in the shell's history.

----
## Load the key

The key is in AWS Secrets Manager. With credentials that may read it:

```sh
export AWS_BEARER_TOKEN_BEDROCK="$(aws secretsmanager get-secret-value --region eu-west-1 \
  --secret-id keys/alice --query SecretString --output text | jq -r .AWS_BEARER_TOKEN_BEDROCK)"
```

That does what the line below does.

```sh
export AWS_BEARER_TOKEN_BEDROCK='<the key, it begins with ABSK>'
```

The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in the shell's history.

----
## Load the key

The key was handed to a program of your administrator, who can tell you where it is. With it, run the line below in your shell.

```sh
export AWS_BEARER_TOKEN_BEDROCK='<the key, it begins with ABSK>'
```

The AWS SDKs and the AWS CLI read this variable and prefer it for Bedrock. A line typed at a prompt stays in the shell's history.
"#);
    }

    #[test]
    fn a_key_without_an_end_and_a_pattern_for_a_model_are_told() {
        let handover =
            Handover { expiry: Expiry::Never, model: "amazon.*".parse().unwrap(), ..handover("alice", "") };
        let text = note(&handover, &Placement::StandardOutput);
        assert!(text.contains("- Ends: never\n") && text.contains("does not end by itself"), "{text}");
        assert!(text.contains("/model/MODEL_ID/converse") && !text.contains("amazon.*"), "{text}");
        assert!(!text.contains("Purpose:"), "{text}");
    }

    #[test]
    fn a_part_of_a_day_does_not_count_and_one_day_is_singular() {
        let mut handover = handover("alice", "");
        handover.expiry = Expiry::At("2026-11-25T11:59:59Z".parse().unwrap());
        assert_eq!(ending(&handover), "2026-11-25 11:59 UTC (1 day after it was made)");
    }

    #[test]
    fn each_partition_has_its_suffix() {
        for (region, suffix) in [
            ("eu-central-1", "amazonaws.com"),
            ("us-gov-west-1", "amazonaws.com"),
            ("cn-north-1", "amazonaws.com.cn"),
            ("us-iso-east-1", "c2s.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov"),
            ("us-isof-south-1", "csp.hci.ic.gov"),
            ("eu-isoe-west-1", "cloud.adc-e.uk"),
            ("eusc-de-east-1", "amazonaws.eu"),
        ] {
            let region: Region = region.parse().unwrap();
            assert_eq!(dns_suffix(&region), suffix, "{region}");
            let text = first_call(&region, &"amazon.nova-lite-v1:0".parse().unwrap());
            assert!(text.contains(&format!(
                "https://bedrock-runtime.{region}.{suffix}/model/amazon.nova-lite-v1:0/"
            )));
            assert_eq!(text.contains("bedrock-mantle"), region.as_str() == "eu-central-1", "{region}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_out_of_a_code_span(text in "[`a\\n\\\\*<\u{202e}]{0,30}") {
            let span = code_span(&text);
            let fence = span.chars().take_while(|character| *character == '`').count();
            let inner: String = span.chars().skip(fence).take(span.chars().count() - 2 * fence).collect();
            prop_assert!(span.ends_with(&"`".repeat(fence)));
            prop_assert!(inner.split(|character| character != '`').all(|run| run.len() < fence), "{span}");
            prop_assert!(!inner.starts_with('`') && !inner.ends_with('`') && !span.contains(char::is_control));
            let reordering = span.contains('\u{202e}');
            prop_assert!(!reordering);
        }
    }
}
