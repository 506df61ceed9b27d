//! Users, tags and boundaries.

use super::support::*;
use crate::sandbox::{FaultPlan, PageStyle};

#[tokio::test]
async fn a_user_comes_back_with_everything_it_was_made_with() {
    let scratch = empty();
    let iam = scratch.iam();
    let created = iam.create_user().user_name("anna").path("/bedrock-keys/").permissions_boundary(LIMITED);
    created.tags(tag("owner", "anna@example.com")).tags(tag("Größe", "a & b")).send().await.unwrap_err();
    let created = iam.create_user().user_name("anna").path("/bedrock-keys/").permissions_boundary(LIMITED);
    let created = created.tags(tag("owner", "anna@example.com")).tags(tag("Größe", "groß + klein")).send();
    let created = created.await.unwrap().user.unwrap();
    let user = iam.get_user().user_name("ANNA").send().await.unwrap().user.unwrap();
    assert_eq!(created, user);
    assert_eq!(user.arn(), "arn:aws:iam::123456789012:user/bedrock-keys/anna");
    assert_eq!(user.permissions_boundary().unwrap().permissions_boundary_arn(), Some(LIMITED));
    assert_eq!(user.tags()[1], tag("Größe", "groß + klein"));
    assert_eq!(time(user.create_date()).to_string(), NOW);
    let listed = iam.list_users().path_prefix("/bedrock-keys/").send().await.unwrap();
    assert!(listed.users()[0].tags().is_empty(), "listings leave tags out");
    assert_eq!(listed.users()[0].permissions_boundary(), None, "listings leave the boundary out");
    assert!(iam.list_users().path_prefix("/other/").send().await.unwrap().users().is_empty());
}

#[tokio::test]
async fn names_paths_and_tags_that_aws_refuses_are_refused() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "anna").await;
    let duplicate = iam.create_user().user_name("Anna").send().await.unwrap_err();
    assert_eq!(
        refusal(duplicate),
        refused(409, "EntityAlreadyExists", "User with name Anna already exists.")
    );
    for name in ["", "a b", "ä", "a/b", &"x".repeat(65)] {
        let refusal = refusal(iam.create_user().user_name(name).send().await.unwrap_err());
        assert_eq!((refusal.status, refusal.code.as_str()), (400, "ValidationError"), "`{name}`");
    }
    for path in ["", "a", "/a", "a/", "/ä/"] {
        let refusal = refusal(iam.create_user().user_name("ben").path(path).send().await.unwrap_err());
        assert_eq!(refusal.code, "ValidationError", "`{path}`");
    }
    let long = "x".repeat(257);
    for (key, value, code) in [
        ("", "v", "ValidationError"),
        ("semi;colon", "v", "ValidationError"),
        ("k", "new\nline", "ValidationError"),
        ("k", long.as_str(), "ValidationError"),
        ("aws:k", "v", "InvalidInput"),
    ] {
        let create = iam.create_user().user_name("ben").tags(tag(key, value));
        assert_eq!(refusal(create.send().await.unwrap_err()).code, code, "{key}={value}");
    }
    let twice = iam.create_user().user_name("ben").tags(tag("Team", "a")).tags(tag("team", "b"));
    assert_eq!(refusal(twice.send().await.unwrap_err()).code, "InvalidInput");
    let many = (0..51).fold(iam.create_user().user_name("ben"), |create, number| {
        create.tags(tag(&format!("k{number}"), "v"))
    });
    assert_eq!(refusal(many.send().await.unwrap_err()).code, "ValidationError");
    let nobody = iam.get_user().user_name("ben").send().await.unwrap_err();
    assert_eq!(refusal(nobody).code, "NoSuchEntity", "a refused tag fails the whole creation");
}

#[tokio::test]
async fn a_boundary_must_exist_and_can_be_taken_away() {
    let scratch = empty();
    let iam = scratch.iam();
    let missing = "arn:aws:iam::123456789012:policy/Missing";
    let create = iam.create_user().user_name("anna").permissions_boundary(missing);
    let message = format!("Scope ARN: {missing} does not exist or is not attachable.");
    assert_eq!(refusal(create.send().await.unwrap_err()), refused(404, "NoSuchEntity", &message));
    create_user(&iam, "anna").await;
    iam.put_user_permissions_boundary().user_name("anna").permissions_boundary(LIMITED).send().await.unwrap();
    iam.delete_user_permissions_boundary().user_name("anna").send().await.unwrap();
    let again = iam.delete_user_permissions_boundary().user_name("anna").send().await.unwrap_err();
    assert_eq!(refusal(again).code, "NoSuchEntity");
}

#[tokio::test]
async fn tags_are_merged_without_regard_to_the_case_of_keys() {
    let scratch = empty();
    let iam = scratch.iam();
    create_user(&iam, "anna").await;
    iam.tag_user().user_name("anna").tags(tag("Team", "a")).tags(tag("keep", "k")).send().await.unwrap();
    iam.tag_user().user_name("anna").tags(tag("team", "b")).send().await.unwrap();
    let first = iam.list_user_tags().user_name("anna").max_items(1).send().await.unwrap();
    let rest = iam.list_user_tags().user_name("anna").marker(first.marker().unwrap()).send().await.unwrap();
    assert_eq!([first.tags(), rest.tags()].concat(), [tag("keep", "k"), tag("team", "b")]);
    iam.untag_user().user_name("anna").tag_keys("TEAM").tag_keys("absent").send().await.unwrap();
    assert_eq!(iam.list_user_tags().user_name("anna").send().await.unwrap().tags(), [tag("keep", "k")]);
}

#[tokio::test]
async fn the_paginator_of_the_sdk_reaches_the_end_over_short_and_empty_pages() {
    let scratch = empty_with(FaultPlan::none().paging(PageStyle::Short));
    let iam = scratch.iam();
    for number in 0..7 {
        create_user(&iam, &format!("user-{number}")).await;
    }
    let pages: Vec<_> = iam.list_users().into_paginator().send().try_collect().await.unwrap();
    let sizes: Vec<usize> = pages.iter().map(|page| page.users().len()).collect();
    assert_eq!(sizes, [0, 2, 2, 2, 1]);
}
