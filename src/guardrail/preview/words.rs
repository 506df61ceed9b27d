//! Owns the words of a preview: one sentence before anybody types yes.

use std::fmt;

use super::Preview;

impl fmt::Display for Preview {
    /// "This breaks 14 keys of 9 owners in 4 accounts.", and what else there is to know.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, owners, accounts) = self.broken();
        let perhaps = self.perhaps_broken();
        if keys == 0 {
            formatter.write_str("This breaks no key that is known to work.")?;
        } else {
            let (keys, owners, accounts) =
                (counted(keys, "key"), counted(owners, "owner"), counted(accounts, "account"));
            write!(formatter, "This breaks {keys} of {owners} in {accounts}.")?;
        }
        if perhaps > 0 {
            write!(
                formatter,
                " It may break {} more; what they depend on is not known.",
                counted(perhaps, "key")
            )?;
        }
        let touched: std::collections::BTreeSet<_> = self.collateral().map(|(account, _)| account).collect();
        if !touched.is_empty() {
            let accounts = counted(touched.len(), "account");
            write!(formatter, " It also touches CodeCommit or Keyspaces credentials in {accounts}.")?;
        }
        Ok(())
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use crate::audit::{AccountState, Known};
    use crate::domain::{AccountId, Lifetime};
    use crate::guardrail::preview::{Change, Effect, LiveKey, Preview, UserFacts, preview};
    use crate::guardrail::{Member, Organization, PolicyType, Scp};
    use crate::policy::PolicyDocument;

    const FULL: &str =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*"}}"#;
    const GOVERNED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["bedrock:CallWithBearerToken","bedrock-mantle:CallWithBearerToken"],"Resource":"*","Condition":{"Null":{"aws:PrincipalTag/bedrock-keys:managed":"true"}}}}"#;

    fn organization() -> Organization {
        let accounts = ["111111111111", "222222222222", "333333333333"];
        let member = |id: &str| {
            let parent = Known::Known("r-root".to_owned());
            (id.parse().unwrap(), Member { name: None, state: AccountState::Active, parent })
        };
        let targets = accounts.iter().map(|id| (*id).to_owned()).chain(["r-root".to_owned()]);
        let full = Scp {
            name: "FullAWSAccess".to_owned(),
            document: Known::Known(PolicyDocument::parse(FULL).unwrap()),
            targets: Known::Known(targets.collect()),
        };
        Organization {
            root: "r-root".to_owned(),
            management: "111111111111".parse().unwrap(),
            policy_type: PolicyType::Enabled,
            units: BTreeMap::new(),
            accounts: accounts.iter().map(|id| member(id)).collect(),
            policies: Known::Known(BTreeMap::from([("p-FullAWSAccess".to_owned(), full)])),
        }
    }

    fn key(account: &str, number: u32, owner: &str, tags: Known<&[&str]>) -> (LiveKey, UserFacts) {
        let user = format!("user{number}");
        let tags = tags.map(|keys| keys.iter().map(|key| ((*key).to_owned(), "true".to_owned())).collect());
        let key = LiveKey {
            id: format!("ACCAEXAMPLE{number:010}").parse().unwrap(),
            account: account.parse::<AccountId>().unwrap(),
            user: user.parse().unwrap(),
            owner: Some(owner.to_owned()),
        };
        (key, UserFacts { arn: format!("arn:aws:iam::{account}:user/{user}"), tags })
    }

    fn previewed(text: &str, target: &str, keys: &[(LiveKey, UserFacts)]) -> Preview {
        let document = PolicyDocument::parse(text).unwrap();
        let targets = BTreeSet::from([target.to_owned()]);
        let change = Change { name: "guard".to_owned(), document, targets };
        preview(&organization(), &change, keys, Lifetime::from_days(90).unwrap()).unwrap()
    }

    #[test]
    fn keys_owners_and_accounts_are_counted_and_the_management_account_is_exempt() {
        let keys = [
            key("222222222222", 1, "ann", Known::Known(&[])),
            key("222222222222", 2, "ann", Known::Known(&[])),
            key("333333333333", 3, "ben", Known::Known(&[])),
            key("111111111111", 4, "cy", Known::Known(&[])),
        ];
        let preview = previewed(DENY, "r-root", &keys);
        assert_eq!(preview.to_string(), "This breaks 3 keys of 2 owners in 2 accounts.");
        assert_eq!(preview.exempt.len(), 2);
        assert_eq!(preview.collateral().count(), 0);
        let only = previewed(DENY, "333333333333", &keys);
        assert_eq!(only.to_string(), "This breaks 1 key of 1 owner in 1 account.");
    }

    #[test]
    fn a_tag_decides_and_a_tag_that_was_not_read_leaves_it_open() {
        let keys = [
            key("222222222222", 1, "ann", Known::Known(&["bedrock-keys:managed"])),
            key("222222222222", 2, "ben", Known::Known(&["team"])),
            key("222222222222", 3, "cy", Known::Unknown("denied".to_owned())),
        ];
        let preview = previewed(GOVERNED, "r-root", &keys);
        let effects: Vec<_> =
            preview.keys.iter().map(|(key, effects)| (key.user.as_str(), effects[0].1)).collect();
        assert_eq!(effects, [("user2", Effect::Lost), ("user3", Effect::Perhaps)]);
        assert_eq!(
            preview.to_string(),
            "This breaks 1 key of 1 owner in 1 account. It may break 1 key more; what they depend on is not known."
        );
    }

    #[test]
    fn collateral_is_said() {
        let announced =
            DENY.replace("bedrock-mantle:CallWithBearerToken", "iam:CreateServiceSpecificCredential");
        let preview = previewed(&announced, "r-root", &[]);
        assert!(preview.to_string().ends_with("credentials in 2 accounts."), "{preview}");
    }
}
